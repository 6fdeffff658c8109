/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Grants of a domain to itself, as far as several test files need them.
 */
#ifndef MG_GRANT_H
#define MG_GRANT_H

#include "mg.h"
#include <xen/interface/grant_table.h>

#define GRANT_VA	(MG_SCRATCH + 0x80000000)	/* where the shared frames are */

extern struct grant_entry_v1 *const grant_v1;
extern union grant_entry_v2 *const grant_v2;

void grant_setup(unsigned int nr_frames);
long grant_set_version(unsigned int version);
void grant_access(unsigned int ref, unsigned int dom, unsigned long mfn, unsigned int flags);
int grant_map(unsigned int ref, unsigned long host, unsigned int flags, unsigned int *handle);
int grant_unmap(unsigned long host, unsigned int handle);
int grant_copy(struct gnttab_copy *op);

#endif

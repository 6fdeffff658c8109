/* SPDX-License-Identifier: GPL-2.0-only */
/* Who we are and what we were started with. */
#ifndef XEN_DOMAIN_INFO_H
#define XEN_DOMAIN_INFO_H

#include <linux/init.h>
#include <asm/xen/hypervisor.h>

struct start_info;

extern struct shared_info xen_dummy_shared_info;

void __init domain_info_adopt(struct start_info *si);
void __init domain_info_map_shared(void);
void domain_info_unmap_shared(void);
void domain_info_remap_shared(void);
void __init domain_info_banner(void);

#endif

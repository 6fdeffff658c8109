/* SPDX-License-Identifier: GPL-2.0-only */
/* A vCPU's root tables: kernel mode's and user mode's, with the references they hold. */
#ifndef HV_CORE_ROOTS_H
#define HV_CORE_ROOTS_H

#include "core/vcpu.h"

/* @hot names @v's roots, for the hypervisor and, isolated or not, for the guest. */
void root_name(const struct vcpu *v, struct guest_hot *hot);

/* None: the tables may go away. */
void root_forget(struct guest_hot *hot);

/*
 * Make @mfn current's root of kernel mode, loaded at once. A frame of its domain that is
 * or becomes a validated L4. Errors: -EINVAL, -HV_ERESTART (call again with the same mfn).
 */
int root_set_kernel(struct vcpu *v, mfn_t mfn);

/* The same for user mode; INVALID_MFN: none. Not loaded until the next return to user mode. */
int root_set_user(struct vcpu *v, mfn_t mfn);

#endif

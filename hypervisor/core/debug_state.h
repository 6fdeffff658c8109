/* SPDX-License-Identifier: GPL-2.0-only */
/* Debug registers of a vCPU, as the guest reads and writes them. */
#ifndef HV_CORE_DEBUG_STATE_H
#define HV_CORE_DEBUG_STATE_H

#include "core/vcpu.h"

/* ABI: __HYPERVISOR_set_debugreg. @v current or not running. -EINVAL, -EPERM, -ENODEV */
int debugreg_set(struct vcpu *v, unsigned int nr, u64 value);
/* ABI: __HYPERVISOR_get_debugreg. -EINVAL */
int debugreg_get(struct vcpu *v, unsigned int nr, u64 *value);

#endif

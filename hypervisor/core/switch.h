/* SPDX-License-Identifier: GPL-2.0-only */
/* Changing over from one vCPU to another; context_switch() and vcpu_sync() are in core/vcpu.h. */
#ifndef HV_CORE_SWITCH_H
#define HV_CORE_SWITCH_H

#include "core/vcpu.h"

/* current's ports, IOPL or mode changed: what the TSS says follows. */
void switch_update_ports(struct vcpu *v);

/* current's guest_cr4 changed: the bits of it that the CPU must know follow. */
void switch_update_cr4(const struct vcpu *v);

#endif

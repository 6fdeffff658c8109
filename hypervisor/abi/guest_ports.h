/* SPDX-License-Identifier: GPL-2.0-only */
/* I/O ports as a domain sees them: the device, an emulation, or nothing. */
#ifndef HV_ABI_GUEST_PORTS_H
#define HV_ABI_GUEST_PORTS_H

#include "core/vcpu.h"

/* @bytes 1, 2 or 4; a port that nobody answers reads as ones and swallows writes. */
u32 guest_port_read(struct domain *d, u16 port, unsigned int bytes);
void guest_port_write(struct domain *d, u16 port, unsigned int bytes, u32 value);

#endif

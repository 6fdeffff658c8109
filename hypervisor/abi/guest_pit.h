/* SPDX-License-Identifier: GPL-2.0-only */
/* Channel 2 of the interval timer, for guests that calibrate with it (pure). */
#ifndef HV_ABI_GUEST_PIT_H
#define HV_ABI_GUEST_PIT_H

#include "core/emulated_ports.h"

#define PIT_CHANNEL2	0x42
#define PIT_COMMAND	0x43
#define PIT_GATE	0x61

static inline bool guest_pit_port(u16 port)
{
	return port == PIT_CHANNEL2 || port == PIT_COMMAND || port == PIT_GATE;
}

u8 guest_pit_read(struct guest_pit *pit, u16 port, u64 now_ns);
void guest_pit_write(struct guest_pit *pit, u16 port, u8 value, u64 now_ns);

#endif

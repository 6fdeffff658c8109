/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * I/O ports that the hypervisor emulates for each domain: what the domain wrote.
 *
 * Ports are slow and rare: one lock-free word each, written by whichever vCPU comes
 * last, as on a machine where two processors use a port without a lock of their own.
 */
#ifndef HV_CORE_EMULATED_PORTS_H
#define HV_CORE_EMULATED_PORTS_H

#include "lib/types.h"

/* Channel 2 of the interval timer and its gate (abi/guest_pit.c) */
struct guest_pit {
	u64 start_ns;		/* clock_ns() when the count was loaded */
	u16 count;		/* 0 means 65536 */
	u16 latched;		/* frozen value that is being read */
	u8 access;		/* 1 low byte, 2 high byte, 3 low then high */
	u8 mode;		/* 0..5 */
	u8 latch_bytes;		/* bytes of @latched not read yet */
	u8 write_low;		/* first byte of a count being written */
	bool write_second, read_second;
	bool running;		/* a count was loaded */
	bool gate, speaker;	/* port 0x61 */
};

struct emulated_ports {
	u32 pci_address;	/* 0xcf8 */
	u8 cmos_index;		/* 0x70 */
	struct guest_pit pit;
};

#endif

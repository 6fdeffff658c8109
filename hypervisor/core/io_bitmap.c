// SPDX-License-Identifier: GPL-2.0-only
/*
 * The I/O permission bitmap: ports that dom0 uses at hardware speed.
 *
 * A guest runs at CPL 3 with IOPL 0, so every port access consults the bitmap
 * in the TSS: a clear bit is an access, a set one a #GP, which the emulator judges.
 * Each CPU has one bitmap (cpu/layout.h). It shows the ports of the domain that was
 * loaded last with the bitmap on, and is rewritten only when another such domain
 * comes, or its ports have changed (the version of its range set): on a machine
 * where one domain owns the devices that is once.
 *
 * Whether the bitmap counts at all depends on the vCPU's IOPL, for kernel and user
 * mode separately: hot.io_bitmap[mode] is the TSS's bitmap offset, behind the limit
 * for "every port traps".
 *
 *	IOPL 0      kernel traps   user traps
 *	IOPL 1, 2   kernel direct  user traps
 *	IOPL 3      kernel direct  user direct
 *
 * Ports that always trap, even if permitted: CMOS (0x70, 0x71) and PCI configuration
 * (0xcf8-0xcff), because their index registers are shared with the hypervisor.
 */
#include "core/io_bitmap.h"
#include "core/permit.h"
#include "core/switch.h"
#include "cpu/smp.h"
#include <linux/string.h>

#define BITMAP_BYTES	8192
#define NR_PORTS	65536
#define CMOS_FIRST	0x70
#define CMOS_LAST	0x71
#define PCI_CONF_FIRST	0xcf8
#define PCI_CONF_LAST	0xcff

struct io_bitmap_state {
	const struct permit *set;	/* whose; only compared */
	u32 version;
};

static DEFINE_PCPU(struct io_bitmap_state, io_bitmap_shows);

void io_bitmap_modes(const struct vcpu *v, u16 modes[2])
{
	u64 first, last;
	bool some = v->iopl && permit_next(v->domain->ports, 0, &first, &last);

	modes[0] = some ? IO_BITMAP_ON : IO_BITMAP_OFF;
	modes[1] = some && v->iopl == 3 ? IO_BITMAP_ON : IO_BITMAP_OFF;
}

static void bitmap_set(u8 *bitmap, u64 first, u64 last, bool trap)
{
	for (u64 port = first; port <= last; port++) {
		if (!(port & 7) && last - port >= 7) {
			bitmap[port >> 3] = trap ? 0xff : 0;
			port += 7;
		} else if (trap) {
			bitmap[port >> 3] |= 1 << (port & 7);
		} else {
			bitmap[port >> 3] &= ~(1 << (port & 7));
		}
	}
}

void io_bitmap_load(const struct vcpu *v)
{
	u8 *bitmap = (u8 *)PCPU_AREA((unsigned long)this_cpu()) + PCPU_IO_BITMAP;
	struct io_bitmap_state *shows = &this_var(io_bitmap_shows);
	const struct permit *set = v->domain->ports;
	u32 version = permit_version(set);
	u64 first, last, from = 0;

	if (shows->set == set && shows->version == version)
		return;
	memset(bitmap, 0xff, BITMAP_BYTES + 1);		/* the CPU reads one byte beyond */
	while (from < NR_PORTS && permit_next(set, from, &first, &last) && first < NR_PORTS) {
		if (last >= NR_PORTS)
			last = NR_PORTS - 1;
		bitmap_set(bitmap, first, last, false);
		from = last + 1;
	}
	bitmap_set(bitmap, CMOS_FIRST, CMOS_LAST, true);
	bitmap_set(bitmap, PCI_CONF_FIRST, PCI_CONF_LAST, true);
	shows->version = version;
	shows->set = set;
}

static void reload_here(void *arg)
{
	struct vcpu *v = current_vcpu();

	this_var(io_bitmap_shows).set = NULL;
	if (v->domain == arg)
		switch_update_ports(v);
}

void io_bitmap_changed(struct domain *d)
{
	/* All CPUs forget: a new set may come to lie where an old one was. */
	smp_call(READ_ONCE(cpus_online), reload_here, d, true);
}

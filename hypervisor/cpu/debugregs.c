// SPDX-License-Identifier: GPL-2.0-only
/*
 * Debug registers belong to guests. The hypervisor uses none.
 *
 * What a guest may put there is limited so that a breakpoint never fires on
 * the hypervisor's own memory (an endless #DB on an entry path) and never traps
 * moves to the debug registers. A data breakpoint on guest memory can still
 * fire while we copy from it: traps.c tolerates that.
 *
 * DR7 is written last when loading and first when turning off, so that no
 * half-loaded set is active. Per CPU we remember whether anything is armed, and
 * skip the slow register writes when both the old and the new vCPU use none.
 */
#include "cpu/debugregs.h"
#include "cpu/insn.h"
#include "cpu/pcpu.h"

#include <linux/bits.h>

#define DR6_RESERVED	0xffffffff00001000ULL	/* bit 12 and the upper half are zero */
#define DR7_RESERVED	0xffffffff0000d000ULL
#define DR7_GD		BIT(13)
#define DR7_RW_SHIFT	16
#define RW_IO		2
#define RW_EXECUTE	0

static bool armed[HV_NR_CPUS];

void debugregs_off(void)
{
	if (!this_var(armed))
		return;
	dr7_write(DR7_FIXED);
	this_var(armed) = false;
}

void debugregs_load(const struct debug_regs *regs)
{
	if (!(regs->dr7 & DR7_ENABLES)) {
		debugregs_off();
		return;
	}
	dr7_write(DR7_FIXED);
	dr0_write(regs->addr[0]);
	dr1_write(regs->addr[1]);
	dr2_write(regs->addr[2]);
	dr3_write(regs->addr[3]);
	dr6_write(regs->dr6);
	this_var(armed) = true;
	dr7_write(regs->dr7);
}

void debugregs_switch(const struct debug_regs *to)
{
	if (this_var(armed) || (to->dr7 & DR7_ENABLES))
		debugregs_load(to);
}

u64 debugregs_take_dr6(void)
{
	u64 v = dr6_read();

	dr6_write(DR6_FIXED);
	return v;
}

static int set_control(struct debug_regs *regs, u64 v)
{
	unsigned int i;

	v &= ~DR7_RESERVED;
	v |= DR7_FIXED;
	if (v & DR7_GD)
		return -EPERM;
	for (i = 0; i < 4; i++) {
		unsigned int rw = v >> (DR7_RW_SHIFT + 4 * i) & 3;
		unsigned int bytes = v >> (DR7_RW_SHIFT + 4 * i + 2) & 3;

		if (!(v >> (2 * i) & 3))
			continue;
		if (rw == RW_IO || (rw == RW_EXECUTE && bytes))
			return -EPERM;
	}
	regs->dr7 = v;
	return 0;
}

int debugregs_set(struct debug_regs *regs, unsigned int nr, u64 value)
{
	/* 8 bytes at most are watched: none may reach into our range. */
	bool canonical = (s64)(value << 16) >> 16 == (s64)value;

	switch (nr) {
	case 0 ... 3:
		if (!canonical || (value + 7 >= HV_VIRT_START && value < HV_VIRT_END))
			return -EPERM;
		regs->addr[nr] = value;
		return 0;
	case 4:
	case 6:
		regs->dr6 = (value & ~DR6_RESERVED) | DR6_FIXED;
		return 0;
	case 5:
	case 7:
		return set_control(regs, value);
	}
	return -EINVAL;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Debug registers of guests.
 *
 * v->dr is the truth; the CPU's registers hold it only while v runs and has a
 * breakpoint enabled (switch.c). So a write to the running vCPU's own registers
 * loads the CPU when breakpoints are, or just were, enabled, and reads never touch
 * the hardware: a #DB leaves its DR6 in v->dr.
 *
 * DR4 and DR5 mean DR6 and DR7 unless CR4.DE is set; then they do not exist. What
 * addresses and bits are acceptable is decided in cpu/debugregs.c. I/O breakpoints
 * are not offered (XEN-DIFF: they need CR4.DE and a look at every emulated port).
 */
#include "core/debug_state.h"
#include "cpu/printk.h"
#include <asm/processor-flags.h>

/* Alias numbers resolved; -EINVAL if there is no such register. */
static int debugreg_index(const struct vcpu *v, unsigned int nr)
{
	if (nr == 4 || nr == 5)
		return v->guest_cr4 & X86_CR4_DE ? -EINVAL : (int)nr + 2;
	return nr < 8 ? (int)nr : -ENODEV;
}

int debugreg_set(struct vcpu *v, unsigned int nr, u64 value)
{
	u64 old7 = v->dr.dr7;
	int index = debugreg_index(v, nr), err;

	if (index < 0)
		return refuse(index, "debug register %u", nr);
	if (index >= 6 && value >> 32)
		return refuse(-EINVAL, "debug register %u: %#llx", nr, value);
	err = debugregs_set(&v->dr, index, value);
	if (!err && v == current_vcpu() && (old7 | v->dr.dr7) & DR7_ENABLES)
		debugregs_load(&v->dr);
	return err;
}

int debugreg_get(struct vcpu *v, unsigned int nr, u64 *value)
{
	int index = debugreg_index(v, nr);

	if (index < 0)
		return refuse(index, "debug register %u", nr);
	if (index < 4)
		*value = v->dr.addr[index];
	else
		*value = index == 6 ? v->dr.dr6 : v->dr.dr7;
	return 0;
}

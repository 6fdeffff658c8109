// SPDX-License-Identifier: GPL-2.0-only
/*
 * Processor state that a guest kernel cannot load itself: stack, GDT and descriptors,
 * segment bases, CR0.TS, debug registers.
 *
 * ABI: __HYPERVISOR_stack_switch, _set_gdt, _update_descriptor, _set_segment_base,
 *      _fpu_taskswitch, _set_debugreg, _get_debugreg
 */
#include "abi/dispatch.h"
#include "core/debug_state.h"
#include "core/descriptor.h"
#include "core/preempt.h"
#include "cpu/fpu.h"
#include "cpu/insn.h"
#include "cpu/printk.h"
#include "cpu/segment_base.h"
#include "cpu/traps.h"
#include "mm/guest_copy.h"
#include "mm/page_type.h"

#define FRAME_ROOM	256	/* more than any bounce frame */

static bool canonical(u64 va)
{
	return (s64)(va << 16) >> 16 == (s64)va;
}

/* The stack for entries from user mode; a place where no frame fits is remembered as such. */
HYPERCALL(stack_switch)
{
	struct guest_hot *hot = vcpu_hot(current_vcpu());
	u64 sp = a2 & ~15UL;

	if (!canonical(sp) || (sp - FRAME_ROOM < HV_VIRT_END && sp > HV_VIRT_START))
		sp = HOT_BAD_SP;
	hot->kernel_ss = a1 | 3;
	hot->kernel_sp = sp;
	return 0;
}

HYPERCALL(set_gdt)
{
	u64 frames[GDT_GUEST_PAGES];
	unsigned int entries = a2, nr = (entries + 511) / 512;

	if (entries > FIRST_RESERVED_GDT_ENTRY)
		return -EINVAL;
	if (guest_read(frames, a1, nr * sizeof(frames[0])))
		return -EFAULT;
	if (page_drain(&current_domain()->mm))
		return hypercall_continue(__HYPERVISOR_set_gdt, 2, a1, a2, 0, 0, 0);
	return gdt_set(current_vcpu(), frames, entries);
}

HYPERCALL(update_descriptor)
{
	return descriptor_update(current_domain(), a1, a2);
}

HYPERCALL(set_segment_base)
{
	if (a1 == SEGBASE_GS_USER_SEL) {
		(void)load_gs_for_kernel_base(a2);
		return 0;
	}
	if (a1 > SEGBASE_GS_USER_SEL)
		return -EINVAL;
	if (!canonical(a2))
		return refuse(-EINVAL, "segment base %#lx", a2);
	switch (a1) {
	case SEGBASE_FS:
		fs_base_write(a2);
		return 0;
	case SEGBASE_GS_USER:
		gs_base_other_write(a2);
		return 0;
	default:
		gs_base_active_write(a2);
		return 0;
	}
}

HYPERCALL(fpu_taskswitch)
{
	current_vcpu()->cr0_ts = a1;
	fpu_set_ts(a1);
	return 0;
}

HYPERCALL(set_debugreg)
{
	return debugreg_set(current_vcpu(), a1, a2);
}

HYPERCALL(get_debugreg)
{
	u64 value;
	int ret = debugreg_get(current_vcpu(), a1, &value);

	return ret ? ret : (long)value;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Model-specific registers.
 *
 * Three of them are not registers here but hypercalls (the segment bases),
 * some are not the guest's business (the system call entries are registered
 * callbacks, see guest_callbacks.c; writes are dropped), and the rest is left
 * to the hypervisor, which emulates the faulting instruction or refuses.
 *
 * Segment bases and context switches: the base of user mode's GS cannot be
 * read by a guest kernel without a trap, and with FSGSBASE the kernel would
 * have to read it at each switch, because user mode may have changed it.  So
 * FSGSBASE is hidden (cpuid_mask.c); then the bases change by system calls
 * only, mainline keeps them with the thread, and nothing is read at all.
 * What has to be written during a switch is queued and goes to the hypervisor
 * together with the new kernel stack (cpu_ops.c).
 *
 * Whether a refused access of the unchecked kind is reported is a matter of
 * configuration, because drivers touch MSRs that exist on all hardware but
 * that a hypervisor does not show.
 */
#include <linux/cache.h>
#include <linux/init.h>
#include <linux/kstrtox.h>
#include <linux/smp.h>

#include <xen/interface/xen.h>

#include <asm/apicdef.h>
#include <asm/msr.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include "cpu_regs.h"
#include "multicall.h"

static bool tolerant __ro_after_init = IS_ENABLED(CONFIG_XEN_PV_MSR_SAFE);

static int __init parse_msr_safe(char *arg)
{
	return arg ? kstrtobool(arg, &tolerant) : -EINVAL;
}
early_param("xen_msr_safe", parse_msr_safe);

static u64 adjust_apicbase(u64 val)
{
	val &= ~(u64)(X2APIC_ENABLE | MSR_IA32_APICBASE_BSP);
	if (!smp_processor_id())
		val |= MSR_IA32_APICBASE_BSP;
	return val;
}

/* @err: where to report a refusal; NULL if it should fault. */
static u64 read_any(unsigned int msr, int *err)
{
	u64 val = err ? native_read_msr_safe(msr, err) : native_read_msr(msr);

	if (msr == MSR_IA32_APICBASE)
		val = adjust_apicbase(val);
	return val;
}

static int set_base(int which, u64 base)
{
	struct multicall_entry *call;
	unsigned long flags;

	if (xen_get_lazy_mode() != XEN_LAZY_CPU)
		return HYPERVISOR_set_segment_base(which, base);

	flags = xen_mc_begin();
	call = xen_mc_entry();
	call->op = __HYPERVISOR_set_segment_base;
	call->args[0] = which;
	call->args[1] = base;
	trace_xen_mc_entry(call, 2);
	xen_mc_end(flags, XEN_LAZY_CPU);
	return 0;
}

/* Return: 0 or -EIO, of what is not left to the hardware; 1 for the rest. */
static int write_known(unsigned int msr, u64 val)
{
	int err;

	switch (msr) {
	case MSR_FS_BASE:
		err = set_base(SEGBASE_FS, val);
		break;
	case MSR_KERNEL_GS_BASE:
		err = set_base(SEGBASE_GS_USER, val);
		break;
	case MSR_GS_BASE:
		err = HYPERVISOR_set_segment_base(SEGBASE_GS_KERNEL, val);
		break;
	case MSR_STAR:
	case MSR_LSTAR:
	case MSR_CSTAR:
	case MSR_SYSCALL_MASK:
	case MSR_IA32_SYSENTER_CS:
	case MSR_IA32_SYSENTER_EIP:
	case MSR_IA32_SYSENTER_ESP:
		return 0;
	default:
		return 1;
	}
	return err ? -EIO : 0;
}

/** pv_msr_read_safe() - pv_ops.cpu.read_msr_safe */
u64 pv_msr_read_safe(unsigned int msr, int *err)
{
	return read_any(msr, err);
}

/** pv_msr_read() - pv_ops.cpu.read_msr */
u64 pv_msr_read(unsigned int msr)
{
	int ignored;

	return read_any(msr, tolerant ? &ignored : NULL);
}

/** pv_msr_write_safe() - pv_ops.cpu.write_msr_safe */
int pv_msr_write_safe(unsigned int msr, unsigned int low, unsigned int high)
{
	int ret = write_known(msr, (u64)high << 32 | low);

	return ret <= 0 ? ret : native_write_msr_safe(msr, low, high);
}

/** pv_msr_write() - pv_ops.cpu.write_msr */
void pv_msr_write(unsigned int msr, unsigned int low, unsigned int high)
{
	int ret = write_known(msr, (u64)high << 32 | low);

	if (ret > 0) {
		if (tolerant)
			native_write_msr_safe(msr, low, high);
		else
			native_write_msr(msr, low, high);
	} else if (ret < 0 && !tolerant) {
		WARN(1, "segment base %#x cannot be %08x%08x\n", msr, high,
		     low);
	}
}

/** pv_msr_load_gs_selector() - load user mode's GS; pv_ops.cpu.load_gs_index */
void pv_msr_load_gs_selector(unsigned int selector)
{
	if (HYPERVISOR_set_segment_base(SEGBASE_GS_USER_SEL, selector))
		BUG();
}

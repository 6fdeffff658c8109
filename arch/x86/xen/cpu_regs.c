// SPDX-License-Identifier: GPL-2.0-only
/*
 * Control registers, debug registers and the I/O permission bitmap.
 *
 * Reading CR0 or writing CR4 with the real instruction works: it faults and
 * the hypervisor emulates it.  CR0 is read often and changes in one bit only,
 * TS, for which there is a hypercall; so its value is remembered.  For CR4
 * mainline has a shadow itself, and writes are rare.
 *
 * The operations on debug registers are called from noinstr code.
 */
#include <linux/percpu.h>
#include <linux/smp.h>

#include <xen/interface/physdev.h>
#include <xen/interface/xen.h>

#include <asm/io_bitmap.h>
#include <asm/paravirt.h>
#include <asm/processor-flags.h>
#include <asm/special_insns.h>
#include <asm/xen/hypercall.h>

#include "cpu_regs.h"
#include "multicall.h"

/* 0: not read yet.  PE is always set. */
static DEFINE_PER_CPU(unsigned long, cr0_known);

/** cpu_regs_read_cr0() - pv_ops.cpu.read_cr0 */
unsigned long cpu_regs_read_cr0(void)
{
	if (unlikely(!this_cpu_read(cr0_known)))
		this_cpu_write(cr0_known, native_read_cr0());
	return this_cpu_read(cr0_known);
}

/** cpu_regs_write_cr0() - pv_ops.cpu.write_cr0; only TS reaches hardware */
void cpu_regs_write_cr0(unsigned long cr0)
{
	unsigned long flags = xen_mc_begin();

	this_cpu_write(cr0_known, cr0);
	MULTI_fpu_taskswitch(xen_mc_entry(), !!(cr0 & X86_CR0_TS));
	xen_mc_end(flags, XEN_LAZY_CPU);
}

/** cpu_regs_write_cr4() - pv_ops.cpu.write_cr4 */
void cpu_regs_write_cr4(unsigned long cr4)
{
	const unsigned long not_ours = X86_CR4_PSE | X86_CR4_PGE | X86_CR4_PCE;

	native_write_cr4(cr4 & ~not_ours);
}

/** cpu_regs_set_dr() - pv_ops.cpu.set_debugreg */
noinstr void cpu_regs_set_dr(int nr, unsigned long value)
{
	HYPERVISOR_set_debugreg(nr, value);
}

/** cpu_regs_get_dr() - pv_ops.cpu.get_debugreg */
noinstr unsigned long cpu_regs_get_dr(int nr)
{
	return HYPERVISOR_get_debugreg(nr);
}

#ifdef CONFIG_X86_IOPL_IOPERM
static void tell_io_bitmap(void *bitmap, unsigned int ports)
{
	struct physdev_set_iobitmap set = {
		.bitmap = bitmap,
		.nr_ports = ports,
	};

	HYPERVISOR_physdev_op(PHYSDEVOP_set_iobitmap, &set);
}

/** cpu_regs_invalidate_io_bitmap() - the next task has no ports */
void cpu_regs_invalidate_io_bitmap(void)
{
	native_tss_invalidate_io_bitmap();
	tell_io_bitmap(NULL, 0);
}

/** cpu_regs_update_io_bitmap() - the current task has some ports */
void cpu_regs_update_io_bitmap(void)
{
	struct x86_hw_tss *tss = this_cpu_ptr(&cpu_tss_rw.x86_tss);

	native_tss_update_io_bitmap();
	tell_io_bitmap((void *)tss + tss->io_bitmap_base,
		       tss->io_bitmap_base == IO_BITMAP_OFFSET_INVALID ?
		       0 : IO_BITMAP_BITS);
}
#endif

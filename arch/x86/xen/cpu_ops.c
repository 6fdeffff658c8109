// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table pv_ops.cpu, and the context switch that runs through it.
 *
 * A context switch in terms of these operations, interrupts off throughout:
 *
 *	start_context_switch(prev)	queue from here on
 *	  set CR3, set LDT, load_tls	queued
 *	end_context_switch(next)	send if descriptors are queued: segments
 *					are loaded next
 *	  write_msr(FS base, GS base)	queued
 *	load_sp0(top of next's stack)	queued; send, stop queueing
 *
 * So a switch is one crossing, whatever it consists of.  It is none at all
 * when the next task keeps the page tables, has no base, and enters the kernel
 * on the stack that the hypervisor knows already, or never enters the kernel,
 * being a kernel thread.
 *
 * Nothing after end_context_switch() looks at user memory.  An NMI could, and
 * would see the old task's; but its handlers are those of a kernel without
 * performance counters of its own, which have no business there.
 *
 * Invariant: kernel_sp0 is the stack that the hypervisor uses when this CPU
 * comes from user mode.
 */
#include <linux/percpu.h>
#include <linux/processor.h>
#include <linux/sched.h>

#include <xen/interface/xen.h>

#include <asm/desc.h>
#include <asm/fixmap.h>
#include <asm/paravirt.h>
#include <asm/segment.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>
#include <asm/xen/interface.h>

#include "cpu_ops.h"
#include "cpu_regs.h"
#include "desc_tables.h"
#include "lazy.h"
#include "multicall.h"
#include "trap_table.h"

static DEFINE_PER_CPU(unsigned long, kernel_sp0);

/**
 * cpu_ops_kernel_stack_is() - the hypervisor was told a stack by other means
 * @cpu: for which processor
 * @sp0: which; 0 if it is not known
 */
void cpu_ops_kernel_stack_is(unsigned int cpu, unsigned long sp0)
{
	per_cpu(kernel_sp0, cpu) = sp0;
}

static void queue_stack(unsigned long sp0)
{
	unsigned long flags = xen_mc_begin();

	MULTI_stack_switch(xen_mc_entry(), __KERNEL_DS, sp0);
	xen_mc_end(flags, XEN_LAZY_CPU);
	this_cpu_write(kernel_sp0, sp0);
}

static void send_before_segments(struct task_struct *next)
{
	if (desc_take_queued())
		xen_mc_flush();
}

/* Last of a context switch, when current is the new task; or on its own. */
static void load_stack(unsigned long sp0)
{
	this_cpu_write(cpu_tss_rw.x86_tss.sp0, sp0);

	if (xen_get_lazy_mode() != XEN_LAZY_CPU) {
		queue_stack(sp0);
		return;
	}
	if (!(current->flags & PF_KTHREAD) && sp0 != this_cpu_read(kernel_sp0))
		queue_stack(sp0);
	xen_end_context_switch(current);
}

static unsigned long no_task_register(void)
{
	return 0;
}

static void no_delay(void)
{
}

/* objtool follows this table by its name. */
static const typeof(pv_ops) xen_cpu_ops __initconst = {
	.cpu = {
		/* context switch */
		.start_context_switch = xen_start_context_switch,
		.load_tls = desc_load_tls,
		.end_context_switch = send_before_segments,
		.load_gs_index = pv_msr_load_gs_selector,
		.load_sp0 = load_stack,
#ifdef CONFIG_X86_IOPL_IOPERM
		.update_io_bitmap = cpu_regs_update_io_bitmap,
		.invalidate_io_bitmap = cpu_regs_invalidate_io_bitmap,
#endif
		/* descriptor tables */
		.load_gdt = desc_load_gdt,
		.write_gdt_entry = desc_write_gdt,
		.load_idt = trap_table_load,
		.write_idt_entry = trap_table_write,
		.set_ldt = desc_set_ldt,
		.alloc_ldt = desc_alloc_ldt,
		.free_ldt = desc_free_ldt,
		.write_ldt_entry = desc_write_ldt,
		.load_tr_desc = paravirt_nop,
		.store_tr = no_task_register,
		/* registers */
		.cpuid = cpuid_masked,
		.read_cr0 = cpu_regs_read_cr0,
		.write_cr0 = cpu_regs_write_cr0,
		.write_cr4 = cpu_regs_write_cr4,
		.get_debugreg = cpu_regs_get_dr,
		.set_debugreg = cpu_regs_set_dr,
		.read_msr = pv_msr_read,
		.read_msr_safe = pv_msr_read_safe,
		.write_msr = pv_msr_write,
		.write_msr_safe = pv_msr_write_safe,
		.read_pmc = native_read_pmc,
		/* the rest */
		.wbinvd = pv_native_wbinvd,
		.io_delay = no_delay,
	},
};

static const struct pv_info pv_info_xen __initconst = {
	.name = "Xen",
	.extra_user_64bit_cs = FLAT_USER_CS64,
};

/** cpu_ops_init() - install the table */
void __init cpu_ops_init(void)
{
	pv_info = pv_info_xen;
	pv_ops.cpu = xen_cpu_ops.cpu;
}

/**
 * cpu_ops_init_gdt() - let the boot processor run on the kernel's GDT
 *
 * Context: on the hypervisor's initial page tables.  From here on code with
 * stack protection can run.
 */
void __init cpu_ops_init_gdt(void)
{
	pv_ops.cpu.load_gdt = desc_load_gdt_boot;
	pv_ops.cpu.write_gdt_entry = desc_write_gdt_boot;

	switch_gdt_and_percpu_base(0);

	pv_ops.cpu.load_gdt = xen_cpu_ops.cpu.load_gdt;
	pv_ops.cpu.write_gdt_entry = xen_cpu_ops.cpu.write_gdt_entry;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The root of the page tables, and the address of the last fault.
 *
 * There are two roots to load: the kernel's, and its twin for user mode, which
 * the hypervisor installs whenever it returns to user mode. One mmuext_op with
 * two elements loads both; in a context switch it is part of the multicall.
 *
 * Because of that delay a CPU has two notions of its root:
 *
 *	xen_cr3		what the kernel has asked for. It is what read_cr3()
 *			returns, so that this CPU agrees with itself.
 *	xen_current_cr3	what the hypervisor was last told. Other CPUs look at
 *			it before they take a table apart (mmu_pin.c): it may
 *			be late in saying that a root is gone, never early.
 *
 * Between queueing and flush interrupts are off, so no IPI sees the gap.
 */
#include <linux/percpu.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include <trace/events/xen.h>

#include <xen/vcpu.h>

#include "mmu.h"
#include "mmu_table.h"
#include "multicall.h"

DEFINE_PER_CPU(unsigned long, xen_cr3);
DEFINE_PER_CPU(unsigned long, xen_current_cr3);

unsigned long xen_read_cr3(void)
{
	return this_cpu_read(xen_cr3);
}

static void root_queue(bool kernel, unsigned long root)
{
	struct mmuext_op op = {
		.cmd = kernel ? MMUEXT_NEW_BASEPTR : MMUEXT_NEW_USER_BASEPTR,
		.arg1.mfn = root ? pfn_to_mfn(PFN_DOWN(root)) : 0,
	};

	trace_xen_mmu_write_cr3(kernel, root);
	xen_mc_mmuext(&op);
}

void xen_write_cr3(unsigned long cr3)
{
	pgd_t *user = mmu_user_pgd(__va(cr3));
	unsigned long flags = xen_mc_begin();

	this_cpu_write(xen_cr3, cr3);
	root_queue(true, cr3);
	root_queue(false, user ? __pa(user) : 0);
	xen_mc_end(flags, XEN_LAZY_CPU);
}

/* There are no user roots yet, nor pages that could know of one. */
void __init xen_write_cr3_init(unsigned long cr3)
{
	unsigned long flags = xen_mc_begin();

	this_cpu_write(xen_cr3, cr3);
	root_queue(true, cr3);
	xen_mc_end(flags, XEN_LAZY_CPU);
}

noinstr void xen_write_cr2(unsigned long cr2)
{
	this_cpu_read(xen_vcpu)->arch.cr2 = cr2;
}

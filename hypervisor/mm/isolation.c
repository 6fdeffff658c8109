// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page-table isolation: what a guest cannot reach even by speculation is what is
 * not in its page tables (Meltdown).
 *
 * A guest of an isolated domain runs, in either mode, on a root table of ours. Its
 * lower levels are the guest's own; only the root is a copy:
 *
 *	slot 0..255, 272..511	as in the guest's root table
 *	256	read-only M2P	the same: guests may read it
 *	260	per-domain	the same: GDT and LDT of its own vCPUs
 *	261	image, areas	only the pages that a crossing needs:
 *				  entry text and entry_traps.S, read and execute
 *				  of this CPU's area: stacks of NMI and the like, the top
 *				  page of the main stack with struct pcpu (frame, TSS), the
 *				  entry text's alias, I/O bitmap, IDT, GDT
 *	all others		empty: no direct map, frame table, heap, other CPUs
 *
 *	exit root[261] -> L3 of this CPU -> L2 -> L1 text	one for all CPUs
 *					 -> L2 -> L1 area	this CPU's
 *
 * Each vCPU has two such roots, so that a bounce between kernel and user mode loads
 * another root, and copies nothing. entry_spec.S changes between a guest's own root
 * (full: all of the hypervisor is in it) and the copy. hot.kernel_exit_cr3 and
 * hot.user_exit_cr3 name the copies.
 *
 * A copy is made anew when the vCPU is switched in, when one of its roots is replaced,
 * and when an entry of a root table is changed by anybody: before such a change
 * is finished, every CPU that has a vCPU of that domain loaded has copied again
 * (isolation_sync()), so an entry whose table is about to be freed is in no copy. Only the CPU
 * on which a vCPU is loaded writes its copies, with interrupts off.
 *
 * Accessed bits of root entries are set in the copy only.
 *
 * Deliberately absent: a stack of its own for crossings. The top page of the main
 * stack is visible, as it is with Xen, so what C code left in these 2 KiB is.
 */
#include "mm/isolation.h"
#include "mm/guest_pt.h"
#include "mm/hv_pgtable.h"
#include "mm/page_alloc.h"
#include "mm/tlb.h"
#include "cpu/image.h"
#include "cpu/irqflags.h"
#include "cpu/pcpu.h"
#include "cpu/printk.h"
#include "cpu/speculation.h"
#include <linux/string.h>

#define TABLE		(PTE_P | PTE_RW | PTE_A | PTE_D)
#define LEAF		(PTE_P | PTE_A | PTE_D)
#define IMAGE_SLOT	(HV_IMAGE_VIRT >> 39 & 511)

static u64 exit_slot[HV_NR_CPUS];	/* root entry for slot 261; each CPU sets its own */

/* ------------------------------------------------------------------ what a CPU shows */

/* Page @va as the hypervisor's own tables have it, but @flags, in tables below @l3. */
static int show_page(u64 *l3, unsigned long va, u64 flags)
{
	u64 *table = l3;

	for (unsigned int shift = 30; shift > HV_PAGE_SHIFT; shift -= 9) {
		u64 *entry = &table[va >> shift & 511];

		if (!(*entry & PTE_P)) {
			u64 *fresh = hv_alloc_page();

			if (!fresh)
				return -ENOMEM;
			*entry = pte_make(virt_to_mfn(fresh), TABLE);
		}
		table = mfn_to_virt(pte_mfn(*entry));
	}
	table[va >> HV_PAGE_SHIFT & 511] = pte_make(hv_lookup(va), flags);
	return 0;
}

static int show_area(u64 *l3)
{
	/* first page and number of pages: see cpu/layout.h */
	static const u8 parts[][2] = {
		{ PCPU_NMI_STACK >> 12, 2 }, { PCPU_DF_STACK >> 12, 2 },
		{ PCPU_MC_STACK >> 12, 2 }, { PCPU_DB_STACK >> 12, 2 },
		{ PCPU_OFFSET >> 12, 1 }, { PCPU_IO_BITMAP >> 12, 3 },
		{ PCPU_IDT >> 12, 1 }, { PCPU_GDT >> 12, 1 },
	};
	unsigned long area = PCPU_AREA((unsigned long)this_cpu());
	int err = show_page(l3, area + PCPU_ENTRY_TEXT, LEAF);

	for (unsigned int i = 0; i < ARRAY_SIZE(parts) && !err; i++)
		for (unsigned int page = 0; page < parts[i][1] && !err; page++)
			err = show_page(l3, area + (parts[i][0] + page) * HV_PAGE_SIZE,
					LEAF | PTE_RW | PTE_NX);
	return err;
}

static int show_text(u64 *l3)
{
	int err = 0;

	for (const u8 *p = _entry_text_start; p < _entry_traps_end && !err; p += HV_PAGE_SIZE)
		err = show_page(l3, (unsigned long)p, LEAF);
	return err;
}

int isolation_init_cpu(void)
{
	u64 *l3;
	int err;

	if (!speculation_isolates())
		return 0;
	l3 = hv_alloc_page();
	if (!l3)
		return -ENOMEM;
	err = show_text(l3);
	if (!err)
		err = show_area(l3);
	exit_slot[this_cpu()] = pte_make(virt_to_mfn(l3), TABLE);
	return err;
}

/* ------------------------------------------------------------------ copies */

int isolation_alloc(struct isolation *iso)
{
	iso->kernel = hv_alloc_page();
	iso->user = hv_alloc_page();
	if (iso->kernel && iso->user)
		return 0;
	isolation_free(iso);
	return -ENOMEM;
}

void isolation_free(struct isolation *iso)
{
	if (iso->kernel)
		hv_free_pages(iso->kernel, 0);
	if (iso->user)
		hv_free_pages(iso->user, 0);
	iso->kernel = NULL;
	iso->user = NULL;
}

static void copy_root(u64 exit_cr3, u64 full_cr3)
{
	u64 *to;
	const u64 *from;

	if (exit_cr3 == full_cr3 || !full_cr3)
		return;
	to = mfn_to_virt(pte_mfn(exit_cr3));
	from = mfn_to_virt(pte_mfn(full_cr3));
	memcpy(to, from, HV_FIRST_SLOT * sizeof(u64));
	memcpy(to + HV_LAST_SLOT + 1, from + HV_LAST_SLOT + 1,
	       (511 - HV_LAST_SLOT) * sizeof(u64));
	to[HV_FIRST_SLOT] = from[HV_FIRST_SLOT];
	to[PERDOMAIN_SLOT] = from[PERDOMAIN_SLOT];
	to[IMAGE_SLOT] = exit_slot[this_cpu()];
}

void isolation_refresh(void)
{
	unsigned long flags = local_irq_off_save();
	const struct guest_hot *hot = &this_pcpu()->hot;

	copy_root(hot->kernel_exit_cr3, hot->kernel_cr3);
	copy_root(hot->user_exit_cr3, hot->user_cr3);
	local_irq_back(flags);
}

/*
 * Pairs with state_load() in core/switch.c, which sets dirty_cpus before it copies:
 * either it copies what has been stored, or its CPU is asked here.
 */
void isolation_sync(const struct mm_owner *o)
{
	cpuset_t me = cpuset_of(this_cpu());

	isolation_refresh();
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	tlb_flush(cpuset_andnot(o->dirty_cpus, me));
}

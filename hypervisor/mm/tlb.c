// SPDX-License-Identifier: GPL-2.0-only
/*
 * TLB flushes, the flush clock, and the processor's paging features.
 *
 * A guest may leave stale translations in its TLBs as long as it likes; the
 * hypervisor flushes only before a frame that might be reached through one is
 * put to another use. To do that rarely, every full flush of any CPU ticks a
 * clock: the tick is taken before the flush, and becomes the CPU's stamp after
 * it. A frame is stamped with the clock after the last entry naming it is gone
 * (a locked instruction lies between, so the processor has made the entry's
 * removal visible before it reads the clock). Then a CPU whose stamp is larger
 * than the frame's has flushed after the removal. INVLPG does not count.
 *
 * Stamps are 32 bits and compared as signed distances; before a distance could
 * become ambiguous (every 2^30 ticks) all CPUs are flushed once, by whoever next asks
 * which CPUs are clean.
 *
 * "Everything" includes global translations, because user pages of guests are
 * global (guest_pt_check.c): INVPCID where the CPU has it, else CR4.PGE off and on,
 * or a load of CR3 where PGE is off (features.c).
 * With PCID in use guest kernel and guest user mode are two contexts and user pages
 * are not global; a root is then loaded without a flush, tlb_load_root()
 * having emptied both contexts before.
 *
 * With page-table isolation a full flush also copies the guest's root tables anew.
 * A vCPU whose writes are logged has a translation cache in software besides
 * (mm/vtlb.c), which is emptied by whatever flushes this CPU.
 *
 * A remote flush leaves what is wanted in a word of the other CPU's and sends one
 * IPI; the handler takes the word. Two wishes meet in the word as "everything".
 */
#include "mm/tlb.h"
#include "mm/vtlb.h"
#include "mm/guest_pt.h"
#include "mm/isolation.h"
#include "cpu/features.h"
#include "cpu/insn.h"
#include "cpu/smp.h"
#include "cpu/speculation.h"
#include "cpu/uaccess.h"
#include <linux/bits.h>
#include <asm/processor-flags.h>
#include <linux/minmax.h>

#define PCID_OF(context)	((context) + 1UL)

#define EPOCH			BIT(30)
#define WANT_ALL		1UL		/* else a virtual address, page aligned, or 0 */

bool tlb_pcid;
u32 flush_clock = 1;
static bool have_invpcid;
static bool epoch_over;
static DEFINE_PCPU(u64, flush_wanted);

/* A new time, never 0 ("none"). */
static u32 clock_tick(void)
{
	u32 now = __atomic_add_fetch(&flush_clock, 1, __ATOMIC_SEQ_CST);

	if (unlikely(!(now & (u32)(EPOCH - 1)))) {
		WRITE_ONCE(epoch_over, true);
		if (!now)
			now = __atomic_add_fetch(&flush_clock, 1, __ATOMIC_SEQ_CST);
	}
	return now;
}

static void flush_everything(void)
{
	if (have_invpcid) {
		tlb_invpcid(INVPCID_ALL_GLOBAL, 0, 0);
	} else {
		unsigned long cr4 = cr4_read();

		if (cr4 & X86_CR4_PGE) {
			cr4_write(cr4 & ~X86_CR4_PGE);
			cr4_write(cr4);
		} else {
			cr3_write(cr3_read());
		}
	}
}

void tlb_flush_local(void)
{
	u32 now = clock_tick();

	vtlb_flushed();
	flush_everything();
	WRITE_ONCE(this_pcpu()->tlb_stamp, now);
}

void tlb_flush_page_local(unsigned long va)
{
	/* INVLPG ignores such an address, INVPCID faults; nothing can be cached for it. */
	if ((s64)(va << 16) >> 16 != (s64)va)
		return;
	if (unlikely(this_pcpu()->vtlb))
		vtlb_forget(this_pcpu()->vtlb, va);
	tlb_invlpg(va);
	if (tlb_pcid) {			/* INVLPG knew only the context in use, whichever that is */
		unsigned int nr = speculation_isolates() ? NR_CONTEXTS : CONTEXT_USER + 1;

		for (unsigned int i = 0; i < nr; i++)
			tlb_invpcid(INVPCID_ADDRESS, PCID_OF(i), va);
	}
}

void tlb_ipi(void)
{
	u64 want = __atomic_exchange_n(&this_var(flush_wanted), 0, __ATOMIC_SEQ_CST);

	if (want == WANT_ALL) {
		if (speculation_isolates())
			isolation_refresh();
		tlb_flush_local();
	} else if (want) {
		tlb_flush_page_local(want);
	}
}

static void flush_others(cpuset_t cpus, u64 want)
{
	unsigned int cpu;

	for_each_cpu_in(cpu, cpus) {
		u64 none = 0;

		if (want == WANT_ALL ||
		    !__atomic_compare_exchange_n(&pcpu_var(flush_wanted, cpu), &none, want, false,
						 __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
			__atomic_store_n(&pcpu_var(flush_wanted, cpu), WANT_ALL,
					 __ATOMIC_SEQ_CST);
	}
	if (!cpuset_empty(cpus))
		smp_flush_tlb(cpus);
}

void tlb_flush(cpuset_t cpus)
{
	cpuset_t me = cpuset_of(this_cpu());

	cpus = cpuset_and(cpus, READ_ONCE(cpus_online));
	flush_others(cpuset_andnot(cpus, me), WANT_ALL);
	if (!cpuset_empty(cpuset_and(cpus, me)))
		tlb_flush_local();
}

void tlb_flush_page(cpuset_t cpus, unsigned long va)
{
	cpuset_t me = cpuset_of(this_cpu());

	va &= HV_PAGE_MASK;
	if (!va) {			/* 0 means no wish */
		tlb_flush(cpus);
		return;
	}
	cpus = cpuset_and(cpus, READ_ONCE(cpus_online));
	flush_others(cpuset_andnot(cpus, me), va);
	if (!cpuset_empty(cpuset_and(cpus, me)))
		tlb_flush_page_local(va);
}

cpuset_t tlb_filter(cpuset_t cpus, u32 stamp)
{
	cpuset_t stale = CPUSET_NONE;
	unsigned int cpu;

	if (unlikely(READ_ONCE(epoch_over))) {
		WRITE_ONCE(epoch_over, false);
		tlb_flush(READ_ONCE(cpus_online));
		return CPUSET_NONE;
	}
	cpus = cpuset_and(cpus, READ_ONCE(cpus_online));
	for_each_cpu_in(cpu, cpus)
		if ((s32)(READ_ONCE(pcpu_of(cpu)->tlb_stamp) - stamp) <= 0)
			stale = cpuset_or(stale, cpuset_of(cpu));
	return stale;
}

void cache_flush_page(const void *va)
{
	unsigned int step = host_cpu.clflush_bytes ?: 32;

	cpu_fence();
	for (unsigned int i = 0; i < HV_PAGE_SIZE; i += step)
		asm volatile("clflush %0" : : "m" (((const char *)va)[i]) : "memory");
	cpu_fence();
}

mfn_t tlb_current_root(void)
{
	return pte_mfn(cr3_read());
}

u64 tlb_make_cr3(mfn_t root, enum tlb_context context)
{
	u64 cr3 = mfn_to_maddr(root);

	if (tlb_pcid)
		cr3 |= CR3_NOFLUSH | PCID_OF(context);
	return cr3;
}

/*
 * The old address space's translations must be gone before the new root can be
 * used: with PCID the contexts are emptied while no guest address is touched;
 * without, user pages are global and CR4.PGE goes off and on around the load.
 */
void tlb_load_root(u64 cr3)
{
	unsigned long flags = local_irq_off_save();
	u32 now = clock_tick();
	unsigned long cr4;

	vtlb_flushed();
	if (have_invpcid) {
		cr3_write(cr3);
		tlb_invpcid(INVPCID_ALL_GLOBAL, 0, 0);
	} else {
		cr4 = cr4_read();
		if (cr4 & X86_CR4_PGE) {
			cr4_write(cr4 & ~X86_CR4_PGE);
			cr3_write(cr3);
			cr4_write(cr4);
		} else {
			cr3_write(cr3);
		}
	}
	WRITE_ONCE(this_pcpu()->tlb_stamp, now);
	local_irq_back(flags);
}

void paging_init(struct paging_features *f)
{
	f->maddr_bits = min(host_cpu.phys_bits ?: 36U, 52U);
	f->gib_pages = cpu_has(X86_FEATURE_GBPAGES);
	have_invpcid = cpu_has(X86_FEATURE_INVPCID);
	tlb_pcid = cpu_use_pcid;
	tlb_user_global = !tlb_pcid;
	uaccess_smap = cpu_has(X86_FEATURE_SMAP);
	pte_check_init(f->maddr_bits);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Context switch: one guest's processor state out, another's in.
 *
 *	in memory (struct vcpu)          in the CPU
 *	regs                    <->      guest frame below struct pcpu
 *	hot                     <->      pcpu->hot
 *	ds es fs gs, bases      <->      the registers
 *	fpu                     <->      x87, SSE, AVX ... registers, XCR0
 *	dr                       ->      debug registers, if breakpoints are enabled
 *	kernel_root/user_root    ->      CR3, and with it the window of slot 260
 *	window of this vCPU      ->      GDTR, LDTR
 *	I/O permissions          ->      TSS bitmap
 *
 * switch_loaded[cpu] names the vCPU whose state is in the CPU, v->dirty_cpu the CPU
 * in which the state of v is; the two agree, and only the CPU itself changes them,
 * with interrupts off. Three cases:
 *
 *	guest -> idle    nothing moves (the frame stays below struct pcpu too)
 *	idle  -> same    nothing moves
 *	      -> other   out, if something is loaded; in
 *
 * Whoever needs the state of a vCPU that is not running calls vcpu_sync(), which
 * makes the CPU write it back from an IPI and leave its address space. Such an IPI
 * can only arrive while the CPU is idle or between two vCPUs, since the caller
 * made sure that the vCPU is not running.
 *
 * The GDT. It lies in the per-domain slot, so the address changes its meaning
 * when CR3 changes domains, and an exception in between would find no code
 * segment. So the CPU stands on its own GDT page meanwhile.
 *
 * TLB. mm.dirty_cpus gets this CPU before CR3 is loaded and loses it after CR3 has
 * moved on: whoever flushes either sees the bit, or flushed before the load did.
 */
#include "core/switch.h"
#include "core/atomic_bits.h"
#include "core/guest_time.h"
#include "core/io_bitmap.h"
#include "core/roots.h"
#include "core/sched.h"
#include "core/sched_cpu.h"
#include "core/stats.h"
#include "cpu/features.h"
#include "cpu/fpu.h"
#include "cpu/printk.h"
#include "cpu/segment_base.h"
#include "cpu/smp.h"
#include "cpu/softirq.h"
#include "cpu/speculation.h"
#include "cpu/traps.h"
#include "mm/hv_pgtable.h"
#include "mm/tlb.h"
#include <asm/processor-flags.h>

static struct vcpu *switch_loaded[HV_NR_CPUS];
static const struct vcpu *last_run[HV_NR_CPUS];	/* compared only: it may be gone */

/* ------------------------------------------------------------------ out */

static void save_segments(struct vcpu *v, const struct guest_hot *hot)
{
	struct data_segments s;
	u64 active = gs_base_active_read(), other = gs_base_other_read();

	data_segments_read(&s);
	v->ds = s.ds;
	v->es = s.es;
	v->fs = s.fs;
	v->gs = s.gs;
	v->fs_base = fs_base_read();
	v->gs_base_user = hot->user_mode ? active : other;
	v->gs_base_kernel = hot->user_mode ? other : active;
}

/* Registers of @v to memory; the address space stays. Interrupts off. */
static void state_save(struct vcpu *v)
{
	struct pcpu *p = this_pcpu();

	v->regs = *guest_regs();
	v->hot = p->hot;
	save_segments(v, &p->hot);
	fpu_save(v->fpu);
}

/*
 * @v's state is in memory and CR3 names another root: this CPU has nothing to do with
 * @v any more, nor with its domain unless that is @next's too. Its tables may go away
 * from here on.
 */
static void state_forget(struct vcpu *v, const struct vcpu *next)
{
	if (!next || next->domain != v->domain)
		cpuset_clear_atomic(&v->domain->mm.dirty_cpus, this_cpu());
	/* pairs with the acquire in vcpu_sync() */
	__atomic_store_n(&v->dirty_cpu, ~0U, __ATOMIC_RELEASE);
}

/* Save what is loaded and stand on the hypervisor's own tables. Interrupts off. */
static void switch_unload(void)
{
	struct vcpu *v = switch_loaded[this_cpu()];

	if (!v)
		return;
	state_save(v);
	data_segments_null();
	gdt_load_host();
	ldt_load(0, 0);
	debugregs_off();
	tlb_load_root(hv_root_cr3());
	switch_loaded[this_cpu()] = NULL;
	root_forget(&this_pcpu()->hot);
	this_pcpu()->vtlb = NULL;
	state_forget(v, NULL);
}

/* ------------------------------------------------------------------ in */

/* The window shows the GDT page of the CPU that @v runs on. */
static void load_descriptor_tables(struct vcpu *v)
{
	unsigned int cpu = this_cpu();

	if (v->gdt_cpu != cpu) {
		unsigned long va = GDT_VIRT((unsigned long)v->id) +
				   FIRST_RESERVED_GDT_PAGE * HV_PAGE_SIZE;

		perdomain_set(&v->domain->mm, va, gdt_page_mfn(cpu), true, true);
		tlb_flush_page_local(va);
		v->gdt_cpu = cpu;
	}
	gdt_load_guest(v->id);
	ldt_load(LDT_VIRT((unsigned long)v->id), v->ldt_entries);
}

static void load_segments(struct vcpu *v, struct guest_hot *hot)
{
	struct data_segments now, want = { v->ds, v->es, v->fs, v->gs };

	/* Null selectors on both sides, the rule in 64-bit mode, need no loads. */
	data_segments_read(&now);
	if (now.ds | now.es | now.fs | now.gs | want.ds | want.es | want.fs | want.gs) {
		if (!data_segments_load(&want))
			hot->slow_exit |= EXIT_FAILSAFE;
		if (v->fs_from_sel)
			v->fs_base = fs_base_read();
		if (v->gs_from_sel)
			v->gs_base_user = gs_base_active_read();
	}
	v->fs_from_sel = false;
	v->gs_from_sel = false;
	fs_base_write(v->fs_base);
	gs_base_active_write(hot->user_mode ? v->gs_base_user : v->gs_base_kernel);
	gs_base_other_write(hot->user_mode ? v->gs_base_kernel : v->gs_base_user);
}

/*
 * CR4 bits that belong to the guest: is RDTSC to trap, by our will or its own? Do the
 * FSGSBASE instructions exist? A kernel that left them off does not save what its
 * processes would write with them.
 */
void switch_update_cr4(const struct vcpu *v)
{
	struct pcpu *p = this_pcpu();
	u64 cr4 = p->cr4 & ~(X86_CR4_TSD | X86_CR4_FSGSBASE);

	if (v->domain->tsc_trapped || v->guest_cr4 & X86_CR4_TSD)
		cr4 |= X86_CR4_TSD;
	if (v->guest_cr4 & X86_CR4_FSGSBASE && cpu_has(X86_FEATURE_FSGSBASE))
		cr4 |= X86_CR4_FSGSBASE;
	if (cr4 != p->cr4) {
		p->cr4 = cr4;
		cr4_write(cr4);
	}
}

void switch_update_ports(struct vcpu *v)
{
	unsigned long flags = local_irq_off_save();
	struct pcpu *p = this_pcpu();

	io_bitmap_modes(v, p->hot.io_bitmap);
	if (p->hot.io_bitmap[0] == IO_BITMAP_ON || p->hot.io_bitmap[1] == IO_BITMAP_ON)
		io_bitmap_load(v);
	p->tss.io_bitmap = p->hot.io_bitmap[p->hot.user_mode];
	local_irq_back(flags);
}

static bool has_areas(const struct vcpu *v)
{
	return v->runstate_gva || v->time_gva;
}

/* Nothing is loaded, or something else that has been saved. Interrupts off. */
static void state_load(struct vcpu *v)
{
	struct pcpu *p = this_pcpu();
	unsigned int cpu = p->cpu;

	/* What another vCPU taught the branch predictors must not steer this one. */
	if (last_run[cpu] != v) {
		last_run[cpu] = v;
		speculation_switch_guest();
	}
	switch_loaded[cpu] = v;
	p->vtlb = v->vtlb;
	WRITE_ONCE(v->dirty_cpu, cpu);
	p->hot = v->hot;
	*guest_regs() = v->regs;

	gdt_load_host();
	cpuset_set_atomic(&v->domain->mm.dirty_cpus, cpu);
	/* Its areas are written first, in kernel mode: vcpu_publish() */
	tlb_load_root(p->hot.user_mode && !has_areas(v) ? p->hot.user_cr3 : p->hot.kernel_cr3);
	if (v->isolation.kernel)
		isolation_refresh();
	load_descriptor_tables(v);
	switch_update_cr4(v);
	load_segments(v, &p->hot);
	if (cpu_has(X86_FEATURE_RDTSCP) || cpu_has(X86_FEATURE_RDPID))
		msr_write(MSR_TSC_AUX, v->tsc_aux);
	fpu_restore(v->fpu);
	fpu_set_ts(v->cr0_ts);
	debugregs_switch(&v->dr);
	switch_update_ports(v);
}

/* ------------------------------------------------------------------ changing over */

/*
 * Write the areas that the guest registered; its state is in this CPU. They are addresses
 * of kernel mode, and its root table is left loaded: context_switch() follows.
 */
void vcpu_publish(struct vcpu *v)
{
	if (!has_areas(v))
		return;
	guest_load_root(false);
	runstate_publish(v);
	guest_time_publish(v);
}

static void __noreturn switch_to_idle(void)
{
	call_on_fresh_stack(sched_idle_loop);
}

/**
 * context_switch() - make @next the running vCPU of this CPU
 *
 * Context: SOFTIRQ_SCHEDULE, interrupts off, no lock; @next->running is set, and
 * its state is in memory or in this CPU. @prev is idle, or has left already if
 * @next is idle. Does not return: the stack is dropped.
 */
void __noreturn context_switch(struct vcpu *prev, struct vcpu *next)
{
	struct vcpu *loaded = switch_loaded[this_cpu()];

	if (next->is_idle) {
		set_current(this_pcpu(), next);
		count(CNT_lazy_kept);
		switch_to_idle();
	}

	if (loaded == next) {
		count(CNT_lazy_resumed);
		set_current(this_pcpu(), next);
	} else {
		if (loaded)
			state_save(loaded);
		set_current(this_pcpu(), next);
		state_load(next);
		if (loaded)
			state_forget(loaded, next);
	}
	if (!prev->is_idle)
		sched_left(prev);
	else
		prev->running = 0;

	if (next->nmi_pending)			/* pairs with guest_trap_nmi() */
		this_pcpu()->hot.slow_exit |= EXIT_NMI;
	guest_timers_switch_in(next);
	guest_time_update(next);
	vcpu_publish(next);
	guest_load_root(this_pcpu()->hot.user_mode);
	resume_guest();
}

/* IPI, interrupts off. */
static void sync_here(void *arg)
{
	struct vcpu *v = arg;

	if (switch_loaded[this_cpu()] == v && current_vcpu() != v) {
		switch_unload();
		count(CNT_state_fetched);
	}
}

/**
 * vcpu_sync() - bring @v's state to memory
 *
 * Context: interrupts on; @v does not run, and the caller keeps it so. It may be
 * current's own vCPU, whose state stays where it is.
 */
void vcpu_sync(struct vcpu *v)
{
	/* pairs with the release in state_forget() */
	unsigned int cpu = __atomic_load_n(&v->dirty_cpu, __ATOMIC_ACQUIRE);
	unsigned long flags;

	if (cpu == ~0U || v == current_vcpu())
		return;
	if (cpu == this_cpu()) {
		flags = local_irq_off_save();
		sync_here(v);
		local_irq_back(flags);
	} else {
		smp_call(cpuset_of(cpu), sync_here, v, true);
	}
}

/* The guest's CR0.TS; ABI: __HYPERVISOR_fpu_taskswitch. */
void fpu_guest_set_ts(bool ts)
{
	current_vcpu()->cr0_ts = ts;
	fpu_set_ts(ts);
}


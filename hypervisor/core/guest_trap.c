// SPDX-License-Identifier: GPL-2.0-only
/*
 * Exceptions that C code gives to current, and virtual NMIs.
 *
 * Only a note is made here: the vCPU remembers one exception, EXIT_TRAP in
 * hot.slow_exit sends the exit path through guest_exit_slow() (bounce.c), which
 * builds the frame. One is enough: a hypercall or an emulated instruction ends with
 * one outcome. A second one before the first is delivered replaces it only if it is
 * a page fault of the same attempt; otherwise the first stays, as on hardware,
 * where the instruction is executed again and faults again.
 *
 * An NMI can be meant for a vCPU elsewhere. nmi_pending is set first; then either
 * its CPU is told (it runs), or it is woken, and coming onto a CPU looks at the flag.
 */
#include "core/guest_trap.h"
#include "core/atomic_bits.h"
#include "core/stats.h"
#include "cpu/printk.h"
#include "cpu/smp.h"

static bool trap_queue(struct vcpu *v, unsigned int vector, u32 error_code)
{
	if (v->pending_trap && v->pending_trap != vector + 1)
		return false;
	v->pending_trap = vector + 1;
	v->pending_trap_error = error_code;
	this_pcpu()->hot.slow_exit |= EXIT_TRAP;
	count(CNT_bounce);
	return true;
}

/**
 * guest_trap_inject() - current takes exception @vector on its way out
 * @vector: any, since a guest may execute INT n; 2 is not an NMI here
 * @error_code: pushed for vectors that have one, else X86_TRAP_NO_ERROR
 */
void guest_trap_inject(unsigned int vector, u32 error_code)
{
	ASSERT(vector < 256);
	trap_queue(current_vcpu(), vector, error_code);
}

void guest_trap_page_fault(unsigned long cr2, u32 error_code)
{
	struct vcpu *v = current_vcpu();

	if (trap_queue(v, 14, error_code))
		v->pending_trap_cr2 = cr2;
}

static void nmi_look(void *arg)
{
	if (current_vcpu() == arg)
		this_pcpu()->hot.slow_exit |= EXIT_NMI;
}

/**
 * guest_trap_nmi() - queue a virtual NMI
 * Errors: -EINVAL never initialised. One that is pending already is enough.
 * Context: any with interrupts on.
 */
int guest_trap_nmi(struct vcpu *v)
{
	if (!v->initialised)
		return refuse(-EINVAL, "NMI for d%uv%u", v->domain->mm.id, v->id);
	__atomic_store_n(&v->nmi_pending, true, __ATOMIC_SEQ_CST);
	if (v == current_vcpu())
		nmi_look(v);
	else if (READ_ONCE(v->running))
		smp_call(cpuset_of(READ_ONCE(v->cpu)), nmi_look, v, false);
	else
		vcpu_unblock(v);
	return 0;
}

/**
 * guest_trap_set() - one row of @v's trap table
 * @v: current, or not running. Errors: -EINVAL address not canonical.
 */
int guest_trap_set(struct vcpu *v, unsigned int vector, const struct trap_entry *t)
{
	struct guest_entry *e;

	if (vector > 255 || (s64)(t->rip << 16) >> 16 != (s64)t->rip)
		return refuse(-EINVAL, "trap %u: address %#llx", vector, t->rip);
	v->traps[vector] = *t;
	if (vector == 14) {
		e = &vcpu_hot(v)->page_fault;
		e->cs = GUEST_CS64;
		e->flags = t->flags & 4 ? GUEST_ENTRY_MASKS : 0;
		e->rip = v->vtlb ? 0 : t->rip;	/* 0: C looks at each one first */
	} else if (vector == 2) {	/* the same as CALLBACKTYPE_nmi */
		e = &v->callback_nmi;
		e->cs = GUEST_CS64;
		e->flags = GUEST_ENTRY_MASKS;
		e->rip = t->rip;
	}
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The IDT: pv_ops.cpu.load_idt and write_idt_entry.
 *
 * Mainline keeps filling in ordinary IDTs.  The hypervisor never looks at
 * them; it is given a list of struct trap_info, one for each gate in use, and
 * delivers what it does not handle itself to the address found there.  So
 * each gate is translated when an IDT is loaded or an entry of the loaded one
 * is changed, and its address is replaced by that of the thunk in pv_entry.S
 * that leads to the same handler.
 *
 * Gates that have an interrupt stack need a handler that does without; only
 * those for which there is one are passed on.  Gates of interrupts proper are
 * not traps for a guest, but user mode can reach them with INT n if their
 * privilege level allows it; they get the handler of last resort.
 *
 * Lock: table_lock, for the one static list.  The IDT is the same for all
 * CPUs, its address is remembered for each.
 */
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include <xen/interface/xen.h>

#include <asm/desc.h>
#include <asm/idtentry.h>
#include <asm/traps.h>
#include <asm/xen/hypercall.h>

#include <trace/events/xen.h>

#include "multicall.h"
#include "pv_entry.h"
#include "trap_table.h"

#define IDT_VECTORS		256
#define TRAP_MASK_EVENTS	(1 << 2)	/* in trap_info.flags; else DPL */

struct handler {
	void (*native)(void);
	void (*pv)(void);
	bool had_ist;
};

/* The thunk leads to the handler in the gate ... */
#define SAME(name)	{ asm_##name, xen_trap_##name, false }
/* ... or to one that does not need an interrupt stack. */
#define OTHER(name)	{ asm_##name, xen_trap_xenpv_##name, true }

static const struct handler handlers[] = {
	OTHER(exc_debug),
	OTHER(exc_nmi),
	OTHER(exc_double_fault),
#ifdef CONFIG_X86_MCE
	OTHER(exc_machine_check),
#endif
	SAME(exc_page_fault),
	SAME(exc_general_protection),
	SAME(exc_divide_error),
	SAME(exc_int3),
	SAME(exc_overflow),
	SAME(exc_bounds),
	SAME(exc_invalid_op),
	SAME(exc_device_not_available),
	SAME(exc_coproc_segment_overrun),
	SAME(exc_invalid_tss),
	SAME(exc_segment_not_present),
	SAME(exc_stack_segment),
	SAME(exc_spurious_interrupt_bug),
	SAME(exc_coprocessor_error),
	SAME(exc_alignment_check),
	SAME(exc_simd_coprocessor_error),
#ifdef CONFIG_X86_CET
	SAME(exc_control_protection),
#endif
#ifdef CONFIG_IA32_EMULATION
	SAME(int80_emulation),
#endif
};

static DEFINE_PER_CPU(struct desc_ptr, current_idt);
static DEFINE_SPINLOCK(table_lock);

/* After boot these are gone, and so is every gate that leads to them. */
static noinline __ref unsigned long early_thunk_of(unsigned long native)
{
	unsigned long early = (unsigned long)early_idt_handler_array;

	if (native < early || native - early >= sizeof(early_idt_handler_array))
		return 0;
	return (unsigned long)xen_early_idt_handler_array +
		(native - early) / EARLY_IDT_HANDLER_SIZE *
		XEN_EARLY_IDT_HANDLER_SIZE;
}

static unsigned long thunk_of(unsigned long native, unsigned int ist)
{
	const struct handler *h;

	for (h = handlers; h < handlers + ARRAY_SIZE(handlers); h++) {
		if ((unsigned long)h->native != native)
			continue;
		if (WARN_ON(ist && !h->had_ist))
			return 0;
		return (unsigned long)h->pv;
	}

	return early_thunk_of(native) ?:
		(unsigned long)xen_trap_exc_xen_unknown_trap;
}

/* Return: whether the gate is one that the hypervisor should know. */
static bool translate(int vector, const gate_desc *gate,
		      struct trap_info *trap)
{
	bool masks = gate->bits.type == GATE_INTERRUPT;
	unsigned long thunk;

	if (!masks && gate->bits.type != GATE_TRAP)
		return false;
	thunk = thunk_of(gate_offset(gate), gate->bits.ist);
	if (!thunk)
		return false;

	*trap = (struct trap_info){
		.vector = vector,
		.flags = gate->bits.dpl | (masks ? TRAP_MASK_EVENTS : 0),
		.cs = gate_segment(gate),
		.address = thunk,
	};
	return true;
}

static unsigned int nr_gates(const struct desc_ptr *idt)
{
	return min_t(unsigned int, (idt->size + 1) / sizeof(gate_desc),
		     IDT_VECTORS);
}

/**
 * trap_table_load() - pass a whole IDT to the hypervisor
 * @idt: where it is
 *
 * ABI: HYPERVISOR_set_trap_table; a zero address ends the list.
 */
void trap_table_load(const struct desc_ptr *idt)
{
	static struct trap_info list[IDT_VECTORS + 1];
	const gate_desc *gates = (const gate_desc *)idt->address;
	unsigned int vector, used = 0;

	trace_xen_cpu_load_idt(idt);

	spin_lock(&table_lock);
	*this_cpu_ptr(&current_idt) = *idt;
	for (vector = 0; vector < nr_gates(idt); vector++)
		used += translate(vector, &gates[vector], &list[used]);
	list[used].address = 0;

	xen_mc_flush();
	if (HYPERVISOR_set_trap_table(list))
		BUG();
	spin_unlock(&table_lock);
}

/**
 * trap_table_write() - change one gate
 * @idt: first gate of the table, loaded or not
 * @vector: which gate
 * @gate: its new contents
 */
void trap_table_write(gate_desc *idt, int vector, const gate_desc *gate)
{
	struct trap_info list[2] = { };

	trace_xen_cpu_write_idt_entry(idt, vector, gate);

	preempt_disable();
	xen_mc_flush();
	native_write_idt_entry(idt, vector, gate);
	if ((unsigned long)idt == __this_cpu_read(current_idt.address) &&
	    vector < nr_gates(this_cpu_ptr(&current_idt)) &&
	    translate(vector, gate, &list[0]) &&
	    HYPERVISOR_set_trap_table(list))
		BUG();
	preempt_enable();
}

/**
 * trap_table_fill_context() - give a new vCPU this CPU's table
 * @table: trap_ctxt of its initial context: indexed by vector, zeroed
 */
void trap_table_fill_context(struct trap_info *table)
{
	const struct desc_ptr *idt = this_cpu_ptr(&current_idt);
	const gate_desc *gates = (const gate_desc *)idt->address;
	unsigned int vector;

	for (vector = 0; vector < nr_gates(idt); vector++)
		translate(vector, &gates[vector], &table[vector]);
}

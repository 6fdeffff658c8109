// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a vector to a handler.
 *
 * entry.S brings every external interrupt here, interrupts off, on the CPU's
 * main stack. Fixed vectors are ours; the dynamic range belongs to sources.
 * Each handler's EOI is done here or below, exactly once, before its work: our
 * handlers are short, run with interrupts off, and must not hold back others.
 *
 * A vector that belongs to nobody is EOI'd if the APIC shows it in service,
 * counted, and reported once per vector.
 */
#include "cpu/apic.h"
#include "cpu/clock_tick.h"
#include "cpu/ioapic.h"
#include "cpu/irq_desc.h"
#include "cpu/irq_move.h"
#include "cpu/mce.h"
#include "cpu/pci_conf.h"
#include "cpu/pic.h"
#include "cpu/printk.h"
#include "cpu/smp_call.h"
#include "cpu/vectors.h"

static u64 stray_seen[4];

static void stray(unsigned int vector)
{
	u64 bit = 1ULL << vector % 64;

	if (apic_isr_test(vector))
		apic_eoi();
	if (!(__atomic_fetch_or(&stray_seen[vector / 64], bit, __ATOMIC_RELAXED) & bit))
		printk(LOG_WARN "interrupt on unused vector %#x, CPU%u (said once)\n",
		       vector, this_cpu());
}

static void fixed(unsigned int vector)
{
	switch (vector) {
	case VEC_KICK:
		apic_eoi();
		break;
	case VEC_CALL:
		apic_eoi();
		smp_call_interrupt();
		break;
	case VEC_TLB:
		apic_eoi();
		smp_tlb_interrupt();
		break;
	case VEC_TIMER:
		apic_eoi();
		clock_timer_interrupt();
		break;
	case VEC_CMCI:
		apic_eoi();
		mce_cmci_interrupt();
		break;
	case VEC_ERROR:
		apic_error_interrupt();
		break;
	case VEC_SPURIOUS:
		apic_spurious_interrupt();
		break;
	default:
		if (vector >= VEC_LEGACY_FIRST && vector < VEC_LEGACY_FIRST + 16)
			pic_stray_interrupt(vector);
		stray(vector);
	}
}

void irq_dispatch(unsigned int vector)
{
	struct pcpu *pcpu = this_pcpu();
	unsigned int irq;

	pcpu->irq_depth++;
	if (vector > VEC_LAST_DYNAMIC) {
		fixed(vector);
	} else {
		irq = irq_of_vector(vector);
		if (irq < HV_NR_IRQS)
			irq_deliver(irq, vector);
		else
			stray(vector);
	}
	pcpu->irq_depth--;
}

void irq_init_bsp(void)
{
	irq_move_init();
	pic_silence();
	apic_init_bsp();
	ioapic_init();
	pci_conf_init();
}

void irq_init_ap(void)
{
	apic_init_ap();
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The idle loop: what a CPU does when no vCPU wants it.
 *
 * Every CPU has an idle vCPU of dom_idle; it has no guest state and no address
 * space of its own. While it "runs", the last guest's may stay loaded (switch.c).
 * The loop is entered by resetting the stack, so nothing that called into the
 * scheduler is ever returned to.
 *
 * The race that matters is work that arrives between the last look and the
 * halt. Pending work is only ever announced by an interrupt (another CPU marks
 * the softirq word, then sends an IPI), so the last look is made with
 * interrupts off and the halt is "sti; hlt": the processor takes no interrupt
 * between the two, and one that is pending ends the halt at once.
 *
 * Deliberately absent: C-state selection. Deeper states are the firmware's
 * business as far as HLT reaches them.
 */
#include "core/sched_cpu.h"
#include "cpu/insn.h"
#include "cpu/irqflags.h"
#include "cpu/softirq.h"

void __noreturn sched_idle_loop(void)
{
	for (;;) {
		local_irq_off();
		if (softirq_pending()) {
			local_irq_on();
			softirq_run();
			continue;
		}
		cpu_sti_halt();
	}
}

/**
 * sched_start() - this CPU is ready: idle until there is something to run
 *
 * Context: boot of each CPU, at the end of its initialisation; sched_init_cpu()
 * has been called for it.
 */
void __noreturn sched_start(void)
{
	softirq_raise(SOFTIRQ_SCHEDULE);
	softirq_raise(SOFTIRQ_TIMER);
	sched_idle_loop();
}

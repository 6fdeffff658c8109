// SPDX-License-Identifier: GPL-2.0-only
/*
 * Non-maskable interrupts.
 *
 * An NMI can be ours (a CPU asked for a stop, a backtrace; the watchdog's
 * counter ran over) or the machine's (port 61h says: memory parity or an I/O
 * check). What is neither is an unknown one. nmi= says what becomes of the
 * machine's: "dom0" tells the control domain (default), "fatal" panics,
 * "ignore" does nothing.
 *
 * The handler runs on its own stack and may have interrupted anything,
 * including a holder of the console lock, which is re-entrant for that reason.
 * It takes no other lock.
 */
#include "cpu/nmi.h"
#include "cpu/apic.h"
#include "cpu/clock.h"
#include "cpu/console.h"
#include "cpu/printk.h"
#include "cpu/smp.h"
#include "cpu/upcalls.h"
#include "cpu/watchdog.h"
#include "lib/param.h"

#define PORT_SYSTEM		0x61
#define SYSTEM_SERR		0x80
#define SYSTEM_IOCHK		0x40
#define SYSTEM_CLEAR_SERR	0x04
#define SYSTEM_CLEAR_IOCHK	0x08
#define STOP_WAIT_US		200000

enum nmi_policy { NMI_DOM0, NMI_FATAL, NMI_IGNORE };
static enum nmi_policy policy;

static int parse_nmi(const char *s)
{
	if (!__builtin_strcmp(s, "dom0"))
		policy = NMI_DOM0;
	else if (!__builtin_strcmp(s, "fatal"))
		policy = NMI_FATAL;
	else if (!__builtin_strcmp(s, "ignore"))
		policy = NMI_IGNORE;
	else
		return -EINVAL;
	return 0;
}

custom_param("nmi", parse_nmi);

static u32 why[HV_NR_CPUS];
static cpuset_t stopped;
static u32 unknown_seen;

void nmi_send(unsigned int cpu, u32 reason)
{
	__atomic_fetch_or(&why[cpu], reason, __ATOMIC_SEQ_CST);
	apic_send_nmi(cpu);
}

static void __noreturn stop_here(void)
{
	cpuset_set_atomic(&stopped, this_cpu());
	for (;;) {
		local_irq_off();
		cpu_halt();
	}
}

static void machine_nmi(u8 reason)
{
	u32 told = reason & SYSTEM_SERR ? NMI_TOLD_SERR : NMI_TOLD_IO_CHECK;
	const char *what = reason & SYSTEM_SERR ? "memory or bus error (SERR)" : "I/O check";

	/* Disable and enable again: that is how the latch is cleared. */
	if (reason & SYSTEM_SERR)
		outb(PORT_SYSTEM, (reason & 0xf) | SYSTEM_CLEAR_SERR);
	else
		outb(PORT_SYSTEM, (reason & 0xf) | SYSTEM_CLEAR_IOCHK);
	outb(PORT_SYSTEM, reason & 0xf & ~(SYSTEM_CLEAR_SERR | SYSTEM_CLEAR_IOCHK));
	if (policy == NMI_FATAL)
		panic("NMI: %s", what);
	printk(LOG_WARN "NMI: %s\n", what);
	if (policy == NMI_DOM0)
		nmi_to_dom0(told);
}

static void unknown_nmi(void)
{
	if (policy == NMI_FATAL)
		panic("NMI for an unknown reason");
	if (!__atomic_fetch_add(&unknown_seen, 1, __ATOMIC_RELAXED))
		printk(LOG_WARN "NMI for an unknown reason on CPU%u (said once)\n", this_cpu());
	/* The machine's come to every CPU that has its pin open: told once, by the first. */
	if (policy == NMI_DOM0 && !this_cpu())
		nmi_to_dom0(NMI_TOLD_UNKNOWN);
}

void nmi_handler(struct cpu_regs *regs)
{
	unsigned int cpu = this_cpu();
	u32 reasons = __atomic_exchange_n(&why[cpu], 0, __ATOMIC_SEQ_CST);
	bool known = reasons;
	u8 system;

	this_pcpu()->nmi_count++;
	if (reasons & NMI_WHY_STOP)
		stop_here();
	if (reasons & NMI_WHY_STUCK)
		watchdog_bite(regs);
	if (reasons & NMI_WHY_BACKTRACE) {
		unsigned long flags = console_enter();

		printk(LOG_INFO "--- CPU%u\n", cpu);
		show_registers(regs);
		show_backtrace(regs->rip, regs->rbp, regs->rsp);
		console_leave(flags);
	}
	if (watchdog_nmi(regs))
		known = true;
	if (cpu)
		goto out;
	/* The system port's latches go to one CPU only. */
	system = inb(PORT_SYSTEM);
	if ((system & (SYSTEM_SERR | SYSTEM_IOCHK)) && system != 0xff) {
		machine_nmi(system);
		return;
	}
out:
	if (!known)
		unknown_nmi();
}

void smp_stop_others(void)
{
	unsigned int me = this_cpu(), cpu, us;
	cpuset_t others = cpuset_andnot(READ_ONCE(cpus_online), cpuset_of(me));

	for_each_cpu_in(cpu, others)
		nmi_send(cpu, NMI_WHY_STOP);
	for (us = 0; us < STOP_WAIT_US && !cpuset_subset(others, READ_ONCE(stopped)); us += 10)
		clock_delay_us(10);
	for_each_cpu_in(cpu, others)
		cpuset_clear_atomic(&cpus_online, cpu);
}

void smp_nmi_backtrace(void)
{
	unsigned int me = this_cpu(), cpu;

	for_each_online_cpu(cpu)
		if (cpu != me)
			nmi_send(cpu, NMI_WHY_BACKTRACE);
}

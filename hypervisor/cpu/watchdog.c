// SPDX-License-Identifier: GPL-2.0-only
/*
 * The watchdog: a CPU whose soft interrupts have not run for
 * watchdog_timeout= seconds (5) is stuck; say where, and panic.
 *
 * Progress is a stamp that each CPU renews in its once-a-second function.
 * There are two judges:
 *
 *  own counter   A performance counter that counts unhalted cycles raises an NMI
 *                about once a second, which looks at this CPU's own stamp. Needs
 *                architectural performance monitoring, or AMD's first counter.
 *  neighbour     Each CPU's timer interrupt looks at its own stamp, and at that
 *                of the next CPU online, and sends that one an NMI to panic in
 *                place if it is long overdue. Needs no hardware; it is what an
 *                emulator without counters gets. (A CPU with interrupts off is
 *                noticed if another CPU's timer still runs.)
 *
 * Booting takes long stretches without soft interrupts: the watchdog starts
 * on hold, and boot code releases it. Guests have no access to the counters, so
 * the first one is ours to use.
 */
#include "cpu/watchdog.h"
#include "cpu/apic.h"
#include "cpu/clock.h"
#include "cpu/clock_tick.h"
#include "cpu/features.h"
#include "cpu/nmi.h"
#include "cpu/printk.h"
#include "lib/param.h"

#include <linux/bits.h>
#include <asm/msr-index.h>

#define SECOND_NS		1000000000ULL
#define INTEL_EVENT_CYCLES	0x003c
#define AMD_EVENT_CYCLES	0x0076
#define EVT_USR			BIT(16)
#define EVT_OS			BIT(17)
#define EVT_INT			BIT(20)
#define EVT_ENABLE		BIT(22)

static bool opt_watchdog;
static unsigned int opt_timeout = 5;
uint_param("watchdog_timeout", opt_timeout);

/* watchdog, watchdog=<bool>, watchdog=force */
static int parse_watchdog(const char *s)
{
	int v = param_parse_bool(s, s + __builtin_strlen(s));

	if (!__builtin_strcmp(s, "force") || !*s)
		v = 1;
	if (v < 0)
		return v;
	opt_watchdog = v;
	return 0;
}

custom_param("watchdog", parse_watchdog);

static u64 progress_ns[HV_NR_CPUS];
static u32 held = 1;			/* boot code has not released it yet */
static enum { SOURCE_NEIGHBOUR, SOURCE_INTEL, SOURCE_AMD } source;

void watchdog_hold(void)
{
	__atomic_fetch_add(&held, 1, __ATOMIC_SEQ_CST);
}

void watchdog_release(void)
{
	unsigned int cpu;

	/* Whoever has not ticked yet gets a full period from now. */
	for_each_online_cpu(cpu)
		WRITE_ONCE(progress_ns[cpu], clock_ns());
	__atomic_fetch_sub(&held, 1, __ATOMIC_SEQ_CST);
}

static bool overdue(unsigned int cpu)
{
	u64 last = READ_ONCE(progress_ns[cpu]);

	return last && !READ_ONCE(held) && clock_ns() > last + opt_timeout * SECOND_NS;
}

void watchdog_bite(struct cpu_regs *regs)
{
	if (regs) {
		show_registers(regs);
		show_backtrace(regs->rip, regs->rbp, regs->rsp);
	}
	panic("watchdog: CPU%u made no progress for %u s", this_cpu(), opt_timeout);
}

static void counter_arm(void)
{
	/* The counter is as wide as 31 bits when written; enough for 1 s at 2 GHz. */
	u64 count = clock_tsc_khz * 1000;

	if (count > 0x7fffffff)
		count = 0x7fffffff;
	if (source == SOURCE_INTEL) {
		msr_write(MSR_P6_PERFCTR0, -(u32)count);
		msr_write_safe(MSR_CORE_PERF_GLOBAL_OVF_CTRL, 1);
	} else {
		msr_write(MSR_K7_PERFCTR0, -count);
	}
	apic_write(APIC_LVTPC, APIC_DM_NMI);
}

static void counter_start(void)
{
	u64 event = EVT_USR | EVT_OS | EVT_INT | EVT_ENABLE;

	if (source == SOURCE_NEIGHBOUR)
		return;
	if (source == SOURCE_INTEL) {
		msr_write(MSR_P6_EVNTSEL0, 0);
		counter_arm();
		msr_write(MSR_P6_EVNTSEL0, event | INTEL_EVENT_CYCLES);
		msr_write_safe(MSR_CORE_PERF_GLOBAL_CTRL, 1);
	} else {
		msr_write(MSR_K7_EVNTSEL0, 0);
		counter_arm();
		msr_write(MSR_K7_EVNTSEL0, event | AMD_EVENT_CYCLES);
	}
}

static bool counter_overflowed(void)
{
	u64 v = source == SOURCE_INTEL ? msr_read(MSR_P6_PERFCTR0)
				       : msr_read(MSR_K7_PERFCTR0);

	return !(v & 1U << 31);
}

bool watchdog_nmi(struct cpu_regs *regs)
{
	if (!opt_watchdog || source == SOURCE_NEIGHBOUR || !counter_overflowed())
		return false;
	if (overdue(this_cpu()))
		watchdog_bite(regs);
	counter_arm();
	return true;
}

static void tick(void)
{
	WRITE_ONCE(progress_ns[this_cpu()], clock_ns());
}

void watchdog_timer(void)
{
	unsigned int me = this_cpu(), next;

	if (!opt_watchdog || source != SOURCE_NEIGHBOUR)
		return;
	if (overdue(me))
		watchdog_bite(NULL);
	next = cpuset_next(READ_ONCE(cpus_online), me);
	if (next == HV_NR_CPUS)
		next = cpuset_first(READ_ONCE(cpus_online));
	/* Twice as late: its own timer, if it still runs, tells more than we can. */
	if (next != me && overdue(next) && clock_ns() > READ_ONCE(progress_ns[next]) +
						       2 * opt_timeout * SECOND_NS) {
		printk(LOG_ERR "watchdog: CPU%u finds CPU%u stuck\n", me, next);
		WRITE_ONCE(progress_ns[next], 0);
		nmi_send(next, NMI_WHY_STUCK);
	}
}

/* Writable, and reads back: many virtual machines have the MSR but no counter behind it. */
static bool counter_works(u32 counter)
{
	u64 v;

	return !msr_write_safe(counter, 0x12345) && !msr_read_safe(counter, &v) && v == 0x12345;
}

static void choose_source(void)
{
	unsigned int version = host_cpu.arch_perfmon & 0xff;
	unsigned int counters = host_cpu.arch_perfmon >> 8 & 0xff;

	if (version && counters && counter_works(MSR_P6_PERFCTR0))
		source = SOURCE_INTEL;
	else if (host_cpu.vendor == CPU_VENDOR_AMD && counter_works(MSR_K7_PERFCTR0))
		source = SOURCE_AMD;
}

void watchdog_init_bsp(void)
{
	if (!opt_watchdog)
		return;
	choose_source();
	clock_tick_register(tick);
	counter_start();
	printk(LOG_INFO "watchdog: %u s, by %s\n", opt_timeout,
	       source == SOURCE_NEIGHBOUR ? "the neighbouring CPU" : "performance counter");
}

void watchdog_init_ap(void)
{
	if (opt_watchdog)
		counter_start();
}

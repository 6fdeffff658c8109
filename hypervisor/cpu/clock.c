// SPDX-License-Identifier: GPL-2.0-only
/*
 * System time.
 *
 * Every CPU has a scale (clock_scale.h) that turns its TSC into nanoseconds
 * since boot. There are two regimes:
 *
 *  in step     All TSCs show the same value at the same moment (checked once
 *              all CPUs are up) and run at a constant rate (declared invariant,
 *              or we are a virtual machine, whose TSC is the host's business).
 *              All CPUs then have the same scale for ever, and time is exactly
 *              as monotonic as the TSC. CPU 0 compares with the chipset's
 *              counter once a second and drops to the other regime if the TSC
 *              strays for several seconds running.
 *  disciplined Each CPU corrects its own scale against the chipset's counter
 *              every second, and clock_ns() also refuses to fall behind the
 *              largest value that any CPU has returned.
 *
 * A CPU's scale is written by that CPU only, with interrupts off; readers on
 * the CPU therefore need no lock. The chipset counter's 64-bit extension is
 * written by CPU 0 and read by anyone under a sequence count.
 *
 * The one hardware timer of a CPU serves the core's next deadline and our own
 * once-a-second tick, whichever is earlier.
 */
#include "cpu/clock.h"
#include "cpu/apic.h"
#include "cpu/clock_calibrate.h"
#include "cpu/clock_scale.h"
#include "cpu/clock_tick.h"
#include "cpu/features.h"
#include "cpu/platform_timer.h"
#include "cpu/printk.h"
#include "cpu/smp.h"
#include "cpu/softirq.h"
#include "cpu/watchdog.h"

#define SECOND_NS	1000000000ULL
#define TICK_NS		SECOND_NS
#define STRAY_PPM	1000
#define STRAY_STRIKES	3
#define WARP_ROUNDS	2000
#define MIN_DELTA_NS	1000

u64 clock_tsc_khz;
bool clock_tsc_reliable;
void (*clock_scale_changed)(void);

struct clock_cpu {
	struct clock_scale scale;
	u64 deadline_ns;		/* the core's; 0 none */
	u64 tick_ns;			/* our next once-a-second tick */
	u64 last_tsc, last_true_ns;	/* disciplined: at the last correction */
} __aligned(64);

static struct clock_cpu clock_cpus[HV_NR_CPUS];
static struct platform_timer *platform;
static u64 tsc_hz, apic_hz;
static u64 newest_ns;			/* disciplined: largest value given out */

static struct {
	u32 seq;			/* odd while CPU 0 writes */
	u64 count;
	u64 ns;
} platform_ext;

static u64 warp_last, warp_max;

u64 clock_tsc(void)
{
	return tsc_read_ordered();
}

static u64 not_before_others(u64 ns)
{
	u64 seen = READ_ONCE(newest_ns);

	do {
		if (ns <= seen)
			return seen;
	} while (!__atomic_compare_exchange_n(&newest_ns, &seen, ns, false,
					      __ATOMIC_SEQ_CST, __ATOMIC_RELAXED));
	return ns;
}

u64 clock_ns(void)
{
	u64 ns;

	if (unlikely(!clock_tsc_khz))
		return 0;
	ns = clock_scale_ns(&this_var(clock_cpus).scale, tsc_read_ordered());
	return likely(clock_tsc_reliable) ? ns : not_before_others(ns);
}

void clock_read_scale(struct clock_scale *out)
{
	unsigned long flags = local_irq_off_save();

	*out = this_var(clock_cpus).scale;
	local_irq_back(flags);
}

void clock_delay_us(unsigned int us)
{
	u64 start = tsc_read_ordered();
	/* Before calibration: as if 4 GHz, which is too long rather than too short. */
	u64 khz = clock_tsc_khz ? clock_tsc_khz : 4000000;
	u64 ticks = mul_div_u64_hv(us, khz, 1000);

	while (tsc_read_ordered() - start < ticks)
		cpu_pause();
}

/* --- the hardware timer --- */

static void program_earliest(struct clock_cpu *c)
{
	u64 at = c->tick_ns, now, delta;

	if (c->deadline_ns && c->deadline_ns < at)
		at = c->deadline_ns;
	now = clock_scale_ns(&c->scale, tsc_read_ordered());
	delta = at > now + MIN_DELTA_NS ? at - now : MIN_DELTA_NS;
	if (delta > 2 * SECOND_NS)
		delta = 2 * SECOND_NS;
	if (apic_timer_deadline)
		apic_timer_set(tsc_read() + mul_div_u64_hv(delta, tsc_hz, SECOND_NS) + 1);
	else
		apic_timer_set(mul_div_u64_hv(delta, apic_hz, SECOND_NS) + 1);
}

void clock_program(u64 deadline_ns)
{
	unsigned long flags = local_irq_off_save();
	struct clock_cpu *c = &this_var(clock_cpus);

	if (c->deadline_ns != deadline_ns) {
		c->deadline_ns = deadline_ns;
		program_earliest(c);
	}
	local_irq_back(flags);
}

/* --- the chipset counter, extended to 64-bit nanoseconds --- */

static u64 platform_ns(u64 count)
{
	u64 ns, ticks;
	u32 seq;

	do {
		seq = __atomic_load_n(&platform_ext.seq, __ATOMIC_ACQUIRE);
		ticks = (count - platform_ext.count) & platform->mask;
		/* Read a little before CPU 0's last look: as good as now. */
		if (ticks > platform->mask / 8 * 7)
			ticks = 0;
		ns = platform_ext.ns + mul_div_u64_hv(ticks, SECOND_NS, platform->hz);
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
	} while ((seq & 1) || seq != READ_ONCE(platform_ext.seq));
	return ns;
}

static void platform_extend(u64 count)
{
	u64 ns = platform_ns(count);

	__atomic_fetch_add(&platform_ext.seq, 1, __ATOMIC_SEQ_CST);
	platform_ext.ns = ns;
	platform_ext.count = count;
	__atomic_fetch_add(&platform_ext.seq, 1, __ATOMIC_SEQ_CST);
}

/* A reading disturbed by more than 50 us says nothing about the TSC. */
static bool pair_is_tight(const struct clock_pair *p)
{
	return p->width < tsc_hz / 20000;
}

static void discipline(struct clock_cpu *c, const struct clock_pair *p)
{
	u64 true_ns = platform_ns(p->count);
	u64 ticks = p->tsc - c->last_tsc, ns = true_ns - c->last_true_ns;
	u64 hz = tsc_hz;

	if (!pair_is_tight(p))
		return;
	if (c->last_tsc && ns > SECOND_NS / 10 && ns < 10 * SECOND_NS)
		hz = mul_div_u64_hv(ticks, SECOND_NS, ns);
	/* A frequency off by more than 8x is a broken reading. */
	if (hz > tsc_hz / 8 && hz / 8 < tsc_hz)
		clock_scale_slew(&c->scale, p->tsc, true_ns, hz);
	c->last_tsc = p->tsc;
	c->last_true_ns = true_ns;
	if (clock_scale_changed)
		clock_scale_changed();
}

static void supervise(const struct clock_pair *p)
{
	static u64 last_ns, last_true;
	static unsigned int strikes;
	u64 ns = clock_scale_ns(&clock_cpus[0].scale, p->tsc);
	u64 true_ns = platform_ns(p->count);
	u64 a = ns - last_ns, b = true_ns - last_true;
	u64 diff = a > b ? a - b : b - a;

	if (!pair_is_tight(p))
		return;
	if (last_true && b > SECOND_NS / 2 && b < 10 * SECOND_NS) {
		if (diff <= b / 1000000 * STRAY_PPM)
			strikes = 0;
		else if (++strikes == STRAY_STRIKES)
			clock_distrust_tsc("it strays from the chipset's timer");
	}
	last_ns = ns;
	last_true = true_ns;
}

void clock_distrust_tsc(const char *why)
{
	if (!__atomic_exchange_n(&clock_tsc_reliable, false, __ATOMIC_SEQ_CST))
		return;
	printk(LOG_WARN "clock: TSC not reliable (%s), disciplined by %s\n", why, platform->name);
}

/* Once a second on every CPU, interrupts off. */
static void second_tick(struct clock_cpu *c)
{
	struct clock_pair p;

	if (!platform->slow_wrap)
		return;
	if (clock_tsc_reliable && this_cpu())
		return;
	p = clock_take_pair(platform);
	if (!this_cpu())
		platform_extend(p.count);
	if (clock_tsc_reliable)
		supervise(&p);
	else
		discipline(c, &p);
}

void clock_timer_interrupt(void)
{
	struct clock_cpu *c = &this_var(clock_cpus);
	u64 now = clock_scale_ns(&c->scale, tsc_read_ordered());

	if (c->deadline_ns && now >= c->deadline_ns) {
		c->deadline_ns = 0;
		softirq_raise(SOFTIRQ_TIMER);
	}
	if (now >= c->tick_ns) {
		c->tick_ns = now + TICK_NS;
		second_tick(c);
		clock_tick_due();
		watchdog_timer();
	}
	program_earliest(c);
}

/* --- start --- */

static void start_timer(struct clock_cpu *c)
{
	unsigned long flags = local_irq_off_save();

	apic_timer_init_cpu();
	/* Spread the CPUs' ticks over the second. */
	c->tick_ns = clock_scale_ns(&c->scale, tsc_read_ordered()) + TICK_NS +
		     this_cpu() * (TICK_NS / HV_NR_CPUS);
	program_earliest(c);
	local_irq_back(flags);
}

void clock_init_bsp(void)
{
	struct clock_cpu *c = &clock_cpus[0];
	struct clock_pair p;

	platform = platform_timer_choose();
	clock_calibrate(platform, &tsc_hz, &apic_hz);
	pit_stop();
	p = clock_take_pair(platform);
	platform_ext.count = p.count;
	c->scale.tsc_base = p.tsc;
	clock_scale_set_hz(&c->scale, tsc_hz);
	clock_tsc_reliable = host_cpu.invariant_tsc || host_cpu.hypervisor ||
			     !platform->slow_wrap;
	clock_tsc_khz = tsc_hz / 1000;
	clock_wall_init();
	start_timer(c);
	printk(LOG_INFO "clock: TSC %llu.%03llu MHz, APIC timer %llu.%03llu MHz, against %s%s\n",
	       (unsigned long long)clock_tsc_khz / 1000, (unsigned long long)clock_tsc_khz % 1000,
	       (unsigned long long)apic_hz / 1000000,
	       (unsigned long long)apic_hz / 1000 % 1000, platform->name,
	       host_cpu.invariant_tsc ? "; invariant" : "");
}

/* The boot CPU's scale until clock_check_warp() proves it wrong. */
void clock_init_ap(void)
{
	struct clock_cpu *c = &this_var(clock_cpus);

	c->scale = clock_cpus[0].scale;
	start_timer(c);
}

/*
 * Each CPU reads the largest TSC value anyone has published, then its own. Its
 * own was read later and must not be smaller.
 */
static void clock_warp_round(void *unused)
{
	unsigned int i;

	for (i = 0; i < WARP_ROUNDS; i++) {
		u64 last = __atomic_load_n(&warp_last, __ATOMIC_SEQ_CST);
		u64 now = tsc_read_ordered();
		u64 back, max;

		if (now >= last) {
			__atomic_compare_exchange_n(&warp_last, &last, now, false,
						    __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
			continue;
		}
		back = last - now;
		max = READ_ONCE(warp_max);
		while (back > max &&
		       !__atomic_compare_exchange_n(&warp_max, &max, back, false,
						    __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
			;
	}
}

static void restart_scale(void *unused)
{
	struct clock_cpu *c = &this_var(clock_cpus);
	struct clock_pair p = clock_take_pair(platform);

	if (this_cpu()) {
		c->scale.tsc_base = p.tsc;
		c->scale.ns_base = platform_ns(p.count);
	}
	c->last_tsc = 0;
	c->tick_ns = clock_scale_ns(&c->scale, p.tsc) + TICK_NS;
	program_earliest(c);
}

void clock_check_warp(void)
{
	smp_call(cpus_online, clock_warp_round, NULL, true);
	if (!warp_max)
		return;
	printk(LOG_WARN "clock: TSCs differ between CPUs by up to %llu ticks\n",
	       (unsigned long long)warp_max);
	clock_distrust_tsc("not in step");
	smp_call(cpus_online, restart_scale, NULL, true);
}

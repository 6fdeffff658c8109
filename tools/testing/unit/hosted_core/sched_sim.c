// SPDX-License-Identifier: GPL-2.0-only
/* See sched_sim.h. */
#include "sched_sim.h"

#define MAX_DOMAINS	128

unsigned int hosted_cpu;
u64 hosted_now = 1000;
u64 hosted_deadline[HV_NR_CPUS];
u32 hosted_softirqs[HV_NR_CPUS];
cpuset_t cpus_online;
void (*hosted_timer_softirq)(void);
int hosted_alloc_fail;

struct sched_cpu sched_cpus[HV_NR_CPUS];

static struct cpupool pool;
static struct domain idle_domain = { .pool = &pool };
static struct domain *domains[MAX_DOMAINS];
static unsigned int nr_domains, nr_cpus;
static u64 seed, idle_ns, wasted_ns;

/* What a case allocates stays until the program ends. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

u64 sim_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed >> 11;
}

struct vcpu *current_vcpu(void)
{
	return sched_cpus[hosted_cpu].current;
}

static struct sim_vcpu *sim_of(struct vcpu *v)
{
	return container_of(v, struct sim_vcpu, v);
}

static bool is_idle(const struct vcpu *v)
{
	return v->domain == &idle_domain;
}

struct sim_vcpu *sim_vcpu(struct domain *d, unsigned int i)
{
	return sim_of(d->vcpu[i]);
}

/* ---- the generic scheduler's part ---- */

struct sched_cpu *sched_lock_vcpu(struct vcpu *v, unsigned long *flags)
{
	spin_lock(&sched_cpus[v->cpu].lock);
	return &sched_cpus[v->cpu];
}

static void wake(struct vcpu *v)
{
	unsigned long flags;
	struct sched_cpu *sc = sched_lock_vcpu(v, &flags);

	if (!v->running && vcpu_runnable(v))
		vcpu_policy(v)->wake(v);
	spin_unlock(&sc->lock);
}

static void left(struct vcpu *v)
{
	unsigned long flags;
	struct sched_cpu *sc = sched_lock_vcpu(v, &flags);

	v->running = 0;
	if (vcpu_runnable(v))
		vcpu_policy(v)->saved(v);
	spin_unlock(&sc->lock);
}

static void slice_over(void *arg)
{
	softirq_raise(SOFTIRQ_SCHEDULE);
}

static void account_until(u64 then)
{
	for (unsigned int cpu = 0; cpu < nr_cpus; cpu++) {
		struct vcpu *v = sched_cpus[cpu].current;

		if (is_idle(v)) {
			idle_ns += then - hosted_now;
		} else {
			sim_of(v)->ran += then - hosted_now;
			sim_of(v)->burst_left -= then - hosted_now;
		}
	}
}

static void schedule(void)
{
	struct sched_cpu *sc = &sched_cpus[hosted_cpu];
	struct vcpu *prev = sc->current, *next;
	struct sched_decision d;

	spin_lock(&sc->lock);
	d = pool.policy->pick(hosted_cpu, hosted_now);
	next = d.next ?: sc->idle;
	prev->yielded = 0;
	if (d.slice_ns)
		timer_set(&sc->slice, hosted_now + d.slice_ns);
	else
		timer_stop(&sc->slice);
	sc->current = next;
	if (next != prev) {
		if (next->running || !vcpu_runnable(next) || next->cpu != hosted_cpu)
			abort();
		next->running = 1;
		if (!is_idle(next)) {
			struct sim_vcpu *s = sim_of(next);
			cpuset_t allowed = sched_allowed(next);

			if (!cpuset_test(&allowed, hosted_cpu))
				abort();
			if (s->woken_at) {
				u64 latency = hosted_now - s->woken_at;

				s->worst_latency = max(s->worst_latency, latency);
				s->sum_latency += latency;
				s->woken_at = 0;
			}
			s->migrations += s->last_cpu != hosted_cpu;
			s->last_cpu = hosted_cpu;
		}
	}
	spin_unlock(&sc->lock);
	if (next != prev) {
		if (is_idle(prev))
			prev->running = 0;
		else
			left(prev);
	}
}

static void softirqs(void)
{
	bool again = true;

	while (again) {
		again = false;
		for (hosted_cpu = 0; hosted_cpu < nr_cpus; hosted_cpu++) {
			u32 pending = hosted_softirqs[hosted_cpu];

			hosted_softirqs[hosted_cpu] = 0;
			if (pending & 1U << SOFTIRQ_TIMER)
				hosted_timer_softirq();
			if (pending & 1U << SOFTIRQ_SCHEDULE)
				schedule();
			again |= pending;
		}
	}
}

/* ---- the guests' part ---- */

/* Up to a quarter more or less, so that nothing runs in step. */
static u64 about(u64 ns)
{
	return ns - ns / 4 + sim_random() % (ns / 2 + 1);
}

static u64 next_event(u64 limit)
{
	u64 at = limit;

	for (unsigned int cpu = 0; cpu < nr_cpus; cpu++) {
		struct vcpu *v = sched_cpus[cpu].current;

		if (hosted_deadline[cpu])
			at = min(at, max(hosted_deadline[cpu], hosted_now));
		if (!is_idle(v) && sim_of(v)->sleep_ns)
			at = min(at, hosted_now + sim_of(v)->burst_left);
	}
	for (unsigned int i = 0; i < nr_domains; i++)
		for (unsigned int k = 0; k < domains[i]->max_vcpus; k++)
			if (sim_vcpu(domains[i], k)->wake_at)
				at = min(at, max(sim_vcpu(domains[i], k)->wake_at, hosted_now));
	return at;
}

static void fall_asleep(struct sim_vcpu *s)
{
	s->v.pause_flags |= 1UL << VPF_BLOCKED;
	s->wake_at = hosted_now + about(s->sleep_ns);
	softirq_raise_on(s->v.cpu, SOFTIRQ_SCHEDULE);
}

static void wake_up(struct sim_vcpu *s)
{
	s->wake_at = 0;
	s->burst_left = about(s->run_ns);
	s->woken_at = hosted_now;
	s->nr_wakes++;
	s->v.pause_flags &= ~(1UL << VPF_BLOCKED);
	hosted_cpu = sim_random() % nr_cpus;
	wake(&s->v);
}

static void guests(void)
{
	for (unsigned int cpu = 0; cpu < nr_cpus; cpu++) {
		struct vcpu *v = sched_cpus[cpu].current;

		hosted_cpu = cpu;
		if (hosted_deadline[cpu] && hosted_deadline[cpu] <= hosted_now) {
			hosted_deadline[cpu] = 0;
			softirq_raise(SOFTIRQ_TIMER);
		}
		if (!is_idle(v) && sim_of(v)->sleep_ns && !sim_of(v)->burst_left &&
		    vcpu_runnable(v))
			fall_asleep(sim_of(v));
	}
	for (unsigned int i = 0; i < nr_domains; i++)
		for (unsigned int k = 0; k < domains[i]->max_vcpus; k++) {
			struct sim_vcpu *s = sim_vcpu(domains[i], k);

			if (s->wake_at && s->wake_at <= hosted_now)
				wake_up(s);
		}
}

static bool waits_for(const struct vcpu *v, unsigned int cpu)
{
	cpuset_t allowed = sched_allowed(v);

	return !v->running && vcpu_runnable(v) && cpuset_test(&allowed, cpu);
}

static u64 idle_beside_waiting(u64 ns)
{
	u64 sum = 0;

	for (unsigned int cpu = 0; cpu < nr_cpus; cpu++) {
		bool waits = false;

		if (!is_idle(sched_cpus[cpu].current))
			continue;
		for (unsigned int i = 0; i < nr_domains && !waits; i++)
			for (unsigned int k = 0; k < domains[i]->max_vcpus && !waits; k++)
				waits = waits_for(domains[i]->vcpu[k], cpu);
		sum += waits ? ns : 0;
	}
	return sum;
}

void sim_run(u64 ns)
{
	u64 end = hosted_now + ns;

	idle_ns = 0;
	wasted_ns = 0;
	for (unsigned int i = 0; i < nr_domains; i++)
		for (unsigned int k = 0; k < domains[i]->max_vcpus; k++) {
			struct sim_vcpu *s = sim_vcpu(domains[i], k);

			s->ran = 0;
			s->worst_latency = 0;
			s->sum_latency = 0;
			s->nr_wakes = 0;
			s->migrations = 0;
		}
	softirqs();
	while (hosted_now < end) {
		u64 at = next_event(end);

		account_until(at);
		wasted_ns += idle_beside_waiting(at - hosted_now);
		hosted_now = at;
		guests();
		softirqs();
	}
}

/* ---- setting up ---- */

void sim_init(const struct sched_policy *policy, unsigned int cpus, u64 with_seed)
{
	seed = with_seed * 2654435761u + 88172645463325252ULL;
	nr_cpus = cpus;
	nr_domains = 0;
	cpus_online.bits = cpus == 64 ? ~0ULL : (1ULL << cpus) - 1;
	pool = (struct cpupool){ .policy = policy, .cpus = cpus_online };
	memset(hosted_deadline, 0, sizeof(hosted_deadline));
	memset(hosted_softirqs, 0, sizeof(hosted_softirqs));
	sim_reset_policy();
	timers_init();
	for (unsigned int cpu = 0; cpu < cpus; cpu++) {
		struct sched_cpu *sc = &sched_cpus[cpu];
		struct sim_vcpu *s = calloc(1, sizeof(*s));

		s->v = (struct vcpu){ .domain = &idle_domain, .cpu = cpu, .running = 1 };
		*sc = (struct sched_cpu){ .idle = &s->v, .current = &s->v, .pool = &pool };
		timer_setup(&sc->slice, slice_over, NULL, cpu);
		pool.policy->init_cpu(cpu);
		softirq_raise_on(cpu, SOFTIRQ_SCHEDULE);
	}
}

struct domain *sim_domain(unsigned int vcpus, u16 weight, u16 cap, u64 run_ns, u64 sleep_ns)
{
	struct xen_domctl_sched_credit2 p = { weight, cap };
	struct domain *d = calloc(1, sizeof(*d));

	d->mm.id = nr_domains;
	d->max_vcpus = vcpus;
	d->pool = &pool;
	d->vcpu = calloc(vcpus, sizeof(*d->vcpu));
	if (pool.policy->init_domain &&
	    (pool.policy->init_domain(d) || pool.policy->adjust(d, &p, true)))
		abort();
	for (unsigned int i = 0; i < vcpus; i++) {
		struct sim_vcpu *s = calloc(1, sizeof(*s));

		s->v.domain = d;
		s->v.id = i;
		s->v.hard_affinity = CPUSET_ALL;
		s->v.soft_affinity = CPUSET_ALL;
		s->run_ns = run_ns;
		s->sleep_ns = sleep_ns;
		s->burst_left = sleep_ns ? about(run_ns) : ~0ULL;
		if (pool.policy->init_vcpu(&s->v))
			abort();
		d->vcpu[i] = &s->v;
	}
	domains[nr_domains++] = d;
	for (unsigned int i = 0; i < vcpus; i++)
		wake(d->vcpu[i]);
	return d;
}

void sim_pin(struct domain *d, cpuset_t set)
{
	for (unsigned int i = 0; i < d->max_vcpus; i++) {
		struct vcpu *v = d->vcpu[i];
		unsigned long flags;
		struct sched_cpu *sc = sched_lock_vcpu(v, &flags);

		if (v->running)
			abort();	/* pinned before it runs */
		v->hard_affinity = set;
		pool.policy->sleep(v);
		v->cpu = pool.policy->choose_cpu ? pool.policy->choose_cpu(v) :
						   cpuset_first(set);
		spin_unlock(&sc->lock);
		wake(v);
	}
}

void sim_stop(struct domain *d, bool stop)
{
	d->pauses = stop;
	for (unsigned int i = 0; i < d->max_vcpus; i++) {
		struct vcpu *v = d->vcpu[i];
		unsigned long flags;
		struct sched_cpu *sc;

		if (!stop) {
			wake(v);
			continue;
		}
		sc = sched_lock_vcpu(v, &flags);
		if (v->running)
			softirq_raise_on(v->cpu, SOFTIRQ_SCHEDULE);
		else
			pool.policy->sleep(v);
		spin_unlock(&sc->lock);
	}
}

u64 sim_ran(const struct domain *d)
{
	u64 sum = 0;

	for (unsigned int i = 0; i < d->max_vcpus; i++)
		sum += sim_of(d->vcpu[i])->ran;
	return sum;
}

u64 sim_idle(void)
{
	return idle_ns;
}

u64 sim_wasted(void)
{
	return wasted_ns;
}

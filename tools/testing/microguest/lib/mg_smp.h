/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Further vCPUs, events and time.
 *
 * A secondary vCPU is started on first use and then waits for calls; it polls
 * with a timeout so that it does not burn a CPU of the emulator's host.
 */
#ifndef MG_SMP_H
#define MG_SMP_H

#define MG_MAX_CPUS	4

extern struct mg_cpu mg_cpus[MG_MAX_CPUS];

void mg_start_ap(void);
void mg_ap_main(void) __noreturn;
void mg_smp_need(unsigned int cpu);
void mg_smp_context(struct vcpu_guest_context *ctx, unsigned int cpu);
void mg_smp_start_call(unsigned int cpu, void (*fn)(void *arg), void *arg);
void mg_smp_wait(unsigned int cpu);
void mg_smp_call(unsigned int cpu, void (*fn)(void *arg), void *arg);
unsigned int mg_nr_vcpus(void);

u64 mg_now_ns(void);
u64 mg_clock_ns(const struct pvclock_vcpu_time_info *ti);
void mg_delay_ns(u64 ns);
void mg_events_on(void);
void mg_events_off(void);
void mg_yield(void);

unsigned int evtchn_new_ipi(unsigned int cpu);
unsigned int evtchn_new_virq(unsigned int virq, unsigned int cpu);
void evtchn_new_pair(unsigned int *a, unsigned int *b);
long evtchn_close(unsigned int port);
long evtchn_send(unsigned int port);
bool evtchn_test_pending(unsigned int port);
void evtchn_clear(unsigned int port);
void evtchn_mask(unsigned int port);
void evtchn_unmask(unsigned int port);
bool evtchn_wait(unsigned int port, u64 timeout_ns);

static inline struct vcpu_info *mg_vcpu_info(void)
{
	return &mg_shared->vcpu_info[this_cpu()->id];
}

static inline void cpu_relax(void)
{
	asm volatile("pause" ::: "memory");
}

static inline u64 rdtsc(void)
{
	u32 lo, hi;

	asm volatile("rdtsc" : "=a" (lo), "=d" (hi));
	return ((u64)hi << 32) | lo;
}

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What surrounds the policies and containers of hypervisor/core/ when they are
 * compiled as part of a program: one emulated machine, no concurrency.
 *
 * Included before everything else. It defines the include guards of the headers
 * that it replaces, so the sources under test are compiled unchanged and the headers
 * that are theirs (sched.h, fair_queue.h, timer.h ...) are the real ones. Kernel
 * headers come from the kernel's own tools/include/.
 */
#ifndef HOSTED_CORE_H
#define HOSTED_CORE_H

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/list.h>

#define HV_CPU_PCPU_H
#define HV_CPU_CLOCK_H
#define HV_CPU_IRQFLAGS_H
#define HV_CPU_PRINTK_H
#define HV_CPU_SOFTIRQ_H
#define HV_CPU_SPINLOCK_H
#define HV_CPU_DEBUGREGS_H
#define HV_CORE_DOMAIN_H
#define HV_CORE_STATS_H
#define HV_CORE_VCPU_H
#define HV_LIB_PARAM_H
#define HV_MM_PAGE_ALLOC_H
#define _XEN_INTERFACE_DOMCTL_H
#define _XEN_INTERFACE_SYSCTL_H

#ifndef __must_check
#define __must_check	__attribute__((__warn_unused_result__))
#endif
#ifndef __noreturn
#define __noreturn	__attribute__((__noreturn__))
#endif
#ifndef __aligned
#define __aligned(n)	__attribute__((__aligned__(n)))
#endif
#include <assert.h>
#define S64_MAX		INT64_MAX
#undef min
#undef max
#undef ARRAY_SIZE
#define min(a, b)	({ __auto_type _a = (a); __auto_type _b = (b); _a < _b ? _a : _b; })
#define max(a, b)	({ __auto_type _a = (a); __auto_type _b = (b); _a > _b ? _a : _b; })
#define clamp_t(t, v, lo, hi) min(max((t)(v), (t)(lo)), (t)(hi))
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#include "lib/types.h"
#include "lib/cpuset.h"

/* ---- cpu/ ---- */

extern unsigned int hosted_cpu;		/* the one that executes */
extern u64 hosted_now;			/* ns */
extern u64 hosted_deadline[HV_NR_CPUS];	/* one-shot timers, 0 = off */
extern u32 hosted_softirqs[HV_NR_CPUS];
extern cpuset_t cpus_online;

#define DEFINE_PCPU(type, name)	type name[HV_NR_CPUS]
#define DECLARE_PCPU(type, name) extern type name[HV_NR_CPUS]
#define this_var(name)		((name)[hosted_cpu])
#define for_each_online_cpu(cpu) for_each_cpu_in(cpu, cpus_online)

static inline unsigned int this_cpu(void) { return hosted_cpu; }
static inline u64 clock_ns(void) { return hosted_now; }
static inline void clock_program(u64 at) { hosted_deadline[hosted_cpu] = at; }
static inline unsigned long local_irq_off_save(void) { return 0; }
static inline void local_irq_back(unsigned long flags) { }
static inline void cpu_pause(void) { abort(); }	/* nobody to wait for */

enum softirq { SOFTIRQ_TIMER, SOFTIRQ_SCHEDULE };
extern void (*hosted_timer_softirq)(void);

static inline void softirq_register(enum softirq nr, void (*fn)(void))
{
	if (nr == SOFTIRQ_TIMER)
		hosted_timer_softirq = fn;
}

static inline void softirq_raise_on(unsigned int cpu, enum softirq nr)
{
	hosted_softirqs[cpu] |= 1U << nr;
}

static inline void softirq_raise(enum softirq nr) { softirq_raise_on(hosted_cpu, nr); }

typedef struct { int held; } spinlock_t;

#define LOCK_SCHED	0
#define LOCK_TIMER	0
#define LOCK_LEAF	0
#define DEFINE_SPINLOCK_CLASS(name, class) spinlock_t name
static inline void spin_lock_setup(spinlock_t *l, int class) { l->held = 0; }

/* One thread: a lock that is held already would never be had. */
static inline void spin_lock(spinlock_t *l)
{
	if (l->held++)
		abort();
}

static inline void spin_unlock(spinlock_t *l)
{
	if (--l->held)
		abort();
}

static inline bool spin_trylock(spinlock_t *l)
{
	if (l->held)
		return false;
	l->held = 1;
	return true;
}

#define spin_lock_nested(l)	spin_lock(l)

static inline unsigned long spin_lock_irqsave(spinlock_t *l)
{
	spin_lock(l);
	return 0;
}

static inline void spin_unlock_irqrestore(spinlock_t *l, unsigned long flags) { spin_unlock(l); }

#define LOG_INFO	""
#define LOG_WARN	""
#define printk(fmt, ...)	do { if (0) printf(fmt, ##__VA_ARGS__); } while (0)
#define refuse(err, fmt, ...)	(err)
#undef BUG
#define BUG()			abort()
#define ASSERT(cond)		do { if (!(cond)) abort(); } while (0)
static inline void symbol_name(unsigned long rip, char *buf, size_t size) { buf[0] = 0; }

/* ---- lib/, mm/ ---- */

#define uint_param(name, var)
#define string_param(name, var)

extern int hosted_alloc_fail;		/* fail the n-th allocation from now */

static inline void *xmalloc(size_t bytes)
{
	if (hosted_alloc_fail && !--hosted_alloc_fail)
		return NULL;
	return calloc(1, bytes);
}

static inline void *xmalloc_array(size_t each, size_t nr) { return xmalloc(each * nr); }
static inline void xfree(void *p) { free(p); }
#define xalloc(type)		((type *)xmalloc(sizeof(type)))
#define xalloc_array(type, n)	((type *)xmalloc_array(sizeof(type), n))

/* ---- core/ ---- */

enum { CNT_sched_steal, CNT_preempted };
static inline void count(int c) { }

struct cpupool;

struct domain {
	struct { u16 id; } mm;
	u32 max_vcpus, pauses;
	struct vcpu **vcpu;
	struct cpupool *pool;
	void *sched_priv;
};

struct vcpu_runstate_info { int state; u64 state_entry_time; u64 time[4]; };

enum { RUNSTATE_running, RUNSTATE_runnable, RUNSTATE_blocked, RUNSTATE_offline };

#define VPF_DOWN	0
#define VPF_BLOCKED	1
#define VPF_POLLING	2
#define VPF_MIGRATING	3

struct multicall_entry { unsigned long op; long result; unsigned long args[6]; };

struct vcpu {
	struct domain *domain;
	u32 id, cpu;
	u8 running, yielded;
	unsigned long pause_flags;
	u32 pause_count;
	cpuset_t hard_affinity, soft_affinity;
	struct vcpu_runstate_info runstate;
	void *sched_priv;
	bool in_multicall, mc_preempted;
	struct multicall_entry *mc;
};

static inline bool vcpu_runnable(const struct vcpu *v)
{
	return !v->pause_flags && !v->pause_count && !v->domain->pauses;
}

struct vcpu *current_vcpu(void);

#include "core/timer.h"
#include "cpu/regs.h"

struct vcpu_info { u8 evtchn_upcall_pending, evtchn_upcall_mask; };
struct pcpu { struct { struct vcpu_info *vcpu_info; } hot; };

struct pcpu *this_pcpu(void);		/* the test's, if it needs one */
extern struct cpu_regs hosted_regs;
static inline struct cpu_regs *guest_regs(void) { return &hosted_regs; }
static inline bool softirq_pending(void) { return hosted_softirqs[hosted_cpu]; }

/* ---- ABI: the members that policies read and write ---- */

#define XEN_SCHEDULER_CREDIT2	6
#define XEN_SYSCTL_SCHED_RATELIMIT_MAX	500000
#define XEN_SYSCTL_SCHED_RATELIMIT_MIN	100
struct xen_domctl_sched_credit2 { u16 weight, cap; };
struct xen_sysctl_credit2_schedule { u32 ratelimit_us; };
#define XEN_SCHEDULER_RTDS	8
#define XEN_DOMCTL_SCHEDRT_extra 1
struct xen_domctl_sched_rtds { u32 period, budget, flags; };

#endif

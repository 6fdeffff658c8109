/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Domains: what a guest owns, and its life.
 *
 *   alloc -> (being built, paused by the builder) -> running <-> paused
 *         -> shutting down (every vCPU stopped, reason recorded)
 *         -> dying (DOMDYING_DYING: relinquishing, preemptible)
 *         -> dead  (zombie until the last reference goes) -> freed
 *
 * A domain is found by number under RCU-free rules: domain_get() takes a reference
 * unless it is being freed. current's own domain needs no reference.
 */
#ifndef HV_CORE_DOMAIN_H
#define HV_CORE_DOMAIN_H

#include <linux/list.h>
#include "cpu/spinlock.h"
#include "cpu/tasklet.h"
#include "core/emulated_ports.h"
#include "mm/owner.h"

#define DOMID_LIMIT		0x7ff0		/* first reserved id */
#define HV_MAX_VCPUS		128

struct vcpu;
struct permit;
struct memory_map;
struct evtchn_state;
struct grant_table;
struct pirq_state;
struct shared_info;
struct cpu_policy;
struct cpupool;

struct domain {
	struct mm_owner mm;			/* mm.id is the domid */
	u32 refs;				/* atomic; 0: being freed or free */
	u32 frames_ref;				/* atomic: its frames hold a reference */
	struct list_head link;			/* LOCK_DOMLIST; ordered by id */
	spinlock_t lock;			/* LOCK_DOMAIN */

	bool privileged;			/* dom0: control operations */
	bool hardware;				/* dom0: ports, interrupts, power */
	u8 dying;				/* 0, DOMAIN_DYING, DOMAIN_DEAD */
	bool shutting_down, shut_down;		/* lock */
	u8 shutdown_reason;			/* SHUTDOWN_CODE_NONE: not yet known; lock */
	u8 kill_stage;				/* domain_kill(): how far; control lock */
	u32 controller_pauses;			/* lock */
	u32 pauses;				/* atomic: > 0 nothing of it runs */
	u32 pollers;				/* atomic: vCPUs in SCHEDOP_poll */
	u32 vm_assist;				/* VMASST_TYPE_* bits */
	u8 handle[16];				/* uuid */
	u32 ssid;
	u32 flags;				/* XEN_DOMCTL_CDF_* it was created with */
	bool published;				/* mm/ knows the number */
	bool msr_relaxed;			/* unknown MSRs read as 0 instead of faulting */
	bool started;				/* has been unpaused once; lock */

	u32 max_vcpus, nr_vcpus;
	struct vcpu **vcpu;			/* [max_vcpus], NULL until created */

	struct shared_info *shared;		/* hv page shared with the guest */
	struct evtchn_state *evtchn;		/* core/evtchn.h */
	struct grant_table *grants;		/* core/grant.h */
	struct pirq_state *pirqs;		/* core/pirq.h */
	struct cpu_policy *policy;		/* abi/cpuid_policy.h */
	struct cpupool *pool;
	void *sched_priv;			/* scheduler's */
	struct watchdog_set *watchdogs;		/* lock; core/watchdog_guest.c */
	struct memory_map *memory_map;		/* XENMEM_set_memory_map */

	/* time */
	s64 time_offset_s;
	u32 tsc_mode, tsc_khz, tsc_incarnation;
	bool tsc_trapped;
	u64 tsc_offset;
	u64 ns_offset;				/* system time of the guest = clock_ns() + this */

	/* permissions; rangesets or bitmaps owned by core/permit.c */
	struct permit *ports, *iomem, *irqs;
	struct emulated_ports io;		/* abi/guest_ports.c */

	unsigned long max_pfn_seen;		/* XENMEM_maximum_gpfn, from shared->arch */
	char *console_line;			/* output not yet ended by a newline; lock */
	u32 console_fill;
	u64 create_ns;
	u32 crash_queued;			/* atomic */
	struct tasklet crash;
	struct tasklet reap;			/* frees it, when nothing is locked */
};

#define SHUTDOWN_CODE_NONE	0xff

#define DOMAIN_DYING	1
#define DOMAIN_DEAD	2

extern struct domain *dom0;		/* the hardware and control domain */
extern struct domain *dom_idle;		/* owner of idle vCPUs; never found by number */
extern struct list_head domain_list;	/* LOCK_DOMLIST */
extern spinlock_t domain_list_lock;

struct domain_config {
	u32 ssid, flags, max_vcpus, max_evtchn_port;
	s32 max_grant_frames, max_maptrack_frames;
	u32 grant_version;
	u32 pool;			/* CPU pool */
	u8 handle[16];
	bool privileged;
	bool msr_relaxed;
};

void domain_init(void);			/* boot, before sched_init(): dom_idle */

/* New domain, paused once by its controller, one reference. -EEXIST, -EINVAL, -ENOMEM */
int domain_create(u16 id, const struct domain_config *cfg, struct domain **out);
int domain_pick_id(u16 *id);

struct domain *domain_get(u16 id);	/* NULL if none; DOMID_SELF is not resolved */
struct domain *domain_get_from(u16 id);	/* the first one with this number or a higher one */
void domain_put(struct domain *d);
bool __must_check domain_hold(struct domain *d);	/* one more; false: it is being freed */
/* DOMID_SELF or a number; reference taken either way */
struct domain *domain_get_self_or(u16 id);

/* Nothing of the domain runs after this returns (waits); counted; nests */
void domain_pause(struct domain *d);
void domain_unpause(struct domain *d);
int domain_pause_by_controller(struct domain *d);	/* XEN_DOMCTL_pausedomain */
int domain_unpause_by_controller(struct domain *d);

void domain_shutdown(struct domain *d, u8 reason);	/* SHUTDOWN_*; dom0: machine */
void domain_resume(struct domain *d);
/* What happens to the machine when the domain that owns it shuts down (core/dom0_gone.c). */
extern void (*machine_shutdown)(u8 reason);
int domain_shutdown_code(struct domain *d, unsigned int reason); /* SCHEDOP_; -EINVAL */
/* Crash with a reason (one log line); from any context; done before any return to a guest */
__printf(2, 3) void domain_crash(struct domain *d, const char *fmt, ...);

/* XEN_DOMCTL_destroydomain: 0 when all is relinquished, -HV_ERESTART to continue */
int domain_kill(struct domain *d);

static inline struct domain *owner_domain(struct mm_owner *o)
{
	return container_of(o, struct domain, mm);
}

#endif

/* SPDX-License-Identifier: MIT */
/* sched_op: giving up the CPU, waiting, shutting down. */
#ifndef _XEN_INTERFACE_SCHED_H
#define _XEN_INTERFACE_SCHED_H

#include <xen/interface/event_channel.h>

/* No argument: others may run first; the caller stays runnable. */
#define SCHEDOP_yield	0

/*
 * No argument: unmask upcalls and sleep until one is pending. The pair is
 * atomic.
 */
#define SCHEDOP_block	1

/*
 * Argument sched_shutdown: end the domain. Returns only after a cancelled
 * suspend.
 */
#define SCHEDOP_shutdown	2

/*
 * Argument sched_poll: sleep until a listed port is pending, upcalls masked or
 * not.
 */
#define SCHEDOP_poll	3

/* Argument sched_remote_shutdown: tools mark another domain as shut down. */
#define SCHEDOP_remote_shutdown	4

/* Argument sched_shutdown: record a code that wins over the next shutdown's. */
#define SCHEDOP_shutdown_code	5

/*
 * Argument sched_watchdog: arm (id 0 makes a new one and returns its id), re-
 * arm or disarm (timeout 0).
 */
#define SCHEDOP_watchdog	6

/* Argument sched_pin_override: run the caller on one pCPU, negative to undo. */
#define SCHEDOP_pin_override	7

struct sched_shutdown {
	unsigned int reason;	/* SHUTDOWN_* */
};
DEFINE_GUEST_HANDLE_STRUCT(sched_shutdown);

struct sched_poll {
	GUEST_HANDLE(evtchn_port_t) ports;
	unsigned int nr_ports;
	u64 timeout;	/* absolute system time in ns, 0 for none */
};
DEFINE_GUEST_HANDLE_STRUCT(sched_poll);

struct sched_remote_shutdown {
	domid_t domain_id;
	unsigned int reason;
};
DEFINE_GUEST_HANDLE_STRUCT(sched_remote_shutdown);

struct sched_watchdog {
	u32 id;
	u32 timeout;	/* seconds */
};
DEFINE_GUEST_HANDLE_STRUCT(sched_watchdog);

struct sched_pin_override {
	s32 pcpu;
};
DEFINE_GUEST_HANDLE_STRUCT(sched_pin_override);

/* Shutdown reasons. */
#define SHUTDOWN_poweroff	0	/* destroy me */
#define SHUTDOWN_reboot		1	/* build me again */
#define SHUTDOWN_suspend	2	/* save me; the only one to come back from */
#define SHUTDOWN_crash		3	/* I crashed */
#define SHUTDOWN_watchdog	4	/* my watchdog ran out */
#define SHUTDOWN_soft_reset	5	/* reset my devices around me */
#define SHUTDOWN_MAX		5

#endif /* _XEN_INTERFACE_SCHED_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/* Time that vCPUs spent running, waiting and stolen (drivers/xen/system/vcpu_runstate.c). */
#ifndef _XEN_RUNSTATE_H
#define _XEN_RUNSTATE_H

#include <linux/types.h>
#include <xen/interface/vcpu.h>

/* Tell the hypervisor where to keep the runstate of @cpu. */
void xen_setup_runstate_info(int cpu);
/* A consistent copy of the current CPU's runstate. */
void xen_get_runstate_snapshot(struct vcpu_runstate_info *info);
/* Would @vcpu run if it had a CPU? For spinners. */
bool xen_vcpu_stolen(int vcpu);
/* Turn on steal time accounting. */
void xen_time_setup_guest(void);

/*
 * Counters start anew when a domain moves: SUSPEND collects, RESUME adds what
 * was collected, CANCELLED forgets it.
 */
enum xen_runstate_move {
	XEN_RUNSTATE_SUSPEND,
	XEN_RUNSTATE_RESUME,
	XEN_RUNSTATE_CANCELLED,
};

void xen_manage_runstate_time(enum xen_runstate_move move);

#endif /* _XEN_RUNSTATE_H */

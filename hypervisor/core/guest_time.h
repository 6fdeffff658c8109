/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PV time: vcpu_time_info in vcpu_info (and the registered area), wall clock in
 * shared_info, single-shot and periodic timers, TSC policy.
 */
#ifndef HV_CORE_GUEST_TIME_H
#define HV_CORE_GUEST_TIME_H

#include "core/vcpu.h"

void guest_time_init_vcpu(struct vcpu *v);
void guest_time_free_vcpu(struct vcpu *v);	/* also for one that was never initialised */
void guest_time_update(struct vcpu *v);		/* current, on switch-in and after calibration */
/* Write the registered area if its contents changed; @v's kernel address space is loaded. */
void guest_time_publish(struct vcpu *v);
void guest_time_set_area(struct vcpu *v, unsigned long gva);
void guest_time_forget(struct vcpu *v);		/* vcpu_info or area moved: write again */
void guest_time_update_wallclock(struct domain *d);
void guest_time_wallclock_changed(void);	/* all domains */
int guest_timer_set_singleshot(struct vcpu *v, u64 deadline_ns, u32 flags);
void guest_timer_stop_singleshot(struct vcpu *v);
int guest_timer_set_periodic(struct vcpu *v, u64 period_ns);
void guest_timer_stop_periodic(struct vcpu *v);
void guest_timers_switch_in(struct vcpu *v);
void guest_timers_switch_out(struct vcpu *v);
u64 guest_time_ns(const struct domain *d);
u64 guest_tsc_now(const struct domain *d);	/* of a domain whose TSC is trapped */
int guest_tsc_set_info(struct domain *d, u32 mode, u64 elapsed_ns, u32 khz, u32 incarnation);
void guest_tsc_get_info(struct domain *d, u32 *mode, u64 *elapsed_ns, u32 *khz, u32 *incarnation);

#endif

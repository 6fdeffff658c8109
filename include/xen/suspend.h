/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Save, restore and migration: drivers/xen/system runs it, the
 * architecture prepares the domain for leaving its machine.
 *
 * Order: xen_arch_suspend() with other CPUs alive; then, on one CPU with
 * interrupts off, xen_arch_pre_suspend(), the suspend hypercall,
 * xen_arch_post_suspend(), event channels and timer; last, with all CPUs,
 * xen_arch_resume().
 */
#ifndef _XEN_SUSPEND_H
#define _XEN_SUSPEND_H

#include <linux/notifier.h>

void xen_arch_suspend(void);
void xen_arch_pre_suspend(void);
/* @cancelled: nobody was moved, start info and shared info are unchanged. */
void xen_arch_post_suspend(int cancelled);
void xen_timer_resume(void);
void xen_arch_resume(void);

void xen_resume_notifier_register(struct notifier_block *nb);
void xen_resume_notifier_unregister(struct notifier_block *nb);

/* Tell the hypervisor that this domain is finished: SHUTDOWN_*. */
void xen_reboot(int reason);

#endif /* _XEN_SUSPEND_H */

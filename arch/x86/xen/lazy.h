/* SPDX-License-Identifier: GPL-2.0-only */
/* Stretches of code that allow this CPU's hypercalls to wait. */
#ifndef XEN_LAZY_H
#define XEN_LAZY_H

struct task_struct;

/* pv_ops.cpu.start_context_switch and .end_context_switch */
void xen_start_context_switch(struct task_struct *prev);
void xen_end_context_switch(struct task_struct *next);

/* pv_ops.mmu.lazy_mode */
void xen_enter_lazy_mmu(void);
void xen_leave_lazy_mmu(void);
void xen_flush_lazy_mmu(void);

#endif

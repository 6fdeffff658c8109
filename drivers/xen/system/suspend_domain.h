/* SPDX-License-Identifier: GPL-2.0-only */
/* Leaving the machine: save, migration, checkpoint. */
#ifndef _DRIVERS_XEN_SUSPEND_DOMAIN_H
#define _DRIVERS_XEN_SUSPEND_DOMAIN_H

#ifdef CONFIG_HIBERNATE_CALLBACKS
void xen_suspend_domain(void);
#else
static inline void xen_suspend_domain(void) { }
#endif

#endif /* _DRIVERS_XEN_SUSPEND_DOMAIN_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/* ACPI sleep states of dom0: the hypervisor performs the last step. */
#ifndef _XEN_ACPI_H
#define _XEN_ACPI_H

#ifdef CONFIG_XEN_DOM0
/* Divert sleep to the hypervisor; does nothing outside of dom0. */
void xen_acpi_sleep_register(void);
#else
static inline void xen_acpi_sleep_register(void) { }
#endif

#endif /* _XEN_ACPI_H */

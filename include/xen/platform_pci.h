/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * May front-ends use their PV devices? In an HVM guest that depends on which
 * emulated devices were unplugged. This port has PV domains only: they have
 * PV devices and nothing else.
 */
#ifndef _XEN_PLATFORM_PCI_H
#define _XEN_PLATFORM_PCI_H

#include <linux/types.h>
#include <linux/kconfig.h>

static inline bool xen_has_pv_devices(void)
{
	return IS_ENABLED(CONFIG_XEN);
}

#define xen_has_pv_nic_devices()		xen_has_pv_devices()
#define xen_has_pv_disk_devices()		xen_has_pv_devices()
#define xen_has_pv_and_legacy_disk_devices()	false

#endif /* _XEN_PLATFORM_PCI_H */

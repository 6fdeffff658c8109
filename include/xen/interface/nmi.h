/* SPDX-License-Identifier: MIT */
/*
 * nmi_op: NMI handler of dom0, superseded by CALLBACKTYPE_nmi, and the reasons
 * in arch_shared_info.nmi_reason.
 */
#ifndef _XEN_INTERFACE_NMI_H
#define _XEN_INTERFACE_NMI_H

#include <xen/interface/xen.h>

/* Bits of nmi_reason. */
#define _XEN_NMIREASON_io_error	0	/* I/O check, port 0x61 bit 6 */
#define XEN_NMIREASON_io_error	(1UL << _XEN_NMIREASON_io_error)
#define _XEN_NMIREASON_pci_serr	1	/* PCI system error, port 0x61 bit 7 */
#define XEN_NMIREASON_pci_serr	(1UL << _XEN_NMIREASON_pci_serr)
#define _XEN_NMIREASON_unknown	2	/* no source found */
#define XEN_NMIREASON_unknown	(1UL << _XEN_NMIREASON_unknown)

/* Guest writes; only dom0's vCPU 0 may register. */
#define XENNMI_register_callback	0

struct xennmi_callback {
	unsigned long handler_address;
	unsigned long pad;
};
DEFINE_GUEST_HANDLE_STRUCT(xennmi_callback);

/* Argument must be null. */
#define XENNMI_unregister_callback	1

#endif /* _XEN_INTERFACE_NMI_H */

/* SPDX-License-Identifier: MIT */
/*
 * PCI devices handed to a PV guest: the front end asks for configuration space
 * accesses and interrupts in one shared frame, one request at a time.
 */
#ifndef _XEN_INTERFACE_IO_PCIIF_H
#define _XEN_INTERFACE_IO_PCIIF_H

#include <linux/types.h>

/* Node "magic". */
#define XEN_PCI_MAGIC	"7"

/*
 * xen_pci_sharedinfo.flags. Front end sets: op waits for the back end, which
 * clears it.
 */
#define _XEN_PCIF_active	(0)
#define XEN_PCIF_active		(1 << _XEN_PCIF_active)

/* Front end can take error reports. */
#define _XEN_PCIB_AERHANDLER	(1)
#define XEN_PCIB_AERHANDLER	(1 << _XEN_PCIB_AERHANDLER)

/* Back end sets: aer_op waits for the front end, which clears it. */
#define _XEN_PCIB_active	(2)
#define XEN_PCIB_active		(1 << _XEN_PCIB_active)

/* xen_pci_op.cmd */
#define XEN_PCI_OP_conf_read	(0)
#define XEN_PCI_OP_conf_write	(1)
#define XEN_PCI_OP_enable_msi	(2)
#define XEN_PCI_OP_disable_msi	(3)
#define XEN_PCI_OP_enable_msix	(4)
#define XEN_PCI_OP_disable_msix	(5)

/* xen_pcie_aer_op.cmd, from back to front */
#define XEN_PCI_OP_aer_detected		(6)
#define XEN_PCI_OP_aer_resume		(7)
#define XEN_PCI_OP_aer_mmio		(8)
#define XEN_PCI_OP_aer_slotreset	(9)

/* err of both */
#define XEN_PCI_ERR_success		(0)
#define XEN_PCI_ERR_dev_not_found	(-1)
#define XEN_PCI_ERR_invalid_offset	(-2)
#define XEN_PCI_ERR_access_denied	(-3)
#define XEN_PCI_ERR_not_implemented	(-4)
#define XEN_PCI_ERR_op_failed		(-5)

/* Entries of msix_entries, so that the whole fits into one frame. */
#define SH_INFO_MAX_VEC	128

struct xen_msix_entry {
	u16 vector;
	u16 entry;
};

struct xen_pci_op {
	u32 cmd;
	s32 err;
	u32 domain;
	u32 bus;
	u32 devfn;
	s32 offset;
	s32 size;
	u32 value;
	u32 info;	/* MSI-X: number of entries */
	struct xen_msix_entry msix_entries[SH_INFO_MAX_VEC];
};

struct xen_pcie_aer_op {
	u32 cmd;
	s32 err;
	u32 domain;
	u32 bus;
	u32 devfn;
};

struct xen_pci_sharedinfo {
	u32 flags;
	struct xen_pci_op op;
	struct xen_pcie_aer_op aer_op;
};

#endif /* _XEN_INTERFACE_IO_PCIIF_H */

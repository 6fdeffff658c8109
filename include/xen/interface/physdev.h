/* SPDX-License-Identifier: MIT */
/*
 * physdev_op: interrupts, I/O privilege and PCI devices, for domains that own
 * hardware.
 */
#ifndef _XEN_INTERFACE_PHYSDEV_H
#define _XEN_INTERFACE_PHYSDEV_H

#include <xen/interface/xen.h>

/* The guest is done with a pirq: unmask or acknowledge it. */
#define PHYSDEVOP_eoi	12

struct physdev_eoi {
	u32 irq;
};

/*
 * A page with one bit per pirq: set if an eoi call is needed. v1 also turns on
 * unmasking by event channel unmask.
 */
#define PHYSDEVOP_pirq_eoi_gmfn_v1	17
#define PHYSDEVOP_pirq_eoi_gmfn_v2	28

struct physdev_pirq_eoi_gmfn {
	xen_pfn_t gmfn;
};

/* Out: flags. */
#define PHYSDEVOP_irq_status_query	5

struct physdev_irq_status_query {
	u32 irq;
	u32 flags;
};

#define _XENIRQSTAT_needs_eoi	(0)
#define XENIRQSTAT_needs_eoi	(1U << _XENIRQSTAT_needs_eoi)
#define _XENIRQSTAT_shared	(1)
#define XENIRQSTAT_shared	(1U << _XENIRQSTAT_shared)

/* This vCPU's I/O privilege level, 0..3. */
#define PHYSDEVOP_set_iopl	6

struct physdev_set_iopl {
	u32 iopl;
};

/* This vCPU's I/O bitmap; a clear bit permits the port. */
#define PHYSDEVOP_set_iobitmap	7

struct physdev_set_iobitmap {
	u8 *bitmap;	/* guest virtual */
	u32 nr_ports;
};

/* I/O APIC registers, filtered. Out: value for reads. */
#define PHYSDEVOP_apic_read	8
#define PHYSDEVOP_apic_write	9

struct physdev_apic {
	unsigned long apic_physbase;	/* which I/O APIC */
	u32 reg;
	u32 value;
};

/* Out: vector. Kept for its side effect of claiming the line. */
#define PHYSDEVOP_alloc_irq_vector	10
#define PHYSDEVOP_free_irq_vector	11

struct physdev_irq {
	u32 irq;
	u32 vector;
};

/* physdev_map_pirq.type */
#define MAP_PIRQ_TYPE_MSI	0x0
#define MAP_PIRQ_TYPE_GSI	0x1
#define MAP_PIRQ_TYPE_UNKNOWN	0x2
#define MAP_PIRQ_TYPE_MSI_SEG	0x3
#define MAP_PIRQ_TYPE_MULTI_MSI	0x4

/* Make a GSI or an MSI of a device available as pirq. index: the GSI. */
#define PHYSDEVOP_map_pirq	13

struct physdev_map_pirq {
	domid_t domid;
	int type;
	int index;
	int pirq;	/* in: wished or -1; out */
	/* bits 16-31 hold the segment for MSI_SEG and MULTI_MSI */
	int bus;
	int devfn;
	/* MSI-X entry, or count for MULTI_MSI (out: how many fit) */
	int entry_nr;
	u64 table_base;	/* MSI-X table, 0 for MSI */
};

#define PHYSDEVOP_unmap_pirq	14

struct physdev_unmap_pirq {
	domid_t domid;
	int pirq;
};

/* Older forms of pci_device_add and pci_device_remove: segment 0 only. */
#define PHYSDEVOP_manage_pci_add	15
#define PHYSDEVOP_manage_pci_remove	16

struct physdev_manage_pci {
	u8 bus;
	u8 devfn;
};

/* After resume: write the MSI state again. */
#define PHYSDEVOP_restore_msi	19

struct physdev_restore_msi {
	u8 bus;
	u8 devfn;
};

#define PHYSDEVOP_manage_pci_add_ext	20

struct physdev_manage_pci_ext {
	u8 bus;
	u8 devfn;
	u32 is_extfn;
	u32 is_virtfn;
	struct {
		u8 bus;
		u8 devfn;
	} physfn;
};

/* Argument of the compat hypercall. */
struct physdev_op {
	u32 cmd;
	union {
		struct physdev_irq_status_query irq_status_query;
		struct physdev_set_iopl set_iopl;
		struct physdev_set_iobitmap set_iobitmap;
		struct physdev_apic apic_op;
		struct physdev_irq irq_op;
	} u;
};

/* Trigger and polarity of a line. 1: level; 1: active low. */
#define PHYSDEVOP_setup_gsi	21

struct physdev_setup_gsi {
	int gsi;
	u8 triggering;
	u8 polarity;
};

/* Out: number of pirqs. */
#define PHYSDEVOP_get_nr_pirqs	22

struct physdev_nr_pirqs {
	u32 nr_pirqs;
};

/* Out: an unused pirq for a MAP_PIRQ_TYPE_*. */
#define PHYSDEVOP_get_free_pirq	23

struct physdev_get_free_pirq {
	int type;
	u32 pirq;
};

/*
 * physdev_pci_device_add.flags: ARI function; virtual function of physfn;
 * optarr[0] holds the proximity domain.
 */
#define XEN_PCI_DEV_EXTFN	0x1
#define XEN_PCI_DEV_VIRTFN	0x2
#define XEN_PCI_DEV_PXM		0x4

/* The firmware lists the window as reserved. */
#define XEN_PCI_MMCFG_RESERVED	0x1

/* Tells where extended config space lies. */
#define PHYSDEVOP_pci_mmcfg_reserved	24

struct physdev_pci_mmcfg_reserved {
	u64 address;
	u16 segment;
	u8 start_bus;
	u8 end_bus;
	u32 flags;
};

/* Tells of a device found by dom0. */
#define PHYSDEVOP_pci_device_add	25

struct physdev_pci_device_add {
	u16 seg;
	u8 bus;
	u8 devfn;
	u32 flags;
	struct {
		u8 bus;
		u8 devfn;
	} physfn;
	u32 optarr[];
};

/* Argument physdev_pci_device, as the next four. */
#define PHYSDEVOP_pci_device_remove	26
#define PHYSDEVOP_restore_msi_ext	27
#define PHYSDEVOP_prepare_msix		30
#define PHYSDEVOP_release_msix		31
#define PHYSDEVOP_pci_device_reset	32

struct physdev_pci_device {
	u16 seg;
	u8 bus;
	u8 devfn;
};

/* Argument of PHYSDEVOP_pci_device_reset; newer than 4.17. */
struct pci_device_reset {
	struct physdev_pci_device dev;
#define PCI_DEVICE_RESET_COLD	0x0
#define PCI_DEVICE_RESET_WARM	0x1
#define PCI_DEVICE_RESET_HOT	0x2
#define PCI_DEVICE_RESET_FLR	0x3
#define PCI_DEVICE_RESET_MASK	0x3
	u32 flags;
};

/* USB debug port: a reset of its controller begins or has ended. */
#define PHYSDEVOP_DBGP_RESET_PREPARE	1
#define PHYSDEVOP_DBGP_RESET_DONE	2
#define PHYSDEVOP_DBGP_BUS_UNKNOWN	0
#define PHYSDEVOP_DBGP_BUS_PCI		1
#define PHYSDEVOP_dbgp_op		29

struct physdev_dbgp_op {
	u8 op;
	u8 bus;
	union {
		struct physdev_pci_device pci;
	} u;
};

/* Old names. */
#define PHYSDEVOP_IRQ_UNMASK_NOTIFY		4
#define PHYSDEVOP_IRQ_STATUS_QUERY		PHYSDEVOP_irq_status_query
#define PHYSDEVOP_SET_IOPL			PHYSDEVOP_set_iopl
#define PHYSDEVOP_SET_IOBITMAP			PHYSDEVOP_set_iobitmap
#define PHYSDEVOP_APIC_READ			PHYSDEVOP_apic_read
#define PHYSDEVOP_APIC_WRITE			PHYSDEVOP_apic_write
#define PHYSDEVOP_ASSIGN_VECTOR			PHYSDEVOP_alloc_irq_vector
#define PHYSDEVOP_FREE_VECTOR			PHYSDEVOP_free_irq_vector
#define PHYSDEVOP_IRQ_NEEDS_UNMASK_NOTIFY	XENIRQSTAT_needs_eoi
#define PHYSDEVOP_IRQ_SHARED			XENIRQSTAT_shared

#define PHYSDEVOP_pirq_eoi_gmfn		PHYSDEVOP_pirq_eoi_gmfn_v2

#endif /* _XEN_INTERFACE_PHYSDEV_H */

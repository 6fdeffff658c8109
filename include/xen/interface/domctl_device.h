/* SPDX-License-Identifier: MIT */
/* domctl, what concerns hardware given to a domain. */
#ifndef _XEN_INTERFACE_DOMCTL_DEVICE_H
#define _XEN_INTERFACE_DOMCTL_DEVICE_H

#include <xen/interface/ctl_common.h>

/* irq_permission: may the domain bind this pirq of the caller? */
struct xen_domctl_irq_permission {
	u32 pirq;
	u8 allow_access;
	u8 pad[3];
};

/* iomem_permission: may it map these frames? */
struct xen_domctl_iomem_permission {
	u64 first_mfn;
	u64 nr_mfns;
	u8 allow_access;
};

/* ioport_permission: may it use these ports? */
struct xen_domctl_ioport_permission {
	u32 first_port;
	u32 nr_ports;
	u8 allow_access;
};

/* xen_domctl_assign_device.dev */
#define XEN_DOMCTL_DEV_PCI	0
#define XEN_DOMCTL_DEV_DT	1

/*
 * assign_device, deassign_device, test_assign_device. -ENODEV where there is no
 * IOMMU.
 */
struct xen_domctl_assign_device {
	u32 dev;
	u32 flags;
#define XEN_DOMCTL_DEV_RDM_RELAXED	1
	union {
		struct {
			/* segment << 16 | bus << 8 | devfn */
			u32 machine_sbdf;
		} pci;
		struct {
			u32 size;
			GUEST_HANDLE_64(char) path;
		} dt;
	} u;
};

/* get_device_group: devices that can only be assigned together. */
struct xen_domctl_get_device_group {
	u32 machine_sbdf;
	u32 max_sdevs;
	u32 num_sdevs;
	GUEST_HANDLE_64(u32) sdev_array;
};

/* How a passed-through interrupt reaches an HVM guest. */
enum pt_irq_type {
	PT_IRQ_TYPE_PCI,
	PT_IRQ_TYPE_ISA,
	PT_IRQ_TYPE_MSI,
	PT_IRQ_TYPE_MSI_TRANSLATE,
	PT_IRQ_TYPE_SPI,
};

/* bind_pt_irq, unbind_pt_irq; HVM only. */
struct xen_domctl_bind_pt_irq {
	u32 machine_irq;
	u32 irq_type;
	union {
		struct {
			u8 isa_irq;
		} isa;
		struct {
			u8 bus;
			u8 device;
			u8 intx;
		} pci;
		struct {
			u8 gvec;
			u32 gflags;
#define XEN_DOMCTL_VMSI_X86_DEST_ID_MASK	0x0000ff
#define XEN_DOMCTL_VMSI_X86_RH_MASK		0x000100
#define XEN_DOMCTL_VMSI_X86_DM_MASK		0x000200
#define XEN_DOMCTL_VMSI_X86_DELIV_MASK		0x007000
#define XEN_DOMCTL_VMSI_X86_TRIG_MASK		0x008000
#define XEN_DOMCTL_VMSI_X86_UNMASKED		0x010000
			u64 gtable;
		} msi;
		struct {
			u16 spi;
		} spi;
	} u;
};

/* add_mapping of the next two. */
#define DPCI_ADD_MAPPING	1
#define DPCI_REMOVE_MAPPING	0

/*
 * memory_mapping: translated guests. -E2BIG if nr_mfns is more than one call
 * does.
 */
struct xen_domctl_memory_mapping {
	u64 first_gfn;
	u64 first_mfn;
	u64 nr_mfns;
	u32 add_mapping;
	u32 padding;
};

/* ioport_mapping: HVM only. */
struct xen_domctl_ioport_mapping {
	u32 first_gport;
	u32 first_mport;
	u32 nr_ports;
	u32 add_mapping;
};

/* Memory types, as in PAT. */
#define XEN_DOMCTL_MEM_CACHEATTR_UC	0
#define XEN_DOMCTL_MEM_CACHEATTR_WC	1
#define XEN_DOMCTL_MEM_CACHEATTR_WT	4
#define XEN_DOMCTL_MEM_CACHEATTR_WP	5
#define XEN_DOMCTL_MEM_CACHEATTR_WB	6
#define XEN_DOMCTL_MEM_CACHEATTR_UCM	7
#define XEN_DOMCTL_DELETE_MEM_CACHEATTR	(~(u32)0)

#endif /* _XEN_INTERFACE_DOMCTL_DEVICE_H */

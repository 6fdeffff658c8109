// SPDX-License-Identifier: GPL-2.0-only
/*
 * PCI devices that dom0 finds, told to the hypervisor.
 *
 * Only dom0 enumerates the buses.  The hypervisor wants to hear of each device
 * before a driver uses it: it programs message-signalled interrupts and, where
 * there is one, the IOMMU.  So every device that appears on the bus or goes is
 * announced from a bus notifier, which is registered before the first scan,
 * and the configuration windows before the first device.
 *
 * A hypervisor that has no such operations manages without; a device that it
 * refuses is left usable and the refusal logged.
 *
 * The second half keeps which domain a device was assigned to.  The one who
 * assigns (pciback) writes it, the MSI code of arch/x86/pci reads it.
 */
#define pr_fmt(fmt) "xen: " fmt

#include <linux/acpi.h>
#include <linux/list.h>
#include <linux/pci.h>
#include <linux/pci-acpi.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <xen/interface/physdev.h>
#include <xen/interface/xen.h>
#include <xen/pci.h>
#include <xen/xen.h>

#include <asm/pci_x86.h>
#include <asm/xen/hypercall.h>

/* From a hypervisor that is older than the operation. */
static bool is_unknown_op(int ret)
{
	return ret == -ENOSYS;
}

/* The interface names a segment by 16 bits. */
static bool segment_fits(const struct pci_dev *dev)
{
	return pci_domain_nr(dev->bus) <= U16_MAX;
}

static struct physdev_pci_device device_name(const struct pci_dev *dev)
{
	return (struct physdev_pci_device) {
		.seg = pci_domain_nr(dev->bus),
		.bus = dev->bus->number,
		.devfn = dev->devfn,
	};
}

/* The NUMA proximity domain, from the nearest ancestor that ACPI knows. */
static bool device_proximity(struct pci_dev *dev, u32 *pxm)
{
#ifdef CONFIG_ACPI
	acpi_handle handle = ACPI_HANDLE(&dev->dev);
	const struct pci_bus *bus = dev->bus;
	unsigned long long value;

	if (!handle && dev->is_virtfn)
		handle = ACPI_HANDLE(&pci_physfn(dev)->dev);
	while (!handle && bus) {
		handle = bus->self ? ACPI_HANDLE(&bus->self->dev) :
				     ACPI_HANDLE(bus->bridge);
		bus = bus->parent;
	}
	while (handle) {
		if (ACPI_SUCCESS(acpi_evaluate_integer(handle, "_PXM", NULL,
						       &value))) {
			*pxm = value;
			return true;
		}
		if (ACPI_FAILURE(acpi_get_parent(handle, &handle)))
			break;
	}
#endif
	return false;
}

/* For hypervisors before 4.0, which know one segment. */
static int announce_old(const struct pci_dev *dev, u32 flags)
{
	struct physdev_manage_pci_ext op = {
		.bus = dev->bus->number,
		.devfn = dev->devfn,
		.is_extfn = !!(flags & XEN_PCI_DEV_EXTFN),
	};

	if (pci_domain_nr(dev->bus))
		return -EOPNOTSUPP;
	if (flags & XEN_PCI_DEV_VIRTFN)
		op.is_extfn = 0;
	return HYPERVISOR_physdev_op(PHYSDEVOP_manage_pci_add_ext, &op);
}

static int announce_device(struct pci_dev *dev)
{
	DEFINE_RAW_FLEX(struct physdev_pci_device_add, op, optarr, 1);
	int ret;

	op->seg = pci_domain_nr(dev->bus);
	op->bus = dev->bus->number;
	op->devfn = dev->devfn;
	if (dev->is_virtfn) {
		op->flags = XEN_PCI_DEV_VIRTFN;
		op->physfn.bus = pci_physfn(dev)->bus->number;
		op->physfn.devfn = pci_physfn(dev)->devfn;
	} else if (pci_ari_enabled(dev->bus) && PCI_SLOT(dev->devfn)) {
		op->flags = XEN_PCI_DEV_EXTFN;
	}
	if (device_proximity(dev, &op->optarr[0]))
		op->flags |= XEN_PCI_DEV_PXM;

	ret = HYPERVISOR_physdev_op(PHYSDEVOP_pci_device_add, op);
	return is_unknown_op(ret) ? announce_old(dev, op->flags) : ret;
}

static int withdraw_device(const struct pci_dev *dev)
{
	struct physdev_pci_device name = device_name(dev);
	struct physdev_manage_pci old = {
		.bus = name.bus,
		.devfn = name.devfn,
	};
	int ret = HYPERVISOR_physdev_op(PHYSDEVOP_pci_device_remove, &name);

	if (is_unknown_op(ret) && !name.seg)
		ret = HYPERVISOR_physdev_op(PHYSDEVOP_manage_pci_remove, &old);
	return ret;
}

/* Windows of extended configuration space, as the firmware reserved them. */
static void announce_windows(void)
{
#ifdef CONFIG_PCI_MMCONFIG
	struct physdev_pci_mmcfg_reserved op;
	const struct pci_mmcfg_region *window;
	int ret;

	if (!(pci_probe & PCI_PROBE_MMCONF))
		return;
	list_for_each_entry(window, &pci_mmcfg_list, list) {
		op = (struct physdev_pci_mmcfg_reserved) {
			.address = window->address,
			.segment = window->segment,
			.start_bus = window->start_bus,
			.end_bus = window->end_bus,
			.flags = XEN_PCI_MMCFG_RESERVED,
		};
		ret = HYPERVISOR_physdev_op(PHYSDEVOP_pci_mmcfg_reserved, &op);
		if (is_unknown_op(ret))
			return;
		if (ret)
			pr_warn("%s: window refused: %d\n", window->name, ret);
	}
#endif
}

static int pci_bus_event(struct notifier_block *nb, unsigned long action,
			 void *data)
{
	static bool windows_announced;
	struct pci_dev *dev = to_pci_dev(data);
	int ret;

	if (action != BUS_NOTIFY_ADD_DEVICE && action != BUS_NOTIFY_DEL_DEVICE)
		return NOTIFY_DONE;
	if (!segment_fits(dev)) {
		pci_info(dev, "segment number too big for the hypervisor\n");
		return NOTIFY_OK;
	}
	if (action == BUS_NOTIFY_ADD_DEVICE) {
		if (!windows_announced)
			announce_windows();
		windows_announced = true;
		ret = announce_device(dev);
	} else {
		ret = withdraw_device(dev);
	}
	if (ret)
		pci_err(dev, "hypervisor refused to %s it: %d\n",
			action == BUS_NOTIFY_ADD_DEVICE ? "add" : "remove",
			ret);
	return NOTIFY_OK;
}

static struct notifier_block pci_bus_notifier = {
	.notifier_call = pci_bus_event,
};

static int __init host_pci_init(void)
{
	if (!xen_initial_domain())
		return 0;
	return bus_register_notifier(&pci_bus_type, &pci_bus_notifier);
}
arch_initcall(host_pci_init);

/**
 * xen_reset_device() - tell the hypervisor that a device was reset
 * @dev: a device that has gone through a function-level reset
 *
 * Return: 0, or -errno; -ENOSYS from a hypervisor that keeps no state of it.
 */
int xen_reset_device(const struct pci_dev *dev)
{
	struct pci_device_reset op = {
		.dev = device_name(dev),
		.flags = PCI_DEVICE_RESET_FLR,
	};

	if (!segment_fits(dev))
		return 0;	/* it was never announced */
	return HYPERVISOR_physdev_op(PHYSDEVOP_pci_device_reset, &op);
}
EXPORT_SYMBOL_GPL(xen_reset_device);

/* Owners ------------------------------------------------------------------ */

struct device_owner {
	struct list_head node;
	struct pci_dev *dev;	/* identity only */
	domid_t domid;
};

static DEFINE_SPINLOCK(owners_lock);
static LIST_HEAD(owners);

static struct device_owner *find_owner(const struct pci_dev *dev)
{
	struct device_owner *owner;

	lockdep_assert_held(&owners_lock);
	list_for_each_entry(owner, &owners, node)
		if (owner->dev == dev)
			return owner;
	return NULL;
}

/**
 * xen_find_device_domain_owner() - the domain a device was assigned to
 * @dev: any device
 *
 * Context: any.
 * Return: its domid, or -ENODEV if dom0 keeps the device.
 */
int xen_find_device_domain_owner(struct pci_dev *dev)
{
	struct device_owner *owner;
	int domid;

	spin_lock(&owners_lock);
	owner = find_owner(dev);
	domid = owner ? owner->domid : -ENODEV;
	spin_unlock(&owners_lock);
	return domid;
}
EXPORT_SYMBOL_GPL(xen_find_device_domain_owner);

/**
 * xen_register_device_domain_owner() - note that a device was assigned
 * @dev: the device
 * @domid: its new owner
 *
 * Return: 0, -EEXIST if it has an owner, -ENOMEM.
 */
int xen_register_device_domain_owner(struct pci_dev *dev, u16 domid)
{
	struct device_owner *owner = kzalloc(sizeof(*owner), GFP_KERNEL);
	bool taken;

	if (!owner)
		return -ENOMEM;
	owner->dev = dev;
	owner->domid = domid;
	spin_lock(&owners_lock);
	taken = find_owner(dev);
	if (!taken)
		list_add(&owner->node, &owners);
	spin_unlock(&owners_lock);
	if (taken)
		kfree(owner);
	return taken ? -EEXIST : 0;
}
EXPORT_SYMBOL_GPL(xen_register_device_domain_owner);

/**
 * xen_unregister_device_domain_owner() - the device is dom0's again
 * @dev: the device
 *
 * Return: 0, or -ENODEV if it had no other owner.
 */
int xen_unregister_device_domain_owner(struct pci_dev *dev)
{
	struct device_owner *owner;

	spin_lock(&owners_lock);
	owner = find_owner(dev);
	if (owner)
		list_del(&owner->node);
	spin_unlock(&owners_lock);
	kfree(owner);
	return owner ? 0 : -ENODEV;
}
EXPORT_SYMBOL_GPL(xen_unregister_device_domain_owner);

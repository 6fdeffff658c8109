// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which PCI devices exist is the hardware domain's knowledge: it enumerates the
 * buses. It announces each device here, and the list answers later questions
 * (toolstack, MSI). Without an IOMMU no device is ever given to another domain.
 *
 * Lock: pci_lock, outermost but for control operations; entries never move.
 */
#include <linux/list.h>
#include "core/pci_devices.h"
#include "cpu/printk.h"
#include "cpu/spinlock.h"
#include "mm/page_alloc.h"

#define DEVICES_MAX	4096	/* a hostile or broken dom0 does not eat the heap */

struct pci_device {
	struct list_head link;
	u16 seg;
	u8 bus, devfn;
	struct pci_device_info info;
};

static DEFINE_SPINLOCK_CLASS(pci_lock, LOCK_PCI);
static LIST_HEAD(devices);		/* pci_lock */
static unsigned int nr_devices;		/* pci_lock */

static struct pci_device *find(u16 seg, u8 bus, u8 devfn)
{
	struct pci_device *dev;

	list_for_each_entry(dev, &devices, link)
		if (dev->seg == seg && dev->bus == bus && dev->devfn == devfn)
			return dev;
	return NULL;
}

int pci_device_add(u16 seg, u8 bus, u8 devfn, const struct pci_device_info *info)
{
	struct pci_device *dev, *fresh = xalloc(struct pci_device);
	int ret = 0;

	if (!fresh)
		return -ENOMEM;
	spin_lock(&pci_lock);
	dev = find(seg, bus, devfn);
	if (!dev && nr_devices < DEVICES_MAX) {
		dev = fresh;
		fresh = NULL;
		dev->seg = seg;
		dev->bus = bus;
		dev->devfn = devfn;
		list_add_tail(&dev->link, &devices);
		nr_devices++;
	}
	if (dev)
		dev->info = *info;
	else
		ret = -ENOMEM;
	spin_unlock(&pci_lock);
	xfree(fresh);
	return ret;
}

int pci_device_remove(u16 seg, u8 bus, u8 devfn)
{
	struct pci_device *dev;

	spin_lock(&pci_lock);
	dev = find(seg, bus, devfn);
	if (dev) {
		list_del(&dev->link);
		nr_devices--;
	}
	spin_unlock(&pci_lock);
	if (!dev)
		return -ENODEV;
	xfree(dev);
	return 0;
}

bool pci_device_known(u16 seg, u8 bus, u8 devfn)
{
	bool known;

	spin_lock(&pci_lock);
	known = find(seg, bus, devfn);
	spin_unlock(&pci_lock);
	return known;
}

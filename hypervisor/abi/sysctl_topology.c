// SPDX-License-Identifier: GPL-2.0-only
/*
 * sysctl, how the machine is put together: threads in cores in sockets, memory nodes,
 * the nodes of PCI devices.
 *
 * The place of a CPU is written in its APIC number: the lowest bits count threads in a
 * core, the next ones cores in a package, the rest packages. How many bits each part has
 * CPUID says: leaf 0xb where there is one, else the counts of leaf 1 (and 4, or
 * 0x80000008), rounded up to powers of two.
 *
 * Memory is one node: the allocator does not know several, whatever firmware says.
 *
 * All three calls tell how many entries there are if asked without a buffer.
 */
#include <linux/minmax.h>
#include "abi/sysctl.h"
#include "core/pci_devices.h"
#include "core/preempt.h"
#include "cpu/features.h"
#include "cpu/insn.h"
#include "cpu/pcpu.h"
#include "cpu/smp.h"
#include "mm/guest_copy.h"
#include "mm/page_alloc.h"

#define LOCAL_DISTANCE	10	/* as ACPI counts */

struct topology_bits {
	u8 thread, package;	/* the core's number lies between the two */
};

static u8 bits_for(u32 count)
{
	u8 bits = 0;

	while (bits < 31 && (1U << bits) < count)
		bits++;
	return bits;
}

static struct topology_bits topology_bits(void)
{
	u32 max = cpuid_leaf(0, 0).eax, ext = cpuid_leaf(0x80000000, 0).eax;
	u32 logical, cores = 1;
	struct cpuid_regs_hv r;

	if (max >= 0xb) {
		r = cpuid_leaf(0xb, 0);
		if (r.ebx)
			return (struct topology_bits){ r.eax & 31, cpuid_leaf(0xb, 1).eax & 31 };
	}
	r = cpuid_leaf(1, 0);
	logical = r.edx >> 28 & 1 ? r.ebx >> 16 & 0xff : 1;
	if (ext >= 0x80000008 && cpuid_leaf(0x80000008, 0).ecx & 0xff)
		cores = (cpuid_leaf(0x80000008, 0).ecx & 0xff) + 1;
	else if (max >= 4 && cpuid_leaf(4, 0).eax & 31)
		cores = (cpuid_leaf(4, 0).eax >> 26) + 1;
	logical = max(logical, cores);
	return (struct topology_bits){ bits_for(logical / cores), bits_for(logical) };
}

static u32 core_of(struct topology_bits b, u32 apic_id)
{
	return (apic_id & ((1U << b.package) - 1)) >> b.thread;
}

/* How many online CPUs share CPU 0's APIC number above bit @shift */
static u32 companions_of_first(u8 shift)
{
	u32 first = pcpu_of(0)->apic_id >> shift, nr = 0, cpu;

	for_each_online_cpu(cpu)
		nr += pcpu_of(cpu)->apic_id >> shift == first;
	return nr;
}

u32 topology_threads_per_core(void)
{
	return max(companions_of_first(topology_bits().thread), 1U);
}

u32 topology_cores_per_socket(void)
{
	return max(companions_of_first(topology_bits().package) / topology_threads_per_core(), 1U);
}

/* Errors: -EFAULT. */
int sysctl_cputopoinfo(struct xen_sysctl *op)
{
	struct xen_sysctl_cputopoinfo *t = &op->u.cputopoinfo;
	struct topology_bits b = topology_bits();
	u32 nr = control_nr_cpus();

	if (!t->cputopo) {
		t->num_cpus = nr;
		return 0;
	}
	nr = min(nr, t->num_cpus);
	for (u32 cpu = 0; cpu < nr; cpu++) {
		struct xen_sysctl_cputopo topo = {
			XEN_INVALID_CORE_ID, XEN_INVALID_SOCKET_ID, XEN_INVALID_NODE_ID,
		};

		if (cpuset_test(&cpus_present, cpu)) {
			u32 apic_id = pcpu_of(cpu)->apic_id;

			topo.core = core_of(b, apic_id);
			topo.socket = apic_id >> b.package;
			topo.node = 0;
		}
		if (copy_to_guest_at(t->cputopo, cpu, &topo))
			return -EFAULT;
	}
	t->num_cpus = nr;
	return 0;
}

/* Errors: -EFAULT. */
int sysctl_numainfo(struct xen_sysctl *op)
{
	struct xen_sysctl_numainfo *n = &op->u.numainfo;
	struct xen_sysctl_meminfo mem = {
		.memsize = page_alloc_total() << HV_PAGE_SHIFT,
		.memfree = page_alloc_free() << HV_PAGE_SHIFT,
	};
	u32 distance = LOCAL_DISTANCE;

	if (n->meminfo || n->distance) {
		if (!n->num_nodes)
			return 0;
		if (n->meminfo && copy_to_guest(n->meminfo, &mem))
			return -EFAULT;
		if (n->distance && copy_to_guest(n->distance, &distance))
			return -EFAULT;
	}
	n->num_nodes = 1;
	return 0;
}

/**
 * sysctl_pcitopoinfo() - the memory node of each device in a list
 * Ends early rather than being continued: num_devs says how far it came.
 * Errors: -EINVAL no buffer, -EFAULT.
 */
int sysctl_pcitopoinfo(struct xen_sysctl *op)
{
	struct xen_sysctl_pcitopoinfo *p = &op->u.pcitopoinfo;
	u32 i;

	if (!p->devs || !p->nodes)
		return -EINVAL;
	for (i = 0; i < p->num_devs; i++) {
		struct physdev_pci_device dev;
		u32 node = XEN_INVALID_DEV;

		if (i && hypercall_preempt())
			break;
		if (copy_from_guest_at(&dev, p->devs, i))
			return -EFAULT;
		if (pci_device_known(dev.seg, dev.bus, dev.devfn))
			node = XEN_INVALID_NODE_ID;
		if (copy_to_guest_at(p->nodes, i, &node))
			return -EFAULT;
	}
	p->num_devs = i;
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * sysctl, what there is: the machine in numbers, the list of domains, idle times, free
 * memory.
 *
 * The list of domains is made one domain at a time, each found afresh behind the last
 * number: no lock is held while the caller's memory is written, and a domain that comes
 * or goes meanwhile is either in the list or not.
 */
#include <linux/array_size.h>
#include <linux/minmax.h>
#include "abi/domctl.h"
#include "abi/sysctl.h"
#include "core/sched.h"
#include "cpu/clock.h"
#include "cpu/features.h"
#include "cpu/insn.h"
#include "cpu/printk.h"
#include "cpu/smp.h"
#include "mm/guest_copy.h"
#include "mm/page_alloc.h"

/* The first words of a feature set, in the order that the ABI gives them; the eighth is below. */
static const u8 hw_cap_word[] = {
	FW_1_EDX, FW_1_ECX, FW_8000_0001_EDX, FW_8000_0001_ECX,
	FW_D_1_EAX, FW_7_0_EBX, FW_7_ECX,
};

int sysctl_physinfo(struct xen_sysctl *op)
{
	struct xen_sysctl_physinfo *p = &op->u.physinfo;
	u64 free = page_alloc_free();

	static_assert(ARRAY_SIZE(hw_cap_word) == ARRAY_SIZE(p->hw_cap) - 1);
	*p = (struct xen_sysctl_physinfo){
		.threads_per_core = topology_threads_per_core(),
		.cores_per_socket = topology_cores_per_socket(),
		.nr_cpus = cpuset_weight(READ_ONCE(cpus_online)),
		.max_cpu_id = 63 - __builtin_clzll(cpus_present.bits),
		.nr_nodes = 1,
		.cpu_khz = clock_tsc_khz,
		.capabilities = XEN_SYSCTL_PHYSCAP_pv | XEN_SYSCTL_PHYSCAP_gnttab_v1 |
				XEN_SYSCTL_PHYSCAP_gnttab_v2,
		.total_pages = page_alloc_total(),
		.free_pages = free,
		.outstanding_pages = free - min(free, page_alloc_unclaimed()),
		.max_mfn = max_frame - 1,
	};
	for (unsigned int i = 0; i < ARRAY_SIZE(hw_cap_word); i++)
		p->hw_cap[i] = host_cpu.word[hw_cap_word[i]];
	if (host_cpu.max_ext_leaf >= 0x80000007)
		p->hw_cap[7] = cpuid_leaf(0x80000007, 0).edx;
	return 0;
}

/* Errors: -EFAULT. */
int sysctl_getdomaininfolist(struct xen_sysctl *op)
{
	struct xen_sysctl_getdomaininfolist *l = &op->u.getdomaininfolist;
	struct xen_domctl_getdomaininfo info;
	u32 id = l->first_domain, nr;

	for (nr = 0; nr < l->max_domains && id < DOMID_LIMIT; nr++) {
		struct domain *d = domain_get_from(id);

		if (!d)
			break;
		domain_info(d, &info);
		domain_put(d);
		if (copy_to_guest_at(l->buffer, nr, &info))
			return -EFAULT;
		id = info.domain + 1U;
	}
	l->num_domains = nr;
	return 0;
}

/* Errors: -EFAULT. */
int sysctl_getcpuinfo(struct xen_sysctl *op)
{
	struct xen_sysctl_getcpuinfo *c = &op->u.getcpuinfo;
	u32 nr = min(c->max_cpus, control_nr_cpus());

	for (u32 cpu = 0; cpu < nr; cpu++) {
		struct xen_sysctl_cpuinfo info = {
			.idletime = cpuset_test(&cpus_online, cpu) ? idle_time_ns(cpu) : 0,
		};

		if (copy_to_guest_at(c->info, cpu, &info))
			return -EFAULT;
	}
	c->nr_cpus = nr;
	return 0;
}

/**
 * sysctl_availheap() - free memory
 * Errors: -EOPNOTSUPP between address widths: it is not counted by those.
 */
int sysctl_availheap(struct xen_sysctl *op)
{
	struct xen_sysctl_availheap *h = &op->u.availheap;

	if (h->min_bitwidth || h->max_bitwidth)
		return refuse(-EOPNOTSUPP, "memory between %u and %u bits", h->min_bitwidth,
			      h->max_bitwidth);
	h->avail_bytes = h->node > 0 ? 0 : page_alloc_free() << HV_PAGE_SHIFT;
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * mca: machine-check telemetry for the privileged domain.
 *
 * dom0's driver asks for the CPUs once and then fetches records when VIRQ_MCA comes.
 * Errors that the hypervisor handled are in its log; there is no queue of binary
 * records yet (errata), so a fetch always finds it empty. Injection is refused.
 *
 * ABI: __HYPERVISOR_mca(struct xen_mc *)
 * Errors: -EPERM; -EFAULT; -EACCES interface version; -EINVAL; -EOPNOTSUPP
 */
#include <linux/string.h>
#include "abi/dispatch.h"
#include "cpu/features.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include <xen/interface/xen-mca.h>

static const char *const vendor_name[] = {
	[CPU_VENDOR_OTHER] = "unknown",
	[CPU_VENDOR_INTEL] = "GenuineIntel",
	[CPU_VENDOR_AMD] = "AuthenticAMD",
};

static void describe_cpu(unsigned int cpu, struct mcinfo_logical_cpu *c)
{
	memset(c, 0, sizeof(*c));
	c->mc_cpunr = cpu;
	c->mc_apicid = pcpu_of(cpu)->apic_id;
	c->mc_ncores = 1;
	c->mc_ncores_active = 1;
	c->mc_nthreads = 1;
	c->mc_cpuid_level = host_cpu.max_leaf;
	c->mc_family = host_cpu.family;
	c->mc_model = host_cpu.model;
	c->mc_step = host_cpu.stepping;
	strscpy(c->mc_vendorid, vendor_name[host_cpu.vendor], sizeof(c->mc_vendorid));
	strscpy(c->mc_brandid, host_cpu.brand, sizeof(c->mc_brandid));
}

/* ncpus: in room, out number; info may be NULL to ask for the number only. */
static long physcpuinfo(struct xen_mc_physcpuinfo *p)
{
	struct mcinfo_logical_cpu c;
	unsigned int cpu;
	u32 n = 0;

	for_each_online_cpu(cpu) {
		if (p->info && n < p->ncpus) {
			describe_cpu(cpu, &c);
			if (copy_to_guest_at(p->info, n, &c))
				return -EFAULT;
		}
		n++;
	}
	if (p->info && p->ncpus < n)
		n = p->ncpus;
	p->ncpus = n;
	return 0;
}

static long fetch(struct xen_mc_fetch *f)
{
	switch (f->flags & (XEN_MC_NONURGENT | XEN_MC_URGENT)) {
	case XEN_MC_NONURGENT:
	case XEN_MC_URGENT:
		break;
	default:
		return -EINVAL;
	}
	if (f->flags & XEN_MC_ACK)
		return 0;
	f->flags = XEN_MC_NODATA;
	f->fetch_id = 0;
	return 0;
}

HYPERCALL(mca)
{
	struct xen_mc mc;
	long ret;

	if (!current_domain()->privileged)
		return -EPERM;
	if (guest_read(&mc, a1, sizeof(mc)))
		return -EFAULT;
	if (mc.interface_version != XEN_MCA_INTERFACE_VERSION)
		return -EACCES;
	switch (mc.cmd) {
	case XEN_MC_fetch:
		ret = fetch(&mc.u.mc_fetch);
		break;
	case XEN_MC_physcpuinfo:
		ret = physcpuinfo(&mc.u.mc_physcpuinfo);
		break;
	case XEN_MC_notifydomain:
		return -EINVAL;
	case XEN_MC_msrinject:
	case XEN_MC_mceinject:
	case XEN_MC_inject_v2:
		return refuse(-EOPNOTSUPP, "machine check injection");
	default:
		return -EINVAL;
	}
	return ret ? ret : guest_write(a1, &mc, sizeof(mc));
}

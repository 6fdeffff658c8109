// SPDX-License-Identifier: GPL-2.0-only
/*
 * mca: machine-check telemetry for the privileged domain.
 *
 * dom0's driver asks for the CPUs once and fetches records when VIRQ_MCA comes: the
 * oldest of a queue, again and again the same one until it is acknowledged. A record
 * is written in the ABI's form here: where it happened (global), and the bank.
 *
 * Injection puts values in front of a CPU's bank registers and raises the exception
 * there (cpu/mce_inject.c). Values that are a guest's addresses are refused, and so
 * are local machine checks.
 *
 * ABI: __HYPERVISOR_mca(struct xen_mc *)
 * Errors: -EPERM; -EFAULT; -EACCES interface version; -EINVAL; -ENODEV no machine-check
 *	registers; -ENOSPC, -EIO injection; -EOPNOTSUPP
 */
#include <linux/minmax.h>
#include <linux/string.h>
#include <asm/msr-index.h>
#include "abi/dispatch.h"
#include "core/host_errors.h"
#include "cpu/features.h"
#include "cpu/mce_inject.h"
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
	c->mc_cpu_caps[MC_CAPS_STD_EDX] = host_cpu.word[FW_1_EDX];
	c->mc_cpu_caps[MC_CAPS_STD_ECX] = host_cpu.word[FW_1_ECX];
	c->mc_cpu_caps[MC_CAPS_AMD_EDX] = host_cpu.word[FW_8000_0001_EDX];
	c->mc_cpu_caps[MC_CAPS_AMD_ECX] = host_cpu.word[FW_8000_0001_ECX];
	if (mce_cap) {
		c->mc_nmsrvals = __MC_NMSRS;
		c->mc_msrvalues[0].reg = MSR_IA32_MCG_CAP;
		c->mc_msrvalues[0].value = mce_cap;
	}
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

static void describe_error(const struct mce_record *r, struct mc_info *info)
{
	static const u16 how[] = {
		[MCE_BY_POLL] = MC_FLAG_POLLED,
		[MCE_BY_CMCI] = MC_FLAG_CMCI,
		[MCE_BY_EXCEPTION] = MC_FLAG_MCE,
	};
	struct mcinfo_global *where = (void *)info->mi_data;
	struct mcinfo_bank *bank = (void *)(where + 1);

	memset(info, 0, sizeof(*info));
	info->mi_nentries = 2;
	where->common.type = MC_TYPE_GLOBAL;
	where->common.size = sizeof(*where);
	where->mc_domid = XEN_MC_VCPUID_INVALID;
	where->mc_vcpuid = XEN_MC_VCPUID_INVALID;
	where->mc_coreid = r->cpu;
	where->mc_apicid = r->apic_id;
	where->mc_flags = how[r->found];
	where->mc_flags |= r->status & MCE_ST_UNCORRECTED ? MC_FLAG_UNCORRECTABLE :
							    MC_FLAG_CORRECTABLE;
	where->mc_gstatus = r->mcg_status;
	bank->common.type = MC_TYPE_BANK;
	bank->common.size = sizeof(*bank);
	bank->mc_bank = r->bank;
	bank->mc_domid = XEN_MC_VCPUID_INVALID;
	bank->mc_status = r->status;
	bank->mc_addr = r->addr;
	bank->mc_misc = r->misc;
	bank->mc_ctrl2 = r->ctl2;
	bank->mc_tsc = r->tsc;
}

/* The oldest one is shown; an acknowledgment takes it away. */
static long fetch(struct xen_mc_fetch *f)
{
	struct mce_record r;
	struct mc_info info;
	enum mca_queue which;
	u32 flags = f->flags;

	switch (flags & (XEN_MC_NONURGENT | XEN_MC_URGENT)) {
	case XEN_MC_NONURGENT:
		which = MCA_NONURGENT;
		break;
	case XEN_MC_URGENT:
		which = MCA_URGENT;
		break;
	default:
		return -EINVAL;
	}
	f->flags = XEN_MC_OK;
	if (flags & XEN_MC_ACK) {
		mca_ack(which, f->fetch_id);
		return 0;
	}
	if (!f->data)
		return -EINVAL;
	if (!mca_oldest(which, &r, &f->fetch_id)) {
		f->flags = XEN_MC_NODATA;
		f->fetch_id = 0;
		return 0;
	}
	describe_error(&r, &info);
	if (copy_to_guest(f->data, &info)) {
		f->flags = XEN_MC_FETCHFAILED;
		f->fetch_id = 0;
	}
	return 0;
}

static bool online(unsigned int cpu)
{
	return cpu < HV_NR_CPUS && cpuset_test(&cpus_online, cpu);
}

static long inject_msrs(const struct xen_mc_msrinject *m)
{
	u32 i;
	int err;

	if (!mce_cap)
		return -ENODEV;
	if (!online(m->mcinj_cpunr) || m->mcinj_count > MC_MSRINJ_MAXMSRS)
		return -EINVAL;
	if (m->mcinj_flags & MC_MSRINJ_F_GPADDR)
		return refuse(-EOPNOTSUPP, "machine check at a guest's address");
	for (i = 0; i < m->mcinj_count; i++) {
		err = mce_inject_msr(m->mcinj_cpunr, m->mcinj_msr[i].reg,
				     m->mcinj_msr[i].value,
				     m->mcinj_flags & MC_MSRINJ_F_INTERPOSE);
		if (err)
			return refuse(err, "machine check register %#llx", m->mcinj_msr[i].reg);
	}
	return 0;
}

static long inject_one(const struct xen_mc_mceinject *m)
{
	if (!mce_cap)
		return -ENODEV;
	if (!online(m->mceinj_cpunr))
		return -EINVAL;
	mce_inject_raise(cpuset_of(m->mceinj_cpunr), false);
	return 0;
}

static long inject_set(const struct xen_mc_inject_v2 *m)
{
	u32 type = m->flags & XEN_MC_INJECT_TYPE_MASK;
	cpuset_t set = READ_ONCE(cpus_online);
	u64 bits = 0;

	if (!mce_cap)
		return -ENODEV;
	if (!(m->flags & XEN_MC_INJECT_CPU_BROADCAST)) {
		if (guest_read(&bits, m->cpumap,
			       min_t(u64, ((u64)m->cpumap_nr_bits + 7) / 8, sizeof(bits))))
			return -EFAULT;
		if (m->cpumap_nr_bits < 64)
			bits &= (1ULL << m->cpumap_nr_bits) - 1;
		set = cpuset_and(set, (cpuset_t){ bits });
	}
	if (cpuset_empty(set))
		return -EINVAL;
	switch (type) {
	case XEN_MC_INJECT_TYPE_MCE:
	case XEN_MC_INJECT_TYPE_CMCI:
		mce_inject_raise(set, type == XEN_MC_INJECT_TYPE_CMCI);
		return 0;
	case XEN_MC_INJECT_TYPE_LMCE:
		return refuse(-EOPNOTSUPP, "local machine check");
	default:
		return -EINVAL;
	}
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
	case XEN_MC_msrinject:
		return inject_msrs(&mc.u.mc_msrinject);
	case XEN_MC_mceinject:
		return inject_one(&mc.u.mc_mceinject);
	case XEN_MC_inject_v2:
		return inject_set(&mc.u.mc_inject_v2);
	case XEN_MC_notifydomain:
	default:
		return -EINVAL;
	}
	return ret ? ret : guest_write(a1, &mc, sizeof(mc));
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * platform_op: what the privileged domain does to or asks about the machine.
 *
 * Privilege and interface version are checked once, here. The argument is copied in
 * as a whole; those operations that answer copy it back as a whole.
 *
 * What is not there returns -EOPNOTSUPP and stands in the errata: EFI run-time
 * calls, microcode, CPU and memory hotplug.
 *
 * ABI: __HYPERVISOR_platform_op(arg)
 * Errors: -EPERM; -EFAULT; -EACCES interface version; -EINVAL; -ENOSYS; -EOPNOTSUPP
 */
#include <linux/minmax.h>
#include <linux/string.h>
#include "abi/dispatch.h"
#include "abi/efi_info.h"
#include "abi/platform.h"
#include "core/guest_time.h"
#include "core/machine.h"
#include "core/sched.h"
#include "cpu/clock.h"
#include "cpu/features.h"
#include "cpu/insn.h"
#include "cpu/power.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include <xen/interface/platform.h>

/* Changed? Then the caller gets the argument back. */
#define DONE_COPY_BACK	1

static int settime(u64 secs, u32 nsecs, u64 system_time)
{
	if (nsecs >= 1000000000)
		return -EINVAL;
	clock_wall_set(secs, nsecs, system_time);
	guest_time_wallclock_changed();
	return 0;
}

static int cpuinfo(struct xenpf_pcpuinfo *p)
{
	unsigned int cpu = p->xen_cpuid;

	p->max_present = 63 - __builtin_clzll(cpus_present.bits);
	p->flags = 0;
	p->apic_id = ~0U;
	p->acpi_id = ~0U;
	if (cpu >= HV_NR_CPUS || !cpuset_test(&cpus_present, cpu)) {
		p->flags = XEN_PCPU_FLAGS_INVALID;
		return DONE_COPY_BACK;
	}
	p->apic_id = pcpu_of(cpu)->apic_id;
	p->acpi_id = pcpu_of(cpu)->acpi_id;
	if (cpuset_test(&cpus_online, cpu))
		p->flags = XEN_PCPU_FLAGS_ONLINE;
	return DONE_COPY_BACK;
}

static int cpu_version(struct xenpf_pcpu_version *p)
{
	unsigned int cpu = p->xen_cpuid;
	struct cpuid_regs_hv vendor;

	p->max_present = 63 - __builtin_clzll(cpus_present.bits);
	if (cpu >= HV_NR_CPUS || !cpuset_test(&cpus_present, cpu)) {
		memset(p->vendor_id, 0, sizeof(p->vendor_id));
		p->family = 0;
		p->model = 0;
		p->stepping = 0;
		return DONE_COPY_BACK;
	}
	vendor = cpuid_leaf(0, 0);
	memcpy(p->vendor_id, &vendor.ebx, 4);
	memcpy(p->vendor_id + 4, &vendor.edx, 4);
	memcpy(p->vendor_id + 8, &vendor.ecx, 4);
	p->family = host_cpu.family;
	p->model = host_cpu.model;
	p->stepping = host_cpu.stepping;
	return DONE_COPY_BACK;
}

static int firmware(struct xenpf_firmware_info *f)
{
	int err;

	switch (f->type) {
	case XEN_FW_DISK_INFO:
	case XEN_FW_DISK_MBR_SIGNATURE:
		return -ESRCH;		/* the BIOS' drive data is not collected */
	case XEN_FW_VBEDDC_INFO:
		return -ESRCH;
	case XEN_FW_EFI_INFO:
		err = efi_info(f->index, &f->u.efi_info);
		return err ? err : DONE_COPY_BACK;
	case XEN_FW_KBD_SHIFT_FLAGS:
		f->u.kbd_shift_flags = 0;
		return DONE_COPY_BACK;
	default:
		return -EINVAL;
	}
}

/* Idle time of CPUs in a bitmap: cpumap in/out, idletime[] out. */
static int getidletime(struct xenpf_getidletime *g)
{
	unsigned int cpu, nr = min_t(u32, g->cpumap_nr_cpus, HV_NR_CPUS);
	unsigned long idle = (unsigned long)g->idletime;
	u64 map = 0, ns;

	if (guest_read(&map, (unsigned long)g->cpumap_bitmap, (nr + 7) / 8))
		return -EFAULT;
	for (cpu = 0; cpu < nr; cpu++) {
		if (!(map >> cpu & 1))
			continue;
		ns = cpuset_test(&cpus_online, cpu) ? idle_time_ns(cpu) : 0;
		if (!ns)
			map &= ~(1ULL << cpu);
		if (guest_write(idle + cpu * sizeof(ns), &ns, sizeof(ns)))
			return -EFAULT;
	}
	if (guest_write((unsigned long)g->cpumap_bitmap, &map, (nr + 7) / 8))
		return -EFAULT;
	g->now = clock_ns();
	return DONE_COPY_BACK;
}

/* Memory types are the hypervisor's; what it set up is shown as "no such register". */
static int read_memtype(const struct xenpf_read_memtype *m)
{
	return -EINVAL;
}

/*
 * Idle states and frequencies are left to firmware, so there is no use for their
 * tables. Of the _PDC bits that dom0 asks about, none is taken back.
 */
static int set_pminfo(const struct xenpf_set_processor_pminfo *p)
{
	switch (p->type) {
	case XEN_PM_PDC:
		return 0;
	case XEN_PM_CX:
	case XEN_PM_PX:
		return refuse(-EOPNOTSUPP, "power tables of CPU %u", p->id);
	default:
		return -EINVAL;
	}
}

static int done_back(int err)
{
	return err ? err : DONE_COPY_BACK;
}

static int run(struct xen_platform_op *op)
{
	switch (op->cmd) {
	case XENPF_settime32:
		return settime(op->u.settime32.secs, op->u.settime32.nsecs,
			       op->u.settime32.system_time);
	case XENPF_settime64:
		if (op->u.settime64.mbz)
			return -EINVAL;
		return settime(op->u.settime64.secs, op->u.settime64.nsecs,
			       op->u.settime64.system_time);
	case XENPF_read_memtype:
		return read_memtype(&op->u.read_memtype);
	case XENPF_platform_quirk:
		return -EINVAL;
	case XENPF_firmware_info:
		return firmware(&op->u.firmware_info);
	case XENPF_enter_acpi_sleep:
		if (op->u.enter_acpi_sleep.flags & XENPF_ACPI_SLEEP_EXTENDED)
			return refuse(-EOPNOTSUPP, "extended ACPI sleep");
		return power_enter_sleep(op->u.enter_acpi_sleep.sleep_state,
					 op->u.enter_acpi_sleep.val_a,
					 op->u.enter_acpi_sleep.val_b);
	case XENPF_getidletime:
		return getidletime(&op->u.getidletime);
	case XENPF_set_processor_pminfo:
		return set_pminfo(&op->u.set_pminfo);
	case XENPF_get_cpuinfo:
		return cpuinfo(&op->u.pcpu_info);
	case XENPF_get_cpu_version:
		return cpu_version(&op->u.pcpu_version);
	case XENPF_cpu_online:
		return platform_cpu_online(op->u.cpu_ol.cpuid);
	case XENPF_cpu_offline:
		return platform_cpu_offline(op->u.cpu_ol.cpuid);
	case XENPF_core_parking:
		return done_back(platform_core_parking(&op->u.core_parking));
	case XENPF_get_symbol:
		return done_back(platform_get_symbol(&op->u.symdata));
	case XENPF_change_freq:
		return -ENOSYS;		/* as Xen unless dom0 governs frequencies */
	case XENPF_add_memtype:
	case XENPF_del_memtype:
	case XENPF_microcode_update:
	case XENPF_efi_runtime_call:
	case XENPF_cpu_hotadd:
	case XENPF_mem_hotadd:
	case XENPF_get_dom0_console:
		return refuse(-EOPNOTSUPP, "platform_op %u", op->cmd);
	default:
		return -ENOSYS;
	}
}

HYPERCALL(platform_op)
{
	struct xen_platform_op op;
	int ret;

	if (!current_domain()->privileged)
		return -EPERM;
	if (guest_read(&op, a1, sizeof(op)))
		return -EFAULT;
	if (op.interface_version != XENPF_INTERFACE_VERSION)
		return -EACCES;
	/* Its result is a number that DONE_COPY_BACK is one of. */
	if (op.cmd == XENPF_resource_op)
		return platform_resource_op(&op.u.resource_op);
	ret = run(&op);
	if (ret == DONE_COPY_BACK)
		ret = guest_write(a1, &op, sizeof(op));
	return ret;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * platform_op: processors that come and go.
 *
 * They do neither: what was brought up at boot stays, and what was not (maxcpus=, a
 * failure) stays off. The calls say so, and succeed where there is nothing to do, so
 * that dom0's files in /sys/devices/system/xen_cpu read right and writing the present
 * state is no error.
 *
 * Parking is taking CPUs out of service for power's sake: none is parked.
 */
#include "abi/platform.h"
#include "core/vcpu.h"
#include "cpu/printk.h"

static bool present(u32 cpu)
{
	return cpu < HV_NR_CPUS && cpuset_test(&cpus_present, cpu);
}

/* ABI: XENPF_cpu_online. Errors: -EINVAL no such CPU; -EOPNOTSUPP it is off */
int platform_cpu_online(u32 cpu)
{
	if (!present(cpu))
		return -EINVAL;
	if (cpuset_test(&cpus_online, cpu))
		return 0;
	return refuse(-EOPNOTSUPP, "CPU %u cannot be brought up any more", cpu);
}

/* ABI: XENPF_cpu_offline. Errors: -EINVAL no such CPU; -EOPNOTSUPP it is in use */
int platform_cpu_offline(u32 cpu)
{
	if (!present(cpu))
		return cpu ? -EINVAL : -EOPNOTSUPP;
	if (!cpuset_test(&cpus_online, cpu))
		return 0;
	return refuse(-EOPNOTSUPP, "CPU %u cannot be taken down", cpu);
}

/* ABI: XENPF_core_parking. Errors: -EINVAL unknown type; -EOPNOTSUPP */
int platform_core_parking(struct xenpf_core_parking *p)
{
	switch (p->type) {
	case XEN_CORE_PARKING_GET:
		p->idle_nums = 0;
		return 0;
	case XEN_CORE_PARKING_SET:
		return p->idle_nums ? refuse(-EOPNOTSUPP, "parking %u CPUs", p->idle_nums) : 0;
	default:
		return -EINVAL;
	}
}

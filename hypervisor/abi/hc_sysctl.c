// SPDX-License-Identifier: GPL-2.0-only
/*
 * sysctl: questions and orders about the whole machine, from the toolstack.
 *
 * Privilege and interface version are checked once, here. Served are those that an
 * administrator of a machine without other domains uses (xl info, xl dmesg,
 * xl debug-keys); the others return -EOPNOTSUPP (errata).
 *
 * ABI: __HYPERVISOR_sysctl(struct xen_sysctl *)
 * Errors: -EPERM; -EFAULT; -EACCES interface version; -EINVAL; -EOPNOTSUPP
 */
#include <linux/minmax.h>
#include "abi/dispatch.h"
#include "core/preempt.h"
#include "cpu/clock.h"
#include "cpu/console.h"
#include "cpu/features.h"
#include "cpu/keyhandler.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include "mm/page_alloc.h"
#include <xen/interface/sysctl.h>

#define READ_CHUNK	256

static long readconsole(struct xen_sysctl_readconsole *r)
{
	unsigned long dst = (unsigned long)r->buffer;
	u32 pos = r->incremental ? r->index : console_ring_oldest();
	char chunk[READ_CHUNK];
	u32 done = 0;
	size_t n;

	while (done < r->count) {
		n = console_ring_read(chunk, min_t(u32, sizeof(chunk), r->count - done), &pos);
		if (!n)
			break;
		if (guest_write(dst + done, chunk, n))
			return -EFAULT;
		done += n;
	}
	if (r->clear)
		console_ring_clear();
	r->count = done;
	r->index = pos;
	return 0;
}

static long debug_keys(const struct xen_sysctl_debug_keys *k)
{
	char key;
	u32 i;

	for (i = 0; i < k->nr_keys; i++) {
		if (guest_read(&key, (unsigned long)k->keys + i, 1))
			return -EFAULT;
		keyhandler_press(key);
	}
	return 0;
}

static long physinfo(struct xen_sysctl_physinfo *p)
{
	*p = (struct xen_sysctl_physinfo){
		.threads_per_core = 1,
		.cores_per_socket = cpuset_weight(cpus_online),
		.nr_cpus = cpuset_weight(cpus_online),
		.max_cpu_id = 63 - __builtin_clzll(cpus_present.bits),
		.nr_nodes = 1,
		.cpu_khz = clock_tsc_khz,
		.capabilities = XEN_SYSCTL_PHYSCAP_pv,
		.total_pages = page_alloc_total(),
		.free_pages = page_alloc_free(),
		.outstanding_pages = page_alloc_free() - page_alloc_unclaimed(),
		.max_mfn = max_frame - 1,
	};
	p->hw_cap[0] = host_cpu.word[FW_1_EDX];
	p->hw_cap[1] = host_cpu.word[FW_1_ECX];
	p->hw_cap[2] = host_cpu.word[FW_8000_0001_EDX];
	p->hw_cap[3] = host_cpu.word[FW_8000_0001_ECX];
	p->hw_cap[5] = host_cpu.word[FW_7_0_EBX];
	return 0;
}

HYPERCALL(sysctl)
{
	struct xen_sysctl op;
	long ret;

	if (!current_domain()->privileged)
		return -EPERM;
	if (guest_read(&op, a1, sizeof(op)))
		return -EFAULT;
	if (op.interface_version != XEN_SYSCTL_INTERFACE_VERSION)
		return -EACCES;
	switch (op.cmd) {
	case XEN_SYSCTL_readconsole:
		ret = readconsole(&op.u.readconsole);
		break;
	case XEN_SYSCTL_debug_keys:
		return debug_keys(&op.u.debug_keys);
	case XEN_SYSCTL_physinfo:
		ret = physinfo(&op.u.physinfo);
		break;
	default:
		return refuse(-EOPNOTSUPP, "sysctl %u", op.cmd);
	}
	return ret ? ret : guest_write(a1, &op, sizeof(op));
}

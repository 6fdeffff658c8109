// SPDX-License-Identifier: GPL-2.0-only
/*
 * domctl and sysctl from the caller's side: arguments that cannot be, and domains
 * that are not there, are the caller's own, or are dying. Nothing that is refused may
 * leave a trace, which the audit after each test sees.
 */
#include "mg_domain.h"
#include "mg_grant.h"

#define NO_DOMAIN	4711	/* below DOMID_FIRST_RESERVED, and never created */

static struct xen_domctl op;
static struct xen_sysctl sop;

static const u16 strange_ids[] = {
	NO_DOMAIN, DOMID_SELF, DOMID_IO, DOMID_XEN, 0x7ff0, 0x7ff4, 0xffff,
};

MG_TEST(domctl_envelope, MG_HOSTILE, "domctl: wild pointers, wrong versions, unknown commands")
{
	mg_need_control();
	CHECK_RC(HC_1(__HYPERVISOR_domctl, MG_HYP_VA), -XEN_EFAULT);
	CHECK_RC(HC_1(__HYPERVISOR_domctl, MG_NONCANON), -XEN_EFAULT);
	CHECK_RC(HC_1(__HYPERVISOR_domctl, 0), -XEN_EFAULT);
	memset(&op, 0, sizeof(op));
	op.cmd = XEN_DOMCTL_getdomaininfo;
	op.interface_version = XEN_DOMCTL_INTERFACE_VERSION - 1;
	CHECK_RC(HC_1(__HYPERVISOR_domctl, &op), -XEN_EACCES);
	op.interface_version = XEN_DOMCTL_INTERFACE_VERSION + 1;
	CHECK_RC(HC_1(__HYPERVISOR_domctl, &op), -XEN_EACCES);
	for (unsigned int cmd = 87; cmd < 999; cmd += 101)
		CHECK(mg_domctl_plain(cmd, 0) < 0, "command %u", cmd);
	CHECK(mg_domctl_plain(~0U, 0) < 0, "command -1");
	CHECK(mg_domctl_plain(0, 0) < 0, "command 0");
	CHECK_RC(HC_1(__HYPERVISOR_sysctl, MG_HYP_VA), -XEN_EFAULT);
	sop.cmd = XEN_SYSCTL_physinfo;
	sop.interface_version = XEN_SYSCTL_INTERFACE_VERSION + 1;
	CHECK_RC(HC_1(__HYPERVISOR_sysctl, &sop), -XEN_EACCES);
	CHECK(mg_sysctl(&sop, 28) < 0, "sysctl 28");
	CHECK(mg_sysctl(&sop, ~0U) < 0, "sysctl -1");
}

MG_TEST(domctl_no_domain, MG_HOSTILE, "every domctl on domains that do not exist")
{
	mg_need_control();
	for (unsigned int i = 0; i < ARRAY_SIZE(strange_ids); i++)
		for (unsigned int cmd = 2; cmd <= 86; cmd++)
			CHECK(mg_domctl_plain(cmd, strange_ids[i]) < 0, "command %u, domain %x",
			      cmd, strange_ids[i]);
}

MG_TEST(domctl_own_domain, MG_HOSTILE, "what would stop the caller in the middle is refused")
{
	static const u8 cmds[] = {
		XEN_DOMCTL_pausedomain, XEN_DOMCTL_destroydomain, XEN_DOMCTL_max_vcpus,
		XEN_DOMCTL_resumedomain, XEN_DOMCTL_setvcpucontext, XEN_DOMCTL_getvcpucontext,
	};

	mg_need_control();
	for (unsigned int i = 0; i < ARRAY_SIZE(cmds); i++)
		CHECK_RC_AT(cmds[i], 0, mg_domctl_plain(cmds[i], 0), -XEN_EINVAL);
	CHECK_RC(mg_domctl_plain(XEN_DOMCTL_unpausedomain, 0), -XEN_EINVAL);
}

static long create(unsigned int id)
{
	return mg_domctl(&op, XEN_DOMCTL_createdomain, id);
}

static void good_config(void)
{
	memset(&op, 0, sizeof(op));
	op.u.createdomain.max_vcpus = 1;
	op.u.createdomain.max_evtchn_port = 1023;
	op.u.createdomain.max_grant_frames = -1;
	op.u.createdomain.max_maptrack_frames = -1;
	op.u.createdomain.grant_opts = 2;
}

MG_TEST(domctl_create_bad, MG_HOSTILE, "createdomain: configurations that a PV domain cannot have")
{
	mg_need_control();
	good_config();
	op.u.createdomain.max_vcpus = 0;
	CHECK_RC(create(0), -XEN_EINVAL);
	op.u.createdomain.max_vcpus = 8193;
	CHECK(create(0) < 0, "8193 vCPUs");
	good_config();
	op.u.createdomain.flags = 0x80000000;
	CHECK_RC(create(0), -XEN_EINVAL);
	op.u.createdomain.flags = XEN_DOMCTL_CDF_hap;
	CHECK_RC(create(0), -XEN_EINVAL);
	good_config();
	op.u.createdomain.grant_opts = 0;
	CHECK_RC(create(0), -XEN_EINVAL);
	op.u.createdomain.grant_opts = 3;
	CHECK_RC(create(0), -XEN_EINVAL);
	good_config();
	op.u.createdomain.arch.emulation_flags = XEN_X86_EMU_LAPIC;
	CHECK_RC(create(0), -XEN_EINVAL);
	good_config();
	op.u.createdomain.cpupool_id = 77;
	CHECK(create(0) < 0, "in a CPU pool that is not there");
}

MG_TEST(domctl_create_ids, 0, "numbers: the next free one, a wished one, one in use")
{
	unsigned int id;

	mg_need_control();
	good_config();
	REQUIRE_RC(create(0), 0);
	id = op.domain;
	CHECK(id && id < 0x7ff0, "number %u", id);
	good_config();
	CHECK_RC(create(id), -XEN_EEXIST);
	CHECK_RC(mg_domctl_plain(XEN_DOMCTL_destroydomain, id), 0);
	good_config();
	REQUIRE_RC(create(1234), 0);
	CHECK(op.domain == 1234, "number %u", op.domain);
	CHECK_RC(mg_domctl_plain(XEN_DOMCTL_destroydomain, 1234), 0);
}

MG_TEST(domctl_many, 0, "as many domains as one can make; all their numbers come back")
{
	static u16 ids[256];
	unsigned int nr = 0;

	mg_need_control();
	for (; nr < ARRAY_SIZE(ids); nr++) {
		good_config();
		if (create(0))
			break;
		ids[nr] = op.domain;
	}
	mg_note("%u domains at once", nr);
	CHECK(nr >= 16, "only %u", nr);
	while (nr--)
		CHECK_RC_AT(ids[nr], nr, mg_domctl_plain(XEN_DOMCTL_destroydomain, ids[nr]), 0);
}

/* Operations that name a vCPU, with numbers that are not one's. */
MG_TEST(domctl_bad_vcpu, MG_HOSTILE, "vCPU numbers that are out of range")
{
	static const u32 ids[] = { 1, 2, 127, 128, 4096, 0x80000000, ~0U };
	static u8 map[8];
	struct mg_child c;

	mg_need_control();
	mg_child_create(&c, 1);
	for (unsigned int i = 0; i < ARRAY_SIZE(ids); i++) {
		memset(&op, 0, sizeof(op));
		op.u.getvcpuinfo.vcpu = ids[i];
		CHECK(mg_domctl(&op, XEN_DOMCTL_getvcpuinfo, c.id) < 0, "info of %u", ids[i]);
		memset(&op, 0, sizeof(op));
		op.u.vcpucontext.vcpu = ids[i];
		CHECK(mg_domctl(&op, XEN_DOMCTL_getvcpucontext, c.id) < 0, "context of %u", ids[i]);
		CHECK(mg_domctl(&op, XEN_DOMCTL_setvcpucontext, c.id) < 0, "context of %u", ids[i]);
		memset(&op, 0, sizeof(op));
		op.u.vcpuaffinity.vcpu = ids[i];
		op.u.vcpuaffinity.flags = XEN_VCPUAFFINITY_HARD;
		set_xen_guest_handle(op.u.vcpuaffinity.cpumap_hard.bitmap, map);
		op.u.vcpuaffinity.cpumap_hard.nr_bits = 64;
		CHECK(mg_domctl(&op, XEN_DOMCTL_getvcpuaffinity, c.id) < 0, "affinity %u", ids[i]);
		CHECK(mg_domctl(&op, XEN_DOMCTL_setvcpuaffinity, c.id) < 0, "affinity %u", ids[i]);
		memset(&op, 0, sizeof(op));
		op.u.sendtrigger.vcpu = ids[i];
		CHECK(mg_domctl(&op, XEN_DOMCTL_sendtrigger, c.id) < 0, "NMI to %u", ids[i]);
	}
	memset(&op, 0, sizeof(op));
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_getvcpucontext, c.id), -XEN_ENODATA);
	mg_child_destroy(&c);
}

MG_TEST(domctl_affinity, MG_HOSTILE, "affinity: empty, partial and enormous maps")
{
	static u8 map[64];
	struct mg_child c;

	mg_need_control();
	mg_child_create(&c, 1);
	memset(&op, 0, sizeof(op));
	op.u.vcpuaffinity.flags = XEN_VCPUAFFINITY_HARD;
	set_xen_guest_handle(op.u.vcpuaffinity.cpumap_hard.bitmap, map);
	op.u.vcpuaffinity.cpumap_hard.nr_bits = 512;
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_setvcpuaffinity, c.id), -XEN_EINVAL);
	memset(map, 0xff, sizeof(map));
	map[0] = 1;
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_setvcpuaffinity, c.id), 0);
	CHECK(map[0] == 1 && !map[8] && !map[63], "effective: %x %x %x", map[0], map[8], map[63]);
	memset(map, 0xff, sizeof(map));
	op.u.vcpuaffinity.cpumap_hard.nr_bits = 3;
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_getvcpuaffinity, c.id), 0);
	CHECK(map[0] == 1 && map[1] == 0xff, "three bits: %x %x", map[0], map[1]);
	op.u.vcpuaffinity.flags = 0;
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_setvcpuaffinity, c.id), -XEN_EINVAL);
	op.u.vcpuaffinity.flags = XEN_VCPUAFFINITY_SOFT;
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_getvcpuaffinity, c.id), -XEN_EINVAL);
	op.u.vcpuaffinity.flags = XEN_VCPUAFFINITY_HARD;
	op.u.vcpuaffinity.cpumap_hard.nr_bits = ~0U;
	set_xen_guest_handle(op.u.vcpuaffinity.cpumap_hard.bitmap, (u8 *)MG_HYP_VA);
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_getvcpuaffinity, c.id), -XEN_EFAULT);
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_setvcpuaffinity, c.id), -XEN_EFAULT);
	mg_child_destroy(&c);
}

MG_TEST(domctl_permissions, MG_HOSTILE, "hardware: a caller passes on only what it has itself")
{
	struct mg_child c;

	mg_need_control();
	mg_child_create(&c, 1);
	memset(&op, 0, sizeof(op));
	op.u.ioport_permission.first_port = 0x60;
	op.u.ioport_permission.nr_ports = 1;
	op.u.ioport_permission.allow_access = 1;
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_ioport_permission, c.id), 0);
	op.u.ioport_permission.allow_access = 0;
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_ioport_permission, c.id), 0);
	op.u.ioport_permission.allow_access = 1;
	op.u.ioport_permission.first_port = 0x20;	/* the interrupt controller's */
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_ioport_permission, c.id), -XEN_EPERM);
	op.u.ioport_permission.first_port = 0xffff;
	op.u.ioport_permission.nr_ports = 2;
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_ioport_permission, c.id), -XEN_EINVAL);
	op.u.ioport_permission.nr_ports = 0;
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_ioport_permission, c.id), -XEN_EINVAL);
	memset(&op, 0, sizeof(op));
	op.u.iomem_permission.first_mfn = 0xfee00;	/* the local APIC */
	op.u.iomem_permission.nr_mfns = 1;
	op.u.iomem_permission.allow_access = 1;
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_iomem_permission, c.id), -XEN_EPERM);
	op.u.iomem_permission.first_mfn = ~0UL;
	op.u.iomem_permission.nr_mfns = 2;
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_iomem_permission, c.id), -XEN_EINVAL);
	memset(&op, 0, sizeof(op));
	op.u.irq_permission.pirq = 0x7fffffff;
	op.u.irq_permission.allow_access = 1;
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_irq_permission, c.id), -XEN_EPERM);
	mg_child_destroy(&c);
}

MG_TEST(sysctl_lists, MG_HOSTILE, "sysctl: lists with no room, some room, and wild buffers")
{
	static struct xen_domctl_getdomaininfo info[4];
	static u8 map[16];

	mg_need_control();
	memset(&sop, 0, sizeof(sop));
	set_xen_guest_handle(sop.u.getdomaininfolist.buffer, info);
	CHECK_RC(mg_sysctl(&sop, XEN_SYSCTL_getdomaininfolist), 0);
	CHECK(sop.u.getdomaininfolist.num_domains == 0, "no room");
	sop.u.getdomaininfolist.max_domains = 4;
	CHECK_RC(mg_sysctl(&sop, XEN_SYSCTL_getdomaininfolist), 0);
	CHECK(sop.u.getdomaininfolist.num_domains == 1 && !info[0].domain && info[0].tot_pages,
	      "%u domains", sop.u.getdomaininfolist.num_domains);
	sop.u.getdomaininfolist.first_domain = 0x7fff;
	CHECK_RC(mg_sysctl(&sop, XEN_SYSCTL_getdomaininfolist), 0);
	CHECK(sop.u.getdomaininfolist.num_domains == 0, "behind the last");
	sop.u.getdomaininfolist.first_domain = 0;
	set_xen_guest_handle(sop.u.getdomaininfolist.buffer, (void *)MG_HYP_VA);
	CHECK_RC(mg_sysctl(&sop, XEN_SYSCTL_getdomaininfolist), -XEN_EFAULT);

	memset(&sop, 0, sizeof(sop));
	CHECK_RC(mg_sysctl(&sop, XEN_SYSCTL_cputopoinfo), 0);
	CHECK(sop.u.cputopoinfo.num_cpus >= 1, "no CPU");
	memset(&sop, 0, sizeof(sop));
	CHECK_RC(mg_sysctl(&sop, XEN_SYSCTL_numainfo), 0);
	CHECK(sop.u.numainfo.num_nodes == 1, "%u nodes", sop.u.numainfo.num_nodes);
	memset(&sop, 0, sizeof(sop));
	sop.u.cpupool_op.op = XEN_SYSCTL_CPUPOOL_OP_INFO;
	set_xen_guest_handle(sop.u.cpupool_op.cpumap.bitmap, map);
	sop.u.cpupool_op.cpumap.nr_bits = 128;
	CHECK_RC(mg_sysctl(&sop, XEN_SYSCTL_cpupool_op), 0);
	CHECK(map[0] & 1 && !map[15], "pool 0 without CPU 0");
	sop.u.cpupool_op.cpupool_id = 1;
	CHECK_RC(mg_sysctl(&sop, XEN_SYSCTL_cpupool_op), -XEN_ENOENT);
	sop.u.cpupool_op.op = 99;
	CHECK(mg_sysctl(&sop, XEN_SYSCTL_cpupool_op) < 0, "cpupool operation 99");
}

MG_TEST(sysctl_cpupools, MG_HOSTILE, "CPU pools: made and undone; pool 0 keeps its last CPU")
{
	static const u32 schedulers[] = {
		XEN_SCHEDULER_CREDIT2, XEN_SCHEDULER_NULL, XEN_SCHEDULER_RTDS,
	};
	struct xen_sysctl_cpupool_op *p = &sop.u.cpupool_op;
	u32 id;

	mg_need_control();
	for (unsigned int i = 0; i < ARRAY_SIZE(schedulers); i++) {
		memset(&sop, 0, sizeof(sop));
		p->op = XEN_SYSCTL_CPUPOOL_OP_CREATE;
		p->cpupool_id = XEN_SYSCTL_CPUPOOL_PAR_ANY;
		p->sched_id = schedulers[i];
		REQUIRE_RC(mg_sysctl(&sop, XEN_SYSCTL_cpupool_op), 0);
		id = p->cpupool_id;
		CHECK(id, "a second pool 0");
		p->op = XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN;
		p->domid = 0;
		CHECK(mg_sysctl(&sop, XEN_SYSCTL_cpupool_op) < 0, "moved itself");
		p->domid = NO_DOMAIN;
		CHECK_RC(mg_sysctl(&sop, XEN_SYSCTL_cpupool_op), -XEN_ESRCH);
		p->op = XEN_SYSCTL_CPUPOOL_OP_ADDCPU;
		p->cpu = 0;
		CHECK(mg_sysctl(&sop, XEN_SYSCTL_cpupool_op) < 0, "a CPU of pool 0");
		p->cpu = 5000;
		CHECK(mg_sysctl(&sop, XEN_SYSCTL_cpupool_op) < 0, "CPU 5000");
		p->op = XEN_SYSCTL_CPUPOOL_OP_DESTROY;
		CHECK_RC(mg_sysctl(&sop, XEN_SYSCTL_cpupool_op), 0);
		CHECK_RC(mg_sysctl(&sop, XEN_SYSCTL_cpupool_op), -XEN_ENOENT);
	}
	p->op = XEN_SYSCTL_CPUPOOL_OP_DESTROY;
	p->cpupool_id = 0;
	CHECK(mg_sysctl(&sop, XEN_SYSCTL_cpupool_op) < 0, "pool 0 is gone");
	p->op = XEN_SYSCTL_CPUPOOL_OP_CREATE;
	p->sched_id = 4;
	CHECK(mg_sysctl(&sop, XEN_SYSCTL_cpupool_op) < 0, "scheduler 4");
}

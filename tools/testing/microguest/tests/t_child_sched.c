// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shares of the processor: domUs that never stop, on one CPU, under each scheduler.
 *
 * What they got is the time that getdomaininfo accounts to them over a while. If the
 * emulator's host is busy with other things, virtual CPUs stand still in the middle of
 * whatever they do, and what is measured is the host. That is noticed by gaps in this
 * vCPU's own time; the test says nothing then.
 */
#include "mg_domain.h"

#define WHILE_NS	1500000000ULL
#define BUSY_CPU	1
#define GAP_NS		3000000ULL	/* no hypervisor takes that long between two looks */

static void child_spins(struct mg_box *box)
{
	for (;;)
		WRITE_ONCE(box->state, box->state + 1);
}

static u64 cpu_time(struct mg_child *c)
{
	struct xen_domctl_getdomaininfo info = { };

	mg_child_info(c->id, &info);
	return info.cpu_time;
}

static void pin(struct mg_child *c)
{
	static u8 map[8] = { 1 << BUSY_CPU };
	struct xen_domctl op;

	memset(&op, 0, sizeof(op));
	op.u.vcpuaffinity.flags = XEN_VCPUAFFINITY_HARD;
	set_xen_guest_handle(op.u.vcpuaffinity.cpumap_hard.bitmap, map);
	op.u.vcpuaffinity.cpumap_hard.nr_bits = 64;
	map[0] = 1 << BUSY_CPU;
	STAGE(mg_domctl(&op, XEN_DOMCTL_setvcpuaffinity, c->id) == 0);
}

static void credit2(struct mg_child *c, u16 weight, u16 cap)
{
	struct xen_domctl op;

	memset(&op, 0, sizeof(op));
	op.u.scheduler_op.sched_id = XEN_SCHEDULER_CREDIT2;
	op.u.scheduler_op.cmd = XEN_DOMCTL_SCHEDOP_putinfo;
	op.u.scheduler_op.u.credit2.weight = weight;
	op.u.scheduler_op.u.credit2.cap = cap;
	REQUIRE_RC(mg_domctl(&op, XEN_DOMCTL_scheduler_op, c->id), 0);
	op.u.scheduler_op.cmd = XEN_DOMCTL_SCHEDOP_getinfo;
	REQUIRE_RC(mg_domctl(&op, XEN_DOMCTL_scheduler_op, c->id), 0);
	CHECK(op.u.scheduler_op.u.credit2.weight == weight, "weight");
	CHECK(op.u.scheduler_op.u.credit2.cap == cap, "cap");
}

static void need_two_cpus(void)
{
	static struct xen_sysctl op;

	mg_need_control();
	memset(&op, 0, sizeof(op));
	STAGE(mg_sysctl(&op, XEN_SYSCTL_physinfo) == 0);
	if (op.u.physinfo.nr_cpus < 2)
		mg_skip("one CPU");
	STAGE(mg_sysctl(&op, XEN_SYSCTL_sched_id) == 0);
	if (op.u.sched_id.sched_id != XEN_SCHEDULER_CREDIT2)
		mg_skip("not under credit2");
}

/* While we watch from another CPU, in units of 1/1000 of what passed. False: no good. */
static bool measure(struct mg_child *c, unsigned int nr, unsigned int *permille)
{
	u64 start[2], at = mg_now_ns(), last, now, lost = 0, passed;
	unsigned int i;

	for (i = 0; i < nr; i++)
		start[i] = cpu_time(&c[i]);
	for (last = at; last - at < WHILE_NS; last = now) {
		now = mg_now_ns();
		if (now - last > GAP_NS)
			lost += now - last;
	}
	passed = mg_now_ns() - at;
	for (i = 0; i < nr; i++)
		permille[i] = (cpu_time(&c[i]) - start[i]) * 1000 / passed;
	if (lost > passed / 20)
		mg_note("the host is busy: %lu of %lu us lost", (unsigned long)lost / 1000,
			(unsigned long)passed / 1000);
	return lost <= passed / 20;
}

/* This vCPU stays away from the CPU that is measured. */
static void keep_off(bool off)
{
	u8 map[8] = { off ? 1 : 0xff, off ? 0 : 0xff };
	struct xen_domctl op;

	for (unsigned int i = 0; i < 2; i++) {
		memset(&op, 0, sizeof(op));
		op.u.vcpuaffinity.vcpu = i;
		op.u.vcpuaffinity.flags = XEN_VCPUAFFINITY_HARD;
		set_xen_guest_handle(op.u.vcpuaffinity.cpumap_hard.bitmap, map);
		op.u.vcpuaffinity.cpumap_hard.nr_bits = 64;
		map[0] = off ? 1 : 0xff;
		mg_domctl(&op, XEN_DOMCTL_setvcpuaffinity, 0);
	}
}

MG_TEST(share_weights, 0, "two busy domUs of weights 1 and 2 get time 1 to 2")
{
	unsigned int got[2], ratio;
	struct mg_child c[2];
	bool quiet;

	need_two_cpus();
	keep_off(true);
	for (unsigned int i = 0; i < 2; i++) {
		mg_child_create(&c[i], 1);
		mg_child_build(&c[i], child_spins);
		pin(&c[i]);
		credit2(&c[i], i ? 512 : 256, 0);
		mg_child_start(&c[i]);
	}
	quiet = measure(c, 2, got);
	ratio = got[1] * 100 / (got[0] ?: 1);
	mg_note("%u and %u of 1000, ratio %u", got[0], got[1], ratio);
	mg_child_destroy(&c[0]);
	mg_child_destroy(&c[1]);
	keep_off(false);
	if (!quiet)
		mg_skip("the emulator's host is busy");
	CHECK(ratio >= 190 && ratio <= 210, "%u and %u of 1000", got[0], got[1]);
	CHECK(got[0] + got[1] > 950, "%u and %u of 1000", got[0], got[1]);
}

MG_TEST(share_cap, 0, "a busy domU capped at 50 % gets half a CPU")
{
	unsigned int got, uncapped;
	struct mg_child c;
	bool quiet;

	need_two_cpus();
	keep_off(true);
	mg_child_create(&c, 1);
	mg_child_build(&c, child_spins);
	pin(&c);
	credit2(&c, 256, 50);
	mg_child_start(&c);
	quiet = measure(&c, 1, &got);
	credit2(&c, 256, 0);
	quiet &= measure(&c, 1, &uncapped);
	mg_note("%u of 1000, without the cap %u", got, uncapped);
	mg_child_destroy(&c);
	keep_off(false);
	if (!quiet)
		mg_skip("the emulator's host is busy");
	CHECK(got >= 475 && got <= 525, "%u of 1000", got);
	CHECK(uncapped >= 950, "without a cap %u of 1000", uncapped);
}

MG_TEST(share_refused, MG_HOSTILE, "parameters that a scheduler does not know")
{
	struct xen_domctl_scheduler_op *s;
	struct xen_domctl op;
	struct mg_child c;

	need_two_cpus();
	mg_child_create(&c, 1);
	memset(&op, 0, sizeof(op));
	s = &op.u.scheduler_op;
	s->sched_id = XEN_SCHEDULER_CREDIT;
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_scheduler_op, c.id), -XEN_EINVAL);
	s->sched_id = XEN_SCHEDULER_CREDIT2;
	s->cmd = 17;
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_scheduler_op, c.id), -XEN_EINVAL);
	s->cmd = XEN_DOMCTL_SCHEDOP_getvcpuinfo;
	s->u.v.nr_vcpus = 1;
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_scheduler_op, c.id), -XEN_EINVAL);
	mg_child_destroy(&c);
}

/* The busy CPU in a pool of its own under @sched; its number. */
static u32 pool_make(u32 sched)
{
	struct xen_sysctl op;
	struct xen_sysctl_cpupool_op *p = &op.u.cpupool_op;
	u32 id;

	memset(&op, 0, sizeof(op));
	p->op = XEN_SYSCTL_CPUPOOL_OP_CREATE;
	p->cpupool_id = XEN_SYSCTL_CPUPOOL_PAR_ANY;
	p->sched_id = sched;
	REQUIRE_RC(mg_sysctl(&op, XEN_SYSCTL_cpupool_op), 0);
	id = p->cpupool_id;
	p->cpu = BUSY_CPU;
	p->op = XEN_SYSCTL_CPUPOOL_OP_RMCPU;
	p->cpupool_id = 0;
	REQUIRE_RC(mg_sysctl(&op, XEN_SYSCTL_cpupool_op), 0);
	p->op = XEN_SYSCTL_CPUPOOL_OP_ADDCPU;
	p->cpupool_id = id;
	REQUIRE_RC(mg_sysctl(&op, XEN_SYSCTL_cpupool_op), 0);
	return id;
}

static void pool_unmake(u32 id)
{
	struct xen_sysctl op;
	struct xen_sysctl_cpupool_op *p = &op.u.cpupool_op;

	memset(&op, 0, sizeof(op));
	p->cpupool_id = id;
	p->cpu = BUSY_CPU;
	p->op = XEN_SYSCTL_CPUPOOL_OP_RMCPU;
	CHECK_RC(mg_sysctl(&op, XEN_SYSCTL_cpupool_op), 0);
	p->op = XEN_SYSCTL_CPUPOOL_OP_DESTROY;
	CHECK_RC(mg_sysctl(&op, XEN_SYSCTL_cpupool_op), 0);
	p->op = XEN_SYSCTL_CPUPOOL_OP_ADDCPU;
	p->cpupool_id = 0;
	CHECK_RC(mg_sysctl(&op, XEN_SYSCTL_cpupool_op), 0);
}

static long pool_move(struct mg_child *c, u32 id)
{
	struct xen_sysctl op;

	memset(&op, 0, sizeof(op));
	op.u.cpupool_op.op = XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN;
	op.u.cpupool_op.domid = c->id;
	op.u.cpupool_op.cpupool_id = id;
	return mg_sysctl(&op, XEN_SYSCTL_cpupool_op);
}

MG_TEST(share_pools, MG_HOSTILE, "a running domU goes from pool to pool and runs on")
{
	static const u32 scheds[] = {
		XEN_SCHEDULER_NULL, XEN_SCHEDULER_RTDS, XEN_SCHEDULER_CREDIT2,
	};
	struct mg_child c;
	u32 id, at;

	need_two_cpus();
	mg_child_run(&c, child_spins);
	for (unsigned int i = 0; i < ARRAY_SIZE(scheds); i++) {
		id = pool_make(scheds[i]);
		CHECK_RC(pool_move(&c, id), 0);
		at = READ_ONCE(c.box->state);
		CHECK(mg_child_wait(&c, at + 1000, 3000), "stuck under scheduler %u", scheds[i]);
		CHECK_RC(pool_move(&c, 0), 0);
		at = READ_ONCE(c.box->state);
		CHECK(mg_child_wait(&c, at + 1000, 3000), "stuck behind scheduler %u", scheds[i]);
		pool_unmake(id);
	}
	mg_child_destroy(&c);
}

MG_TEST(share_rtds, 0, "rtds: a budget of 3 ms in 10 ms is three tenths, without extra time")
{
	static struct xen_domctl_schedparam_vcpu v;
	struct xen_domctl_scheduler_op *s;
	struct xen_domctl op;
	struct mg_child c;
	unsigned int got;
	bool quiet;
	u32 id;

	need_two_cpus();
	id = pool_make(XEN_SCHEDULER_RTDS);
	mg_child_run(&c, child_spins);
	REQUIRE_RC(pool_move(&c, id), 0);
	memset(&op, 0, sizeof(op));
	s = &op.u.scheduler_op;
	s->sched_id = XEN_SCHEDULER_RTDS;
	s->cmd = XEN_DOMCTL_SCHEDOP_putvcpuinfo;
	v.u.rtds.period = 10000;
	v.u.rtds.budget = 3000;
	s->u.v.nr_vcpus = 1;
	set_xen_guest_handle(s->u.v.vcpus, &v);
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_scheduler_op, c.id), 0);
	CHECK(s->u.v.nr_vcpus == 1, "%u done", s->u.v.nr_vcpus);
	quiet = measure(&c, 1, &got);
	mg_note("%u of 1000", got);
	v.vcpuid = 1;
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_scheduler_op, c.id), -XEN_EINVAL);
	mg_child_destroy(&c);
	pool_unmake(id);
	if (!quiet)
		mg_skip("the emulator's host is busy");
	CHECK(got >= 285 && got <= 315, "%u of 1000", got);
}

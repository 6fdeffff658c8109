// SPDX-License-Identifier: GPL-2.0-only
/*
 * Machine checks as dom0 gets them: values are put in front of a bank's registers, the
 * exception or the corrected-error interrupt is raised, and the record has to come out
 * of the right queue, again and again until it is acknowledged.
 *
 * Banks 5 and 6 are used; what a real error left in others is passed over.
 */
#include "mg.h"
#include <xen/interface/event_channel.h>
#include <xen/interface/xen-mca.h>

#define MSR_MCG_STATUS	0x17a
#define MSR_STATUS(b)	(0x401 + 4 * (b))
#define MSR_ADDR(b)	(0x402 + 4 * (b))
#define CORRECTED	0x9400000000000105UL	/* valid, enabled, address */
#define CONTAINED	0xb400000000000134UL	/* and uncorrected, no action required */
#define MCG_GO_ON	5UL			/* restart IP valid, in progress */

static struct xen_mc mc;
static struct mc_info info;

static long call(unsigned int cmd)
{
	mc.cmd = cmd;
	mc.interface_version = XEN_MCA_INTERFACE_VERSION;
	return HC_1(__HYPERVISOR_mca, &mc);
}

static void put(unsigned int at, u64 reg, u64 value)
{
	mc.u.mc_msrinject.mcinj_msr[at].reg = reg;
	mc.u.mc_msrinject.mcinj_msr[at].value = value;
}

static long inject(unsigned int bank, u64 status, u64 addr, u64 mcg)
{
	memset(&mc, 0, sizeof(mc));
	mc.u.mc_msrinject.mcinj_flags = MC_MSRINJ_F_INTERPOSE;
	mc.u.mc_msrinject.mcinj_count = 3;
	put(0, MSR_ADDR(bank), addr);
	put(1, MSR_STATUS(bank), status);
	put(2, MSR_MCG_STATUS, mcg);
	return call(XEN_MC_msrinject);
}

static long fetch(u32 flags, void *data)
{
	memset(&mc, 0, sizeof(mc));
	mc.u.mc_fetch.flags = flags;
	mc.u.mc_fetch.data = data;
	return call(XEN_MC_fetch);
}

static long ack(u32 queue, u64 id)
{
	memset(&mc, 0, sizeof(mc));
	mc.u.mc_fetch.flags = queue | XEN_MC_ACK;
	mc.u.mc_fetch.fetch_id = id;
	return call(XEN_MC_fetch);
}

static struct mcinfo_bank *the_bank(void)
{
	struct mcinfo_common *c;

	x86_mcinfo_lookup(&c, &info, MC_TYPE_BANK);
	return (struct mcinfo_bank *)c;
}

/* Fetch until the bank of the test comes; 0 if the queue ends before. */
static u64 find(u32 queue, unsigned int bank)
{
	unsigned int tries;

	for (tries = 0; tries < 100; tries++) {
		memset(&info, 0, sizeof(info));
		if (!CHECK_RC(fetch(queue, &info), 0) || mc.u.mc_fetch.flags & XEN_MC_NODATA)
			return 0;
		if (the_bank() && the_bank()->mc_bank == bank)
			return mc.u.mc_fetch.fetch_id;
		ack(queue, mc.u.mc_fetch.fetch_id);
	}
	return 0;
}

static bool take_pending(u32 port)
{
	unsigned long bit = 1UL << (port % 64);
	unsigned long *word = &mg_shared->evtchn_pending[port / 64];

	return __atomic_fetch_and(word, ~bit, __ATOMIC_SEQ_CST) & bit;
}

/* The CPU that took the exception may be another one: it comes soon, not at once. */
static bool comes(u32 port)
{
	unsigned int i;

	for (i = 0; i < 1000000; i++) {
		if (take_pending(port))
			return true;
		mg_yield();
	}
	return false;
}

static void see_record(u32 queue, unsigned int bank, u64 status, u64 addr, u32 how)
{
	struct mcinfo_common *c;
	struct mcinfo_bank *b;
	u64 id = find(queue, bank);

	if (!CHECK(id, "nothing of bank %u in queue %u", bank, queue))
		return;
	b = the_bank();
	CHECK(b->mc_status == status && b->mc_addr == addr, "%lx at %lx",
	      (unsigned long)b->mc_status, (unsigned long)b->mc_addr);
	x86_mcinfo_lookup(&c, &info, MC_TYPE_GLOBAL);
	CHECK(c && ((struct mcinfo_global *)c)->mc_flags & how, "not found that way");
	CHECK(find(queue, bank) == id, "gone without an acknowledgment");
	CHECK_RC(ack(queue, id + 1000), 0);
	CHECK(find(queue, bank) == id, "gone by another's acknowledgment");
	CHECK_RC(ack(queue, id), 0);
	CHECK(!find(queue, bank), "still there");
}

MG_TEST(mca_deliver, 0, "injected errors reach the right queue, and VIRQ_MCA says so")
{
	struct evtchn_bind_virq bind = { .virq = VIRQ_MCA };
	struct evtchn_close close;

	REQUIRE_RC(hc_event_channel_op(EVTCHNOP_bind_virq, &bind), 0);
	close.port = bind.port;
	if (inject(5, CORRECTED, 0x1234000, MCG_GO_ON) == -XEN_ENODEV) {
		hc_event_channel_op(EVTCHNOP_close, &close);
		mg_skip("no machine-check registers");
	}
	take_pending(bind.port);
	memset(&mc, 0, sizeof(mc));
	mc.u.mc_inject_v2.flags = XEN_MC_INJECT_TYPE_CMCI | XEN_MC_INJECT_CPU_BROADCAST;
	CHECK_RC(call(XEN_MC_inject_v2), 0);
	CHECK(comes(bind.port), "no VIRQ_MCA");
	see_record(XEN_MC_NONURGENT, 5, CORRECTED, 0x1234000, MC_FLAG_CORRECTABLE);

	CHECK_RC(inject(6, CONTAINED, 0x5678000, MCG_GO_ON), 0);
	memset(&mc, 0, sizeof(mc));
	CHECK_RC(call(XEN_MC_mceinject), 0);
	CHECK(comes(bind.port), "no VIRQ_MCA");
	see_record(XEN_MC_URGENT, 6, CONTAINED, 0x5678000, MC_FLAG_MCE);
	hc_event_channel_op(EVTCHNOP_close, &close);
}

MG_TEST(mca_flood, 0, "errors that nobody fetches are dropped, not kept without bound")
{
	unsigned int i;

	if (inject(5, CORRECTED, 0, MCG_GO_ON) == -XEN_ENODEV)
		mg_skip("no machine-check registers");
	for (i = 0; i < 200; i++) {
		CHECK_RC(inject(5, CORRECTED, i * PAGE_SIZE, MCG_GO_ON), 0);
		memset(&mc, 0, sizeof(mc));
		mc.u.mc_inject_v2.flags = XEN_MC_INJECT_TYPE_CMCI | XEN_MC_INJECT_CPU_BROADCAST;
		CHECK_RC(call(XEN_MC_inject_v2), 0);
		mg_yield();
	}
	for (i = 0; find(XEN_MC_NONURGENT, 5); i++) {
		if (!i)
			CHECK(the_bank()->mc_addr == 0, "the first is lost");
		ack(XEN_MC_NONURGENT, mc.u.mc_fetch.fetch_id);
	}
	CHECK(i && i < 200, "%u of 200 kept", i);
}

MG_TEST(mca_errors, MG_HOSTILE, "mca: bad versions, commands, queues, CPUs, registers, pointers")
{
	unsigned int i;

	memset(&mc, 0, sizeof(mc));
	mc.cmd = XEN_MC_fetch;
	mc.interface_version = XEN_MCA_INTERFACE_VERSION + 1;
	CHECK_RC(HC_1(__HYPERVISOR_mca, &mc), -XEN_EACCES);
	CHECK_RC(HC_1(__HYPERVISOR_mca, MG_HYP_VA), -XEN_EFAULT);
	CHECK_RC(call(99), -XEN_EINVAL);
	CHECK_RC(call(XEN_MC_notifydomain), -XEN_EINVAL);
	CHECK_RC(fetch(0, &info), -XEN_EINVAL);
	CHECK_RC(fetch(XEN_MC_URGENT | XEN_MC_NONURGENT, &info), -XEN_EINVAL);
	CHECK_RC(fetch(XEN_MC_URGENT, NULL), -XEN_EINVAL);
	CHECK_RC(ack(XEN_MC_URGENT, ~0UL), 0);

	if (inject(5, CORRECTED, 0, MCG_GO_ON) == -XEN_ENODEV)
		mg_skip("no machine-check registers");
	memset(&mc, 0, sizeof(mc));
	mc.u.mc_inject_v2.flags = XEN_MC_INJECT_TYPE_CMCI | XEN_MC_INJECT_CPU_BROADCAST;
	CHECK_RC(call(XEN_MC_inject_v2), 0);
	for (i = 0; i < 1000000 && !find(XEN_MC_NONURGENT, 5); i++)
		mg_yield();
	CHECK_RC(fetch(XEN_MC_NONURGENT, (void *)MG_HYP_VA), 0);
	CHECK(mc.u.mc_fetch.flags & XEN_MC_FETCHFAILED, "flags %x", mc.u.mc_fetch.flags);
	ack(XEN_MC_NONURGENT, find(XEN_MC_NONURGENT, 5));

	memset(&mc, 0, sizeof(mc));
	mc.u.mc_msrinject.mcinj_cpunr = 4000;
	CHECK_RC(call(XEN_MC_msrinject), -XEN_EINVAL);
	mc.u.mc_mceinject.mceinj_cpunr = 4000;
	CHECK_RC(call(XEN_MC_mceinject), -XEN_EINVAL);
	memset(&mc, 0, sizeof(mc));
	mc.u.mc_msrinject.mcinj_count = 1;
	mc.u.mc_msrinject.mcinj_flags = MC_MSRINJ_F_INTERPOSE;
	put(0, 0xc0000080, 0);	/* EFER */
	CHECK_RC(call(XEN_MC_msrinject), -XEN_EINVAL);
	mc.u.mc_msrinject.mcinj_count = MC_MSRINJ_MAXMSRS + 1;
	CHECK(call(XEN_MC_msrinject) < 0, "more registers than there is room for");
	memset(&mc, 0, sizeof(mc));
	mc.u.mc_inject_v2.flags = XEN_MC_INJECT_TYPE_CMCI;
	mc.u.mc_inject_v2.cpumap = MG_HYP_VA;
	mc.u.mc_inject_v2.cpumap_nr_bits = 64;
	CHECK(call(XEN_MC_inject_v2) < 0, "a wild map of CPUs");
	mc.u.mc_inject_v2.flags = 7 | XEN_MC_INJECT_CPU_BROADCAST;
	CHECK(call(XEN_MC_inject_v2) < 0, "an unknown kind");
}

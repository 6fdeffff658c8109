// SPDX-License-Identifier: GPL-2.0-only
/*
 * The calls by which a domain is saved and restored: what they take, what they
 * give, and what they refuse. A child domain is the object; where it matters
 * it says itself what it sees.
 */
#include "mg_domain.h"
#include <xen/interface/sched.h>

#define LEAVES		160
#define NO_SUBLEAF	XEN_CPUID_NO_SUBLEAF
#define NO_VCPU		77
#define NOT_CANONICAL	0x0000900000000000UL

static struct mg_child child;
static struct xen_domctl op;
static struct xen_sysctl sop;
static struct xen_cpuid_leaf leaves[LEAVES];
static struct xen_msr_entry msrs[4];
static u8 image[8192] __aligned(64);

static void child_idle(struct mg_box *box)
{
	for (;;)
		hc_sched_op(SCHEDOP_yield, 0);
}

static long ctl(unsigned int cmd)
{
	return mg_domctl(&op, cmd, child.id);
}

/* ------------------------------------------------------------------ policies */

static void policy_args(u32 nr_leaves, u32 nr_msrs)
{
	memset(&op, 0, sizeof(op));
	op.u.cpu_policy.nr_leaves = nr_leaves;
	op.u.cpu_policy.nr_msrs = nr_msrs;
	set_xen_guest_handle(op.u.cpu_policy.leaves, leaves);
	set_xen_guest_handle(op.u.cpu_policy.msrs, msrs);
}

static struct xen_cpuid_leaf *leaf_find(u32 nr, u32 leaf, u32 subleaf)
{
	for (u32 i = 0; i < nr; i++)
		if (leaves[i].leaf == leaf && leaves[i].subleaf == subleaf)
			return &leaves[i];
	return NULL;
}

static u32 policy_get(void)
{
	policy_args(LEAVES, 4);
	STAGE(ctl(XEN_DOMCTL_get_cpu_policy) == 0);
	return op.u.cpu_policy.nr_leaves;
}

static long policy_set_one(u32 leaf, u32 subleaf, u32 a)
{
	leaves[0] = (struct xen_cpuid_leaf){ .leaf = leaf, .subleaf = subleaf, .a = a };
	policy_args(1, 0);
	return ctl(XEN_DOMCTL_set_cpu_policy);
}

MG_TEST(state_sysctl_policy, MG_HOSTILE, "sysctl get_cpu_policy, get_cpu_featureset")
{
	u32 words[32], i;

	mg_need_control();
	memset(&sop, 0, sizeof(sop));
	sop.u.cpu_policy.index = XEN_SYSCTL_cpu_policy_pv_default;
	REQUIRE_RC(mg_sysctl(&sop, XEN_SYSCTL_get_cpu_policy), 0);
	REQUIRE(sop.u.cpu_policy.nr_leaves <= LEAVES, "%u leaves", sop.u.cpu_policy.nr_leaves);
	CHECK(sop.u.cpu_policy.nr_msrs == 2, "%u MSRs", sop.u.cpu_policy.nr_msrs);
	set_xen_guest_handle(sop.u.cpu_policy.leaves, leaves);
	set_xen_guest_handle(sop.u.cpu_policy.msrs, msrs);
	for (i = 0; i < 6; i++) {
		bool hvm = i == XEN_SYSCTL_cpu_policy_hvm_max ||
			   i == XEN_SYSCTL_cpu_policy_hvm_default;

		sop.u.cpu_policy.index = i;
		sop.u.cpu_policy.nr_leaves = LEAVES;
		sop.u.cpu_policy.nr_msrs = 4;
		CHECK_RC_AT(i, 0, mg_sysctl(&sop, XEN_SYSCTL_get_cpu_policy),
			    hvm ? -XEN_EOPNOTSUPP : 0);
	}
	sop.u.cpu_policy.index = 6;
	CHECK_RC(mg_sysctl(&sop, XEN_SYSCTL_get_cpu_policy), -XEN_EINVAL);
	sop.u.cpu_policy.index = 0;
	sop.u.cpu_policy.nr_leaves = 3;
	CHECK_RC(mg_sysctl(&sop, XEN_SYSCTL_get_cpu_policy), -105);
	sop.u.cpu_policy.nr_leaves = LEAVES;
	sop.u.cpu_policy.nr_msrs = 1;
	CHECK_RC(mg_sysctl(&sop, XEN_SYSCTL_get_cpu_policy), -105);
	set_xen_guest_handle(sop.u.cpu_policy.leaves, (void *)MG_HYP_VA);
	CHECK_RC(mg_sysctl(&sop, XEN_SYSCTL_get_cpu_policy), -XEN_EFAULT);

	memset(&sop, 0, sizeof(sop));
	REQUIRE_RC(mg_sysctl(&sop, XEN_SYSCTL_get_cpu_featureset), 0);
	CHECK(sop.u.cpu_featureset.nr_features == 13, "%u words",
	      sop.u.cpu_featureset.nr_features);
	set_xen_guest_handle(sop.u.cpu_featureset.features, words);
	CHECK_RC(mg_sysctl(&sop, XEN_SYSCTL_get_cpu_featureset), 0);
	sop.u.cpu_featureset.nr_features = 4;
	CHECK_RC(mg_sysctl(&sop, XEN_SYSCTL_get_cpu_featureset), -105);
	sop.u.cpu_featureset.index = XEN_SYSCTL_cpu_featureset_hvm;
	CHECK_RC(mg_sysctl(&sop, XEN_SYSCTL_get_cpu_featureset), -XEN_EOPNOTSUPP);
	sop.u.cpu_featureset.index = 6;
	CHECK_RC(mg_sysctl(&sop, XEN_SYSCTL_get_cpu_featureset), -XEN_EINVAL);
}

/* Levelling: what is taken away stays away, what was never there does not come. */
MG_TEST(state_policy_level, 0, "set_cpu_policy takes features away and adds none")
{
	struct xen_cpuid_leaf *l;
	u32 nr, had_c, had_d;

	mg_need_control();
	mg_child_create(&child, 1);
	nr = policy_get();
	l = leaf_find(nr, 1, NO_SUBLEAF);
	REQUIRE(l, "no leaf 1 in %u", nr);
	had_c = l->c;
	had_d = l->d;
	l->c = ~0U & ~(1U << 20);	/* everything but SSE4.2 */
	l->d = ~0U;
	policy_args(nr, 2);
	op.u.cpu_policy.nr_msrs = 0;
	REQUIRE_RC(ctl(XEN_DOMCTL_set_cpu_policy), 0);
	nr = policy_get();
	l = leaf_find(nr, 1, NO_SUBLEAF);
	/* no more than the machine's largest: at most what dom0 sees */
	CHECK(l->c == (had_c & ~(1U << 20)), "ecx %x, had %x", l->c, had_c);
	CHECK(l->d == had_d, "edx %x, had %x", l->d, had_d);
	mg_child_destroy(&child);
}

MG_TEST(state_policy_bad, MG_HOSTILE, "set_cpu_policy names what it refuses, and changes nothing")
{
	mg_need_control();
	child.id = 0;
	CHECK_RC(policy_set_one(1, NO_SUBLEAF, 0), -XEN_EINVAL);
	mg_child_create(&child, 1);
	CHECK_RC(policy_set_one(0x12, NO_SUBLEAF, 0), -XEN_ERANGE);
	CHECK(op.u.cpu_policy.err_leaf == 0x12 && op.u.cpu_policy.err_subleaf == NO_SUBLEAF &&
	      op.u.cpu_policy.err_msr == ~0U, "%x %x %x", op.u.cpu_policy.err_leaf,
	      op.u.cpu_policy.err_subleaf, op.u.cpu_policy.err_msr);
	CHECK_RC(policy_set_one(7, 9, 0), -XEN_ERANGE);
	CHECK(op.u.cpu_policy.err_leaf == 7 && op.u.cpu_policy.err_subleaf == 9, "%x %x",
	      op.u.cpu_policy.err_leaf, op.u.cpu_policy.err_subleaf);
	CHECK_RC(policy_set_one(0, NO_SUBLEAF, 0x1f), -XEN_EINVAL);
	CHECK(op.u.cpu_policy.err_leaf == 0, "leaf %x", op.u.cpu_policy.err_leaf);
	policy_args(0, 1);
	msrs[0] = (struct xen_msr_entry){ .idx = 0x10 };
	CHECK_RC(ctl(XEN_DOMCTL_set_cpu_policy), -XEN_ERANGE);
	CHECK(op.u.cpu_policy.err_msr == 0x10, "MSR %x", op.u.cpu_policy.err_msr);
	msrs[0] = (struct xen_msr_entry){ .idx = 0x10a, .val = 1 };
	policy_args(0, 1);
	CHECK_RC(ctl(XEN_DOMCTL_set_cpu_policy), -XEN_EINVAL);
	policy_args(100000, 0);
	CHECK_RC(ctl(XEN_DOMCTL_set_cpu_policy), -XEN_E2BIG);
	policy_args(1, 0);
	set_xen_guest_handle(op.u.cpu_policy.leaves, (void *)MG_HYP_VA);
	CHECK_RC(ctl(XEN_DOMCTL_set_cpu_policy), -XEN_EFAULT);
	policy_args(2, 2);
	CHECK_RC(ctl(XEN_DOMCTL_get_cpu_policy), -105);
	mg_child_build(&child, child_idle);
	mg_child_start(&child);
	CHECK_RC(policy_set_one(1, NO_SUBLEAF, 0), -XEN_EEXIST);
	mg_child_destroy(&child);
}

/* ------------------------------------------------------------------ vCPU state */

MG_TEST(state_ext_context, MG_HOSTILE, "extended contexts: round trip and refusals")
{
	struct xen_domctl_ext_vcpucontext *c = &op.u.ext_vcpucontext;

	mg_need_control();
	mg_child_create(&child, 1);
	memset(&op, 0, sizeof(op));
	c->vcpu = NO_VCPU;
	CHECK_RC(ctl(XEN_DOMCTL_get_ext_vcpucontext), -XEN_ESRCH);
	CHECK_RC(ctl(XEN_DOMCTL_set_ext_vcpucontext), -XEN_ESRCH);
	c->vcpu = 0;
	REQUIRE_RC(ctl(XEN_DOMCTL_get_ext_vcpucontext), 0);
	CHECK(c->size == sizeof(*c), "%u bytes", c->size);
	c->syscall32_callback_eip = 0x1234;
	c->sysenter_callback_eip = 0x5678;
	c->sysenter_disables_events = 1;
	REQUIRE_RC(ctl(XEN_DOMCTL_set_ext_vcpucontext), 0);
	memset(c, 0, sizeof(*c));
	REQUIRE_RC(ctl(XEN_DOMCTL_get_ext_vcpucontext), 0);
	CHECK(c->syscall32_callback_eip == 0x1234 && !c->syscall32_disables_events &&
	      c->sysenter_callback_eip == 0x5678 && c->sysenter_disables_events == 1,
	      "%lx %lx", (unsigned long)c->syscall32_callback_eip,
	      (unsigned long)c->sysenter_callback_eip);
	c->sysenter_callback_eip = NOT_CANONICAL;
	CHECK_RC(ctl(XEN_DOMCTL_set_ext_vcpucontext), -XEN_EINVAL);
	c->sysenter_callback_eip = 0;
	c->size = 8;
	CHECK_RC(ctl(XEN_DOMCTL_set_ext_vcpucontext), -XEN_EINVAL);
	c->size = sizeof(*c);
	c->mcg_cap = 1UL << 40;
	CHECK_RC(ctl(XEN_DOMCTL_set_ext_vcpucontext), -XEN_EINVAL);
	mg_child_destroy(&child);
}

static long xstate(unsigned int cmd, u64 size, u64 mask, void *buffer)
{
	memset(&op, 0, sizeof(op));
	op.u.vcpuextstate.size = size;
	op.u.vcpuextstate.xfeature_mask = mask;
	set_xen_guest_handle(op.u.vcpuextstate.buffer, buffer);
	return ctl(cmd);
}

MG_TEST(state_xsave, MG_HOSTILE, "XSAVE images: round trip, and images that would fault")
{
	u64 size, mask, *word = (u64 *)image;

	mg_need_control();
	mg_child_create(&child, 1);
	mg_child_build(&child, child_idle);
	REQUIRE_RC(xstate(XEN_DOMCTL_getvcpuextstate, 0, 0, NULL), 0);
	size = op.u.vcpuextstate.size;
	mask = op.u.vcpuextstate.xfeature_mask;
	if (!mask) {
		mg_child_destroy(&child);
		mg_skip("no XSAVE");
	}
	REQUIRE(size >= 16 + 576 && size <= sizeof(image), "%lu bytes", (unsigned long)size);
	CHECK_RC(xstate(XEN_DOMCTL_getvcpuextstate, size - 1, mask, image), -XEN_EINVAL);
	CHECK_RC(xstate(XEN_DOMCTL_getvcpuextstate, size, mask ^ 1, image), -XEN_EINVAL);
	CHECK_RC(xstate(XEN_DOMCTL_getvcpuextstate, size, mask, (void *)MG_HYP_VA), -XEN_EFAULT);
	REQUIRE_RC(xstate(XEN_DOMCTL_getvcpuextstate, size, mask, image), 0);
	CHECK_RC(xstate(XEN_DOMCTL_setvcpuextstate, size, mask, image), 0);
	CHECK_RC(xstate(XEN_DOMCTL_setvcpuextstate, 8, mask, image), -XEN_EINVAL);
	CHECK_RC(xstate(XEN_DOMCTL_setvcpuextstate, sizeof(image) * 4, mask, image), -XEN_EINVAL);
	CHECK_RC(xstate(XEN_DOMCTL_setvcpuextstate, size, mask, (void *)MG_HYP_VA), -XEN_EFAULT);
	word[0] |= 1UL << 40;		/* XCR0 of which nothing is known */
	CHECK_RC(xstate(XEN_DOMCTL_setvcpuextstate, size, mask, image), -XEN_EINVAL);
	word[0] &= ~(1UL << 40);
	word[2 + 64] |= 1UL << 62;	/* a component that is not enabled */
	CHECK_RC(xstate(XEN_DOMCTL_setvcpuextstate, size, mask, image), -XEN_EINVAL);
	word[2 + 64] &= ~(1UL << 62);
	word[2 + 65] = 1UL << 63;	/* compacted */
	CHECK_RC(xstate(XEN_DOMCTL_setvcpuextstate, size, mask, image), -XEN_EINVAL);
	word[2 + 65] = 0;
	*(u32 *)(image + 16 + 24) = ~0U;	/* MXCSR with reserved bits */
	CHECK_RC(xstate(XEN_DOMCTL_setvcpuextstate, size, mask, image), -XEN_EINVAL);
	memset(&op, 0, sizeof(op));
	op.u.vcpuextstate.vcpu = NO_VCPU;
	CHECK_RC(ctl(XEN_DOMCTL_getvcpuextstate), -XEN_ESRCH);
	CHECK_RC(ctl(XEN_DOMCTL_setvcpuextstate), -XEN_EINVAL);
	mg_child_start(&child);
	mg_child_destroy(&child);
}

/* Enables all the register state there is. */
static void child_xsetbv(struct mg_box *box)
{
	unsigned long cr4;

	asm volatile("mov %%cr4, %0" : "=r" (cr4));
	asm volatile("mov %0, %%cr4" : : "r" (cr4 | 1UL << 18));
	asm volatile("xsetbv" : : "a" ((u32)box->result[3]), "d" (0), "c" (0));
	__atomic_store_n(&box->state, 1, __ATOMIC_SEQ_CST);
	child_idle(box);
}

/* What resuming after a checkpoint does: the context that was read is set again. */
static void context_again(void)
{
	static struct vcpu_guest_context ctx;

	memset(&op, 0, sizeof(op));
	set_xen_guest_handle(op.u.vcpucontext.ctxt, &ctx);
	REQUIRE_RC(ctl(XEN_DOMCTL_getvcpucontext), 0);
	REQUIRE_RC(ctl(XEN_DOMCTL_setvcpucontext), 0);
}

MG_TEST(state_context_again, 0, "setting the context of a vCPU that ran leaves XCR0 alone")
{
	u64 size, mask;

	mg_need_control();
	mg_child_create(&child, 1);
	mg_child_build(&child, child_xsetbv);
	REQUIRE_RC(xstate(XEN_DOMCTL_getvcpuextstate, 0, 0, NULL), 0);
	mask = op.u.vcpuextstate.xfeature_mask;
	child.box->result[3] = mask;
	if (mask) {
		mg_child_start(&child);
		REQUIRE(mg_child_wait(&child, 1, 20000), "child does not answer");
		REQUIRE_RC(mg_domctl_plain(XEN_DOMCTL_pausedomain, child.id), 0);
		context_again();
		REQUIRE_RC(xstate(XEN_DOMCTL_getvcpuextstate, 0, 0, NULL), 0);
		size = op.u.vcpuextstate.size;
		REQUIRE_RC(xstate(XEN_DOMCTL_getvcpuextstate, size, mask, image), 0);
		CHECK(((u64 *)image)[0] == mask, "XCR0 %lx of %lx", (long)((u64 *)image)[0],
		      (long)mask);
	}
	mg_child_destroy(&child);
	if (!mask)
		mg_skip("no XSAVE");
}

static long vcpu_msrs(unsigned int cmd, u32 count, void *list)
{
	memset(&op, 0, sizeof(op));
	op.u.vcpu_msrs.msr_count = count;
	set_xen_guest_handle(op.u.vcpu_msrs.msrs, list);
	return ctl(cmd);
}

MG_TEST(state_msrs, MG_HOSTILE, "MSRs of a vCPU: TSC_AUX and nothing else")
{
	struct xen_domctl_vcpu_msr m = { .index = 0xc0000103, .value = 0x77 };
	long rc;

	mg_need_control();
	mg_child_create(&child, 1);
	REQUIRE_RC(vcpu_msrs(XEN_DOMCTL_get_vcpu_msrs, 0, NULL), 0);
	CHECK(op.u.vcpu_msrs.msr_count == 1, "%u", op.u.vcpu_msrs.msr_count);
	CHECK_RC(vcpu_msrs(XEN_DOMCTL_get_vcpu_msrs, 1, &m), 0);
	CHECK(op.u.vcpu_msrs.msr_count == 0, "%u", op.u.vcpu_msrs.msr_count);
	rc = vcpu_msrs(XEN_DOMCTL_set_vcpu_msrs, 1, &m);
	if (!rc) {
		m.value = 0;
		CHECK_RC(vcpu_msrs(XEN_DOMCTL_get_vcpu_msrs, 1, &m), 0);
		CHECK(op.u.vcpu_msrs.msr_count == 1 && m.value == 0x77, "%u: %lx",
		      op.u.vcpu_msrs.msr_count, (unsigned long)m.value);
		CHECK_RC(vcpu_msrs(XEN_DOMCTL_get_vcpu_msrs, 0, &m), -105);
	}
	m.value = 1UL << 32;
	CHECK_RC(vcpu_msrs(XEN_DOMCTL_set_vcpu_msrs, 1, &m), -XEN_EINVAL);
	CHECK(op.u.vcpu_msrs.msr_count == 0, "stopped at %u", op.u.vcpu_msrs.msr_count);
	m = (struct xen_domctl_vcpu_msr){ .index = 0xc0000080 };
	CHECK_RC(vcpu_msrs(XEN_DOMCTL_set_vcpu_msrs, 1, &m), -XEN_EINVAL);
	CHECK_RC(vcpu_msrs(XEN_DOMCTL_set_vcpu_msrs, 9, &m), -XEN_EINVAL);
	CHECK_RC(vcpu_msrs(XEN_DOMCTL_set_vcpu_msrs, 1, (void *)MG_HYP_VA), -XEN_EFAULT);
	mg_child_destroy(&child);
}

/* ------------------------------------------------------------------ time, frames */

MG_TEST(state_tsc, MG_HOSTILE, "TSC information: time goes on from what was set")
{
	struct xen_domctl_tsc_info *t = &op.u.tsc_info;
	u64 then = 123456789000000000ULL;

	mg_need_control();
	mg_child_create(&child, 1);
	memset(&op, 0, sizeof(op));
	t->tsc_mode = 3;
	CHECK_RC(ctl(XEN_DOMCTL_settscinfo), -XEN_EINVAL);
	memset(&op, 0, sizeof(op));
	t->elapsed_nsec = then;
	t->incarnation = 5;
	REQUIRE_RC(ctl(XEN_DOMCTL_settscinfo), 0);
	memset(t, 0, sizeof(*t));
	REQUIRE_RC(ctl(XEN_DOMCTL_gettscinfo), 0);
	CHECK(t->tsc_mode == 0 && t->incarnation == 5 && t->gtsc_khz, "mode %u, %u, %u kHz",
	      t->tsc_mode, t->incarnation, t->gtsc_khz);
	CHECK(t->elapsed_nsec - then < 20000000000ULL, "%lu ns later",
	      (unsigned long)(t->elapsed_nsec - then));
	mg_child_destroy(&child);
}

static void child_rdtsc(struct mg_box *box)
{
	u32 lo, hi;

	asm volatile("rdtsc" : "=a" (lo), "=d" (hi));
	box->result[0] = lo | (u64)hi << 32;
	__atomic_store_n(&box->state, 1, __ATOMIC_SEQ_CST);
	child_idle(box);
}

MG_TEST(state_tsc_emulated, 0, "tsc_mode 1: the TSC has the frequency and age that were set")
{
	const u64 age = 1000000000000ULL;		/* ns; at 1 GHz ticks as well */
	u64 tsc;

	mg_need_control();
	mg_child_create(&child, 1);
	mg_child_build(&child, child_rdtsc);
	memset(&op, 0, sizeof(op));
	op.u.tsc_info.tsc_mode = 1;
	op.u.tsc_info.gtsc_khz = 1000000;
	op.u.tsc_info.elapsed_nsec = age;
	REQUIRE_RC(ctl(XEN_DOMCTL_settscinfo), 0);
	mg_child_start(&child);
	REQUIRE(mg_child_wait(&child, 1, 20000), "child does not answer");
	tsc = child.box->result[0];
	CHECK(tsc >= age && tsc < age + 30000000000ULL, "TSC %lu", (unsigned long)tsc);
	memset(&op, 0, sizeof(op));
	REQUIRE_RC(ctl(XEN_DOMCTL_gettscinfo), 0);
	CHECK(op.u.tsc_info.tsc_mode == 1 && op.u.tsc_info.gtsc_khz == 1000000, "mode %u, %u kHz",
	      op.u.tsc_info.tsc_mode, op.u.tsc_info.gtsc_khz);
	mg_child_destroy(&child);
}

MG_TEST(state_frames, MG_HOSTILE, "types of frames: tables, pins, and what is not the child's")
{
	unsigned long list[6];

	mg_need_control();
	mg_child_create(&child, 1);
	mg_child_build(&child, child_idle);
	list[0] = child.l4;
	list[1] = child.l1;
	list[2] = child.page_mfn;
	list[3] = child.shared_mfn;
	list[4] = virt_to_mfn(list);
	list[5] = ~0UL;
	memset(&op, 0, sizeof(op));
	op.u.getpageframeinfo3.num = 6;
	set_xen_guest_handle(op.u.getpageframeinfo3.array, list);
	REQUIRE_RC(ctl(XEN_DOMCTL_getpageframeinfo3), 0);
	CHECK(list[0] == (XEN_DOMCTL_PFINFO_L4TAB | XEN_DOMCTL_PFINFO_LPINTAB), "L4: %lx", list[0]);
	CHECK(list[1] == XEN_DOMCTL_PFINFO_L1TAB, "L1: %lx", list[1]);
	CHECK(list[2] == XEN_DOMCTL_PFINFO_NOTAB, "data: %lx", list[2]);
	for (unsigned int i = 3; i < 6; i++)
		CHECK(list[i] == XEN_DOMCTL_PFINFO_XTAB, "[%u]: %lx", i, list[i]);
	op.u.getpageframeinfo3.num = 1025;
	CHECK_RC(ctl(XEN_DOMCTL_getpageframeinfo3), -XEN_E2BIG);
	op.u.getpageframeinfo3.num = 1;
	set_xen_guest_handle(op.u.getpageframeinfo3.array, (void *)MG_HYP_VA);
	CHECK_RC(ctl(XEN_DOMCTL_getpageframeinfo3), -XEN_EFAULT);
	mg_child_start(&child);
	mg_child_destroy(&child);
}

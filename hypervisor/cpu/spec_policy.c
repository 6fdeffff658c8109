// SPDX-License-Identifier: GPL-2.0-only
/*
 * Speculation: what is decided, from what the CPU is and what options say.
 *
 * PV guests run beside us in one address space, in ring 3, so every published
 * attack from user mode on a kernel is one from a guest on the hypervisor, and
 * one from a guest's user mode on its kernel (both are ring 3) crosses no
 * privilege that the processor knows. What is done:
 *
 *  Meltdown            page-table isolation (xpti): Intel without RDCL_NO
 *  Spectre v2          retpolines, or enhanced/automatic IBRS where the CPU has
 *                      it (always on), or IBRS at entry on CPUs whose returns
 *                      may use the branch predictor; IBPB between guests
 *  return stack        filled at entry where SMEP is off or returns underflow
 *  branch history      BHI_DIS_S where the CPU has it
 *  MDS, TAA, stale     VERW on the way to a guest, where microcode makes it
 *  data, RFDS          flush buffers
 *  store bypass        SSBD only if asked for (spec-ctrl=ssbd): it is an attack
 *                      within one context
 *  Retbleed (Zen 1/2)  IBPB at entry
 *  lazy FPU            there is none: switching is eager
 *
 * The result is data; speculation.c and entry_patch.c act on it. spec-ctrl= and xpti=
 * override it with Xen's words. VERW and the filling of the return stack work on every
 * CPU, so an option forces them; what needs an MSR cannot be forced.
 *
 * Deliberately absent: L1TF (a guest's not-present entries are not rewritten;
 * the boot report says when that matters), core scheduling, TSX control.
 */
#include "cpu/spec_policy.h"
#include "lib/param.h"

#include <linux/array_size.h>
#include <linux/errno.h>
#include <asm/msr-index.h>

/* -1: decide by CPU */
static s8 opt_thunk = -1, opt_ibrs = -1, opt_ibpb = -1, opt_stibp = -1, opt_ssbd = -1;
static s8 opt_rsb = -1, opt_verw = -1, opt_ibpb_entry = -1, opt_msr_sc = -1, opt_psfd = -1;
static s8 opt_xpti_dom0 = -1, opt_xpti_domu = -1;
static s8 opt_ignored;

/* @crossing: may be given for pv and hvm guests apart; hvm is of no interest */
static const struct word {
	const char *name;
	s8 *var;
	bool crossing;
} words[] = {
	{ "ibrs", &opt_ibrs }, { "ibpb", &opt_ibpb }, { "stibp", &opt_stibp },
	{ "ssbd", &opt_ssbd }, { "psfd", &opt_psfd },
	{ "rsb", &opt_rsb, true }, { "md-clear", &opt_verw, true },
	{ "verw", &opt_verw, true }, { "ibpb-entry", &opt_ibpb_entry, true },
	{ "msr-sc", &opt_msr_sc, true },
	/* Known to administrators, without effect here: */
	{ "eager-fpu", &opt_ignored }, { "l1d-flush", &opt_ignored },
	{ "branch-harden", &opt_ignored }, { "srb-lock", &opt_ignored },
	{ "unpriv-mmio", &opt_ignored }, { "hvm", &opt_ignored },
};

/* ------------------------------------------------------------------ options */

static bool is_word(const char *s, const char *end, const char *word)
{
	size_t n = __builtin_strlen(word);

	return end - s == n && !__builtin_memcmp(s, word, n);
}

/* Where @c stands in [s, end), or end */
static const char *find(const char *s, const char *end, char c)
{
	while (s < end && *s != c)
		s++;
	return s;
}

static const char *end_of(const char *s)
{
	return s + __builtin_strlen(s);
}

/* "name", "no-name" or "name=bool": 1, 0, or -EINVAL if it is something else */
static int parse_named(const char *s, const char *end, const char *name)
{
	const char *eq = find(s, end, '=');

	if (eq < end)
		return is_word(s, eq, name) ? param_parse_bool(eq + 1, end) : -EINVAL;
	if (is_word(s, end, name))
		return 1;
	if (end - s > 3 && !__builtin_memcmp(s, "no-", 3) && is_word(s + 3, end, name))
		return 0;
	return -EINVAL;
}

static void set_xpti(s8 v)
{
	opt_xpti_dom0 = v;
	opt_xpti_domu = v;
}

/* What is done on the way in and out of a guest */
static void set_crossings(s8 v)
{
	opt_msr_sc = v;
	opt_rsb = v;
	opt_verw = v;
	opt_ibpb_entry = v;
}

static void set_all(s8 v)
{
	opt_ibrs = v;
	opt_ibpb = v;
	opt_stibp = v;
	opt_ssbd = v;
	opt_psfd = v;
	set_crossings(v);
	opt_thunk = v ? -1 : THUNK_JMP;
	if (!v)
		set_xpti(0);
}

static int parse_thunk(const char *s, const char *end)
{
	if (is_word(s, end, "retpoline"))
		opt_thunk = THUNK_RETPOLINE;
	else if (is_word(s, end, "lfence"))
		opt_thunk = THUNK_LFENCE;
	else if (is_word(s, end, "jmp"))
		opt_thunk = THUNK_JMP;
	else
		return -EINVAL;
	return 0;
}

/* [s, end) as a setting of @w */
static int parse_word(const struct word *w, const char *s, const char *end)
{
	int v = parse_named(s, end, w->name);
	const char *eq = find(s, end, '=');

	if (v < 0 && w->crossing && eq < end && is_word(s, eq, w->name)) {
		v = parse_named(eq + 1, end, "pv");
		if (v < 0)
			return parse_named(eq + 1, end, "hvm") < 0 ? -EINVAL : 0;
	}
	if (v < 0)
		return v;
	*w->var = v;
	return 0;
}

static int parse_item(const char *s, const char *end)
{
	const char *eq = find(s, end, '=');
	int v = param_parse_bool(s, end);

	if (v >= 0) {
		set_all(v ? -1 : 0);
		return 0;
	}
	if (is_word(s, eq, "bti-thunk") && eq < end)
		return parse_thunk(eq + 1, end);
	v = parse_named(s, end, "pv");
	if (v >= 0) {
		set_crossings(v ? -1 : 0);
		return 0;
	}
	v = parse_named(s, end, "xen");
	if (v >= 0) {
		if (!v)
			set_all(0);
		return 0;
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(words); i++)
		if (!parse_word(&words[i], s, end))
			return 0;
	return -EINVAL;
}

int spec_policy_parse(const char *s)
{
	const char *end_all = end_of(s);

	for (;;) {
		const char *end = find(s, end_all, ',');
		int err = s < end ? parse_item(s, end) : 0;

		if (err || end == end_all)
			return err;
		s = end + 1;
	}
}

custom_param("spec-ctrl", spec_policy_parse);

static int parse_xpti_item(const char *s, const char *end)
{
	int v = param_parse_bool(s, end);

	if (v >= 0) {
		set_xpti(v);
		return 0;
	}
	if (is_word(s, end, "default")) {
		set_xpti(-1);
		return 0;
	}
	v = parse_named(s, end, "dom0");
	if (v >= 0) {
		opt_xpti_dom0 = v;
		return 0;
	}
	v = parse_named(s, end, "domu");
	if (v < 0)
		return v;
	opt_xpti_domu = v;
	return 0;
}

int spec_policy_parse_xpti(const char *s)
{
	const char *end_all = end_of(s);

	if (s == end_all)
		set_xpti(1);
	while (s < end_all) {
		const char *end = find(s, end_all, ',');
		int err = parse_xpti_item(s, end);

		if (err)
			return err;
		s = end < end_all ? end + 1 : end;
	}
	return 0;
}

custom_param("xpti", spec_policy_parse_xpti);

/* ------------------------------------------------------------------ the CPU */

static bool has(const struct cpu_identity *c, unsigned int feature)
{
	return c->word[feature / 32] >> (feature % 32) & 1;
}

static bool intel(const struct cpu_identity *c)
{
	return c->vendor == CPU_VENDOR_INTEL;
}

bool spec_has_ibrs(const struct cpu_identity *c)
{
	return has(c, X86_FEATURE_SPEC_CTRL) || has(c, X86_FEATURE_AMD_IBRS);
}

bool spec_has_ibpb(const struct cpu_identity *c)
{
	return has(c, X86_FEATURE_SPEC_CTRL) || has(c, X86_FEATURE_AMD_IBPB);
}

bool spec_has_ssbd(const struct cpu_identity *c)
{
	return has(c, X86_FEATURE_SPEC_CTRL_SSBD) || has(c, X86_FEATURE_AMD_SSBD);
}

bool spec_enhanced_ibrs(const struct cpu_identity *c)
{
	return c->arch_caps & ARCH_CAP_IBRS_ALL || has(c, X86_FEATURE_AUTOIBRS);
}

/* Skylake and its heirs predict a return from an empty stack by the branch predictor. */
static bool returns_unsafe(const struct cpu_identity *c)
{
	if (c->arch_caps & (ARCH_CAP_RSBA | ARCH_CAP_RRSBA))
		return true;
	if (!intel(c) || c->family != 6)
		return false;
	switch (c->model) {
	case 0x4e: case 0x5e: case 0x55: case 0x8e: case 0x9e: case 0xa5: case 0xa6:
		return true;
	}
	return false;
}

static bool zen12(const struct cpu_identity *c)
{
	return c->vendor == CPU_VENDOR_AMD && (c->family == 0x17 || c->family == 0x18) &&
	       !has(c, X86_FEATURE_BTC_NO);
}

bool spec_meltdown(const struct cpu_identity *c)
{
	return intel(c) && !(c->arch_caps & ARCH_CAP_RDCL_NO);
}

bool spec_buffers_leak(const struct cpu_identity *c)
{
	u64 caps = c->arch_caps;

	if (!intel(c))
		return false;
	return !(caps & ARCH_CAP_MDS_NO) ||
	       (has(c, X86_FEATURE_RTM) && !(caps & ARCH_CAP_TAA_NO)) ||
	       (caps & ARCH_CAP_FB_CLEAR && !(caps & ARCH_CAP_FBSDP_NO)) ||
	       (caps & ARCH_CAP_RFDS_CLEAR);
}

bool spec_verw_flushes(const struct cpu_identity *c)
{
	return has(c, X86_FEATURE_MD_CLEAR) ||
	       c->arch_caps & (ARCH_CAP_FB_CLEAR | ARCH_CAP_RFDS_CLEAR);
}

/* ------------------------------------------------------------------ the decision */

static bool pick(s8 opt, bool by_cpu)
{
	return opt >= 0 ? opt : by_cpu;
}

static enum spec_thunk choose_thunk(const struct cpu_identity *c, bool ibrs)
{
	if (opt_thunk >= 0)
		return opt_thunk;
	return ibrs ? THUNK_JMP : THUNK_RETPOLINE;
}

static void choose_ctrl(struct spec_policy *p, const struct cpu_identity *c, bool ibrs)
{
	if (ibrs && !has(c, X86_FEATURE_AUTOIBRS))
		p->ctrl_hv |= SPEC_CTRL_IBRS;
	if (ibrs && has(c, X86_FEATURE_AUTOIBRS))
		p->flags |= SPEC_AUTO_IBRS;
	if (pick(opt_stibp, false) && (has(c, X86_FEATURE_INTEL_STIBP) ||
				       has(c, X86_FEATURE_AMD_STIBP)))
		p->ctrl_hv |= SPEC_CTRL_STIBP;
	if (pick(opt_ssbd, false) && spec_has_ssbd(c))
		p->ctrl_hv |= SPEC_CTRL_SSBD;
	if (ibrs && c->has_bhi_ctrl)
		p->ctrl_hv |= SPEC_CTRL_BHI_DIS_S;
	if (pick(opt_psfd, false) && has(c, X86_FEATURE_AMD_PSFD))
		p->ctrl_hv |= SPEC_CTRL_PSFD_BIT;
	/* What is always on needs no writes at the crossings. */
	p->ctrl_guest = p->ctrl_hv;
	if (p->ctrl_hv & SPEC_CTRL_IBRS && !spec_enhanced_ibrs(c) && pick(opt_msr_sc, true)) {
		p->flags |= SPEC_CROSS_CTRL;
		p->ctrl_guest &= ~SPEC_CTRL_IBRS;
	}
}

void spec_policy_choose(struct spec_policy *p, const struct cpu_identity *c)
{
	bool ibrs = (spec_has_ibrs(c) || has(c, X86_FEATURE_AUTOIBRS)) &&
		    pick(opt_ibrs, spec_enhanced_ibrs(c) || returns_unsafe(c));

	*p = (struct spec_policy){ .thunk = choose_thunk(c, ibrs) };
	choose_ctrl(p, c, ibrs);
	if (pick(opt_rsb, !has(c, X86_FEATURE_SMEP) || returns_unsafe(c)))
		p->flags |= SPEC_ENTRY_RSB;
	if (pick(opt_verw, spec_verw_flushes(c) && spec_buffers_leak(c)))
		p->flags |= SPEC_EXIT_VERW;
	if (spec_has_ibpb(c) && pick(opt_ibpb_entry, zen12(c)))
		p->flags |= SPEC_ENTRY_IBPB;
	if (spec_has_ibpb(c) && pick(opt_ibpb, true))
		p->flags |= SPEC_SWITCH_IBPB;
	p->xpti_dom0 = pick(opt_xpti_dom0, spec_meltdown(c));
	p->xpti_domu = pick(opt_xpti_domu, spec_meltdown(c));
}

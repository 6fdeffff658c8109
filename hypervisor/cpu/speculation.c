// SPDX-License-Identifier: GPL-2.0-only
/*
 * The speculation switchboard.
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
 * The decision is data (spec_flags and two MSR values); entry.S and the
 * scheduler act on it. spec-ctrl= and xpti= override it with Xen's words.
 *
 * Deliberately absent: L1TF (a guest's not-present entries are not rewritten;
 * the boot report says when that matters), core scheduling, TSX control.
 */
#include "cpu/speculation.h"
#include "cpu/features.h"
#include "cpu/insn.h"
#include "cpu/printk.h"
#include "lib/param.h"

#include <linux/array_size.h>
#include <asm/msr-index.h>

u8 spec_flags;
u32 spec_ctrl_hv, spec_ctrl_guest;
bool spec_xpti_dom0, spec_xpti_domu;

/* -1: decide by CPU */
static s8 opt_thunk = -1, opt_ibrs = -1, opt_ibpb = -1, opt_stibp = -1, opt_ssbd = -1;
static s8 opt_rsb = -1, opt_verw = -1, opt_ibpb_entry = -1, opt_msr_sc = -1, opt_psfd = -1;
static s8 opt_eager_fpu = -1, opt_l1d_flush = -1, opt_branch_harden = -1;
static s8 opt_srb_lock = -1, opt_unpriv_mmio = -1, opt_hvm = -1;
static s8 opt_xpti_dom0 = -1, opt_xpti_domu = -1;

static const struct {
	const char *name;
	s8 *var;
} words[] = {
	{ "ibrs", &opt_ibrs }, { "ibpb", &opt_ibpb }, { "stibp", &opt_stibp },
	{ "ssbd", &opt_ssbd }, { "rsb", &opt_rsb }, { "md-clear", &opt_verw },
	{ "ibpb-entry", &opt_ibpb_entry }, { "msr-sc", &opt_msr_sc }, { "psfd", &opt_psfd },
	/* Known to administrators, without effect here: */
	{ "eager-fpu", &opt_eager_fpu }, { "l1d-flush", &opt_l1d_flush },
	{ "branch-harden", &opt_branch_harden }, { "srb-lock", &opt_srb_lock },
	{ "unpriv-mmio", &opt_unpriv_mmio }, { "hvm", &opt_hvm },
};

static bool is_word(const char *s, const char *end, const char *word)
{
	size_t n = __builtin_strlen(word);

	return end - s == n && !__builtin_memcmp(s, word, n);
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

/* "word", "no-word" or "word=bool" */
static int parse_switch(const char *s, const char *end)
{
	const char *name_end = s;
	unsigned int i;
	int v = 1;

	if (end - s > 3 && !__builtin_memcmp(s, "no-", 3)) {
		s += 3;
		v = 0;
	}
	for (name_end = s; name_end < end && *name_end != '='; name_end++)
		;
	if (name_end < end) {
		if (is_word(s, name_end, "bti-thunk"))
			return parse_thunk(name_end + 1, end);
		v = param_parse_bool(name_end + 1, end);
		if (v < 0)
			return v;
	}
	if (is_word(s, name_end, "pv")) {
		set_crossings(v ? -1 : 0);
		return 0;
	}
	if (is_word(s, name_end, "xen")) {
		if (!v)
			set_all(0);
		return 0;
	}
	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (is_word(s, name_end, words[i].name)) {
			*words[i].var = v;
			return 0;
		}
	return -EINVAL;
}

static int parse_spec_ctrl(const char *s)
{
	while (*s) {
		const char *end = s;
		int v, err = 0;

		while (*end && *end != ',')
			end++;
		v = param_parse_bool(s, end);
		if (v >= 0)
			set_all(v ? -1 : 0);
		else
			err = parse_switch(s, end);
		if (err)
			return err;
		s = *end ? end + 1 : end;
	}
	return 0;
}

custom_param("spec-ctrl", parse_spec_ctrl);

static int parse_xpti(const char *s)
{
	while (*s) {
		const char *end = s, *eq;
		int v;

		while (*end && *end != ',')
			end++;
		v = param_parse_bool(s, end);
		for (eq = s; eq < end && *eq != '='; eq++)
			;
		if (v >= 0)
			set_xpti(v);
		else if (is_word(s, end, "default"))
			set_xpti(-1);
		else if (is_word(s, eq, "dom0"))
			opt_xpti_dom0 = eq == end ? 1 : param_parse_bool(eq + 1, end);
		else if (is_word(s, eq, "domu"))
			opt_xpti_domu = eq == end ? 1 : param_parse_bool(eq + 1, end);
		else if (is_word(s, end, "no-dom0"))
			opt_xpti_dom0 = 0;
		else if (is_word(s, end, "no-domu"))
			opt_xpti_domu = 0;
		else
			return -EINVAL;
		s = *end ? end + 1 : end;
	}
	return 0;
}

custom_param("xpti", parse_xpti);

static bool pick(s8 opt, bool by_cpu)
{
	return opt >= 0 ? opt : by_cpu;
}

static bool intel(void)
{
	return host_cpu.vendor == CPU_VENDOR_INTEL;
}

static bool has_ibrs(void)
{
	return cpu_has(X86_FEATURE_SPEC_CTRL) || cpu_has(X86_FEATURE_AMD_IBRS);
}

static bool has_ibpb(void)
{
	return cpu_has(X86_FEATURE_SPEC_CTRL) || cpu_has(X86_FEATURE_AMD_IBPB);
}

static bool has_ssbd(void)
{
	return cpu_has(X86_FEATURE_SPEC_CTRL_SSBD) || cpu_has(X86_FEATURE_AMD_SSBD);
}

static bool enhanced_ibrs(void)
{
	return host_cpu.arch_caps & ARCH_CAP_IBRS_ALL || cpu_has(X86_FEATURE_AUTOIBRS);
}

static bool has_bhi_ctrl(void)
{
	return intel() && host_cpu.max_leaf >= 7 && cpuid_leaf(7, 0).eax >= 2 &&
	       cpuid_leaf(7, 2).edx >> 4 & 1;
}

/* Skylake and its heirs predict a return from an empty stack by the branch predictor. */
static bool returns_unsafe(void)
{
	if (host_cpu.arch_caps & (ARCH_CAP_RSBA | ARCH_CAP_RRSBA))
		return true;
	if (!intel() || host_cpu.family != 6)
		return false;
	switch (host_cpu.model) {
	case 0x4e: case 0x5e: case 0x55: case 0x8e: case 0x9e: case 0xa5: case 0xa6:
		return true;
	}
	return false;
}

static bool zen12(void)
{
	return host_cpu.vendor == CPU_VENDOR_AMD &&
	       (host_cpu.family == 0x17 || host_cpu.family == 0x18) &&
	       !cpu_has(X86_FEATURE_BTC_NO);
}

static bool meltdown(void)
{
	return intel() && !(host_cpu.arch_caps & ARCH_CAP_RDCL_NO);
}

static bool buffers_leak(void)
{
	u64 caps = host_cpu.arch_caps;

	if (!intel())
		return false;
	return !(caps & ARCH_CAP_MDS_NO) ||
	       (cpu_has(X86_FEATURE_RTM) && !(caps & ARCH_CAP_TAA_NO)) ||
	       (caps & ARCH_CAP_FB_CLEAR && !(caps & ARCH_CAP_FBSDP_NO)) ||
	       (caps & ARCH_CAP_RFDS_CLEAR);
}

static bool verw_flushes(void)
{
	return cpu_has(X86_FEATURE_MD_CLEAR) ||
	       host_cpu.arch_caps & (ARCH_CAP_FB_CLEAR | ARCH_CAP_RFDS_CLEAR);
}

static enum spec_thunk choose_thunk(bool ibrs)
{
	if (opt_thunk >= 0)
		return opt_thunk;
	/* A boot loader's choice of "none" needs the option; the safe one is the default. */
	if (enhanced_ibrs() || ibrs)
		return THUNK_JMP;
	return THUNK_RETPOLINE;
}

static void choose(enum spec_thunk *thunk)
{
	bool ibrs = has_ibrs() && pick(opt_ibrs, enhanced_ibrs() || returns_unsafe());

	*thunk = choose_thunk(ibrs);
	if (ibrs && !cpu_has(X86_FEATURE_AUTOIBRS))
		spec_ctrl_hv |= SPEC_CTRL_IBRS;
	if (pick(opt_stibp, false) && (cpu_has(X86_FEATURE_INTEL_STIBP) ||
				       cpu_has(X86_FEATURE_AMD_STIBP)))
		spec_ctrl_hv |= SPEC_CTRL_STIBP;
	if (pick(opt_ssbd, false) && has_ssbd())
		spec_ctrl_hv |= SPEC_CTRL_SSBD;
	if (ibrs && has_bhi_ctrl())
		spec_ctrl_hv |= SPEC_CTRL_BHI_DIS_S;
	/* What is always on needs no writes at the crossings. */
	spec_ctrl_guest = spec_ctrl_hv;
	if (spec_ctrl_hv & SPEC_CTRL_IBRS && !enhanced_ibrs() && pick(opt_msr_sc, true)) {
		spec_flags |= SPEC_ENTRY_IBRS | SPEC_EXIT_RESTORE;
		spec_ctrl_guest &= ~SPEC_CTRL_IBRS;
	}
	if (pick(opt_rsb, !cpu_has(X86_FEATURE_SMEP) || returns_unsafe()))
		spec_flags |= SPEC_ENTRY_RSB;
	if (verw_flushes() && pick(opt_verw, buffers_leak()))
		spec_flags |= SPEC_EXIT_VERW;
	if (has_ibpb() && pick(opt_ibpb_entry, zen12()))
		spec_flags |= SPEC_ENTRY_IBPB;
	if (has_ibpb() && pick(opt_ibpb, true))
		spec_flags |= SPEC_SWITCH_IBPB;
	spec_xpti_dom0 = pick(opt_xpti_dom0, meltdown());
	spec_xpti_domu = pick(opt_xpti_domu, meltdown());
}

static void report(enum spec_thunk thunk)
{
	static const char *const thunks[] = { "RETPOLINE", "LFENCE", "JMP" };
	u8 f = spec_flags;

	printk(LOG_INFO "Speculative mitigation facilities:%s%s%s%s%s%s%s%s\n",
	       has_ibrs() ? " IBRS" : " no IBRS", has_ibpb() ? " IBPB" : "",
	       has_ssbd() ? " SSBD" : "", cpu_has(X86_FEATURE_MD_CLEAR) ? " MD_CLEAR" : "",
	       enhanced_ibrs() ? " EIBRS" : "",
	       host_cpu.arch_caps & ARCH_CAP_RDCL_NO ? " RDCL_NO" : "",
	       host_cpu.arch_caps & ARCH_CAP_MDS_NO ? " MDS_NO" : "",
	       host_cpu.arch_caps & ARCH_CAP_TAA_NO ? " TAA_NO" : "");
	printk(LOG_INFO "  In use: BTI-Thunk %s, SPEC_CTRL:%s%s%s%s%s%s%s%s%s\n",
	       IS_ENABLED(CONFIG_HV_RETPOLINE) ? thunks[thunk] : "N/A",
	       spec_ctrl_hv & SPEC_CTRL_IBRS ? " IBRS+" : " IBRS-",
	       spec_ctrl_hv & SPEC_CTRL_STIBP ? " STIBP+" : " STIBP-",
	       spec_ctrl_hv & SPEC_CTRL_SSBD ? " SSBD+" : " SSBD-",
	       spec_ctrl_hv & SPEC_CTRL_BHI_DIS_S ? " BHI_DIS_S+" : "",
	       f & SPEC_ENTRY_RSB ? ", RSB" : "", f & SPEC_EXIT_VERW ? ", VERW" : "",
	       f & SPEC_ENTRY_IBPB ? ", IBPB-entry" : "",
	       f & SPEC_SWITCH_IBPB ? ", IBPB-switch" : "", ", EAGER_FPU");
	/* Chosen above, but no code switches root tables yet (Documentation/security.rst). */
	printk(LOG_INFO "  XPTI (64-bit PV only): not implemented%s\n",
	       spec_xpti_dom0 || spec_xpti_domu ? ", although wanted here" : "");
	if (meltdown())
		printk(LOG_WARN "  This CPU is vulnerable to Meltdown: guests must be trusted\n");
	if (meltdown())
		printk(LOG_WARN "  This CPU may be vulnerable to L1TF, which is not mitigated\n");
}

static void write_msrs(void)
{
	if (cpu_has(X86_FEATURE_AUTOIBRS) && pick(opt_ibrs, true))
		msr_write(MSR_EFER, msr_read(MSR_EFER) | EFER_AUTOIBRS);
	if (has_ibrs() || spec_ctrl_hv)
		msr_write_safe(MSR_IA32_SPEC_CTRL, spec_ctrl_hv);
}

void speculation_init_bsp(void)
{
	enum spec_thunk thunk;

	choose(&thunk);
	retpoline_patch(thunk);
	write_msrs();
	report(thunk);
}

void speculation_init_ap(void)
{
	write_msrs();
}

void speculation_switch_guest(void)
{
	if (spec_flags & SPEC_SWITCH_IBPB)
		msr_write(MSR_IA32_PRED_CMD, PRED_CMD_IBPB);
}

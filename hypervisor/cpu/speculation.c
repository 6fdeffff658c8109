// SPDX-License-Identifier: GPL-2.0-only
/*
 * The speculation switchboard: carrying out what spec_policy.c decided.
 *
 *	code			thunks and the entry code's sites, patched once
 *	MSRs			written on each CPU; SPEC_CTRL again at crossings if
 *				the policy says so (entry_spec.S)
 *	between vCPUs		prediction barrier
 *	global pages		off with page-table isolation: a translation that
 *				outlived the change of root tables could be used from
 *				guest mode, which is what isolation is to prevent
 *
 * The boot report says what is in use, after it has been switched on. A debug build has
 * the option spec-force: it believes that the CPU has the MSRs of IBRS and IBPB, so that
 * an emulator which ignores writes of unknown MSRs executes these sites too.
 */
#include "cpu/speculation.h"
#include "cpu/entry_patch.h"
#include "cpu/insn.h"
#include "cpu/pcpu.h"
#include "cpu/printk.h"
#include "lib/param.h"

#include <asm/msr-index.h>
#include <asm/processor-flags.h>

struct spec_policy spec_policy;

static bool opt_force;
bool_param("spec-force", opt_force);

static const char *yes(bool have, const char *text)
{
	return have ? text : "";
}

static void report_cpu(const struct cpu_identity *c)
{
	printk(LOG_INFO "Speculative mitigation facilities:%s%s%s%s%s%s%s%s\n",
	       spec_has_ibrs(c) ? " IBRS" : " no IBRS", yes(spec_has_ibpb(c), " IBPB"),
	       yes(spec_has_ssbd(c), " SSBD"), yes(cpu_has(X86_FEATURE_MD_CLEAR), " MD_CLEAR"),
	       yes(spec_enhanced_ibrs(c), " EIBRS"),
	       yes(c->arch_caps & ARCH_CAP_RDCL_NO, " RDCL_NO"),
	       yes(c->arch_caps & ARCH_CAP_MDS_NO, " MDS_NO"),
	       yes(c->arch_caps & ARCH_CAP_TAA_NO, " TAA_NO"));
}

static void report_use(const struct spec_policy *p)
{
	static const char *const thunks[] = { "RETPOLINE", "LFENCE", "JMP" };
	u32 ctrl = p->ctrl_hv;
	u8 f = p->flags;

	printk(LOG_INFO "  In use: BTI-Thunk %s, SPEC_CTRL:%s%s%s%s%s%s\n",
	       IS_ENABLED(CONFIG_HV_RETPOLINE) ? thunks[p->thunk] : "N/A",
	       ctrl & SPEC_CTRL_IBRS || f & SPEC_AUTO_IBRS ? " IBRS+" : " IBRS-",
	       ctrl & SPEC_CTRL_STIBP ? " STIBP+" : " STIBP-",
	       ctrl & SPEC_CTRL_SSBD ? " SSBD+" : " SSBD-",
	       yes(ctrl & SPEC_CTRL_BHI_DIS_S, " BHI_DIS_S+"),
	       yes(ctrl & SPEC_CTRL_PSFD_BIT, " PSFD+"),
	       yes(f & SPEC_CROSS_CTRL, ", written at each entry and exit"));
	printk(LOG_INFO "  At entry:%s%s%s; at exit:%s%s; between vCPUs:%s; EAGER_FPU\n",
	       yes(f & SPEC_ENTRY_RSB, " RSB"), yes(f & SPEC_ENTRY_IBPB, " IBPB"),
	       yes(!(f & (SPEC_ENTRY_RSB | SPEC_ENTRY_IBPB)), " nothing"),
	       f & SPEC_EXIT_VERW ? " VERW" : " nothing",
	       yes(f & SPEC_EXIT_VERW && !spec_verw_flushes(&host_cpu), " (no MD_CLEAR)"),
	       f & SPEC_SWITCH_IBPB ? " IBPB" : " nothing");
	printk(LOG_INFO "  XPTI (64-bit PV only): Dom0 %s, DomU %s\n",
	       p->xpti_dom0 ? "enabled" : "disabled", p->xpti_domu ? "enabled" : "disabled");
}

/* What this CPU would need and does not get */
static void report_open(const struct cpu_identity *c, const struct spec_policy *p)
{
	if (!spec_meltdown(c))
		return;
	if (!p->xpti_dom0 || !p->xpti_domu)
		printk(LOG_WARN "  This CPU is vulnerable to Meltdown: guests without XPTI must be trusted\n");
	printk(LOG_WARN "  This CPU may be vulnerable to L1TF, which is not mitigated\n");
}

static void switch_on(void)
{
	const struct spec_policy *p = &spec_policy;

	if (p->flags & SPEC_AUTO_IBRS)
		msr_write(MSR_EFER, msr_read(MSR_EFER) | EFER_AUTOIBRS);
	if (p->ctrl_hv || spec_has_ibrs(&host_cpu))
		msr_write_safe(MSR_IA32_SPEC_CTRL, p->ctrl_hv);
	if (speculation_isolates()) {
		this_pcpu()->cr4 &= ~(u64)X86_CR4_PGE;
		cr4_write(this_pcpu()->cr4);
	}
}

void speculation_init_bsp(void)
{
	struct cpu_identity c = host_cpu;

	if (IS_ENABLED(CONFIG_HV_DEBUG) && opt_force)
		c.word[FW_7_EDX] |= 1U << (X86_FEATURE_SPEC_CTRL % 32);
	spec_policy_choose(&spec_policy, &c);
	retpoline_patch(spec_policy.thunk);
	entry_patch_speculation(&spec_policy);
	switch_on();
	report_cpu(&c);
	report_use(&spec_policy);
	report_open(&c, &spec_policy);
}

void speculation_init_ap(void)
{
	switch_on();
}

void speculation_switch_guest(void)
{
	if (spec_policy.flags & SPEC_SWITCH_IBPB)
		msr_write(MSR_IA32_PRED_CMD, PRED_CMD_IBPB);
}

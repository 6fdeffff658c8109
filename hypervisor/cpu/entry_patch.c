// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rewriting the entry code's sites, once, at boot.
 *
 * The text is mapped read-only by the time that guests run, and the entry page is
 * executed through aliases; so the bytes are written through the direct map. All
 * aliases and the link address show the same frame, and a displacement between two
 * places of it is the same in each. This CPU serialises with CPUID; the others have
 * not fetched anything yet.
 *
 * A kind that is not wanted stays as assembled: a NOP, or a jump over its block.
 */
#include "cpu/entry_patch.h"
#include "cpu/entry_sites.h"
#include "cpu/features.h"
#include "cpu/image.h"
#include "cpu/insn.h"
#include <linux/string.h>

/* What to write for a kind: these bytes, then a displacement to the target if asked for. */
struct patch {
	u8 bytes[5];
	u8 nr;
	bool rel32;
};

static void site_write(const struct entry_site *s, const struct patch *p)
{
	u8 *at = (u8 *)DIRECTMAP_VIRT + image_maddr((void *)s->va);
	s32 rel = s->target - (s->va + p->nr + sizeof(rel));

	memcpy(at, p->bytes, p->nr);
	if (p->rel32)
		memcpy(at + p->nr, &rel, sizeof(rel));
}

static void patch_kind(unsigned int kind, const struct patch *p)
{
	const struct entry_site *s;

	for (s = _entry_patch_start; s < _entry_patch_end; s++)
		if (s->kind == kind)
			site_write(s, p);
	cpuid_leaf(0, 0);
}

static void patch_value(unsigned int kind, u32 value)
{
	struct patch p = { .nr = sizeof(value) };

	memcpy(p.bytes, &value, sizeof(value));
	patch_kind(kind, &p);
}

void entry_patch_smap(void)
{
	static const struct patch stac = { { 0x0f, 0x01, 0xcb }, 3 };
	static const struct patch clac = { { 0x0f, 0x01, 0xca }, 3 };

	if (!cpu_has(X86_FEATURE_SMAP))
		return;
	patch_kind(SITE_STAC, &stac);
	patch_kind(SITE_CLAC, &clac);
}

void entry_patch_speculation(const struct spec_policy *p)
{
	static const struct patch block_on = { { 0x66, 0x90 }, 2 };
	static const struct patch call = { { 0xe8 }, 1, true };
	static const struct patch verw = { { 0x0f, 0x00, 0x2d }, 3, true };
	static const struct patch call_rax = { { 0xff, 0xd0, 0x0f, 0x1f, 0x00 }, 5 };
	bool isolate = p->xpti_dom0 || p->xpti_domu;
	bool ctrl = p->flags & SPEC_CROSS_CTRL;

	if (isolate)
		patch_kind(SITE_IN_ISOLATE, &block_on);
	if (ctrl)
		patch_kind(SITE_IN_CTRL, &block_on);
	if (p->flags & SPEC_ENTRY_IBPB)
		patch_kind(SITE_IN_IBPB, &block_on);
	if (p->flags & SPEC_ENTRY_RSB)
		patch_kind(SITE_IN_RSB, &block_on);
	patch_value(SITE_CTRL_HV, p->ctrl_hv);
	patch_value(SITE_CTRL_GUEST, p->ctrl_guest);

	if (isolate)
		patch_kind(SITE_ISOLATE, &call);
	if (isolate || ctrl)
		patch_kind(SITE_LEAVE, &call);
	if (isolate || ctrl || p->flags & (SPEC_ENTRY_IBPB | SPEC_ENTRY_RSB))
		patch_kind(SITE_ENTER, &call);
	if (p->flags & SPEC_EXIT_VERW)
		patch_kind(SITE_VERW, &verw);
	if (p->thunk == THUNK_JMP || !IS_ENABLED(CONFIG_HV_RETPOLINE))
		patch_kind(SITE_CALL_RAX, &call_rax);
}

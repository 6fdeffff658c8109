// SPDX-License-Identifier: GPL-2.0-only
/*
 * struct vcpu_guest_context: a vCPU's whole state in the form that guests (to start
 * a vCPU) and tools (to build, save and restore one) pass it.
 *
 * Setting is check, hold, commit. The first part judges every word that could hurt
 * us later: addresses that the exit paths return to or use as a stack must be
 * canonical, selectors get RPL 3, flags lose what only the hypervisor may have. The
 * second takes the references (root tables, GDT frames). After that nothing can
 * fail.
 *
 * The first setting makes the vCPU "initialised". Later ones (tools, on a paused
 * vCPU) may change registers and entry points, but roots, GDT and LDT must be what
 * they are: -EOPNOTSUPP otherwise. That is what restoring a checkpoint in place
 * needs, and all that it needs.
 *
 * Context of both: @v does not run and is kept from it by the caller.
 */
#include "core/vcpu.h"
#include "core/descriptor.h"
#include "core/guest_trap.h"
#include "core/log_dirty_mode.h"
#include "core/roots.h"
#include "cpu/features.h"
#include "cpu/fpu.h"
#include "cpu/printk.h"
#include "mm/page_type.h"
#include "mm/tlb.h"
#include <asm/processor-flags.h>
#include <linux/string.h>

#define RFLAGS_GUEST_MAY	0x254dd5UL	/* arithmetic, TF, DF, RF, AC, ID */
#define FRAME_ROOM		256		/* no bounce frame is larger */
#define FXSAVE_BYTES		512
#define CR4_GUEST_MAY		(X86_CR4_DE | X86_CR4_TSD | X86_CR4_FSGSBASE | X86_CR4_OSXSAVE)

/* vm_assist bits that mean something to a 64-bit guest, or mean nothing and do no harm */
static const unsigned long vm_assist_known =
	1UL << VMASST_TYPE_4gb_segments | 1UL << VMASST_TYPE_4gb_segments_notify |
	1UL << VMASST_TYPE_writable_pagetables | 1UL << VMASST_TYPE_pae_extended_cr3 |
	1UL << VMASST_TYPE_architectural_iopl | 1UL << VMASST_TYPE_runstate_update_flag;

static bool canonical(u64 va)
{
	return (s64)(va << 16) >> 16 == (s64)va;
}

/* RPL 3 always: the guest's kernel runs there too. */
static u16 user_rpl(u16 sel)
{
	return sel | 3;
}

static u64 usable_stack(u64 sp)
{
	if (!canonical(sp) || (sp - FRAME_ROOM < HV_VIRT_END && sp > HV_VIRT_START))
		return HOT_BAD_SP;
	return sp & ~15UL;
}

/* ------------------------------------------------------------------ check */

static int context_check(const struct vcpu *v, const struct vcpu_guest_context *c)
{
	if (!canonical(c->user_regs.rip) || !canonical(c->event_callback_eip) ||
	    !canonical(c->failsafe_callback_eip) || !canonical(c->syscall_callback_eip))
		return refuse(-EINVAL, "entry point not canonical");
	if (!canonical(c->fs_base) || !canonical(c->gs_base_kernel) || !canonical(c->gs_base_user))
		return refuse(-EINVAL, "segment base not canonical");
	if (c->ldt_ents > 8192 || c->ldt_base & ~HV_PAGE_MASK || !canonical(c->ldt_base))
		return refuse(-EINVAL, "LDT of %lu entries at %#lx", c->ldt_ents, c->ldt_base);
	if (c->gdt_ents > FIRST_RESERVED_GDT_ENTRY)
		return refuse(-EINVAL, "GDT of %lu entries", c->gdt_ents);
	if (!(c->flags & VGCF_in_kernel) && !c->ctrlreg[1])
		return refuse(-EINVAL, "user mode without a root table");
	for (unsigned int i = 0; i < ARRAY_SIZE(c->trap_ctxt); i++)
		if (!canonical(c->trap_ctxt[i].address))
			return refuse(-EINVAL, "trap %u: not canonical", i);
	return 0;
}

/* Does @c describe the tables that @v has? */
static bool context_same_tables(const struct vcpu *v, const struct vcpu_guest_context *c)
{
	u64 user = mfn_eq(v->user_root, INVALID_MFN) ? 0 : mfn_to_maddr(v->user_root);
	unsigned int nr = (v->gdt_entries + 511) / 512;

	if (mfn_to_maddr(v->kernel_root) != c->ctrlreg[3] || user != c->ctrlreg[1])
		return false;
	if (c->gdt_ents != v->gdt_entries || c->ldt_ents != v->ldt_entries ||
	    (c->ldt_ents && c->ldt_base != v->ldt_gva))
		return false;
	for (unsigned int i = 0; i < nr; i++)
		if (c->gdt_frames[i] != mfn_x(v->gdt_frames[i]))
			return false;
	return true;
}

/* ------------------------------------------------------------------ hold */

/* A root from outside: -EINVAL no RAM, not its own or not a root; -HV_ERESTART */
static int root_hold(const struct vcpu *v, u64 cr3, mfn_t *root)
{
	mfn_t mfn = maddr_to_mfn(cr3);
	int err;

	if (!mfn_is_ram(mfn))
		return refuse(-EINVAL, "root %#llx: no RAM", cr3);
	err = page_get_and_type(mfn_to_page(mfn), v->domain->mm.id, TYPE_L4, true);
	if (!err)
		*root = mfn;
	return err == -HV_ERESTART || !err ? err : -EINVAL;
}

/* It may be the only reference, of a whole address space: what takes too long is parked. */
static void root_release(mfn_t root)
{
	if (!mfn_eq(root, INVALID_MFN) && page_put_and_type(mfn_to_page(root), true))
		page_park(mfn_to_page(root));
}

/* First setting: roots and GDT. All of it or nothing. */
static int context_hold(struct vcpu *v, const struct vcpu_guest_context *c)
{
	mfn_t kernel = INVALID_MFN, user = INVALID_MFN;
	u64 frames[GDT_GUEST_PAGES];
	int err;

	/* What is quick and may be refused comes before what is long. */
	for (unsigned int i = 0; i < GDT_GUEST_PAGES; i++)
		frames[i] = c->gdt_frames[i];
	err = gdt_set(v, frames, c->gdt_ents);
	if (!err)
		err = ldt_set(v, c->ldt_base, c->ldt_ents);
	if (!err)
		err = root_hold(v, c->ctrlreg[3], &kernel);
	if (!err && c->ctrlreg[1])
		err = root_hold(v, c->ctrlreg[1], &user);
	if (err) {
		root_release(user);
		root_release(kernel);
		return err;
	}
	v->kernel_root = kernel;
	v->user_root = user;
	root_name(v, &v->hot);
	return 0;
}

/* ------------------------------------------------------------------ commit */

static void commit_registers(struct vcpu *v, const struct vcpu_guest_context *c)
{
	const struct cpu_user_regs *from = &c->user_regs;

	/* The frame is the public struct without the data segments at its end. */
	static_assert(offsetof(struct cpu_user_regs, es) == sizeof(struct cpu_regs));
	memcpy(&v->regs, from, sizeof(v->regs));
	v->regs.cs = user_rpl(from->cs);
	v->regs.ss = user_rpl(from->ss);
	v->regs.rflags = (from->rflags & RFLAGS_GUEST_MAY) | X86_EFLAGS_IF | X86_EFLAGS_FIXED;
	v->regs.entry_vector = FRAME_FULL;
	v->regs.error_code = 0;
	v->ds = from->ds ? user_rpl(from->ds) : 0;
	v->es = from->es ? user_rpl(from->es) : 0;
	v->fs = from->fs ? user_rpl(from->fs) : 0;
	v->gs = from->gs ? user_rpl(from->gs) : 0;
	v->fs_from_sel = v->fs;
	v->gs_from_sel = v->gs;
	v->fs_base = c->fs_base;
	v->gs_base_kernel = c->gs_base_kernel;
	v->gs_base_user = c->gs_base_user;
	v->iopl = from->rflags >> 12 & 3;
	v->cr0_ts = c->ctrlreg[0] & X86_CR0_TS;
	v->guest_cr4 = c->ctrlreg[4] & CR4_GUEST_MAY;
}

static void commit_entry(struct guest_entry *e, u64 rip, bool masks)
{
	e->cs = GUEST_CS64;
	e->flags = masks ? GUEST_ENTRY_MASKS : 0;
	e->rip = rip;
}

static void commit_entries(struct vcpu *v, const struct vcpu_guest_context *c)
{
	struct guest_hot *hot = &v->hot;

	hot->user_mode = !(c->flags & VGCF_in_kernel);
	hot->kernel_ss = user_rpl(c->kernel_ss);
	hot->kernel_sp = usable_stack(c->kernel_sp);
	commit_entry(&hot->event, c->event_callback_eip, false);
	commit_entry(&hot->failsafe, c->failsafe_callback_eip,
		     c->flags & VGCF_failsafe_disables_events);
	commit_entry(&hot->syscall, c->syscall_callback_eip,
		     c->flags & VGCF_syscall_disables_events);
	for (unsigned int i = 0; i < ARRAY_SIZE(c->trap_ctxt); i++) {
		const struct trap_info *ti = &c->trap_ctxt[i];
		struct trap_entry t = { .rip = ti->address, .cs = ti->cs, .flags = ti->flags };

		if (guest_trap_set(v, i, &t))
			BUG();		/* context_check() has looked */
	}
}

/*
 * The context has the first part only. What a vCPU that has run keeps beyond it (AVX) stays:
 * one that is resumed after a checkpoint goes on with it.
 */
static void commit_fpu(struct vcpu *v, const struct vcpu_guest_context *c, bool first)
{
	bool valid = c->flags & VGCF_i387_valid &&
		     !fpu_check_image(&c->fpu_ctxt, FXSAVE_BYTES, 0);

	/* An image that would fault when loaded counts as none. */
	if (first || !valid)
		fpu_init(v->fpu);
	if (valid)
		fpu_set_legacy(v->fpu, &c->fpu_ctxt);
}

/* Registers that debugregs_set() refuses are left at their reset value. */
static void commit_debug(struct vcpu *v, const struct vcpu_guest_context *c)
{
	v->dr = (struct debug_regs){ .dr6 = DR6_FIXED, .dr7 = DR7_FIXED };
	for (unsigned int i = 0; i < 8; i++)
		if (i != 4 && i != 5 && debugregs_set(&v->dr, i, c->debugreg[i]))
			printk(LOG_GUEST LOG_DEBUG "d%uv%u: debug register %u: %#lx refused\n",
			       v->domain->mm.id, v->id, i, c->debugreg[i]);
}

/**
 * vcpu_set_context() - VCPUOP_initialise, XEN_DOMCTL_setvcpucontext
 *
 * Errors: -EINVAL a value cannot be, or a frame is not the domain's;
 * -EOPNOTSUPP tables differ from those of an initialised vCPU, -HV_ERESTART preempted
 * while a root was validated (call again). @v is unchanged after an error, except that
 * its GDT and LDT may be set.
 */
int vcpu_set_context(struct vcpu *v, const struct vcpu_guest_context *c)
{
	bool first = !v->initialised;
	int err = context_check(v, c);

	if (err)
		return err;
	vcpu_sync(v);
	if (first)
		err = context_hold(v, c);
	else if (!context_same_tables(v, c))
		err = refuse(-EOPNOTSUPP, "tables of an initialised vCPU cannot change");
	if (err)
		return err;

	commit_registers(v, c);
	commit_entries(v, c);
	commit_fpu(v, c, first);
	commit_debug(v, c);
	if (!v->id)
		v->domain->vm_assist = c->vm_assist & vm_assist_known;
	if (first) {
		WRITE_ONCE(v->info->evtchn_upcall_mask, 1);
		v->initialised = true;
	}
	return 0;
}

/* ------------------------------------------------------------------ the other way */

static void fetch_tables(const struct vcpu *v, struct vcpu_guest_context *c)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(c->trap_ctxt); i++) {
		const struct trap_entry *t = &v->traps[i];

		c->trap_ctxt[i] = (struct trap_info){
			.vector = i, .flags = t->flags, .cs = t->cs, .address = t->rip,
		};
	}
	for (unsigned int i = 0; i < GDT_GUEST_PAGES; i++)
		if (!mfn_eq(v->gdt_frames[i], INVALID_MFN))
			c->gdt_frames[i] = mfn_x(v->gdt_frames[i]);
	c->gdt_ents = v->gdt_entries;
	c->ldt_base = v->ldt_gva;
	c->ldt_ents = v->ldt_entries;
}

/**
 * vcpu_get_context() - XEN_DOMCTL_getvcpucontext
 * @c: written completely
 */
void vcpu_get_context(struct vcpu *v, struct vcpu_guest_context *c)
{
	const struct guest_hot *hot = &v->hot;
	struct cpu_user_regs *to = &c->user_regs;

	vcpu_sync(v);
	memset(c, 0, sizeof(*c));
	memcpy(&c->fpu_ctxt, v->fpu->image, FXSAVE_BYTES);
	memcpy(to, &v->regs, sizeof(v->regs));
	to->entry_vector = 0;
	to->rflags |= (u64)v->iopl << 12;
	to->ds = v->ds;
	to->es = v->es;
	to->fs = v->fs;
	to->gs = v->gs;

	c->flags = VGCF_i387_valid;
	if (!hot->user_mode)
		c->flags |= VGCF_in_kernel;
	if (hot->failsafe.flags & GUEST_ENTRY_MASKS)
		c->flags |= VGCF_failsafe_disables_events;
	if (hot->syscall.flags & GUEST_ENTRY_MASKS)
		c->flags |= VGCF_syscall_disables_events;
	if (!(READ_ONCE(v->pause_flags) & 1UL << VPF_DOWN))
		c->flags |= VGCF_online;
	fetch_tables(v, c);

	c->kernel_ss = hot->kernel_ss;
	c->kernel_sp = hot->kernel_sp;
	c->ctrlreg[0] = X86_CR0_PE | X86_CR0_ET | X86_CR0_NE | X86_CR0_WP | X86_CR0_PG |
			(v->cr0_ts ? X86_CR0_TS : 0);
	if (!mfn_eq(v->user_root, INVALID_MFN))
		c->ctrlreg[1] = mfn_to_maddr(v->user_root);
	if (!mfn_eq(v->kernel_root, INVALID_MFN))
		c->ctrlreg[3] = mfn_to_maddr(v->kernel_root);
	c->ctrlreg[4] = v->guest_cr4;
	for (unsigned int i = 0; i < 4; i++)
		c->debugreg[i] = v->dr.addr[i];
	c->debugreg[6] = v->dr.dr6;
	c->debugreg[7] = v->dr.dr7;
	c->event_callback_eip = hot->event.rip;
	c->failsafe_callback_eip = hot->failsafe.rip;
	c->syscall_callback_eip = hot->syscall.rip;
	c->vm_assist = v->domain->vm_assist;
	c->fs_base = v->fs_base;
	c->gs_base_kernel = v->gs_base_kernel;
	c->gs_base_user = v->gs_base_user;
}

/* ------------------------------------------------------------------ letting go */

static int root_drop(mfn_t *root)
{
	int err;

	if (mfn_eq(*root, INVALID_MFN))
		return 0;
	err = page_put_and_type(mfn_to_page(*root), true);
	if (!err)
		*root = INVALID_MFN;
	return err;
}

/**
 * vcpu_drop_roots() - give back everything that @v holds of its domain's frames
 *
 * State: afterwards it can never run again. Context: its domain is dying and paused.
 * Errors: -HV_ERESTART, to be called again.
 */
int vcpu_drop_roots(struct vcpu *v)
{
	int err;

	vcpu_sync(v);
	(void)gdt_set(v, NULL, 0);
	ldt_drop_pages(v);
	v->ldt_entries = 0;
	root_forget(&v->hot);
	log_dirty_free_vcpu(v);
	err = root_drop(&v->old_root);
	if (!err)
		err = root_drop(&v->user_root);
	if (!err)
		err = root_drop(&v->kernel_root);
	if (!err)
		vcpu_info_release(v);
	return err;
}

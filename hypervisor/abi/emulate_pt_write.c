// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writable page tables: a guest kernel writes to its page table as if it could.
 *
 * Every page table of a guest is mapped read-only, so a write faults. If the
 * frame behind the address is a validated L1 table of the guest's own, the
 * instruction is carried out here, and what it stores goes through the same
 * check, hold and commit as an mmu_update. Only L1 tables, only aligned operands of
 * up to eight bytes; a write to an upper table is the guest's mistake and comes
 * back to it as a page fault, as does an entry that is refused.
 *
 * A kernel reads what its XCHG returned and loses what it does not say, so the
 * exchange must be atomic against the processor setting A and D: it is a
 * compare-and-exchange on the entry, repeated while only those bits move.
 *
 *	#PF W|P, kernel mode -> decode -> walk to the entry that maps cr2
 *	    -> its frame: ours? lock it: an L1? -> compute -> cmpxchg -> retire
 *
 * What the instruction costs is all that a stock kernel's unmap costs, so the
 * common encodings skip the decoder, and nothing is looked up twice.
 *
 * A plain store to the one device page that guests see read-only (mm/guest_pt.h) is
 * dropped: a driver that sets up what the hypervisor runs goes on, without effect.
 *
 * Lock: the table's, around the change. Deliberately absent: CMPXCHG16B, and vector
 * stores, which are refused.
 */
#include "abi/emulate.h"
#include "abi/guest_insn.h"
#include "abi/insn_alu.h"
#include "abi/pt_write_decode.h"
#include "core/stats.h"
#include "core/tbuf.h"
#include "core/vcpu.h"
#include "mm/guest_copy.h"
#include "mm/guest_pt.h"
#include "mm/log_dirty.h"

#define ZF		0x40UL
#define DF		0x400UL
#define MAX_TRIES	16

/* The table that is written, locked. */
struct target {
	struct page *pg;
	unsigned int index;	/* of the entry */
	unsigned int shift;	/* of the operand in it, in bits */
	struct pt_owners own;
};

/*
 * The frame is not referenced but locked, which is enough: a valid table does not
 * cease to be one, or change its owner, while it is locked. Whatever table the walk
 * led to, stale or not, nothing happens to it unless it is an L1 of this domain.
 */
static bool target_find(struct vcpu *v, unsigned long gva, struct target *t)
{
	enum page_type level;
	mfn_t mfn;
	u64 pte;

	if (guest_pt_peek(v->kernel_root, gva, &pte))
		return false;
	mfn = pte_mfn(pte);
	if ((pte & (PTE_P | PTE_RW)) != PTE_P || !mfn_is_ram(mfn))
		return false;
	t->pg = mfn_to_page(mfn);
	level = page_lock_table(t->pg);
	if (likely(level == TYPE_L1 && READ_ONCE(t->pg->owner) == v->domain->mm.id)) {
		t->index = (gva & (HV_PAGE_SIZE - 1)) / sizeof(u64);
		t->shift = (gva & 7) * 8;
		t->own.table = &v->domain->mm;
		t->own.frames = &v->domain->mm;
		return true;
	}
	if (level != TYPE_NONE)
		page_unlock(t->pg);
	return false;
}

static bool stores_to_our_device(struct vcpu *v, unsigned long gva, const struct pt_write *w)
{
	u64 pte;

	if (w->op != PTW_MOV || guest_pt_peek(v->kernel_root, gva, &pte))
		return false;
	return (pte & (PTE_P | PTE_RW)) == PTE_P &&
	       (pte & PTE_FRAME_MASK) == mmio_read_only_maddr;
}

static u64 target_read(const struct target *t)
{
	return READ_ONCE(((u64 *)page_to_virt(t->pg))[t->index]);
}

static u64 merge(u64 word, u64 value, unsigned int bytes, unsigned int shift)
{
	u64 mask = low_bytes(~0UL, bytes) << shift;

	return (word & ~mask) | (value << shift & mask);
}

/* The value that the instruction stores, given what is there; flags for later. */
static u64 new_value(struct cpu_regs *regs, const struct pt_write *w, u64 old, u64 movs,
		     u64 *flags)
{
	u64 src = w->immediate ? w->imm : gpr_read(regs, w->reg, w->bytes, w->rex);

	if (likely(w->op <= PTW_CMPXCHG))
		return src;
	if (w->op == PTW_MOVS)
		src = movs;
	return alu_compute(w->op, w->bytes, old, src, flags);
}

/*
 * CMPXCHG, CMPXCHG8B: is the entry what the guest expects? If not, its register gets
 * what is there and nothing is stored.
 */
static bool guest_expects(struct cpu_regs *regs, const struct pt_write *w, u64 old)
{
	u64 expect = low_bytes(regs->rax, w->bytes);

	if (w->op == PTW_CMPXCHG8B)
		expect = (u32)regs->rax | regs->rdx << 32;
	if (old == expect)
		return true;
	if (w->op == PTW_CMPXCHG8B) {
		regs->rax = (u32)old;
		regs->rdx = old >> 32;
		regs->rflags &= ~ZF;
		return false;
	}
	(void)alu_compute(PTW_CMP, w->bytes, expect, old, &regs->rflags);
	gpr_write(regs, 0, w->bytes, true, old);
	return false;
}

/* What the instruction does besides storing. */
static void write_back(struct cpu_regs *regs, const struct pt_write *w, u64 old, u64 flags)
{
	u64 dir = regs->rflags & DF ? -(u64)w->bytes : w->bytes;

	switch (w->op) {
	case PTW_XCHG:
	case PTW_XADD:
		gpr_write(regs, w->reg, w->bytes, w->rex, old);
		break;
	case PTW_CMPXCHG:
		(void)alu_compute(PTW_CMP, w->bytes, old, old, &flags);
		break;
	case PTW_CMPXCHG8B:
		flags |= ZF;
		break;
	case PTW_MOVS:
		regs->rsi += dir;
		fallthrough;
	case PTW_STOS:
		regs->rdi += dir;
		break;
	}
	regs->rflags = flags;
}

/* Store, with the table locked. EMULATED_NOT: refused. */
static enum emulated write_locked(struct cpu_regs *regs, const struct pt_write *w,
				  struct target *t, u64 movs)
{
	u64 was = target_read(t), old, value, flags;
	unsigned int i;
	int err;

	for (i = 0; i < MAX_TRIES; i++) {
		flags = regs->rflags;
		old = low_bytes(was >> t->shift, w->bytes);
		if (w->op == PTW_CMPXCHG8B)
			value = (u32)regs->rbx | regs->rcx << 32;
		else
			value = new_value(regs, w, old, movs, &flags);
		if ((w->op == PTW_CMPXCHG || w->op == PTW_CMPXCHG8B) &&
		    !guest_expects(regs, w, old))
			return EMULATED_DONE;
		value = merge(was, value, w->bytes, t->shift);
		err = guest_pt_cmpxchg(t->pg, TYPE_L1, t->index, &was, value, &t->own);
		if (likely(!err)) {
			write_back(regs, w, old, flags);
			return EMULATED_DONE;
		}
		if (err != -EAGAIN)
			return EMULATED_NOT;
	}
	return EMULATED_AGAIN;		/* the guest executes it again */
}

static bool decode(const struct cpu_regs *regs, struct pt_write *w)
{
	u8 b[INSN_FETCH] __aligned(8);
	unsigned int got;

	if (unlikely(guest_code_bits(regs) != 64))
		return false;
	got = guest_fetch(b, regs->rip, sizeof(b));
	if (likely(pt_write_decode_fast(b, got, w)))
		return true;
	return pt_write_decode(b, min_t(unsigned int, got, INSN_BYTES), w);
}

/* REP: one element at a time; the instruction faults again for the next one. */
static bool string_again(struct cpu_regs *regs, const struct pt_write *w)
{
	return w->rep && --regs->rcx;
}

bool emulate_pt_write(struct cpu_regs *regs, unsigned long cr2)
{
	struct vcpu *v = current_vcpu();
	enum emulated done;
	struct target t;
	struct pt_write w;
	u64 movs = 0;

	if (!decode(regs, &w) || cr2 & (w.bytes - 1))
		return false;
	if (w.rep && !regs->rcx)
		return false;
	if ((w.op == PTW_STOS || w.op == PTW_MOVS) && regs->rdi != cr2)
		return false;		/* the fault was in its source */
	if (w.op == PTW_MOVS && guest_read(&movs, regs->rsi, w.bytes))
		return false;
	if (!target_find(v, cr2, &t)) {
		if (!stores_to_our_device(v, cr2, &w))
			return false;
		emulate_retire(regs, w.len);
		return true;
	}
	done = write_locked(regs, &w, &t, movs);
	log_dirty_mark(t.own.table, page_to_mfn(t.pg));
	page_unlock(t.pg);
	if (done == EMULATED_NOT)
		return false;
	count(CNT_ptwr_emulated);
	if (unlikely(tbuf_on))
		tbuf_pt_write(regs->rip, cr2, target_read(&t));
	if (done == EMULATED_DONE && !string_again(regs, &w))
		emulate_retire(regs, w.len);
	return true;
}

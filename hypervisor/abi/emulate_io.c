// SPDX-License-Identifier: GPL-2.0-only
/*
 * IN, OUT, INS and OUTS that trapped.
 *
 * May it? First the mode: with enough IOPL (PHYSDEVOP_set_iopl) any port; else the
 * bitmap that the guest kernel registered for its processes
 * (PHYSDEVOP_set_iobitmap), which lies in its address space. A mode that may not
 * gets its #GP. What is then behind the port is decided in guest_ports.c.
 *
 * REP is executed for as long as nothing else is pending and memory can be
 * reached; registers always show how far it came, so the guest's instruction
 * simply runs again. A fault in memory is given to the guest with its address.
 *
 * String forms are emulated in 64-bit code only, where ES and DS start at 0.
 */
#include "abi/emulate_group.h"
#include "abi/guest_ports.h"
#include "core/guest_trap.h"
#include "cpu/segment_base.h"
#include "cpu/softirq.h"
#include "cpu/traps.h"
#include "mm/guest_copy.h"
#include <asm/processor-flags.h>
#include <asm/trap_pf.h>
#include <xen/interface/xen.h>

#define MAX_REPEATS	4096

struct port_insn {
	u16 port;
	u8 bytes;
	bool write, string, rep;
};

static bool iopl_enough(const struct vcpu *v)
{
	bool kernel = guest_kernel_mode();
	unsigned int needs = kernel ? 1 : 3;

	if (kernel && v->domain->vm_assist & 1U << VMASST_TYPE_architectural_iopl)
		needs = 0;
	return v->iopl >= needs;
}

/* The bitmap is the kernel's: read it in the kernel's address space. */
static bool bitmap_allows(const struct vcpu *v, u16 port, unsigned int bytes)
{
	u64 gva = v->io_bitmap_gva + port / 8;
	bool user = !guest_kernel_mode();
	u16 bits = 0xffff;
	int err;

	if (!v->io_bitmap_gva || (u32)port + bytes > v->io_bitmap_ports)
		return false;
	if (user)
		guest_set_user_mode(false);
	/* the second byte may be behind the end of the guest's memory: then it says no */
	err = guest_read(&bits, gva, (port & 7) + bytes > 8 ? 2 : 1);
	if (user)
		guest_set_user_mode(true);
	return !err && !(bits >> (port & 7) & ((1U << bytes) - 1));
}

static bool port_insn_parse(const struct cpu_regs *regs, struct insn *insn, struct port_insn *p)
{
	u8 opcode = insn->opcode.bytes[0];
	insn_byte_t prefix;
	unsigned int i;

	p->string = opcode < 0x70;
	p->write = opcode & 2;
	p->bytes = opcode & 1 ? (insn->opnd_bytes == 2 ? 2 : 4) : 1;
	p->port = opcode >= 0xe4 && opcode <= 0xe7 ? (u8)insn->immediate.value : regs->rdx;
	p->rep = false;
	for_each_insn_prefix(insn, i, prefix)
		if (prefix == 0xf2 || prefix == 0xf3)
			p->rep = p->string;
	return !p->string || (insn->x86_64 && insn->addr_bytes == 8);
}

static void queue_page_fault(u64 gva, bool write)
{
	guest_trap_page_fault(gva, (write ? X86_PF_WRITE : 0) | X86_PF_USER);
}

/* One element between port and memory; -EFAULT. */
static int move_one(struct domain *d, const struct port_insn *p, u64 gva)
{
	u32 value = 0;

	if (p->write) {
		if (guest_read(&value, gva, p->bytes))
			return -EFAULT;
		guest_port_write(d, p->port, p->bytes, value);
		return 0;
	}
	/* A read may change the device: be sure that there is a place for it. */
	if (guest_read(&value, gva, p->bytes) || guest_write(gva, &value, p->bytes))
		return -EFAULT;
	value = guest_port_read(d, p->port, p->bytes);
	return guest_write(gva, &value, p->bytes);
}

static u64 source_base(struct insn *insn)
{
	insn_byte_t prefix;
	unsigned int i;

	for_each_insn_prefix(insn, i, prefix) {
		if (prefix == 0x64)
			return fs_base_read();
		if (prefix == 0x65)
			return gs_base_active_read();
	}
	return 0;
}

static enum emulated string_io(struct cpu_regs *regs, struct insn *insn,
			       const struct port_insn *p)
{
	u64 *pointer = p->write ? &regs->rsi : &regs->rdi;
	u64 step = regs->rflags & X86_EFLAGS_DF ? -(u64)p->bytes : p->bytes;
	u64 base = p->write ? source_base(insn) : 0;
	struct domain *d = current_domain();
	unsigned int n;

	for (n = 0; n < MAX_REPEATS; n++) {
		if (p->rep && !regs->rcx)
			return EMULATED_DONE;
		if (move_one(d, p, base + *pointer)) {
			queue_page_fault(base + *pointer, !p->write);
			return EMULATED_FAULT;
		}
		*pointer += step;
		if (!p->rep)
			return EMULATED_DONE;
		regs->rcx--;
		if (softirq_pending())
			break;
	}
	return regs->rcx ? EMULATED_AGAIN : EMULATED_DONE;
}

enum emulated emulate_port_insn(struct cpu_regs *regs, struct insn *insn)
{
	struct vcpu *v = current_vcpu();
	struct port_insn p;

	if (!port_insn_parse(regs, insn, &p))
		return EMULATED_NOT;
	if (!iopl_enough(v) && !bitmap_allows(v, p.port, p.bytes))
		return EMULATED_NOT;
	if (p.string)
		return string_io(regs, insn, &p);
	if (p.write)
		guest_port_write(v->domain, p.port, p.bytes, low_bytes(regs->rax, p.bytes));
	else
		gpr_write(regs, 0, p.bytes, true, guest_port_read(v->domain, p.port, p.bytes));
	return EMULATED_DONE;
}

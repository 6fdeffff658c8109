// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each CPU's descriptor tables and system-call entry points.
 *
 * All of them live in the CPU's own area (cpu/layout.h):
 *
 *   GDT   one page of ours. The GDTR base lies 14 pages below it, so that our
 *         descriptors have the selectors that the ABI fixes (0xe0xx). While a guest
 *         runs, the same page is mapped behind the guest's 14 pages in its
 *         vCPU's window, and GDTR points there.
 *   IDT   one page. Hot entries point into the entry text alias of this CPU;
 *         the others at their link address. #BP, #OF and int 0x80 may be
 *         raised by guests; any other INT n gives #GP, and is then emulated.
 *   TSS   in struct pcpu; its I/O bitmap is two pages further up.
 *
 * NMI, #DF, #MC and #DB have stacks of their own, since they can come at a
 * moment when the stack pointer is still the guest's.
 */
#include <asm/msr-index.h>
#include "cpu/traps.h"
#include "cpu/features.h"
#include "cpu/image.h"
#include "cpu/insn.h"
#include "cpu/irqflags.h"
#include "cpu/printk.h"

#define GATE_INT	0x8e00UL
#define GATE_DPL3	0x6000UL

struct gate64 { u64 lo, hi; };

/* Where code of the entry text runs on this CPU. */
static u64 entry_alias(const u8 *label)
{
	return PCPU_AREA((u64)this_cpu()) + PCPU_ENTRY_TEXT + (label - _entry_text_start);
}

static void gate_set(unsigned int vector, u64 target, unsigned int ist, u64 flags)
{
	struct gate64 *idt = (void *)(PCPU_AREA((u64)this_cpu()) + PCPU_IDT);

	idt[vector].hi = target >> 32;
	idt[vector].lo = (target & 0xffff) | ((u64)HV_CS << 16) | ((u64)ist << 32) |
			 ((GATE_INT | flags) << 32) | ((target >> 16 & 0xffff) << 48);
}

static void idt_fill(void)
{
	unsigned int v;

	for (v = 0; v < 256; v++)
		gate_set(v, (u64)vector_stubs + 16 * v, 0, 0);
	gate_set(1, (u64)entry_debug, 4, 0);
	gate_set(2, (u64)entry_nmi, 1, 0);
	gate_set(3, (u64)vector_stubs + 16 * 3, 0, GATE_DPL3);
	gate_set(4, (u64)vector_stubs + 16 * 4, 0, GATE_DPL3);
	gate_set(8, (u64)entry_double_fault, 2, 0);
	gate_set(14, entry_alias(entry_page_fault), 0, 0);
	gate_set(18, (u64)entry_machine_check, 3, 0);
	gate_set(0x80, (u64)vector_stubs + 16 * 0x80, 0, GATE_DPL3);
}

static void gdt_set_system(u64 *gdt, u16 selector, u64 base, u32 limit, u8 type)
{
	u64 *d = gdt + (selector >> 3) - FIRST_RESERVED_GDT_ENTRY;

	d[1] = base >> 32;
	d[0] = (limit & 0xffff) | (base & 0xffffff) << 16 | (u64)(0x80 | type) << 40 |
	       (u64)(limit >> 16 & 0xf) << 48 | (base >> 24 & 0xff) << 56;
}

static void gdt_fill(void)
{
	struct pcpu *p = this_pcpu();
	u64 *gdt = (u64 *)(PCPU_AREA((u64)p->cpu) + PCPU_GDT);

	gdt[(HV_CS >> 3) - FIRST_RESERVED_GDT_ENTRY] = 0x00af9b000000ffff;
	gdt[(HV_DS >> 3) - FIRST_RESERVED_GDT_ENTRY] = 0x00cf93000000ffff;
	gdt[(GUEST_CS32 >> 3) - FIRST_RESERVED_GDT_ENTRY] = 0x00cffb000000ffff;
	gdt[(GUEST_SS >> 3) - FIRST_RESERVED_GDT_ENTRY] = 0x00cff3000000ffff;
	gdt[(GUEST_CS64 >> 3) - FIRST_RESERVED_GDT_ENTRY] = 0x00affb000000ffff;
	/* limit: up to the byte of ones that must follow the I/O bitmap */
	gdt_set_system(gdt, HV_TSS_SEL, (u64)&p->tss, IO_BITMAP_ON + 0x2000, 9);
	gdt_set_system(gdt, HV_LDT_SEL, 0, 0, 2);
}

static void tss_fill(void)
{
	struct pcpu *p = this_pcpu();
	u64 area = PCPU_AREA((u64)p->cpu);

	p->tss.rsp0 = (u64)p;
	p->tss.ist[0] = area + PCPU_NMI_STACK + PCPU_IST_STACK_SIZE;
	p->tss.ist[1] = area + PCPU_DF_STACK + PCPU_IST_STACK_SIZE;
	p->tss.ist[2] = area + PCPU_MC_STACK + PCPU_IST_STACK_SIZE;
	p->tss.ist[3] = area + PCPU_DB_STACK + PCPU_IST_STACK_SIZE;
	p->tss.io_bitmap = IO_BITMAP_OFF;
}

static void syscall_msrs_set(void)
{
	/* the hypervisor's CS and SS; base of the guest's 32-bit, data and 64-bit selectors */
	msr_write(MSR_STAR, (u64)GUEST_CS32 << 48 | (u64)HV_CS << 32);
	msr_write(MSR_LSTAR, entry_alias(entry_syscall));
	msr_write(MSR_CSTAR, entry_alias(entry_syscall32));
	/* all but the arithmetic flags: TF IF DF IOPL NT RF VM AC ID... */
	msr_write(MSR_SYSCALL_MASK, 0x257700);
	msr_write_safe(MSR_IA32_SYSENTER_CS, HV_CS);
	msr_write_safe(MSR_IA32_SYSENTER_ESP, (u64)this_pcpu());
	msr_write_safe(MSR_IA32_SYSENTER_EIP, (u64)entry_sysenter);
}

static void gdtr_set(unsigned long base)
{
	struct desc_ptr_hv ptr = {
		.limit = (FIRST_RESERVED_GDT_PAGE + 1) * HV_PAGE_SIZE - 1,
		.base = base,
	};

	load_gdt(&ptr);
}

void gdt_load_host(void)
{
	gdtr_set(PCPU_AREA((u64)this_cpu()) + PCPU_GDT - FIRST_RESERVED_GDT_PAGE * HV_PAGE_SIZE);
}

void gdt_load_guest(unsigned int vcpu_id)
{
	gdtr_set(GDT_VIRT((u64)vcpu_id));
}

void ldt_load(unsigned long va, unsigned int entries)
{
	u64 *gdt = (u64 *)(PCPU_AREA((u64)this_cpu()) + PCPU_GDT);

	if (entries)
		gdt_set_system(gdt, HV_LDT_SEL, va, entries * 8 - 1, 2);
	load_ldt(entries ? HV_LDT_SEL : 0);
}

/* The frame behind an address of a per-CPU area, which is mapped by 4 KiB pages. */
static mfn_t area_frame(unsigned long va)
{
	u64 entry = cr3_read();
	unsigned int shift;

	for (shift = 39; shift >= HV_PAGE_SHIFT; shift -= 9) {
		const u64 *table = (const u64 *)(DIRECTMAP_VIRT + (entry & 0x000ffffffffff000UL));

		entry = table[va >> shift & 511];
	}
	return _mfn((entry & 0x000ffffffffff000UL) >> HV_PAGE_SHIFT);
}

mfn_t gdt_page_mfn(unsigned int cpu)
{
	return area_frame(PCPU_AREA((u64)cpu) + PCPU_GDT);
}

void traps_init_cpu(void)
{
	struct desc_ptr_hv idtr = {
		.limit = 256 * 16 - 1,
		.base = PCPU_AREA((u64)this_cpu()) + PCPU_IDT,
	};

	gdt_fill();
	tss_fill();
	idt_fill();
	gdt_load_host();
	load_idt(&idtr);
	load_tr(HV_TSS_SEL);
	load_ldt(0);
	data_segments_null();
	syscall_msrs_set();
}

/* In CR3 already? Bit 63 asks for no flush and reads as zero. */
static bool root_loaded(u64 cr3)
{
	return !((cr3_read() ^ cr3) << 1);
}

void guest_load_root(bool user)
{
	const struct guest_hot *hot = &this_pcpu()->hot;
	u64 cr3 = user ? hot->user_cr3 : hot->kernel_cr3;

	if (!root_loaded(cr3))
		cr3_write(cr3);
}

void guest_set_user_mode(bool user)
{
	struct pcpu *p = this_pcpu();
	unsigned long flags;

	if (p->hot.user_mode == user)
		return;
	flags = local_irq_off_save();
	cr3_write(user ? p->hot.user_cr3 : p->hot.kernel_cr3);
	swapgs_insn();
	p->hot.user_mode = user;
	p->tss.io_bitmap = p->hot.io_bitmap[user];
	local_irq_back(flags);
}

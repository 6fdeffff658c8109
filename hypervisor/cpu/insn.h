/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One function per machine instruction that C cannot say.
 *
 * Nothing here decides anything. The *_safe forms survive a #GP: the faulting
 * instruction has an entry in section .ex_table, a pair of offsets relative to
 * their own place {instruction, fixup}, which the exception code searches.
 * Names differ from the kernel's macros on purpose: several kernel headers that
 * we share pull those in.
 */
#ifndef HV_CPU_INSN_H
#define HV_CPU_INSN_H

#include "cpu/portio.h"
#include "lib/types.h"

#define EX_TABLE(insn, fixup)						\
	".pushsection .ex_table, \"a\"\n\t"				\
	".balign 4\n\t"							\
	".long " insn " - ., " fixup " - .\n\t"				\
	".popsection\n\t"

/* What EX_TABLE() writes; offsets from the fields themselves. */
struct ex_entry { s32 insn, fixup; };
extern const struct ex_entry _ex_table_start[], _ex_table_end[];

/* Where to go on after a fault of the instruction at @rip; 0 if it must not fault. */
static inline unsigned long ex_table_find(unsigned long rip)
{
	for (const struct ex_entry *e = _ex_table_start; e < _ex_table_end; e++)
		if ((unsigned long)&e->insn + e->insn == rip)
			return (unsigned long)&e->fixup + e->fixup;
	return 0;
}

struct cpuid_regs_hv { u32 eax, ebx, ecx, edx; };

static inline struct cpuid_regs_hv cpuid_leaf(u32 leaf, u32 subleaf)
{
	struct cpuid_regs_hv r;

	asm volatile("cpuid" : "=a" (r.eax), "=b" (r.ebx), "=c" (r.ecx), "=d" (r.edx)
		     : "a" (leaf), "c" (subleaf));
	return r;
}

static inline u64 msr_read(u32 msr)
{
	u32 lo, hi;

	asm volatile("rdmsr" : "=a" (lo), "=d" (hi) : "c" (msr) : "memory");
	return lo | (u64)hi << 32;
}

static inline void msr_write(u32 msr, u64 v)
{
	asm volatile("wrmsr" : : "c" (msr), "a" (v & 0xffffffff), "d" (v >> 32) : "memory");
}

/* 0, or -EIO if the MSR does not exist or refuses (then *@v is 0). */
static inline int msr_read_safe(u32 msr, u64 *v)
{
	u32 lo = 0, hi = 0;
	int err = -EIO;

	asm volatile("1: rdmsr\n\t"
		     "xorl %[err], %[err]\n\t"
		     "2:\n\t"
		     EX_TABLE("1b", "2b")
		     : "+a" (lo), "+d" (hi), [err] "+r" (err)
		     : "c" (msr) : "memory");
	*v = err ? 0 : (lo | (u64)hi << 32);
	return err;
}

static inline int msr_write_safe(u32 msr, u64 v)
{
	int err = -EIO;

	asm volatile("1: wrmsr\n\t"
		     "xorl %[err], %[err]\n\t"
		     "2:\n\t"
		     EX_TABLE("1b", "2b")
		     : [err] "+r" (err)
		     : "c" (msr), "a" (v & 0xffffffff), "d" (v >> 32) : "memory");
	return err;
}

static inline u64 xcr_read(u32 nr)
{
	u32 lo, hi;

	asm volatile("xgetbv" : "=a" (lo), "=d" (hi) : "c" (nr));
	return lo | (u64)hi << 32;
}

static inline void xcr_write(u32 nr, u64 v)
{
	asm volatile("xsetbv" : : "c" (nr), "a" (v & 0xffffffff), "d" (v >> 32) : "memory");
}

#define HV_CR_ACCESS(n)							\
static inline unsigned long cr##n##_read(void)				\
{									\
	unsigned long v;						\
									\
	asm volatile("movq %%cr" #n ", %0" : "=r" (v) : : "memory");	\
	return v;							\
}									\
static inline void cr##n##_write(unsigned long v)			\
{									\
	asm volatile("movq %0, %%cr" #n : : "r" (v) : "memory");	\
}

HV_CR_ACCESS(0)
HV_CR_ACCESS(2)
HV_CR_ACCESS(3)
HV_CR_ACCESS(4)

#define HV_DR_ACCESS(n)							\
static inline unsigned long dr##n##_read(void)				\
{									\
	unsigned long v;						\
									\
	asm volatile("movq %%db" #n ", %0" : "=r" (v) : : "memory");	\
	return v;							\
}									\
static inline void dr##n##_write(unsigned long v)			\
{									\
	asm volatile("movq %0, %%db" #n : : "r" (v) : "memory");	\
}

HV_DR_ACCESS(0)
HV_DR_ACCESS(1)
HV_DR_ACCESS(2)
HV_DR_ACCESS(3)
HV_DR_ACCESS(6)
HV_DR_ACCESS(7)

/* Not ordered against anything; tsc_read_ordered() does not move up before earlier loads. */
static inline u64 tsc_read(void)
{
	u32 lo, hi;

	asm volatile("rdtsc" : "=a" (lo), "=d" (hi));
	return lo | (u64)hi << 32;
}

static inline u64 tsc_read_ordered(void)
{
	u32 lo, hi;

	asm volatile("lfence; rdtsc" : "=a" (lo), "=d" (hi) : : "memory");
	return lo | (u64)hi << 32;
}

#define INVPCID_ADDRESS		0
#define INVPCID_CONTEXT		1
#define INVPCID_ALL_GLOBAL	2
#define INVPCID_ALL		3

static inline void tlb_invpcid(unsigned long type, u64 pcid, unsigned long va)
{
	struct { u64 pcid, va; } d = { pcid, va };

	asm volatile("invpcid %0, %1" : : "m" (d), "r" (type) : "memory");
}

static inline void tlb_invlpg(unsigned long va)
{
	asm volatile("invlpg (%0)" : : "r" (va) : "memory");
}

struct desc_ptr_hv { u16 limit; u64 base; } __packed;

static inline void load_idt(const struct desc_ptr_hv *p)
{
	asm volatile("lidt %0" : : "m" (*p) : "memory");
}

static inline void load_gdt(const struct desc_ptr_hv *p)
{
	asm volatile("lgdt %0" : : "m" (*p) : "memory");
}

static inline void load_tr(u16 sel)
{
	asm volatile("ltr %w0" : : "rm" (sel) : "memory");
}

static inline void load_ldt(u16 sel)
{
	asm volatile("lldt %w0" : : "rm" (sel) : "memory");
}

static inline void cpu_clts(void) { asm volatile("clts" : : : "memory"); }
static inline void cpu_halt(void) { asm volatile("hlt" : : : "memory"); }
/* Enables interrupts and halts with no gap: an interrupt pending now wakes it. */
static inline void cpu_sti_halt(void) { asm volatile("sti; hlt" : : : "memory"); }
static inline void cpu_wbinvd(void) { asm volatile("wbinvd" : : : "memory"); }
static inline void cpu_fence(void) { asm volatile("mfence" : : : "memory"); }
static inline void cpu_read_fence(void) { asm volatile("lfence" : : : "memory"); }
static inline void cpu_trap(void) { asm volatile("int3" : : : "memory"); }

static inline void swapgs_insn(void) { asm volatile("swapgs" : : : "memory"); }

#define HV_BASE_ACCESS(seg)						\
static inline u64 rd##seg##base_insn(void)				\
{									\
	u64 v;								\
									\
	asm volatile("rd" #seg "base %0" : "=r" (v) : : "memory");	\
	return v;							\
}									\
static inline void wr##seg##base_insn(u64 v)				\
{									\
	asm volatile("wr" #seg "base %0" : : "r" (v) : "memory");	\
}

HV_BASE_ACCESS(fs)
HV_BASE_ACCESS(gs)

/* a * b / c with a 128-bit product; the quotient must fit into 64 bits */
static inline u64 mul_div_u64_hv(u64 a, u64 b, u64 c)
{
	u64 lo, hi;

	asm("mulq %[b]\n\t"
	    "divq %[c]"
	    : "=&a" (lo), "=&d" (hi) : "0" (a), [b] "rm" (b), [c] "r" (c) : "cc");
	return lo;
}

/* MMIO: one access of exactly this width, never split, merged or repeated. */
#define HV_MMIO_ACCESS(bits)						\
static inline u##bits mmio_read##bits(const void *p)			\
{									\
	return READ_ONCE(*(const u##bits *)p);				\
}									\
static inline void mmio_write##bits(void *p, u##bits v)			\
{									\
	WRITE_ONCE(*(u##bits *)p, v);					\
}

HV_MMIO_ACCESS(8)
HV_MMIO_ACCESS(16)
HV_MMIO_ACCESS(32)
HV_MMIO_ACCESS(64)

#endif

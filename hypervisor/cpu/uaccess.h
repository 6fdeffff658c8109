/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Touching memory that may fault, in assembler, and the table of where to go on.
 *
 * An instruction that may fault is paired with an address in the exception table
 * (cpu/insn.h); the fault handler looks its rip up there and resumes at that address.
 * mm/guest_copy.c is the only user.
 */
#ifndef HV_CPU_UACCESS_H
#define HV_CPU_UACCESS_H

#include "cpu/insn.h"

/* SMAP is on (CR4.SMAP set on every CPU): guest memory needs EFLAGS.AC. */
extern bool uaccess_smap;

static inline void uaccess_open(void)
{
	if (uaccess_smap)
		asm volatile("stac" : : : "memory", "cc");
}

static inline void uaccess_close(void)
{
	if (uaccess_smap)
		asm volatile("clac" : : : "memory", "cc");
}

/* Between uaccess_open() and uaccess_close(); the number of bytes not copied. */
static inline size_t uaccess_copy(void *dst, const void *src, size_t bytes)
{
	size_t left = bytes / 8, tail = bytes % 8;

	asm volatile("1:	rep movsq\n"
		     "	mov	%[tail], %[left]\n"
		     "2:	rep movsb\n"
		     "3:\n"
		     ".pushsection .fixup, \"ax\"\n"
		     "4:	lea	(%[tail], %[left], 8), %[left]\n"
		     "	jmp	3b\n"
		     ".popsection\n"
		     EX_TABLE("1b", "4b")
		     EX_TABLE("2b", "3b")
		     : [left] "+c" (left), "+D" (dst), "+S" (src)
		     : [tail] "r" (tail) : "memory");
	return left;
}

static inline size_t uaccess_clear(void *dst, size_t bytes)
{
	size_t left = bytes / 8, tail = bytes % 8;

	asm volatile("1:	rep stosq\n"
		     "	mov	%[tail], %[left]\n"
		     "2:	rep stosb\n"
		     "3:\n"
		     ".pushsection .fixup, \"ax\"\n"
		     "4:	lea	(%[tail], %[left], 8), %[left]\n"
		     "	jmp	3b\n"
		     ".popsection\n"
		     EX_TABLE("1b", "4b")
		     EX_TABLE("2b", "3b")
		     : [left] "+c" (left), "+D" (dst)
		     : [tail] "r" (tail), "a" (0UL) : "memory");
	return left;
}

/*
 * @nr words, a constant, one by one: 0, or nonzero after a fault, with less than @nr
 * words copied. Either side may be the guest's.
 */
static __always_inline int uaccess_words(void *dst, const void *src, const unsigned int nr)
{
	int failed = 0;
	u64 word;

	asm volatile(".set .Luaccess_at, 0\n"
		     ".rept %c[nr]\n"
		     "1:	mov	.Luaccess_at(%[src]), %[word]\n"
		     "2:	mov	%[word], .Luaccess_at(%[dst])\n"
		     EX_TABLE("1b", "4f")
		     EX_TABLE("2b", "4f")
		     ".set .Luaccess_at, .Luaccess_at + 8\n"
		     ".endr\n"
		     "3:\n"
		     ".pushsection .fixup, \"ax\"\n"
		     "4:	inc	%[failed]\n"
		     "	jmp	3b\n"
		     ".popsection\n"
		     : [failed] "+r" (failed), [word] "=&r" (word)
		     : [src] "r" (src), [dst] "r" (dst), [nr] "i" (nr) : "memory");
	return failed;
}

/* One word each way: 0, or nonzero after a fault. */
static inline int uaccess_load(u64 *value, const u64 *from)
{
	int failed = 0;

	asm volatile("1:	mov	%[from], %[value]\n"
		     "2:\n"
		     ".pushsection .fixup, \"ax\"\n"
		     "3:	inc	%[failed]\n"
		     "	xor	%k[value], %k[value]\n"
		     "	jmp	2b\n"
		     ".popsection\n"
		     EX_TABLE("1b", "3b")
		     : [failed] "+r" (failed), [value] "=&r" (*value)
		     : [from] "m" (*from));
	return failed;
}

static inline int uaccess_store(u64 *to, u64 value)
{
	int failed = 0;

	asm volatile("1:	mov	%[value], %[to]\n"
		     "2:\n"
		     ".pushsection .fixup, \"ax\"\n"
		     "3:	inc	%[failed]\n"
		     "	jmp	2b\n"
		     ".popsection\n"
		     EX_TABLE("1b", "3b")
		     : [failed] "+r" (failed), [to] "=m" (*to)
		     : [value] "r" (value));
	return failed;
}

#endif

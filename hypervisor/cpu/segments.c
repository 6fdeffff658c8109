// SPDX-License-Identifier: GPL-2.0-only
/*
 * Data segment registers: DS, ES, FS and GS hold the guest's selectors all the
 * time. The hypervisor needs none of them in 64-bit mode; they change at a switch
 * of vCPUs, and a load that faults (the guest's descriptor is bad) loads null.
 */
#include "cpu/traps.h"
#include "cpu/insn.h"

void data_segments_read(struct data_segments *s)
{
	asm volatile("mov %%ds, %0" : "=rm" (s->ds));
	asm volatile("mov %%es, %0" : "=rm" (s->es));
	asm volatile("mov %%fs, %0" : "=rm" (s->fs));
	asm volatile("mov %%gs, %0" : "=rm" (s->gs));
}

#define load_segment_safe(seg, sel)						\
({										\
	int __bad = 0;								\
										\
	asm volatile("1: mov %k1, %%" #seg "\n"				\
		     "2:\n"							\
		     "	.pushsection .text.fixup, \"ax\"\n"			\
		     "3: movl $1, %0\n"						\
		     "	xorl %k1, %k1\n"					\
		     "	mov %k1, %%" #seg "\n"				\
		     "	jmp 2b\n"						\
		     "	.popsection\n"						\
		     EX_TABLE("1b", "3b")						\
		     : "+r" (__bad) : "r" ((u32)(sel)) : "memory");		\
	__bad;									\
})

bool data_segments_load(const struct data_segments *s)
{
	int bad;

	bad = load_segment_safe(ds, s->ds);
	bad |= load_segment_safe(es, s->es);
	bad |= load_segment_safe(fs, s->fs);
	bad |= load_segment_safe(gs, s->gs);
	return !bad;
}

void data_segments_null(void)
{
	static const struct data_segments null;

	data_segments_load(&null);
}

bool load_gs_for_kernel_base(u16 sel)
{
	int bad;

	/* The load clobbers the active base only: make the other one active for it. */
	swapgs_insn();
	bad = load_segment_safe(gs, sel);
	cpu_fence();
	swapgs_insn();
	return !bad;
}

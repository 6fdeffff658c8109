/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Indirect branches that the branch predictor cannot be taught to misdirect.
 *
 * The compiler turns every "call *%reg" and "jmp *%reg" into a call or jump of
 * the thunk of that register. The thunk replaces a return address with the
 * target and returns; a CPU that speculates at all follows its return stack
 * into the loop behind the inner call, which does nothing.
 *
 * Each thunk has 32 bytes, so that retpoline_patch() can overwrite it with the
 * plain jump, or with a fenced one, where that is known to be enough.
 */
#include <linux/linkage.h>

	.section .text.retpoline, "ax"

.macro THUNK reg
	.balign	32
SYM_CODE_START(__x86_indirect_thunk_\reg)
	call	2f
1:	pause
	lfence
	jmp	1b
2:	movq	%\reg, (%rsp)
	ret
	int3
	.skip	__x86_indirect_thunk_\reg + 32 - ., 0xcc
SYM_CODE_END(__x86_indirect_thunk_\reg)
.endm

	.balign	32
SYM_CODE_START(retpoline_thunks)
	THUNK	rax
	THUNK	rcx
	THUNK	rdx
	THUNK	rbx
	THUNK	rsp			/* never used; keeps the numbering */
	THUNK	rbp
	THUNK	rsi
	THUNK	rdi
	THUNK	r8
	THUNK	r9
	THUNK	r10
	THUNK	r11
	THUNK	r12
	THUNK	r13
	THUNK	r14
	THUNK	r15
SYM_CODE_END(retpoline_thunks)

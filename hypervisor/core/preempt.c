// SPDX-License-Identifier: GPL-2.0-only
/*
 * Continuations. What they are is told in core/preempt.h.
 *
 * Outside a multicall the program counter goes back over the two bytes of SYSCALL,
 * rax names the call again and the argument registers hold the progress: the guest
 * "makes" the call when it runs again, after events and other vCPUs had their turn.
 * Inside a multicall the entry is rewritten, and abi/hc_multicall.c stops there.
 */
#include "core/preempt.h"
#include "core/stats.h"
#include "cpu/pcpu.h"

#define SYSCALL_BYTES	2

static void continue_in_multicall(struct vcpu *v, unsigned int op, const unsigned long *a,
				  unsigned int nr)
{
	v->mc->op = op;
	for (unsigned int i = 0; i < nr; i++)
		v->mc->args[i] = a[i];
	v->mc_preempted = true;
}

static void continue_in_regs(unsigned int op, const unsigned long *a, unsigned int nr)
{
	struct cpu_regs *regs = guest_regs();
	u64 *const reg[5] = { &regs->rdi, &regs->rsi, &regs->rdx, &regs->r10, &regs->r8 };

	for (unsigned int i = 0; i < nr; i++)
		*reg[i] = a[i];
	regs->rip -= SYSCALL_BYTES;
}

long hypercall_continue(unsigned int op, unsigned int nr, unsigned long a1, unsigned long a2,
			unsigned long a3, unsigned long a4, unsigned long a5)
{
	const unsigned long a[5] = { a1, a2, a3, a4, a5 };
	struct vcpu *v = current_vcpu();

	count(CNT_preempted);
	if (v->in_multicall)
		continue_in_multicall(v, op, a, nr);
	else
		continue_in_regs(op, a, nr);
	/* becomes rax: the number of the call that is made again */
	return op;
}

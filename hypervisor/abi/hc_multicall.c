// SPDX-License-Identifier: GPL-2.0-only
/*
 * multicall: several hypercalls for one crossing.
 *
 * Entries are run in order; each result is written back to its entry. A call
 * in the list that is preempted leaves its continuation in its own entry
 * (core/preempt.c), and the multicall continues with that entry; between entries
 * the multicall itself gives way. A multicall may not stand in a list. An iret ends
 * it: what follows would otherwise run in the mode that it has left for.
 *
 * ABI: __HYPERVISOR_multicall(list, nr)
 */
#include "abi/dispatch.h"
#include "core/bounce.h"
#include "core/preempt.h"
#include "core/stats.h"
#include "mm/guest_copy.h"

static long run_entry(struct vcpu *v, struct multicall_entry *e)
{
	if (e->op >= NR_HYPERCALLS)
		return -ENOSYS;
	if (e->op == __HYPERVISOR_multicall)
		return -EINVAL;
	v->mc = e;
	v->mc_preempted = false;
	return hypercall_call(e->op, e->args);
}

HYPERCALL(multicall)
{
	unsigned long gva = a1;
	u32 nr = a2, i;
	struct vcpu *v = current_vcpu();
	struct multicall_entry e;
	long result;

	if (v->in_multicall)
		return -EINVAL;
	if (!guest_range_ok(gva, (u64)nr * sizeof(e)))
		return -EFAULT;

	for (i = 0; i < nr; i++, gva += sizeof(e)) {
		if (i && hypercall_preempt())
			return hypercall_continue(__HYPERVISOR_multicall, 2, gva, nr - i, 0, 0, 0);
		if (guest_read(&e, gva, sizeof(e)))
			return -EFAULT;
		if (e.op == __HYPERVISOR_iret) {
			iret_slow(guest_regs());
			return guest_regs()->rax;
		}
		v->in_multicall = true;
		result = run_entry(v, &e);
		v->in_multicall = false;
		if (v->mc_preempted) {
			v->mc_preempted = false;
			if (guest_write(gva, &e, sizeof(e)))
				return -EFAULT;
			return hypercall_continue(__HYPERVISOR_multicall, 2, gva, nr - i, 0, 0, 0);
		}
		if (guest_write(gva + offsetof(struct multicall_entry, result), &result,
				sizeof(result)))
			return -EFAULT;
	}
	count_add(CNT_multicall_entries, nr);
	return 0;
}

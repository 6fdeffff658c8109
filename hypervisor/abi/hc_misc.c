// SPDX-License-Identifier: GPL-2.0-only
/*
 * Small calls that need no file of their own: vm_assist, console_io, hvm_op
 * parameters, and those that have nothing behind them here.
 *
 * ABI: __HYPERVISOR_vm_assist(cmd, type), _console_io(cmd, count, buffer),
 *      _hvm_op(op, arg), _mca, _kexec_op, _xsm_op, _xenpmu_op
 */
#include <linux/limits.h>
#include <linux/minmax.h>
#include "abi/dispatch.h"
#include "core/console_guest.h"
#include "core/preempt.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include <xen/interface/hvm/hvm_op.h>
#include <xen/interface/xen-mca.h>

/* All types of 0..5 may be switched; those about segment limits and PAE mean nothing here. */
#define VM_ASSIST_VALID	((1U << (VMASST_TYPE_runstate_update_flag + 1)) - 1)

#define CONSOLE_PIECE	128

HYPERCALL(vm_assist)
{
	struct domain *d = current_domain();

	if (a2 >= 32) {
		/* m2p_strict is accepted and changes nothing (errata) */
		if (a2 != VMASST_TYPE_m2p_strict)
			return -EINVAL;
		return a1 <= VMASST_CMD_disable ? 0 : -ENOSYS;
	}
	if (!(VM_ASSIST_VALID >> a2 & 1))
		return -EINVAL;
	switch (a1) {
	case VMASST_CMD_enable:
		__atomic_fetch_or(&d->vm_assist, 1U << a2, __ATOMIC_RELAXED);
		return 0;
	case VMASST_CMD_disable:
		__atomic_fetch_and(&d->vm_assist, ~(1U << a2), __ATOMIC_RELAXED);
		return 0;
	default:
		return -ENOSYS;
	}
}

/* A serial line is slow and a guest may ask for 4 GiB of it: give way between pieces. */
static long console_write_some(u32 count, unsigned long gva)
{
	long ret = 0;
	u32 n;

	while (count && !ret) {
		n = min_t(u32, count, CONSOLE_PIECE);
		ret = console_guest_write(current_domain(), gva, n);
		gva += n;
		count -= n;
		if (!ret && count && hypercall_preempt())
			return hypercall_continue(__HYPERVISOR_console_io, 3, CONSOLEIO_write,
						  count, gva, 0, 0);
	}
	return ret;
}

HYPERCALL(console_io)
{
	switch (a1) {
	case CONSOLEIO_write:
		return console_write_some(a2, a3);
	case CONSOLEIO_read:
		if (a2 > INT_MAX)
			return -E2BIG;
		return console_guest_read(current_domain(), a3, a2);
	default:
		return -ENOSYS;
	}
}

/* PV drivers probe parameters of translated guests: a PV domain has none. */
HYPERCALL(hvm_op)
{
	switch (a1) {
	case HVMOP_set_param:
	case HVMOP_get_param:
		return -EINVAL;
	default:
		return refuse(-ENOSYS, "hvm_op %lu", a1);
	}
}

/* No flask: the number of the security module's own call is not served, as on stock. */
HYPERCALL(xsm_op)
{
	return -ENOSYS;
}

HYPERCALL(xenpmu_op)
{
	return -EOPNOTSUPP;
}

HYPERCALL(kexec_op)
{
	return current_domain()->privileged ? -EOPNOTSUPP : -EPERM;
}

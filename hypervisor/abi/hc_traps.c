// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where a guest wants to be called: trap table, callbacks, NMI.
 *
 * Every address is judged when it is registered: it must be canonical, since the
 * assembly paths return to it with SYSRET without another look. Selectors are
 * accepted and ignored: a 64-bit guest's handlers run with the flat selectors.
 *
 * ABI: __HYPERVISOR_set_trap_table, _callback_op, _set_callbacks, _nmi_op
 */
#include "abi/dispatch.h"
#include "core/guest_trap.h"
#include "core/preempt.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include <xen/interface/callback.h>
#include <xen/interface/nmi.h>

static bool canonical(u64 va)
{
	return (s64)(va << 16) >> 16 == (s64)va;
}

/* set_trap_table(NULL) clears the table; the list ends with an address of 0 */
HYPERCALL(set_trap_table)
{
	struct vcpu *v = current_vcpu();
	unsigned long gva = a1;
	struct trap_entry t = { };
	struct trap_info ti;
	unsigned int i;
	int ret;

	if (!gva) {
		for (i = 0; i < 256; i++)
			(void)guest_trap_set(v, i, &t);
		return 0;
	}
	for (i = 0;; i++, gva += sizeof(ti)) {
		if (i && hypercall_preempt())
			return hypercall_continue(__HYPERVISOR_set_trap_table, 1, gva, 0, 0, 0, 0);
		if (guest_read(&ti, gva, sizeof(ti)))
			return -EFAULT;
		if (!ti.address)
			return 0;
		if (!canonical(ti.address))
			return refuse(-EINVAL, "trap %u: address %#lx", ti.vector, ti.address);
		t = (struct trap_entry){ .rip = ti.address, .cs = ti.cs, .flags = ti.flags };
		ret = guest_trap_set(v, ti.vector, &t);
		if (ret)
			return ret;
	}
}

/* The entry of a callback type; NULL: no such type. */
static struct guest_entry *callback_slot(struct vcpu *v, unsigned int type)
{
	struct guest_hot *hot = vcpu_hot(v);

	switch (type) {
	case CALLBACKTYPE_event:
		return &hot->event;
	case CALLBACKTYPE_failsafe:
		return &hot->failsafe;
	case CALLBACKTYPE_syscall:
		return &hot->syscall;
	case CALLBACKTYPE_syscall32:
		return &v->syscall32;
	case CALLBACKTYPE_sysenter:
		return &v->sysenter;
	case CALLBACKTYPE_nmi:
		return &v->callback_nmi;
	default:
		return NULL;
	}
}

static long callback_set(struct vcpu *v, unsigned int type, u64 rip, bool masks)
{
	struct guest_entry *e = callback_slot(v, type);

	if (!e)
		return -ENOSYS;
	if (!canonical(rip))
		return refuse(-EINVAL, "callback %u: address %#llx", type, rip);
	e->cs = GUEST_CS64;
	e->flags = masks ? GUEST_ENTRY_MASKS : 0;
	WRITE_ONCE(e->rip, rip);
	return 0;
}

HYPERCALL(callback_op)
{
	struct vcpu *v = current_vcpu();
	struct callback_register reg;
	struct callback_unregister unreg;

	switch (a1) {
	case CALLBACKOP_register:
		if (guest_read(&reg, a2, sizeof(reg)))
			return -EFAULT;
		return callback_set(v, reg.type, reg.address, reg.flags & CALLBACKF_mask_events);
	case CALLBACKOP_unregister:
		if (guest_read(&unreg, a2, sizeof(unreg)))
			return -EFAULT;
		/* only what a guest can do without may be taken away */
		switch (unreg.type) {
		case CALLBACKTYPE_event:
		case CALLBACKTYPE_failsafe:
		case CALLBACKTYPE_syscall:
		case CALLBACKTYPE_sysenter_deprecated:
			return -EINVAL;
		}
		return callback_set(v, unreg.type, 0, false);
	default:
		return -ENOSYS;
	}
}

/* The older form: event, failsafe and syscall at once. */
HYPERCALL(set_callbacks)
{
	struct vcpu *v = current_vcpu();

	/* an address that is refused leaves the entry as it was, without an error */
	(void)callback_set(v, CALLBACKTYPE_event, a1, false);
	(void)callback_set(v, CALLBACKTYPE_failsafe, a2, false);
	(void)callback_set(v, CALLBACKTYPE_syscall, a3, false);
	return 0;
}

HYPERCALL(nmi_op)
{
	struct xennmi_callback cb;

	switch (a1) {
	case XENNMI_register_callback:
		if (guest_read(&cb, a2, sizeof(cb)))
			return -EFAULT;
		return callback_set(current_vcpu(), CALLBACKTYPE_nmi, cb.handler_address, false);
	case XENNMI_unregister_callback:
		return callback_set(current_vcpu(), CALLBACKTYPE_nmi, 0, false);
	default:
		return -ENOSYS;
	}
}

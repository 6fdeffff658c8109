// SPDX-License-Identifier: GPL-2.0-only
/*
 * event_channel_op: one function of core/evtchn.h for each sub-operation.
 *
 * ABI: __HYPERVISOR_event_channel_op(cmd, arg); _compat has the command in the argument
 * Errors: -ENOSYS; -EFAULT; -EPERM, -ESRCH for another domain; others at the functions
 */
#include <linux/array_size.h>
#include <linux/nospec.h>
#include "abi/dispatch.h"
#include "core/evtchn.h"
#include "core/preempt.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include <xen/interface/event_channel.h>

/* Everything an argument may be; read with the size of the command's own type. */
union arg {
	/* what makes a port */
	struct evtchn_bind_ipi bind_ipi;
	struct evtchn_bind_virq bind_virq;
	struct evtchn_bind_pirq bind_pirq;
	struct evtchn_alloc_unbound alloc_unbound;
	struct evtchn_bind_interdomain bind_interdomain;
	/* what uses, changes or ends one */
	struct evtchn_send send;
	struct evtchn_unmask unmask;
	struct evtchn_status status;
	struct evtchn_bind_vcpu bind_vcpu;
	struct evtchn_set_priority set_priority;
	struct evtchn_close close;
	/* for a whole domain or vCPU */
	struct evtchn_reset reset;
	struct evtchn_expand_array expand_array;
	struct evtchn_init_control init_control;
};

static int target(u16 domid, struct domain **d)
{
	struct domain *self = current_domain();

	if (domid != DOMID_SELF && domid != self->mm.id && !self->privileged)
		return refuse(-EPERM, "event channels of domain %u", domid);
	*d = domain_get_self_or(domid);
	return *d ? 0 : -ESRCH;
}

static int on_domain(unsigned int cmd, u16 domid, union arg *a)
{
	struct domain *d;
	int ret = target(domid, &d);

	if (ret)
		return ret;
	switch (cmd) {
	case EVTCHNOP_alloc_unbound:
		ret = evtchn_alloc_unbound(d, a->alloc_unbound.remote_dom, &a->alloc_unbound.port);
		break;
	case EVTCHNOP_status:
		ret = evtchn_status_get(d, a->status.port, &a->status);
		break;
	default:
		ret = evtchn_reset(d, false);
		break;
	}
	domain_put(d);
	return ret;
}

static int on_self(unsigned int cmd, union arg *a)
{
	struct domain *d = current_domain();

	switch (cmd) {
	case EVTCHNOP_bind_interdomain:
		return evtchn_bind_interdomain(d, a->bind_interdomain.remote_dom,
					       a->bind_interdomain.remote_port,
					       &a->bind_interdomain.local_port);
	case EVTCHNOP_bind_virq:
		return evtchn_bind_virq(d, a->bind_virq.vcpu, a->bind_virq.virq,
					&a->bind_virq.port);
	case EVTCHNOP_bind_ipi:
		return evtchn_bind_ipi(d, a->bind_ipi.vcpu, &a->bind_ipi.port);
	case EVTCHNOP_bind_pirq:
		return evtchn_bind_pirq(d, a->bind_pirq.pirq, a->bind_pirq.flags,
					&a->bind_pirq.port);
	case EVTCHNOP_close:
		return evtchn_close(d, a->close.port);
	case EVTCHNOP_send:
		return evtchn_send(d, a->send.port);
	case EVTCHNOP_bind_vcpu:
		return evtchn_bind_vcpu(d, a->bind_vcpu.port, a->bind_vcpu.vcpu);
	case EVTCHNOP_unmask:
		return evtchn_unmask(d, a->unmask.port);
	case EVTCHNOP_init_control:
		return evtchn_fifo_init_control(d, a->init_control.control_gfn,
						a->init_control.offset, a->init_control.vcpu,
						&a->init_control.link_bits);
	case EVTCHNOP_expand_array:
		return evtchn_fifo_expand(d, a->expand_array.array_gfn);
	case EVTCHNOP_set_priority:
		return evtchn_set_priority(d, a->set_priority.port, a->set_priority.priority);
	default:
		return -ENOSYS;
	}
}

#define IN	1
#define OUT	2
static const struct { u8 size, dir; } shape[] = {
	[EVTCHNOP_bind_interdomain] = { sizeof(struct evtchn_bind_interdomain), IN | OUT },
	[EVTCHNOP_bind_virq] = { sizeof(struct evtchn_bind_virq), IN | OUT },
	[EVTCHNOP_bind_pirq] = { sizeof(struct evtchn_bind_pirq), IN | OUT },
	[EVTCHNOP_close] = { sizeof(struct evtchn_close), IN },
	[EVTCHNOP_send] = { sizeof(struct evtchn_send), IN },
	[EVTCHNOP_status] = { sizeof(struct evtchn_status), IN | OUT },
	[EVTCHNOP_alloc_unbound] = { sizeof(struct evtchn_alloc_unbound), IN | OUT },
	[EVTCHNOP_bind_ipi] = { sizeof(struct evtchn_bind_ipi), IN | OUT },
	[EVTCHNOP_bind_vcpu] = { sizeof(struct evtchn_bind_vcpu), IN },
	[EVTCHNOP_unmask] = { sizeof(struct evtchn_unmask), IN },
	[EVTCHNOP_reset] = { sizeof(struct evtchn_reset), IN },
	[EVTCHNOP_init_control] = { sizeof(struct evtchn_init_control), IN | OUT },
	[EVTCHNOP_expand_array] = { sizeof(struct evtchn_expand_array), IN },
	[EVTCHNOP_set_priority] = { sizeof(struct evtchn_set_priority), IN },
};

static long event_op(unsigned int cmd, unsigned long gva)
{
	union arg a;
	int ret;

	if (cmd >= ARRAY_SIZE(shape))
		return -ENOSYS;
	cmd = array_index_nospec(cmd, ARRAY_SIZE(shape));
	if (!shape[cmd].dir)
		return -ENOSYS;
	if (guest_read(&a, gva, shape[cmd].size))
		return -EFAULT;
	switch (cmd) {
	case EVTCHNOP_alloc_unbound:
		ret = on_domain(cmd, a.alloc_unbound.dom, &a);
		break;
	case EVTCHNOP_status:
		ret = on_domain(cmd, a.status.dom, &a);
		break;
	case EVTCHNOP_reset:
		ret = on_domain(cmd, a.reset.dom, &a);
		break;
	default:
		ret = on_self(cmd, &a);
		break;
	}
	if (ret == -HV_ERESTART)
		return hypercall_continue(__HYPERVISOR_event_channel_op, 2, cmd, gva, 0, 0, 0);
	if (!ret && shape[cmd].dir & OUT && guest_write(gva, &a, shape[cmd].size))
		ret = -EFAULT;
	return ret;
}

HYPERCALL(event_channel_op)
{
	return event_op(a1, a2);
}

HYPERCALL(event_channel_op_compat)
{
	u32 cmd;

	if (guest_read(&cmd, a1, sizeof(cmd)))
		return -EFAULT;
	if (cmd > EVTCHNOP_unmask)
		return -ENOSYS;
	return event_op(cmd, a1 + offsetof(struct evtchn_op, u));
}

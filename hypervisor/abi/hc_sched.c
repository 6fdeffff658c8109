// SPDX-License-Identifier: GPL-2.0-only
/*
 * sched_op: giving up the CPU, waiting, ending.
 *
 * ABI: __HYPERVISOR_sched_op(cmd, arg), __HYPERVISOR_set_timer_op(deadline)
 * Errors: -ENOSYS; -EFAULT; -EINVAL; -EPERM, -ESRCH for another domain
 */
#include "abi/dispatch.h"
#include "core/evtchn.h"
#include "core/guest_time.h"
#include "core/sched.h"
#include "core/watchdog_guest.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include <xen/interface/sched.h>

#define POLL_PORTS_MAX	128

static bool any_pending(struct domain *d, const u32 *ports, u32 nr)
{
	u32 i;

	for (i = 0; i < nr; i++)
		if (evtchn_port_pending(d, ports[i]))
			return true;
	return false;
}

/*
 * Sleep until one of the ports is pending, upcalls masked or not. The flag is set
 * before the ports are looked at, and a sender looks at the flag after it made its
 * port pending, so one of the two sees the other.
 */
static long poll(unsigned long gva)
{
	struct vcpu *v = current_vcpu();
	u32 ports[POLL_PORTS_MAX], i;
	struct sched_poll arg;

	if (guest_read(&arg, gva, sizeof(arg)))
		return -EFAULT;
	if (arg.nr_ports > POLL_PORTS_MAX)
		return -EINVAL;
	if (guest_read(ports, (unsigned long)arg.ports, arg.nr_ports * sizeof(ports[0])))
		return -EFAULT;
	for (i = 0; i < arg.nr_ports; i++)
		if (!evtchn_port_valid(v->domain, ports[i]))
			return -EINVAL;

	vcpu_poll_begin(v, arg.nr_ports == 1 ? (int)ports[0] : -1);
	if (any_pending(v->domain, ports, arg.nr_ports) ||
	    (arg.timeout && arg.timeout <= guest_time_ns(v->domain))) {
		vcpu_poll_end(v);
		return 0;
	}
	vcpu_poll_sleep(v, arg.timeout);
	return 0;
}

/* Unmask and sleep in one step: an event between the two would be lost otherwise. */
static void block(void)
{
	this_pcpu()->hot.vcpu_info->evtchn_upcall_mask = 0;
	vcpu_block();
}

static long remote_shutdown(unsigned long gva)
{
	struct sched_remote_shutdown arg;
	struct domain *d;

	if (guest_read(&arg, gva, sizeof(arg)))
		return -EFAULT;
	if (!current_domain()->privileged || arg.domain_id == DOMID_SELF ||
	    arg.domain_id == current_domain()->mm.id)
		return -EPERM;
	d = domain_get(arg.domain_id);
	if (!d)
		return -ESRCH;
	domain_shutdown(d, arg.reason);
	domain_put(d);
	return 0;
}

HYPERCALL(sched_op)
{
	struct sched_shutdown shutdown;
	struct sched_watchdog wd;
	struct sched_pin_override pin;

	switch (a1) {
	case SCHEDOP_yield:
		sched_yield();
		return 0;
	case SCHEDOP_block:
		block();
		return 0;
	case SCHEDOP_shutdown:
		if (guest_read(&shutdown, a2, sizeof(shutdown)))
			return -EFAULT;
		domain_shutdown(current_domain(), shutdown.reason);
		return 0;
	case SCHEDOP_shutdown_code:
		if (guest_read(&shutdown, a2, sizeof(shutdown)))
			return -EFAULT;
		return domain_shutdown_code(current_domain(), shutdown.reason);
	case SCHEDOP_poll:
		return poll(a2);
	case SCHEDOP_remote_shutdown:
		return remote_shutdown(a2);
	case SCHEDOP_watchdog:
		if (guest_read(&wd, a2, sizeof(wd)))
			return -EFAULT;
		return watchdog_guest_set(current_domain(), wd.id, wd.timeout);
	case SCHEDOP_pin_override:
		if (guest_read(&pin, a2, sizeof(pin)))
			return -EFAULT;
		if (!current_domain()->hardware)
			return -EPERM;
		return sched_pin_override(current_vcpu(), pin.pcpu);
	default:
		return -ENOSYS;
	}
}

/* The form of before 3.1: only yield, block and shutdown(reason). */
HYPERCALL(sched_op_compat)
{
	switch (a1) {
	case SCHEDOP_yield:
		sched_yield();
		return 0;
	case SCHEDOP_block:
		block();
		return 0;
	case SCHEDOP_shutdown:
		domain_shutdown(current_domain(), a2);
		return 0;
	default:
		return -ENOSYS;
	}
}

/* An older name for the single-shot timer; 0 stops it. */
HYPERCALL(set_timer_op)
{
	if (!a1) {
		guest_timer_stop_singleshot(current_vcpu());
		return 0;
	}
	return guest_timer_set_singleshot(current_vcpu(), a1, 0);
}

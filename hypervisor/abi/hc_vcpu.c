// SPDX-License-Identifier: GPL-2.0-only
/*
 * vcpu_op: a guest manages its own vCPUs.
 *
 * ABI: __HYPERVISOR_vcpu_op(cmd, vcpuid, arg)
 * Errors: -ENOENT no such vCPU; -ENOSYS; -EFAULT; -EINVAL; -EEXIST initialised already
 */
#include <linux/nospec.h>
#include "abi/dispatch.h"
#include "core/evtchn.h"
#include "core/guest_time.h"
#include "core/guest_trap.h"
#include "core/preempt.h"
#include "core/sched.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include "mm/page_alloc.h"
#include <xen/interface/vcpu.h>

static long initialise(struct vcpu *v, unsigned long gva)	/* may be -HV_ERESTART */
{
	struct vcpu_guest_context *c;
	long ret = -EFAULT;

	c = xalloc(struct vcpu_guest_context);
	if (!c)
		return -ENOMEM;
	if (!guest_read(c, gva, sizeof(*c))) {
		spin_lock(&v->domain->lock);
		ret = v->initialised ? -EEXIST : vcpu_set_context(v, c);
		spin_unlock(&v->domain->lock);
	}
	xfree(c);
	return ret;
}

static long up(struct vcpu *v)
{
	long ret = -EINVAL;

	spin_lock(&v->domain->lock);
	if (v->initialised) {
		vcpu_bring_up(v);
		ret = 0;
	}
	spin_unlock(&v->domain->lock);
	return ret;
}

/* Once for a vCPU, and not while another one brings it up: the domain's lock. */
static long register_info(struct vcpu *v, unsigned long gva)
{
	struct vcpu_register_vcpu_info reg;
	long ret;

	if (guest_read(&reg, gva, sizeof(reg)))
		return -EFAULT;
	spin_lock(&v->domain->lock);
	ret = vcpu_info_register(v, reg.mfn, reg.offset);
	spin_unlock(&v->domain->lock);
	return ret;
}

static long register_runstate(struct vcpu *v, unsigned long gva)
{
	struct vcpu_register_runstate_memory_area area;

	if (guest_read(&area, gva, sizeof(area)))
		return -EFAULT;
	if (!guest_range_ok(area.addr.p, sizeof(struct vcpu_runstate_info)))
		return -EFAULT;
	v->runstate_gva = area.addr.p;
	if (v == current_vcpu()) {
		runstate_publish(v);
	} else {
		struct vcpu_runstate_info info;

		runstate_get(v, &info);
		runstate_to_guest(v, &info);
		if (guest_write(area.addr.p, &info, sizeof(info)))
			return -EFAULT;
	}
	return 0;
}

static long register_time(struct vcpu *v, unsigned long gva)
{
	struct vcpu_register_time_memory_area area;

	if (guest_read(&area, gva, sizeof(area)))
		return -EFAULT;
	if (!guest_range_ok(area.addr.p, sizeof(struct vcpu_time_info)))
		return -EFAULT;
	guest_time_set_area(v, area.addr.p);
	return 0;
}

static long timer_op(struct vcpu *v, unsigned int cmd, unsigned long gva)
{
	struct vcpu_set_periodic_timer periodic;
	struct vcpu_set_singleshot_timer single;

	switch (cmd) {
	case VCPUOP_set_periodic_timer:
		if (guest_read(&periodic, gva, sizeof(periodic)))
			return -EFAULT;
		return guest_timer_set_periodic(v, periodic.period_ns);
	case VCPUOP_stop_periodic_timer:
		guest_timer_stop_periodic(v);
		return 0;
	case VCPUOP_set_singleshot_timer:
		if (v != current_vcpu())
			return -EINVAL;
		if (guest_read(&single, gva, sizeof(single)))
			return -EFAULT;
		return guest_timer_set_singleshot(v, single.timeout_abs_ns, single.flags);
	default:
		if (v != current_vcpu())
			return -EINVAL;
		guest_timer_stop_singleshot(v);
		return 0;
	}
}

static long get_physid(struct vcpu *v, unsigned long gva)
{
	struct vcpu_get_physid id = { };

	if (cpuset_weight(v->hard_affinity) != 1)
		return -EINVAL;		/* means something only for a vCPU that stays */
	id.phys_id = pcpu_of(v->cpu)->apic_id | (u64)pcpu_of(v->cpu)->acpi_id << 32;
	return guest_write(gva, &id, sizeof(id));
}

HYPERCALL(vcpu_op)
{
	struct domain *d = current_domain();
	struct vcpu_runstate_info runstate;
	struct vcpu *v;
	long ret;

	if (a2 >= d->max_vcpus)
		return -ENOENT;
	v = d->vcpu[array_index_nospec(a2, d->max_vcpus)];
	if (!v)
		return -ENOENT;

	switch (a1) {
	case VCPUOP_initialise:
		ret = initialise(v, a3);
		if (ret == -HV_ERESTART)
			return hypercall_continue(__HYPERVISOR_vcpu_op, 3, a1, a2, a3, 0, 0);
		return ret;
	case VCPUOP_up:
		return up(v);
	case VCPUOP_down:
		vcpu_take_down(v);
		return 0;
	case VCPUOP_is_up:
		return !(READ_ONCE(v->pause_flags) & 1UL << VPF_DOWN);
	case VCPUOP_get_runstate_info:
		runstate_get(v, &runstate);
		runstate_to_guest(v, &runstate);
		return guest_write(a3, &runstate, sizeof(runstate));
	case VCPUOP_register_runstate_memory_area:
		return register_runstate(v, a3);
	case VCPUOP_register_vcpu_time_memory_area:
		return register_time(v, a3);
	case VCPUOP_set_periodic_timer:
	case VCPUOP_stop_periodic_timer:
	case VCPUOP_set_singleshot_timer:
	case VCPUOP_stop_singleshot_timer:
		return timer_op(v, a1, a3);
	case VCPUOP_register_vcpu_info:
		return register_info(v, a3);
	case VCPUOP_send_nmi:
		return guest_trap_nmi(v);
	case VCPUOP_get_physid:
		return get_physid(v, a3);
	default:
		return -ENOSYS;
	}
}

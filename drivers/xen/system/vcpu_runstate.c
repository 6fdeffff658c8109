// SPDX-License-Identifier: GPL-2.0-only
/*
 * How long each vCPU was running, runnable (it could run but another had the
 * CPU), blocked and offline: kept by the hypervisor in an area of ours per CPU.
 *
 * The hypervisor updates an area when its vCPU is scheduled. While it does that
 * for a vCPU that is read from elsewhere, a bit in state_entry_time says so; a
 * copy is good if that bit was clear and the time did not change around it.
 *
 * Stolen time is runnable plus offline time. It must not go backwards when the
 * domain moves and the new machine counts from zero: what the old one counted
 * is kept in "before", collected at suspend.
 */

#include <linux/percpu.h>
#include <linux/static_call.h>
#include <asm/paravirt.h>
#include <asm/xen/hypercall.h>
#include <xen/runstate.h>
#include <xen/vcpu.h>

#define NR_STATES	4

static DEFINE_PER_CPU(struct vcpu_runstate_info, runstate);
static DEFINE_PER_CPU(u64 [NR_STATES], before);
static DEFINE_PER_CPU(u64 [NR_STATES], collected);

/* Context: not preemptible, or on behalf of a vCPU that can be anywhere. */
static void copy_runstate(struct vcpu_runstate_info *copy, int cpu)
{
	struct vcpu_runstate_info *area = per_cpu_ptr(&runstate, cpu);
	u64 time;

	do {
		time = READ_ONCE(area->state_entry_time);
		/* The hypervisor changes the time first ... */
		virt_rmb();
		*copy = *area;
		/* ... and last. */
		virt_rmb();
	} while (time & XEN_RUNSTATE_UPDATE ||
		 READ_ONCE(area->state_entry_time) != time);
}

/**
 * xen_get_runstate_snapshot() - this CPU's runstate
 * @info: filled
 *
 * Context: not preemptible.
 */
void xen_get_runstate_snapshot(struct vcpu_runstate_info *info)
{
	unsigned int i;

	copy_runstate(info, smp_processor_id());
	for (i = 0; i < NR_STATES; i++)
		info->time[i] += __this_cpu_read(before[i]);
}

/**
 * xen_vcpu_stolen() - is a vCPU waiting for a CPU?
 * @vcpu: its CPU number here
 */
bool xen_vcpu_stolen(int vcpu)
{
	return READ_ONCE(per_cpu(runstate, vcpu).state) == RUNSTATE_runnable;
}

static u64 steal_clock(int cpu)
{
	struct vcpu_runstate_info info;

	copy_runstate(&info, cpu);
	return info.time[RUNSTATE_runnable] + info.time[RUNSTATE_offline] +
	       per_cpu(before, cpu)[RUNSTATE_runnable] +
	       per_cpu(before, cpu)[RUNSTATE_offline];
}

/**
 * xen_manage_runstate_time() - keep counting across a move
 * @move: what happens
 *
 * Context: suspend and resume, one CPU, interrupts off.
 */
void xen_manage_runstate_time(enum xen_runstate_move move)
{
	struct vcpu_runstate_info info;
	unsigned int cpu, i;

	for_each_possible_cpu(cpu) {
		if (move == XEN_RUNSTATE_SUSPEND) {
			copy_runstate(&info, cpu);
			memcpy(per_cpu(collected, cpu), info.time,
			       sizeof(collected));
		} else if (move == XEN_RUNSTATE_RESUME) {
			for (i = 0; i < NR_STATES; i++)
				per_cpu(before, cpu)[i] +=
					per_cpu(collected, cpu)[i];
		}
	}
}

/**
 * xen_setup_runstate_info() - tell the hypervisor a CPU's area
 * @cpu: any; after resume again
 */
void xen_setup_runstate_info(int cpu)
{
	struct vcpu_register_runstate_memory_area area;

	area.addr.v = per_cpu_ptr(&runstate, cpu);
	if (HYPERVISOR_vcpu_op(VCPUOP_register_runstate_memory_area,
			       xen_vcpu_nr(cpu), &area))
		pr_err("xen: CPU%d has no runstate\n", cpu);
}

/**
 * xen_time_setup_guest() - let the scheduler see stolen time
 */
void __init xen_time_setup_guest(void)
{
	/* Without the update bit only the CPU itself can read its area. */
	bool remote = !HYPERVISOR_vm_assist(VMASST_CMD_enable,
					    VMASST_TYPE_runstate_update_flag);

	static_call_update(pv_steal_clock, steal_clock);
	static_key_slow_inc(&paravirt_steal_enabled);
	if (remote)
		static_key_slow_inc(&paravirt_steal_rq_enabled);
}

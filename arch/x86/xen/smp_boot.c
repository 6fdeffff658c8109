// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bringing vCPUs up and taking them down: smp_ops.
 *
 * A vCPU needs no trampoline: the hypervisor is given its registers, the first
 * time it is wanted, and starts it in the kernel with paging on.
 *
 *	absent --prepare--> bound --initialise--> ready --up--> running
 *	            ^                               ^            |
 *	            |                               |            v
 *	            +------------- remove --------- down <---- play_dead
 *
 * prepare: timer, IPIs and lock channel, by CPU hotplug's prepare state
 *	    (for the boot processor: by smp_prepare_cpus())
 * initialise: once in the life of a domain; a vCPU that goes down keeps its
 *	    registers.  When it is wanted again it continues where it went
 *	    down, throws its stack away and starts over.
 *
 * A resumed domain's other vCPUs were not running, and are known to the new
 * host only if they were online, hence smp_boot_forget_contexts().
 *
 * vCPUs are scheduled anywhere, so a guest makes no claims about topology.
 * The initial domain reads the machine's tables, whether they fit or not.
 */
#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/mmu_context.h>
#include <linux/nmi.h>
#include <linux/sched.h>
#include <linux/sched/hotplug.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/smp.h>

#include <xen/hvc-console.h>
#include <xen/interface/sched.h>
#include <xen/interface/vcpu.h>
#include <xen/interface/xen.h>
#include <xen/page.h>
#include <xen/runstate.h>
#include <xen/xen.h>

#include <asm/apic.h>
#include <asm/cpu.h>
#include <asm/desc.h>
#include <asm/fpu/api.h>
#include <asm/io_apic.h>
#include <asm/mpspec.h>
#include <asm/spec-ctrl.h>
#include <asm/tlbflush.h>
#include <asm/xen/hypercall.h>

#include "cpu_ops.h"
#include "desc_tables.h"
#include "guest_callbacks.h"
#include "ipi.h"
#include "mmu.h"
#include "pv_entry.h"
#include "pv_time.h"
#include "smp_boot.h"
#include "trap_table.h"
#include "vcpu_info.h"

/* The hypervisor has their registers. */
static struct cpumask initialised;

/* Where a GDT page was before per-CPU areas were allocated. */
static void *boot_gdt __initdata;

static long vcpu_op(int op, unsigned int cpu, void *arg)
{
	return HYPERVISOR_vcpu_op(op, xen_vcpu_nr(cpu), arg);
}

/* Up -------------------------------------------------------------------------- */

static int prepare(unsigned int cpu)
{
	int err;

	if (!per_cpu(xen_vcpu, cpu))
		return -ENODEV;
	err = pv_clockevent_prepare(cpu);
	if (err)
		return err;
	err = ipi_prepare(cpu);
	if (err) {
		pv_clockevent_remove(cpu);
		return err;
	}
	if (pv_lock_prepare(cpu))
		pr_warn("CPU %u will spin for locks\n", cpu);
	return 0;
}

static int remove(unsigned int cpu)
{
	pv_lock_remove(cpu);
	ipi_remove(cpu);
	pv_clockevent_remove(cpu);
	return 0;
}

/*
 * Registers of a new vCPU: on its idle task's stack, below where an entry
 * would have left its frame, in the kernel's page tables.
 */
static void fill_context(struct vcpu_guest_context *ctxt, unsigned int cpu,
			 struct task_struct *idle)
{
	struct cpu_user_regs *regs = &ctxt->user_regs;

	ctxt->flags = VGCF_IN_KERNEL;
	ctxt->ctrlreg[3] = xen_pfn_to_cr3(virt_to_gfn(swapper_pg_dir));
	ctxt->gs_base_kernel = per_cpu_offset(cpu);
	ctxt->gdt_frames[0] = desc_gdt_of_new_cpu(cpu);
	ctxt->gdt_ents = GDT_ENTRIES;
	trap_table_fill_context(ctxt->trap_ctxt);

	regs->cs = __KERNEL_CS;
	regs->eip = (unsigned long)xen_ap_start;
	regs->ss = __KERNEL_DS;
	regs->esp = (unsigned long)task_pt_regs(idle);
	regs->ds = __USER_DS;
	regs->es = __USER_DS;
	regs->eflags = X86_EFLAGS_IOPL & (1 << X86_EFLAGS_IOPL_BIT);

	ctxt->kernel_ss = __KERNEL_DS;
	ctxt->kernel_sp = task_top_of_stack(idle);
	ctxt->failsafe_callback_eip = (unsigned long)xen_failsafe_callback;
	ctxt->event_callback_eip =
		(unsigned long)xen_trap_exc_xen_hypervisor_callback;
}

static int initialise(unsigned int cpu, struct task_struct *idle)
{
	struct vcpu_guest_context *ctxt;
	int err;

	if (cpumask_test_cpu(cpu, &initialised))
		return 0;
	ctxt = kzalloc(sizeof(*ctxt), GFP_KERNEL);
	if (!ctxt)
		return -ENOMEM;

	fill_context(ctxt, cpu, idle);
	per_cpu(xen_cr3, cpu) = __pa(swapper_pg_dir);
	err = vcpu_op(VCPUOP_initialise, cpu, ctxt);
	if (!err) {
		cpu_ops_kernel_stack_is(cpu, ctxt->kernel_sp);
		cpumask_set_cpu(cpu, &initialised);
	}
	kfree(ctxt);
	return err;
}

static int kick_alive(unsigned int cpu, struct task_struct *idle)
{
	int err = common_cpu_up(cpu, idle);

	if (err)
		return err;

	xen_setup_runstate_info(cpu);
	per_cpu(xen_vcpu, cpu)->evtchn_upcall_mask = 1;
	err = initialise(cpu, idle);
	return err ?: vcpu_op(VCPUOP_up, cpu, NULL);
}

static void yield_while_waiting(void)
{
	HYPERVISOR_sched_op(SCHEDOP_yield, NULL);
}

/**
 * cpu_bringup_and_idle() - the life of a vCPU, from xen-head.S
 *
 * Context: events masked, on the idle task's stack.
 */
asmlinkage __visible void cpu_bringup_and_idle(void)
{
	unsigned int cpu;

	cr4_init();
	cpuhp_ap_sync_alive();
	cpu_init();
	fpu__init_cpu();
	touch_softlockup_watchdog();
	guest_callbacks_syscalls();

	cpu = smp_processor_id();
	smp_store_cpu_info(cpu);
	set_cpu_sibling_map(cpu);
	speculative_store_bypass_ht_init();
	pv_clockevent_start();
	notify_cpu_starting(cpu);
	set_cpu_online(cpu, true);
	/* online before interrupts: whoever is sent one must be */
	smp_mb();
	local_irq_enable();

	cpu_startup_entry(CPUHP_AP_ONLINE_IDLE);
}

/* Down ------------------------------------------------------------------------- */

#ifdef CONFIG_HOTPLUG_CPU
static int disable_this_cpu(void)
{
	if (!smp_processor_id())
		return -EBUSY;
	cpu_disable_common();
	/* Do not hold on to the page tables of a task. */
	load_cr3(swapper_pg_dir);
	return 0;
}

static void wait_until_down(unsigned int cpu)
{
	while (vcpu_op(VCPUOP_is_up, cpu, NULL) > 0)
		schedule_timeout_uninterruptible(HZ / 10);
}

static void __noreturn play_dead_here(void)
{
	play_dead_common();
	vcpu_op(VCPUOP_down, smp_processor_id(), NULL);
	/* and up again */
	xen_cpu_bringup_again((unsigned long)task_pt_regs(current));
}

/* The hotplug driver of drivers/xen makes processors come and go. */
void xen_arch_unregister_cpu(int cpu)
{
	arch_unregister_cpu(cpu);
}
EXPORT_SYMBOL(xen_arch_unregister_cpu);

void xen_arch_register_cpu(int cpu)
{
	arch_register_cpu(cpu);
}
EXPORT_SYMBOL(xen_arch_register_cpu);
#endif

static void stop_this_cpu_for_good(void *unused)
{
	unsigned int cpu = smp_processor_id();

	load_cr3(swapper_pg_dir);
	set_cpu_online(cpu, false);
	vcpu_op(VCPUOP_down, cpu, NULL);
	BUG();
}

static void stop_others(int wait)
{
	smp_call_function(stop_this_cpu_for_good, NULL, wait);
}

/** smp_boot_forget_contexts() - after a resume only online vCPUs are known */
void smp_boot_forget_contexts(void)
{
	cpumask_copy(&initialised, cpu_online_mask);
}

/* Boot ------------------------------------------------------------------------- */

static void __init prepare_boot_cpu(void)
{
	native_smp_prepare_boot_cpu();

	/* Its GDT has moved with the per-CPU data. */
	make_lowmem_page_readwrite(boot_gdt);
	xen_setup_vcpu_info_placement();
	pv_lock_init();
}

static void __init refuse_no_apic(void)
{
	static const char why[] __initconst =
		"nosmp and noapic make no sense in a guest; limit its vCPUs\n";

	xen_raw_console_write(why);
	panic("%s", why);
}

static void __init prepare_cpus(unsigned int max_cpus)
{
	unsigned int cpu;

	if (ioapic_is_disabled)
		refuse_no_apic();

	smp_prepare_cpus_common();
	speculative_store_bypass_ht_init();
	if (ipi_prepare(0))
		panic("no interrupts between processors\n");
	if (pv_lock_prepare(0))
		pr_warn("CPU 0 will spin for locks\n");
	cpumask_set_cpu(0, &initialised);

	for (cpu = nr_cpu_ids; cpu-- > 1;)
		if (cpu_possible(cpu) && num_possible_cpus() > max_cpus)
			set_cpu_possible(cpu, false);
	for_each_possible_cpu(cpu)
		set_cpu_present(cpu, true);
}

static void __init cpus_done(unsigned int max_cpus)
{
}

/* Tell the topology code of as many processors as there are vCPUs. */
static void __init enumerate_vcpus(void)
{
	u32 apicid;

	topology_register_boot_apic(0);
	for (apicid = 0; apicid < nr_cpu_ids; apicid++)
		topology_register_apic(apicid, CPU_ACPIID_INVALID, true);
	smp_found_config = 1;
}

/** smp_boot_count_vcpus() - limit the number of processors to what exists */
void __init smp_boot_count_vcpus(void)
{
	unsigned int nr = 0;

	while (nr < nr_cpu_ids &&
	       HYPERVISOR_vcpu_op(VCPUOP_is_up, nr, NULL) >= 0)
		nr++;
	if (nr < nr_cpu_ids)
		set_nr_cpu_ids(nr);
	pr_info("%u vCPUs\n", nr);
}

/** smp_boot_init() - install the operations */
void __init smp_boot_init(void)
{
	boot_gdt = get_cpu_gdt_rw(0);

	smp_ops = (struct smp_ops){
		/* boot */
		.smp_prepare_boot_cpu = prepare_boot_cpu,
		.smp_prepare_cpus = prepare_cpus,
		.smp_cpus_done = cpus_done,
		/* up and down */
		.kick_ap_alive = kick_alive,
		.poll_sync_state = yield_while_waiting,
#ifdef CONFIG_HOTPLUG_CPU
		.cpu_disable = disable_this_cpu,
		.cpu_die = wait_until_down,
		.play_dead = play_dead_here,
#endif
		.stop_other_cpus = stop_others,
		/* while running */
		.smp_send_reschedule = ipi_reschedule,
		.send_call_func_ipi = ipi_call_function,
		.send_call_func_single_ipi = ipi_call_function_single,
	};

	x86_init.mpparse.find_mptable = x86_init_noop;
	x86_init.mpparse.early_parse_smp_cfg = x86_init_noop;
	x86_init.mpparse.parse_smp_cfg =
		xen_initial_domain() ? x86_init_noop : enumerate_vcpus;

	WARN_ON(cpuhp_setup_state_nocalls(CPUHP_XEN_PREPARE,
					  "x86/xen/guest:prepare", prepare,
					  remove) < 0);
}

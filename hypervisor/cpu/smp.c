// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bringing the other CPUs up, all at once.
 *
 * CPU numbers follow the MADT's order with the boot CPU first; the numbers of
 * CPUs that cannot be used stay empty. The boot CPU prepares every per-CPU area,
 * sends INIT and start-up IPIs to all, and waits; the CPUs initialise
 * themselves in parallel and in any order, sharing nothing but atomic words.
 *
 *	state[cpu]:  ABSENT -> CALLED -> ARRIVED -> (bit in cpus_online)
 *	                         `---> GIVEN_UP
 *
 * CALLED is left by whoever wins a compare-and-exchange: the CPU itself when it
 * enters C, or the boot CPU after a second in which nobody arrived. A CPU that
 * comes later finds GIVEN_UP and halts, so a late one never runs on an area
 * that others believe to be unused.
 *
 * Deliberately absent: taking CPUs down again, logical or physical hotplug.
 */
#include "cpu/smp.h"
#include "cpu/acpi.h"
#include "cpu/apic.h"
#include "cpu/clock_tick.h"
#include "cpu/cpu_init.h"
#include "cpu/nmi.h"
#include "cpu/printk.h"
#include "cpu/trampoline.h"
#include "cpu/upcalls.h"
#include "lib/param.h"

#define QUIET_MS	1000	/* nobody new for so long: the rest are given up */
#define INIT_MS		10000	/* from arrival to online; emulators are slow */

cpuset_t cpus_online, cpus_present;

static unsigned int opt_maxcpus = HV_NR_CPUS;
uint_param("maxcpus", opt_maxcpus);

enum cpu_state { CPU_ABSENT, CPU_CALLED, CPU_ARRIVED, CPU_GIVEN_UP };

static u32 states[HV_NR_CPUS];
static u32 apic_ids[HV_NR_CPUS];
static void (*ap_continue)(void);
static u64 startup_maddr = 0x8000;

void smp_set_startup_page(u64 maddr)
{
	BUG_ON(maddr >= 0xa0000 || (maddr & ~HV_PAGE_MASK));
	startup_maddr = maddr;
}

void smp_init_bsp(void)
{
	struct pcpu *pcpu = this_pcpu();

	pcpu->cpu = 0;
	cpuset_set_atomic(&cpus_present, 0);
	cpuset_set_atomic(&cpus_online, 0);
}

static bool change_state(unsigned int cpu, u32 from, u32 to)
{
	return __atomic_compare_exchange_n(&states[cpu], &from, to, false,
					   __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

static void __noreturn halt_for_good(void)
{
	for (;;) {
		local_irq_off();
		cpu_halt();
	}
}

/* A new CPU's first C function: its own stack, trampoline_l4, no IDT. */
static void ap_entry(unsigned int cpu)
{
	cr3_write(pcpu_of(cpu)->hv_cr3);
	if (!change_state(cpu, CPU_CALLED, CPU_ARRIVED))
		halt_for_good();
	cpu_init_ap();
	cpuset_set_atomic(&cpus_online, cpu);
	ap_continue();
	panic("CPU%u has nothing to do", cpu);
}

static bool prepare(unsigned int cpu)
{
	u32 id = acpi_madt.cpu[cpu].apic_id;
	struct pcpu *pcpu;

	if (!apic_id_usable(id)) {
		printk(LOG_WARN "CPU%u: APIC ID %#x needs x2APIC mode, left out\n", cpu, id);
		return false;
	}
	if (hv_map_pcpu_area(cpu)) {
		printk(LOG_WARN "CPU%u: no memory for its per-CPU area, left out\n", cpu);
		return false;
	}
	pcpu = pcpu_of(cpu);
	pcpu->cpu = cpu;
	pcpu->apic_id = id;
	pcpu->acpi_id = acpi_madt.cpu[cpu].acpi_id;
	/* The boot CPU runs on the hypervisor's own root now. */
	pcpu->hv_cr3 = cr3_read() & HV_PAGE_MASK;
	apic_ids[cpu] = id;
	states[cpu] = CPU_CALLED;
	return true;
}

/* INIT to all, a pause, start-up to all, and once more to those that slept through it. */
static void call_all(cpuset_t set)
{
	unsigned int cpu, page = startup_maddr >> HV_PAGE_SHIFT, round;

	for_each_cpu_in(cpu, set)
		apic_send_init(apic_ids[cpu]);
	clock_delay_us(10000);
	for (round = 0; round < 2; round++) {
		for_each_cpu_in(cpu, set)
			if (READ_ONCE(states[cpu]) == CPU_CALLED)
				apic_send_startup(apic_ids[cpu], page);
		clock_delay_us(300);
	}
}

/* Return: those that arrived */
static cpuset_t wait_arrivals(cpuset_t set)
{
	cpuset_t arrived = CPUSET_NONE;
	u64 deadline = clock_ns() + QUIET_MS * 1000000ULL;
	unsigned int cpu;

	while (!cpuset_subset(set, arrived) && clock_ns() < deadline) {
		for_each_cpu_in(cpu, cpuset_andnot(set, arrived)) {
			if (__atomic_load_n(&states[cpu], __ATOMIC_ACQUIRE) != CPU_ARRIVED)
				continue;
			arrived = cpuset_or(arrived, cpuset_of(cpu));
			deadline = clock_ns() + QUIET_MS * 1000000ULL;
		}
		cpu_pause();
	}
	for_each_cpu_in(cpu, cpuset_andnot(set, arrived)) {
		if (change_state(cpu, CPU_CALLED, CPU_GIVEN_UP))
			printk(LOG_WARN "CPU%u (APIC ID %u) does not answer, left out\n", cpu,
			       apic_ids[cpu]);
		else
			arrived = cpuset_or(arrived, cpuset_of(cpu));
	}
	return arrived;
}

static void wait_online(cpuset_t set)
{
	u64 deadline = clock_ns() + INIT_MS * 1000000ULL;

	while (!cpuset_subset(set, READ_ONCE(cpus_online))) {
		if (clock_ns() > deadline)
			panic("CPUs %#llx started but did not finish their initialisation",
			      (unsigned long long)cpuset_andnot(set, cpus_online).bits);
		cpu_pause();
	}
}

void smp_boot_all(void (*ap_main)(void))
{
	unsigned int cpu, n = acpi_madt.nr_cpus;
	cpuset_t called = CPUSET_NONE;

	for (cpu = 0; cpu < HV_NR_CPUS; cpu++)
		apic_ids[cpu] = ~0U;
	apic_ids[0] = this_pcpu()->apic_id;
	this_pcpu()->acpi_id = acpi_madt.cpu[0].acpi_id;
	if (opt_maxcpus && n > opt_maxcpus) {
		printk(LOG_INFO "maxcpus=%u: %u CPUs stay unused\n", opt_maxcpus,
		       n - opt_maxcpus);
		n = opt_maxcpus;
	}
	for (cpu = 1; cpu < n; cpu++)
		if (prepare(cpu))
			called = cpuset_or(called, cpuset_of(cpu));
	if (!cpuset_empty(called)) {
		ap_continue = ap_main;
		trampoline_prepare((void *)(DIRECTMAP_VIRT + startup_maddr), apic_ids,
				   n, ap_entry);
		call_all(called);
		called = wait_arrivals(called);
		wait_online(called);
	}
	cpus_present = READ_ONCE(cpus_online);
	clock_check_warp();
	printk(LOG_INFO "%u CPUs online\n", cpuset_weight(cpus_online));
}

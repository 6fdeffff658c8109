// SPDX-License-Identifier: GPL-2.0-only
/*
 * Local APIC.
 *
 * Two register interfaces, one meaning: a page of MMIO (xAPIC, 8-bit IDs) or
 * MSRs (x2APIC, 32-bit IDs, no waiting for the ICR). The boot CPU decides once:
 * x2APIC if the firmware left it on, if an ID needs it, if we are ourselves a
 * guest (then an MSR costs less than MMIO and no chipset is there to
 * misbehave), or if x2apic=1 says so. Destinations are always physical, one
 * CPU each: a logical or broadcast send would reach CPUs that are not up.
 *
 * Interrupts enter by fixed vectors only; both LINT pins are masked except
 * where the MADT says that NMI is wired. TPR stays constant, priorities follow
 * from vector numbers.
 *
 * A WRMSR to the x2APIC ICR does not order earlier stores; the fence before it
 * pairs with the interrupt's arrival on the target.
 *
 * Deliberately absent: lowest-priority delivery, directed EOI, cluster mode.
 */
#include "cpu/apic.h"
#include "cpu/acpi.h"
#include "cpu/features.h"
#include "cpu/irq.h"
#include "cpu/printk.h"
#include "cpu/upcalls.h"
#include "lib/param.h"

#include <asm/msr-index.h>

#define ICR_WAIT_LOOPS	1000000

bool apic_x2;
void *apic_mmio;
u64 apic_base_maddr;
unsigned int apic_max_lvt;
bool apic_timer_deadline;

static bool opt_x2apic, opt_x2apic_given, opt_tdt = true;
static u32 esr_seen, spurious_seen;

static int parse_x2apic(const char *s)
{
	int v = param_parse_bool(s, s + __builtin_strlen(s));

	if (v < 0)
		return v;
	opt_x2apic = v;
	opt_x2apic_given = true;
	return 0;
}

custom_param("x2apic", parse_x2apic);
bool_param("tdt", opt_tdt);

static bool reg_bit(u32 base, unsigned int vector)
{
	return apic_read(base + vector / 32 * 0x10) >> (vector % 32) & 1;
}

bool apic_irr_test(unsigned int vector)
{
	return reg_bit(APIC_IRR, vector);
}

bool apic_isr_test(unsigned int vector)
{
	return reg_bit(APIC_ISR, vector);
}

u32 apic_id_of_this_cpu(void)
{
	u32 id = apic_read(APIC_ID);

	return apic_x2 ? id : id >> 24;
}

bool apic_id_usable(u32 apic_id)
{
	return apic_x2 || apic_id < 0xff;
}

static bool want_x2apic(void)
{
	unsigned int i;

	if (!cpu_has(X86_FEATURE_X2APIC))
		return false;
	if (msr_read(MSR_IA32_APICBASE) & X2APIC_ENABLE)
		return true;		/* cannot be left without a reset of the APIC */
	if (opt_x2apic_given)
		return opt_x2apic;
	for (i = 0; i < acpi_madt.nr_cpus; i++)
		if (acpi_madt.cpu[i].apic_id >= 0xff)
			return true;
	return host_cpu.hypervisor;
}

static void enable_mode(void)
{
	u64 base = msr_read(MSR_IA32_APICBASE);

	if (!(base & XAPIC_ENABLE)) {
		base |= XAPIC_ENABLE;
		msr_write(MSR_IA32_APICBASE, base);
	}
	if (apic_x2 && !(base & X2APIC_ENABLE))
		msr_write(MSR_IA32_APICBASE, base | X2APIC_ENABLE);
}

static void setup_lint(void)
{
	u8 nmi_pin = acpi_madt.nmi_lint[this_cpu()];

	apic_write(APIC_LVT0, nmi_pin == 0 ? APIC_DM_NMI : APIC_LVT_MASKED);
	apic_write(APIC_LVT1, nmi_pin == 1 ? APIC_DM_NMI : APIC_LVT_MASKED);
}

/* Interrupts that the firmware left in service would block ours for ever. */
static void drain_isr(void)
{
	unsigned int vector, tries = 256;

	while (tries--) {
		for (vector = 16; vector < 256; vector += 32)
			if (apic_read(APIC_ISR + vector / 32 * 0x10))
				break;
		if (vector >= 256)
			return;
		apic_eoi();
	}
	printk(LOG_WARN "APIC: an interrupt stays in service on CPU%u\n", this_cpu());
}

static void setup_cpu(void)
{
	apic_max_lvt = GET_APIC_MAXLVT(apic_read(APIC_LVR));
	apic_write(APIC_LVTT, APIC_LVT_MASKED | VEC_TIMER);
	if (apic_max_lvt >= 4)
		apic_write(APIC_LVTPC, APIC_LVT_MASKED | APIC_DM_NMI);
	if (apic_max_lvt >= 5)
		apic_write(APIC_LVTTHMR, APIC_LVT_MASKED | VEC_SPURIOUS);
	if (!apic_x2) {
		apic_write(APIC_DFR, APIC_DFR_FLAT);
		apic_write(APIC_LDR, 0);
	}
	apic_write(APIC_TASKPRI, 0x10);
	apic_write(APIC_SPIV, APIC_SPIV_APIC_ENABLED | VEC_SPURIOUS);
	drain_isr();
	setup_lint();
	if (apic_max_lvt >= 3) {
		apic_write(APIC_ESR, 0);
		apic_write(APIC_LVTERR, VEC_ERROR);
		apic_write(APIC_ESR, 0);
	}
	this_pcpu()->apic_id = apic_id_of_this_cpu();
}

void apic_init_bsp(void)
{
	u64 base = msr_read(MSR_IA32_APICBASE);

	apic_base_maddr = base & 0xffffffffff000ULL;
	apic_x2 = want_x2apic();
	if (!apic_x2) {
		apic_mmio = map_mmio(apic_base_maddr, HV_PAGE_SIZE);
		if (!apic_mmio)
			panic("cannot map the local APIC at %#llx",
			      (unsigned long long)apic_base_maddr);
	}
	enable_mode();
	setup_cpu();
	apic_timer_deadline = opt_tdt && cpu_has(X86_FEATURE_TSC_DEADLINE_TIMER);
	printk(LOG_INFO "APIC: %s mode, boot CPU has ID %u, timer %s\n",
	       apic_x2 ? "x2APIC" : "xAPIC", this_pcpu()->apic_id,
	       apic_timer_deadline ? "TSC-deadline" : "one-shot");
}

void apic_init_ap(void)
{
	enable_mode();
	setup_cpu();
}

void apic_quiesce(void)
{
	apic_timer_stop();
	apic_write(APIC_LVTT, APIC_LVT_MASKED | VEC_TIMER);
	apic_write(APIC_LVT0, APIC_LVT_MASKED);
	apic_write(APIC_LVT1, APIC_LVT_MASKED);
	if (apic_max_lvt >= 4)
		apic_write(APIC_LVTPC, APIC_LVT_MASKED);
	if (apic_max_lvt >= 3)
		apic_write(APIC_LVTERR, APIC_LVT_MASKED);
}

/*
 * xAPIC: the two halves of the ICR are one resource of this CPU. An interrupt
 * handler or NMI may send between them, so interrupts are off and ICR2 is put
 * back afterwards.
 */
static void send_xapic(u32 apic_id, u32 low)
{
	unsigned long flags = local_irq_off_save();
	u32 old = apic_read(APIC_ICR2);
	unsigned int loops = ICR_WAIT_LOOPS;

	while ((apic_read(APIC_ICR) & APIC_ICR_BUSY) && --loops)
		cpu_pause();
	apic_write(APIC_ICR2, apic_id << 24);
	apic_write(APIC_ICR, low);
	loops = ICR_WAIT_LOOPS;
	while ((apic_read(APIC_ICR) & APIC_ICR_BUSY) && --loops)
		cpu_pause();
	apic_write(APIC_ICR2, old);
	local_irq_back(flags);
}

static void send(u32 apic_id, u32 low)
{
	if (apic_x2) {
		cpu_fence();
		cpu_read_fence();
		msr_write(MSR_X2APIC_FIRST + (APIC_ICR >> 4), (u64)apic_id << 32 | low);
	} else {
		send_xapic(apic_id, low);
	}
}

void apic_send_ipi(unsigned int cpu, unsigned int vector)
{
	send(pcpu_of(cpu)->apic_id, APIC_DM_FIXED | APIC_INT_ASSERT | vector);
}

void apic_send_nmi(unsigned int cpu)
{
	send(pcpu_of(cpu)->apic_id, APIC_DM_NMI | APIC_INT_ASSERT);
}

void apic_send_init(u32 apic_id)
{
	send(apic_id, APIC_DM_INIT | APIC_INT_ASSERT | APIC_INT_LEVELTRIG);
	send(apic_id, APIC_DM_INIT | APIC_INT_LEVELTRIG);
}

void apic_send_startup(u32 apic_id, unsigned int page)
{
	send(apic_id, APIC_DM_STARTUP | APIC_INT_ASSERT | page);
}

/* Bounded noise: each kind of error once per bit. */
void apic_error_interrupt(void)
{
	u32 esr, fresh;

	apic_write(APIC_ESR, 0);
	esr = apic_read(APIC_ESR);
	apic_eoi();
	fresh = esr & ~__atomic_fetch_or(&esr_seen, esr, __ATOMIC_RELAXED);
	if (fresh)
		printk(LOG_WARN "APIC: error %#x on CPU%u (said once)\n", fresh, this_cpu());
}

/* No EOI: the APIC did not set an in-service bit. */
void apic_spurious_interrupt(void)
{
	if (!__atomic_fetch_add(&spurious_seen, 1, __ATOMIC_RELAXED))
		printk(LOG_DEBUG "APIC: spurious interrupt on CPU%u (said once)\n", this_cpu());
}

void apic_timer_init_cpu(void)
{
	apic_write(APIC_TDCR, APIC_TDR_DIV_1);
	if (apic_timer_deadline) {
		apic_write(APIC_LVTT, APIC_LVT_TIMER_TSCDEADLINE | VEC_TIMER);
		/* The mode switch (MMIO) must be done before the MSR is armed. */
		cpu_fence();
	} else {
		apic_write(APIC_LVTT, APIC_LVT_TIMER_ONESHOT | VEC_TIMER);
	}
}

void apic_timer_set(u64 tsc_or_ticks)
{
	if (apic_timer_deadline)
		msr_write(MSR_IA32_TSC_DEADLINE, tsc_or_ticks);
	else
		apic_write(APIC_TMICT, tsc_or_ticks > 0xffffffffU ? 0xffffffffU : tsc_or_ticks);
}

void apic_timer_stop(void)
{
	if (apic_timer_deadline)
		msr_write(MSR_IA32_TSC_DEADLINE, 0);
	else
		apic_write(APIC_TMICT, 0);
}

void apic_timer_free_run(void)
{
	apic_write(APIC_TDCR, APIC_TDR_DIV_1);
	apic_write(APIC_LVTT, APIC_LVT_MASKED | VEC_TIMER);
	apic_write(APIC_TMICT, 0xffffffffU);
}

u32 apic_timer_count(void)
{
	return apic_read(APIC_TMCCT);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Machine checks.
 *
 * Errors stand in banks of MSRs. Corrected ones are found by looking (every
 * POLL_SECONDS, and at once where the CPU can interrupt for them); uncorrected
 * ones arrive as #MC. There we go on only if every valid uncorrected error in
 * the banks says that the interrupted context is intact and needs no action
 * (UCNA, SRAO); anything else could leak or corrupt, so the machine stops.
 *
 * Records go to a ring that core/host_errors.c empties for dom0. A writer claims
 * a slot by counter, which is safe in #MC; if nobody reads, the oldest are
 * overwritten and that is said once. Registers are read through
 * cpu/mce_inject.h, where a test may have put values.
 *
 * On processors that broadcast #MC every CPU comes here; each looks at its own
 * banks, and banks shared by several CPUs are cleared by the first one.
 *
 * Deliberately absent: taking pages offline, recovery of a poisoned guest page.
 */
#include "cpu/mce.h"
#include "cpu/apic.h"
#include "cpu/clock.h"
#include "cpu/clock_tick.h"
#include "cpu/features.h"
#include "cpu/irq.h"
#include "cpu/mce_inject.h"
#include "cpu/printk.h"
#include "cpu/upcalls.h"
#include "lib/param.h"

#include <linux/bits.h>
#include <asm/msr-index.h>

#define MAX_BANKS		64
#define POLL_SECONDS		8
#define RING			64
#define MSR_BANK_CTL(b)		(MSR_IA32_MC0_CTL + 4 * (b))
#define MSR_BANK_STATUS(b)	(MSR_IA32_MC0_STATUS + 4 * (b))
#define MSR_BANK_ADDR(b)	(MSR_IA32_MC0_ADDR + 4 * (b))
#define MSR_BANK_MISC(b)	(MSR_IA32_MC0_MISC + 4 * (b))
#define MSR_BANK_CTL2(b)	(MSR_IA32_MC0_CTL2 + (b))

#define CAP_BANKS		0xffULL
#define CAP_CTL			BIT_ULL(8)
#define CAP_CMCI		BIT_ULL(10)
#define CAP_SER			BIT_ULL(24)
#define MCG_RIPV		BIT_ULL(0)
#define MCG_MCIP		BIT_ULL(2)
#define ST_VALID		BIT_ULL(63)
#define ST_UNCORRECTED		MCE_ST_UNCORRECTED
#define ST_MISC			BIT_ULL(59)
#define ST_ADDR			BIT_ULL(58)
#define ST_CONTEXT_BAD		BIT_ULL(57)
#define ST_SIGNALLED		BIT_ULL(56)
#define ST_ACTION		BIT_ULL(55)
#define CTL2_CMCI_ON		BIT_ULL(30)

static bool opt_mce = true;
bool_param("mce", opt_mce);

u64 mce_cap;
unsigned int mce_nr_banks;
static bool use_cmci;

struct slot {
	u64 seq;		/* index + 1 when complete */
	struct mce_record rec;
};

static struct slot ring[RING];
static u64 ring_head, ring_tail;	/* ever claimed, ever fetched */
static u32 overflow_said;

static void put(const struct mce_record *r)
{
	u64 n = __atomic_fetch_add(&ring_head, 1, __ATOMIC_SEQ_CST);
	struct slot *s = &ring[n % RING];

	__atomic_store_n(&s->seq, 0, __ATOMIC_SEQ_CST);
	s->rec = *r;
	__atomic_store_n(&s->seq, n + 1, __ATOMIC_RELEASE);
}

bool mce_fetch(struct mce_record *out)
{
	for (;;) {
		u64 n = READ_ONCE(ring_tail), head = READ_ONCE(ring_head);
		struct slot *s;

		if (n == head)
			return false;
		if (head - n > RING) {
			/* Lost to a flood: continue at the oldest that exists. */
			__atomic_compare_exchange_n(&ring_tail, &n, head - RING, false,
						    __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
			if (!__atomic_exchange_n(&overflow_said, 1, __ATOMIC_RELAXED))
				printk(LOG_WARN "MCE: records were lost (said once)\n");
			continue;
		}
		s = &ring[n % RING];
		if (__atomic_load_n(&s->seq, __ATOMIC_ACQUIRE) != n + 1)
			return false;	/* still being written */
		*out = s->rec;
		if (__atomic_compare_exchange_n(&ring_tail, &n, n + 1, false,
						__ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
			return true;
	}
}

static bool read_bank(unsigned int bank, struct mce_record *r, enum mce_found found)
{
	*r = (struct mce_record){ .bank = bank, .found = found };
	r->status = mce_msr_read(MSR_BANK_STATUS(bank));
	if (!(r->status & ST_VALID))
		return false;
	if (r->status & ST_ADDR)
		r->addr = mce_msr_read(MSR_BANK_ADDR(bank));
	if (r->status & ST_MISC)
		r->misc = mce_msr_read(MSR_BANK_MISC(bank));
	if (use_cmci)
		r->ctl2 = mce_msr_read(MSR_BANK_CTL2(bank));
	r->mcg_status = mce_msr_read(MSR_IA32_MCG_STATUS);
	r->time_ns = clock_ns();
	r->tsc = tsc_read();
	r->cpu = this_cpu();
	r->apic_id = this_pcpu()->apic_id;
	return true;
}

static void say(const struct mce_record *r)
{
	printk("%sMCE: CPU%u bank %u status %016llx%s%s addr %llx misc %llx\n",
	       r->fatal ? LOG_ERR : LOG_WARN, r->cpu, r->bank,
	       (unsigned long long)r->status,
	       r->status & ST_UNCORRECTED ? " uncorrected" : " corrected",
	       r->status & ST_CONTEXT_BAD ? " context-corrupt" : "",
	       (unsigned long long)r->addr, (unsigned long long)r->misc);
}

/* Look for corrected errors. Interrupts may be on. */
static void poll(enum mce_found found)
{
	struct mce_record r;
	unsigned int bank;
	bool any = false;

	for (bank = 0; bank < mce_nr_banks; bank++) {
		if (!read_bank(bank, &r, found))
			continue;
		/* An uncorrected one that was signalled belongs to the #MC handler. */
		if (r.status & ST_UNCORRECTED && r.status & ST_SIGNALLED)
			continue;
		mce_msr_write(MSR_BANK_STATUS(bank), 0);
		put(&r);
		say(&r);
		any = true;
	}
	if (any)
		mce_to_dom0();
}

static void tick(void)
{
	static u8 seconds[HV_NR_CPUS];
	u8 *mine = &this_var(seconds);

	if (++*mine < POLL_SECONDS)
		return;
	*mine = 0;
	poll(MCE_BY_POLL);
}

void mce_cmci_interrupt(void)
{
	poll(MCE_BY_CMCI);
}

static bool is_fatal(u64 status, u64 mcg_status)
{
	if (!(status & ST_UNCORRECTED))
		return false;
	if (status & ST_CONTEXT_BAD || !(mcg_status & MCG_RIPV))
		return true;
	/* Without software error recovery there is no harmless uncorrected error. */
	return !(mce_cap & CAP_SER) || (status & ST_ACTION && status & ST_SIGNALLED);
}

void mce_handler(struct cpu_regs *regs)
{
	u64 mcg_status = mce_msr_read(MSR_IA32_MCG_STATUS);
	bool fatal = !(mcg_status & MCG_RIPV), any = false;
	struct mce_record r;
	unsigned int bank;

	this_pcpu()->mce_depth++;
	for (bank = 0; bank < mce_nr_banks; bank++) {
		if (!read_bank(bank, &r, MCE_BY_EXCEPTION))
			continue;
		r.fatal = is_fatal(r.status, mcg_status);
		fatal |= r.fatal;
		any = true;
		put(&r);
		say(&r);
		/* A fatal one stays in the bank for the firmware to find. */
		if (!r.fatal)
			mce_msr_write(MSR_BANK_STATUS(bank), 0);
	}
	if (fatal) {
		show_registers(regs);
		panic("machine check: the hardware reports damage that cannot be contained");
	}
	if (any)
		mce_to_dom0();
	this_pcpu()->mce_depth--;
	mce_msr_write(MSR_IA32_MCG_STATUS, 0);
}

static void enable_cmci(unsigned int bank)
{
	u64 v;

	if (msr_read_safe(MSR_BANK_CTL2(bank), &v) || v & CTL2_CMCI_ON)
		return;			/* owned by a CPU that shares the bank */
	msr_write_safe(MSR_BANK_CTL2(bank), (v & ~0x7fffULL) | CTL2_CMCI_ON | 1);
}

static void init_cpu(void)
{
	unsigned int bank;

	if (mce_cap & CAP_CTL)
		msr_write(MSR_IA32_MCG_CTL, ~0ULL);
	for (bank = 0; bank < mce_nr_banks; bank++) {
		/* Family 6 before Nehalem: the firmware owns bank 0's control. */
		if (bank || host_cpu.vendor != CPU_VENDOR_INTEL || host_cpu.family > 6 ||
		    host_cpu.model >= 0x1a)
			msr_write_safe(MSR_BANK_CTL(bank), ~0ULL);
		if (use_cmci)
			enable_cmci(bank);
	}
	if (use_cmci)
		apic_write(APIC_LVTCMCI, VEC_CMCI);
	/* What the firmware or the last boot left is reported, not lost. */
	poll(MCE_BY_POLL);
}

void mce_init_bsp(void)
{
	if (!opt_mce || !cpu_has(X86_FEATURE_MCE) || !cpu_has(X86_FEATURE_MCA)) {
		printk(LOG_INFO "MCE: %s\n", opt_mce ? "not available" : "off");
		return;
	}
	mce_cap = msr_read(MSR_IA32_MCG_CAP);
	mce_nr_banks = mce_cap & CAP_BANKS;
	if (mce_nr_banks > MAX_BANKS)
		mce_nr_banks = MAX_BANKS;
	use_cmci = mce_cap & CAP_CMCI && host_cpu.vendor == CPU_VENDOR_INTEL && apic_max_lvt >= 6;
	clock_tick_register(tick);
	init_cpu();
	printk(LOG_INFO "MCE: %u banks%s\n", mce_nr_banks, use_cmci ? ", CMCI" : "");
}

void mce_init_ap(void)
{
	if (mce_nr_banks)
		init_cpu();
}

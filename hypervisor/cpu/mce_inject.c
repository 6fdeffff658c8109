// SPDX-License-Identifier: GPL-2.0-only
/*
 * Injected machine checks.
 *
 * Hardware errors cannot be ordered, so the administrator's tools put values in
 * front of the registers of a CPU's banks and raise the exception by hand. All the
 * code behind (handler, records, dom0's fetch) is what a real error runs through.
 *
 * A value in front belongs to one CPU and one register. Only that CPU touches its
 * row of the table: to put one there it is called, so an #MC can come between any two
 * instructions and finds either no value or the whole one. Writing to the register
 * takes the value away, as the handler does when it has read a bank.
 *
 * Whoever may inject may stop the machine: an uncorrected error without a way to go
 * on is fatal here as it would be from hardware. That is the privileged domain.
 */
#include "cpu/mce_inject.h"
#include "cpu/insn.h"
#include "cpu/mce.h"
#include "cpu/pcpu.h"
#include "cpu/smp.h"
#include <asm/msr-index.h>

#define IN_FRONT	32	/* values per CPU */

struct value_in_front { u32 msr; bool used; u64 value; };

static struct value_in_front in_front[HV_NR_CPUS][IN_FRONT];
static u32 ever_used;

static struct value_in_front *find(u32 msr)
{
	struct value_in_front *row = this_var(in_front);
	unsigned int i;

	if (!READ_ONCE(ever_used))
		return NULL;
	for (i = 0; i < IN_FRONT; i++)
		if (READ_ONCE(row[i].used) && row[i].msr == msr)
			return &row[i];
	return NULL;
}

u64 mce_msr_read(u32 msr)
{
	struct value_in_front *f = find(msr);

	return f ? f->value : msr_read(msr);
}

void mce_msr_write(u32 msr, u64 value)
{
	struct value_in_front *f = find(msr);

	if (f)
		WRITE_ONCE(f->used, false);
	else
		msr_write(msr, value);
}

struct injection { u32 msr; u64 value; bool in_front; int err; };

static void inject_here(void *arg)
{
	struct injection *what = arg;
	struct value_in_front *row = this_var(in_front), *f = find(what->msr);
	unsigned int i;

	what->err = 0;
	if (!what->in_front) {
		if (msr_write_safe(what->msr, what->value))
			what->err = -EIO;
		return;
	}
	for (i = 0; !f && i < IN_FRONT; i++)
		if (!row[i].used)
			f = &row[i];
	if (!f) {
		what->err = -ENOSPC;
		return;
	}
	WRITE_ONCE(f->used, false);
	f->msr = what->msr;
	f->value = what->value;
	__atomic_store_n(&f->used, true, __ATOMIC_RELEASE);
	WRITE_ONCE(ever_used, 1);
}

int mce_inject_msr(unsigned int cpu, u32 msr, u64 value, bool front)
{
	struct injection what = { msr, value, front, 0 };

	if (msr != MSR_IA32_MCG_STATUS &&
	    (msr < MSR_IA32_MC0_CTL || msr >= MSR_IA32_MC0_CTL + 4 * mce_nr_banks))
		return -EINVAL;
	smp_call(cpuset_of(cpu), inject_here, &what, true);
	return what.err;
}

static void raise_exception(void *unused)
{
	asm volatile("int $18" : : : "memory");
}

static void raise_corrected(void *unused)
{
	mce_cmci_interrupt();
}

void mce_inject_raise(cpuset_t set, bool corrected)
{
	smp_call(set, corrected ? raise_corrected : raise_exception, NULL, true);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Continuations: the guest's registers, or the multicall entry, must say exactly
 * "make this call again with these arguments", and nothing else may change.
 */
#include "hosted_core.h"
#include "core/preempt.h"
#include "unit.h"

unsigned int hosted_cpu;
u64 hosted_now;
u64 hosted_deadline[HV_NR_CPUS];
u32 hosted_softirqs[HV_NR_CPUS];
cpuset_t cpus_online;
void (*hosted_timer_softirq)(void);
int hosted_alloc_fail;
struct cpu_regs hosted_regs;

static struct vcpu v;

static struct vcpu_info info;
static struct pcpu pcpu = { .hot.vcpu_info = &info };

struct vcpu *current_vcpu(void)
{
	return &v;
}

struct pcpu *this_pcpu(void)
{
	return &pcpu;
}

/* A long call gives way to the hypervisor's work and to events that the guest can take. */
static void when_to_give_way(void)
{
	CHECK(!hypercall_preempt());
	info.evtchn_upcall_pending = 1;
	CHECK(hypercall_preempt());
	info.evtchn_upcall_mask = 1;
	CHECK(!hypercall_preempt());
	softirq_raise(SOFTIRQ_TIMER);
	CHECK(hypercall_preempt());
	hosted_softirqs[0] = 0;
	info = (struct vcpu_info){ };
}

static void through_registers(void)
{
	struct cpu_regs before;

	memset(&hosted_regs, 0x5a, sizeof(hosted_regs));
	hosted_regs.rip = 0xffffffff81001234;
	before = hosted_regs;
	CHECK_EQ(hypercall_continue(26, 3, 1, 2, 3, 4, 5), 26);
	before.rip -= 2;
	before.rdi = 1;
	before.rsi = 2;
	before.rdx = 3;
	CHECK(!memcmp(&before, &hosted_regs, sizeof(before)));

	CHECK_EQ(hypercall_continue(14, 5, ~0UL, 0, 1UL << 63, 7, 8), 14);
	CHECK_EQ(hosted_regs.rdi, ~0UL);
	CHECK_EQ(hosted_regs.rsi, 0);
	CHECK_EQ(hosted_regs.rdx, 1UL << 63);
	CHECK_EQ(hosted_regs.r10, 7);
	CHECK_EQ(hosted_regs.r8, 8);
	CHECK_EQ(hosted_regs.rip, before.rip - 2);
	CHECK(!v.mc_preempted);
}

static void through_a_multicall(void)
{
	struct multicall_entry e = { .op = 99, .result = -1, .args = { 9, 9, 9, 9, 9, 9 } };
	struct cpu_regs before = hosted_regs;

	v.in_multicall = true;
	v.mc = &e;
	hypercall_continue(1, 4, 10, 11, 12, 13, 14);
	CHECK(v.mc_preempted);
	CHECK_EQ(e.op, 1);
	CHECK_EQ(e.result, -1UL);
	for (int i = 0; i < 4; i++)
		CHECK_EQ(e.args[i], 10 + i);
	CHECK_EQ(e.args[4], 9);
	CHECK(!memcmp(&before, &hosted_regs, sizeof(before)));
	v = (struct vcpu){ };
}

int main(void)
{
	UNIT(when_to_give_way);
	UNIT(through_registers);
	UNIT(through_a_multicall);
	return unit_done();
}

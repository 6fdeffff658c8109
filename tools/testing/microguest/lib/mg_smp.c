// SPDX-License-Identifier: GPL-2.0-only
/*
 * Secondary vCPUs: their initial context, start, and calls on them.
 *
 * A call is a function pointer and a sequence number in the vCPU's struct
 * mg_cpu; the caller spins (yielding) until the callee has stored the number
 * back.  There is one caller, the boot vCPU, hence no lock.
 */
#include "mg.h"
#include <xen/interface/vcpu.h>
#include <xen/interface/sched.h>

struct mg_cpu mg_cpus[MG_MAX_CPUS];
static unsigned char ap_stacks[MG_MAX_CPUS][MG_STACK_SIZE] __aligned(32768);

unsigned int mg_nr_vcpus(void)
{
	unsigned int cpu;

	for (cpu = 0; cpu < MG_MAX_CPUS; cpu++) {
		if (hc_vcpu_op(VCPUOP_is_up, cpu, NULL) < 0)
			break;
	}
	return cpu;
}

/* The context a vCPU of ours starts from. */
void mg_smp_context(struct vcpu_guest_context *ctx, unsigned int cpu)
{
	mg_trap_stacks(&mg_cpus[cpu], ap_stacks[cpu]);
	memset(ctx, 0, sizeof(*ctx));
	ctx->flags = VGCF_IN_KERNEL;
	ctx->user_regs.rip = (unsigned long)mg_start_ap;
	ctx->user_regs.rsp = (unsigned long)ap_stacks[cpu] + MG_STACK_SIZE;
	ctx->user_regs.cs = FLAT_KERNEL_CS;
	ctx->user_regs.ss = FLAT_KERNEL_SS;
	ctx->user_regs.rflags = 0x200;
	memcpy(ctx->trap_ctxt, mg_trap_table, sizeof(ctx->trap_ctxt));
	ctx->kernel_ss = FLAT_KERNEL_SS;
	ctx->kernel_sp = (unsigned long)ap_stacks[cpu] + MG_STACK_SIZE;
	ctx->ctrlreg[3] = xen_pfn_to_cr3(virt_to_mfn(mg_l4()));
	ctx->event_callback_eip = (unsigned long)mg_entry_event;
	ctx->failsafe_callback_eip = (unsigned long)mg_entry_failsafe;
	ctx->syscall_callback_eip = (unsigned long)mg_entry_syscall;
}

/* Start @cpu unless it runs already; skip the test where there is none. */
void mg_smp_need(unsigned int cpu)
{
	static struct vcpu_guest_context ctx;
	u64 deadline;

	STAGE(cpu && cpu < MG_MAX_CPUS);
	if (READ_ONCE(mg_cpus[cpu].online))
		return;
	if (hc_vcpu_op(VCPUOP_is_up, cpu, NULL) < 0)
		mg_skip("only %u vCPUs", mg_nr_vcpus());
	mg_cpus[cpu].id = cpu;
	mg_smp_context(&ctx, cpu);
	REQUIRE_RC(hc_vcpu_op(VCPUOP_initialise, cpu, &ctx), 0);
	REQUIRE_RC(hc_vcpu_op(VCPUOP_up, cpu, NULL), 0);
	deadline = mg_now_ns() + 5000000000ULL;
	while (!READ_ONCE(mg_cpus[cpu].online)) {
		REQUIRE(mg_now_ns() < deadline, "vcpu %u did not start", cpu);
		mg_yield();
	}
}

void mg_ap_main(void)
{
	struct mg_cpu *cpu = this_cpu();

	mg_register_callbacks();
	WRITE_ONCE(cpu->online, true);
	for (;;) {
		while (READ_ONCE(cpu->call_seq) == cpu->call_done) {
			struct sched_poll poll = { .timeout = mg_now_ns() + 1000000 };

			hc_sched_op(SCHEDOP_poll, &poll);
		}
		if (!mg_setjmp(&cpu->test_jmp))
			cpu->call(cpu->call_arg);
		barrier();
		WRITE_ONCE(cpu->call_done, cpu->call_seq);
	}
}

void mg_smp_start_call(unsigned int cpu, void (*fn)(void *arg), void *arg)
{
	mg_smp_need(cpu);
	mg_cpus[cpu].call = fn;
	mg_cpus[cpu].call_arg = arg;
	barrier();
	WRITE_ONCE(mg_cpus[cpu].call_seq, mg_cpus[cpu].call_seq + 1);
}

void mg_smp_wait(unsigned int cpu)
{
	u64 deadline = mg_now_ns() + 20000000000ULL;

	while (READ_ONCE(mg_cpus[cpu].call_done) != mg_cpus[cpu].call_seq) {
		REQUIRE(mg_now_ns() < deadline, "vcpu %u did not finish its call", cpu);
		mg_yield();
	}
}

void mg_smp_call(unsigned int cpu, void (*fn)(void *arg), void *arg)
{
	mg_smp_start_call(cpu, fn, arg);
	mg_smp_wait(cpu);
}

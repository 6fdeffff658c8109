// SPDX-License-Identifier: GPL-2.0-only
/*
 * Leaving the kernel in the middle of a multicall (XSA-213 class).
 *
 * An entry may be the iret hypercall.  From then on the vCPU is in user mode, and
 * the rest of the list must not run: it would run with a user's page tables and a
 * kernel's rights.  The same goes for entries that block or end the vCPU's turn.
 */
#include "mg.h"
#include <xen/interface/sched.h>
#include <xen/interface/vcpu.h>

static struct multicall_entry list[4];

MG_TEST(mcmode_iret, MG_HOSTILE, "iret to user inside a list: the rest does not run as user")
{
	struct regs r;
	struct iret_context frame = { 0 };
	struct mg_cpu *cpu = this_cpu();
	unsigned int i;

	mg_user_run(&r, user_syscall, 1);	/* sets the kernel stack */
	mg_user_regs(&r, user_syscall, 0x77);
	frame.rip = r.rip;
	frame.cs = r.cs;
	frame.ss = r.ss;
	frame.rsp = r.rsp;
	frame.rflags = 0x202;
	memset(list, 0, sizeof(list));
	for (i = 0; i < 4; i++) {
		list[i].op = __HYPERVISOR_xen_version;
		list[i].result = 0x5555;
	}
	list[1].op = __HYPERVISOR_iret;
	memset(&r, 0, sizeof(r));
	cpu->user_exit = &r;
	if (!mg_setjmp(&cpu->user_jmp))
		asm volatile("mov %[f], %%rsp; syscall; ud2"
			     : : "a" ((long)__HYPERVISOR_multicall), "D" (list), "S" (4L),
			       [f] "r" (&frame) : "memory");
	mg_note("back by %s, results %lx %lx %lx %lx", mg_vector_name(r.vector), list[0].result,
		list[1].result, list[2].result, list[3].result);
	CHECK(list[0].result == ((4L << 16) | 17), "first entry %lx", list[0].result);
	CHECK(list[2].result == 0x5555 || r.vector == 0, "an entry ran after the switch");
}

MG_TEST(mcmode_block, 0, "blocking inside a list: it sleeps, and the rest runs")
{
	struct vcpu_set_singleshot_timer timer = { .timeout_abs_ns = mg_now_ns() + 5000000 };
	unsigned int port = evtchn_new_virq(VIRQ_TIMER, 0);
	struct sched_poll poll = { };
	unsigned int i;

	evtchn_unmask(port);
	memset(list, 0, sizeof(list));
	for (i = 0; i < 4; i++)
		list[i].op = __HYPERVISOR_xen_version;
	list[0].op = __HYPERVISOR_vcpu_op;
	list[0].args[0] = VCPUOP_set_singleshot_timer;
	list[0].args[2] = (unsigned long)&timer;
	list[1].op = __HYPERVISOR_sched_op;
	list[1].args[0] = SCHEDOP_poll;
	list[1].args[1] = (unsigned long)&poll;
	poll.timeout = timer.timeout_abs_ns;
	CHECK_RC(hc_multicall(list, 4), 0);
	CHECK_RC(list[1].result, 0);
	CHECK_RC(list[3].result, (4L << 16) | 17);
	CHECK_RC(evtchn_close(port), 0);
	evtchn_clear(port);
}

MG_TEST(mcmode_stack_and_base, 0, "the context switch list of a kernel")
{
	pte_t *l4 = user_tables_new();
	struct mmuext_op op[2] = {
		{ .cmd = MMUEXT_NEW_BASEPTR, .arg1.mfn = virt_to_mfn(l4) },
		{ .cmd = MMUEXT_NEW_USER_BASEPTR, .arg1.mfn = virt_to_mfn(l4) },
	};
	unsigned long cr3;

	memset(list, 0, sizeof(list));
	list[0].op = __HYPERVISOR_stack_switch;
	list[0].args[0] = FLAT_KERNEL_SS;
	list[0].args[1] = mg_spare_stack();
	list[1].op = __HYPERVISOR_fpu_taskswitch;
	list[1].args[0] = 1;
	list[2].op = __HYPERVISOR_mmuext_op;
	list[2].args[0] = (unsigned long)op;
	list[2].args[1] = 2;
	list[2].args[3] = DOMID_SELF;
	list[3].op = __HYPERVISOR_set_segment_base;
	CHECK_RC(hc_multicall(list, 4), 0);
	CHECK(!list[0].result && !list[1].result && !list[2].result && !list[3].result,
	      "%ld %ld %ld %ld", list[0].result, list[1].result, list[2].result, list[3].result);
	asm volatile("mov %%cr3, %0" : "=r" (cr3));
	CHECK(cr3 >> PAGE_SHIFT == virt_to_mfn(l4), "cr3 %lx", cr3);
	CHECK_RC(mmuext(MMUEXT_NEW_BASEPTR, virt_to_mfn(mg_l4())), 0);
	CHECK_RC(mmuext(MMUEXT_NEW_USER_BASEPTR, 0), 0);
	hc_fpu_taskswitch(0);
	CHECK_RC(page_set_rw(l4), 0);
	page_free(l4);
}

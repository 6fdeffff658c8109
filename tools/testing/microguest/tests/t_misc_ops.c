// SPDX-License-Identifier: GPL-2.0-only
/*
 * The small hypercalls: trap table, stack_switch, fpu_taskswitch, vm_assist,
 * callbacks, nmi_op, and those that 4.17 answers with an error only.
 */
#include "mg.h"
#include <xen/interface/callback.h>
#include <xen/interface/nmi.h>

MG_TEST(trap_table_clear, MG_ALONE, "a NULL table clears all gates")
{
	CHECK_RC(hc_set_trap_table(NULL), 0);
	CHECK_RC(hc_set_trap_table(mg_trap_table), 0);
	CHECK(GUARD("ud2") == VEC_UD, "no #UD after setting it again");
}

MG_TEST(trap_table_bad, MG_HOSTILE, "wild tables, non-canonical handlers")
{
	struct trap_info one[2] = { mg_trap_table[VEC_BP] };

	CHECK_RC(hc_set_trap_table(16), -XEN_EFAULT);
	CHECK_RC(hc_set_trap_table(MG_HYP_VA), -XEN_EFAULT);
	CHECK_RC(hc_set_trap_table(MG_NONCANON), -XEN_EFAULT);
	one[0].vector = 0x90;
	one[0].address = MG_NONCANON;
	CHECK_RC(hc_set_trap_table(one), -XEN_EINVAL);
	CHECK_RC(hc_set_trap_table(mg_trap_table), 0);
}

MG_TEST(trap_table_cs, MG_HOSTILE, "a gate with a ring-0 selector gets ring 3")
{
	struct trap_info one[2] = { mg_trap_table[0x80] };
	static const unsigned short cs[] = { 0xe008, 0x8, 0, 0xe030 };
	unsigned int i;
	unsigned long now;

	for (i = 0; i < ARRAY_SIZE(cs); i++) {
		long rc;

		one[0].cs = cs[i];
		rc = hc_set_trap_table(one);
		/* only a selector that surely works is entered */
		if (!rc && (cs[i] | 3) == FLAT_KERNEL_CS)
			CHECK(GUARD("int $0x80") == 0x80, "not delivered");
		asm volatile("mov %%cs, %0" : "=r" (now));
		CHECK((now & 3) == 3, "cs %lx", now);
	}
	one[0].cs = FLAT_KERNEL_CS;
	CHECK_RC(hc_set_trap_table(one), 0);
}

MG_TEST(stack_switch_ok, 0, "any canonical stack is taken; the selector is fixed up")
{
	CHECK_RC(hc_stack_switch(FLAT_KERNEL_SS, mg_spare_stack()), 0);
	CHECK_RC(hc_stack_switch(0, mg_spare_stack()), 0);
	CHECK_RC(hc_stack_switch(FLAT_KERNEL_SS & ~3, mg_spare_stack()), 0);
}

MG_TEST(bad_kernel_stack, MG_CRASH | MG_HOSTILE, "an entry from user to a bad kernel stack")
{
	struct regs r;

	mg_user_base();
	mg_user_regs(&r, user_syscall, 0);
	hc_stack_switch(FLAT_KERNEL_SS, MG_SCRATCH + 0x7f000000);
	mg_iret_to(&r, 0);
}

MG_TEST(bad_kernel_stack_hyp, MG_CRASH | MG_HOSTILE, "a kernel stack inside the hypervisor")
{
	struct regs r;

	mg_user_base();
	mg_user_regs(&r, user_syscall, 0);
	hc_stack_switch(FLAT_KERNEL_SS, 0xffff830000100000UL);
	mg_iret_to(&r, 0);
}

MG_TEST(bad_kernel_stack_fault, MG_CRASH | MG_HOSTILE, "an exception in the kernel on a bad stack")
{
	asm volatile("mov %0, %%rsp; ud2" : : "r" (MG_SCRATCH + 0x7f000000));
}

MG_TEST(stack_wraps_into_hyp, MG_CRASH | MG_HOSTILE, "a stack just above the hypervisor's range")
{
	/* a frame pushed here would land below 0xffff880000000000 */
	asm volatile("mov %0, %%rsp; ud2" : : "r" (0xffff880000000010UL));
}

MG_TEST(no_trap_handler, MG_CRASH, "an exception without a handler ends the domain")
{
	hc_set_trap_table(NULL);
	asm volatile("ud2");
}

MG_TEST(fpu_ts, 0, "fpu_taskswitch sets TS: the next FPU use is #NM, once")
{
	long vec;

	CHECK_RC(hc_fpu_taskswitch(1), 0);
	vec = GUARD("fnop");
	CHECK(vec == VEC_NM, "raised %s", mg_vector_name(vec));
	vec = GUARD("fnop");
	CHECK(vec == VEC_NONE, "raised %s after the first", mg_vector_name(vec));
	CHECK_RC(hc_fpu_taskswitch(1), 0);
	CHECK_RC(hc_fpu_taskswitch(0), 0);
	CHECK(GUARD("fnop") == VEC_NONE, "raised after clearing");
}

MG_TEST(fpu_state_kept, 0, "FPU and vector registers survive blocking")
{
	static unsigned char in[16] __aligned(16), out[16] __aligned(16);
	unsigned int i;

	for (i = 0; i < 16; i++)
		in[i] = i * 17 + 3;
	asm volatile("movdqa %1, %%xmm7; fninit; fld1\n" : "=m" (out) : "m" (in));
	for (i = 0; i < 5; i++)
		mg_yield();
	asm volatile("movdqa %%xmm7, %0; fninit" : "=m" (out));
	CHECK(!memcmp(in, out, 16), "xmm7 changed");
}

MG_TEST(vm_assist_types, 0, "types 0 to 5 and 32 exist for a 64-bit guest")
{
	unsigned int type;

	for (type = 0; type < 64; type++) {
		long want = type <= VMASST_TYPE_runstate_update_flag || type == 32 ?
			    0 : -XEN_EINVAL;

		CHECK(hc_vm_assist(VMASST_CMD_disable, type) == want, "type %u: %ld", type,
		      hc_vm_assist(VMASST_CMD_disable, type));
	}
	CHECK_RC(hc_vm_assist(VMASST_CMD_enable, VMASST_TYPE_writable_pagetables), 0);
	CHECK_RC(hc_vm_assist(VMASST_CMD_enable, VMASST_TYPE_runstate_update_flag), 0);
	CHECK_RC(hc_vm_assist(VMASST_CMD_disable, VMASST_TYPE_runstate_update_flag), 0);
	CHECK_RC(hc_vm_assist(VMASST_CMD_enable, 64), -XEN_EINVAL);
	CHECK_RC(hc_vm_assist(VMASST_CMD_enable, 0xffffffff), -XEN_EINVAL);
	CHECK_RC(hc_vm_assist(7, VMASST_TYPE_writable_pagetables), -XEN_ENOSYS);
}

MG_TEST(callback_types, 0, "every callback registers; unknown ones do not")
{
	struct callback_register reg = { .address = (unsigned long)mg_entry_event };
	unsigned int type;

	for (type = 0; type < 8; type++) {
		bool missing;
		long rc;

		reg.type = type;
		if (type == CALLBACKTYPE_nmi)
			continue;
		rc = hc_callback_op(CALLBACKOP_register, &reg);
		missing = type == 6 || type == CALLBACKTYPE_sysenter_deprecated;
		CHECK(rc == (missing ? -XEN_ENOSYS : 0), "type %u: %ld", type, rc);
	}
	reg.type = 99;
	CHECK_RC(hc_callback_op(CALLBACKOP_register, &reg), -XEN_ENOSYS);
	mg_register_callbacks();
	hc_set_trap_table(mg_trap_table);
}

MG_TEST(callback_bad, MG_HOSTILE, "non-canonical handlers, wild arguments, unknown commands")
{
	struct callback_register reg = { .address = MG_NONCANON };
	struct callback_unregister un = { .type = CALLBACKTYPE_event };
	unsigned int type;

	for (type = 0; type < 8; type++) {
		reg.type = type;
		if (type != 6 && type != CALLBACKTYPE_nmi &&
		    type != CALLBACKTYPE_sysenter_deprecated)
			CHECK_RC(hc_callback_op(CALLBACKOP_register, &reg), -XEN_EINVAL);
	}
	CHECK_RC(hc_callback_op(CALLBACKOP_register, 16), -XEN_EFAULT);
	CHECK_RC(hc_callback_op(CALLBACKOP_register, MG_HYP_VA), -XEN_EFAULT);
	CHECK_RC(hc_callback_op(CALLBACKOP_unregister, &un), -XEN_EINVAL);
	CHECK_RC(hc_callback_op(9, &reg), -XEN_ENOSYS);
	mg_register_callbacks();
	hc_set_trap_table(mg_trap_table);
}

MG_TEST(nmi_op, 0, "the NMI callback registers and unregisters")
{
	struct xennmi_callback cb = { .handler_address = (unsigned long)mg_entry_nmi };

	CHECK_RC(hc_nmi_op(XENNMI_register_callback, &cb), 0);
	CHECK_RC(hc_nmi_op(XENNMI_unregister_callback, NULL), 0);
	cb.handler_address = MG_NONCANON;
	CHECK_RC(hc_nmi_op(XENNMI_register_callback, &cb), -XEN_EINVAL);
	CHECK_RC(hc_nmi_op(XENNMI_register_callback, 16), -XEN_EFAULT);
	CHECK_RC(hc_nmi_op(9, NULL), -XEN_ENOSYS);
	hc_set_trap_table(mg_trap_table);
}

MG_TEST(not_there, 0, "xsm_op and xenpmu_op say how they are missing")
{
	CHECK_RC(hypercall5(__HYPERVISOR_xsm_op, 0, 0, 0, 0, 0), -XEN_ENOSYS);
	CHECK_RC(hypercall5(__HYPERVISOR_xenpmu_op, 4, (unsigned long)mg_user_stack, 0, 0, 0),
		 -XEN_EOPNOTSUPP);
	CHECK_RC(hypercall5(__HYPERVISOR_tmem_op, 0, 0, 0, 0, 0), -XEN_ENOSYS);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The addresses at which the hypervisor calls back.
 *
 * Three kinds besides the trap table: the event upcall, the failsafe callback
 * (a selector could not be loaded on the way back to us), and the targets of
 * the system call instructions, which replace the MSRs that hold them
 * natively.  All are per vCPU.  A vCPU brought up later gets the first two in
 * its initial context and registers the system calls itself.
 *
 * All of them start with events masked, like interrupt gates.
 */
#include <linux/cpufeature.h>
#include <linux/printk.h>

#include <xen/interface/callback.h>

#include <asm/segment.h>
#include <asm/xen/hypercall.h>

#include "guest_callbacks.h"
#include "pv_entry.h"

static int register_target(unsigned int type, const void *target)
{
	struct callback_register reg = {
		.flags = CALLBACKF_mask_events,
		.type = type,
		.address = XEN_CALLBACK(__KERNEL_CS, target),
	};

	return HYPERVISOR_callback_op(CALLBACKOP_register, &reg);
}

/**
 * guest_callbacks_events() - register the upcall of the boot processor
 *
 * Nothing works without: BUG on refusal.
 */
void __init guest_callbacks_events(void)
{
	if (register_target(CALLBACKTYPE_failsafe, xen_failsafe_callback) ||
	    register_target(CALLBACKTYPE_event,
			    xen_trap_exc_xen_hypervisor_callback))
		BUG();
}

/**
 * guest_callbacks_syscalls() - register this processor's system calls
 *
 * A 32-bit entry that the hypervisor does not offer is withdrawn from user
 * mode; there is a substitute.  For 64-bit programs there is none.
 */
void guest_callbacks_syscalls(void)
{
	if (register_target(CALLBACKTYPE_syscall, xen_syscall64))
		panic("the hypervisor refuses the system call entry\n");

	if (cpu_feature_enabled(X86_FEATURE_SYSCALL32) &&
	    register_target(CALLBACKTYPE_syscall32, xen_syscall32))
		setup_clear_cpu_cap(X86_FEATURE_SYSCALL32);
	if (cpu_feature_enabled(X86_FEATURE_SYSENTER32) &&
	    register_target(CALLBACKTYPE_sysenter, xen_sysenter32))
		setup_clear_cpu_cap(X86_FEATURE_SYSENTER32);
}

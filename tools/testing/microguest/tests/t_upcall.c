// SPDX-License-Identifier: GPL-2.0-only
/*
 * Event upcalls: when they come, what they find, and that they do not nest.
 *
 * The upcall enters with events masked and shows in its frame that they were not;
 * another event that arrives meanwhile waits for the iret that unmasks.  While the
 * mask is set nothing enters, whatever is pending and however the guest returns.
 */
#include "mg.h"

static unsigned int port_a, port_b;
static unsigned int depth, deepest, nr_upcalls;
static bool mask_inside;
static struct regs seen;

/* Count, send the second event from inside, and see whether it nests. */
static bool hook_nested(struct regs *regs)
{
	if (regs->vector != VEC_EVENT)
		return false;
	seen = *regs;
	mask_inside = mg_vcpu_info()->evtchn_upcall_mask;
	nr_upcalls++;
	depth++;
	if (depth > deepest)
		deepest = depth;
	mg_vcpu_info()->evtchn_upcall_pending = 0;
	mg_vcpu_info()->evtchn_pending_sel = 0;
	if (nr_upcalls == 1) {
		evtchn_send(port_b);
		hc_xen_version(0, NULL);
		mg_yield();
	}
	depth--;
	return true;
}

static void stage(void)
{
	port_a = evtchn_new_ipi(0);
	port_b = evtchn_new_ipi(0);
	evtchn_unmask(port_a);
	evtchn_unmask(port_b);
	depth = 0;
	deepest = 0;
	nr_upcalls = 0;
	memset(&seen, 0, sizeof(seen));
	this_cpu()->hook = hook_nested;
}

static void unstage(void)
{
	mg_events_off();
	this_cpu()->hook = NULL;
	evtchn_clear(port_a);
	evtchn_clear(port_b);
	CHECK_RC(evtchn_close(port_a), 0);
	CHECK_RC(evtchn_close(port_b), 0);
}

MG_TEST(upcall_masks, 0, "the upcall enters masked, and its frame says it was not")
{
	stage();
	nr_upcalls = 1;		/* no second event */
	mg_events_on();
	CHECK_RC(evtchn_send(port_a), 0);
	CHECK(READ_ONCE(nr_upcalls) == 2, "%u upcalls", nr_upcalls - 1);
	CHECK(READ_ONCE(mask_inside), "not masked inside");
	CHECK((seen.cs >> 32 & 0xff) == 0, "saved mask %lx", seen.cs >> 32);
	CHECK(seen.rflags & 0x200, "flags %lx", seen.rflags);
	CHECK(mg_vcpu_info()->evtchn_upcall_mask == 0, "still masked after iret");
	unstage();
}

MG_TEST(upcall_no_nesting, 0, "an event during an upcall waits for its end, then comes")
{
	stage();
	mg_events_on();
	CHECK_RC(evtchn_send(port_a), 0);
	CHECK(READ_ONCE(deepest) == 1, "nested %u deep", deepest);
	CHECK(READ_ONCE(nr_upcalls) == 2, "%u upcalls", nr_upcalls);
	unstage();
}

MG_TEST(upcall_masked_waits, 0, "pending while masked: no way in by hypercall, trap or yield")
{
	stage();
	nr_upcalls = 1;
	mg_events_off();
	CHECK_RC(evtchn_send(port_a), 0);
	hc_xen_version(0, NULL);
	mg_yield();
	CHECK(GUARD("ud2") == VEC_UD, "no #UD");
	mg_delay_ns(3000000);
	CHECK(READ_ONCE(nr_upcalls) == 1, "an upcall came while masked");
	CHECK(mg_vcpu_info()->evtchn_upcall_pending, "not pending");
	mg_events_on();
	CHECK(READ_ONCE(nr_upcalls) == 2, "%u upcalls after unmasking", nr_upcalls - 1);
	unstage();
}

MG_TEST(upcall_masked_port, 0, "a masked port does not make an upcall, upcalls on")
{
	stage();
	nr_upcalls = 1;
	evtchn_mask(port_a);
	mg_events_on();
	CHECK_RC(evtchn_send(port_a), 0);
	hc_xen_version(0, NULL);
	CHECK(READ_ONCE(nr_upcalls) == 1, "an upcall came");
	unstage();
}

static void user_spin(unsigned long arg)
{
	for (;;)
		cpu_relax();
}

MG_TEST(upcall_from_user, 0, "an event interrupts user mode; the frame is a user's")
{
	struct vcpu_info *vi = mg_vcpu_info();
	struct regs r;

	stage();
	this_cpu()->hook = NULL;
	mg_user_base();
	CHECK_RC(evtchn_send(port_a), 0);
	mg_user_regs(&r, user_spin, 0);
	mg_user_go(&r, 0);
	CHECK(r.vector == VEC_EVENT, "back by %s", mg_vector_name(r.vector));
	CHECK((r.cs & 0xffff) == FLAT_USER_CS64, "cs %lx", r.cs);
	CHECK(r.rip >= (unsigned long)user_spin && r.rip < (unsigned long)user_spin + 16,
	      "rip %lx", r.rip);
	CHECK(vi->evtchn_upcall_mask == 1, "not masked after the upcall");
	unstage();
}

static void send_soon(void *arg)
{
	mg_delay_ns(5000000);
	evtchn_send(*(unsigned int *)arg);
}

MG_TEST(upcall_user_remote, MG_SMP, "an event sent by another vCPU interrupts spinning user code")
{
	unsigned int a, b;
	struct regs r;

	mg_smp_need(1);
	stage();
	this_cpu()->hook = NULL;
	evtchn_new_pair(&a, &b);
	evtchn_unmask(b);
	/* binding left an upcall pending */
	mg_vcpu_info()->evtchn_upcall_pending = 0;
	mg_vcpu_info()->evtchn_pending_sel = 0;
	mg_user_base();
	mg_smp_start_call(1, send_soon, &a);
	mg_user_regs(&r, user_spin, 0);
	mg_user_go(&r, 0);
	CHECK(r.vector == VEC_EVENT, "back by %s", mg_vector_name(r.vector));
	CHECK(evtchn_test_pending(b), "some other event");
	mg_smp_wait(1);
	evtchn_clear(b);
	CHECK_RC(evtchn_close(a), 0);
	CHECK_RC(evtchn_close(b), 0);
	unstage();
}

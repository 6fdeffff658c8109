// SPDX-License-Identifier: GPL-2.0-only
/*
 * Old and rarely used numbers: set_callbacks, the compat event, sched and physdev
 * calls, grant transfer, add_to_physmap, acquire_resource, event channel reset.
 */
#include "mg_grant.h"
#include <xen/interface/event_channel.h>
#include <xen/interface/memory.h>

MG_TEST(compat_set_callbacks, 0, "set_callbacks registers event, failsafe and syscall entries")
{
	unsigned int port = evtchn_new_ipi(0);
	unsigned long before = this_cpu()->nr_events;

	CHECK_RC(hypercall5(__HYPERVISOR_set_callbacks, (unsigned long)mg_entry_event,
			    (unsigned long)mg_entry_failsafe, (unsigned long)mg_entry_syscall,
			    0, 0), 0);
	evtchn_unmask(port);
	mg_events_on();
	CHECK_RC(evtchn_send(port), 0);
	mg_events_off();
	CHECK(READ_ONCE(this_cpu()->nr_events) == before + 1, "%lu upcalls",
	      this_cpu()->nr_events - before);
	evtchn_clear(port);
	CHECK_RC(evtchn_close(port), 0);
	/* it never fails: a bad address is dropped, the entry before stays */
	CHECK_RC(hypercall5(__HYPERVISOR_set_callbacks, MG_NONCANON, MG_NONCANON, MG_NONCANON, 0,
			    0), 0);
	mg_register_callbacks();
	hc_set_trap_table(mg_trap_table);
}

MG_TEST(compat_event_op, 0, "the old event_channel_op with the command in memory")
{
	static struct { u32 cmd, pad; union { struct evtchn_bind_ipi ipi; u32 w[8]; } u; } op;
	long rc;

	op.cmd = EVTCHNOP_bind_ipi;
	rc = hypercall5(__HYPERVISOR_event_channel_op_compat, (unsigned long)&op, 0, 0, 0, 0);
	CHECK(rc == 0 || rc == -XEN_ENOSYS, "%ld", rc);
	if (!rc)
		evtchn_close(op.u.w[0] ? op.u.w[0] : op.u.ipi.port);
	CHECK(hypercall5(__HYPERVISOR_event_channel_op_compat, MG_HYP_VA, 0, 0, 0, 0) < 0, "wild");
	CHECK(hypercall5(__HYPERVISOR_physdev_op_compat, MG_HYP_VA, 0, 0, 0, 0) < 0, "wild");
}

MG_TEST(grant_transfer_bad, MG_HOSTILE, "transfers of frames that cannot be given away")
{
	struct gnttab_transfer op = { .mfn = 0x100, .domid = 0, .ref = 33 };
	pte_t *table;

	/* optional: no kernel of the last decade gives frames away */
	if (hc_grant_table_op(GNTTABOP_transfer, &op, 1) == -XEN_EOPNOTSUPP)
		mg_skip("no transfers here");
	table = pt_alloc();
	CHECK(op.status < 0, "gave away a frame that is not ours: %d", op.status);
	op.mfn = ~0UL;
	CHECK_RC(hc_grant_table_op(GNTTABOP_transfer, &op, 1), 0);
	CHECK(op.status < 0, "gave away nothing: %d", op.status);
	REQUIRE_RC(pt_pin(1, table), 0);
	op.mfn = virt_to_mfn(table);
	CHECK_RC(hc_grant_table_op(GNTTABOP_transfer, &op, 1), 0);
	CHECK(op.status < 0, "gave away a page table: %d", op.status);
	op.mfn = virt_to_mfn(mg_user_stack);
	op.domid = 4321;
	CHECK_RC(hc_grant_table_op(GNTTABOP_transfer, &op, 1), 0);
	CHECK(op.status < 0, "gave a frame to nobody: %d", op.status);
	CHECK(mg_try_write((unsigned long)mg_user_stack, 0) == VEC_NONE, "the page is gone");
	CHECK_RC(pt_unpin(table), 0);
	CHECK_RC(page_set_rw(table), 0);
	page_free(table);
}

MG_TEST(physmap_add, MG_HOSTILE, "add_to_physmap for a PV domain, hostile indices")
{
	struct xen_add_to_physmap op = { .domid = DOMID_SELF, .gpfn = 0x123 };
	unsigned int space;

	for (space = 0; space < 8; space++) {
		op.space = space;
		op.idx = ~0UL;
		CHECK(hc_memory_op(XENMEM_add_to_physmap, &op) < 0, "space %u, index ~0", space);
		op.idx = 1UL << 40;
		CHECK(hc_memory_op(XENMEM_add_to_physmap, &op) < 0, "space %u", space);
	}
	op.domid = 4321;
	CHECK_RC(hc_memory_op(XENMEM_add_to_physmap, &op), -XEN_ESRCH);
	CHECK_RC(hc_memory_op(XENMEM_add_to_physmap, 16), -XEN_EFAULT);
	CHECK_RC(hc_memory_op(XENMEM_remove_from_physmap, 16), -XEN_EFAULT);
}

MG_TEST(acquire_bad, MG_HOSTILE, "acquire_resource of what is not there")
{
	struct xen_mem_acquire_resource op = { .domid = 4321, .type = 1 };

	CHECK(hc_memory_op(XENMEM_acquire_resource, &op) < 0, "domain 4321");
	op.domid = DOMID_SELF;
	op.type = 77;
	CHECK(hc_memory_op(XENMEM_acquire_resource, &op) < 0, "type 77");
	CHECK_RC(hc_memory_op(XENMEM_acquire_resource, MG_HYP_VA), -XEN_EFAULT);
}

MG_TEST(evtchn_reset_all, MG_ALONE, "EVTCHNOP_reset closes every port of the domain")
{
	struct evtchn_reset op = { .dom = DOMID_SELF };
	unsigned int a, b, c = evtchn_new_ipi(0);

	evtchn_new_pair(&a, &b);
	CHECK_RC(hc_event_channel_op(EVTCHNOP_reset, &op), 0);
	CHECK_RC(evtchn_send(a), -XEN_EINVAL);
	CHECK_RC(evtchn_send(b), -XEN_EINVAL);
	CHECK_RC(evtchn_send(c), -XEN_EINVAL);
	op.dom = 4321;
	CHECK_RC(hc_event_channel_op(EVTCHNOP_reset, &op), -XEN_ESRCH);
	CHECK_RC(evtchn_close(evtchn_new_ipi(0)), 0);
}

/* A selector of an LDT that goes away, and a switch of CPU that reloads it. */
MG_TEST(lost_selector, MG_HOSTILE, "a segment register whose descriptor has gone")
{
	unsigned long *ldt = page_alloc();
	unsigned int i, es;

	ldt[1] = 0x00cff3000000ffffUL;
	REQUIRE_RC(page_set_ro(ldt), 0);
	REQUIRE_RC(mmuext2(MMUEXT_SET_LDT, (unsigned long)ldt, 512), 0);
	REQUIRE(GUARD_IN("mov %[s], %%es", [s] "r" (0x0f)) == VEC_NONE, "does not load");
	REQUIRE_RC(mmuext2(MMUEXT_SET_LDT, 0, 0), 0);
	for (i = 0; i < 20; i++)
		mg_yield();
	asm volatile("mov %%es, %0" : "=r" (es));
	mg_note("es is %x", es & 0xffff);
	asm volatile("mov %0, %%es" : : "r" (0));
	CHECK_RC(page_set_rw(ldt), 0);
	page_free(ldt);
}

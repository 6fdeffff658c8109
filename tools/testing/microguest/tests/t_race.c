// SPDX-License-Identifier: GPL-2.0-only
/*
 * Races between two vCPUs on the type system.
 *
 * One vCPU keeps changing what a frame is while another uses it as something
 * else.  Either may lose any round; what must never be seen is a frame that is a
 * table and writable at once, a count that leaks, or a hypervisor that stops.
 * At the end every frame must still be ordinary memory again.
 */
#include "mg.h"
#include <xen/interface/event_channel.h>
#include <xen/interface/vcpu.h>

#define VA	(MG_SCRATCH + 0x90000000)
#define ROUNDS	3000		/* or until the time is up */
#define TIME_NS	1500000000ULL

static pte_t *table;
static void *page;
static bool stop;
static unsigned long nr_flips;
static u64 deadline;

static void stage(void)
{
	mg_smp_need(1);
	WRITE_ONCE(stop, false);
	nr_flips = 0;
	deadline = mg_now_ns() + TIME_NS;
	table = pt_alloc();
	page = page_alloc();
	map_pte(VA, 0);
}

static bool more(unsigned int round)
{
	return round < ROUNDS && mg_now_ns() < deadline;
}

static void unstage(void)
{
	mg_smp_wait(1);
	hc_update_va_mapping(VA, 0, UVMF_INVLPG | UVMF_ALL);
	pt_unpin(table);
	CHECK_RC(page_set_rw(table), 0);
	CHECK(page_is_alive(table), "the table's frame is lost");
	memset(table, 0, PAGE_SIZE);
	CHECK_RC(page_set_ro(table), 0);
	CHECK_RC(pt_pin(1, table), 0);
	CHECK_RC(pt_unpin(table), 0);
	CHECK_RC(page_set_rw(table), 0);
	page_free(table);
	page_free(page);
	mg_note("%lu flips on the other side", nr_flips);
}

/* The other vCPU: map the frame writable, and off again. */
static void flip_writable(void *arg)
{
	while (!READ_ONCE(stop)) {
		if (!hc_update_va_mapping(VA, mk_pte(virt_to_mfn(table), PTE_KERN), UVMF_INVLPG))
			hc_update_va_mapping(VA, 0, UVMF_INVLPG);
		nr_flips++;
	}
}

MG_TEST(race_pin_map, MG_SMP | MG_HOSTILE, "pin against writable mapping of the same frame")
{
	unsigned int i, nr_pinned = 0;

	stage();
	mg_smp_start_call(1, flip_writable, NULL);
	for (i = 0; more(i); i++) {
		if (pt_pin(1, table))
			continue;
		nr_pinned++;
		/* now it is a table: no writable mapping may exist */
		if (mg_try_write(VA, 0) == VEC_NONE) {
			CHECK(0, "wrote a pinned table in round %u", i);
			break;
		}
		pt_unpin(table);
	}
	WRITE_ONCE(stop, true);
	mg_note("%u of %u pins", nr_pinned, i);
	unstage();
}

static void pin_unpin(void *arg)
{
	while (!READ_ONCE(stop)) {
		if (!pt_pin(1, table))
			pt_unpin(table);
		nr_flips++;
	}
}

MG_TEST(race_pin_pin, MG_SMP | MG_HOSTILE, "both vCPUs pin and unpin one frame")
{
	unsigned int i;

	stage();
	mg_smp_start_call(1, pin_unpin, NULL);
	for (i = 0; more(i); i++) {
		if (!pt_pin(1 + i % 4, table))
			pt_unpin(table);
	}
	WRITE_ONCE(stop, true);
	unstage();
}

static void flip_entry(void *arg)
{
	pte_t good = mk_pte(virt_to_mfn(page), PTE_KERN);
	unsigned long ptr = virt_to_maddr(&table[3]);

	while (!READ_ONCE(stop)) {
		mmu_update_one(ptr, good);
		mmu_update_one(ptr, 0);
		nr_flips++;
	}
}

MG_TEST(race_validate, MG_SMP | MG_HOSTILE, "entries change while the table is being validated")
{
	unsigned int i;

	stage();
	mg_smp_start_call(1, flip_entry, NULL);
	for (i = 0; more(i); i++) {
		if (!pt_pin(1, table))
			pt_unpin(table);
	}
	WRITE_ONCE(stop, true);
	mg_smp_wait(1);
	REQUIRE_RC(page_set_rw(table), 0);
	memset(table, 0, PAGE_SIZE);
	REQUIRE_RC(page_set_ro(table), 0);
	unstage();
	CHECK_RC(page_set_ro(page), 0);
	CHECK_RC(pt_pin(1, page), 0);
	CHECK_RC(pt_unpin(page), 0);
	CHECK_RC(page_set_rw(page), 0);
}

static void flip_store(void *arg)
{
	pte_t good = mk_pte(virt_to_mfn(page), PTE_KERN);
	live_pte_t *pte = pt_entry(mg_l4(), VA, 1);

	while (!READ_ONCE(stop)) {
		mg_try_write((unsigned long)pte, good);
		mg_try_write((unsigned long)pte, 0);
		nr_flips++;
	}
}

MG_TEST(race_emulated_stores, MG_SMP | MG_HOSTILE, "two vCPUs store to one entry by emulation")
{
	live_pte_t *pte;
	unsigned int i;

	stage();
	pte = pt_entry(mg_l4(), VA, 1);
	mg_smp_start_call(1, flip_store, NULL);
	for (i = 0; more(i); i++) {
		pte_t old = mk_pte(virt_to_mfn(page), PTE_KERN_RO);

		asm volatile("xchg %0, %1" : "+r" (old), "+m" (*pte));
	}
	WRITE_ONCE(stop, true);
	mg_smp_wait(1);
	CHECK_RC(pt_set((pte_t *)pte, 0), 0);
	unstage();
	/* every writable reference to the page must be gone */
	CHECK_RC(page_set_ro(page), 0);
	CHECK_RC(pt_pin(1, page), 0);
	CHECK_RC(pt_unpin(page), 0);
	CHECK_RC(page_set_rw(page), 0);
}

static void flip_l2(void *arg)
{
	pte_t *l2e = arg;
	pte_t with = mk_pte(virt_to_mfn(table), PTE_TABLE);

	while (!READ_ONCE(stop)) {
		mmu_update_one(virt_to_maddr(l2e), with);
		mmu_update_one(virt_to_maddr(l2e), 0);
		nr_flips++;
	}
}

MG_TEST(race_l2_entry, MG_SMP | MG_HOSTILE, "hanging a table into an L2 while it is pinned")
{
	unsigned int i;
	pte_t *l2e;

	stage();
	l2e = pt_entry(mg_l4(), VA, 2) + 3;
	mg_smp_start_call(1, flip_l2, l2e);
	for (i = 0; more(i); i++) {
		if (!pt_pin(1, table)) {
			CHECK(page_set_rw(table) < 0, "a pinned table became writable");
			pt_unpin(table);
		}
		if (!page_set_rw(table))
			page_set_ro(table);
	}
	WRITE_ONCE(stop, true);
	mg_smp_wait(1);
	CHECK_RC(pt_set(l2e, 0), 0);
	unstage();
}

static void flip_base(void *arg)
{
	pte_t *l4 = arg;

	while (!READ_ONCE(stop)) {
		mmuext(MMUEXT_NEW_BASEPTR, virt_to_mfn(l4));
		mmuext(MMUEXT_NEW_BASEPTR, virt_to_mfn(mg_l4()));
		nr_flips++;
	}
}

MG_TEST(race_baseptr, MG_SMP | MG_HOSTILE, "one vCPU switches tables, the other edits them")
{
	pte_t *l4 = user_tables_new();
	unsigned int i;

	stage();
	mg_smp_start_call(1, flip_base, l4);
	for (i = 0; more(i); i++) {
		if (!pt_pin(4, l4))
			pt_unpin(l4);
		pt_set(&l4[300], i & 1 ? mg_l4()[2] : 0);
		CHECK(hc_update_va_mapping(VA, mk_pte(virt_to_mfn(l4), PTE_KERN), 0) ||
		      !hc_update_va_mapping(VA, 0, UVMF_INVLPG), "cannot unmap");
	}
	WRITE_ONCE(stop, true);
	mg_smp_wait(1);
	unstage();
	hc_update_va_mapping(VA, 0, UVMF_INVLPG | UVMF_ALL);
	CHECK_RC(page_set_rw(l4), 0);
	page_free(l4);
}

static void flip_ports(void *arg)
{
	while (!READ_ONCE(stop)) {
		struct evtchn_bind_ipi op = { .vcpu = 1 };

		if (!hc_event_channel_op(EVTCHNOP_bind_ipi, &op)) {
			evtchn_send(op.port);
			evtchn_close(op.port);
		}
		nr_flips++;
	}
}

MG_TEST(race_ports, MG_SMP | MG_HOSTILE, "ports are bound, sent to and closed from both sides")
{
	unsigned int i, j;

	stage();
	mg_smp_start_call(1, flip_ports, NULL);
	for (i = 0; more(i); i++) {
		struct evtchn_bind_ipi op = { .vcpu = 0 };

		if (hc_event_channel_op(EVTCHNOP_bind_ipi, &op))
			continue;
		for (j = 1; j < 12; j++)
			evtchn_send(j);
		evtchn_close(op.port);
	}
	WRITE_ONCE(stop, true);
	unstage();
}

static void flip_gdt(void *arg)
{
	unsigned long frames[1] = { virt_to_mfn(page) };

	while (!READ_ONCE(stop)) {
		if (!hc_set_gdt(frames, 512))
			hc_set_gdt(NULL, 0);
		nr_flips++;
	}
}

MG_TEST(race_gdt_frame, MG_SMP | MG_HOSTILE, "one frame as GDT here and writable page there")
{
	unsigned long gate = 0x00008e0000080000UL;
	unsigned int i;

	stage();
	REQUIRE_RC(page_set_ro(page), 0);
	mg_smp_start_call(1, flip_gdt, NULL);
	for (i = 0; more(i); i++) {
		if (page_set_rw(page))
			continue;
		((unsigned long *)page)[4] = gate;
		((unsigned long *)page)[4] = 0;
		page_set_ro(page);
	}
	WRITE_ONCE(stop, true);
	mg_smp_wait(1);
	CHECK_RC(page_set_rw(page), 0);
	unstage();
}

static void flip_args(void *arg)
{
	struct multicall_entry *e = arg;

	while (!READ_ONCE(stop)) {
		WRITE_ONCE(e->op, __HYPERVISOR_mmuext_op);
		WRITE_ONCE(e->op, __HYPERVISOR_xen_version);
		WRITE_ONCE(e->args[0], 0);
		WRITE_ONCE(e->args[0], MG_HYP_VA);
		WRITE_ONCE(e->op, __HYPERVISOR_multicall);
		nr_flips++;
	}
}

MG_TEST(race_multicall_args, MG_SMP | MG_HOSTILE, "entries change while the list is worked off")
{
	static struct multicall_entry e[8];
	unsigned int i;

	stage();
	mg_smp_start_call(1, flip_args, &e[4]);
	for (i = 0; more(i); i++) {
		unsigned int j;

		memset(e, 0, sizeof(e));
		for (j = 0; j < 8; j++)
			e[j].op = __HYPERVISOR_xen_version;
		if (hc_multicall(e, 8) == 0)
			CHECK(e[7].result == ((4L << 16) | 17), "last entry %ld", e[7].result);
	}
	WRITE_ONCE(stop, true);
	unstage();
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Structured fuzzing: real sub-ops with nearly right argument structures.
 *
 * Pure noise is mostly refused at the door.  Here each call has a valid number and
 * a structure in memory whose words are own frames, live ports and references,
 * small numbers, or nasty ones, so that calls get deep before they fail, and many
 * succeed.  Every seed boots alone; the hypervisor must answer ordinary calls
 * afterwards, and its counts must be exact.
 */
#include "mg_grant.h"
#include <xen/interface/event_channel.h>
#include <xen/interface/memory.h>
#include <xen/interface/vcpu.h>

#define CALLS	12000
#define PAGES	16

static u64 state;
static void *page[PAGES];
static unsigned long *args;

static u64 rnd(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static unsigned long some_frame(void)
{
	return virt_to_mfn(page[rnd() % PAGES]);
}

static unsigned long some_word(void)
{
	switch (rnd() % 12) {
	case 0:
		return some_frame();
	case 1:
		return some_frame() << PAGE_SHIFT | (rnd() % 512) * 8;
	case 2:
		return (unsigned long)page[rnd() % PAGES];
	case 3:
		return (unsigned long)args + (rnd() % 256) * 8;
	case 4:
		return MG_SCRATCH + (rnd() % 64) * PAGE_SIZE;
	case 5:
		return DOMID_SELF;
	case 6:
		return 1UL << (rnd() % 64);
	case 7:
		return rnd();
	case 8:
		return some_frame() << PAGE_SHIFT | (rnd() & 0x1ff);
	default:
		return rnd() % 16;
	}
}

static void some_args(void)
{
	unsigned int i;

	for (i = 0; i < 16; i++)
		args[i] = rnd() % 3 ? some_word() : (some_word() << 32 | (u32)some_word());
}

static void call_mmu(void)
{
	static const unsigned char cmds[] = { 0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 16, 17, 19, 20 };
	struct mmuext_op op = { .cmd = cmds[rnd() % sizeof(cmds)] };
	struct mmu_update req = { .ptr = (some_frame() << PAGE_SHIFT) + (rnd() % 512) * 8 };

	op.arg1.mfn = rnd() % 4 ? some_frame() : some_word();
	op.arg2.src_mfn = rnd() % 4 ? some_frame() : some_word();
	req.val = rnd() % 3 ? mk_pte(some_frame(), rnd() & 0x1ff) : some_word();
	req.ptr |= rnd() % 3;
	switch (rnd() % 4) {
	case 0:
		hc_mmuext_op(&op, 1, NULL, DOMID_SELF);
		break;
	case 1:
		hc_mmu_update(&req, 1, NULL, DOMID_SELF);
		break;
	case 2:
		hc_update_va_mapping(MG_SCRATCH + (rnd() % 64) * PAGE_SIZE, req.val, rnd() % 8);
		break;
	default:
		/* the page's own mapping: writable or not, absent */
		hc_update_va_mapping(page[rnd() % PAGES],
				     rnd() % 4 ? mk_pte(some_frame(), PTE_P | (rnd() & 2)) : 0,
				     UVMF_INVLPG | UVMF_ALL);
	}
}

static void call_memory(void)
{
	xen_pfn_t *list = (xen_pfn_t *)&args[32];
	struct xen_memory_reservation res = { .nr_extents = 1, .domid = DOMID_SELF };
	static const unsigned char cmds[] = {
		XENMEM_increase_reservation, XENMEM_decrease_reservation, XENMEM_populate_physmap,
		XENMEM_exchange, XENMEM_current_reservation, XENMEM_machphys_mfn_list,
		XENMEM_add_to_physmap, XENMEM_remove_from_physmap,
	};
	unsigned int cmd = cmds[rnd() % sizeof(cmds)];

	list[0] = some_frame();
	list[1] = some_frame();
	set_xen_guest_handle(res.extent_start, list);
	res.extent_order = rnd() % 8 ? 0 : rnd() % 12;
	if (cmd == XENMEM_exchange) {
		struct xen_memory_exchange ex = { .in = res, .out = res };

		set_xen_guest_handle(ex.out.extent_start, list + 1);
		hc_memory_op(cmd, &ex);
	} else if (rnd() % 2) {
		hc_memory_op(cmd, &res);
	} else {
		some_args();
		hc_memory_op(cmd, args);
	}
}

static void call_grant(void)
{
	static const unsigned char cmds[] = { 0, 1, 4, 5, 6, 7, 10, 11 };
	unsigned int ref = 8 + rnd() % 64;

	switch (rnd() % 4) {
	case 0:
		grant_v1[ref].domid = 0;
		grant_v1[ref].frame = some_frame();
		grant_v1[ref].flags = rnd() & 0x1ff;
		break;
	case 1: {
		struct gnttab_map_grant_ref map = {
			.host_addr = MG_SCRATCH + (rnd() % 64) * PAGE_SIZE,
			.flags = GNTMAP_host_map | (rnd() & 0x1f), .ref = ref,
		};

		hc_grant_table_op(GNTTABOP_map_grant_ref, &map, 1);
		break;
	}
	case 2: {
		struct gnttab_unmap_grant_ref unmap = {
			.host_addr = MG_SCRATCH + (rnd() % 64) * PAGE_SIZE, .handle = rnd() % 64,
		};

		hc_grant_table_op(GNTTABOP_unmap_grant_ref, &unmap, 1);
		break;
	}
	default:
		some_args();
		hc_grant_table_op(cmds[rnd() % sizeof(cmds)], args, rnd() % 3);
	}
}

static void call_event(void)
{
	unsigned int cmd = rnd() % 11;

	some_args();
	((u32 *)args)[0] = rnd() % 4 ? rnd() % 64 : (u32)some_word();
	if (cmd == EVTCHNOP_reset && rnd() % 8)
		cmd = EVTCHNOP_send;
	hc_event_channel_op(cmd, args);
}

static void call_cpu(void)
{
	unsigned long gdt[4] = { some_frame(), some_frame(), some_frame(), some_word() };

	switch (rnd() % 6) {
	case 0:
		hc_set_gdt(gdt, rnd() % 1200);
		break;
	case 1:
		hc_update_descriptor((some_frame() << PAGE_SHIFT) + (rnd() % 512) * 8, some_word());
		break;
	case 2:
		mmuext2(MMUEXT_SET_LDT, (unsigned long)page[rnd() % PAGES], rnd() % 600);
		GUARD_IN("mov %[s], %%es", [s] "r" ((unsigned int)(rnd() & 0xfff) | 7));
		asm volatile("mov %0, %%es" : : "r" (0));
		break;
	case 3:
		hc_set_segment_base(rnd() % 2, some_word());
		break;
	case 4:
		hc_vm_assist(rnd() % 2, rnd() % 8);
		break;
	default:
		hc_vcpu_op(VCPUOP_get_runstate_info, rnd() % 3, args);
	}
}

static void write_through(void)
{
	/* emulated or plain: whatever the page is now */
	mg_try_write((unsigned long)page[rnd() % PAGES] + (rnd() % 512) * 8,
		     mk_pte(some_frame(), rnd() & 0x1ff));
	mg_try_write(MG_SCRATCH + (rnd() % 64) * PAGE_SIZE, 0);
}

static void fuzz_struct(u64 seed)
{
	static void (*const kind[])(void) = {
		call_mmu, call_mmu, call_mmu, call_memory, call_grant, call_event, call_cpu,
		write_through,
	};
	unsigned int i;

	mg_note("seed %lu", (unsigned long)seed);
	state = seed * 0x9e3779b97f4a7c15ULL | 1;
	grant_set_version(1);
	grant_setup(1);
	args = page_alloc();
	for (i = 0; i < PAGES; i++)
		page[i] = page_alloc();
	map_pte(MG_SCRATCH, 0);
	for (i = 0; i < CALLS; i++) {
		kind[rnd() % ARRAY_SIZE(kind)]();
		mg_vcpu_info()->evtchn_upcall_mask = 1;
	}
	hc_set_gdt(NULL, 0);
	mmuext2(MMUEXT_SET_LDT, 0, 0);
	hc_vm_assist(VMASST_CMD_enable, VMASST_TYPE_writable_pagetables);
}

MG_TEST(fuzz_struct_1, MG_ALONE | MG_HOSTILE, "structured calls, seed 1")
{
	fuzz_struct(1);
}

MG_TEST(fuzz_struct_2, MG_ALONE | MG_HOSTILE, "structured calls, seed 2")
{
	fuzz_struct(2);
}

MG_TEST(fuzz_struct_3, MG_ALONE | MG_HOSTILE, "structured calls, seed 3")
{
	fuzz_struct(3);
}

MG_TEST(fuzz_struct_4, MG_ALONE | MG_HOSTILE, "structured calls, seed 4")
{
	fuzz_struct(4);
}

MG_TEST(fuzz_struct_tsc, MG_ALONE | MG_HOSTILE, "structured calls, a new seed (printed)")
{
	fuzz_struct(rdtsc());
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The log of written pages: a child domain does one thing at a time, and the bitmap
 * must say exactly which of its pages that wrote. Besides that the child's box and
 * stack are always allowed: it says there that it is done.
 *
 * Frame numbers of the child are in the order in which its builder populates it: the
 * image, then box, page, two of stack, L4, L3, L2, L1 of the image, L3, L2, L1 of the rest.
 */
#include "mg_domain.h"
#include "mg_grant.h"
#include <xen/interface/sched.h>
#include <xen/interface/version.h>

#define WORDS		4			/* of bitmap that are asked for */
#define PFNS		(WORDS * 64)
#define PATTERN		0xa5a5a5a5a5a5a5a5UL
#define GRANTS_VA	(MG_SCRATCH + 0x72000000)
#define MAPPED_VA	(MG_SCRATCH + 0x72001000)
#define PAGE_ENTRY	(MG_CHILD_L1 + 4 * sizeof(pte_t))

/* pfns behind the image */
enum {
	P_BOX, P_PAGE, P_STACK0, P_STACK1, P_L4, P_TEXT_L3, P_TEXT_L2, P_TEXT_L1, P_L3, P_L2, P_L1,
};

enum act {
	NOTHING, STORE, LOAD, CLEAR_D, WRITE_PTE, HYPERCALL_OUT, PROTECT, UNPROTECT, PIN, UNPIN,
	READ_PTE, ATOMIC,
};

extern const char mg_image_start[], mg_data_end[];

static struct mg_child child;
static struct xen_domctl op;
static u64 bits[WORDS] __aligned(64);
static u32 turn;

/* ------------------------------------------------------------------ the child */

static void child_set_pte(struct mg_box *box, pte_t pte)
{
	struct mmu_update req = {
		.ptr = (unsigned long)box->result[1] + 4 * sizeof(pte_t), .val = pte,
	};

	box->result[0] = hc_mmu_update(&req, 1, NULL, DOMID_SELF);
	hc_update_va_mapping(MG_CHILD_PAGE, pte, UVMF_INVLPG | UVMF_ALL);
}

static void child_pin(struct mg_box *box, unsigned int cmd)
{
	struct mmuext_op pin = { .cmd = cmd, .arg1.mfn = box->result[2] };

	box->result[0] = hc_mmuext_op(&pin, 1, NULL, DOMID_SELF);
}

static void child_act(struct mg_box *box, enum act act)
{
	volatile u64 *page = (u64 *)MG_CHILD_PAGE;
	volatile u64 *entry = (u64 *)PAGE_ENTRY;
	pte_t pte = *entry;

	box->result[0] = 0;
	switch (act) {
	case STORE:
		page[7] = PATTERN;
		break;
	case LOAD:
		box->result[0] = page[7];
		break;
	case ATOMIC:
		__atomic_fetch_add(&page[8], 1, __ATOMIC_SEQ_CST);
		break;
	case CLEAR_D:
		child_set_pte(box, pte & ~PTE_D);
		break;
	case WRITE_PTE:
		*entry = pte ^ 0x200;		/* emulated: one of the guest's own bits */
		break;
	case HYPERCALL_OUT:
		box->result[0] = hc_xen_version(XENVER_extraversion, (void *)page);
		break;
	case PROTECT:
		child_set_pte(box, pte & ~PTE_RW);
		break;
	case UNPROTECT:
		child_set_pte(box, pte | PTE_RW);
		break;
	case PIN:
		child_pin(box, MMUEXT_PIN_L1_TABLE);
		break;
	case UNPIN:
		child_pin(box, MMUEXT_UNPIN_TABLE);
		break;
	case READ_PTE:
		box->result[0] = pte;
		break;
	case NOTHING:
		break;
	}
}

static void child_loop(struct mg_box *box)
{
	u32 done = 0, order;

	for (;;) {
		order = READ_ONCE(box->order);
		if (order >> 8 == done) {
			hc_sched_op(SCHEDOP_yield, 0);
			continue;
		}
		child_act(box, order & 0xff);
		done = order >> 8;
		__atomic_store_n(&box->state, done, __ATOMIC_SEQ_CST);
	}
}

/* ------------------------------------------------------------------ the parent */

static unsigned int image_pages(void)
{
	return (mg_data_end - mg_image_start + PAGE_SIZE - 1) / PAGE_SIZE;
}

static long child_do(enum act act)
{
	turn++;
	WRITE_ONCE(child.box->order, turn << 8 | act);
	REQUIRE(mg_child_wait(&child, turn, 20000), "child does not answer, act %u", act);
	return child.box->result[0];
}

static long shadow(unsigned int what, unsigned int mode, void *bitmap, u64 pages)
{
	memset(&op, 0, sizeof(op));
	op.u.shadow_op.op = what;
	op.u.shadow_op.mode = mode;
	op.u.shadow_op.pages = pages;
	set_xen_guest_handle(op.u.shadow_op.dirty_bitmap, bitmap);
	return mg_domctl(&op, XEN_DOMCTL_shadow_op, child.id);
}

static bool bit(unsigned int pfn)
{
	return bits[pfn / 64] >> (pfn % 64) & 1;
}

/* The bits that are set, without those that always may be, are these and no others. */
static void expect(const char *after, unsigned long behind_image)
{
	unsigned int image = image_pages(), pfn, count = 0;

	for (pfn = 0; pfn < PFNS; pfn++) {
		unsigned int at = pfn - image;
		bool known = pfn >= image && at <= P_L1;

		count += bit(pfn);
		if (known && (at == P_BOX || at == P_STACK0 || at == P_STACK1))
			continue;
		CHECK(bit(pfn) == (known && behind_image >> at & 1),
		      "%s: page %u (image + %d) is %s", after, pfn, (int)at,
		      bit(pfn) ? "dirty" : "clean");
	}
	CHECK(op.u.shadow_op.stats.dirty_count == count, "%s: %u bits, said to be %u", after,
	      count, op.u.shadow_op.stats.dirty_count);
	CHECK(op.u.shadow_op.pages == PFNS, "%s: %lu pages", after,
	      (unsigned long)op.u.shadow_op.pages);
}

static void clean_and_expect(const char *after, unsigned long behind_image)
{
	memset(bits, 0xff, sizeof(bits));
	REQUIRE_RC(shadow(XEN_DOMCTL_SHADOW_OP_CLEAN, 0, bits, PFNS), 0);
	expect(after, behind_image);
}

static void step(const char *name, enum act act, unsigned long behind_image)
{
	long ret = child_do(act);

	if (act != LOAD && act != READ_PTE)
		CHECK(ret >= 0, "%s: %ld", name, ret);
	clean_and_expect(name, behind_image);
}

static void child_begin(void)
{
	mg_need_control();
	turn = 0;
	mg_child_create(&child, 1);
	mg_child_build(&child, child_loop);
	child.box->result[1] = child.l1 << PAGE_SHIFT;
	child.box->result[2] = child.page_mfn;
	mg_child_start(&child);
	child_do(NOTHING);
}

#define B(p)	(1UL << (p))

MG_TEST(log_dirty_exact, 0, "exactly what a child writes is dirty: stores, tables, hypercalls")
{
	child_begin();
	REQUIRE_RC(shadow(XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY, 0, NULL, 0), 0);
	clean_and_expect("enabled", 0);
	step("nothing", NOTHING, 0);
	step("load", LOAD, 0);
	step("store", STORE, B(P_PAGE));
	step("load again", LOAD, 0);
	step("store again", STORE, B(P_PAGE));
	step("atomic", ATOMIC, B(P_PAGE));
	step("hypercall output", HYPERCALL_OUT, B(P_PAGE));
	step("clear D", CLEAR_D, B(P_L1));
	step("store that sets D", STORE, B(P_PAGE) | B(P_L1));
	step("emulated write to a table", WRITE_PTE, B(P_L1));
	step("protect", PROTECT, B(P_L1));
	step("unprotect", UNPROTECT, B(P_L1));
	step("store after that", STORE, B(P_PAGE));
	CHECK_RC(shadow(XEN_DOMCTL_SHADOW_OP_OFF, 0, NULL, 0), 0);
	child_do(STORE);
	CHECK(child_do(LOAD) == (long)PATTERN, "after switching off");
	mg_child_destroy(&child);
}

MG_TEST(log_dirty_new_table, 0, "a page that becomes a table, and ceases to be one, is dirty")
{
	child_begin();
	REQUIRE_RC(shadow(XEN_DOMCTL_SHADOW_OP_ENABLE, XEN_DOMCTL_SHADOW_ENABLE_LOG_DIRTY,
			  NULL, 0), 0);
	step("protect", PROTECT, B(P_L1));
	step("pin", PIN, B(P_PAGE));
	step("nothing", NOTHING, 0);
	step("unpin", UNPIN, B(P_PAGE));
	step("unprotect", UNPROTECT, B(P_L1));
	step("store", STORE, B(P_PAGE));
	mg_child_destroy(&child);
}

MG_TEST(log_dirty_guest_view, 0, "a guest that reads its entries sees what it wrote there")
{
	pte_t entry;

	child_begin();
	REQUIRE_RC(shadow(XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY, 0, NULL, 0), 0);
	for (unsigned int i = 0; i < 3; i++) {
		entry = child_do(READ_PTE);
		CHECK((entry & (PTE_P | PTE_RW | PTE_A | PTE_D)) ==
		      (PTE_P | PTE_RW | PTE_A | PTE_D), "round %u: %lx", i, entry);
		CHECK((entry & PTE_MFN_MASK) >> PAGE_SHIFT == child.page_mfn, "frame %lx", entry);
		child_do(STORE);
		CHECK_RC(shadow(XEN_DOMCTL_SHADOW_OP_CLEAN, 0, bits, PFNS), 0);
	}
	mg_child_destroy(&child);
}

MG_TEST(log_dirty_peek, 0, "PEEK leaves what it shows, CLEAN takes it, a bad buffer takes nothing")
{
	unsigned int page;

	child_begin();
	page = image_pages() + P_PAGE;
	REQUIRE_RC(shadow(XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY, 0, NULL, 0), 0);
	child_do(STORE);
	REQUIRE_RC(shadow(XEN_DOMCTL_SHADOW_OP_PEEK, 0, bits, PFNS), 0);
	expect("first look", B(P_PAGE));
	REQUIRE_RC(shadow(XEN_DOMCTL_SHADOW_OP_PEEK, XEN_DOMCTL_SHADOW_LOGDIRTY_FINAL, bits,
			  PFNS), 0);
	expect("second look", B(P_PAGE));
	CHECK_RC(shadow(XEN_DOMCTL_SHADOW_OP_CLEAN, 0, (void *)MG_HYP_VA, PFNS), -XEN_EFAULT);
	CHECK_RC(shadow(XEN_DOMCTL_SHADOW_OP_CLEAN, 2, bits, PFNS), -XEN_EINVAL);
	CHECK_RC(shadow(XEN_DOMCTL_SHADOW_OP_CLEAN, 0, bits, 1UL << 50), -XEN_EINVAL);
	clean_and_expect("after those", B(P_PAGE));

	/* fewer bits than there are: what was not asked for stays clear in the buffer */
	child_do(STORE);
	memset(bits, 0, sizeof(bits));
	CHECK_RC(shadow(XEN_DOMCTL_SHADOW_OP_PEEK, 0, bits, page), 0);
	CHECK(!bit(page) && !bit(page + 1), "bits beyond %u", page);
	CHECK_RC(shadow(XEN_DOMCTL_SHADOW_OP_PEEK, 0, bits, page + 1), 0);
	CHECK(bit(page), "bit %u", page);
	CHECK_RC(shadow(XEN_DOMCTL_SHADOW_OP_CLEAN, 0, NULL, 0), 0);
	clean_and_expect("cleaned to nowhere", 0);
	mg_child_destroy(&child);
}

/* The parent makes the grant in the child's table itself; it is the control domain. */
static void grant_by_child(void)
{
	xen_pfn_t frame = 0;
	struct gnttab_setup_table setup = { .dom = child.id, .nr_frames = 1 };
	struct grant_entry_v1 *entry = (struct grant_entry_v1 *)GRANTS_VA;

	set_xen_guest_handle(setup.frame_list, &frame);
	STAGE(hc_grant_table_op(GNTTABOP_setup_table, &setup, 1) == 0 &&
	      setup.status == GNTST_okay);
	STAGE(mg_map_foreign(GRANTS_VA, frame, child.id, PTE_KERN) == 0);
	entry[8].domid = 0;
	entry[8].frame = child.page_mfn;
	barrier();
	entry[8].flags = GTF_permit_access;
}

static void grant_steps(void)
{
	struct gnttab_map_grant_ref map = {
		.host_addr = MAPPED_VA, .flags = GNTMAP_host_map, .ref = 8, .dom = child.id,
	};
	struct gnttab_unmap_grant_ref unmap = { .host_addr = MAPPED_VA };

	map_pte(MAPPED_VA, 0);
	STAGE(hc_grant_table_op(GNTTABOP_map_grant_ref, &map, 1) == 0 && map.status == 0);
	WRITE_ONCE(*(u64 *)MAPPED_VA, 1);
	unmap.handle = map.handle;
	STAGE(hc_grant_table_op(GNTTABOP_unmap_grant_ref, &unmap, 1) == 0 && unmap.status == 0);
	clean_and_expect("grant mapped, written, unmapped", B(P_PAGE));

	map.flags |= GNTMAP_readonly;
	STAGE(hc_grant_table_op(GNTTABOP_map_grant_ref, &map, 1) == 0 && map.status == 0);
	unmap.handle = map.handle;
	STAGE(hc_grant_table_op(GNTTABOP_unmap_grant_ref, &unmap, 1) == 0 && unmap.status == 0);
	clean_and_expect("grant mapped for reading", 0);
}

static void copy_steps(void)
{
	struct gnttab_copy copy = {
		.source = { .u.gmfn = virt_to_mfn(bits), .domid = DOMID_SELF },
		.dest = { .u.ref = 8, .domid = child.id, .offset = 64 },
		.len = 64, .flags = GNTCOPY_dest_gref,
	};
	struct gnttab_copy back = {
		.source = { .u.ref = 8, .domid = child.id },
		.dest = { .u.gmfn = virt_to_mfn(bits), .domid = DOMID_SELF },
		.flags = GNTCOPY_source_gref,
	};

	STAGE(grant_copy(&copy) == GNTST_okay);
	clean_and_expect("grant copy to it", B(P_PAGE));
	STAGE(grant_copy(&back) == GNTST_okay);
	clean_and_expect("grant copy from it", 0);
}

MG_TEST(log_dirty_peers, 0, "what others write is dirty: grants, copies, foreign mappings")
{
	child_begin();
	grant_by_child();
	REQUIRE_RC(shadow(XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY, 0, NULL, 0), 0);
	clean_and_expect("enabled", 0);
	grant_steps();
	copy_steps();
	STAGE(mg_map_foreign(MAPPED_VA, child.page_mfn, child.id, PTE_KERN) == 0);
	WRITE_ONCE(*(u64 *)MAPPED_VA, 2);
	STAGE(unmap_pte(MAPPED_VA) == 0);
	clean_and_expect("foreign mapping", B(P_PAGE));
	STAGE(unmap_pte(GRANTS_VA) == 0);
	mg_child_destroy(&child);
}

MG_TEST(log_dirty_errors, MG_HOSTILE, "shadow operations out of order, unknown, of oneself")
{
	mg_need_control();
	child.id = 0;
	CHECK_RC(shadow(XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY, 0, NULL, 0), -XEN_EINVAL);
	child.id = 4711;
	CHECK_RC(shadow(XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY, 0, NULL, 0), -XEN_ESRCH);
	child_begin();
	CHECK_RC(shadow(XEN_DOMCTL_SHADOW_OP_OFF, 0, NULL, 0), 0);
	CHECK_RC(shadow(XEN_DOMCTL_SHADOW_OP_CLEAN, 0, bits, PFNS), -XEN_EINVAL);
	CHECK_RC(shadow(XEN_DOMCTL_SHADOW_OP_PEEK, 0, bits, PFNS), -XEN_EINVAL);
	CHECK_RC(shadow(XEN_DOMCTL_SHADOW_OP_ENABLE, 0, NULL, 0), -XEN_EOPNOTSUPP);
	CHECK_RC(shadow(XEN_DOMCTL_SHADOW_OP_ENABLE, XEN_DOMCTL_SHADOW_ENABLE_LOG_DIRTY |
			XEN_DOMCTL_SHADOW_ENABLE_REFCOUNT, NULL, 0), -XEN_EOPNOTSUPP);
	CHECK_RC(shadow(XEN_DOMCTL_SHADOW_OP_ENABLE_TEST, 0, NULL, 0), -XEN_EOPNOTSUPP);
	CHECK_RC(shadow(XEN_DOMCTL_SHADOW_OP_GET_ALLOCATION, 0, NULL, 0), -XEN_EOPNOTSUPP);
	CHECK_RC(shadow(XEN_DOMCTL_SHADOW_OP_SET_ALLOCATION, 0, NULL, 0), -XEN_EOPNOTSUPP);
	CHECK_RC(shadow(77, 0, NULL, 0), -XEN_EINVAL);
	REQUIRE_RC(shadow(XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY, 0, NULL, 0), 0);
	CHECK_RC(shadow(XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY, 0, NULL, 0), -XEN_EINVAL);
	child_do(STORE);
	mg_child_destroy(&child);
}

static u64 free_pages(void)
{
	struct xen_sysctl s;

	memset(&s, 0, sizeof(s));
	STAGE(mg_sysctl(&s, XEN_SYSCTL_physinfo) == 0);
	return s.u.physinfo.free_pages;
}

MG_TEST(log_dirty_kill, 0, "a domain that dies with its log on leaves nothing behind")
{
	u64 before = 0, now, end;

	mg_need_control();
	for (unsigned int i = 0; i < 3; i++) {
		child_begin();
		REQUIRE_RC(shadow(XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY, 0, NULL, 0), 0);
		child_do(STORE);
		mg_child_destroy(&child);
		end = mg_now_ns() + 2000000000ULL;
		do {
			now = free_pages();
		} while (before && now != before && mg_now_ns() < end);
		/* the first one may leave a part of a table of numbers */
		CHECK(!before || now == before, "free: %lu, then %lu", (unsigned long)before,
		      (unsigned long)now);
		before = now;
	}
}

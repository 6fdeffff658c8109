// SPDX-License-Identifier: GPL-2.0-only
/*
 * GDT and LDT: frames of descriptors, updates one by one, hostile descriptors.
 *
 * A descriptor frame is read-only while in use and holds nothing a guest could
 * raise its privilege with: no DPL below 3 code, no gates, no system segments
 * but an LDT null.  Selectors in the last two pages of the GDT are the
 * hypervisor's own.
 */
#include "mg.h"

#define DATA3	0x00cff3000000ffffUL	/* flat data, DPL 3 */
#define CODE3	0x00affb000000ffffUL	/* flat 64-bit code, DPL 3 */
#define CODE0	0x00af9b000000ffffUL	/* the same, DPL 0 */
#define DATA0	0x00cf93000000ffffUL
#define TSS	0x0000890000000067UL
#define CALLGATE 0x00008c0000080000UL
#define INTGATE	0x00008e0000080000UL
#define LDTDESC	0x0000820000000fffUL

static unsigned long *gdt_page(void)
{
	unsigned long *gdt = page_alloc();

	gdt[2] = DATA3;
	gdt[3] = CODE3;
	STAGE(page_set_ro(gdt) == 0);
	return gdt;
}

static long set_gdt(unsigned long mfn, unsigned int entries)
{
	unsigned long frames[16] = { mfn };

	return hc_set_gdt(frames, entries);
}

static void no_gdt(unsigned long *gdt)
{
	CHECK_RC(hc_set_gdt(NULL, 0), 0);
	CHECK_RC(page_set_rw(gdt), 0);
	page_free(gdt);
}

static long load_ds(unsigned int sel)
{
	long vec = GUARD_IN("mov %[s], %%ds", [s] "r" (sel));

	if (vec == VEC_NONE)
		asm volatile("mov %0, %%ds" : : "r" (0));
	return vec;
}

MG_TEST(gdt_set, 0, "a GDT frame is used, typed and released")
{
	unsigned long *gdt = gdt_page();

	CHECK_RC(set_gdt(virt_to_mfn(gdt), 512), 0);
	CHECK(load_ds(0x13) == VEC_NONE, "selector 0x13 does not load");
	CHECK(load_ds(0x23) == VEC_GP, "an empty descriptor loads");
	CHECK(page_set_rw(gdt) < 0, "a GDT frame in use became writable");
	no_gdt(gdt);
	CHECK(load_ds(0x13) == VEC_GP, "selector 0x13 still loads");
}

MG_TEST(gdt_bad_args, MG_HOSTILE, "too many entries, wild lists, frames that are not ours")
{
	unsigned long *page = page_alloc();
	unsigned long *gdt = gdt_page();

	CHECK_RC(set_gdt(virt_to_mfn(gdt), FIRST_RESERVED_GDT_ENTRY + 1), -XEN_EINVAL);
	CHECK_RC(set_gdt(virt_to_mfn(gdt), 0xffffffff), -XEN_EINVAL);
	CHECK_RC(hc_set_gdt(16, 512), -XEN_EFAULT);
	CHECK_RC(hc_set_gdt(MG_HYP_VA, 512), -XEN_EFAULT);
	CHECK_RC(set_gdt(0x100, 512), -XEN_EINVAL);
	CHECK_RC(set_gdt(0xfee00, 512), -XEN_EINVAL);
	CHECK_RC(set_gdt(~0UL >> 12, 512), -XEN_EINVAL);
	CHECK_RC(set_gdt(virt_to_mfn(page), 512), -XEN_EINVAL);
	CHECK_RC(set_gdt(virt_to_mfn(mg_l4()), 512), -XEN_EINVAL);
	CHECK_RC(page_set_rw(gdt), 0);
	page_free(gdt);
	page_free(page);
}

MG_TEST(gdt_hostile_content, MG_HOSTILE, "a frame with a privileged descriptor is refused")
{
	static const unsigned long bad[] = { CODE0, TSS, CALLGATE, INTGATE };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		unsigned long *gdt = page_alloc();

		gdt[4] = bad[i];
		REQUIRE_RC(page_set_ro(gdt), 0);
		if (set_gdt(virt_to_mfn(gdt), 512) == 0) {
			/* accepted: then it must have been made harmless */
			CHECK(gdt[4] != bad[i], "descriptor %lx is in the GDT", bad[i]);
			CHECK_RC(hc_set_gdt(NULL, 0), 0);
		}
		CHECK_RC(page_set_rw(gdt), 0);
		page_free(gdt);
	}
}

MG_TEST(desc_update, 0, "update_descriptor in a GDT in use")
{
	unsigned long *gdt = gdt_page();

	REQUIRE_RC(set_gdt(virt_to_mfn(gdt), 512), 0);
	CHECK_RC(hc_update_descriptor(virt_to_maddr(&gdt[6]), DATA3), 0);
	CHECK(gdt[6] == DATA3, "entry is %lx", gdt[6]);
	CHECK(load_ds(0x33) == VEC_NONE, "selector 0x33 does not load");
	CHECK_RC(hc_update_descriptor(virt_to_maddr(&gdt[6]), 0), 0);
	CHECK(load_ds(0x33) == VEC_GP, "selector 0x33 still loads");
	no_gdt(gdt);
}

MG_TEST(desc_update_hostile, MG_HOSTILE, "privileged descriptors and wild places")
{
	static const unsigned long bad[] = { CODE0, TSS, CALLGATE, INTGATE, LDTDESC };
	unsigned long *gdt = gdt_page();
	unsigned int i;

	REQUIRE_RC(set_gdt(virt_to_mfn(gdt), 512), 0);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		long rc = hc_update_descriptor(virt_to_maddr(&gdt[7]), bad[i]);

		CHECK(rc == -XEN_EINVAL || gdt[7] != bad[i], "%lx stored", bad[i]);
	}
	CHECK_RC(hc_update_descriptor(virt_to_maddr(&gdt[7]) + 4, DATA3), -XEN_EINVAL);
	CHECK_RC(hc_update_descriptor(virt_to_maddr(mg_l4()), DATA3), -XEN_EINVAL);
	CHECK_RC(hc_update_descriptor(0x100000, DATA3), -XEN_EINVAL);
	CHECK_RC(hc_update_descriptor(0xfee00000, DATA3), -XEN_EINVAL);
	CHECK_RC(hc_update_descriptor(~7UL, DATA3), -XEN_EINVAL);
	no_gdt(gdt);
}

MG_TEST(desc_data_dpl0, MG_HOSTILE, "a data segment of DPL 0 never gives more than DPL 3")
{
	unsigned long *gdt = gdt_page();
	long rc;

	REQUIRE_RC(set_gdt(virt_to_mfn(gdt), 512), 0);
	rc = hc_update_descriptor(virt_to_maddr(&gdt[7]), DATA0);
	mg_note("data DPL 0: %ld, entry %lx", rc, gdt[7]);
	CHECK(rc < 0 || gdt[7] != DATA0 || load_ds(0x38) == VEC_GP, "loads with RPL 0");
	no_gdt(gdt);
}

MG_TEST(ldt_set, 0, "an LDT is loaded on demand, typed, and dropped")
{
	unsigned long *ldt = page_alloc();

	ldt[1] = DATA3;
	REQUIRE_RC(page_set_ro(ldt), 0);
	CHECK_RC(mmuext2(MMUEXT_SET_LDT, (unsigned long)ldt, 512), 0);
	CHECK(load_ds(0x0f) == VEC_NONE, "LDT selector does not load");
	CHECK(load_ds(0x17) == VEC_GP, "an empty LDT entry loads");
	CHECK(page_set_rw(ldt) < 0, "an LDT page in use became writable");
	CHECK_RC(hc_update_descriptor(virt_to_maddr(&ldt[2]), DATA3), 0);
	CHECK(load_ds(0x17) == VEC_NONE, "updated LDT entry does not load");
	CHECK_RC(mmuext2(MMUEXT_SET_LDT, 0, 0), 0);
	CHECK(load_ds(0x0f) == VEC_GP, "LDT selector still loads");
	CHECK_RC(page_set_rw(ldt), 0);
	page_free(ldt);
}

MG_TEST(ldt_bad_args, MG_HOSTILE, "misaligned, oversized, non-canonical, hypervisor's LDTs")
{
	CHECK_RC(mmuext2(MMUEXT_SET_LDT, (unsigned long)mg_user_stack + 8, 16), -XEN_EINVAL);
	CHECK_RC(mmuext2(MMUEXT_SET_LDT, (unsigned long)mg_user_stack, 8193), -XEN_EINVAL);
	CHECK_RC(mmuext2(MMUEXT_SET_LDT, MG_NONCANON, 512), -XEN_EINVAL);
	CHECK_RC(mmuext2(MMUEXT_SET_LDT, MG_HYP_VA, 512), -XEN_EINVAL);
	CHECK_RC(mmuext2(MMUEXT_SET_LDT, 0, 0), 0);
}

MG_TEST(ldt_writable_page, MG_HOSTILE, "an LDT in a writable or unmapped page faults cleanly")
{
	unsigned long *ldt = page_alloc();
	long vec;

	ldt[1] = DATA3;
	CHECK_RC(mmuext2(MMUEXT_SET_LDT, (unsigned long)ldt, 512), 0);
	vec = load_ds(0x0f);
	CHECK(vec == VEC_GP || vec == VEC_PF, "raised %s", mg_vector_name(vec));
	CHECK_RC(mmuext2(MMUEXT_SET_LDT, MG_SCRATCH + 0x66000000, 512), 0);
	vec = load_ds(0x0f);
	CHECK(vec == VEC_PF || vec == VEC_GP, "raised %s", mg_vector_name(vec));
	mg_note("unmapped LDT: %s error %lx cr2 %lx", mg_vector_name(vec), this_cpu()->trap.error,
		this_cpu()->trap.cr2);
	CHECK_RC(mmuext2(MMUEXT_SET_LDT, 0, 0), 0);
	page_free(ldt);
}

MG_TEST(gdt_reserved_selectors, MG_HOSTILE, "the hypervisor's own selectors do not load")
{
	unsigned int sel;

	for (sel = FIRST_RESERVED_GDT_BYTE; sel < 0x10000; sel += 8) {
		/* the flat segments that the ABI names load with RPL 3 */
		if (sel == (FLAT_USER_SS64 & ~3) || sel == (FLAT_USER_CS64 & ~3) ||
		    sel == (FLAT_USER_CS32 & ~3) || sel == 0xe018)
			continue;
		CHECK(load_ds(sel | 3) != VEC_NONE, "selector %x loads", sel | 3);
	}
}

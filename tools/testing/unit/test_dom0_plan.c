// SPDX-License-Identifier: GPL-2.0-only
/*
 * boot/dom0_options.c and boot/dom0_layout.c: the syntax of dom0_mem= and
 * dom0_max_vcpus=, the amounts that follow, and plans for kernels of both kinds,
 * in which nothing may overlap and the page tables must suffice.
 */
#include "boot/dom0_layout.h"
#include "boot/dom0_options.h"
#include "lib/param.h"
#include "unit.h"

#define MIB(n)	((u64)(n) << 8)		/* in frames */

static bool complained;
static void complain(const char *option, bool bad)
{
	complained = true;
}

static u64 frames(const char *option, u64 available, u64 *limit)
{
	struct dom0_mem m = { 0 };

	if (*option && dom0_mem_parse(&m, option))
		return ~0ULL;
	return dom0_mem_frames(&m, available, limit);
}

static void amounts(void)
{
	u64 limit;

	CHECK_EQ(frames("", MIB(1024), &limit), MIB(960));	/* less a sixteenth */
	CHECK_EQ(limit, U64_MAX);
	CHECK_EQ(frames("", MIB(16384), &limit), MIB(16384 - 128));
	CHECK_EQ(frames("512M", MIB(1024), &limit), MIB(512));
	CHECK_EQ(limit, U64_MAX);
	CHECK_EQ(frames("512M,max:640M", MIB(1024), &limit), MIB(512));
	CHECK_EQ(limit, MIB(640));
	CHECK_EQ(frames("max:256M", MIB(1024), &limit), MIB(256));
	CHECK_EQ(frames("128M,min:256M", MIB(1024), &limit), MIB(256));
	CHECK_EQ(frames("min:512M,max:256M", MIB(1024), &limit), MIB(256));
	CHECK_EQ(frames("-100M", MIB(1024), &limit), MIB(924));
	CHECK_EQ(frames("max:-100M,-10M", MIB(1024), &limit), MIB(924));
	CHECK_EQ(frames("-2G", MIB(1024), &limit), 0);
	CHECK_EQ(frames("4G", MIB(1024), &limit), MIB(1024));
	CHECK_EQ(frames("1024K", MIB(1024), &limit), MIB(1));
}

static void refused_amounts(void)
{
	static const char * const bad[] = {
		"x", "512M,", ",512M", "512Mx", "min:", "max:x", "512M;max:1G", "mid:3M",
		"--1M", "-",
	};
	struct dom0_mem m = { .want = { .bytes = 77, .given = true } };

	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		CHECK(dom0_mem_parse(&m, bad[i]) < 0);
		CHECK_EQ(m.want.bytes, 77);
		CHECK(!m.max.given && !m.min.given);
	}
}

static u32 vcpus(const char *option, u32 cpus)
{
	complained = false;
	param_parse_line(option, complain);
	return complained ? ~0U : dom0_vcpus(cpus, 128);
}

static void vcpu_numbers(void)
{
	CHECK_EQ(dom0_vcpus(4, 128), 4);
	CHECK_EQ(vcpus("dom0_max_vcpus=2", 4), 2);
	CHECK_EQ(vcpus("dom0_max_vcpus=8", 4), 8);
	CHECK_EQ(vcpus("dom0_max_vcpus=2-8", 4), 4);
	CHECK_EQ(vcpus("dom0_max_vcpus=2-8", 1), 2);
	CHECK_EQ(vcpus("dom0_max_vcpus=2-8", 64), 8);
	CHECK_EQ(vcpus("dom0_max_vcpus=-3", 64), 3);
	CHECK_EQ(vcpus("dom0_max_vcpus=3-", 64), 64);
	CHECK_EQ(vcpus("dom0_max_vcpus=1000", 4), 128);
	CHECK_EQ(vcpus("dom0_max_vcpus=0", 4), ~0U);
	CHECK_EQ(vcpus("dom0_max_vcpus=4-2", 4), ~0U);
	CHECK_EQ(vcpus("dom0_max_vcpus=x", 4), ~0U);
	CHECK_EQ(vcpus("dom0_max_vcpus=2x", 4), ~0U);
}

static struct elf_kernel linux_like(void)
{
	return (struct elf_kernel){
		.virt_base = 0xffffffff80000000, .p2m_base = 0x8000000000, .mod_start_pfn = true,
		.hypercall_page = ELF_NO_ADDRESS, .phys_start = 16 << 20, .phys_end = 66 << 20,
	};
}

static struct elf_kernel plain(void)
{
	return (struct elf_kernel){
		.p2m_base = ELF_NO_ADDRESS, .hypercall_page = ELF_NO_ADDRESS,
		.phys_start = 1 << 20, .phys_end = (1 << 20) + 0x5001,
	};
}

static u64 initrd_pages(const struct dom0_layout *l)
{
	return (l->initrd_bytes + 4095) >> 12;
}

struct span {
	u64 start, end;
};

static void check_disjoint(const struct dom0_layout *l, const struct elf_kernel *k)
{
	struct span s[] = {
		{ 0, (k->phys_end + 4095) >> 12 },
		{ l->initrd_pfn, l->initrd_pfn + initrd_pages(l) },
		{ l->p2m_pfn, l->p2m_pfn + l->p2m_frames },
		{ l->start_info_pfn, l->start_info_pfn + 1 },
		{ l->pt_pfn, l->pt_pfn + l->pt_frames },
		{ l->stack_pfn, l->stack_pfn + 1 },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(s); i++) {
		CHECK(s[i].end <= l->used_pages);
		for (unsigned int j = 0; j < i; j++)
			CHECK(s[i].start >= s[j].end || s[j].start >= s[i].end ||
			      s[i].start == s[i].end || s[j].start == s[j].end);
	}
}

static u64 tables_needed(u64 va, u64 pages)
{
	u64 nr = 0;

	for (unsigned int shift = 21; shift <= 39; shift += 9)
		nr += ((va + (pages << 12) - 1) >> shift) - (va >> shift) + 1;
	return nr;
}

static void check_common(const struct dom0_layout *l, const struct elf_kernel *k)
{
	check_disjoint(l, k);
	CHECK(l->pt_frames >= 1 + tables_needed(k->virt_base, l->mapped_pages));
	CHECK(l->pt_frames <= 2 + tables_needed(k->virt_base, l->mapped_pages));
	CHECK(l->stack_pfn + 1 + 128 <= l->mapped_pages);	/* 512 KiB */
	CHECK_EQ(l->mapped_pages % 1024, 0);
	CHECK_EQ(l->p2m_data_frames, (l->nr_pages * 8 + 4095) / 4096);
	CHECK(l->used_pages <= l->nr_pages);
}

static void plan_linux(void)
{
	for (u64 mib = 200; mib < 3000000; mib = mib * 7 / 3) {
		struct dom0_layout l = { .nr_pages = MIB(mib), .initrd_bytes = (40 << 20) + 5 };
		struct elf_kernel k = linux_like();

		CHECK(!dom0_layout_plan(&l, &k));
		check_common(&l, &k);
		CHECK(l.initrd_pfn >= l.mapped_pages);
		CHECK(l.p2m_pfn >= l.mapped_pages);
		CHECK_EQ(l.p2m_frames, l.p2m_data_frames +
			 tables_needed(k.p2m_base, l.p2m_data_frames));
	}
}

static void plan_plain(void)
{
	for (u64 mib = 8; mib < 100000; mib *= 2) {
		struct dom0_layout l = { .nr_pages = MIB(mib), .initrd_bytes = 1 << 20 };
		struct elf_kernel k = plain();

		CHECK(!dom0_layout_plan(&l, &k));
		check_common(&l, &k);
		CHECK(l.initrd_pfn < l.mapped_pages);
		CHECK(l.p2m_pfn + l.p2m_frames <= l.start_info_pfn);
		CHECK_EQ(l.p2m_frames, l.p2m_data_frames);
	}
}

static void plan_without_initrd(void)
{
	struct dom0_layout l = { .nr_pages = MIB(512) };
	struct elf_kernel k = linux_like();

	CHECK(!dom0_layout_plan(&l, &k));
	check_common(&l, &k);
	CHECK_EQ(l.initrd_pfn, 0);
}

static void refused_plans(void)
{
	struct dom0_layout l = { .nr_pages = MIB(60) };
	struct elf_kernel k = linux_like();

	CHECK(dom0_layout_plan(&l, &k));		/* too little memory */
	l = (struct dom0_layout){ .nr_pages = MIB(100), .initrd_bytes = 40 << 20 };
	CHECK(dom0_layout_plan(&l, &k));

	l = (struct dom0_layout){ .nr_pages = MIB(4096) };
	k.p2m_base = 0xffff800000000000;			/* the hypervisor's */
	CHECK(dom0_layout_plan(&l, &k));
	k.p2m_base = 0x7ffffffff000;				/* across the hole */
	CHECK(dom0_layout_plan(&l, &k));
	k.p2m_base = 0x8000000010;
	CHECK(dom0_layout_plan(&l, &k));
	k.p2m_base = 0xffffff8000000000;			/* in the kernel's root slot */
	CHECK(dom0_layout_plan(&l, &k));

	k = linux_like();
	k.virt_base = 0xffff820000000000;
	CHECK(dom0_layout_plan(&l, &k));
	k.virt_base = 0xffff7ffffff00000;			/* into the hypervisor's range */
	CHECK(dom0_layout_plan(&l, &k));
	k.virt_base = 0xfffffffffff00000;			/* wraps */
	CHECK(dom0_layout_plan(&l, &k));
	k = linux_like();
	k.mod_start_pfn = false;		/* 2 GiB do not fit above the base */
	l = (struct dom0_layout){ .nr_pages = MIB(16384), .initrd_bytes = 2000ULL << 20 };
	CHECK(dom0_layout_plan(&l, &k));
}

int main(void)
{
	UNIT(amounts);
	UNIT(refused_amounts);
	UNIT(vcpu_numbers);
	UNIT(plan_linux);
	UNIT(plan_plain);
	UNIT(plan_without_initrd);
	UNIT(refused_plans);
	return unit_done();
}

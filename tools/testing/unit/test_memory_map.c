// SPDX-License-Identifier: GPL-2.0-only
/*
 * boot/memory_map.c: hand-made maps of the kinds that firmware produces, then
 * random ones against a model with one byte per unit of address space.
 */
#include "boot/memory_map.h"
#include "unit.h"

static struct boot_region out[BOOT_MAP_REGIONS];

static void check_map(const struct boot_region *want, unsigned int nr_want, unsigned int nr)
{
	CHECK_EQ(nr, nr_want);
	for (unsigned int i = 0; i < nr && i < nr_want; i++) {
		CHECK_EQ(out[i].start, want[i].start);
		CHECK_EQ(out[i].end, want[i].end);
		CHECK_EQ(out[i].type, want[i].type);
	}
}

#define TIDY(in, want) check_map(want, ARRAY_SIZE(want), memory_map_tidy(in, ARRAY_SIZE(in), out))

static void sorts_and_merges(void)
{
	struct boot_region in[] = {
		{ 0x300, 0x400, 1 }, { 0x100, 0x200, 1 }, { 0x200, 0x300, 1 }, { 0x500, 0x600, 2 },
	};
	struct boot_region want[] = { { 0x100, 0x400, 1 }, { 0x500, 0x600, 2 } };

	TIDY(in, want);
}

static void overlap_takes_the_stricter(void)
{
	struct boot_region in[] = { { 0, 0x1000, 1 }, { 0x400, 0x500, 2 }, { 0x480, 0x600, 4 } };
	struct boot_region want[] = {
		{ 0, 0x400, 1 }, { 0x400, 0x480, 2 }, { 0x480, 0x600, 4 }, { 0x600, 0x1000, 1 },
	};

	TIDY(in, want);
}

static void empty_and_type_zero_vanish(void)
{
	struct boot_region in[] = { { 5, 5, 1 }, { 7, 9, 0 }, { 1, 2, 1 } };
	struct boot_region want[] = { { 1, 2, 1 } };

	TIDY(in, want);
	CHECK_EQ(memory_map_tidy(in, 0, out), 0);
}

static void end_of_address_space(void)
{
	struct boot_region in[] = { { 0xfffffffffffff000, ~0ULL, 2 }, { 0, ~0ULL, 1 } };
	struct boot_region want[] = { { 0, 0xfffffffffffff000, 1 },
				      { 0xfffffffffffff000, ~0ULL, 2 } };

	TIDY(in, want);
}

#define UNITS 200

static void random_maps(void)
{
	static struct boot_region in[BOOT_MAX_REGIONS];

	srand(1);
	for (int round = 0; round < 2000; round++) {
		unsigned int nr = rand() % (round % 10 ? 12 : BOOT_MAX_REGIONS + 1);
		u8 model[UNITS] = { 0 }, seen[UNITS] = { 0 };
		unsigned int got;

		for (unsigned int i = 0; i < nr; i++) {
			unsigned int a = rand() % UNITS, b = a + rand() % (UNITS - a);

			in[i] = (struct boot_region){ a, b, 1 + rand() % 5 };
			for (unsigned int x = a; x < b; x++)
				model[x] = max_t(u8, model[x], in[i].type);
		}
		got = memory_map_tidy(in, nr, out);
		for (unsigned int i = 0; i < got; i++) {
			CHECK(out[i].start < out[i].end && out[i].end <= UNITS);
			if (i) {
				CHECK(out[i - 1].end <= out[i].start);
				CHECK(out[i - 1].end < out[i].start ||
				      out[i - 1].type != out[i].type);
			}
			for (u64 x = out[i].start; x < out[i].end && x < UNITS; x++)
				seen[x] = out[i].type;
		}
		CHECK(!memcmp(model, seen, UNITS));
	}
}

int main(void)
{
	UNIT(sorts_and_merges);
	UNIT(overlap_takes_the_stricter);
	UNIT(empty_and_type_zero_vanish);
	UNIT(end_of_address_space);
	UNIT(random_maps);
	return unit_done();
}

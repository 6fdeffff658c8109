// SPDX-License-Identifier: GPL-2.0-only
/*
 * cpu/vectors.c: every vector is given once, reserved ones never, blocks are
 * aligned, and what is freed can be had again.
 */
#include "cpu/vectors.h"
#include "unit.h"

static struct vector_map m;

static void fill_one_cpu(void)
{
	unsigned int n = 0, other;
	bool seen[256] = { };
	int v;

	vectors_init(&m);
	while ((v = vectors_alloc(&m, 3, 1, 100 + n)) >= 0) {
		CHECK(v >= VEC_FIRST_DYNAMIC && v <= VEC_LAST_DYNAMIC);
		CHECK(v != 0x80 && v != 0x82 && !seen[v]);
		seen[v] = true;
		CHECK_EQ(m.irq[3][v], 100 + n);
		n++;
	}
	CHECK_EQ(v, -ENOSPC);
	CHECK_EQ(n, VEC_LAST_DYNAMIC - VEC_FIRST_DYNAMIC + 1 - 2);
	CHECK_EQ(m.used[3], n);
	for (other = 0; other < 256; other++)
		CHECK_EQ(m.irq[2][other], VECTOR_NO_IRQ);
	vectors_free(&m, 3, 0x90, 1);
	CHECK_EQ(vectors_alloc(&m, 3, 1, 7), 0x90);
}

static void blocks(void)
{
	unsigned int nr, i;
	int v;

	for (nr = 2; nr <= 32; nr *= 2) {
		vectors_init(&m);
		CHECK_EQ(vectors_alloc(&m, 0, 1, 1), VEC_FIRST_DYNAMIC);
		while ((v = vectors_alloc(&m, 0, nr, 200)) >= 0) {
			CHECK_EQ(v % nr, 0);
			CHECK(v > VEC_FIRST_DYNAMIC && v + nr - 1 <= VEC_LAST_DYNAMIC);
			CHECK(0x80 < v || 0x80 >= v + nr);
			CHECK(0x82 < v || 0x82 >= v + nr);
			for (i = 0; i < nr; i++)
				CHECK_EQ(m.irq[0][v + i], 200 + i);
		}
	}
	CHECK_EQ(vectors_alloc(&m, 0, 3, 1), -EINVAL);
	CHECK_EQ(vectors_alloc(&m, 0, 0, 1), -EINVAL);
	CHECK_EQ(vectors_alloc(&m, 0, 64, 1), -EINVAL);
	CHECK_EQ(vectors_alloc(&m, HV_NR_CPUS, 1, 1), -EINVAL);
}

static void least_used(void)
{
	cpuset_t set = { 1ULL << 5 | 1ULL << 9 | 1ULL << 63 };

	vectors_init(&m);
	CHECK_EQ(vectors_least_used(&m, CPUSET_NONE), HV_NR_CPUS);
	CHECK_EQ(vectors_least_used(&m, set), 5);
	vectors_alloc(&m, 5, 1, 1);
	CHECK_EQ(vectors_least_used(&m, set), 9);
	vectors_alloc(&m, 9, 1, 1);
	CHECK_EQ(vectors_least_used(&m, set), 63);
	vectors_alloc(&m, 63, 2, 1);
	CHECK_EQ(vectors_least_used(&m, set), 5);
}

int main(void)
{
	UNIT(fill_one_cpu);
	UNIT(blocks);
	UNIT(least_used);
	return unit_done();
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Range sets against a model: one byte for each number of a small universe, plus
 * the ends of the 64-bit one, and every allocation made to fail once.
 */
#include "hosted_core.h"
#include "core/permit.h"
#include "unit.h"

#define UNIVERSE	512

unsigned int hosted_cpu;
u64 hosted_now;
u64 hosted_deadline[HV_NR_CPUS];
u32 hosted_softirqs[HV_NR_CPUS];
cpuset_t cpus_online;
void (*hosted_timer_softirq)(void);
int hosted_alloc_fail;

static unsigned char model[UNIVERSE];
static u64 seed = 99;

static u64 below(u64 n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (seed >> 11) % n;
}

static bool model_has(u64 first, u64 last)
{
	for (u64 i = first; i <= last; i++)
		if (!model[i])
			return false;
	return true;
}

/* The walk must show exactly the model, in maximal ranges. */
static void same_as_model(const struct permit *p)
{
	u64 from = 0, first, last;
	unsigned char seen[UNIVERSE] = { };
	u64 end_before = ~0ULL;

	while (permit_next(p, from, &first, &last)) {
		CHECK(first <= last && last < UNIVERSE);
		CHECK(end_before == ~0ULL || first > end_before + 1);
		memset(seen + first, 1, last - first + 1);
		end_before = last;
		from = last + 1;
	}
	CHECK(!memcmp(seen, model, sizeof(model)));
}

static void random_changes(void)
{
	struct permit *p = permit_create();

	memset(model, 0, sizeof(model));
	for (int i = 0; i < 20000; i++) {
		u64 first = below(UNIVERSE), last = first + below(below(2) ? 8 : 100);
		bool add = below(2);

		if (last >= UNIVERSE)
			last = UNIVERSE - 1;
		CHECK_EQ(add ? permit_add(p, first, last) : permit_remove(p, first, last), 0);
		memset(model + first, add, last - first + 1);
		same_as_model(p);
		first = below(UNIVERSE);
		last = first + below(UNIVERSE - first);
		CHECK_EQ(permit_has(p, first, last), model_has(first, last));
	}
	permit_free(p);
}

static void ends_of_the_world(void)
{
	struct permit *p = permit_create();

	CHECK_EQ(permit_add(p, ~0ULL - 1, ~0ULL), 0);
	CHECK_EQ(permit_add(p, 0, 0), 0);
	CHECK(permit_has(p, ~0ULL, ~0ULL) && permit_has(p, 0, 0));
	CHECK(!permit_has(p, 0, 1) && !permit_has(p, 0, ~0ULL));
	CHECK_EQ(permit_add(p, 1, ~0ULL - 2), 0);
	CHECK(permit_has(p, 0, ~0ULL));
	CHECK_EQ(permit_remove(p, ~0ULL, ~0ULL), 0);
	CHECK_EQ(permit_remove(p, 0, 0), 0);
	CHECK(permit_has(p, 1, ~0ULL - 1) && !permit_has(p, 0, 1));
	CHECK_EQ(permit_add(p, 5, 4), -EINVAL);
	CHECK_EQ(permit_remove(p, 5, 4), -EINVAL);
	CHECK(!permit_has(p, 5, 4));
	permit_free(p);
	permit_free(NULL);
}

static void no_memory(void)
{
	struct permit *p = permit_create();
	u32 version;

	memset(model, 0, sizeof(model));
	for (int i = 0; i < 200; i++) {
		version = permit_version(p);
		hosted_alloc_fail = 1;
		if (permit_add(p, i * 2, i * 2) == -ENOMEM) {
			CHECK_EQ(permit_version(p), version);
			same_as_model(p);
			hosted_alloc_fail = 0;
			CHECK_EQ(permit_add(p, i * 2, i * 2), 0);
		}
		hosted_alloc_fail = 0;
		model[i * 2] = 1;
		same_as_model(p);
	}
	permit_free(p);
}

int main(void)
{
	UNIT(random_changes);
	UNIT(ends_of_the_world);
	UNIT(no_memory);
	return unit_done();
}

// SPDX-License-Identifier: GPL-2.0-only
/* Timer channel 2 as kernels use it to measure their time stamp counter. */
#include "unit.h"
#include "abi/guest_pit.h"

#define MS	1000000UL

static struct guest_pit pit;

static void start(u8 mode, u16 count, u64 now)
{
	guest_pit_write(&pit, PIT_GATE, 1, now);
	guest_pit_write(&pit, PIT_COMMAND, 0xb0 | mode << 1, now);
	guest_pit_write(&pit, PIT_CHANNEL2, count, now);
	guest_pit_write(&pit, PIT_CHANNEL2, count >> 8, now);
}

static u16 read16(u64 now)
{
	u8 low = guest_pit_read(&pit, PIT_CHANNEL2, now);

	return low | guest_pit_read(&pit, PIT_CHANNEL2, now) << 8;
}

/* A kernel waits for OUT in port 0x61 after 50 ms worth of ticks. */
static void terminal_count(void)
{
	u16 count = 1193182 / 20;

	pit = (struct guest_pit){ };
	start(0, count, 5 * MS);
	CHECK(!(guest_pit_read(&pit, PIT_GATE, 5 * MS) & 0x20));
	CHECK(!(guest_pit_read(&pit, PIT_GATE, 54 * MS) & 0x20));
	CHECK(guest_pit_read(&pit, PIT_GATE, 56 * MS) & 0x20);
	CHECK_EQ(read16(5 * MS), count);
	CHECK_EQ(read16(6 * MS), count - 1193);
}

/* Another one watches the high byte go down from 0xff. */
static void counts_down(void)
{
	unsigned int ms, last = 0xffff, now;

	pit = (struct guest_pit){ };
	start(0, 0xffff, 0);
	for (ms = 1; ms < 50; ms++) {
		now = read16(ms * MS);
		CHECK(now < last && last - now < 1300);
		last = now;
	}
}

static void latch_holds(void)
{
	pit = (struct guest_pit){ };
	start(2, 0x8000, 0);
	guest_pit_write(&pit, PIT_COMMAND, 0x80, 10 * MS);
	guest_pit_write(&pit, PIT_COMMAND, 0x80, 11 * MS);	/* ignored: not read yet */
	CHECK_EQ(read16(20 * MS), 0x8000 - 11931);
	CHECK_EQ(read16(20 * MS), 0x8000 - 23863);
}

static void gate_stops(void)
{
	pit = (struct guest_pit){ };
	start(0, 1000, 0);
	guest_pit_write(&pit, PIT_GATE, 0, 0);
	CHECK_EQ(read16(100 * MS), 1000);
	CHECK(!(guest_pit_read(&pit, PIT_GATE, 100 * MS) & 0x21));
}

static void other_channels_do_not_exist(void)
{
	struct guest_pit before;

	pit = (struct guest_pit){ };
	start(3, 100, 0);
	before = pit;
	guest_pit_write(&pit, PIT_COMMAND, 0x34, 1);
	guest_pit_write(&pit, PIT_COMMAND, 0x74, 1);
	guest_pit_write(&pit, PIT_COMMAND, 0xc2, 1);
	CHECK(!memcmp(&before, &pit, sizeof(pit)));
	CHECK_EQ(guest_pit_read(&pit, PIT_COMMAND, 1), 0xff);
}

/* Any program of bytes: the sanitizer judges. */
static void any_bytes(void)
{
	unsigned int i, x = 1;

	pit = (struct guest_pit){ };
	for (i = 0; i < 2000000; i++) {
		x = x * 1103515245 + 12345;
		guest_pit_write(&pit, (x >> 20 & 1) ? PIT_CHANNEL2 : (x >> 21 & 1) ?
				PIT_COMMAND : PIT_GATE, x >> 8, (u64)i << 20);
		(void)guest_pit_read(&pit, (x >> 22 & 1) ? PIT_CHANNEL2 : PIT_GATE, (u64)i << 20);
	}
	CHECK(1);
}

int main(void)
{
	UNIT(terminal_count);
	UNIT(counts_down);
	UNIT(latch_holds);
	UNIT(gate_stops);
	UNIT(other_channels_do_not_exist);
	UNIT(any_bytes);
	return unit_done();
}

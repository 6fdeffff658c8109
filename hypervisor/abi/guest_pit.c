// SPDX-License-Identifier: GPL-2.0-only
/*
 * Channel 2 of the 8254 and the gate in port 0x61, as far as a kernel that measures
 * its time stamp counter needs them.
 *
 * The timer itself belongs to the hypervisor. A guest's channel 2 is computed from
 * the clock: it started at start_ns with a count and goes down at 1193182 Hz while
 * the gate is open.
 *
 *	mode 0, 1, 4, 5  counts to 0, goes on from 65535; OUT rises at 0
 *	mode 2           reloads the count; OUT is high
 *	mode 3           reloads, by two; OUT is high in the first half
 *
 * Binary counting only. Channels 0 and 1 and their commands do not exist: reads give
 * ones. No sound is made.
 */
#include "abi/guest_pit.h"

#define PIT_HZ		1193182UL
#define GATE_OPEN	0x01
#define GATE_SPEAKER	0x02
#define GATE_REFRESH	0x10		/* toggles every 15 us */
#define GATE_OUT	0x20

/* Ticks since the count was loaded; wraps after 500 years */
static u64 ticks(const struct guest_pit *pit, u64 now_ns)
{
	u64 ns = now_ns - pit->start_ns;

	if (!pit->running || !pit->gate)
		return 0;
	return ns / 1000000000 * PIT_HZ + ns % 1000000000 * PIT_HZ / 1000000000;
}

static u32 full_count(const struct guest_pit *pit)
{
	return pit->count ? pit->count : 65536;
}

static u16 value_now(const struct guest_pit *pit, u64 now_ns)
{
	u64 t = ticks(pit, now_ns);

	switch (pit->mode) {
	case 2:
		return full_count(pit) - t % full_count(pit);
	case 3:
		return full_count(pit) - t * 2 % full_count(pit);
	default:
		return full_count(pit) - t;
	}
}

static bool out_now(const struct guest_pit *pit, u64 now_ns)
{
	u64 t = ticks(pit, now_ns);

	switch (pit->mode) {
	case 2:
		return true;
	case 3:
		return t % full_count(pit) < (full_count(pit) + 1) / 2;
	default:
		return pit->running && t >= full_count(pit);
	}
}

static void command(struct guest_pit *pit, u8 value, u64 now_ns)
{
	if (value >> 6 != 2)
		return;			/* another channel, or a read-back */
	if (!(value & 0x30)) {
		if (!pit->latch_bytes) {
			pit->latched = value_now(pit, now_ns);
			pit->latch_bytes = pit->access == 3 ? 2 : 1;
		}
		return;
	}
	pit->access = value >> 4 & 3;
	pit->mode = value >> 1 & 7;
	if (pit->mode > 5)
		pit->mode &= 3;
	pit->write_second = false;
	pit->read_second = false;
	pit->latch_bytes = 0;
	pit->running = false;
}

static void load(struct guest_pit *pit, u16 count, u64 now_ns)
{
	pit->count = count;
	pit->start_ns = now_ns;
	pit->running = true;
}

static void write_count(struct guest_pit *pit, u8 value, u64 now_ns)
{
	switch (pit->access) {
	case 1:
		load(pit, value, now_ns);
		return;
	case 2:
		load(pit, value << 8, now_ns);
		return;
	}
	if (pit->write_second)
		load(pit, pit->write_low | value << 8, now_ns);
	else
		pit->write_low = value;
	pit->write_second = !pit->write_second;
}

static u8 read_count(struct guest_pit *pit, u64 now_ns)
{
	bool high;

	if (pit->latch_bytes) {
		high = pit->access == 2 || (pit->access == 3 && pit->latch_bytes == 1);
		pit->latch_bytes--;
		return high ? pit->latched >> 8 : pit->latched;
	}
	high = pit->access == 2 || (pit->access == 3 && pit->read_second);
	if (pit->access == 3)
		pit->read_second = !pit->read_second;
	return high ? value_now(pit, now_ns) >> 8 : value_now(pit, now_ns);
}

u8 guest_pit_read(struct guest_pit *pit, u16 port, u64 now_ns)
{
	switch (port) {
	case PIT_CHANNEL2:
		return read_count(pit, now_ns);
	case PIT_GATE:
		return (pit->gate ? GATE_OPEN : 0) | (pit->speaker ? GATE_SPEAKER : 0) |
		       (now_ns / 15000 & 1 ? GATE_REFRESH : 0) |
		       (out_now(pit, now_ns) ? GATE_OUT : 0);
	default:
		return 0xff;
	}
}

void guest_pit_write(struct guest_pit *pit, u16 port, u8 value, u64 now_ns)
{
	switch (port) {
	case PIT_COMMAND:
		command(pit, value, now_ns);
		return;
	case PIT_CHANNEL2:
		write_count(pit, value, now_ns);
		return;
	case PIT_GATE:
		/* a rising gate starts the count again */
		if (value & GATE_OPEN && !pit->gate)
			pit->start_ns = now_ns;
		pit->gate = value & GATE_OPEN;
		pit->speaker = value & GATE_SPEAKER;
		return;
	}
}

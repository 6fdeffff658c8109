// SPDX-License-Identifier: GPL-2.0-only
/*
 * The CMOS clock and the wall-clock time derived from it.
 *
 * Wall time is kept as UTC at system time 0: a pair (seconds, nanoseconds)
 * that changes only when somebody sets the clock. It starts from the CMOS
 * clock, taken as UTC, and dom0 corrects it later.
 *
 * A reading is good if no update was in progress before and after it and two
 * readings agree. Everything is bounded: a machine without the chip returns
 * all ones, and then time starts in 1970.
 *
 * The CMOS index port is shared with dom0's driver; its accesses come through
 * rtc_lock in the port emulation or happen after boot, when we no longer read.
 */
#include "cpu/acpi.h"
#include "cpu/clock.h"
#include "cpu/clock_tick.h"
#include "cpu/insn.h"
#include "cpu/printk.h"
#include "cpu/rtc.h"
#include "cpu/spinlock.h"

#define CMOS_INDEX	0x70
#define CMOS_DATA	0x71
#define RTC_STATUS_A	0x0a
#define RTC_STATUS_B	0x0b
#define RTC_UPDATING	0x80
#define RTC_24H		0x02
#define RTC_BINARY	0x04
#define RTC_PM		0x80

DEFINE_SPINLOCK_CLASS(rtc_lock, LOCK_IRQ_CHIP);

static struct {
	u64 sec;
	u32 nsec;
} wall;
static DEFINE_SPINLOCK_CLASS(wall_lock, LOCK_TIMER);

static u8 cmos_read(u8 reg)
{
	outb(CMOS_INDEX, reg);
	return inb(CMOS_DATA);
}

struct rtc_fields { u8 sec, min, hour, day, month, year, century, b; };

static struct rtc_fields read_fields(void)
{
	struct rtc_fields f = {
		.sec = cmos_read(0), .min = cmos_read(2), .hour = cmos_read(4),
		.day = cmos_read(7), .month = cmos_read(8), .year = cmos_read(9),
		.b = cmos_read(RTC_STATUS_B),
	};

	if (acpi_fadt.century > 0x0d && acpi_fadt.century < 0x80)
		f.century = cmos_read(acpi_fadt.century);
	return f;
}

static bool wait_no_update(void)
{
	unsigned int i;

	for (i = 0; i < 20000; i++) {
		if (!(cmos_read(RTC_STATUS_A) & RTC_UPDATING))
			return true;
		cpu_pause();
	}
	return false;
}

u64 rtc_seconds(unsigned int year, unsigned int month, unsigned int day,
		unsigned int hour, unsigned int min, unsigned int sec)
{
	/* Count from March: the leap day is then the last of its year. */
	unsigned int m = month > 2 ? month - 3 : month + 9;
	unsigned int y = month > 2 ? year : year - 1;
	u64 days = 365ULL * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1;

	days -= 719468;		/* 1970-01-01 in the same count */
	return ((days * 24 + hour) * 60 + min) * 60 + sec;
}

static unsigned int from_bcd(u8 v)
{
	return (v >> 4) * 10 + (v & 0xf);
}

static u64 fields_to_seconds(struct rtc_fields f)
{
	unsigned int year, century;
	bool pm = false;

	if (!(f.b & RTC_24H)) {
		pm = f.hour & RTC_PM;
		f.hour &= ~RTC_PM;
	}
	if (!(f.b & RTC_BINARY)) {
		f.sec = from_bcd(f.sec);
		f.min = from_bcd(f.min);
		f.hour = from_bcd(f.hour);
		f.day = from_bcd(f.day);
		f.month = from_bcd(f.month);
		f.year = from_bcd(f.year);
		f.century = from_bcd(f.century);
	}
	if (!(f.b & RTC_24H))
		f.hour = f.hour % 12 + (pm ? 12 : 0);
	if (f.sec > 60 || f.min > 59 || f.hour > 23 || !f.day || f.day > 31 ||
	    !f.month || f.month > 12 || f.year > 99)
		return 0;
	century = f.century >= 19 && f.century <= 29 ? f.century : f.year < 70 ? 20 : 19;
	year = century * 100 + f.year;
	return year < 1970 ? 0 : rtc_seconds(year, f.month, f.day, f.hour, f.min, f.sec);
}

u64 clock_rtc_read(void)
{
	unsigned long flags;
	unsigned int tries;
	u64 sec = 0;

	if (acpi_fadt.no_cmos)
		return 0;
	flags = spin_lock_irqsave(&rtc_lock);
	for (tries = 0; tries < 5; tries++) {
		struct rtc_fields a, b;

		if (!wait_no_update())
			break;
		a = read_fields();
		if (cmos_read(RTC_STATUS_A) & RTC_UPDATING)
			continue;
		b = read_fields();
		if (__builtin_memcmp(&a, &b, sizeof(a)))
			continue;
		sec = fields_to_seconds(a);
		break;
	}
	spin_unlock_irqrestore(&rtc_lock, flags);
	return sec;
}

void clock_wall_init(void)
{
	u64 sec = clock_rtc_read();

	if (!sec)
		printk(LOG_WARN "clock: no usable CMOS clock, wall time starts in 1970\n");
	clock_wall_set(sec, 0, clock_ns());
}

void clock_wall_get(u64 *sec, u32 *nsec)
{
	unsigned long flags = spin_lock_irqsave(&wall_lock);

	*sec = wall.sec;
	*nsec = wall.nsec;
	spin_unlock_irqrestore(&wall_lock, flags);
}

void clock_wall_set(u64 sec, u32 nsec, u64 system_ns)
{
	u64 up_sec = system_ns / 1000000000, up_nsec = system_ns % 1000000000;
	unsigned long flags;

	/* A date before the machine was switched on has no "UTC at time 0". */
	if (sec < up_sec + 1) {
		sec = up_sec + 1;
		nsec = 0;
	}
	flags = spin_lock_irqsave(&wall_lock);
	wall.sec = sec - up_sec;
	if (nsec < up_nsec) {
		wall.sec--;
		nsec += 1000000000;
	}
	wall.nsec = nsec - up_nsec;
	spin_unlock_irqrestore(&wall_lock, flags);
}

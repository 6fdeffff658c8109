/* SPDX-License-Identifier: GPL-2.0-only */
/* The CMOS clock: shared index port and calendar arithmetic. */
#ifndef HV_CPU_RTC_H
#define HV_CPU_RTC_H

#include "cpu/spinlock.h"

/* Covers ports 0x70/0x71, a pair; the port emulation takes it too. Irq-safe. */
extern spinlock_t rtc_lock;

/* Seconds since 1970 of a Gregorian date; month 1..12, day 1..31 */
u64 rtc_seconds(unsigned int year, unsigned int month, unsigned int day,
		unsigned int hour, unsigned int min, unsigned int sec);

#endif

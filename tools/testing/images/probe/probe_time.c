// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time as a guest sees it: how late sleepers wake, and whether it ever goes back.
 *
 * The clock is checked across CPUs: every thread reads the newest time any of
 * them has published, then the clock; a clock that is behind what was published
 * before it was read has gone backwards between two CPUs, by however little.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "probe.h"

static int compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

int probe_wake(int argc, char **argv)
{
	int count = atoi(argv[0]), i;
	int64_t period = atoi(argv[1]) * NS_PER_US;
	int64_t *late = calloc(count, sizeof(*late));

	for (i = 0; i < count; i++) {
		int64_t when = probe_now_ns() + period;
		struct timespec ts = {
			.tv_sec = when / NS_PER_SEC,
			.tv_nsec = when % NS_PER_SEC,
		};

		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL);
		late[i] = probe_now_ns() - when;
	}
	qsort(late, count, sizeof(*late), compare);
	printf("wakes %d median_us %ld p90_us %ld max_us %ld\n", count,
	       (long)(late[count / 2] / NS_PER_US),
	       (long)(late[count * 9 / 10] / NS_PER_US),
	       (long)(late[count - 1] / NS_PER_US));
	return argc != 2 || late[0] < 0;
}

static _Atomic int64_t newest;
static atomic_ulong backwards;
static int64_t clock_end;

static void *read_clock(void *unused)
{
	int64_t seen, now;

	do {
		seen = atomic_load(&newest);
		now = probe_now_ns();
		if (now < seen)
			atomic_fetch_add(&backwards, 1);
		while (now > seen &&
		       !atomic_compare_exchange_weak(&newest, &seen, now))
			;
	} while (now < clock_end);
	return unused;
}

int probe_clock(int argc, char **argv)
{
	int nr = atoi(argv[0]), i;
	pthread_t *threads = calloc(nr, sizeof(*threads));

	clock_end = probe_now_ns() + atoi(argv[1]) * NS_PER_SEC;
	for (i = 0; i < nr; i++)
		if (pthread_create(&threads[i], NULL, read_clock, NULL))
			probe_die("pthread_create");
	for (i = 0; i < nr; i++)
		pthread_join(threads[i], NULL);
	printf("threads %d backwards %lu\n", nr, atomic_load(&backwards));
	return argc != 2 || atomic_load(&backwards);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * probe: what a shell cannot measure, inside a guest or in dom0.
 *
 *	probe memory MIB THREADS STOPFILE	write and verify at full speed
 *	probe ping ADDRESS SECONDS PERIOD_MS	echo requests, longest gap
 *	probe wake COUNT PERIOD_US		how late a sleeper wakes
 *	probe clock THREADS SECONDS		does time go backwards anywhere
 *	probe spin SECONDS			use a CPU
 *
 * One static program, so that it runs in an initramfs without libraries. Each
 * command prints one line of "name value" pairs, which the test scripts read, and
 * its exit status says whether what it looked at was right.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "probe.h"

static const struct {
	const char *name;
	int nr_args;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "memory", 3, probe_memory },
	{ "ping", 3, probe_ping },
	{ "wake", 2, probe_wake },
	{ "clock", 2, probe_clock },
	{ "spin", 1, probe_spin },
	{ NULL },
};

int64_t probe_now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NS_PER_SEC + ts.tv_nsec;
}

noreturn void probe_die(const char *what)
{
	fprintf(stderr, "probe: %s: %s\n", what, strerror(errno));
	exit(2);
}

int probe_spin(int argc, char **argv)
{
	int64_t end = probe_now_ns() + atoi(argv[0]) * NS_PER_SEC;
	unsigned long rounds = 0;

	while (probe_now_ns() < end)
		rounds++;
	printf("rounds %lu\n", rounds);
	return argc != 1;
}

int main(int argc, char **argv)
{
	int i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (i = 0; commands[i].name; i++) {
		if (argc == commands[i].nr_args + 2 &&
		    !strcmp(argv[1], commands[i].name))
			return commands[i].run(argc - 2, argv + 2);
	}
	fprintf(stderr, "probe: memory, ping, wake, clock or spin\n");
	return 2;
}

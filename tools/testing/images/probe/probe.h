/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of the probe share: its words and its clock.
 */
#ifndef PROBE_H
#define PROBE_H

#include <stdint.h>
#include <stdnoreturn.h>

#define NS_PER_SEC	1000000000LL
#define NS_PER_MS	1000000LL
#define NS_PER_US	1000LL

/**
 * probe_now_ns() - the monotonic clock
 * Return: nanoseconds.
 */
int64_t probe_now_ns(void);

/**
 * probe_die() - end with a message and exit status 2: the probe cannot work
 * @what: what was attempted; errno's text is added.
 */
noreturn void probe_die(const char *what);

/* Each returns the exit status: 0 all was right, 1 it was not. */
int probe_memory(int argc, char **argv);
int probe_ping(int argc, char **argv);
int probe_wake(int argc, char **argv);
int probe_clock(int argc, char **argv);
int probe_spin(int argc, char **argv);

#endif /* PROBE_H */

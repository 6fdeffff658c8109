/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the three parts of the benchmark program share: the harness
 * (bench_main.c), the operations (bench_ops.c) and the calls that only a
 * privileged domain can make (bench_xen.c).
 */
#ifndef BENCH_H
#define BENCH_H

/*
 * Marks. The counting plugin finds the ends of a measured interval by an
 * instruction that does nothing on any CPU in any mode: the eight-byte NOP
 *
 *	0f 1f 84 00 <displacement>	nopl displacement(%rax,%rax,1)
 *
 * whose displacement carries a signature, the kind of the mark and the number
 * of the operation. plugin/plugin_count.h has the same three numbers.
 */
#define MARK_SIGNATURE	0x5a420000
#define MARK_END	0x00000100
#define MARK_IDS	64
#define MARK_STRIDE	16

#ifndef __ASSEMBLER__

#include <stdbool.h>
#include <stdint.h>
#include <stdnoreturn.h>

#define ARRAY_SIZE(x)	(sizeof(x) / sizeof((x)[0]))

/* The stubs that begin an interval, and from MARK_IDS on those that end it. */
extern const char mark_stubs[];

/**
 * struct bench_op - one measured operation
 * @name: short name, also the row's key in the results; no spaces
 * @nr_timed: operations in one timed sample (some milliseconds on stock Xen)
 * @nr_counted: operations in one sample for the counting plugin
 * @setup: prepares for @nr operations, outside the sample; may be NULL;
 *	returns false if this system does not have the operation
 * @run: performs @nr operations
 * @finish: undoes setup; may be NULL
 */
struct bench_op {
	const char *name;
	unsigned int nr_timed;
	unsigned int nr_counted;
	bool (*setup)(unsigned int nr);
	void (*run)(unsigned int nr);
	void (*finish)(unsigned int nr);
};

extern const struct bench_op bench_ops[];
extern const unsigned int bench_nr_ops;

/* Ends the program (and so the machine) with a message that run_bench.py shows. */
noreturn void bench_fail(const char *format, ...);

/* Opens privcmd; false on bare metal. Everything below needs it. */
bool xen_open(void);
bool xen_have(void);
void xen_null_hypercalls(unsigned int nr);
void xen_refused_ioctls(unsigned int nr);
void xen_debug_keys(const char *keys);
void xen_print_memory(void);

/* The code symbols of the kernel and, where it tells, of the hypervisor. */
void print_symbols(void);

#endif /* __ASSEMBLER__ */
#endif

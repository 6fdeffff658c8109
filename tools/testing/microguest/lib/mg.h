/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What every micro-guest test includes: verdicts, printing, registration.
 *
 * A test is one function, registered by MG_TEST() into a table that the linker
 * collects.  It states facts with CHECK(), which records a failure and goes on,
 * or REQUIRE(), which gives up on this test only.  Four verdicts exist: pass,
 * fail (the hypervisor misbehaved), skip (this machine cannot show it) and error
 * (the test itself is wrong, for instance it could not set its stage).
 *
 * Flags tell the runner how to boot a test.  Most leave the domain as they found
 * it and share a boot; MG_ALONE tests want a fresh domain; MG_CRASH tests pass
 * only if the hypervisor destroys the domain while they run.
 */
#ifndef MG_H
#define MG_H

#include <linux/types.h>
#include <xen/interface/xen.h>

#define PAGE_SIZE	4096UL
#define PAGE_SHIFT	12
#define PAGE_MASK	(~(PAGE_SIZE - 1))
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define READ_ONCE(x)	__atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, v) __atomic_store_n(&(x), (v), __ATOMIC_RELAXED)

/* Flags of a test; the runner reads them out of the ELF file. */
#define MG_ALONE	0x01	/* leaves state behind: one boot of its own */
#define MG_CRASH	0x02	/* passes when the domain is crashed (implies a boot) */
#define MG_SMP		0x04	/* needs two vCPUs */
#define MG_REBOOT	0x08	/* passes when the machine restarts */
#define MG_POWEROFF	0x10	/* passes when the machine powers off or halts */
#define MG_HOSTILE	0x20	/* afterwards the hypervisor is probed for life */

static inline void barrier(void)
{
	asm volatile("" ::: "memory");
}

struct mg_test {
	const char *name;
	void (*run)(void);
	unsigned long flags;
	const char *what;
};

extern const struct mg_test mg_tests_start[], mg_tests_end[];

#define MG_TEST(id, fl, text)						\
	static void id(void);						\
	static const struct mg_test mg_test_##id			\
	__used __section(".mg_tests") __aligned(8) = {	\
		.name = #id, .run = id, .flags = (fl), .what = (text),	\
	};								\
	static void id(void)

extern struct start_info *mg_si;
extern unsigned char mg_boot_stack[];

void mg_main(struct start_info *si) __noreturn;

void mg_printf(const char *fmt, ...) __printf(1, 2);
int mg_snprintf(char *buf, unsigned int size, const char *fmt, ...) __printf(3, 4);
int mg_vsnprintf(char *buf, unsigned int size, const char *fmt, __builtin_va_list ap);
void mg_write(const char *buf, unsigned int nr_bytes);

void mg_fail(const char *file, int line, const char *fmt, ...) __printf(3, 4);
void mg_skip(const char *fmt, ...) __printf(1, 2) __noreturn;
void mg_error(const char *fmt, ...) __printf(1, 2) __noreturn;
void mg_give_up(void) __noreturn;
bool mg_failed(void);
void mg_note(const char *fmt, ...) __printf(1, 2);
void mg_shutdown(unsigned int reason) __noreturn;

#define CHECK(cond, fmt, ...) ({					\
	bool ok__ = !!(cond);						\
	if (!ok__)							\
		mg_fail(__FILE__, __LINE__, "%s: " fmt, #cond, ##__VA_ARGS__); \
	ok__; })

#define REQUIRE(cond, fmt, ...)						\
	do {								\
		if (!CHECK(cond, fmt, ##__VA_ARGS__))			\
			mg_give_up();					\
	} while (0)

/* A call must return exactly this value (an errno or a count). */
#define CHECK_RC(call, want) ({						\
	long got__ = (call);						\
	long want__ = (want);						\
	if (got__ != want__)						\
		mg_fail(__FILE__, __LINE__, "%s: %ld, want %ld", #call,	\
			got__, want__);					\
	got__ == want__; })

/* The same inside loops: @x and @y are shown when it fails. */
#define CHECK_RC_AT(x, y, call, want) ({				\
	long got__ = (call);						\
	long want__ = (want);						\
	if (got__ != want__)						\
		mg_fail(__FILE__, __LINE__, "[%lx %lx] %s: %ld, want %ld", \
			(unsigned long)(x), (unsigned long)(y), #call,	\
			got__, want__);					\
	got__ == want__; })

#define REQUIRE_RC(call, want)						\
	do {								\
		if (!CHECK_RC(call, want))				\
			mg_give_up();					\
	} while (0)

/* The stage must be set; if it cannot be, the test says nothing. */
#define STAGE(cond)							\
	do {								\
		if (!(cond))						\
			mg_error("%s:%d: %s", __FILE__, __LINE__, #cond); \
	} while (0)

void *memset(void *p, int c, size_t n);
void *memcpy(void *d, const void *s, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strstr(const char *hay, const char *needle);

/* errno values as the ABI numbers them */
#define XEN_EPERM 1
#define XEN_ENOENT 2
#define XEN_ESRCH 3
#define XEN_ENXIO 6
#define XEN_E2BIG 7
#define XEN_ENOEXEC 8
#define XEN_EAGAIN 11
#define XEN_ENOMEM 12
#define XEN_EACCES 13
#define XEN_EFAULT 14
#define XEN_EBUSY 16
#define XEN_EEXIST 17
#define XEN_EXDEV 18
#define XEN_ENODEV 19
#define XEN_EINVAL 22
#define XEN_ENOSPC 28
#define XEN_ERANGE 34
#define XEN_ENOSYS 38
#define XEN_ENODATA 61
#define XEN_ETIME 62
#define XEN_EOVERFLOW 75
#define XEN_EOPNOTSUPP 95

#include "mg_hcall.h"
#include "mg_trap.h"
#include "mg_mm.h"
#include "mg_smp.h"

#endif

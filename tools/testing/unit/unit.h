/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Checks and TAP output for hosted unit tests.
 *
 * CHECK() and its kin may be used anywhere, by several threads too; a check that
 * fails says where and goes on. A tested property is one line of output: either
 * a function of checks, run by UNIT(function), or whatever was checked since the
 * last line, named by result("words"). main() ends with "return unit_done();".
 */
#ifndef UNIT_H
#define UNIT_H

#include <stdio.h>
#include <string.h>

#define UNIT_SAY_MOST	20	/* complaints printed for one property */

static unsigned int unit_tests, unit_failures, unit_failed_tests;

static inline unsigned int unit_fail(void)
{
	return __atomic_add_fetch(&unit_failures, 1, __ATOMIC_RELAXED);
}

#define CHECK(cond) do {						\
	if (!(cond) && unit_fail() <= UNIT_SAY_MOST)			\
		printf("# %s:%d: %s\n", __FILE__, __LINE__, #cond);	\
} while (0)

#define CHECK_EQ(a, b) do {						\
	unsigned long long _a = (a), _b = (b);				\
	if (_a != _b && unit_fail() <= UNIT_SAY_MOST)			\
		printf("# %s:%d: %s is %#llx, not %#llx\n",		\
		       __FILE__, __LINE__, #a, _a, _b);			\
} while (0)

#define CHECK_STR(a, b) do {						\
	const char *_a = (a), *_b = (b);				\
	if ((!_a || strcmp(_a, _b)) && unit_fail() <= UNIT_SAY_MOST)	\
		printf("# %s:%d: %s is \"%s\", not \"%s\"\n",		\
		       __FILE__, __LINE__, #a, _a ? _a : "(null)", _b);	\
} while (0)

static inline void result(const char *name)
{
	unit_tests++;
	unit_failed_tests += unit_failures != 0;
	printf("%sok %u - %s\n", unit_failures ? "not " : "", unit_tests, name);
	unit_failures = 0;
	fflush(stdout);
}

#define UNIT(fn) do {							\
	fn();								\
	result(#fn);							\
} while (0)

static inline int unit_done(void)
{
	printf("1..%u\n", unit_tests);
	return unit_failed_tests != 0;
}

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* Atomic operations on single words, with the full barrier that pairs the two sides of a flag. */
#ifndef HV_CORE_ATOMIC_BITS_H
#define HV_CORE_ATOMIC_BITS_H

#include "lib/types.h"

static inline void flag_set(unsigned long *word, unsigned int bit)
{
	__atomic_fetch_or(word, 1UL << bit, __ATOMIC_SEQ_CST);
}

static inline void flag_clear(unsigned long *word, unsigned int bit)
{
	__atomic_fetch_and(word, ~(1UL << bit), __ATOMIC_SEQ_CST);
}

static inline bool flag_test_and_clear(unsigned long *word, unsigned int bit)
{
	return __atomic_fetch_and(word, ~(1UL << bit), __ATOMIC_SEQ_CST) >> bit & 1;
}

static inline bool flag_test_and_set(unsigned long *word, unsigned int bit)
{
	return __atomic_fetch_or(word, 1UL << bit, __ATOMIC_SEQ_CST) >> bit & 1;
}

static inline bool flag_test(const unsigned long *word, unsigned int bit)
{
	return __atomic_load_n(word, __ATOMIC_RELAXED) >> bit & 1;
}

#endif

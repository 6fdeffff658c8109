// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lock-order checker (debug builds).
 *
 * Each CPU keeps the classes that it holds in pcpu->lock_stack, one bit a class
 * and, for classes that may nest with themselves, a count. Taking a lock is
 * wrong if a class of the same or a higher number is held (unless nested).
 *
 * Interrupts: a class is marked when one of its locks is taken inside an
 * interrupt handler, and when one is taken with interrupts on. Both marks
 * together mean that an interrupt can deadlock against its own CPU, sooner or
 * later, and are reported at the first occasion.
 *
 * A lock taken by trylock cannot deadlock by order; it is entered as nested.
 * NMI and machine-check handlers take no locks but the console's, which knows.
 */
#include "cpu/lockcheck.h"
#include "cpu/pcpu.h"
#include "cpu/printk.h"

#ifdef CONFIG_HV_DEBUG

/* lock_stack[0]: classes held. lock_stack[1..]: 4-bit counts of each class */
#define HELD		0
#define COUNT_BITS	4
#define COUNTS_PER_WORD	(64 / COUNT_BITS)

static u64 taken_in_irq, taken_irqs_on;	/* by class */
static bool disabled;

static_assert(NR_LOCK_CLASSES <= 64);
static_assert(1 + (NR_LOCK_CLASSES + COUNTS_PER_WORD - 1) / COUNTS_PER_WORD <=
	      sizeof(((struct pcpu *)0)->lock_stack) / sizeof(u64));

static u64 *count_word(struct pcpu *p, unsigned int class, unsigned int *shift)
{
	*shift = class % COUNTS_PER_WORD * COUNT_BITS;
	return &p->lock_stack[1 + class / COUNTS_PER_WORD];
}

static void complain(const char *what, unsigned int class, u64 held)
{
	disabled = true;
	panic("lock check: %s, class %u, held classes %#llx", what, class,
	      (unsigned long long)held);
}

static void check_irq_use(struct pcpu *p, unsigned int class)
{
	u64 bit = 1ULL << class;
	u64 *marks;

	if (p->irq_depth)
		marks = &taken_in_irq;
	else if (local_irq_enabled())
		marks = &taken_irqs_on;
	else
		return;
	if (!(READ_ONCE(*marks) & bit))
		__atomic_fetch_or(marks, bit, __ATOMIC_SEQ_CST);
	if (READ_ONCE(taken_in_irq) & READ_ONCE(taken_irqs_on) & bit)
		complain("taken in interrupts, and elsewhere with interrupts on", class,
			 p->lock_stack[HELD]);
}

void lock_check_acquire(spinlock_t *lock, bool nested)
{
	struct pcpu *p = this_pcpu();
	unsigned int class = lock->class, shift;
	u64 *count;

	if (disabled)
		return;
	if (!class || class >= NR_LOCK_CLASSES)
		complain("lock without a class", class, p->lock_stack[HELD]);
	if (!nested && p->lock_stack[HELD] >> class)
		complain("wrong order", class, p->lock_stack[HELD]);
	check_irq_use(p, class);
	count = count_word(p, class, &shift);
	if ((*count >> shift & 15) == 15)
		complain("nested too deep", class, p->lock_stack[HELD]);
	*count += 1ULL << shift;
	p->lock_stack[HELD] |= 1ULL << class;
	p->preempt_off++;
}

void lock_check_release(spinlock_t *lock)
{
	struct pcpu *p = this_pcpu();
	unsigned int class = lock->class, shift;
	u64 *count = count_word(p, class, &shift);

	if (disabled)
		return;
	if (!(*count >> shift & 15))
		complain("released but not held", class, p->lock_stack[HELD]);
	if (!spin_is_locked(lock))
		complain("released but not locked", class, p->lock_stack[HELD]);
	*count -= 1ULL << shift;
	if (!(*count >> shift & 15))
		p->lock_stack[HELD] &= ~(1ULL << class);
	p->preempt_off--;
}

bool lock_class_held(enum lock_class class)
{
	return disabled || this_pcpu()->lock_stack[HELD] >> class & 1;
}

void lock_check_none_held(const char *where)
{
	u64 held = this_pcpu()->lock_stack[HELD];

	if (held && !disabled)
		complain(where, 0, held);
}

void lock_check_disable(void)
{
	disabled = true;
}

#endif

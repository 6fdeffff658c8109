/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ticket spinlocks with an order that debug builds check.
 *
 * Every lock has a class; classes are numbered from outermost to innermost in
 * this one place. A CPU may take a lock only if its class is larger than every
 * class it holds (two locks of one class: only through spin_lock_nested(),
 * lower address first, with the reason at the caller). Locks taken from
 * interrupt context (LOCK_IRQ_*) are always taken with interrupts off.
 *
 * enum lock_class below is the order. The lock bit of a page table (mm/page_type.h)
 * stands outside of it.
 */
#ifndef HV_CPU_SPINLOCK_H
#define HV_CPU_SPINLOCK_H

#include "lib/types.h"
#include "cpu/irqflags.h"

enum lock_class {
	LOCK_NONE,
	LOCK_DOMCTL,		/* serialises control operations */
	LOCK_DOMLIST,		/* the list of domains */
	LOCK_DOMAIN,		/* one domain's life and configuration */
	LOCK_PCI,		/* PCI device list, MSI set-up */
	LOCK_GRANT_MAP,		/* a domain's maptrack free list */
	LOCK_GRANT,		/* a domain's grant table */
	LOCK_EVTCHN,		/* a domain's port allocation */
	LOCK_PAGE_LIST,		/* a domain's list of frames and totals */
	LOCK_PERDOMAIN,		/* a domain's per-domain page tables */
	LOCK_VMAP,		/* hypervisor page tables */
	LOCK_HEAP,		/* small-object heap */
	LOCK_FRAME_ALLOC,	/* frame allocator */
	LOCK_LEAF,		/* a few instructions on one object: range sets, wall clock */
	LOCK_IRQ_DESC,		/* one interrupt's descriptor (irq-safe) */
	LOCK_IRQ_CHIP,		/* IOAPIC, MSI registers (irq-safe) */
	LOCK_PIRQ,		/* guest binding of an interrupt (irq-safe) */
	LOCK_VIRQ,		/* a vCPU's VIRQ ports (irq-safe) */
	LOCK_EVTCHN_PORT,	/* one port (irq-safe: timers and interrupts send) */
	LOCK_VCPU_EVT,		/* a vCPU's FIFO queues (irq-safe) */
	LOCK_SCHED,		/* one run queue (irq-safe) */
	LOCK_TIMER,		/* one CPU's timer heap (irq-safe) */
	LOCK_TRACE,
	LOCK_CALL,		/* cross-CPU function calls */
	LOCK_CONSOLE,		/* console ring and UART (irq-safe) */
	NR_LOCK_CLASSES,
};

typedef struct spinlock {
	union {
		u32 both;
		struct { u16 head, tail; };
	};
	u16 class;
	u16 owner;		/* CPU + 1 in debug builds */
} spinlock_t;

#define SPINLOCK_INIT(_class)	{ { .both = 0 }, .class = (_class) }
#define DEFINE_SPINLOCK_CLASS(name, _class) spinlock_t name = SPINLOCK_INIT(_class)

static inline void spin_lock_setup(spinlock_t *lock, enum lock_class class)
{
	*lock = (spinlock_t)SPINLOCK_INIT(class);
}

#ifdef CONFIG_HV_DEBUG
void lock_check_acquire(spinlock_t *lock, bool nested);
void lock_check_release(spinlock_t *lock);
#else
static inline void lock_check_acquire(spinlock_t *lock, bool nested) { }
static inline void lock_check_release(spinlock_t *lock) { }
#endif

static inline bool spin_is_locked(const spinlock_t *lock)
{
	u32 both = READ_ONCE(lock->both);

	return (both >> 16) != (both & 0xffff);
}

static inline void __spin_lock(spinlock_t *lock)
{
	u16 ticket = __atomic_fetch_add(&lock->tail, 1, __ATOMIC_ACQUIRE);

	while (__atomic_load_n(&lock->head, __ATOMIC_ACQUIRE) != ticket)
		cpu_pause();
}

static inline void spin_lock(spinlock_t *lock) __acquires(lock)
{
	__acquire(lock);
	lock_check_acquire(lock, false);
	__spin_lock(lock);
}

/* The caller explains why a second lock of the same class cannot deadlock. */
static inline void spin_lock_nested(spinlock_t *lock) __acquires(lock)
{
	__acquire(lock);
	lock_check_acquire(lock, true);
	__spin_lock(lock);
}

static inline bool __spin_trylock(spinlock_t *lock)
{
	u32 old = READ_ONCE(lock->both);

	if ((old >> 16) != (old & 0xffff))
		return false;
	if (!__atomic_compare_exchange_n(&lock->both, &old, old + 0x10000, false,
					 __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		return false;
	lock_check_acquire(lock, true);
	return true;
}

#define spin_trylock(lock)	(__spin_trylock(lock) ? ({ __acquire(0); true; }) : false)

static inline void spin_unlock(spinlock_t *lock) __releases(lock)
{
	__release(lock);
	lock_check_release(lock);
	__atomic_store_n(&lock->head, lock->head + 1, __ATOMIC_RELEASE);
}

static inline unsigned long spin_lock_irqsave(spinlock_t *lock) __acquires(lock)
{
	unsigned long flags = local_irq_off_save();

	spin_lock(lock);
	return flags;
}

static inline void spin_unlock_irqrestore(spinlock_t *lock, unsigned long flags)
	__releases(lock)
{
	spin_unlock(lock);
	local_irq_back(flags);
}

#endif

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Spinlocks whose waiters sleep.
 *
 * Spinning for a lock whose holder, or whose next waiter, has no processor to
 * run on wastes what that one needs.  The queued spinlock's PV variant calls
 * back to let a waiter halt after a while, and to kick it when it is its turn.
 *
 * Halting is a poll for one event channel, kept for this purpose alone.  Its
 * interrupt is disabled: the pending bit is all that is wanted.  A kick that
 * comes before the poll leaves the bit set, and the poll returns at once; so
 * there is no window between looking at the lock and halting.  The bit is
 * consumed by whoever waits outermost; an interrupt handler that waits inside
 * must leave it alone, it may be the other's.  Waking for nothing is harmless,
 * the caller looks again.
 *
 * The choice of the variant is patched into the kernel at boot, so it is made
 * once, from the number of possible processors.
 */
#include <linux/atomic.h>
#include <linux/hardirq.h>
#include <linux/interrupt.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include <xen/events.h>
#include <xen/runstate.h>

#include <asm/paravirt.h>
#include <asm/qspinlock.h>

#include "ipi.h"

#define NO_IRQ_YET	(-1)

static DEFINE_PER_CPU(int, kick_irq) = NO_IRQ_YET;
static DEFINE_PER_CPU(char *, kick_name);
static DEFINE_PER_CPU(atomic_t, waits);

static void kick(int cpu)
{
	if (per_cpu(kick_irq, cpu) != NO_IRQ_YET)
		xen_send_IPI_one(cpu, XEN_SPIN_UNLOCK_VECTOR);
}

/* Halt while *@byte is @val, or return early. */
static void wait(u8 *byte, u8 val)
{
	int irq = __this_cpu_read(kick_irq);
	atomic_t *depth = this_cpu_ptr(&waits);

	if (irq == NO_IRQ_YET || in_nmi())
		return;

	if (atomic_inc_return(depth) == 1 && xen_test_irq_pending(irq))
		xen_clear_irq_pending(irq);
	else if (READ_ONCE(*byte) == val)
		xen_poll_irq(irq);
	atomic_dec(depth);
}

static irqreturn_t never(int irq, void *unused)
{
	WARN_ONCE(1, "an interrupt that is disabled\n");
	return IRQ_HANDLED;
}

/**
 * pv_lock_prepare() - make the channel of a vCPU
 * @cpu: which
 *
 * Return: 0, or an error; the vCPU will then spin.
 */
int pv_lock_prepare(unsigned int cpu)
{
	char *name;
	int irq;

	if (nopvspin)
		return 0;
	name = kasprintf(GFP_KERNEL, "spinlock%u", cpu);
	if (!name)
		return -ENOMEM;
	irq = bind_ipi_to_irqhandler(XEN_SPIN_UNLOCK_VECTOR, cpu, never,
				     IRQF_PERCPU | IRQF_NOBALANCING, name,
				     NULL);
	if (irq < 0) {
		kfree(name);
		return irq;
	}
	disable_irq(irq);
	per_cpu(kick_name, cpu) = name;
	per_cpu(kick_irq, cpu) = irq;
	return 0;
}

/** pv_lock_remove() - take the channel away, if there is one */
void pv_lock_remove(unsigned int cpu)
{
	int irq = per_cpu(kick_irq, cpu);

	if (irq == NO_IRQ_YET)
		return;
	per_cpu(kick_irq, cpu) = NO_IRQ_YET;
	unbind_from_irqhandler(irq, NULL);
	kfree(per_cpu(kick_name, cpu));
}

PV_CALLEE_SAVE_REGS_THUNK(xen_vcpu_stolen);

/** pv_lock_init() - choose the variant, before alternatives are patched */
void __init pv_lock_init(void)
{
	/* Nobody to wait for */
	if (num_possible_cpus() == 1)
		nopvspin = true;

	if (nopvspin) {
		static_branch_disable(&virt_spin_lock_key);
		return;
	}

	__pv_init_lock_hash();
	pv_ops.lock.wait = wait;
	pv_ops.lock.kick = kick;
	pv_ops.lock.queued_spin_unlock =
		PV_CALLEE_SAVE(__pv_queued_spin_unlock);
	pv_ops.lock.queued_spin_lock_slowpath = __pv_queued_spin_lock_slowpath;
	pv_ops.lock.vcpu_is_preempted = PV_CALLEE_SAVE(xen_vcpu_stolen);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Physical interrupts of guests.
 *
 * A pirq is a row of a per-domain table: which irq it names, and which port it is
 * bound to. For the hardware domain pirq n < nr_gsi names GSI n when mapped that way;
 * MSIs take free numbers from the top of the table.
 *
 *	unmapped -> mapped (irq known) -> bound (port, interrupt enabled)
 *
 * The way of an interrupt: irq_guest_handler() finds the row through irq_to_guest[],
 * sends the event, and if the source is level-triggered it stays masked (the irq layer's
 * in-flight state) until the guest says EOI. MSI and edge sources need no EOI.
 *
 * The shared EOI page (PHYSDEVOP_pirq_eoi_gmfn_*) has one bit a pirq, set if it needs an
 * EOI call; v1 also makes evtchn_unmask imply the EOI, which v2 does not.
 *
 * Locks: t->lock (LOCK_PIRQ, irq-safe) for rows. irq_to_guest[] is set under it while
 * the irq has no guest, cleared by whoever took the row's port away, and read by the
 * interrupt without a lock: a row outlives its binding, and without a port it is
 * not looked at further.
 */
#include "core/pirq.h"
#include "core/atomic_bits.h"
#include "core/evtchn.h"
#include "cpu/printk.h"
#include "mm/page_alloc.h"
#include "mm/audit.h"
#include "mm/page_type.h"
#include <linux/string.h>
#include <xen/interface/physdev.h>

struct pirq_row {
	u32 irq;		/* 0: unmapped, unless mapped */
	u32 port;		/* 0: not bound */
	bool mapped, msi;
	bool promised;		/* PHYSDEVOP_get_free_pirq gave it out */
};

struct pirq_state {
	spinlock_t lock;	/* all that follows */
	u64 eoi_mfn;		/* INVALID_MFN_VAL: none */
	unsigned long *eoi_map;
	struct pirq_row row[HV_NR_IRQS];
};

/* irq to its guest row: domain and pirq. One guest for one irq. */
static struct { struct domain *d; u32 pirq; } irq_to_guest[HV_NR_IRQS];

static struct pirq_row *row_of(struct domain *d, u32 pirq)
{
	return d->pirqs && pirq < HV_NR_IRQS ? &d->pirqs->row[pirq] : NULL;
}

static void guest_interrupt(unsigned int irq)
{
	struct domain *d = READ_ONCE(irq_to_guest[irq].d);
	u32 port;

	if (!d)
		return;
	port = READ_ONCE(d->pirqs->row[irq_to_guest[irq].pirq].port);
	if (port)
		evtchn_raise_pirq(d, port);
}

int pirq_init_domain(struct domain *d)
{
	struct pirq_state *t;

	if (!d->hardware)
		return 0;		/* without devices there is nothing to map */
	t = xmalloc_array(sizeof(*t), 1);
	if (!t)
		return -ENOMEM;
	spin_lock_setup(&t->lock, LOCK_PIRQ);
	t->eoi_mfn = INVALID_MFN_VAL;
	d->pirqs = t;
	irq_guest_handler = guest_interrupt;
	return 0;
}

/* ------------------------------------------------------------------ mapping */

/* A free pirq for MSI: from the top, so that GSI numbers stay free. Lock: the table. */
static int free_row(struct pirq_state *t)
{
	int n;

	for (n = HV_NR_IRQS - 1; n >= (int)nr_gsi; n--)
		if (!t->row[n].mapped && !t->row[n].promised)
			return n;
	return -ENOSPC;
}

static int row_take(struct domain *d, int *pirq, u32 irq, bool msi)
{
	struct pirq_state *t = d->pirqs;
	unsigned long flags;
	struct pirq_row *r;
	int ret = 0;

	flags = spin_lock_irqsave(&t->lock);
	if (*pirq < 0)
		*pirq = msi ? free_row(t) : (int)irq;
	if (*pirq < 0) {
		ret = *pirq;
		goto out;
	}
	r = &t->row[*pirq];
	if (r->mapped) {
		if (msi || r->irq != irq)
			ret = refuse(-EEXIST, "pirq %d names irq %u", *pirq, r->irq);
		goto out;
	}
	r->irq = irq;
	r->msi = msi;
	r->mapped = true;
out:
	spin_unlock_irqrestore(&t->lock, flags);
	return ret;
}

int pirq_map_gsi(struct domain *d, int gsi, int *pirq)
{
	if (!d->pirqs)
		return -EPERM;
	if (gsi < 0 || gsi >= (int)nr_gsi || *pirq >= HV_NR_IRQS)
		return refuse(-EINVAL, "no GSI %d", gsi);
	return row_take(d, pirq, gsi, false);
}

int pirq_map_msi(struct domain *d, const struct msi_request *req, int *pirq)
{
	int irq, ret;

	if (!d->pirqs)
		return -EPERM;
	if (*pirq >= HV_NR_IRQS)
		return -EINVAL;
	irq = msi_setup(req);
	if (irq < 0)
		return irq;
	ret = row_take(d, pirq, irq, true);
	if (ret)
		msi_teardown(irq);
	return ret;
}

int pirq_unmap(struct domain *d, int pirq)
{
	struct pirq_row *r = row_of(d, pirq), old;
	unsigned long flags;
	bool bound;

	if (pirq < 0 || !r)
		return -EINVAL;
	for (;;) {
		flags = spin_lock_irqsave(&d->pirqs->lock);
		old = *r;
		bound = old.mapped && READ_ONCE(irq_to_guest[old.irq].d) == d &&
			irq_to_guest[old.irq].pirq == (u32)pirq;
		if (!bound) {
			r->mapped = false;
			r->promised = false;
		}
		spin_unlock_irqrestore(&d->pirqs->lock, flags);
		if (!bound)
			break;
		/* no port: somebody is unbinding it */
		if (old.port)
			pirq_unbind_event(d, pirq, old.port);
		cpu_pause();
	}
	if (!old.mapped)
		return -EINVAL;
	if (old.msi)
		msi_teardown(old.irq);
	return 0;
}

int pirq_get_free(struct domain *d, int *pirq)
{
	unsigned long flags;

	if (!d->pirqs)
		return -EPERM;
	flags = spin_lock_irqsave(&d->pirqs->lock);
	*pirq = free_row(d->pirqs);
	if (*pirq >= 0)
		d->pirqs->row[*pirq].promised = true;
	spin_unlock_irqrestore(&d->pirqs->lock, flags);
	return *pirq < 0 ? *pirq : 0;
}

int pirq_to_irq(struct domain *d, u32 pirq)
{
	struct pirq_row *r = row_of(d, pirq);

	return r && r->mapped ? (int)r->irq : -EINVAL;
}

/* ------------------------------------------------------------------ binding */

/* An irq has one name that is bound: two pirqs may name it, one can be bound. Lock held. */
static int bind_row(struct domain *d, struct pirq_row *r, u32 pirq, u32 port)
{
	if (!r->mapped)
		return refuse(-EINVAL, "pirq %u is not mapped", pirq);
	if (r->port || irq_to_guest[r->irq].d)
		return -EEXIST;
	r->port = port;
	irq_to_guest[r->irq].pirq = pirq;
	WRITE_ONCE(irq_to_guest[r->irq].d, d);
	return 0;
}

static void eoi_map_update(struct pirq_state *t, u32 pirq, u32 irq)
{
	unsigned long *map = __atomic_load_n(&t->eoi_map, __ATOMIC_ACQUIRE);

	if (!map)
		return;
	if (irq_needs_eoi(irq))
		flag_set(&map[pirq / 64], pirq % 64);
	else
		flag_clear(&map[pirq / 64], pirq % 64);
}

/* Lock: the domain's event channels, here and when unbinding: one at a time. */
int pirq_bind_event(struct domain *d, u32 pirq, u32 port, bool share)
{
	struct pirq_row *r = row_of(d, pirq);
	unsigned long flags;
	int ret;

	if (!r)
		return d->pirqs ? -EINVAL : -EPERM;
	flags = spin_lock_irqsave(&d->pirqs->lock);
	ret = bind_row(d, r, pirq, port);
	spin_unlock_irqrestore(&d->pirqs->lock, flags);
	if (ret)
		return ret;

	ret = irq_bind_guest(r->irq, cpuset_of(d->vcpu[0]->cpu));
	if (ret) {
		flags = spin_lock_irqsave(&d->pirqs->lock);
		WRITE_ONCE(irq_to_guest[r->irq].d, NULL);
		r->port = 0;
		spin_unlock_irqrestore(&d->pirqs->lock, flags);
		return ret;
	}
	eoi_map_update(d->pirqs, pirq, r->irq);
	return 0;
}

void pirq_unbind_event(struct domain *d, u32 pirq, u32 port)
{
	struct pirq_row *r = row_of(d, pirq);
	unsigned long flags;
	bool was;

	if (!r)
		return;
	flags = spin_lock_irqsave(&d->pirqs->lock);
	was = port && r->port == port;
	if (was)
		r->port = 0;
	spin_unlock_irqrestore(&d->pirqs->lock, flags);
	if (!was)
		return;
	irq_unbind_guest(r->irq);
	/* From here on the irq can be bound again, and the row be unmapped. */
	__atomic_store_n(&irq_to_guest[r->irq].d, NULL, __ATOMIC_RELEASE);
}

void pirq_set_affinity(struct domain *d, u32 pirq, struct vcpu *v)
{
	struct pirq_row *r = row_of(d, pirq);

	if (r && r->mapped)
		(void)irq_set_affinity(r->irq, cpuset_of(READ_ONCE(v->cpu)));
}

/* ------------------------------------------------------------------ EOI */

int pirq_eoi(struct domain *d, u32 pirq)
{
	struct pirq_row *r = row_of(d, pirq);

	if (!r)
		return -EINVAL;
	if (r->mapped && r->port)
		irq_guest_eoi(r->irq);
	return 0;
}

int pirq_status(struct domain *d, u32 pirq, u32 *flags)
{
	struct pirq_row *r = row_of(d, pirq);

	if (!r)
		return -EINVAL;
	*flags = 0;
	if (r->mapped && irq_needs_eoi(r->irq))
		*flags |= XENIRQSTAT_needs_eoi;
	return 0;
}

int pirq_set_eoi_gmfn(struct domain *d, u64 gmfn)
{
	struct pirq_state *t = d->pirqs;
	unsigned long *map, *none = NULL;
	int ret;

	if (!t)
		return -EINVAL;
	if (!mfn_is_ram(_mfn(gmfn)))
		return -EINVAL;
	ret = page_get_and_type(mfn_to_page(_mfn(gmfn)), d->mm.id, TYPE_WRITABLE, false);
	if (ret)
		return ret;
	map = mfn_to_virt(_mfn(gmfn));
	memset(map, 0xff, HV_NR_IRQS / 8);
	if (!__atomic_compare_exchange_n(&t->eoi_map, &none, map, false, __ATOMIC_ACQ_REL,
					 __ATOMIC_RELAXED)) {
		page_put_and_type(mfn_to_page(_mfn(gmfn)), false);
		return -EBUSY;
	}
	t->eoi_mfn = gmfn;
	return 0;
}

void pirq_free_domain(struct domain *d)
{
	struct pirq_state *t = d->pirqs;
	u32 n;

	if (!t)
		return;
	for (n = 0; n < HV_NR_IRQS; n++)
		if (t->row[n].mapped)
			(void)pirq_unmap(d, n);
	if (t->eoi_map)
		page_put_and_type(mfn_to_page(_mfn(t->eoi_mfn)), false);
	xfree(t);
	d->pirqs = NULL;
}

void pirq_audit(struct domain *d, struct audit *a)
{
	if (d->pirqs && d->pirqs->eoi_map)
		audit_ref(a, _mfn(d->pirqs->eoi_mfn), true);
}

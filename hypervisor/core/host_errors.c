// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the machine complains of, on its way to the hardware domain.
 *
 * NMIs and machine checks arrive where no lock may be taken. There a bit is set, or a
 * record is left in cpu/mce.c's ring, and a soft interrupt raised; everything else is
 * done here, by that soft interrupt:
 *
 *	NMI	the reasons go into nmi_reason of the domain's shared_info and a virtual
 *		NMI to its vCPU 0. Reasons of an NMI that its handler has not begun with
 *		add up; those of earlier ones are replaced.
 *	#MC	records move into one of two queues (found by an exception: urgent) and
 *		VIRQ_MCA tells the domain, which looks at the oldest and acknowledges it.
 *
 * A queue that is full drops what comes: the first errors of a series tell more than the
 * last. One lock for both queues; only soft interrupts and hypercalls take it.
 */
#include "core/host_errors.h"
#include "core/evtchn.h"
#include "core/guest_trap.h"
#include "cpu/printk.h"
#include "cpu/smp.h"
#include "cpu/softirq.h"
#include "cpu/upcalls.h"
#include <xen/interface/nmi.h>
#include <xen/interface/xen-mca.h>

#define QUEUE_LENGTH	32

static struct {
	u64 first, end;			/* ids; the record of id n is in slot n % LENGTH */
	struct mce_record slot[QUEUE_LENGTH];
} queues[NR_MCA_QUEUES] = { { 1, 1 }, { 1, 1 } };

static DEFINE_SPINLOCK_CLASS(queue_lock, LOCK_LEAF);
static u64 dropped;			/* queue_lock */
static u32 nmi_reasons;			/* atomic; not yet told */

static_assert(XEN_NMIREASON_io_error - NMI_TOLD_IO_CHECK == 0);
static_assert(XEN_NMIREASON_pci_serr - NMI_TOLD_SERR == 0);
static_assert(XEN_NMIREASON_unknown - NMI_TOLD_UNKNOWN == 0);

/*
 * The NMI may have come between the idle loop's last look and its HLT: only an interrupt
 * ends that. It may have interrupted somebody who is sending one, too; the APIC code is
 * made for that.
 */
void nmi_to_dom0(u32 reasons)
{
	__atomic_fetch_or(&nmi_reasons, reasons, __ATOMIC_SEQ_CST);
	softirq_raise(SOFTIRQ_HOST_ERROR);
	smp_kick(this_cpu());
}

void mce_to_dom0(void)
{
	softirq_raise(SOFTIRQ_HOST_ERROR);
	smp_kick(this_cpu());
}

static void tell_nmi(struct domain *d, u32 reasons)
{
	struct vcpu *v = d->vcpu[0];

	if (!v || !READ_ONCE(v->initialised))
		return;
	if (READ_ONCE(v->nmi_pending))
		reasons |= READ_ONCE(d->shared->arch.nmi_reason);
	WRITE_ONCE(d->shared->arch.nmi_reason, reasons);
	(void)guest_trap_nmi(v);
}

static bool queue_add(const struct mce_record *r)
{
	enum mca_queue which = r->found == MCE_BY_EXCEPTION ? MCA_URGENT : MCA_NONURGENT;
	bool room;

	spin_lock(&queue_lock);
	room = queues[which].end - queues[which].first < QUEUE_LENGTH;
	if (room)
		queues[which].slot[queues[which].end++ % QUEUE_LENGTH] = *r;
	else if (!dropped++)
		printk(LOG_WARN "MCE: dom0 does not fetch; records are dropped (said once)\n");
	spin_unlock(&queue_lock);
	return room;
}

static void host_error_softirq(void)
{
	u32 reasons = __atomic_exchange_n(&nmi_reasons, 0, __ATOMIC_SEQ_CST);
	struct mce_record r;
	bool any = false;

	if (reasons && dom0 && domain_hold(dom0)) {
		tell_nmi(dom0, reasons);
		domain_put(dom0);
	}
	while (mce_fetch(&r))
		any |= queue_add(&r);
	if (any)
		evtchn_raise_global_virq(VIRQ_MCA);
}

bool mca_oldest(enum mca_queue which, struct mce_record *out, u64 *id)
{
	bool found;

	spin_lock(&queue_lock);
	*id = queues[which].first;
	found = queues[which].first != queues[which].end;
	if (found)
		*out = queues[which].slot[*id % QUEUE_LENGTH];
	spin_unlock(&queue_lock);
	return found;
}

void mca_ack(enum mca_queue which, u64 id)
{
	spin_lock(&queue_lock);
	if (id == queues[which].first && id != queues[which].end)
		queues[which].first++;
	spin_unlock(&queue_lock);
}

/* What the CPUs' first look found is in the ring since before there was a handler. */
void host_errors_init(void)
{
	softirq_register(SOFTIRQ_HOST_ERROR, host_error_softirq);
	softirq_raise(SOFTIRQ_HOST_ERROR);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Event channels as Linux interrupts.
 *
 * bind_*() turns a source (a port, an inter-domain peer, a virq, an ipi, a
 * pirq) into a Linux irq number and, with _irqhandler, requests it. The plain
 * forms clear an event before the handler runs. The _lateeoi forms leave it
 * masked until the driver calls xen_irq_lateeoi(): a peer that sends faster
 * than the driver works is then throttled, not served. Every bind takes a
 * reference on the binding; unbind_from_irqhandler() and evtchn_put() drop it.
 */
#ifndef _XEN_EVENTS_H
#define _XEN_EVENTS_H

#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/msi.h>
#include <xen/interface/event_channel.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/events.h>

struct pci_dev;
struct msi_desc;
struct xenbus_device;

/* Set-up, dispatch and resume. */
void xen_init_IRQ(void);
int xen_evtchn_do_upcall(void);
void xen_irq_resume(void);
unsigned int xen_evtchn_nr_channels(void);
irqreturn_t xen_debug_interrupt(int irq, void *dev_id);
extern bool xen_fifo_events;

/* Local ports. */
int bind_evtchn_to_irq(evtchn_port_t port);
int bind_evtchn_to_irq_lateeoi(evtchn_port_t port);
int bind_evtchn_to_irqhandler(evtchn_port_t port, irq_handler_t handler,
			      unsigned long irqflags, const char *devname,
			      void *dev_id);
int bind_evtchn_to_irqhandler_lateeoi(evtchn_port_t port,
				      irq_handler_t handler,
				      unsigned long irqflags,
				      const char *devname, void *dev_id);
void rebind_evtchn_irq(evtchn_port_t port, int irq);
unsigned int irq_from_evtchn(evtchn_port_t port);

/* Ports of other domains; @dev gets the statistics. */
int
bind_interdomain_evtchn_to_irqhandler_lateeoi(struct xenbus_device *dev,
					      evtchn_port_t remote_port,
					      irq_handler_t handler,
					      unsigned long irqflags,
					      const char *devname, void *dev_id);
int bind_interdomain_evtchn_to_irq_lateeoi(struct xenbus_device *dev,
					   evtchn_port_t remote_port);

/* Virtual interrupts and inter-processor interrupts. */
int bind_virq_to_irq(unsigned int virq, unsigned int cpu, bool percpu);
int bind_virq_to_irqhandler(unsigned int virq, unsigned int cpu,
			    irq_handler_t handler, unsigned long irqflags,
			    const char *devname, void *dev_id);
int irq_evtchn_from_virq(unsigned int cpu, unsigned int virq,
			 evtchn_port_t *port);
int bind_ipi_to_irqhandler(enum ipi_vector ipi, unsigned int cpu,
			   irq_handler_t handler, unsigned long irqflags,
			   const char *devname, void *dev_id);
void xen_send_IPI_one(unsigned int cpu, enum ipi_vector ipi);

/* The end of a binding. */
void unbind_from_irqhandler(unsigned int irq, void *dev_id);

/* References on a port by number, for user space's ports. */
int evtchn_make_refcounted(evtchn_port_t port, bool is_static);
int evtchn_get(evtchn_port_t port);
void evtchn_put(evtchn_port_t port);

/* The end of the work for one event of a _lateeoi binding. */
#define XEN_EOI_FLAG_SPURIOUS	0x00000001	/* there was nothing to do */
void xen_irq_lateeoi(unsigned int irq, unsigned int eoi_flags);

#define XEN_IRQ_PRIORITY_MIN		EVTCHN_FIFO_PRIORITY_MIN
#define XEN_IRQ_PRIORITY_MAX		EVTCHN_FIFO_PRIORITY_MAX
#define XEN_IRQ_PRIORITY_DEFAULT	EVTCHN_FIFO_PRIORITY_DEFAULT
int xen_set_irq_priority(unsigned int irq, unsigned int priority);

/* Waiting without an interrupt; the irq is disabled meanwhile. */
void xen_clear_irq_pending(int irq);
bool xen_test_irq_pending(int irq);
void xen_poll_irq(int irq);
/* @timeout: absolute system time in ns, 0 for none. */
void xen_poll_irq_timeout(int irq, u64 timeout);

/* Physical interrupts, of dom0 and of domains with PCI devices. */
int xen_bind_pirq_gsi_to_irq(unsigned int gsi, unsigned int pirq,
			     int shareable, char *name);
int xen_irq_from_gsi(unsigned int gsi);
int xen_pirq_from_irq(unsigned int irq);
int xen_destroy_irq(int irq);
int xen_test_irq_shared(int irq);
#ifdef CONFIG_PCI_MSI
int xen_allocate_pirq_msi(struct pci_dev *dev, struct msi_desc *msidesc);
int xen_bind_pirq_msi_to_irq(struct pci_dev *dev, struct msi_desc *msidesc,
			     int pirq, int nvec, const char *name,
			     domid_t domid);
#endif

/* Raising the other end. */
void notify_remote_via_irq(int irq);

static inline void notify_remote_via_evtchn(evtchn_port_t port)
{
	struct evtchn_send arg = { .port = port };

	/* The peer may be gone; then there is nobody to tell. */
	HYPERVISOR_event_channel_op(EVTCHNOP_send, &arg);
}

static inline void xen_evtchn_close(evtchn_port_t port)
{
	struct evtchn_close arg = { .port = port };

	/* Fails only for a port that is not ours: our tables are wrong. */
	WARN_ON(HYPERVISOR_event_channel_op(EVTCHNOP_close, &arg));
}

#endif /* _XEN_EVENTS_H */

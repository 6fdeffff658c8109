// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rings between two ends: a front end shares pages of its own, a back end maps
 * them one behind the other; and the port that goes with them.
 *
 * A back end's mapping is a range of kernel addresses of its own whose page
 * table entries the hypervisor writes (GNTMAP_contains_pte): no page is needed.
 * An entry that could not be taken back must never be used again, so its range
 * of addresses is given up with it.
 */

#include <linux/export.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <asm/xen/hypercall.h>
#include <xen/events.h>
#include <xen/grant_table.h>
#include <xen/page.h>
#include "xenbus_internal.h"

/**
 * xenbus_alloc_evtchn() - a port that the other end can connect to
 * @dev: ours
 * @port: filled
 */
int xenbus_alloc_evtchn(struct xenbus_device *dev, evtchn_port_t *port)
{
	struct evtchn_alloc_unbound arg = {
		.dom = DOMID_SELF,
		.remote_dom = dev->otherend_id,
	};
	int err = HYPERVISOR_event_channel_op(EVTCHNOP_alloc_unbound, &arg);

	if (err)
		xenbus_dev_fatal(dev, err, "making an event channel");
	else
		*port = arg.port;
	return err;
}
EXPORT_SYMBOL_GPL(xenbus_alloc_evtchn);

/**
 * xenbus_free_evtchn() - close a port that is not bound to an irq
 * @dev: ours
 * @port: the port
 */
int xenbus_free_evtchn(struct xenbus_device *dev, evtchn_port_t port)
{
	struct evtchn_close arg = { .port = port };
	int err = HYPERVISOR_event_channel_op(EVTCHNOP_close, &arg);

	if (err)
		xenbus_dev_error(dev, err, "closing event channel %u", port);
	return err;
}
EXPORT_SYMBOL_GPL(xenbus_free_evtchn);

/**
 * xenbus_setup_ring() - pages for a ring, granted to the other end
 * @dev: ours
 * @gfp: how to allocate
 * @vaddr: filled; NULL on failure
 * @nr_pages: of the ring
 * @grefs: filled with the grants; INVALID_GRANT_REF on failure
 *
 * Return: 0, -ENOMEM or -ENOSPC.
 */
int xenbus_setup_ring(struct xenbus_device *dev, gfp_t gfp, void **vaddr,
		      unsigned int nr_pages, grant_ref_t *grefs)
{
	grant_ref_t list;
	unsigned int i;
	void *ring;
	int err;

	*vaddr = NULL;
	for (i = 0; i < nr_pages; i++)
		grefs[i] = INVALID_GRANT_REF;

	/* Single pages: the other end may keep some of them for longer. */
	ring = alloc_pages_exact(nr_pages * XEN_PAGE_SIZE, gfp | __GFP_ZERO);
	if (!ring)
		return -ENOMEM;
	err = gnttab_alloc_grant_references(nr_pages, &list);
	if (err) {
		free_pages_exact(ring, nr_pages * XEN_PAGE_SIZE);
		xenbus_dev_fatal(dev, err, "no grants for %u pages", nr_pages);
		return err;
	}
	for (i = 0; i < nr_pages; i++) {
		grefs[i] = gnttab_claim_grant_reference(&list);
		gnttab_grant_foreign_access_ref(grefs[i], dev->otherend_id,
						virt_to_gfn(ring + i * XEN_PAGE_SIZE),
						0);
	}
	*vaddr = ring;
	return 0;
}
EXPORT_SYMBOL_GPL(xenbus_setup_ring);

/**
 * xenbus_teardown_ring() - take a ring back
 * @vaddr: of the ring, or of NULL
 * @nr_pages: of it
 * @grefs: its grants, or INVALID_GRANT_REF
 */
void xenbus_teardown_ring(void **vaddr, unsigned int nr_pages,
			  grant_ref_t *grefs)
{
	unsigned int i;

	for (i = 0; i < nr_pages; i++) {
		/* A page that is still in use is kept by its grant. */
		if (grefs[i] != INVALID_GRANT_REF)
			gnttab_end_foreign_access(grefs[i], NULL);
		grefs[i] = INVALID_GRANT_REF;
	}
	if (!*vaddr)
		return;
	free_pages_exact(*vaddr, nr_pages * XEN_PAGE_SIZE);
	*vaddr = NULL;
}
EXPORT_SYMBOL_GPL(xenbus_teardown_ring);

/**
 * struct ring_mapping - a ring of another domain, mapped
 * @node: on the list of all of them
 * @area: its addresses
 * @nr: frames; while it is being made: entries that are known
 * @pte: machine addresses of the page table entries
 * @handle: of the mapped grants
 */
struct ring_mapping {
	struct list_head node;
	struct vm_struct *area;
	unsigned int nr;
	phys_addr_t pte[XENBUS_MAX_RING_GRANTS];
	grant_handle_t handle[XENBUS_MAX_RING_GRANTS];
};

static DEFINE_SPINLOCK(mappings_lock);
static LIST_HEAD(mappings);

static int note_pte(pte_t *pte, unsigned long addr, void *data)
{
	struct ring_mapping *m = data;

	m->pte[m->nr++] = arbitrary_virt_to_machine(pte).maddr;
	return 0;
}

/* Unmap what is mapped; frees @m, and its addresses if all went well. */
static int unmap_frames(struct xenbus_device *dev, struct ring_mapping *m)
{
	struct gnttab_unmap_grant_ref *op;
	unsigned int i, n = 0;
	int status = GNTST_okay;

	op = kcalloc(m->nr, sizeof(*op), GFP_KERNEL | __GFP_NOFAIL);
	for (i = 0; i < m->nr; i++)
		if (m->handle[i] != INVALID_GRANT_HANDLE)
			gnttab_set_unmap_op(&op[n++], m->pte[i],
					    GNTMAP_host_map |
					    GNTMAP_contains_pte, m->handle[i]);
	BUG_ON(HYPERVISOR_grant_table_op(GNTTABOP_unmap_grant_ref, op, n));
	for (i = 0; i < n; i++) {
		if (op[i].status != GNTST_okay) {
			status = op[i].status;
			xenbus_dev_error(dev, status, "unmapping handle %u",
					 op[i].handle);
		}
	}
	kfree(op);
	if (status == GNTST_okay)
		free_vm_area(m->area);
	else
		pr_alert("xen: addresses of %u ring pages are lost\n", m->nr);
	kfree(m);
	return status;
}

static int map_frames(struct xenbus_device *dev, struct ring_mapping *m,
		      grant_ref_t *grefs)
{
	struct gnttab_map_grant_ref *op;
	unsigned int i;
	int err = 0;

	op = kcalloc(m->nr, sizeof(*op), GFP_KERNEL);
	if (!op)
		return -ENOMEM;
	for (i = 0; i < m->nr; i++)
		gnttab_set_map_op(&op[i], m->pte[i],
				  GNTMAP_host_map | GNTMAP_contains_pte,
				  grefs[i], dev->otherend_id);
	gnttab_batch_map(op, m->nr);
	for (i = 0; i < m->nr; i++) {
		if (op[i].status == GNTST_okay) {
			m->handle[i] = op[i].handle;
			continue;
		}
		if (!err)
			xenbus_dev_fatal(dev, op[i].status,
					 "mapping grant %u of domain %d",
					 grefs[i], dev->otherend_id);
		err = -ENOENT;
	}
	kfree(op);
	return err;
}

/**
 * xenbus_map_ring_valloc() - map a ring of the other end
 * @dev: ours
 * @gnt_refs: its grants
 * @nr_grefs: how many
 * @vaddr: filled
 *
 * Return: 0, -EINVAL (too many), -ENOMEM, -ENOENT (a grant cannot be mapped;
 * reported).
 */
int xenbus_map_ring_valloc(struct xenbus_device *dev, grant_ref_t *gnt_refs,
			   unsigned int nr_grefs, void **vaddr)
{
	struct ring_mapping *m;
	int err;

	*vaddr = NULL;
	if (!nr_grefs || nr_grefs > XENBUS_MAX_RING_GRANTS)
		return -EINVAL;
	m = kzalloc(sizeof(*m), GFP_KERNEL);
	if (!m)
		return -ENOMEM;
	memset(m->handle, 0xff, sizeof(m->handle));
	m->area = get_vm_area(nr_grefs * XEN_PAGE_SIZE, VM_IOREMAP);
	if (!m->area) {
		kfree(m);
		return -ENOMEM;
	}
	err = apply_to_page_range(&init_mm, (unsigned long)m->area->addr,
				  nr_grefs * XEN_PAGE_SIZE, note_pte, m);
	if (!err)
		err = map_frames(dev, m, gnt_refs);
	if (err) {
		unmap_frames(dev, m);
		return err;
	}
	spin_lock(&mappings_lock);
	list_add(&m->node, &mappings);
	spin_unlock(&mappings_lock);
	*vaddr = m->area->addr;
	return 0;
}
EXPORT_SYMBOL_GPL(xenbus_map_ring_valloc);

/**
 * xenbus_unmap_ring_vfree() - undo xenbus_map_ring_valloc()
 * @dev: ours
 * @vaddr: what it filled in
 *
 * Return: a grant status, GNTST_okay if all went well.
 */
int xenbus_unmap_ring_vfree(struct xenbus_device *dev, void *vaddr)
{
	struct ring_mapping *m;

	spin_lock(&mappings_lock);
	list_for_each_entry(m, &mappings, node) {
		if (m->area->addr == vaddr) {
			list_del(&m->node);
			spin_unlock(&mappings_lock);
			return unmap_frames(dev, m);
		}
	}
	spin_unlock(&mappings_lock);
	xenbus_dev_error(dev, -ENOENT, "no ring is mapped at %p", vaddr);
	return GNTST_bad_virt_addr;
}
EXPORT_SYMBOL_GPL(xenbus_unmap_ring_vfree);

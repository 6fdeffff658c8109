// SPDX-License-Identifier: GPL-2.0-only
/*
 * Large buffers of display and sound front ends: a directory of grants, itself
 * granted, so that the request to the back end names one reference.
 *
 *	start ref --> directory page: next ref | ref, ref, ref ...
 *			  |
 *			  `--> directory page: 0 | ref, ref ...
 *
 * Either the buffer is ours and the directory lists grants of it, or (be_alloc)
 * the back end has the memory, writes its grants into our directory, and we map
 * them at pages without frames.
 */

#include <linux/export.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <xen/grant_table.h>
#include <xen/xen-front-pgdir-shbuf.h>
#include <xen/xenbus.h>

struct directory {
	grant_ref_t next;	/* 0: the last */
	grant_ref_t ref[];
};

#define REFS_PER_PAGE \
	((XEN_PAGE_SIZE - offsetof(struct directory, ref)) / sizeof(grant_ref_t))

static unsigned int directory_pages(const struct xen_front_pgdir_shbuf *buf)
{
	return DIV_ROUND_UP(buf->num_pages, REFS_PER_PAGE);
}

static struct directory *directory(const struct xen_front_pgdir_shbuf *buf,
				   unsigned int i)
{
	return (struct directory *)(buf->directory + i * XEN_PAGE_SIZE);
}

/* Where the directory lists page @i of the buffer. */
static grant_ref_t *listed(const struct xen_front_pgdir_shbuf *buf,
			   unsigned int i)
{
	return &directory(buf, i / REFS_PER_PAGE)->ref[i % REFS_PER_PAGE];
}

/**
 * xen_front_pgdir_shbuf_get_dir_start() - what the back end is told
 * @buf: shared
 *
 * Return: the first directory page's reference, or INVALID_GRANT_REF.
 */
grant_ref_t
xen_front_pgdir_shbuf_get_dir_start(struct xen_front_pgdir_shbuf *buf)
{
	return buf->grefs ? buf->grefs[0] : INVALID_GRANT_REF;
}
EXPORT_SYMBOL_GPL(xen_front_pgdir_shbuf_get_dir_start);

static int grant_all(struct xen_front_pgdir_shbuf *buf)
{
	unsigned int nr_dirs = directory_pages(buf), i;
	domid_t domid = buf->xb_dev->otherend_id;
	grant_ref_t list;
	int err;

	err = gnttab_alloc_grant_references(buf->num_grefs, &list);
	if (err)
		return err;
	for (i = 0; i < buf->num_grefs; i++)
		buf->grefs[i] = gnttab_claim_grant_reference(&list);
	for (i = 0; i < nr_dirs; i++) {
		directory(buf, i)->next = i + 1 < nr_dirs ? buf->grefs[i + 1] : 0;
		gnttab_grant_foreign_access_ref(buf->grefs[i], domid,
						virt_to_gfn(directory(buf, i)),
						0);
	}
	if (buf->be_alloc)
		return 0;
	for (i = 0; i < buf->num_pages; i++) {
		grant_ref_t ref = buf->grefs[nr_dirs + i];

		*listed(buf, i) = ref;
		gnttab_grant_foreign_access_ref(ref, domid,
						xen_page_to_gfn(buf->pages[i]),
						0);
	}
	return 0;
}

/**
 * xen_front_pgdir_shbuf_alloc() - share a buffer
 * @cfg: what to share and where to keep the books
 *
 * Return: 0, -ENOMEM or -ENOSPC.
 */
int xen_front_pgdir_shbuf_alloc(struct xen_front_pgdir_shbuf_cfg *cfg)
{
	struct xen_front_pgdir_shbuf *buf = cfg->pgdir;
	unsigned int nr_dirs;
	int err = -ENOMEM;

	buf->xb_dev = cfg->xb_dev;
	buf->num_pages = cfg->num_pages;
	buf->pages = cfg->pages;
	buf->be_alloc = cfg->be_alloc;
	nr_dirs = directory_pages(buf);
	buf->num_grefs = nr_dirs + (buf->be_alloc ? 0 : buf->num_pages);

	buf->grefs = kvcalloc(buf->num_grefs, sizeof(*buf->grefs), GFP_KERNEL);
	buf->directory = alloc_pages_exact(nr_dirs * XEN_PAGE_SIZE,
					   GFP_KERNEL | __GFP_ZERO);
	if (buf->grefs && buf->directory)
		err = grant_all(buf);
	if (!err)
		return 0;
	kvfree(buf->grefs);
	buf->grefs = NULL;
	if (buf->directory)
		free_pages_exact(buf->directory, nr_dirs * XEN_PAGE_SIZE);
	buf->directory = NULL;
	return err;
}
EXPORT_SYMBOL_GPL(xen_front_pgdir_shbuf_alloc);

/**
 * xen_front_pgdir_shbuf_free() - share it no more
 * @buf: shared, not mapped
 */
void xen_front_pgdir_shbuf_free(struct xen_front_pgdir_shbuf *buf)
{
	unsigned int i;

	/* What the back end still maps stays with its grant. */
	for (i = 0; buf->grefs && i < buf->num_grefs; i++)
		gnttab_end_foreign_access(buf->grefs[i], NULL);
	kvfree(buf->grefs);
	buf->grefs = NULL;
	if (buf->directory)
		free_pages_exact(buf->directory,
				 directory_pages(buf) * XEN_PAGE_SIZE);
	buf->directory = NULL;
}
EXPORT_SYMBOL_GPL(xen_front_pgdir_shbuf_free);

static unsigned long addr_of(struct page *page)
{
	return (unsigned long)page_address(page);
}

/**
 * xen_front_pgdir_shbuf_unmap() - unmap the back end's memory
 * @buf: shared; nothing happens if the memory is ours, or not mapped
 *
 * Return: 0 or -errno.
 */
int xen_front_pgdir_shbuf_unmap(struct xen_front_pgdir_shbuf *buf)
{
	struct gnttab_unmap_grant_ref *op;
	struct page **pages;
	unsigned int i, n = 0;
	int err = -ENOMEM;

	if (!buf->backend_map_handles)
		return 0;
	op = kvcalloc(buf->num_pages, sizeof(*op), GFP_KERNEL);
	pages = kvcalloc(buf->num_pages, sizeof(*pages), GFP_KERNEL);
	if (!op || !pages)
		goto out;
	for (i = 0; i < buf->num_pages; i++) {
		if (buf->backend_map_handles[i] == INVALID_GRANT_HANDLE)
			continue;
		gnttab_set_unmap_op(&op[n], addr_of(buf->pages[i]),
				    GNTMAP_host_map,
				    buf->backend_map_handles[i]);
		pages[n++] = buf->pages[i];
	}
	err = gnttab_unmap_refs(op, NULL, pages, n);
	for (i = 0; i < n && !err; i++)
		if (op[i].status != GNTST_okay)
			dev_err(&buf->xb_dev->dev, "page stays mapped: %d\n",
				op[i].status);
	kvfree(buf->backend_map_handles);
	buf->backend_map_handles = NULL;
out:
	kvfree(pages);
	kvfree(op);
	return err;
}
EXPORT_SYMBOL_GPL(xen_front_pgdir_shbuf_unmap);

/**
 * xen_front_pgdir_shbuf_map() - map the back end's memory
 * @buf: shared; the back end has filled the directory. Nothing happens if the
 *	memory is ours
 *
 * Return: 0, -ENOMEM, -EINVAL (a grant cannot be mapped).
 */
int xen_front_pgdir_shbuf_map(struct xen_front_pgdir_shbuf *buf)
{
	struct gnttab_map_grant_ref *op;
	unsigned int i;
	int err = -ENOMEM;

	if (!buf->be_alloc)
		return 0;
	op = kvcalloc(buf->num_pages, sizeof(*op), GFP_KERNEL);
	buf->backend_map_handles = kvcalloc(buf->num_pages,
					    sizeof(*buf->backend_map_handles),
					    GFP_KERNEL);
	if (!op || !buf->backend_map_handles) {
		kvfree(buf->backend_map_handles);
		buf->backend_map_handles = NULL;
		goto out;
	}
	for (i = 0; i < buf->num_pages; i++)
		gnttab_set_map_op(&op[i], addr_of(buf->pages[i]),
				  GNTMAP_host_map, *listed(buf, i),
				  buf->xb_dev->otherend_id);
	err = gnttab_map_refs(op, NULL, buf->pages, buf->num_pages);
	for (i = 0; i < buf->num_pages; i++) {
		bool mapped = op[i].status == GNTST_okay;

		buf->backend_map_handles[i] = mapped ? op[i].handle :
						       INVALID_GRANT_HANDLE;
		if (!mapped && !err)
			err = -EINVAL;
	}
	if (err)
		xen_front_pgdir_shbuf_unmap(buf);
out:
	kvfree(op);
	return err;
}
EXPORT_SYMBOL_GPL(xen_front_pgdir_shbuf_map);

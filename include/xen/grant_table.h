/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Grants: permission for another domain to map or copy frames of ours, and the
 * use of permissions that others gave us.
 *
 * Giving: take a reference from the pool (one, or a private list in advance
 * for paths that may not fail), fill it, tell the peer the number; at the end
 * withdraw it. A peer that still maps the frame cannot be forced to let go:
 * gnttab_end_foreign_access() then keeps reference and page until it does.
 *
 * Using: pages without memory of their own (gnttab_alloc_pages()) lend their
 * address to a foreign frame while it is mapped (gnttab_map_refs()).
 */
#ifndef _XEN_GRANT_TABLE_H
#define _XEN_GRANT_TABLE_H

#include <linux/mm_types.h>
#include <linux/page-flags.h>
#include <linux/workqueue.h>
#include <asm/xen/hypervisor.h>
#include <xen/features.h>
#include <xen/interface/grant_table.h>
#include <xen/page.h>

/* Numbers that no table reaches. */
#define INVALID_GRANT_REF	((grant_ref_t)-1)
#define INVALID_GRANT_HANDLE	((grant_handle_t)-1)

int gnttab_init(void);
int gnttab_suspend(void);
int gnttab_resume(void);

/* Giving: one reference for one frame. Returns the reference or -errno. */
int gnttab_grant_foreign_access(domid_t domid, unsigned long frame,
				int readonly);
/* Fill a reference that the caller owns already. */
void gnttab_grant_foreign_access_ref(grant_ref_t ref, domid_t domid,
				     unsigned long frame, int readonly);

static inline void
gnttab_page_grant_foreign_access_ref_one(grant_ref_t ref, domid_t domid,
					 struct page *page, int readonly)
{
	gnttab_grant_foreign_access_ref(ref, domid, xen_page_to_gfn(page),
					readonly);
}

/*
 * Withdrawing. _ref() and try_ return 1 on success and 0 while the peer uses
 * the frame; try_ also gives the reference back to the pool. The last form
 * never fails: reference and one reference of @page (may be NULL) go back when
 * the peer lets go. Until then the page's content is the peer's to see.
 */
int gnttab_end_foreign_access_ref(grant_ref_t ref);
int gnttab_try_end_foreign_access(grant_ref_t ref);
void gnttab_end_foreign_access(grant_ref_t ref, struct page *page);

/* The pool: private lists, runs of consecutive numbers, waiting for more. */
int gnttab_alloc_grant_references(u16 count, grant_ref_t *head);
void gnttab_free_grant_references(grant_ref_t head);
int gnttab_claim_grant_reference(grant_ref_t *head);
void gnttab_release_grant_reference(grant_ref_t *head, grant_ref_t ref);
int gnttab_empty_grant_references(const grant_ref_t *head);
void gnttab_free_grant_reference(grant_ref_t ref);
int gnttab_alloc_grant_reference_seq(unsigned int count, grant_ref_t *first);
void gnttab_free_grant_reference_seq(grant_ref_t first, unsigned int count);

struct gnttab_free_callback {
	struct gnttab_free_callback *next;
	void (*fn)(void *arg);
	void *arg;
	u16 count;
};

/* Call @fn once when @count references are free; it runs in atomic context. */
void gnttab_request_free_callback(struct gnttab_free_callback *callback,
				  void (*fn)(void *), void *arg, u16 count);
void gnttab_cancel_free_callback(struct gnttab_free_callback *callback);

/* Using: the operations' arguments. A PV guest gives virtual addresses. */
static inline void
gnttab_set_map_op(struct gnttab_map_grant_ref *op, phys_addr_t addr, u32 flags,
		  grant_ref_t ref, domid_t domid)
{
	op->dom = domid;
	op->ref = ref;
	op->flags = flags;
	op->host_addr = addr;
	op->status = 1;	/* no status that the hypervisor gives */
}

static inline void
gnttab_set_unmap_op(struct gnttab_unmap_grant_ref *op, phys_addr_t addr,
		    u32 flags, grant_handle_t handle)
{
	op->handle = handle;
	op->host_addr = addr;
	op->dev_bus_addr = 0;
}

int gnttab_unmap_refs(struct gnttab_unmap_grant_ref *unmap_ops,
		      struct gnttab_unmap_grant_ref *kunmap_ops,
		      struct page **pages, unsigned int count);
int gnttab_map_refs(struct gnttab_map_grant_ref *map_ops,
		    struct gnttab_map_grant_ref *kmap_ops,
		    struct page **pages, unsigned int count);

/* Unmapping as soon as nobody else holds the pages (network, direct I/O). */
struct gntab_unmap_queue_data;
typedef void (*gnttab_unmap_refs_done)(int result,
				       struct gntab_unmap_queue_data *item);

struct gntab_unmap_queue_data {
	/* ours */
	struct delayed_work gnttab_work;
	unsigned int age;
	/* the caller's */
	unsigned int count;
	struct page **pages;
	struct gnttab_unmap_grant_ref *unmap_ops;
	struct gnttab_unmap_grant_ref *kunmap_ops;
	gnttab_unmap_refs_done done;
	void *data;
};

void gnttab_unmap_refs_async(struct gntab_unmap_queue_data *item);
int gnttab_unmap_refs_sync(struct gntab_unmap_queue_data *item);

/*
 * Map and copy; slots for which the frame was paged out are tried again for up
 * to half a minute. No status is GNTST_eagain afterwards.
 */
void gnttab_batch_map(struct gnttab_map_grant_ref *batch, unsigned int count);
void gnttab_batch_copy(struct gnttab_copy *batch, unsigned int count);

/* Pages to map into, and a small stock of them. */
int gnttab_alloc_pages(int nr_pages, struct page **pages);
void gnttab_free_pages(int nr_pages, struct page **pages);
int gnttab_pages_set_private(int nr_pages, struct page **pages);
void gnttab_pages_clear_private(int nr_pages, struct page **pages);

struct gnttab_page_cache {
	spinlock_t lock;	/* of the fields below */
	unsigned int num_pages;
	/* Linked through the pages' zone_device_data: lru may be in use. */
	struct page *pages;
};

int gnttab_page_cache_get(struct gnttab_page_cache *cache, struct page **page);
void gnttab_page_cache_put(struct gnttab_page_cache *cache,
			   struct page **pages, unsigned int num);
void gnttab_page_cache_init(struct gnttab_page_cache *cache);
void gnttab_page_cache_shrink(struct gnttab_page_cache *cache,
			      unsigned int num);

#ifdef CONFIG_XEN_GRANT_DMA_ALLOC
/* A DMA buffer whose pages then leave the domain to be mapped into. */
struct gnttab_dma_alloc_args {
	bool coherent;		/* else write-combining */
	struct device *dev;
	dma_addr_t dev_bus_addr;
	void *vaddr;
	int nr_pages;
	xen_pfn_t *frames;	/* scratch, nr_pages long */
	struct page **pages;	/* filled, nr_pages long */
};

int gnttab_dma_alloc_pages(struct gnttab_dma_alloc_args *args);
int gnttab_dma_free_pages(struct gnttab_dma_alloc_args *args);
#endif

/* Whose frame a page shows, while a grant is mapped there. */
struct xen_page_foreign {
	domid_t domid;
	grant_ref_t gref;
};

static inline struct xen_page_foreign *xen_page_foreign(struct page *page)
{
	BUILD_BUG_ON(sizeof(struct xen_page_foreign) > sizeof(page->private));
	return PageForeign(page) ? (void *)&page->private : NULL;
}

/* Ranges cut into frames. */
typedef void (*xen_grant_fn_t)(unsigned long gfn, unsigned int offset,
			       unsigned int len, void *data);

void gnttab_foreach_grant_in_range(struct page *page, unsigned int offset,
				   unsigned int len, xen_grant_fn_t fn,
				   void *data);
void gnttab_foreach_grant(struct page **pages, unsigned int nr_grefs,
			  xen_grant_fn_t fn, void *data);

/* @fn for the first frame of the range only. */
static inline void gnttab_for_one_grant(struct page *page, unsigned int offset,
					unsigned int len, xen_grant_fn_t fn,
					void *data)
{
	unsigned int room = XEN_PAGE_SIZE - xen_offset_in_page(offset);

	gnttab_foreach_grant_in_range(page, offset, min(len, room), fn, data);
}

/* Frames that @len bytes from @start on touch. */
static inline unsigned int gnttab_count_grant(unsigned int start,
					      unsigned int len)
{
	return XEN_PFN_UP(xen_offset_in_page(start) + len);
}

/*
 * The architecture's part: addresses for the shared table and, in version 2,
 * its status pages, and their mapping. gnttab frames are mfns in a PV domain.
 */
int arch_gnttab_init(unsigned long nr_shared, unsigned long nr_status);
int arch_gnttab_map_shared(xen_pfn_t *frames, unsigned long nr_gframes,
			   unsigned long max_nr_gframes, void **shared);
int arch_gnttab_map_status(u64 *frames, unsigned long nr_gframes,
			   unsigned long max_nr_gframes,
			   grant_status_t **shared);
void arch_gnttab_unmap(void *shared, unsigned long nr_gframes);

#endif /* _XEN_GRANT_TABLE_H */

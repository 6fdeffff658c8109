// SPDX-License-Identifier: GPL-2.0-only
/*
 * Small objects for the hypervisor.
 *
 * Each size class cuts pages into equal pieces; the free pieces of a page are
 * a list of 16-bit offsets inside it. What must be known of such a page (its
 * class, its free list, how many pieces are in use) stands in the type word of its
 * struct page, which a hypervisor frame has no other use for, so objects carry no
 * header and a page-sized object is a page. Pages of a class with free pieces
 * are chained through struct page; a page that becomes empty goes back at once.
 *
 * Everything is cleared when it is given out. Objects above 2 KiB are whole pages,
 * rounded up to a power of two; arrays above 64 KiB are single frames mapped
 * side by side, so they need no contiguous memory.
 *
 * Lock: heap_lock (LOCK_HEAP). Pages are allocated and freed outside of it.
 */
#include "mm/page_alloc.h"
#include "mm/hv_pgtable.h"
#include "cpu/printk.h"
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/overflow.h>

#define END		0xffff
#define CLASS_PAGES	0x80		/* | order: whole pages */
#define CONTIGUOUS_MAX	65536

struct slab {				/* in struct page's type */
	u16 free;			/* offset of the first free piece */
	u16 in_use;
	u8 class;			/* index + 1, or CLASS_PAGES | order */
	u8 pad[3];
};

static_assert(sizeof(struct slab) == sizeof(u64));

static const u16 class_size[] = {
	32, 64, 128, 192, 256, 384, 512, 768, 1024, 1360, 2048,
};

static u32 partial[ARRAY_SIZE(class_size)] = {
	[0 ... ARRAY_SIZE(class_size) - 1] = NO_FRAME,
};

static DEFINE_SPINLOCK_CLASS(heap_lock, LOCK_HEAP);

static struct slab *slab_of(struct page *pg)
{
	return (struct slab *)&pg->type;
}

static struct page *frame(u32 mfn)
{
	return mfn_to_page(_mfn(mfn));
}

static void chain(struct page *pg, u32 *head)
{
	pg->prev = NO_FRAME;
	pg->next = *head;
	if (*head != NO_FRAME)
		frame(*head)->prev = page_to_mfn(pg).v;
	*head = page_to_mfn(pg).v;
}

static void unchain(struct page *pg, u32 *head)
{
	if (pg->next != NO_FRAME)
		frame(pg->next)->prev = pg->prev;
	if (pg->prev != NO_FRAME)
		frame(pg->prev)->next = pg->next;
	else
		*head = pg->next;
}

static void slab_cut(void *page, unsigned int class)
{
	struct slab *slab = slab_of(mfn_to_page(virt_to_mfn(page)));
	unsigned int size = class_size[class], at = 0;

	*slab = (struct slab){ .free = 0, .class = class + 1 };
	for (; at + 2 * size <= HV_PAGE_SIZE; at += size)
		*(u16 *)(page + at) = at + size;
	*(u16 *)(page + at) = END;
}

static void *slab_take(unsigned int class)
{
	void *fresh = NULL, *piece;
	struct page *pg;
	struct slab *slab;

	spin_lock(&heap_lock);
	if (partial[class] == NO_FRAME) {
		spin_unlock(&heap_lock);
		fresh = hv_alloc_pages(0, 0);
		if (!fresh)
			return NULL;
		slab_cut(fresh, class);
		spin_lock(&heap_lock);
		chain(mfn_to_page(virt_to_mfn(fresh)), &partial[class]);
	}
	pg = frame(partial[class]);
	slab = slab_of(pg);
	piece = page_to_virt(pg) + slab->free;
	slab->free = *(u16 *)piece;
	slab->in_use++;
	if (slab->free == END)
		unchain(pg, &partial[class]);
	spin_unlock(&heap_lock);
	return memset(piece, 0, class_size[class]);
}

static void *pages_take(size_t bytes)
{
	unsigned int order = 0;
	void *p;

	while (HV_PAGE_SIZE << order < bytes)
		order++;
	p = hv_alloc_pages(order, ALLOC_ZERO);
	if (p)
		slab_of(mfn_to_page(virt_to_mfn(p)))->class = CLASS_PAGES | order;
	return p;
}

void *xmalloc(size_t bytes)
{
	if (bytes > CONTIGUOUS_MAX)
		return NULL;
	for (unsigned int class = 0; class < ARRAY_SIZE(class_size); class++)
		if (bytes <= class_size[class])
			return slab_take(class);
	return pages_take(bytes);
}

static void *frames_take(size_t bytes)
{
	unsigned int nr = DIV_ROUND_UP(bytes, HV_PAGE_SIZE), got = 0;
	mfn_t *mfns;
	void *p = NULL;

	if (nr > CONTIGUOUS_MAX / sizeof(*mfns) * 512)
		return NULL;
	mfns = xmalloc_array(sizeof(*mfns), nr);
	for (; mfns && got < nr; got++) {
		void *page = hv_alloc_page();

		if (!page)
			break;
		mfns[got] = virt_to_mfn(page);
	}
	if (mfns && got == nr)
		p = vmap_pages(mfns, nr, HV_PROT_RW);
	for (unsigned int i = 0; !p && i < got; i++)
		hv_free_pages(mfn_to_virt(mfns[i]), 0);
	xfree(mfns);
	return p;
}

static void frames_give_back(void *p)
{
	u32 chained = NO_FRAME;
	mfn_t mfn;

	for (unsigned long va = (unsigned long)p; ; va += HV_PAGE_SIZE) {
		mfn = hv_lookup(va);
		if (mfn.v == INVALID_MFN_VAL)
			break;
		chain(mfn_to_page(mfn), &chained);
	}
	vunmap(p);
	while (chained != NO_FRAME) {
		mfn = _mfn(chained);
		chained = mfn_to_page(mfn)->next;
		hv_free_pages(mfn_to_virt(mfn), 0);
	}
}

void *xmalloc_array(size_t each, size_t nr)
{
	size_t bytes;

	if (check_mul_overflow(each, nr, &bytes))
		return NULL;
	return bytes <= CONTIGUOUS_MAX ? xmalloc(bytes) : frames_take(bytes);
}

void xfree(void *p)
{
	struct slab *slab;
	struct page *pg;
	u32 *head;

	if (!p)
		return;
	if (is_vmap(p)) {
		frames_give_back(p);
		return;
	}
	pg = mfn_to_page(virt_to_mfn(p));
	slab = slab_of(pg);
	BUG_ON(!(pg->flags & PAGE_HV) || !slab->class);
	if (slab->class & CLASS_PAGES) {
		hv_free_pages(p, slab->class & ~CLASS_PAGES);
		return;
	}
	spin_lock(&heap_lock);
	head = &partial[slab->class - 1];
	*(u16 *)p = slab->free;
	if (slab->free == END)
		chain(pg, head);
	slab->free = (unsigned long)p & ~HV_PAGE_MASK;
	if (!--slab->in_use)
		unchain(pg, head);
	else
		pg = NULL;
	spin_unlock(&heap_lock);
	if (pg)
		hv_free_pages(page_to_virt(pg), 0);
}

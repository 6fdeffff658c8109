// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finding the memory side of a domain by its number.
 *
 * A frame knows its owner as a 16-bit number. The record behind the number is
 * needed rarely (to free a frame, to flush the owner's CPUs), but then from any
 * context, so lookup takes no lock: a directory of 64 pages of pointers, whose
 * pages are added and never removed.
 *
 * There is no reference count here. A number is published before the first
 * frame carries it and withdrawn after the last frame has come back, and whoever
 * looks a number up has it from a frame that he holds a reference on.
 *
 * Two owners are not domains and always there: OWNER_XEN for hypervisor
 * frames that guests may map (read-only), OWNER_IO for what is not RAM.
 */
#include "mm/owner.h"
#include "mm/page_alloc.h"

#define DIR_SHIFT	9
#define DIR_PAGES	64			/* 32768 numbers */

static struct mm_owner **directory[DIR_PAGES];

static struct mm_owner owner_xen, owner_io;

/* Serialises publish and withdraw; frames are never looked at under it. */
static DEFINE_SPINLOCK_CLASS(directory_lock, LOCK_PERDOMAIN);

void mm_owner_init(struct mm_owner *o, u16 id)
{
	*o = (struct mm_owner){
		.id = id,
		.first_page = NO_FRAME,
		.leaving_page = NO_FRAME,
		.parked = NO_FRAME,
		.perdomain_l3_mfn = INVALID_MFN,
	};
	spin_lock_setup(&o->page_lock, LOCK_PAGE_LIST);
}

struct mm_owner *mm_owner_of(u16 id)
{
	struct mm_owner **table;

	if (unlikely(id >= OWNER_IO)) {
		if (id == OWNER_XEN)
			return &owner_xen;
		return id == OWNER_IO ? &owner_io : NULL;
	}
	table = __atomic_load_n(&directory[id >> DIR_SHIFT], __ATOMIC_ACQUIRE);
	return table ? __atomic_load_n(&table[id & 511], __ATOMIC_ACQUIRE) : NULL;
}

int mm_owner_publish(struct mm_owner *o)
{
	struct mm_owner **table, **fresh;
	int err = 0;

	if (o->id >= OWNER_IO)
		return -EINVAL;
	fresh = hv_alloc_page();
	if (!fresh)
		return -ENOMEM;
	spin_lock(&directory_lock);
	table = directory[o->id >> DIR_SHIFT];
	if (!table) {
		table = fresh;
		fresh = NULL;
		__atomic_store_n(&directory[o->id >> DIR_SHIFT], table, __ATOMIC_RELEASE);
	}
	if (table[o->id & 511])
		err = -EEXIST;
	else
		__atomic_store_n(&table[o->id & 511], o, __ATOMIC_RELEASE);
	spin_unlock(&directory_lock);
	if (fresh)
		hv_free_pages(fresh, 0);
	return err;
}

void mm_owner_withdraw(struct mm_owner *o)
{
	spin_lock(&directory_lock);
	__atomic_store_n(&directory[o->id >> DIR_SHIFT][o->id & 511], NULL, __ATOMIC_RELEASE);
	spin_unlock(&directory_lock);
}

void mm_owner_init_special(void)
{
	mm_owner_init(&owner_xen, OWNER_XEN);
	mm_owner_init(&owner_io, OWNER_IO);
}

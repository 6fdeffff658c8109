/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared by the files of this directory.
 *
 *	gnttab_table	the table shared with the hypervisor: layout, mapping, growth
 *	gnttab_pool	which references are free
 *	gnttab_access	giving and withdrawing access
 *	gnttab_map	mapping and copying what others granted
 *	gnttab_pages	pages to map into
 */
#ifndef _DRIVERS_XEN_GRANT_INTERNAL_H
#define _DRIVERS_XEN_GRANT_INTERNAL_H

#include <xen/grant_table.h>

/**
 * struct grant_layout - how one version of the table looks
 * @version: 1 or 2
 * @refs_per_frame: entries in a page of it
 * @map: map the first @nr of its frames, and what belongs to them
 * @unmap: undo all of that
 * @fill: make an entry valid: peer, frame, then flags
 * @end: invalidate an entry; false if the peer uses it
 * @frame: the frame an entry names
 */
struct grant_layout {
	unsigned int version;
	unsigned int refs_per_frame;
	int (*map)(xen_pfn_t *frames, unsigned int nr);
	void (*unmap)(unsigned int nr);
	void (*fill)(grant_ref_t ref, domid_t domid, unsigned long frame,
		     u16 flags);
	bool (*end)(grant_ref_t ref);
	unsigned long (*frame)(grant_ref_t ref);
};

extern const struct grant_layout *grant_layout;

/* gnttab_table.c; growing needs the pool's lock */
unsigned int grant_max_frames(void);
int grant_table_grow(unsigned int more_refs);

/* gnttab_pool.c */
int grant_pool_init(unsigned int max_refs);
int grant_pool_prepare(unsigned int from, unsigned int to);
void grant_pool_add(unsigned int from, unsigned int to);
unsigned int grant_pool_size(void);

#endif /* _DRIVERS_XEN_GRANT_INTERNAL_H */

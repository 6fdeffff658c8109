/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A large buffer shared with a back end, described by a directory of grants
 * (display and sound front ends).
 */
#ifndef _XEN_FRONT_PGDIR_SHBUF_H
#define _XEN_FRONT_PGDIR_SHBUF_H

#include <xen/grant_table.h>

struct xenbus_device;

/**
 * struct xen_front_pgdir_shbuf - one buffer
 * @xb_dev: the device that shares it
 * @num_pages: of the buffer, without the directory
 * @pages: the buffer's
 * @num_grefs: in @grefs: the directory's, and the buffer's if it is ours
 * @grefs: the directory's first
 * @directory: the directory's pages, contiguous
 * @be_alloc: the back end gives the memory, we map it
 * @backend_map_handles: of the mapped frames, if @be_alloc
 */
struct xen_front_pgdir_shbuf {
	struct xenbus_device *xb_dev;
	int num_pages;
	struct page **pages;
	int num_grefs;
	grant_ref_t *grefs;
	u8 *directory;
	bool be_alloc;
	grant_handle_t *backend_map_handles;
};

/* What to build: see above. @pgdir is the caller's, empty. */
struct xen_front_pgdir_shbuf_cfg {
	struct xen_front_pgdir_shbuf *pgdir;
	struct xenbus_device *xb_dev;
	struct page **pages;
	int num_pages;
	int be_alloc;
};

int xen_front_pgdir_shbuf_alloc(struct xen_front_pgdir_shbuf_cfg *cfg);
void xen_front_pgdir_shbuf_free(struct xen_front_pgdir_shbuf *buf);
int xen_front_pgdir_shbuf_map(struct xen_front_pgdir_shbuf *buf);
int xen_front_pgdir_shbuf_unmap(struct xen_front_pgdir_shbuf *buf);
grant_ref_t
xen_front_pgdir_shbuf_get_dir_start(struct xen_front_pgdir_shbuf *buf);

#endif /* _XEN_FRONT_PGDIR_SHBUF_H */

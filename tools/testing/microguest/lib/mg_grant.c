// SPDX-License-Identifier: GPL-2.0-only
/*
 * Grant-table helpers: the shared frames are mapped once, at GRANT_VA.
 *
 * The domain grants to itself by its own number (0): the hypervisor treats such
 * a grant like any other, so map, copy and transfer can be tested alone.
 */
#include "mg_grant.h"

struct grant_entry_v1 *const grant_v1 = (struct grant_entry_v1 *)GRANT_VA;
union grant_entry_v2 *const grant_v2 = (union grant_entry_v2 *)GRANT_VA;

/* Ask for the shared frames and map them writable. */
void grant_setup(unsigned int nr_frames)
{
	xen_pfn_t frames[16];
	struct gnttab_setup_table op = { .dom = DOMID_SELF, .nr_frames = nr_frames };
	unsigned int i;

	set_xen_guest_handle(op.frame_list, frames);
	STAGE(nr_frames <= ARRAY_SIZE(frames));
	STAGE(hc_grant_table_op(GNTTABOP_setup_table, &op, 1) == 0 && op.status == GNTST_okay);
	for (i = 0; i < nr_frames; i++)
		map_pte(GRANT_VA + i * PAGE_SIZE, mk_pte(frames[i], PTE_KERN));
}

long grant_set_version(unsigned int version)
{
	struct gnttab_set_version op = { .version = version };
	long rc = hc_grant_table_op(GNTTABOP_set_version, &op, 1);

	return rc ? rc : (op.version == version ? 0 : -1);
}

/* Make entry @ref a grant (version 1 layout). */
void grant_access(unsigned int ref, unsigned int dom, unsigned long mfn, unsigned int flags)
{
	grant_v1[ref].domid = dom;
	grant_v1[ref].frame = mfn;
	barrier();
	WRITE_ONCE(grant_v1[ref].flags, GTF_permit_access | flags);
}

int grant_map(unsigned int ref, unsigned long host, unsigned int flags, unsigned int *handle)
{
	struct gnttab_map_grant_ref op = {
		.host_addr = host, .flags = flags, .ref = ref, .dom = 0,
	};

	STAGE(hc_grant_table_op(GNTTABOP_map_grant_ref, &op, 1) == 0);
	*handle = op.handle;
	return op.status;
}

int grant_unmap(unsigned long host, unsigned int handle)
{
	struct gnttab_unmap_grant_ref op = { .host_addr = host, .handle = handle };

	STAGE(hc_grant_table_op(GNTTABOP_unmap_grant_ref, &op, 1) == 0);
	return op.status;
}

int grant_copy(struct gnttab_copy *op)
{
	op->status = 99;
	STAGE(hc_grant_table_op(GNTTABOP_copy, op, 1) == 0);
	return op->status;
}

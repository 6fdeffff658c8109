// SPDX-License-Identifier: GPL-2.0-only
/*
 * Grant tables for those who look from outside: the debug key and the audit.
 *
 * What a mapped grant holds is told by its row: one general reference on the
 * frame, and a writable type reference if it is mapped writable for devices. The
 * page-table entry that maps it holds its own, like any entry, and is counted with
 * the table that it stands in.
 */
#include "core/grant_table.h"
#include "cpu/printk.h"
#include "mm/audit.h"

static const struct grant_map_row *row_at(const struct grant_table *t, u32 handle)
{
	return &t->rows[handle / ROWS_PER_PAGE][handle % ROWS_PER_PAGE];
}

void grant_audit(struct domain *d, struct audit *a)
{
	const struct grant_table *t = d->grants;

	for (u32 i = 0; t && i < t->nr_row_pages * ROWS_PER_PAGE; i++) {
		const struct grant_map_row *row = row_at(t, i);

		if (row->flags & ROW_IN_USE)
			audit_ref(a, _mfn(row->frame), row->flags & ROW_TYPED);
	}
}

void grant_dump(struct domain *d)
{
	struct grant_table *t = d->grants;

	if (!t)
		return;
	spin_lock(&t->lock);
	printk("d%u: grants version %u, %u of %u frames, %u entries in use, %u maps\n",
	       d->mm.id, t->version, t->nr_frames, t->max_frames, t->in_use, t->nr_maps);
	for (u32 ref = 0; ref < grant_nr_entries(t); ref++) {
		const struct grant_active *row = grant_active_row(t, ref);

		if (row && (row->readers || row->writers))
			printk("  ref %u: frame %llx to d%u, %u readers, %u writers\n",
			       ref, row->frame, row->domid, row->readers, row->writers);
	}
	spin_unlock(&t->lock);
}

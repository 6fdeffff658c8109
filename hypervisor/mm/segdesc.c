// SPDX-License-Identifier: GPL-2.0-only
/*
 * Segment descriptors: what a guest may put where the processor looks.
 *
 * GDT and LDT frames of a guest are used by the processor as they stand, so they
 * are typed (TYPE_SEGDESC, never mapped writable by a guest) and each present
 * descriptor is judged before: by segdesc_check_page() when the frame gets
 * its type, by segdesc_fix() when update_descriptor replaces one.
 *
 * In 64-bit mode a descriptor cannot reach memory that paging does not allow: base
 * and limit of code and data segments are mostly ignored. What it can do is
 * change the privilege level: a code segment or a call gate of a lower DPL is a
 * way into the hypervisor. So DPL is always 3, and nothing but code, data and
 * what cannot be loaded is accepted. LDT and TSS descriptors are the
 * hypervisor's business: their bases are addresses that the processor trusts.
 *
 * The processor itself sets the accessed bit when a segment is loaded. That is
 * harmless in a descriptor, which is why a frame that stops being TYPE_SEGDESC is
 * flushed from the TLBs like one that stops being writable.
 */
#include "mm/segdesc.h"
#include "cpu/printk.h"
#include <linux/bits.h>

#define DESC_PRESENT	BIT_ULL(47)
#define DESC_DPL	(3ULL << 45)
#define DESC_SEGMENT	BIT_ULL(44)		/* code or data */
#define DESC_TYPE	(15ULL << 40)

int segdesc_fix(u64 *desc)
{
	u64 d = *desc;

	if (!(d & DESC_PRESENT))
		return 0;
	if (!(d & DESC_SEGMENT) && d & DESC_TYPE)
		return refuse(-EINVAL, "system descriptor %llx", d);
	*desc = d | DESC_DPL;
	return 0;
}

int segdesc_check_page(u64 *desc)
{
	for (unsigned int i = 0; i < HV_PAGE_SIZE / sizeof(*desc); i++) {
		u64 fixed = READ_ONCE(desc[i]);
		int err = segdesc_fix(&fixed);

		if (err)
			return err;
		if (fixed != desc[i])
			WRITE_ONCE(desc[i], fixed);
	}
	return 0;
}

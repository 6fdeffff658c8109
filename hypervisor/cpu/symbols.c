// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names for code addresses.
 *
 * The table is made from the linked image itself (symbols.awk) and linked in:
 * offsets from the image's start in ascending order, and for each the place of
 * its name in one pool of strings. The size of a function is the distance to
 * the next one.
 * In the first of the two links the table is empty.
 */
#include "cpu/image.h"
#include "lib/format.h"

void symbol_name(unsigned long rip, char *buf, size_t size)
{
	unsigned int low = 0, high;
	u32 offset = rip - (unsigned long)_text_start;

	if (!image_is_text(rip) || !symbol_count) {
		snprintf(buf, size, "%016lx", rip);
		return;
	}
	high = symbol_count;
	while (high - low > 1) {
		unsigned int mid = low + (high - low) / 2;

		if (symbol_offsets[mid] <= offset)
			low = mid;
		else
			high = mid;
	}
	snprintf(buf, size, "%s+0x%x/0x%x", symbol_pool + symbol_names[low],
		 offset - symbol_offsets[low],
		 (low + 1 < symbol_count ? symbol_offsets[low + 1] :
		  (u32)(_init_text_end - _text_start)) - symbol_offsets[low]);
}

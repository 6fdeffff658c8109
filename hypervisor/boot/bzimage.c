// SPDX-License-Identifier: GPL-2.0-only
/*
 * Linux's bzImage.
 *
 * The file is a boot sector and set-up code for real mode, then protected-mode
 * code with the kernel proper inside, compressed. Since boot protocol 2.08 the
 * header tells offset and length of that payload; the last four bytes of the
 * payload are its unpacked size, for every compression method. The header is
 * described in the kernel's Documentation/arch/x86/boot.rst.
 *
 * Payloads above MAX_UNPACKED are refused: a corrupt size must not ask for all
 * of the memory.
 */
#include "boot/bzimage.h"
#include <linux/string.h>
#include <linux/unaligned.h>

#define SETUP_SECTORS	0x1f1
#define BOOT_FLAG	0x1fe
#define MAGIC		0x202
#define VERSION		0x206
#define PAYLOAD_OFFSET	0x248
#define PAYLOAD_LENGTH	0x24c
#define HEADER_END	0x250

#define MAX_UNPACKED	0x40000000

bool bzimage_parse(struct bzimage *bz, const void *file, u64 bytes, const char **problem)
{
	const u8 *f = file;
	u64 start, length;

	*problem = NULL;
	if (bytes < HEADER_END || get_unaligned_le16(f + BOOT_FLAG) != 0xaa55 ||
	    memcmp(f + MAGIC, "HdrS", 4))
		return false;
	if (get_unaligned_le16(f + VERSION) < 0x208) {
		*problem = "its boot protocol is older than 2.08";
		return true;
	}
	start = (u64)((f[SETUP_SECTORS] ? f[SETUP_SECTORS] : 4) + 1) * 512 +
		get_unaligned_le32(f + PAYLOAD_OFFSET);
	length = get_unaligned_le32(f + PAYLOAD_LENGTH);
	if (start > bytes || length > bytes - start || length < 8) {
		*problem = "the file is truncated";
		return true;
	}
	bz->payload = f + start;
	bz->bytes = length;
	bz->unpacked_bytes = get_unaligned_le32(bz->payload + length - 4);
	if (!bz->unpacked_bytes || bz->unpacked_bytes > MAX_UNPACKED)
		*problem = "its unpacked size makes no sense; the file may be damaged";
	return true;
}

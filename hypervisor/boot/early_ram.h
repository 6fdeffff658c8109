/* SPDX-License-Identifier: GPL-2.0-only */
/* Room in RAM before the memory layer works. */
#ifndef HV_BOOT_EARLY_RAM_H
#define HV_BOOT_EARLY_RAM_H

#include "lib/types.h"

/* Report RAM, our image and the modules to mm/boot_mem.h and remember what is taken. */
void early_ram_init(void);

/**
 * early_ram_take() - find and reserve a range below 4 GiB
 * @bytes: how much
 *
 * The range is in the direct map now and later, and stays ours until it is
 * given to boot_mem_release().
 *
 * Return: machine address on a frame boundary, 0 if there is no such gap.
 */
u64 early_ram_take(u64 bytes);

#endif

// SPDX-License-Identifier: GPL-2.0-only
/* lzo, by the kernel's own decompressor; see boot/unpack.c. */
#include "boot/unpack_glue.h"
#include "decompress_unlzo.c"

UNPACK_WITH(unpack_lzo)

// SPDX-License-Identifier: GPL-2.0-only
/* lz4, by the kernel's own decompressor; see boot/unpack.c. */
#include "boot/unpack_glue.h"
#include "decompress_unlz4.c"

UNPACK_WITH(unpack_lz4)

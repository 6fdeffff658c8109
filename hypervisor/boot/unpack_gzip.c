// SPDX-License-Identifier: GPL-2.0-only
/* gzip, by the kernel's own decompressor; see boot/unpack.c. */
#include "boot/unpack_glue.h"
#include "decompress_inflate.c"

UNPACK_WITH(unpack_gzip)

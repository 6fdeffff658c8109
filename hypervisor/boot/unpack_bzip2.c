// SPDX-License-Identifier: GPL-2.0-only
/* bzip2, by the kernel's own decompressor; see boot/unpack.c. */
#include "boot/unpack_glue.h"
#include "decompress_bunzip2.c"

UNPACK_WITH(unpack_bzip2)

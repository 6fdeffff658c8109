// SPDX-License-Identifier: GPL-2.0-only
/* xz, by the kernel's own decompressor; see boot/unpack.c. */
#include "boot/unpack_glue.h"
#include "decompress_unxz.c"

UNPACK_WITH(unpack_xz)

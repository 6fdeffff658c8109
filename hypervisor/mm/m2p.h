/* SPDX-License-Identifier: GPL-2.0-only */
/* The machine-to-physical table: written here, read by every guest through its window. */
#ifndef HV_MM_M2P_H
#define HV_MM_M2P_H

#include "mm/frame.h"

#define M2P_INVALID	(~0UL)
#define M2P_SHARED	(~0UL - 1)
#define M2P_CHUNK_FRAMES (1UL << 18)	/* frames described by 2 MiB of it */

void m2p_set(mfn_t mfn, u64 pfn);
u64 m2p_get(mfn_t mfn);
u64 m2p_max_frame(void);		/* entries in the window */
/* XENMEM_machphys_mfn_list: frame of the 2 MiB chunk; INVALID_MFN if there is none */
mfn_t m2p_chunk_mfn(u64 index);

#endif

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machine-to-physical table: for each frame the number that its owner
 * knows it by.
 *
 * It is a service to guests (they translate their page-table entries back with
 * it), not something the hypervisor trusts: any guest can set the entries of its
 * own frames to anything. It is one array, seen twice: writable in slot 257, by
 * the hypervisor only, and read-only in the window at the bottom of slot 256.
 * Both are backed in 2 MiB pieces, and only where there is RAM; a guest that
 * reads a hole faults. hv_pgtable.c builds both.
 *
 * Entries are single words, written with one store; there is no lock.
 */
#include "mm/m2p.h"
#include "mm/hv_pgtable.h"
#include <linux/bits.h>

static u64 *const m2p = (u64 *)M2P_RW_VIRT;

static bool m2p_backed(mfn_t mfn)
{
	return mfn.v < max_frame && hv_lookup((unsigned long)&m2p[mfn.v]).v != INVALID_MFN_VAL;
}

void m2p_set(mfn_t mfn, u64 pfn)
{
	if (mfn_is_ram(mfn))
		WRITE_ONCE(m2p[mfn.v], pfn);
}

u64 m2p_get(mfn_t mfn)
{
	return mfn_is_ram(mfn) ? READ_ONCE(m2p[mfn.v]) : M2P_INVALID;
}

u64 m2p_max_frame(void)
{
	return max_frame;
}

mfn_t m2p_chunk_mfn(u64 index)
{
	if (index >= max_frame / M2P_CHUNK_FRAMES + !!(max_frame % M2P_CHUNK_FRAMES) ||
	    !m2p_backed(_mfn(index * M2P_CHUNK_FRAMES)))
		return INVALID_MFN;
	return hv_lookup((unsigned long)&m2p[index * M2P_CHUNK_FRAMES]);
}

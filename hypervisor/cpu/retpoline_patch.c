// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rewriting the indirect-branch thunks for CPUs that need less.
 *
 * There are sixteen thunks of 32 bytes in register order. The text is mapped
 * read-only, so the bytes are written through the direct map, once, before any
 * other CPU has fetched them; this CPU serialises with CPUID.
 */
#include "cpu/image.h"
#include "cpu/insn.h"
#include "cpu/speculation.h"

#define THUNK_BYTES	32
#define NR_THUNKS	16

void retpoline_patch(enum spec_thunk kind)
{
	u8 *p = (u8 *)DIRECTMAP_VIRT + image_maddr(retpoline_thunks);
	unsigned int reg;

	if (kind == THUNK_RETPOLINE || !IS_ENABLED(CONFIG_HV_RETPOLINE))
		return;
	for (reg = 0; reg < NR_THUNKS; reg++, p += THUNK_BYTES) {
		u8 *b = p;

		if (kind == THUNK_LFENCE) {
			*b++ = 0x0f;
			*b++ = 0xae;
			*b++ = 0xe8;
		}
		if (reg >= 8)
			*b++ = 0x41;
		*b++ = 0xff;			/* jmp *%reg */
		*b++ = 0xe0 | (reg & 7);
		*b++ = 0xcc;
	}
	cpuid_leaf(0, 0);
}

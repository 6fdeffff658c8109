/* SPDX-License-Identifier: GPL-2.0-only */
/* Rewriting the entry code's sites (cpu/entry_sites.h). Boot CPU, before others run. */
#ifndef HV_CPU_ENTRY_PATCH_H
#define HV_CPU_ENTRY_PATCH_H

#include "cpu/spec_policy.h"

/* STAC and CLAC, if the CPU has SMAP. */
void entry_patch_smap(void);

/* What @p says about crossings, and direct calls where indirect ones are harmless. */
void entry_patch_speculation(const struct spec_policy *p);

#endif

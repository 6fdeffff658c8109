/* SPDX-License-Identifier: GPL-2.0-only */
/* dom0's first page tables. */
#ifndef HV_BOOT_DOM0_TABLES_H
#define HV_BOOT_DOM0_TABLES_H

#include "boot/dom0_layout.h"
#include "core/domain.h"

/**
 * dom0_tables_build() - write the tables, then have the root validated and pinned
 * @d: dom0, whose frames exist up to @l->used_pages
 * @l: the plan
 * @k: the parsed kernel
 *
 * Return: 0 or -errno of the validation, which would be a bug here.
 */
int dom0_tables_build(struct domain *d, const struct dom0_layout *l, const struct elf_kernel *k);

#endif

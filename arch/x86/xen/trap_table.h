/* SPDX-License-Identifier: GPL-2.0-only */
/* The IDT as the hypervisor wants to be told of it. */
#ifndef XEN_TRAP_TABLE_H
#define XEN_TRAP_TABLE_H

#include <asm/desc_defs.h>

struct trap_info;

void trap_table_load(const struct desc_ptr *idt);
void trap_table_write(gate_desc *idt, int vector, const gate_desc *gate);
void trap_table_fill_context(struct trap_info *table);

#endif

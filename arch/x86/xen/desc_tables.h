/* SPDX-License-Identifier: GPL-2.0-only */
/* GDT and LDT. */
#ifndef XEN_DESC_TABLES_H
#define XEN_DESC_TABLES_H

#include <linux/init.h>
#include <linux/types.h>
#include <asm/desc_defs.h>

struct thread_struct;

void desc_load_gdt(const struct desc_ptr *gdt);
void __init desc_load_gdt_boot(const struct desc_ptr *gdt);
void desc_write_gdt(struct desc_struct *gdt, int entry, const void *desc,
		    int type);
void __init desc_write_gdt_boot(struct desc_struct *gdt, int entry,
				const void *desc, int type);
bool desc_take_queued(void);
void desc_load_tls(struct thread_struct *thread, unsigned int cpu);
unsigned long desc_gdt_of_new_cpu(unsigned int cpu);

void desc_alloc_ldt(struct desc_struct *ldt, unsigned int entries);
void desc_free_ldt(struct desc_struct *ldt, unsigned int entries);
void desc_set_ldt(const void *ldt, unsigned int entries);
void desc_write_ldt(struct desc_struct *ldt, int entry, const void *desc);

#endif

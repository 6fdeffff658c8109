/* SPDX-License-Identifier: GPL-2.0-only */
/* What the p2m_*.c files tell each other; the essay is in p2m.c. */
#ifndef XEN_P2M_LIST_H
#define XEN_P2M_LIST_H

#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/spinlock_types.h>

#include <asm/xen/page.h>

/* Frames described by a table of leaves: 1 GiB of memory. */
#define P2M_PER_TABLE	(P2M_PER_PAGE * PTRS_PER_PTE)

enum p2m_kind {
	P2M_OWN,	/* a page of the list of its own */
	P2M_MISSING,	/* no memory */
	P2M_IDENTITY,	/* the machine's frames, one to one */
	P2M_NR_KINDS,
};

/*
 * The shared pages of kinds MISSING and IDENTITY (slot P2M_OWN is NULL): the
 * leaf, and the table that consists of it.
 */
extern unsigned long *p2m_shared_leaf[P2M_NR_KINDS];
extern pte_t *p2m_shared_table[P2M_NR_KINDS];

/* Frames up to here have been of interest, see p2m_tree_publish_max(). */
extern unsigned long p2m_last_pfn;

/* The table of leaves that maps the list at @pfn. */
pte_t *p2m_leaf_entry(unsigned long pfn);
bool p2m_table_is_shared(const pte_t *entry);
enum p2m_kind p2m_leaf_kind(pte_t entry);

void *p2m_alloc_page(void);
void p2m_free_page(void *page);

/* p2m_tree.c */
int p2m_tree_reserve(unsigned long pfn);
void p2m_tree_set_leaf(unsigned long pfn, const void *leaf);

/**
 * p2m_classify() - what are @nr entries of a list, seen together?
 * @list: of @size entries; what lies behind it is identity
 * @pfn: first entry
 *
 * Pure. Return: P2M_MISSING or P2M_IDENTITY if all entries are, else P2M_OWN.
 */
enum p2m_kind p2m_classify(const unsigned long *list, unsigned long size,
			   unsigned long pfn, unsigned long nr);

#endif

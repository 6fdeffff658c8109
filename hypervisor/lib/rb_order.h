/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ordered sets on the kernel's red-black tree (lib/rbtree.c, compiled in place).
 *
 * <linux/rbtree.h> itself pulls in RCU, and with it the kernel's idea of CPUs
 * and preemption, which is not ours. Its types and the functions that do the
 * balancing are all that is needed here; insertion is written once, below, for
 * trees keyed by a number whose first element is asked for far more often than
 * any other.
 */
#ifndef HV_LIB_RB_ORDER_H
#define HV_LIB_RB_ORDER_H

#include <linux/rbtree_types.h>
#include <linux/container_of.h>
#include "lib/types.h"

void rb_insert_color(struct rb_node *node, struct rb_root *root);
void rb_erase(struct rb_node *node, struct rb_root *root);
struct rb_node *rb_next(const struct rb_node *node);

/* Behind all elements of the same key: equals are first come, first served. */
#define rb_order_insert(tree, item, type, member, key)				\
	do {									\
		struct rb_root_cached *__t = (tree);				\
		type *__i = (item);						\
		struct rb_node **__link = &__t->rb_root.rb_node;		\
		struct rb_node *__parent = NULL;				\
		bool __first = true;						\
										\
		while (*__link) {						\
			__parent = *__link;					\
			if (__i->key < container_of(__parent, type, member)->key) { \
				__link = &__parent->rb_left;			\
			} else {						\
				__link = &__parent->rb_right;			\
				__first = false;				\
			}							\
		}								\
		__i->member.__rb_parent_color = (unsigned long)__parent;	\
		__i->member.rb_left = NULL;					\
		__i->member.rb_right = NULL;					\
		*__link = &__i->member;						\
		if (__first)							\
			__t->rb_leftmost = &__i->member;			\
		rb_insert_color(&__i->member, &__t->rb_root);			\
	} while (0)

static inline void rb_order_remove(struct rb_root_cached *tree, struct rb_node *node)
{
	if (tree->rb_leftmost == node)
		tree->rb_leftmost = rb_next(node);
	rb_erase(node, &tree->rb_root);
}

#define rb_order_first(tree, type, member)					\
	({ struct rb_node *__n = (tree)->rb_leftmost;				\
	   __n ? container_of(__n, type, member) : NULL; })

#define rb_order_next(item, type, member)					\
	({ struct rb_node *__n = rb_next(&(item)->member);			\
	   __n ? container_of(__n, type, member) : NULL; })

#endif

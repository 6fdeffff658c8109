/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stands before the kernel's linux/rcupdate.h: there is no RCU here, but the
 * kernel's list and tree headers have lock-free variants in terms of it. What
 * they need is publication order and marked loads.
 */
#ifndef HV_GLUE_LINUX_RCUPDATE_H
#define HV_GLUE_LINUX_RCUPDATE_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <asm/barrier.h>

/* pairs with the address dependency of rcu_dereference() */
#define rcu_assign_pointer(p, v)	smp_store_release(&(p), (v))
#define rcu_dereference(p)		READ_ONCE(p)
#define rcu_dereference_raw(p)		READ_ONCE(p)
#define rcu_dereference_check(p, ...)	READ_ONCE(p)
#define RCU_INIT_POINTER(p, v)		WRITE_ONCE(p, v)

#endif

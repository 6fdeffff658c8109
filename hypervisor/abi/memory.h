/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of memory_op, one function for each sub-operation; arguments are guest addresses. */
#ifndef HV_ABI_MEMORY_H
#define HV_ABI_MEMORY_H

#include "core/domain.h"

long memory_continue(unsigned int cmd, u64 start, unsigned long gva);

long mem_reservation(unsigned int cmd, u64 start, unsigned long gva);
long mem_exchange(unsigned long gva);

long mem_maximum_ram_page(void);
long mem_domain_query(unsigned int cmd, unsigned long gva);
long mem_machphys_list(unsigned long gva);
long mem_machphys_mapping(unsigned long gva);
long mem_memory_map(unsigned long gva);
long mem_machine_map(unsigned long gva);
long mem_set_memory_map(unsigned long gva);
long mem_claim(unsigned long gva);
long mem_vnuma(unsigned long gva);

long mem_acquire_resource(unsigned long gva);
long mem_add_to_physmap(unsigned long gva);
long mem_add_to_physmap_batch(unsigned long gva, u64 start);
long mem_remove_from_physmap(unsigned long gva);

/*
 * The domain that a memory sub-operation names, with a reference: DOMID_SELF for
 * everybody, any other for the privileged. -EPERM, -ESRCH.
 */
int __must_check memory_target(u16 domid, struct domain **out);

/* Drop the owner's allocation reference of one frame; -EINVAL if it is not @d's. */
int __must_check memory_give_back(struct domain *d, mfn_t mfn);

/* Largest extent a caller may ask for, as an order. */
unsigned int memory_max_order(const struct domain *caller);

#endif

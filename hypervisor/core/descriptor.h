/* SPDX-License-Identifier: GPL-2.0-only */
/* A guest's descriptor tables: its GDT frames, its LDT, single descriptors. */
#ifndef HV_CORE_DESCRIPTOR_H
#define HV_CORE_DESCRIPTOR_H

#include "core/vcpu.h"

void descriptor_init_vcpu(struct vcpu *v);

/**
 * gdt_set() - replace the guest part of @v's GDT
 * @frames: machine frame numbers, (@entries + 511) / 512 of them
 *
 * State: each frame becomes or stays TYPE_SEGDESC and is held; the old ones are let go.
 * Context: @v is current, or does not run. ABI: __HYPERVISOR_set_gdt.
 * Errors: -EINVAL a frame is not its own or holds a descriptor that may not be.
 */
int gdt_set(struct vcpu *v, const u64 *frames, unsigned int entries);

/*
 * ldt_set() - use an LDT at a linear address of @v, page aligned; 0 entries: none
 * Its pages are looked up when the CPU first touches them. ABI: MMUEXT_SET_LDT. -EINVAL
 */
int ldt_set(struct vcpu *v, unsigned long gva, unsigned int entries);

/* The CPU touched @va in the LDT window of current: true if the page is there now. */
bool ldt_fault(unsigned long va);

/* Let go of the LDT pages mapped so far (they come back on demand). True if there were any. */
bool ldt_drop_pages(struct vcpu *v);

/* Store one descriptor in a frame of @d. ABI: __HYPERVISOR_update_descriptor. -EINVAL */
int descriptor_update(struct domain *d, u64 maddr, u64 desc);

#endif

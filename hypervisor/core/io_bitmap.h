/* SPDX-License-Identifier: GPL-2.0-only */
/* I/O ports that a guest reaches without a trap: the TSS bitmap. */
#ifndef HV_CORE_IO_BITMAP_H
#define HV_CORE_IO_BITMAP_H

#include "core/vcpu.h"

/* tss.io_bitmap values for kernel mode and user mode, as @v's IOPL has it */
void io_bitmap_modes(const struct vcpu *v, u16 modes[2]);

/* This CPU's bitmap is to say what @v's domain may use. Interrupts off. */
void io_bitmap_load(const struct vcpu *v);

/* The domain's ports changed: CPUs that run it reload. No lock held. */
void io_bitmap_changed(struct domain *d);

#endif

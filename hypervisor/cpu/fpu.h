/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Floating-point and vector registers of guests.
 *
 * The registers always hold the running vCPU's state; the hypervisor itself
 * never uses them. Switching is eager: save and restore at every switch of
 * vCPUs, so that no stale state of another guest is ever in a register.
 */
#ifndef HV_CPU_FPU_H
#define HV_CPU_FPU_H

#include "lib/types.h"

struct fpu_area {
	u64 xcr0;		/* what the guest has in XCR0; 0: XSETBV never used, x87+SSE */
	u64 xcr0_accum;		/* every feature it ever enabled: what must be switched */
	u64 pad[6];
	u8 image[] __aligned(64);	/* XSAVE or FXSAVE format, fpu_image_bytes */
};

extern u64 fpu_xcr0_host;		/* features that guests may enable; 0 without XSAVE */
extern unsigned int fpu_image_bytes;

/* Bytes to allocate for one area, which must be 64-byte aligned. */
size_t fpu_area_bytes(void);

/* Reset state as after power-on: FCW 0x37f, MXCSR 0x1f80, everything else zero. */
void fpu_init(struct fpu_area *area);

/* x87 and SSE from an image of 512 bytes that fpu_check_image() likes; not loaded. */
void fpu_set_legacy(struct fpu_area *area, const void *image);

/* Interrupts off or the CPU otherwise kept from switching vCPUs in between. */
void fpu_save(struct fpu_area *area);
void fpu_restore(const struct fpu_area *area);

/* The guest's XSETBV on the running vCPU: 0 or -EINVAL (give it a #GP). */
int fpu_set_xcr0(struct fpu_area *area, u64 xcr0);

/* An image from outside (domain restore): header and MXCSR must not fault. 0 / -EINVAL */
int fpu_check_image(const void *image, size_t bytes, u64 xcr0_accum);

/* CR0.TS as the running guest sees it; the register is written only on change. */
void fpu_set_ts(bool ts);

/* Size of the XSAVE image for a feature set (CPUID leaf 0xd EBX for guests) */
unsigned int fpu_image_bytes_for(u64 xcr0);

void fpu_init_bsp(void);
void fpu_init_ap(void);

#endif

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Saving and restoring FPU state.
 *
 * With XSAVE the image has a header that says which parts are valid; XSAVEOPT
 * writes only what changed since the XRSTOR from the same place. Which parts
 * are switched is xcr0_accum, everything the guest ever enabled: a guest that
 * clears a bit of XCR0 finds the registers unchanged when it sets it again. If
 * the guest's XCR0 is smaller than that, XCR0 is widened around the operation.
 * XCR0 and CR0.TS are cached per CPU because writing them is slow.
 *
 * On AMD processors without the fix, restoring an image without a pending x87
 * exception leaves the last instruction pointers of the previous owner in
 * place; they are overwritten with a harmless instruction of ours first.
 *
 * Offered to guests: x87, SSE, AVX, AVX-512. Deliberately absent: MPX, PKRU
 * (PV page tables have no use for it), AMX, supervisor states, compacted form.
 */
#include "cpu/fpu.h"
#include "cpu/features.h"
#include "cpu/insn.h"
#include "cpu/pcpu.h"
#include "cpu/printk.h"

#include <uapi/asm/processor-flags.h>

#define XF_FP		1ULL
#define XF_SSE		2ULL
#define XF_YMM		4ULL
#define XF_AVX512	0xe0ULL
#define XF_OFFERED	(XF_FP | XF_SSE | XF_YMM | XF_AVX512)

#define FXSAVE_BYTES	512
#define XSAVE_HDR	512		/* offset of the header in the image */
#define XSAVE_MIN	576
#define FCW_RESET	0x037f
#define MXCSR_RESET	0x1f80
#define MXCSR_OFFSET	24
#define FSW_ES		0x80

u64 fpu_xcr0_host;
unsigned int fpu_image_bytes = FXSAVE_BYTES;

static u64 xcr0_now[HV_NR_CPUS];
static bool ts_now[HV_NR_CPUS];
static bool use_xsave, use_xsaveopt, leaky_pointers;
static u32 mxcsr_mask;			/* bits that may be set */

size_t fpu_area_bytes(void)
{
	return sizeof(struct fpu_area) + fpu_image_bytes;
}

void fpu_init(struct fpu_area *area)
{
	__builtin_memset(area, 0, fpu_area_bytes());
	area->xcr0 = use_xsave ? XF_FP : 0;
	area->xcr0_accum = use_xsave ? XF_FP | XF_SSE : 0;
	*(u16 *)area->image = FCW_RESET;
	*(u32 *)(area->image + MXCSR_OFFSET) = MXCSR_RESET;
	/* XSTATE_BV: what is not marked is reset by XRSTOR, except MXCSR. */
	if (use_xsave)
		*(u64 *)(area->image + XSAVE_HDR) = XF_FP | XF_SSE;
}

void fpu_set_legacy(struct fpu_area *area, const void *image)
{
	/* not the mask of MXCSR, and not what is software's at the end */
	__builtin_memcpy(area->image, image, FXSAVE_BYTES - 48);
	*(u32 *)(area->image + MXCSR_OFFSET + 4) = 0;
	if (use_xsave)
		*(u64 *)(area->image + XSAVE_HDR) |= XF_FP | XF_SSE;
}

static void load_xcr0(u64 v)
{
	u64 *now = &this_var(xcr0_now);

	if (*now == v)
		return;
	*now = v;
	xcr_write(0, v);
}

void fpu_set_ts(bool ts)
{
	bool *now = &this_var(ts_now);
	unsigned long cr0;

	if (*now == ts)
		return;
	*now = ts;
	if (!ts) {
		cpu_clts();
		return;
	}
	cr0 = cr0_read();
	cr0_write(cr0 | X86_CR0_TS);
}

void fpu_save(struct fpu_area *area)
{
	u32 lo = area->xcr0_accum, hi = area->xcr0_accum >> 32;

	fpu_set_ts(false);
	if (!use_xsave) {
		asm volatile("fxsaveq %0" : "=m" (*(u8 (*)[FXSAVE_BYTES])area->image)
			     : : "memory");
		return;
	}
	load_xcr0(area->xcr0_accum);
	if (use_xsaveopt)
		asm volatile("xsaveopt64 (%0)" : : "r" (area->image), "a" (lo), "d" (hi)
			     : "memory");
	else
		asm volatile("xsave64 (%0)" : : "r" (area->image), "a" (lo), "d" (hi)
			     : "memory");
}

/* A load of a constant of ours makes FIP, FDP and FOP ours. */
static void forget_pointers(u16 fsw)
{
	static const u32 zero;

	if (fsw & FSW_ES)
		asm volatile("fnclex" : : : "memory");
	asm volatile("emms; fildl %0; fninit" : : "m" (zero));
}

void fpu_restore(const struct fpu_area *area)
{
	u32 lo = area->xcr0_accum, hi = area->xcr0_accum >> 32;
	u16 fsw = *(const u16 *)(area->image + 2);

	fpu_set_ts(false);
	if (leaky_pointers && !(fsw & FSW_ES)) {
		u16 sw;

		asm volatile("fnstsw %0" : "=m" (sw));
		forget_pointers(sw);
	}
	if (!use_xsave) {
		asm volatile("fxrstorq %0" : : "m" (*(const u8 (*)[FXSAVE_BYTES])area->image)
			     : "memory");
		return;
	}
	load_xcr0(area->xcr0_accum);
	asm volatile("xrstor64 (%0)" : : "r" (area->image), "a" (lo), "d" (hi) : "memory");
	load_xcr0(area->xcr0);
}

static bool xcr0_valid(u64 v)
{
	if (!(v & XF_FP) || (v & ~fpu_xcr0_host))
		return false;
	if ((v & XF_YMM) && !(v & XF_SSE))
		return false;
	if ((v & XF_AVX512) && ((v & XF_AVX512) != XF_AVX512 || !(v & XF_YMM)))
		return false;
	return true;
}

int fpu_set_xcr0(struct fpu_area *area, u64 xcr0)
{
	u64 fresh;

	if (!use_xsave || !xcr0_valid(xcr0))
		return -EINVAL;
	fresh = xcr0 & ~area->xcr0_accum;
	area->xcr0 = xcr0;
	area->xcr0_accum |= xcr0;
	if (fresh) {
		/* Parts used for the first time: whatever another guest left must go. */
		static const u8 reset_image[XSAVE_MIN + 64] __aligned(64);
		bool ts = this_var(ts_now);

		fpu_set_ts(false);		/* the guest's own would fault here */
		load_xcr0(area->xcr0_accum);
		asm volatile("xrstor64 (%0)" : : "r" (reset_image), "a" ((u32)fresh & ~3U),
			     "d" ((u32)(fresh >> 32)) : "memory");
		fpu_set_ts(ts);
	}
	load_xcr0(xcr0);
	return 0;
}

int fpu_check_image(const void *image, size_t bytes, u64 xcr0_accum)
{
	const u64 *hdr = image + XSAVE_HDR;
	unsigned int i;

	if (bytes < FXSAVE_BYTES)
		return -EINVAL;
	if (*(const u32 *)(image + MXCSR_OFFSET) & ~mxcsr_mask)
		return -EINVAL;
	/* A legacy image has no header; it replaces the first part of one of ours. */
	if (!use_xsave || (bytes == FXSAVE_BYTES && !xcr0_accum))
		return 0;
	if (bytes < XSAVE_MIN || !xcr0_valid(xcr0_accum) || bytes > fpu_image_bytes)
		return -EINVAL;
	if (hdr[0] & ~xcr0_accum)
		return -EINVAL;
	for (i = 1; i < 8; i++)
		if (hdr[i])
			return -EINVAL;
	return 0;
}

unsigned int fpu_image_bytes_for(u64 xcr0)
{
	unsigned int i, bytes = XSAVE_MIN;

	for (i = 2; use_xsave && i < 63; i++) {
		struct cpuid_regs_hv r;

		if (!(xcr0 >> i & 1))
			continue;
		r = cpuid_leaf(0xd, i);
		if (r.ebx + r.eax > bytes)
			bytes = r.ebx + r.eax;
	}
	return bytes;
}

static void init_cpu(void)
{
	this_var(ts_now) = true;	/* unknown: make the next call write */
	fpu_set_ts(false);
	if (use_xsave) {
		this_var(xcr0_now) = 0;
		load_xcr0(fpu_xcr0_host);
	}
	asm volatile("fninit");
}

/* While CR0.TS is clear: a guest may have set it when the mask is wanted. */
static void read_mxcsr_mask(void)
{
	static u8 fx[FXSAVE_BYTES] __aligned(16);	/* stacks are aligned to 8 */

	asm volatile("fxsaveq %0" : "=m" (fx) : : "memory");
	mxcsr_mask = *(u32 *)(fx + 28) ?: 0xffbf;
}

void fpu_init_bsp(void)
{
	struct cpuid_regs_hv r;

	if (cpu_has(X86_FEATURE_XSAVE) && host_cpu.max_leaf >= 0xd) {
		r = cpuid_leaf(0xd, 0);
		fpu_xcr0_host = (r.eax | (u64)r.edx << 32) & XF_OFFERED;
		if ((fpu_xcr0_host & XF_AVX512) != XF_AVX512 || !(fpu_xcr0_host & XF_YMM))
			fpu_xcr0_host &= ~XF_AVX512;
		use_xsave = (fpu_xcr0_host & (XF_FP | XF_SSE)) == (XF_FP | XF_SSE);
	}
	if (use_xsave) {
		use_xsaveopt = cpu_has(X86_FEATURE_XSAVEOPT);
		fpu_image_bytes = fpu_image_bytes_for(fpu_xcr0_host);
	} else {
		fpu_xcr0_host = 0;
	}
	leaky_pointers = host_cpu.vendor == CPU_VENDOR_AMD && !cpu_has(X86_FEATURE_XSAVEERPTR);
	init_cpu();
	read_mxcsr_mask();
	printk(LOG_INFO "FPU: %s, features %#llx, %u bytes\n",
	       use_xsaveopt ? "XSAVEOPT" : use_xsave ? "XSAVE" : "FXSAVE",
	       (unsigned long long)fpu_xcr0_host, fpu_image_bytes);
}

void fpu_init_ap(void)
{
	init_cpu();
}

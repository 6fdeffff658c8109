// SPDX-License-Identifier: GPL-2.0-only
/*
 * The frames of the first CPU's per-CPU area, and the stack canary.
 *
 * Other CPUs' areas are allocated when they are found; the first one needs its
 * stack before there is an allocator. start.S maps these frames in the order
 * in which cpu/layout.h lists the pages that exist: two each for the NMI, #DF,
 * #MC and #DB stacks, four for the main stack, three for the I/O bitmap, and
 * one each for IDT and GDT.
 *
 * The canary is one value for the whole image: the hypervisor's stacks are per
 * CPU, not per vCPU, and %gs belongs to the guest. It is set once, before any
 * function with a canary is active that will return.
 */
#include <linux/linkage.h>
#include "cpu/image.h"

u8 bsp_area_pages[17][HV_PAGE_SIZE] __aligned(HV_PAGE_SIZE) __section(".bss..page_aligned");

unsigned long __stack_chk_guard = 0x0ab5d3f1c7e90a00;

void __noreturn __stack_chk_fail(void)
{
	panic("stack overflow: canary of the caller of %ps is broken",
	      __builtin_return_address(0));
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The page of call stubs that older kernels ask for.
 *
 * A kernel calls stub n at page + 32 * n. The stub keeps %rcx and %r11, which
 * SYSCALL destroys, on the guest's stack, loads the number and executes SYSCALL.
 * The stub of iret is jumped to with a frame on the stack and does not come
 * back: it pushes the three registers that the frame of the iret hypercall
 * starts with. Unused space is int3.
 */
#include "abi/hypercall_page.h"
#include "lib/types.h"
#include <linux/string.h>
#include <xen/interface/xen.h>

#define STUB_BYTES	32
#define NR_STUBS	(HV_PAGE_SIZE / STUB_BYTES)

void hypercall_page_fill(void *page)
{
	static const u8 call[] = {
		0x51,				/* push %rcx */
		0x41, 0x53,			/* push %r11 */
		0xb8, 0, 0, 0, 0,		/* mov $n, %eax */
		0x0f, 0x05,			/* syscall */
		0x41, 0x5b,			/* pop %r11 */
		0x59,				/* pop %rcx */
		0xc3,				/* ret */
	};
	static const u8 iret[] = {
		0x51,				/* push %rcx */
		0x41, 0x53,			/* push %r11 */
		0x50,				/* push %rax */
		0xb8, __HYPERVISOR_iret, 0, 0, 0,
		0x0f, 0x05,
	};

	memset(page, 0xcc, HV_PAGE_SIZE);
	for (unsigned int n = 0; n < NR_STUBS; n++) {
		u8 *stub = (u8 *)page + n * STUB_BYTES;

		memcpy(stub, call, sizeof(call));
		stub[4] = n;
		if (n == __HYPERVISOR_iret)
			memcpy(stub, iret, sizeof(iret));
	}
}

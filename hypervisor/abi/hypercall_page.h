/* SPDX-License-Identifier: GPL-2.0-only */
/* The page of call stubs that older kernels ask for. */
#ifndef HV_ABI_HYPERCALL_PAGE_H
#define HV_ABI_HYPERCALL_PAGE_H

/* Fill a page with 128 stubs of 32 bytes; stub number n makes hypercall n. */
void hypercall_page_fill(void *page);

#endif

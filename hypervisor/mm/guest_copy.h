/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The only code that dereferences a guest's pointers.
 *
 * Every access is checked to lie outside the hypervisor's range and inside canonical
 * addresses, is done with SMAP open just around it, and survives a fault
 * (exception table). A caller copies once and judges the copy.
 *
 * All return 0 or -EFAULT. Sizes in bytes. Context: the guest's address space
 * is loaded in kernel mode; interrupts on; may not be called with a spinlock
 * of class LOCK_SCHED or inner held.
 */
#ifndef HV_MM_GUEST_COPY_H
#define HV_MM_GUEST_COPY_H

#include "lib/types.h"
#include "cpu/layout.h"

/* Sizes that the compiler knows to be one, two, three or eight words have copies of their own. */
int __must_check guest_read_bytes(void *dst, unsigned long gva, size_t bytes);
int __must_check guest_read_1(void *dst, unsigned long gva);
int __must_check guest_read_2(void *dst, unsigned long gva);
int __must_check guest_read_3(void *dst, unsigned long gva);
int __must_check guest_read_8(void *dst, unsigned long gva);
int __must_check guest_write_bytes(unsigned long gva, const void *src, size_t bytes);
int __must_check guest_write_1(unsigned long gva, const void *src);

static __always_inline int __must_check guest_read(void *dst, unsigned long gva, size_t bytes)
{
	if (__builtin_constant_p(bytes) && bytes == 8)
		return guest_read_1(dst, gva);
	if (__builtin_constant_p(bytes) && bytes == 16)
		return guest_read_2(dst, gva);
	if (__builtin_constant_p(bytes) && bytes == 24)
		return guest_read_3(dst, gva);
	if (__builtin_constant_p(bytes) && bytes == 64)
		return guest_read_8(dst, gva);
	return guest_read_bytes(dst, gva, bytes);
}

static __always_inline int __must_check guest_write(unsigned long gva, const void *src,
						    size_t bytes)
{
	if (__builtin_constant_p(bytes) && bytes == 8)
		return guest_write_1(gva, src);
	return guest_write_bytes(gva, src, bytes);
}

int __must_check guest_clear(unsigned long gva, size_t bytes);
int __must_check guest_read_string(char *dst, unsigned long gva, size_t size); /* NUL ensured */

#define GUEST_LOWER_END	_AC(0x0000800000000000, UL)

/* Canonical, and none of it the hypervisor's? */
static inline bool guest_range_ok(unsigned long gva, size_t bytes)
{
	unsigned long end = gva + bytes;

	if (unlikely(end < gva))
		return end == 0 && gva >= HV_VIRT_END;	/* up to the very last byte */
	return gva >= HV_VIRT_END || end <= GUEST_LOWER_END;
}

/* typed forms for ABI structs; @p is a GUEST_HANDLE (plain pointer in our headers) */
#define copy_from_guest(dst, gptr)	copy_from_guest_at(dst, gptr, 0)
#define copy_to_guest(gptr, src)	copy_to_guest_at(gptr, 0, src)
#define copy_from_guest_at(dst, gptr, i) ({					\
	__typeof__(dst) _dst = (dst);						\
	guest_read(_dst, (unsigned long)(gptr) + (i) * sizeof(*_dst), sizeof(*_dst)); })
#define copy_to_guest_at(gptr, i, src) ({					\
	__typeof__(src) _src = (src);						\
	guest_write((unsigned long)(gptr) + (i) * sizeof(*_src), _src, sizeof(*_src)); })

/* Fetch instruction bytes; stops at a page that is not there: number read, 0..bytes */
unsigned int guest_fetch(void *dst, unsigned long rip, unsigned int bytes);

#endif

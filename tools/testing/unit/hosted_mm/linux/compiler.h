/* SPDX-License-Identifier: GPL-2.0-only */
/* What hypervisor sources use of the kernel's compiler header, for hosted programs. */
#ifndef HOSTED_LINUX_COMPILER_H
#define HOSTED_LINUX_COMPILER_H

#include <assert.h>

#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)
#define READ_ONCE(x)	(*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))

#define __must_check	__attribute__((__warn_unused_result__))
#define __printf(a, b)	__attribute__((__format__(printf, a, b)))
#define __noreturn	__attribute__((__noreturn__))
#define __used		__attribute__((__used__))
#define __packed	__attribute__((__packed__))
#define __section(s)	__attribute__((__section__(s)))
#define __aligned(n)	__attribute__((__aligned__(n)))
#define __init
#define __acquires(x)
#define __releases(x)
#define __acquire(x)	((void)0)
#define __release(x)	((void)0)
#define fallthrough	__attribute__((__fallthrough__))

#endif

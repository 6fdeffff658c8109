/* SPDX-License-Identifier: GPL-2.0-only */
/* Arithmetic helpers of the kernel's, for hosted programs. */
#ifndef HOSTED_LINUX_KERNEL_H
#define HOSTED_LINUX_KERNEL_H

#define min(a, b)		({ __auto_type a_ = (a); __auto_type b_ = (b); a_ < b_ ? a_ : b_; })
#define max(a, b)		({ __auto_type a_ = (a); __auto_type b_ = (b); a_ > b_ ? a_ : b_; })
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define ALIGN(x, a)		(((x) + (a) - 1) & ~((__typeof__(x))(a) - 1))
#define DIV_ROUND_UP(n, d)	(((n) + (d) - 1) / (d))

#endif

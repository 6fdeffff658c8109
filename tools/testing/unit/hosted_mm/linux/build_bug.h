/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOSTED_LINUX_BUILD_BUG_H
#define HOSTED_LINUX_BUILD_BUG_H

#define BUILD_BUG_ON(cond)	static_assert(!(cond))

#endif

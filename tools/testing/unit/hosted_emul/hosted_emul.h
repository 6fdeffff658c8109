/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What surrounds the pure parts of emulation when they are compiled as a program:
 * the kernel's tools/include, and the few words that it lacks.
 */
#ifndef HOSTED_EMUL_H
#define HOSTED_EMUL_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/kernel.h>

#ifndef __must_check
#define __must_check	__attribute__((__warn_unused_result__))
#endif

#endif

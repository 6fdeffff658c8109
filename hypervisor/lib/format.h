/* SPDX-License-Identifier: GPL-2.0-only */
/* Formatting into a buffer; the functions are declared by linux/sprintf.h. */
#ifndef HV_LIB_FORMAT_H
#define HV_LIB_FORMAT_H

#include <linux/stdarg.h>
#include <linux/types.h>
#include <linux/sprintf.h>

/*
 * Writes the name of the code at @va for %ps and %pS; NULL: plain numbers.
 * Set once at boot by cpu/symbols.c.
 */
extern void (*format_symbol)(unsigned long va, char *buf, size_t size);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* What drivers/tty/hvc/hvc_xen.c offers to the port and to early printk. */
#ifndef _XEN_HVC_CONSOLE_H
#define _XEN_HVC_CONSOLE_H

#include <linux/compiler_attributes.h>

extern struct console xenboot_console;

#ifdef CONFIG_HVC_XEN
void xen_raw_console_write(const char *text);
__printf(1, 2) void xen_raw_printk(const char *format, ...);
void xen_console_resume(void);
#else
static inline void xen_raw_console_write(const char *text) { }
static inline __printf(1, 2) void xen_raw_printk(const char *format, ...) { }
static inline void xen_console_resume(void) { }
#endif

#endif /* _XEN_HVC_CONSOLE_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Saying things: log lines, refusals, assertions and the end of the world.
 *
 * printk() goes to the console ring (read back by XEN_SYSCTL_readconsole) and,
 * if its level passes loglvl=, to the console. Lines about a guest pass
 * guest_loglvl= and are rate limited.
 */
#ifndef HV_CPU_PRINTK_H
#define HV_CPU_PRINTK_H

#include <linux/stdarg.h>
#include "lib/types.h"

struct cpu_regs;

#define LOG_ERR		"<0>"
#define LOG_WARN	"<1>"
#define LOG_INFO	"<2>"
#define LOG_DEBUG	"<3>"
#define LOG_GUEST	"<G>"	/* followed by one of the above */

__printf(1, 2) void printk(const char *fmt, ...);
__printf(1, 0) void vprintk(const char *fmt, va_list args);

/* Last words: stops all CPUs, prints registers, stack and trace, then reboots or halts. */
__printf(1, 2) void __noreturn panic(const char *fmt, ...);
void __noreturn bug_at(const char *file, int line, const char *what);
void show_registers(const struct cpu_regs *regs);
void show_backtrace(unsigned long rip, unsigned long rbp, unsigned long rsp);

/* "name+0x12/0x40" of a hypervisor text address, kallsyms-like table linked in. */
void symbol_name(unsigned long rip, char *buf, size_t size);

/* kernel headers bring their own */
#undef BUG
#undef BUG_ON

#define BUG()		bug_at(__FILE__, __LINE__, "BUG")
#define BUG_ON(cond)	do { if (unlikely(cond)) bug_at(__FILE__, __LINE__, #cond); } while (0)

#ifdef CONFIG_HV_DEBUG
#define ASSERT(cond)	BUG_ON(!(cond))
#else
#define ASSERT(cond)	((void)(0 && (cond)))
#endif

/*
 * refuse() - a guest's request is turned down: debug builds say why
 * Evaluates to @err. Never on a path that succeeds.
 */
#ifdef CONFIG_HV_DEBUG
__printf(3, 4) void refuse_say(const char *func, int err, const char *fmt, ...);
#define refuse(err, fmt, ...)						\
	({ int __e = (err); refuse_say(__func__, __e, fmt, ##__VA_ARGS__); __e; })
#else
#define refuse(err, fmt, ...)						\
	({ if (0) printk(fmt, ##__VA_ARGS__); (err); })
#endif

#endif

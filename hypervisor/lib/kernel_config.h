/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Corrections to the kernel configuration for code that is not the kernel.
 *
 * The kernel's generated configuration is included first, because its headers
 * cannot be read without one. Options that make those headers call into the
 * running kernel (paravirtual hooks, tracing, run-time patching, sanitizers,
 * debugging of its own locks) are taken back here, so that what is left of a
 * header is the definitions and the pure inline code.
 */
#ifndef HV_LIB_KERNEL_CONFIG_H
#define HV_LIB_KERNEL_CONFIG_H

#undef CONFIG_PARAVIRT
#undef CONFIG_PARAVIRT_XXL
#undef CONFIG_PARAVIRT_SPINLOCKS
#undef CONFIG_PARAVIRT_CLOCK
#undef CONFIG_XEN
#undef CONFIG_XEN_PV
#undef CONFIG_XEN_DOM0
#undef CONFIG_JUMP_LABEL
#undef CONFIG_TRACEPOINTS
#undef CONFIG_TRACE_IRQFLAGS
#undef CONFIG_KASAN
#undef CONFIG_KASAN_GENERIC
#undef CONFIG_KMSAN
#undef CONFIG_KCSAN
#undef CONFIG_UBSAN
#undef CONFIG_FORTIFY_SOURCE
#undef CONFIG_DEBUG_LIST
#undef CONFIG_LIST_HARDENED
#undef CONFIG_BUG_ON_DATA_CORRUPTION
#undef CONFIG_DEBUG_ATOMIC_SLEEP
#undef CONFIG_PROVE_LOCKING
#undef CONFIG_LOCKDEP
#undef CONFIG_DEBUG_BUGVERBOSE
#undef CONFIG_MITIGATION_RETPOLINE
#undef CONFIG_MITIGATION_SLS
#undef CONFIG_MITIGATION_RETHUNK
#undef CONFIG_X86_KERNEL_IBT
#undef CONFIG_CFI_CLANG
#undef CONFIG_MODULES
#undef CONFIG_MODVERSIONS

/* EXPORT_SYMBOL() of library sources has no reader here. */
#define __DISABLE_EXPORTS

#endif

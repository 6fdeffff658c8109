/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Base types: boxed frame numbers and the arithmetic every layer shares.
 *
 * A machine frame number (mfn_t) counts 4 KiB frames of the real machine. A
 * pseudo-physical frame number (pfn_t) counts frames of one guest's own view.
 * A PV guest knows both, and mixing them up is the classic way to corrupt
 * somebody else's memory, so both are one-member structs in every build: the
 * compiler refuses the mix. maddr is always a machine byte address (u64).
 */
#ifndef HV_LIB_TYPES_H
#define HV_LIB_TYPES_H

#ifndef __ASSEMBLY__
#include <linux/types.h>
#include <linux/stddef.h>
#include <linux/compiler.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#endif

/*
 * The kernel's asm/page.h is deliberately not used: its __va/__pa are about
 * the kernel's own address space.
 */
#define HV_PAGE_SHIFT	12
#define HV_PAGE_SIZE	4096
#define HV_PAGE_MASK	(~4095UL)

#ifndef __ASSEMBLY__

/* hypercall preempted: run it again; never seen by a guest */
#define HV_ERESTART	85

typedef struct { u64 v; } mfn_t;
typedef struct { u64 v; } pfn_t;

#define INVALID_MFN_VAL	(~0UL)
#define INVALID_MFN	((mfn_t){ INVALID_MFN_VAL })
#define INVALID_PFN	((pfn_t){ INVALID_MFN_VAL })

static inline mfn_t _mfn(u64 n) { return (mfn_t){ n }; }
static inline u64 mfn_x(mfn_t m) { return m.v; }
static inline pfn_t _pfn(u64 n) { return (pfn_t){ n }; }
static inline u64 pfn_x(pfn_t p) { return p.v; }
static inline bool mfn_eq(mfn_t a, mfn_t b) { return a.v == b.v; }
static inline mfn_t mfn_add(mfn_t m, u64 n) { return _mfn(m.v + n); }
static inline mfn_t maddr_to_mfn(u64 maddr) { return _mfn(maddr >> HV_PAGE_SHIFT); }
static inline u64 mfn_to_maddr(mfn_t m) { return m.v << HV_PAGE_SHIFT; }

#endif /* !__ASSEMBLY__ */
#endif

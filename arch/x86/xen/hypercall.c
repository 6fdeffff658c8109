// SPDX-License-Identifier: GPL-2.0-only
/*
 * The one call through which all hypercalls go.
 *
 * asm/xen/hypercall.h makes every hypercall a call of the static call
 * "xen_hypercall".  There is one kind of guest here, so there is one target,
 * and it is there from the beginning: nothing has to be patched before the
 * first hypercall can be made, and no instruction of the kernel has to be
 * rewritten (and serialised by an IRET) while there is no trap table yet.
 *
 * On bare metal nobody comes here: every caller asks xen_domain() first.
 */
#include <linux/static_call.h>

#include <asm/xen/hypercall.h>

#include "pv_entry.h"

DEFINE_STATIC_CALL(xen_hypercall, xen_hypercall_pv);
EXPORT_STATIC_CALL_TRAMP(xen_hypercall);

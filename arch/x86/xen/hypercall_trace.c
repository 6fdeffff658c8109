// SPDX-License-Identifier: GPL-2.0-only
/*
 * Home of the Xen trace points.
 *
 * The events are mainline's (trace/events/xen.h).  They print hypercalls by
 * name; the list of names is generated from the ABI headers by the build.
 */
#include <linux/ftrace.h>

#include <xen/interface/xen-mca.h>
#include <xen/interface/xen.h>

static const char * const hypercall_names[] = {
#define HYPERCALL(name) \
	[__HYPERVISOR_##name] = "(" #name ")",
#include <asm/xen-hypercalls.h>
#undef HYPERCALL
};

/* Called by the formats of the events below. */
static const char *xen_hypercall_name(unsigned int op)
{
	const char *name = NULL;

	if (op < ARRAY_SIZE(hypercall_names))
		name = hypercall_names[op];
	return name ?: "";
}

#define CREATE_TRACE_POINTS
#include <trace/events/xen.h>

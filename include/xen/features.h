/* SPDX-License-Identifier: GPL-2.0-only */
/* What the hypervisor can do: one byte per XENFEAT_* bit, read once at boot. */
#ifndef _XEN_FEATURES_H
#define _XEN_FEATURES_H

#include <linux/types.h>
#include <xen/interface/features.h>

extern u8 xen_features[32 * XENFEAT_NR_SUBMAPS];

/* Ask the hypervisor; at boot and after every resume. */
void xen_setup_features(void);

/* Is the hypervisor's version at least @major.@minor? */
bool xen_running_on_version_or_later(unsigned int major, unsigned int minor);

static inline int xen_feature(int flag)
{
	return xen_features[flag];
}

#endif /* _XEN_FEATURES_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/* Log-dirty mode of a domain: its vCPUs run on translation caches that notice writes. */
#ifndef HV_CORE_LOG_DIRTY_MODE_H
#define HV_CORE_LOG_DIRTY_MODE_H

#include "core/vcpu.h"

/*
 * From now on every page that is written has its bit set; all clean at first. Context:
 * LOCK_DOMCTL, not current's domain. Errors: -EINVAL on already, -ENOMEM.
 */
int log_dirty_enable(struct domain *d);

/* Back to the guest's own tables; the log is gone. Nothing to do: 0. */
void log_dirty_disable(struct domain *d);

/* Mark what the hypervisor, or a peer through a mapping, may write at any moment. */
void log_dirty_standing(struct domain *d);

/* Of a vCPU that never runs again, and of a domain that has no frames any more */
void log_dirty_free_vcpu(struct vcpu *v);
void log_dirty_free_domain(struct domain *d);

#endif

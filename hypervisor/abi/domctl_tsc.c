// SPDX-License-Identifier: GPL-2.0-only
/*
 * domctl settscinfo, gettscinfo: which TSC a domain sees, and what time it has.
 *
 * A saver asks how much time of its own a domain has lived through, the restorer says
 * it again on the other machine; the domain's clock goes on from there, whatever that
 * machine's clock says. The frequency matters only to a domain whose TSC is emulated:
 * it keeps the one that it was started with. Everyone else reads the scale of the
 * machine it is on from its time area.
 *
 * Errors: -EINVAL unknown mode
 */
#include "abi/domctl.h"
#include "core/guest_time.h"

int domctl_settscinfo(struct xen_domctl *op, struct domain *d)
{
	const struct xen_domctl_tsc_info *t = &op->u.tsc_info;
	int err;

	domain_pause(d);
	err = guest_tsc_set_info(d, t->tsc_mode, t->elapsed_nsec, t->gtsc_khz, t->incarnation);
	domain_unpause(d);
	return err;
}

int domctl_gettscinfo(struct xen_domctl *op, struct domain *d)
{
	struct xen_domctl_tsc_info *t = &op->u.tsc_info;

	domain_pause(d);
	guest_tsc_get_info(d, &t->tsc_mode, &t->elapsed_nsec, &t->gtsc_khz, &t->incarnation);
	domain_unpause(d);
	t->pad = 0;
	return 0;
}

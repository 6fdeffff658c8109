/* SPDX-License-Identifier: GPL-2.0-only */
/* May two domains have anything to do with each other? The policy of the machine (xsm=). */
#ifndef HV_CORE_XSM_H
#define HV_CORE_XSM_H

#include "core/domain.h"

/**
 * xsm_may_talk() - may these two share events and grants?
 * Context: any. The answer never changes after boot.
 */
bool xsm_may_talk(const struct domain *a, const struct domain *b);

/* Does the answer depend on who they are? Then a number of nobody is refused. */
bool xsm_must_know(void);

#endif

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The security policy: which pairs of domains may share event channels and grants.
 *
 *	dummy   any two; a domain decides for itself whom it lends memory to
 *	silo    one of the two is the control domain, or both are the same: domUs of
 *	        different owners cannot reach each other except through dom0
 *
 * The rest of the security model does not vary: control operations belong to the
 * control domain, hardware to the hardware domain, and each is checked where the
 * operation begins.
 *
 * Deliberately absent: labels and a policy language (flask). A domain's ssidref is
 * stored and returned, and means nothing.
 */
#include "core/xsm.h"
#include "cpu/printk.h"
#include "lib/param.h"
#include <linux/errno.h>
#include <linux/string.h>

static bool silo = IS_ENABLED(CONFIG_HV_XSM_SILO);

static int xsm_option(const char *value)
{
	if (!strcmp(value, "silo"))
		silo = true;
	else if (!strcmp(value, "dummy"))
		silo = false;
	else
		return -EINVAL;		/* flask among others: named in a warning */
	return 0;
}

custom_param("xsm", xsm_option);

bool xsm_may_talk(const struct domain *a, const struct domain *b)
{
	return !silo || a == b || a->privileged || b->privileged;
}

bool xsm_must_know(void)
{
	return silo;
}

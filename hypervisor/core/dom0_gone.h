/* SPDX-License-Identifier: GPL-2.0-only */
/* What the machine does when dom0 stops. */
#ifndef HV_CORE_DOM0_GONE_H
#define HV_CORE_DOM0_GONE_H

/* Boot, before dom0 runs. */
void dom0_gone_init(void);

#endif

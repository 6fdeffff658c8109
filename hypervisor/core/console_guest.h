/* SPDX-License-Identifier: GPL-2.0-only */
/* The console as a guest sees it: CONSOLEIO_write/read, input switch, VIRQ_CONSOLE. */
#ifndef HV_CORE_CONSOLE_GUEST_H
#define HV_CORE_CONSOLE_GUEST_H

#include "core/domain.h"

long console_guest_write(struct domain *d, unsigned long gva, u32 bytes);
long console_guest_read(struct domain *d, unsigned long gva, u32 bytes);

#endif

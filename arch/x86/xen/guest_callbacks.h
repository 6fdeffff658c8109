/* SPDX-License-Identifier: GPL-2.0-only */
/* The addresses at which the hypervisor calls back. */
#ifndef XEN_GUEST_CALLBACKS_H
#define XEN_GUEST_CALLBACKS_H

#include <linux/init.h>

void __init guest_callbacks_events(void);
void guest_callbacks_syscalls(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* Debug keys, and who gets what is typed on the console. */
#ifndef HV_CPU_KEYHANDLER_H
#define HV_CPU_KEYHANDLER_H

#include "lib/types.h"

/**
 * keyhandler_register() - a function for a debug key
 * @key: printable; a later registration of the same key wins
 * @fn: runs as a soft interrupt, interrupts on, no lock held
 * @what: for the help text; not copied
 */
void keyhandler_register(char key, void (*fn)(char key), const char *what);

/* Also runs at once, from where it is called, even inside an interrupt (e.g. 'R'). */
void keyhandler_register_urgent(char key, void (*fn)(char key), const char *what);

/* Run a key's function, from the console or a hypercall (XEN_SYSCTL_debug_keys). */
void keyhandler_press(char key);

/**
 * keyhandler_console_byte() - a byte arrived on the console (UART interrupt)
 * The escape (conswitch=, CTRL-a) typed three times switches input between
 * the hypervisor and dom0. Hypervisor input: debug keys. Otherwise it goes up
 * through console_input(). Context: interrupts off, no lock held.
 */
void keyhandler_console_byte(char c);

void keyhandler_init(void);

#endif

// SPDX-License-Identifier: GPL-2.0-only
/*
 * What happens to news for the control domain while there is none.
 *
 * Until the upper layers are linked in, these weak definitions stand for
 * theirs: an NMI or a machine check has been logged by then, and that is all
 * that can be done; a key typed for a guest goes nowhere.
 */
#include "cpu/upcalls.h"

void __weak nmi_to_dom0(u32 reasons)
{
}

void __weak mce_to_dom0(void)
{
}

void __weak console_input(char c)
{
}

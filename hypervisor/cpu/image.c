// SPDX-License-Identifier: GPL-2.0-only
/*
 * Leaving the code that runs once.
 *
 * boot_main() lies in memory that it is going to give back, so its last step must
 * be taken from elsewhere, and must not return to it.
 */
#include "cpu/image.h"

void image_leave_init(void (*discard)(void), void __noreturn (*go_on)(void))
{
	discard();
	go_on();
}

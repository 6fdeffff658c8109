/* SPDX-License-Identifier: GPL-2.0-only */
/* The VGA text screen, 80x25, as the firmware left it. */
#ifndef HV_CPU_VGA_H
#define HV_CPU_VGA_H

#include "lib/types.h"

bool vga_in_text_mode(void);
bool vga_init(void);		/* false: not in colour text mode */
void vga_put(char c);		/* console lock held */

#endif

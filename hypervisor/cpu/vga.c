// SPDX-License-Identifier: GPL-2.0-only
/*
 * Text on the VGA screen, for machines without a serial port.
 *
 * Only what a log needs: characters, newline, scrolling. The cursor is hidden.
 * The screen is written through the direct map. A machine that booted by UEFI
 * has no text mode; vga_init() looks at the mode bits of the attribute
 * controller's neighbour, the graphics controller, and declines.
 */
#include "cpu/vga.h"
#include "cpu/layout.h"
#include "cpu/portio.h"
#include <linux/string.h>

#define COLUMNS		80
#define LINES		25
#define ATTRIBUTE	0x0700

#define GRAPHICS_INDEX	0x3ce
#define GRAPHICS_DATA	0x3cf
#define CRTC_INDEX	0x3d4
#define CRTC_DATA	0x3d5
#define GRAPHICS_MISC	6		/* bit 0: graphics; bits 2-3: memory window */

static u16 *screen;
static unsigned int column;

/* Colour text memory, not graphics; an absent controller reads as all ones. */
bool vga_in_text_mode(void)
{
	u8 misc;

	outb(GRAPHICS_INDEX, GRAPHICS_MISC);
	misc = inb(GRAPHICS_DATA);
	return !(misc & 1) && (misc & 0x0c) == 0x0c;
}

bool vga_init(void)
{
	if (!vga_in_text_mode())
		return false;
	outb(CRTC_INDEX, 0x0a);
	outb(CRTC_DATA, 0x20);		/* no cursor */
	screen = (u16 *)(DIRECTMAP_VIRT + 0xb8000);
	for (unsigned int i = 0; i < COLUMNS * LINES; i++)
		screen[i] = ATTRIBUTE | ' ';
	column = 0;
	return true;
}

static void scroll(void)
{
	memmove(screen, screen + COLUMNS, COLUMNS * (LINES - 1) * sizeof(*screen));
	for (unsigned int i = 0; i < COLUMNS; i++)
		screen[COLUMNS * (LINES - 1) + i] = ATTRIBUTE | ' ';
	column = 0;
}

void vga_put(char c)
{
	if (c == '\n' || column == COLUMNS)
		scroll();
	if (c == '\r')
		column = 0;
	else if ((u8)c >= ' ')
		screen[COLUMNS * (LINES - 1) + column++] = ATTRIBUTE | (u8)c;
}

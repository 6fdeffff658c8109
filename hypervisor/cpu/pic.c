// SPDX-License-Identifier: GPL-2.0-only
/*
 * The legacy interrupt controllers.
 *
 * All sources go through the IOAPICs. The 8259s are given vectors of their own
 * (so that a spurious IRQ 7 or 15, which no mask can prevent, is recognisable)
 * and then masked for good. Machines without them ignore the port writes.
 */
#include "cpu/pic.h"
#include "cpu/insn.h"
#include "cpu/irq.h"

#define PIC1		0x20
#define PIC2		0xa0
#define PIC_READ_ISR	0x0b
#define PIC_EOI		0x20

static void pic_write(u16 port, u8 v)
{
	outb(port, v);
	outb(0x80, 0);		/* old ones want a pause */
}

void pic_silence(void)
{
	pic_write(PIC1 + 1, 0xff);
	pic_write(PIC2 + 1, 0xff);
	pic_write(PIC1, 0x11);			/* edge, cascade, four words */
	pic_write(PIC1 + 1, VEC_LEGACY_FIRST);
	pic_write(PIC1 + 1, 0x04);
	pic_write(PIC1 + 1, 0x01);
	pic_write(PIC2, 0x11);
	pic_write(PIC2 + 1, VEC_LEGACY_FIRST + 8);
	pic_write(PIC2 + 1, 0x02);
	pic_write(PIC2 + 1, 0x01);
	pic_write(PIC1 + 1, 0xff);
	pic_write(PIC2 + 1, 0xff);
}

void pic_stray_interrupt(unsigned int vector)
{
	unsigned int line = vector - VEC_LEGACY_FIRST;
	u16 pic = line < 8 ? PIC1 : PIC2;

	outb(pic, PIC_READ_ISR);
	if (inb(pic) >> (line % 8) & 1)
		outb(pic, PIC_EOI);
	if (line >= 8)
		outb(PIC1, PIC_EOI);
}

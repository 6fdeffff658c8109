// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machine's console for guests.
 *
 * dom0 writes to it as it is (its own console driver stands behind hvc0) and reads
 * what is typed while it has the input; CTRL-a three times moves the input between
 * it and the hypervisor (cpu/keyhandler.c). Another domain's output appears as
 * log lines with its number in front, whole lines only, subject to guest_loglvl=.
 *
 * Input. Bytes arrive in interrupts and go into a ring; VIRQ_CONSOLE tells dom0,
 * which then reads. When the ring is full the newest bytes are dropped: dom0 is not
 * reading, and older input is what it misses.
 */
#include "core/console_guest.h"
#include "core/evtchn.h"
#include "cpu/console.h"
#include "cpu/printk.h"
#include "cpu/upcalls.h"
#include "mm/guest_copy.h"
#include "mm/page_alloc.h"
#include <linux/limits.h>

#define IN_RING		4096		/* a power of two; a script that is pasted */
#define CHUNK		128
#define LINE_MAX_BYTES	256

static char in_ring[IN_RING];
static u32 in_head, in_tail;		/* ever written, ever read; input_lock */
static DEFINE_SPINLOCK_CLASS(input_lock, LOCK_TRACE);

/* Upcall: a byte for the guest that has the input. Interrupts off. */
void console_input(char c)
{
	bool room;

	spin_lock(&input_lock);
	room = in_head - in_tail < IN_RING;
	if (room)
		in_ring[in_head++ % IN_RING] = c;
	spin_unlock(&input_lock);
	if (room)
		evtchn_raise_global_virq(VIRQ_CONSOLE);
}

/* Take up to @nr bytes of input. */
static u32 input_take(char *buf, u32 nr)
{
	unsigned long flags = spin_lock_irqsave(&input_lock);
	u32 i;

	for (i = 0; i < nr && in_tail != in_head; i++)
		buf[i] = in_ring[in_tail++ % IN_RING];
	spin_unlock_irqrestore(&input_lock, flags);
	return i;
}

/**
 * console_guest_read() - CONSOLEIO_read
 * Return: bytes copied, 0 if nothing was typed. Errors: -EPERM not dom0, -E2BIG more
 * than the result could say, -EFAULT.
 */
long console_guest_read(struct domain *d, unsigned long gva, u32 bytes)
{
	char buf[CHUNK];
	u32 done = 0, nr;

	if (!d->hardware)
		return refuse(-EPERM, "d%u reads the console", d->mm.id);
	if (bytes > INT_MAX)
		return refuse(-E2BIG, "%u bytes", bytes);
	while (done < bytes) {
		nr = input_take(buf, bytes - done < CHUNK ? bytes - done : CHUNK);
		if (!nr)
			break;
		if (guest_write(gva + done, buf, nr))
			return -EFAULT;
		done += nr;
	}
	return done;
}

/* Printable, or harmless to a terminal. */
static bool plain(char c)
{
	return (c >= ' ' && c < 127) || c == '\t';
}

/* Output of an unprivileged domain: gathered until a line is complete. */
static void line_output(struct domain *d, const char *text, u32 nr)
{
	char *line;

	spin_lock(&d->lock);
	if (!d->console_line)
		d->console_line = xmalloc(LINE_MAX_BYTES);
	line = d->console_line;
	for (u32 i = 0; line && i < nr; i++) {
		if (plain(text[i]))
			line[d->console_fill++] = text[i];
		if (text[i] == '\n' || d->console_fill == LINE_MAX_BYTES - 1) {
			line[d->console_fill] = 0;
			printk(LOG_GUEST LOG_INFO "(d%u) %s\n", d->mm.id, line);
			d->console_fill = 0;
		}
	}
	spin_unlock(&d->lock);
}

/**
 * console_guest_write() - CONSOLEIO_write
 * Return: 0. Errors: -EFAULT; what precedes the fault has been written.
 */
long console_guest_write(struct domain *d, unsigned long gva, u32 bytes)
{
	char buf[CHUNK];
	u32 done, nr;

	for (done = 0; done < bytes; done += nr) {
		nr = bytes - done < CHUNK ? bytes - done : CHUNK;
		if (guest_read(buf, gva + done, nr))
			return -EFAULT;
		if (d->hardware)
			console_write(buf, nr);
		else
			line_output(d, buf, nr);
	}
	return 0;
}

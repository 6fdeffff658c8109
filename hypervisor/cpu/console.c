// SPDX-License-Identifier: GPL-2.0-only
/*
 * The console ring and the devices behind it.
 *
 * Text may be printed before the command line has said which device is the
 * console; it waits in the ring and console_init_early() replays it. The ring
 * holds the newest RING_SIZE bytes; positions count all bytes ever written and
 * wrap at 2^32, which the toolstack's interface shares.
 *
 * One lock, the innermost of all and taken with interrupts off. An NMI or
 * machine check may come while this CPU holds it: console_enter() notices that
 * and goes on without; a garbled line is better than a dead machine.
 *
 * console= is a list of com1, com2, vga, none. The VGA text screen is written
 * only until dom0 takes it over.
 */
#include "cpu/console.h"
#include "cpu/image.h"
#include "cpu/pcpu.h"
#include "cpu/uart.h"
#include "cpu/vga.h"
#include "lib/param.h"
#include <linux/init.h>
#include <linux/string.h>

#define RING_SIZE	65536u		/* a power of two */

DEFINE_SPINLOCK_CLASS(console_lock, LOCK_CONSOLE);
static unsigned int console_owner;	/* CPU + 1 */
static bool nested_entry;		/* the inner console_enter() took no lock */

static char ring[RING_SIZE];
static u32 ring_head, ring_tail;	/* oldest .. newest + 1 */
static bool use_uart, use_vga;

static char console_option[32] __initdata = "com1";
string_param("console", console_option);

unsigned long console_enter(void)
	__acquires(&console_lock)
{
	unsigned long flags = local_irq_off_save();

	if (READ_ONCE(console_owner) == this_cpu() + 1) {
		nested_entry = true;
		__acquire(&console_lock);
		return flags;
	}
	spin_lock(&console_lock);
	WRITE_ONCE(console_owner, this_cpu() + 1);
	return flags;
}

void console_leave(unsigned long flags) __releases(&console_lock)
{
	if (nested_entry) {
		nested_entry = false;
		__release(&console_lock);
	} else {
		WRITE_ONCE(console_owner, 0);
		spin_unlock(&console_lock);
	}
	local_irq_back(flags);
}

static void device_put(char c)
{
	if (use_uart) {
		if (c == '\n')
			uart_put('\r');
		uart_put(c);
	}
	if (use_vga)
		vga_put(c);
}

void console_write_locked(const char *text, size_t len, bool to_devices)
{
	for (size_t i = 0; i < len; i++) {
		ring[ring_tail++ % RING_SIZE] = text[i];
		if (ring_tail - ring_head > RING_SIZE)
			ring_head = ring_tail - RING_SIZE;
		if (to_devices)
			device_put(text[i]);
	}
}

void console_write(const char *text, size_t len)
{
	unsigned long flags = console_enter();

	console_write_locked(text, len, true);
	console_leave(flags);
}

size_t console_ring_read(char *buf, size_t size, u32 *pos)
{
	unsigned long flags = console_enter();
	size_t n = 0;

	if (*pos - ring_head > ring_tail - ring_head)
		*pos = ring_head;
	while (n < size && *pos != ring_tail)
		buf[n++] = ring[(*pos)++ % RING_SIZE];
	console_leave(flags);
	return n;
}

void console_ring_clear(void)
{
	unsigned long flags = console_enter();

	ring_head = ring_tail;
	console_leave(flags);
}

u32 console_ring_oldest(void)
{
	return READ_ONCE(ring_head);
}

void __init console_init_early(void)
{
	unsigned long flags;

	if (strstr(console_option, "com2"))
		use_uart = uart_init_early(2);
	else if (strstr(console_option, "com1"))
		use_uart = uart_init_early(1);
	if (strstr(console_option, "vga"))
		use_vga = vga_init();

	flags = console_enter();
	for (u32 pos = ring_head; pos != ring_tail; pos++)
		device_put(ring[pos % RING_SIZE]);
	console_leave(flags);
}

void __init console_init_irq(void)
{
	if (use_uart)
		uart_init_irq();
}

void console_go_sync(void)
{
	console_owner = this_cpu() + 1;
	uart_go_sync();
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * A 16550-compatible serial port.
 *
 * One port is the console. It starts polled: each byte waits for the transmit
 * FIFO. That is slow (a line of log is 7 ms at 115200 baud), so once interrupts
 * work, bytes go into a ring that the transmit interrupt empties, and the CPU
 * that prints waits only when the ring is full. Nothing is ever dropped.
 *
 * Lock: the console lock covers all state here. The interrupt takes it itself.
 * uart_go_sync() returns to polling for good; what is in the ring goes first.
 *
 * com1=<baud>|auto[/<clock>][,<DPS>[,<io-base>[,<irq>]]], as in Xen: "auto" leaves
 * the speed as the firmware set it, irq 0 means polling. PCI cards and memory-mapped
 * ports are deliberately absent.
 */
#include "cpu/uart.h"
#include "cpu/acpi.h"
#include "cpu/console.h"
#include "cpu/irq.h"
#include "cpu/irqflags.h"
#include "cpu/keyhandler.h"
#include "cpu/portio.h"
#include "cpu/printk.h"
#include "lib/param.h"
#include <linux/serial_reg.h>
#include <linux/string.h>

#define TX_RING		16384u		/* a power of two */
#define RX_BATCH	64
#define POLL_LIMIT	1000000		/* reads of LSR before a port counts as dead */

struct uart {
	u16 base;
	unsigned int irq;
	unsigned int baud;		/* 0: leave as it is */
	unsigned int clock;		/* baud at divisor 1 */
	u8 lcr;
	u8 fifo_size;
	bool present;
	bool irq_driven;
	bool tx_irq;			/* the transmit interrupt is enabled */
	unsigned int tx_head, tx_tail;	/* bytes ever put in, taken out */
};

static struct uart ports[2] = {
	{ .base = 0x3f8, .irq = 4, .baud = 115200, .clock = 115200, .lcr = UART_LCR_WLEN8 },
	{ .base = 0x2f8, .irq = 3, .baud = 115200, .clock = 115200, .lcr = UART_LCR_WLEN8 },
};

static struct uart *uart;
static char tx_ring[TX_RING];

/* "8n1" to a line control value; -EINVAL */
static int parse_frame(const char *s)
{
	int lcr;

	if (s[0] < '5' || s[0] > '8' || (s[2] != '1' && s[2] != '2'))
		return -EINVAL;
	lcr = s[0] - '5';
	if (s[2] == '2')
		lcr |= UART_LCR_STOP;
	switch (s[1]) {
	case 'n':
		return lcr;
	case 'o':
		return lcr | UART_LCR_PARITY;
	case 'e':
		return lcr | UART_LCR_PARITY | UART_LCR_EPAR;
	case 'm':
		return lcr | UART_LCR_PARITY | UART_LCR_SPAR;
	case 's':
		return lcr | UART_LCR_PARITY | UART_LCR_EPAR | UART_LCR_SPAR;
	}
	return -EINVAL;
}

static int parse_port(struct uart *u, const char *s)
{
	struct uart new = *u;
	const char *rest;
	int lcr;

	if (!strncmp(s, "auto", 4)) {
		new.baud = 0;
		s += 4;
	} else {
		new.baud = param_parse_size(s, &rest);
		if (rest == s || !new.baud)
			return -EINVAL;
		s = rest;
	}
	if (*s == '/') {
		new.clock = param_parse_size(s + 1, &rest) >> 4;
		if (!new.clock)
			return -EINVAL;
		s = rest;
	}
	if (*s == ',') {
		lcr = parse_frame(s + 1);
		if (lcr < 0)
			return lcr;
		new.lcr = lcr;
		s += 4;
	}
	if (*s == ',') {
		new.base = param_parse_size(s + 1, &rest);
		s = rest;
	}
	if (*s == ',') {
		new.irq = param_parse_size(s + 1, &rest);
		s = rest;
	}
	if (*s || new.baud > new.clock)
		return -EINVAL;
	*u = new;
	return 0;
}

static int parse_com1(const char *s)
{
	return parse_port(&ports[0], s);
}

custom_param("com1", parse_com1);

static int parse_com2(const char *s)
{
	return parse_port(&ports[1], s);
}

custom_param("com2", parse_com2);

static u8 reg_read(unsigned int reg)
{
	return inb(uart->base + reg);
}

static void reg_write(unsigned int reg, u8 value)
{
	outb(uart->base + reg, value);
}

bool uart_init_early(unsigned int which)
{
	uart = &ports[which - 1];

	/* The scratch register tells a UART from an empty bus. */
	reg_write(UART_SCR, 0x5a);
	if (reg_read(UART_SCR) != 0x5a) {
		uart = NULL;
		return false;
	}
	reg_write(UART_IER, 0);
	if (uart->baud) {
		unsigned int divisor = uart->clock / uart->baud;

		reg_write(UART_LCR, uart->lcr | UART_LCR_DLAB);
		reg_write(UART_DLL, divisor & 0xff);
		reg_write(UART_DLM, divisor >> 8);
	}
	reg_write(UART_LCR, uart->lcr);
	reg_write(UART_MCR, UART_MCR_DTR | UART_MCR_RTS | UART_MCR_OUT2);
	reg_write(UART_FCR, UART_FCR_ENABLE_FIFO | UART_FCR_CLEAR_RCVR |
		  UART_FCR_CLEAR_XMIT | UART_FCR_TRIGGER_8);
	uart->fifo_size = (reg_read(UART_IIR) & 0xc0) == 0xc0 ? 16 : 1;
	uart->present = true;
	return true;
}

/* Wait until the transmit FIFO is empty; false and no port any more if never */
static bool wait_transmitter(void)
{
	for (unsigned int i = 0; i < POLL_LIMIT; i++) {
		if (reg_read(UART_LSR) & UART_LSR_THRE)
			return true;
		cpu_pause();
	}
	uart->present = false;
	return false;
}

/* The FIFO is empty: fill it from the ring */
static void refill(void)
{
	for (unsigned int i = 0; i < uart->fifo_size && uart->tx_tail != uart->tx_head; i++)
		reg_write(UART_TX, tx_ring[uart->tx_tail++ % TX_RING]);
}

/* An enabled transmit interrupt comes as soon as the FIFO is empty, even at once. */
static void set_tx_irq(bool on)
{
	if (uart->tx_irq == on)
		return;
	uart->tx_irq = on;
	reg_write(UART_IER, UART_IER_RDI | (on ? UART_IER_THRI : 0));
}

void uart_put(char c)
{
	if (!uart || !uart->present)
		return;
	if (!uart->irq_driven) {
		if (wait_transmitter())
			reg_write(UART_TX, c);
		return;
	}
	if (uart->tx_head - uart->tx_tail == TX_RING && wait_transmitter())
		refill();
	tx_ring[uart->tx_head++ % TX_RING] = c;
	set_tx_irq(true);
}

void uart_flush(void)
{
	while (uart && uart->present && uart->tx_head != uart->tx_tail) {
		if (wait_transmitter())
			refill();
	}
}

/* Bytes are handed on without the lock, since what they do may print. */
static void uart_interrupt(unsigned int irq)
{
	char received[RX_BATCH];
	unsigned int nr = 0;
	unsigned long flags = console_enter();

	reg_read(UART_IIR);		/* acknowledges "transmitter empty" */
	while (nr < RX_BATCH && (reg_read(UART_LSR) & UART_LSR_DR))
		received[nr++] = reg_read(UART_RX);
	if (reg_read(UART_LSR) & UART_LSR_THRE) {
		refill();
		set_tx_irq(uart->tx_head != uart->tx_tail);
	}
	console_leave(flags);

	for (unsigned int i = 0; i < nr; i++)
		keyhandler_console_byte(received[i]);
}

void uart_init_irq(void)
{
	unsigned long flags;

	if (!uart || !uart->present || !uart->irq)
		return;
	if (irq_claim_hv(acpi_isa_gsi(uart->irq), uart_interrupt)) {
		printk(LOG_WARN "Serial port: no interrupt %u; output is polled, no input\n",
		       uart->irq);
		return;
	}
	flags = console_enter();
	uart->irq_driven = true;
	uart->tx_irq = true;		/* so that the next line writes the register */
	set_tx_irq(false);
	console_leave(flags);
}

void uart_go_sync(void)
{
	if (!uart || !uart->present)
		return;
	uart_flush();
	uart->irq_driven = false;
	reg_write(UART_IER, 0);
}

bool uart_ports(u16 *first, u16 *last)
{
	if (!uart)
		return false;
	*first = uart->base;
	*last = uart->base + 7;
	return true;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/* The serial port: polled at first, interrupt-driven once there are interrupts. */
#ifndef HV_CPU_UART_H
#define HV_CPU_UART_H

#include "lib/types.h"

/* Callers of these hold the console lock; see cpu/console.c. */
void uart_put(char c);		/* may buffer */
void uart_flush(void);		/* everything is in the wire's FIFO */

/**
 * uart_init_early() - programme the port that com1=/com2= describe
 * @which: 1 or 2
 * Return: false if there is no UART at the address
 */
bool uart_init_early(unsigned int which);

/* From polling to interrupts: after irq_init_bsp() and the memory allocator. */
void uart_init_irq(void);

/* From buffering to polling for good: somebody is about to say last words. */
void uart_go_sync(void);

/* The I/O ports dom0 must not touch; false if no port is in use. */
bool uart_ports(u16 *first, u16 *last);

#endif

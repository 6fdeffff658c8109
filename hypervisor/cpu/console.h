/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The console: where log lines and the guests' console output meet.
 *
 * Everything printed goes to the ring, from which the toolstack reads it back
 * ("xl dmesg"), and to the devices that console= names.
 */
#ifndef HV_CPU_CONSOLE_H
#define HV_CPU_CONSOLE_H

#include "lib/types.h"
#include "cpu/spinlock.h"

/* Covers the ring, the devices and the line being put together. */
extern spinlock_t console_lock;

unsigned long console_enter(void);	/* interrupts off, lock held; re-entrant from NMI */
void console_leave(unsigned long flags);

/* Lock held. "\n" becomes "\r\n" on devices. */
void console_write_locked(const char *text, size_t len, bool to_devices);

/**
 * console_write() - output of a guest, as it is
 * Context: any; takes the console lock.
 */
void console_write(const char *text, size_t len);

/**
 * console_ring_read() - copy out what is in the ring
 * @buf: hypervisor memory
 * @size: bytes in @buf
 * @pos: where to start, a count of bytes ever written; raised to the oldest byte
 *       still there if that was overwritten, and by what was copied
 * Return: number of bytes copied
 */
size_t console_ring_read(char *buf, size_t size, u32 *pos);

/* Forget what is in the ring. */
void console_ring_clear(void);
u32 console_ring_oldest(void);

/* Choose the devices by console= and replay the ring on them. */
void console_init_early(void);

/* Interrupt-driven input and output from here on. */
void console_init_irq(void);

/* Break the lock and print synchronously: the hypervisor is dying. */
void console_go_sync(void);

#endif

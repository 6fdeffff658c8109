/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The marks: for each operation a stub that begins an interval, and behind all
 * of those the stubs that end one. A stub is the NOP described in bench.h and a
 * return, MARK_STRIDE bytes from the next. The number has to be an immediate:
 * unlike a register it is there to see when the plugin translates the stub.
 */
#include "bench.h"

	.text
	.globl mark_stubs
	.balign 4096
mark_stubs:
	.set number, 0
	.rept 2 * MARK_IDS
	.balign MARK_STRIDE
	.byte 0x0f, 0x1f, 0x84, 0x00
	.long MARK_SIGNATURE + number / MARK_IDS * MARK_END + number % MARK_IDS
	ret
	.set number, number + 1
	.endr

	.section .note.GNU-stack, "", @progbits

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Recognises, from its bytes, an instruction that is counted by name, and the
 * marks. It runs once per translated instruction, not per executed one, so it
 * may be as plain as it likes.
 *
 * Only the events' own encodings are known here; nothing else is decoded, and
 * the length comes from QEMU. Real and 32-bit mode code (firmware, early boot)
 * is misread now and then; no interval lies there.
 *
 * An event is counted when its instruction is about to execute, which includes
 * one that then faults: a guest kernel's trapped RDMSR is one event of the
 * guest, and the hypervisor's RDMSR on its behalf is another.
 */
#include "plugin_count.h"

#include <string.h>

const char *const event_names[NR_EVENTS] = {
	[EVENT_CR3] = "cr3",
	[EVENT_CR4] = "cr4",
	[EVENT_CR0] = "cr0",
	[EVENT_INVLPG] = "invlpg",
	[EVENT_INVPCID] = "invpcid",
	[EVENT_IRET] = "iret",
	[EVENT_SYSCALL] = "syscall",
	[EVENT_SYSRET] = "sysret",
	[EVENT_INT] = "int",
	[EVENT_RDMSR] = "rdmsr",
	[EVENT_WRMSR] = "wrmsr",
	[EVENT_SWAPGS] = "swapgs",
	[EVENT_FSGSBASE] = "fsgsbase",
	[EVENT_XSAVE] = "xsave",
	[EVENT_CPUID] = "cpuid",
	[EVENT_RDTSC] = "rdtsc",
	[EVENT_IO] = "io",
	[EVENT_HLT] = "hlt",
	[EVENT_VERW] = "verw",
	[EVENT_LOCK] = "lock",
};

struct prefixes {
	bool lock;
	bool operand_size;
	bool rep;
};

/* Returns how many bytes the prefixes take, REX included. */
static size_t skip_prefixes(const uint8_t *bytes, size_t length,
			    struct prefixes *seen)
{
	size_t at;

	for (at = 0; at < length; at++) {
		switch (bytes[at]) {
		case 0xf0:
			seen->lock = true;
			break;
		case 0x66:
			seen->operand_size = true;
			break;
		case 0xf3:
			seen->rep = true;
			break;
		case 0xf2: case 0x67: case 0x2e: case 0x36: case 0x3e:
		case 0x26: case 0x64: case 0x65:
			break;
		default:
			if ((bytes[at] & 0xf0) == 0x40)
				break;
			return at;
		}
	}
	return at;
}

static enum event one_byte(uint8_t opcode)
{
	switch (opcode) {
	case 0xcf:
		return EVENT_IRET;
	case 0xcc: case 0xcd:
		return EVENT_INT;
	case 0xf4:
		return EVENT_HLT;
	case 0xe4 ... 0xe7: case 0xec ... 0xef: case 0x6c ... 0x6f:
		return EVENT_IO;
	default:
		return EVENT_NONE;
	}
}

/* 0f 01: a group whose register forms are single instructions. */
static enum event group_0f01(uint8_t modrm)
{
	if (modrm == 0xf8)
		return EVENT_SWAPGS;
	if (modrm == 0xf9)
		return EVENT_RDTSC;
	if (modrm < 0xc0 && (modrm >> 3 & 7) == 7)
		return EVENT_INVLPG;
	return EVENT_NONE;
}

/* 0f ae and 0f c7: state save and restore, FS and GS bases. */
static enum event group_xsave(uint8_t opcode, uint8_t modrm, bool rep)
{
	unsigned int reg = modrm >> 3 & 7;

	if (modrm >= 0xc0) {
		if (opcode == 0xae && rep && reg < 4)
			return EVENT_FSGSBASE;
		return EVENT_NONE;
	}
	if (opcode == 0xae && (reg < 2 || reg == 4 || reg == 5 || reg == 6))
		return EVENT_XSAVE;
	if (opcode == 0xc7 && reg >= 3 && reg <= 5)
		return EVENT_XSAVE;
	return EVENT_NONE;
}

static enum event control_register(uint8_t modrm)
{
	switch (modrm >> 3 & 7) {
	case 0:
		return EVENT_CR0;
	case 3:
		return EVENT_CR3;
	case 4:
		return EVENT_CR4;
	default:
		return EVENT_NONE;
	}
}

/* @bytes points behind the 0f; @length counts from there. */
static enum event two_byte(const uint8_t *bytes, size_t length,
			   const struct prefixes *seen)
{
	uint8_t modrm = length > 1 ? bytes[1] : 0;

	switch (bytes[0]) {
	case 0x00:
		return (modrm >> 3 & 7) == 5 ? EVENT_VERW : EVENT_NONE;
	case 0x01:
		return group_0f01(modrm);
	case 0x05:
		return EVENT_SYSCALL;
	case 0x06:
		return EVENT_CR0;
	case 0x07:
		return EVENT_SYSRET;
	case 0x22:
		return control_register(modrm);
	case 0x30:
		return EVENT_WRMSR;
	case 0x31:
		return EVENT_RDTSC;
	case 0x32:
		return EVENT_RDMSR;
	case 0x38:
		return modrm == 0x82 && seen->operand_size ? EVENT_INVPCID :
			EVENT_NONE;
	case 0xa2:
		return EVENT_CPUID;
	case 0xae: case 0xc7:
		return group_xsave(bytes[0], modrm, seen->rep);
	default:
		return EVENT_NONE;
	}
}

enum event decode_event(const uint8_t *bytes, size_t length)
{
	struct prefixes seen = { 0 };
	size_t at = skip_prefixes(bytes, length, &seen);

	if (seen.lock)
		return EVENT_LOCK;
	if (at >= length)
		return EVENT_NONE;
	if (bytes[at] != 0x0f)
		return one_byte(bytes[at]);
	if (at + 1 >= length)
		return EVENT_NONE;
	return two_byte(bytes + at + 1, length - at - 1, &seen);
}

int decode_mark(const uint8_t *bytes, size_t length)
{
	static const uint8_t opcode[4] = { 0x0f, 0x1f, 0x84, 0x00 };
	uint32_t displacement;

	if (length != 8 || memcmp(bytes, opcode, 4))
		return -1;
	memcpy(&displacement, bytes + 4, 4);
	displacement -= MARK_SIGNATURE;
	if ((displacement & ~(uint32_t)MARK_END) >= MARK_IDS)
		return -1;
	return (int)displacement;
}

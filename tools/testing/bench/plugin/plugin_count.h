/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of the counting plugin share: marks and events recognised in
 * instruction bytes (plugin_decode.c), classes of addresses, and the profile
 * (plugin_profile.c) that plugin_count.c switches on and off at marks.
 */
#ifndef PLUGIN_COUNT_H
#define PLUGIN_COUNT_H

#include "plugin_api.h"

#include <stdio.h>

/* The marks of guest/bench.h. */
#define MARK_SIGNATURE	0x5a420000
#define MARK_END	0x00000100
#define MARK_IDS	64

/* Who executes, told by the address alone. */
enum addr_class {
	CLASS_USER,
	CLASS_KERNEL,
	CLASS_HYPERVISOR,
	NR_CLASSES,
};

/* The hypervisor's slots of the address space, fixed by the PV ABI. */
#define HYPERVISOR_START	0xffff800000000000ULL
#define HYPERVISOR_END		0xffff880000000000ULL

static inline enum addr_class addr_class(uint64_t vaddr)
{
	if (vaddr < HYPERVISOR_START)
		return CLASS_USER;
	return vaddr < HYPERVISOR_END ? CLASS_HYPERVISOR : CLASS_KERNEL;
}

enum event {
	EVENT_NONE = -1,
	EVENT_CR3,
	EVENT_CR4,
	EVENT_CR0,
	EVENT_INVLPG,
	EVENT_INVPCID,
	EVENT_IRET,
	EVENT_SYSCALL,
	EVENT_SYSRET,
	EVENT_INT,
	EVENT_RDMSR,
	EVENT_WRMSR,
	EVENT_SWAPGS,
	EVENT_FSGSBASE,
	EVENT_XSAVE,
	EVENT_CPUID,
	EVENT_RDTSC,
	EVENT_IO,
	EVENT_HLT,
	EVENT_VERW,
	EVENT_LOCK,
	NR_EVENTS,
};

extern const char *const event_names[NR_EVENTS];

/**
 * decode_event() - which counted event an instruction is
 * @bytes: the instruction, in 64-bit mode
 * @length: its length in bytes
 *
 * Return: the event, or EVENT_NONE.
 */
enum event decode_event(const uint8_t *bytes, size_t length);

/**
 * decode_mark() - whether an instruction is a mark
 * @bytes: the instruction
 * @length: its length in bytes
 *
 * Return: the operation's number, plus MARK_END for the end of the interval;
 * -1 for any other instruction.
 */
int decode_mark(const uint8_t *bytes, size_t length);

enum profile_extent {
	PROFILE_NONE,
	PROFILE_HYPERVISOR,	/* what the hypervisor executes and touches */
	PROFILE_ALL,		/* the guest kernel too */
};

void profile_init(enum profile_extent wanted);
void profile_translate(struct qemu_plugin_tb *tb);
void profile_begin(unsigned int id);
void profile_end(unsigned int id);
void profile_print(FILE *out);

#endif

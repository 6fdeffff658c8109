/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypervisor's address space: the one place that says what lies where.
 *
 * The ABI gives the hypervisor root-table slots 256..271 (512 GiB each) of
 * every guest address space, and fixes the read-only M2P at the bottom of
 * slot 256. Everything else is ours:
 *
 *   slot  start               what                                guest sees
 *   256   ffff8000 00000000   M2P, 8 bytes a frame                read-only
 *   257   ffff8080 00000000   M2P again, writable                 no
 *   258   ffff8100 00000000   frame table (struct page)           no
 *   259   ffff8180 00000000   MMIO and other run-time mappings    no
 *   260   ffff8200 00000000   per-domain: GDT and LDT per vCPU    by selector
 *   261   ffff8280 00000000   image; per-CPU areas                no
 *   262   ffff8300 00000000   direct map of RAM up to slot 271    no
 *
 * Slots 256..259 and 261..271 are the same in all address spaces; slot 260
 * differs from domain to domain.
 *
 * A per-CPU area is PCPU_STRIDE bytes, aligned to its size, so that any stack
 * pointer inside leads to struct pcpu with one AND:
 *
 *   page  0 guard      1-2 NMI stack   3 guard      4-5 #DF stack
 *         6 guard      7-8 #MC stack   9 guard    10-11 #DB stack
 *        12 guard    13-16 main stack, struct pcpu on top of page 16
 *        17 entry text, the same frame for every CPU (see entry.S)
 *     18-20 I/O bitmap and its end byte (TSS is in struct pcpu)
 *        21 IDT      22 GDT page of this CPU      23-31 unmapped
 */
#ifndef HV_CPU_LAYOUT_H
#define HV_CPU_LAYOUT_H

#include <linux/const.h>

#define HV_FIRST_SLOT		256
#define HV_LAST_SLOT		271
#define HV_VIRT_START		_AC(0xffff800000000000, UL)
#define HV_VIRT_END		_AC(0xffff880000000000, UL)	/* first byte after */

#define M2P_RO_VIRT		_AC(0xffff800000000000, UL)
#define M2P_RO_VIRT_END		_AC(0xffff804000000000, UL)
#define M2P_RW_VIRT		_AC(0xffff808000000000, UL)
#define FRAME_TABLE_VIRT	_AC(0xffff810000000000, UL)
#define VMAP_VIRT		_AC(0xffff818000000000, UL)
#define VMAP_SIZE		_AC(0x0000000040000000, UL)	/* 1 GiB */
#define PERDOMAIN_VIRT		_AC(0xffff820000000000, UL)
#define PERDOMAIN_SLOT		260
#define HV_IMAGE_VIRT		_AC(0xffff828040000000, UL)
#define PCPU_VIRT		_AC(0xffff828100000000, UL)
#define DIRECTMAP_VIRT		_AC(0xffff830000000000, UL)
#define DIRECTMAP_SIZE		_AC(0x0000050000000000, UL)	/* 5 TiB */

/* The image is loaded at this machine address and linked at HV_IMAGE_VIRT plus it. */
#define HV_IMAGE_PHYS		_AC(0x200000, UL)
#define HV_IMAGE_MAX		_AC(0x800000, UL)	/* what its page tables cover */

/*
 * Slot 260, per vCPU: 16 pages of GDT (guest frames 0..13, then the CPU's own
 * page and an empty one) followed by 16 pages of LDT.
 */
#define PERDOMAIN_VCPU_SHIFT	17
#define GDT_VIRT(vcpu_id)	(PERDOMAIN_VIRT + ((vcpu_id) << PERDOMAIN_VCPU_SHIFT))
#define LDT_VIRT(vcpu_id)	(GDT_VIRT(vcpu_id) + (16 << 12))
#define GDT_GUEST_PAGES		14

#define PCPU_STRIDE_SHIFT	17
#define PCPU_STRIDE		(_AC(1, UL) << PCPU_STRIDE_SHIFT)
#define PCPU_AREA(cpu)		(PCPU_VIRT + ((cpu) * PCPU_STRIDE))
#define PCPU_NMI_STACK		(1 << 12)	/* offsets in the area; stacks are 2 pages */
#define PCPU_DF_STACK		(4 << 12)
#define PCPU_MC_STACK		(7 << 12)
#define PCPU_DB_STACK		(10 << 12)
#define PCPU_IST_STACK_SIZE	(2 << 12)
#define PCPU_STACK		(13 << 12)
#define PCPU_STACK_END		(17 << 12)
#define PCPU_ENTRY_TEXT		(17 << 12)
#define PCPU_IO_BITMAP		(18 << 12)
#define PCPU_IDT		(21 << 12)
#define PCPU_GDT		(22 << 12)

/* struct pcpu occupies the last PCPU_SIZE bytes of page 16. */
#define PCPU_SIZE		2048
#define PCPU_OFFSET		(PCPU_STACK_END - PCPU_SIZE)

#endif

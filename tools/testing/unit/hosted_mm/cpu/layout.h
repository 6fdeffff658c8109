/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stands before the hypervisor's cpu/layout.h: frame table and direct map at
 * addresses that a program can have. The slots are the real ones.
 */
#ifndef HV_CPU_LAYOUT_H
#define HV_CPU_LAYOUT_H

#define _AC(x, suffix)		x##suffix

#define HV_FIRST_SLOT		256
#define HV_LAST_SLOT		271
#define HV_VIRT_START		0xffff800000000000UL
#define HV_VIRT_END		0xffff880000000000UL
#define FRAME_TABLE_VIRT	0x200000000000UL
#define DIRECTMAP_VIRT		0x300000000000UL
#define DIRECTMAP_SIZE		0x050000000000UL
#define VMAP_VIRT		0x400000000000UL
#define VMAP_SIZE		0x40000000UL
#define PERDOMAIN_SLOT		260
#define M2P_RW_VIRT		0x500000000000UL
#define GDT_GUEST_PAGES		14

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The core of the PV ABI: hypercall numbers, virtual interrupts, MMU
 * operations, the shared info page and the start info page. 64-bit guests.
 */
#ifndef _XEN_INTERFACE_XEN_H
#define _XEN_INTERFACE_XEN_H

#include <asm/xen/interface.h>

/*
 * Hypercall numbers. 64-bit convention: number in rax, arguments in rdi, rsi,
 * rdx, r10, r8 and r9, result in rax. scripts/xen-hypercalls.sh of the kernel
 * reads these lines, so each keeps the form "name decimal".
 */
#define __HYPERVISOR_set_trap_table	0
#define __HYPERVISOR_mmu_update		1
#define __HYPERVISOR_set_gdt		2
#define __HYPERVISOR_stack_switch	3
#define __HYPERVISOR_set_callbacks	4
#define __HYPERVISOR_fpu_taskswitch	5

/*
 * Compat: superseded by sched_op; the command is the first argument here too.
 */
#define __HYPERVISOR_sched_op_compat	6
#define __HYPERVISOR_platform_op	7
#define __HYPERVISOR_set_debugreg	8
#define __HYPERVISOR_get_debugreg	9
#define __HYPERVISOR_update_descriptor	10
#define __HYPERVISOR_memory_op		12
#define __HYPERVISOR_multicall		13
#define __HYPERVISOR_update_va_mapping	14
#define __HYPERVISOR_set_timer_op	15

/* Compat: one pointer to struct evtchn_op. */
#define __HYPERVISOR_event_channel_op_compat	16
#define __HYPERVISOR_xen_version		17
#define __HYPERVISOR_console_io			18

/* Compat: one pointer to struct physdev_op. */
#define __HYPERVISOR_physdev_op_compat			19
#define __HYPERVISOR_grant_table_op			20
#define __HYPERVISOR_vm_assist				21
#define __HYPERVISOR_update_va_mapping_otherdomain	22
#define __HYPERVISOR_iret				23
#define __HYPERVISOR_vcpu_op				24
#define __HYPERVISOR_set_segment_base			25
#define __HYPERVISOR_mmuext_op				26
#define __HYPERVISOR_xsm_op				27
#define __HYPERVISOR_nmi_op				28
#define __HYPERVISOR_sched_op				29
#define __HYPERVISOR_callback_op			30
#define __HYPERVISOR_xenoprof_op			31
#define __HYPERVISOR_event_channel_op			32
#define __HYPERVISOR_physdev_op				33
#define __HYPERVISOR_hvm_op				34
#define __HYPERVISOR_sysctl				35
#define __HYPERVISOR_domctl				36
#define __HYPERVISOR_kexec_op				37
#define __HYPERVISOR_tmem_op				38

/* Number 39 is argo on builds that have it. */
#define __HYPERVISOR_xc_reserved_op	39
#define __HYPERVISOR_xenpmu_op		40
#define __HYPERVISOR_dm_op		41

#define __HYPERVISOR_hypfs_op		42

/* Numbers of the architecture. On x86, arch_0 is machine check (xen-mca.h). */
#define __HYPERVISOR_arch_0	48
#define __HYPERVISOR_arch_1	49
#define __HYPERVISOR_arch_2	50
#define __HYPERVISOR_arch_3	51
#define __HYPERVISOR_arch_4	52
#define __HYPERVISOR_arch_5	53
#define __HYPERVISOR_arch_6	54
#define __HYPERVISOR_arch_7	55

/*
 * Virtual interrupts, bound by EVTCHNOP_bind_virq. V: each vCPU binds its own.
 * G: one per machine, for the domain that handles it, by default dom0.
 */
#define VIRQ_TIMER		0	/* V: the vCPU's timer fired */
/* V: an administrator wants a dump of guest state */
#define VIRQ_DEBUG		1
#define VIRQ_CONSOLE		2	/* G: bytes arrived on the emergency console */
/* G: some domain shut down or died; ask which */
#define VIRQ_DOM_EXC		3
#define VIRQ_TBUF		4	/* G: trace buffers have records to collect */
#define VIRQ_DEBUGGER		6	/* G: a debugged domain stopped */
#define VIRQ_XENOPROF		7	/* V: profiler sample ready */
#define VIRQ_CON_RING		8	/* G: the log ring grew */
#define VIRQ_PCPU_STATE		9	/* G: a physical CPU came or went */
#define VIRQ_MEM_EVENT		10	/* G: a memory event waits */
#define VIRQ_XC_RESERVED	11	/* G: argo message */
#define VIRQ_ENOMEM		12	/* G: the free heap ran low */
#define VIRQ_XENPMU		13	/* V: performance counter overflow */
#define VIRQ_ARCH_0		16	/* G: VIRQ_MCA */
#define VIRQ_ARCH_1		17
#define VIRQ_ARCH_2		18
#define VIRQ_ARCH_3		19
#define VIRQ_ARCH_4		20
#define VIRQ_ARCH_5		21
#define VIRQ_ARCH_6		22
#define VIRQ_ARCH_7		23
#define NR_VIRQS		24

/*
 * mmu_update commands, in the low two bits of struct mmu_update.ptr. ptr is the
 * machine address of an entry, val its new content.
 */
#define MMU_NORMAL_PT_UPDATE		0	/* check, then store */
/* ptr: address of a frame, val: its pfn for the M2P */
#define MMU_MACHPHYS_UPDATE		1
/* keep Accessed and Dirty as hardware has them */
#define MMU_PT_UPDATE_PRESERVE_AD	2
/* val holds an mfn even if the guest is translated */
#define MMU_PT_UPDATE_NO_TRANSLATE	3

/*
 * mmuext_op commands; comments name the arguments that count. INVLPG and
 * TLB_FLUSH: LOCAL is this vCPU, MULTI those in the bitmap at arg2.vcpumask,
 * ALL all of the domain; INVLPG takes arg1.linear_addr.
 */
#define MMUEXT_PIN_L1_TABLE		0	/* arg1.mfn: validate and hold */
#define MMUEXT_PIN_L2_TABLE		1
#define MMUEXT_PIN_L3_TABLE		2
#define MMUEXT_PIN_L4_TABLE		3
#define MMUEXT_UNPIN_TABLE		4	/* arg1.mfn */
/* arg1.mfn: kernel root, used at once */
#define MMUEXT_NEW_BASEPTR		5
#define MMUEXT_TLB_FLUSH_LOCAL		6
#define MMUEXT_INVLPG_LOCAL		7
#define MMUEXT_TLB_FLUSH_MULTI		8
#define MMUEXT_INVLPG_MULTI		9
#define MMUEXT_TLB_FLUSH_ALL		10
#define MMUEXT_INVLPG_ALL		11
#define MMUEXT_FLUSH_CACHE		12	/* if the domain has device memory */
#define MMUEXT_SET_LDT			13	/* arg1.linear_addr, arg2.nr_ents */
#define MMUEXT_NEW_USER_BASEPTR		15	/* arg1.mfn: user root, 0 for none */
#define MMUEXT_CLEAR_PAGE		16	/* arg1.mfn */
#define MMUEXT_COPY_PAGE		17	/* arg2.src_mfn to arg1.mfn */
#define MMUEXT_FLUSH_CACHE_GLOBAL	18
#define MMUEXT_MARK_SUPER		19	/* historic; refused */
#define MMUEXT_UNMARK_SUPER		20

#ifndef __ASSEMBLY__

/* Guest writes. An array of these is the argument of mmuext_op. */
struct mmuext_op {
	unsigned int cmd;
	union {
		xen_pfn_t mfn;
		unsigned long linear_addr;
	} arg1;
	union {
		unsigned int nr_ents;
		void *vcpumask;
		xen_pfn_t src_mfn;
	} arg2;
};
DEFINE_GUEST_HANDLE_STRUCT(mmuext_op);

#endif /* __ASSEMBLY__ */

/*
 * update_va_mapping flags: what to flush after the store. With MULTI or ALL the
 * flag word carries further bits; with MULTI a non-zero pointer to a vCPU
 * bitmap is or-ed in.
 */
#define UVMF_NONE		(0UL << 0)
#define UVMF_TLB_FLUSH		(1UL << 0)
#define UVMF_INVLPG		(2UL << 0)
#define UVMF_FLUSHTYPE_MASK	(3UL << 0)
#define UVMF_MULTI		(0UL << 2)
#define UVMF_LOCAL		(0UL << 2)
#define UVMF_ALL		(1UL << 2)

/* console_io(command, count, buffer): the emergency console, for dom0. */
#define CONSOLEIO_write	0
#define CONSOLEIO_read	1

/* vm_assist(command, type). */
#define VMASST_CMD_enable	0
#define VMASST_CMD_disable	1

/* 32-bit guests only: segment limits reach all of memory (and notify). */
#define VMASST_TYPE_4gb_segments	0
#define VMASST_TYPE_4gb_segments_notify	1

/* Guest stores into its own page tables are emulated instead of faulting. */
#define VMASST_TYPE_writable_pagetables	2

/* 32-bit guests only: cr3 above 4 GiB. */
#define VMASST_TYPE_pae_extended_cr3	3

/* EFLAGS.IOPL appears to the guest as in hardware, per vCPU. */
#define VMASST_TYPE_architectural_iopl	4

/* XEN_RUNSTATE_UPDATE is set in the runstate area while it is being written. */
#define VMASST_TYPE_runstate_update_flag	5

/* The M2P window is not mapped into user mode's root table. */
#define VMASST_TYPE_m2p_strict		32

/* Highest type a 64-bit guest may have to know. */
#define MAX_VMASST_TYPE			5

#ifndef __ASSEMBLY__

/* Names a domain. */
typedef u16 domid_t;

/* Domain numbers from here up never name a real domain. */
#define DOMID_FIRST_RESERVED	(0x7FF0U)
#define DOMID_SELF		(0x7FF0U)	/* the calling domain */
/* owner of device memory, as foreign domain of a mapping */
#define DOMID_IO		(0x7FF1U)
/* owner of hypervisor frames that may be mapped */
#define DOMID_XEN		(0x7FF2U)
#define DOMID_COW		(0x7FF3U)	/* owner of shared frames */
#define DOMID_INVALID		(0x7FF4U)	/* nobody */
/* owner of the idle vCPUs; never valid in a call */
#define DOMID_IDLE		(0x7FFFU)

/* Bits of a domid_t that carry the number. */
#define DOMID_MASK	(0x7FFFU)

/* Guest writes. Argument of mmu_update: ptr's low two bits are MMU_*. */
struct mmu_update {
	u64 ptr;
	u64 val;
};
DEFINE_GUEST_HANDLE_STRUCT(mmu_update);

/* One call of a batch. Guest writes op and args, hypervisor writes result. */
struct multicall_entry {
	xen_ulong_t op;
	xen_long_t result;
	xen_ulong_t args[6];
};
DEFINE_GUEST_HANDLE_STRUCT(multicall_entry);

/*
 * Time of one vCPU. Only the hypervisor writes; the guest retries while version
 * is odd or has changed. Same layout as struct pvclock_vcpu_time_info.
 */
struct vcpu_time_info {
	u32 version;		/* odd: update in progress */
	u32 pad0;
	u64 tsc_timestamp;	/* TSC at the last update */
	u64 system_time;	/* ns since boot at the last update */
	u32 tsc_to_system_mul;	/* 32.32 ns per shifted TSC tick */
	s8 tsc_shift;		/* left if positive, right if negative */
	u8 flags;		/* XEN_PVCLOCK_* */
	u8 pad1[2];
};

/* vcpu_time_info.flags */
#define XEN_PVCLOCK_TSC_STABLE_BIT	(1 << 0)	/* comparable across vCPUs */
#define XEN_PVCLOCK_GUEST_STOPPED	(1 << 1)	/* guest was paused */

/*
 * Per-vCPU part of the shared page. Both sides write the first three fields,
 * with atomic operations; the hypervisor alone writes the rest.
 */
struct vcpu_info {
	u8 evtchn_upcall_pending;	/* non-zero: an upcall is due */
	/* non-zero: upcalls are held back (the PV interrupt flag) */
	u8 evtchn_upcall_mask;
	/* one bit per word of shared_info.evtchn_pending */
	xen_ulong_t evtchn_pending_sel;
	struct arch_vcpu_info arch;	/* cr2 of the last page fault */
	struct pvclock_vcpu_time_info time;
};

/*
 * The page that one domain shares with the hypervisor. Each bitmap has one bit
 * per event channel of the two-level ABI. wc: wall clock at system time zero,
 * seqlock style like vcpu_time_info.
 */
struct shared_info {
	/* vCPUs 0..31 until they register their own */
	struct vcpu_info vcpu_info[MAX_VIRT_CPUS];
	xen_ulong_t evtchn_pending[sizeof(xen_ulong_t) * 8];
	xen_ulong_t evtchn_mask[sizeof(xen_ulong_t) * 8];
	/* version, seconds (low half), nanoseconds */
	struct pvclock_wall_clock wc;
#ifndef CONFIG_X86_32
	u32 wc_sec_hi;
#endif
	struct arch_shared_info arch;
};

#define MAX_GUEST_CMDLINE	1024

/*
 * Hypervisor or domain builder writes, once. rsi points here at the start of a
 * PV kernel. Addresses are virtual unless the name says otherwise.
 */
struct start_info {
	char magic[32];			/* "xen-3.0-x86_64" */
	unsigned long nr_pages;		/* frames the domain starts with */
	unsigned long shared_info;	/* machine address */
	u32 flags;			/* SIF_* */
	xen_pfn_t store_mfn;		/* xenstore ring */
	u32 store_evtchn;
	union {
		struct {
			xen_pfn_t mfn;
			u32 evtchn;
		} domU;
		struct {
			/* offset of the VGA data from this struct */
			u32 info_off;
			u32 info_size;
		} dom0;
	} console;
	unsigned long pt_base;		/* root page table in use */
	unsigned long nr_pt_frames;	/* frames of the boot page tables */
	unsigned long mfn_list;		/* table of mfns indexed by pfn */
	/* initrd; a pfn with SIF_MOD_START_PFN */
	unsigned long mod_start;
	unsigned long mod_len;	/* bytes */
	s8 cmd_line[MAX_GUEST_CMDLINE];
	/* first frame of mfn_list when it lies outside the initial mapping */
	unsigned long first_p2m_pfn;
	unsigned long nr_p2m_frames;
};

/* start_info.flags */
#define SIF_PRIVILEGED		(1 << 0)	/* may use hardware */
#define SIF_INITDOMAIN		(1 << 1)	/* is dom0 */
/* mod_start: struct xen_multiboot_mod_list */
#define SIF_MULTIBOOT_MOD	(1 << 2)
/* mod_start is a pfn, module not mapped */
#define SIF_MOD_START_PFN	(1 << 3)
#define SIF_VIRT_P2M_4TOOLS	(1 << 4)	/* tools know arch_shared_info.p2m_* */
#define SIF_PM_MASK		(0xFF << 8)	/* XEN_PROCESSOR_PM_* for dom0 */

/* Loader writes: one entry per further module, physical addresses. */
struct xen_multiboot_mod_list {
	u32 mod_start;
	u32 mod_end;
	u32 cmdline;
	u32 pad;
};

/* Hypervisor writes: the video mode dom0 inherits. */
struct dom0_vga_console_info {
	u8 video_type;
	/* dom0_vga_console_info.video_type */
#define XEN_VGATYPE_TEXT_MODE_3	0x03
#define XEN_VGATYPE_VESA_LFB	0x23
#define XEN_VGATYPE_EFI_LFB	0x70
	union {
		struct {
			u16 font_height;
			u16 cursor_x, cursor_y;
			u16 rows, columns;
		} text_mode_3;
		struct {
			u16 width, height;
			u16 bytes_per_line;
			u16 bits_per_pixel;
			u32 lfb_base;
			u32 lfb_size;	/* in units of 64 KiB */
			u8 red_pos, red_size;
			u8 green_pos, green_size;
			u8 blue_pos, blue_size;
			u8 rsvd_pos, rsvd_size;
			u32 gbl_caps;
			u16 mode_attrs;
			u16 pad;
			u32 ext_lfb_base;
		} vesa_lfb;
	} u;
};

/* One bit per CPU, for the few interfaces that stop at 64. */
typedef u64 cpumap_t;

/* A domain's UUID, opaque to the hypervisor. */
typedef u8 xen_domain_handle_t[16];

DEFINE_GUEST_HANDLE(u8);
DEFINE_GUEST_HANDLE(u32);
DEFINE_GUEST_HANDLE(u64);

#define __mk_unsigned_long(x)	x ## UL
#define mk_unsigned_long(x)	__mk_unsigned_long(x)

#else /* __ASSEMBLY__ */

#define mk_unsigned_long(x)	x

#endif /* __ASSEMBLY__ */

#endif /* _XEN_INTERFACE_XEN_H */

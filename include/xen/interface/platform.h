/* SPDX-License-Identifier: MIT */
/*
 * platform_op: what dom0 does to the machine as a whole. Every operation is a
 * struct xen_platform_op with its own member of u.
 */
#ifndef _XEN_INTERFACE_PLATFORM_H
#define _XEN_INTERFACE_PLATFORM_H

#include <xen/interface/xen.h>

/* Caller writes it into interface_version; another value gives -EACCES. */
#define XENPF_INTERFACE_VERSION	0x03000001

/*
 * Wall clock: secs and nsecs since 1970 were right at system_time (ns since
 * boot). Reaches every domain's shared page.
 */
#define XENPF_settime32	17

struct xenpf_settime32 {
	u32 secs;
	u32 nsecs;
	u64 system_time;
};
DEFINE_GUEST_HANDLE_STRUCT(xenpf_settime32);

/* The same with 64-bit seconds. */
#define XENPF_settime64	62

struct xenpf_settime64 {
	u64 secs;
	u32 nsecs;
	u32 mbz;
	u64 system_time;
};
DEFINE_GUEST_HANDLE_STRUCT(xenpf_settime64);

/* MTRRs: sets a variable range; out: handle and reg. */
#define XENPF_add_memtype	31

struct xenpf_add_memtype {
	xen_pfn_t mfn;
	u64 nr_mfns;
	u32 type;
	u32 handle;
	u32 reg;
};
DEFINE_GUEST_HANDLE_STRUCT(xenpf_add_memtype);

/* By handle, or by reg if handle is 0. */
#define XENPF_del_memtype	32

struct xenpf_del_memtype {
	u32 handle;
	u32 reg;
};
DEFINE_GUEST_HANDLE_STRUCT(xenpf_del_memtype);

/* Out: the range in variable register reg; nr_mfns 0 if it is unused. */
#define XENPF_read_memtype	33

struct xenpf_read_memtype {
	u32 reg;
	xen_pfn_t mfn;
	u64 nr_mfns;
	u32 type;
};
DEFINE_GUEST_HANDLE_STRUCT(xenpf_read_memtype);

/* Loads an update on all CPUs. */
#define XENPF_microcode_update	35

struct xenpf_microcode_update {
	GUEST_HANDLE(void) data;
	u32 length;
};
DEFINE_GUEST_HANDLE_STRUCT(xenpf_microcode_update);

/* dom0 found a chipset with this problem. */
#define XENPF_platform_quirk		39
#define QUIRK_NOIRQBALANCING		1
#define QUIRK_IOAPIC_BAD_REGSEL		2
#define QUIRK_IOAPIC_GOOD_REGSEL	3

struct xenpf_platform_quirk {
	u32 quirk_id;
};
DEFINE_GUEST_HANDLE_STRUCT(xenpf_platform_quirk);

/*
 * EFI runtime services. function names the service, status is its EFI status,
 * misc holds per-service flags (in and out).
 */
#define XENPF_efi_runtime_call			49
#define XEN_EFI_get_time			1
#define XEN_EFI_set_time			2
#define XEN_EFI_get_wakeup_time			3
#define XEN_EFI_set_wakeup_time			4
#define XEN_EFI_get_next_high_monotonic_count	5
#define XEN_EFI_get_variable			6
#define XEN_EFI_set_variable			7
#define XEN_EFI_get_next_variable_name		8
#define XEN_EFI_query_variable_info		9
#define XEN_EFI_query_capsule_capabilities	10
#define XEN_EFI_update_capsule			11

/* misc of query_variable_info: as it was at boot. */
#define XEN_EFI_VARINFO_BOOT_SNAPSHOT	0x00000001

struct xenpf_efi_runtime_call {
	u32 function;
	u32 misc;
	xen_ulong_t status;
	union {
		/* misc bits of each service stand before its member. */
#define XEN_EFI_GET_TIME_SET_CLEARS_NS	0x00000001
		struct {
			struct xenpf_efi_time {
				u16 year;
				u8 month;
				u8 day;
				u8 hour;
				u8 min;
				u8 sec;
				u32 ns;
				s16 tz;
				u8 daylight;
			} time;
			u32 resolution;
			u32 accuracy;
		} get_time;
		struct xenpf_efi_time set_time;
#define XEN_EFI_GET_WAKEUP_TIME_ENABLED	0x00000001
#define XEN_EFI_GET_WAKEUP_TIME_PENDING	0x00000002
		struct xenpf_efi_time get_wakeup_time;
#define XEN_EFI_SET_WAKEUP_TIME_ENABLE		0x00000001
#define XEN_EFI_SET_WAKEUP_TIME_ENABLE_ONLY	0x00000002
		struct xenpf_efi_time set_wakeup_time;
#define XEN_EFI_VARIABLE_NON_VOLATILE		0x00000001
#define XEN_EFI_VARIABLE_BOOTSERVICE_ACCESS	0x00000002
#define XEN_EFI_VARIABLE_RUNTIME_ACCESS		0x00000004
		struct {
			GUEST_HANDLE(void) name;
			xen_ulong_t size;
			GUEST_HANDLE(void) data;
			struct xenpf_efi_guid {
				u32 data1;
				u16 data2;
				u16 data3;
				u8 data4[8];
			} vendor_guid;
		} get_variable, set_variable;
		struct {
			xen_ulong_t size;
			GUEST_HANDLE(void) name;
			struct xenpf_efi_guid vendor_guid;
		} get_next_variable_name;
		struct {
			u32 attr;
			u64 max_store_size;
			u64 remain_store_size;
			u64 max_size;
		} query_variable_info;
		struct {
			GUEST_HANDLE(void) capsule_header_array;
			xen_ulong_t capsule_count;
			u64 max_capsule_size;
			u32 reset_type;
		} query_capsule_capabilities;
		struct {
			GUEST_HANDLE(void) capsule_header_array;
			xen_ulong_t capsule_count;
			u64 sg_list;
		} update_capsule;
	} u;
};
DEFINE_GUEST_HANDLE_STRUCT(xenpf_efi_runtime_call);

/* xenpf_firmware_info.index when type is EFI_INFO. */
#define XEN_FW_EFI_VERSION	0
#define XEN_FW_EFI_CONFIG_TABLE	1
#define XEN_FW_EFI_VENDOR	2
#define XEN_FW_EFI_MEM_INFO	3
#define XEN_FW_EFI_RT_VERSION	4

#define XEN_FW_EFI_PCI_ROM		5
#define XEN_FW_EFI_APPLE_PROPERTIES	6

/* What the firmware told the hypervisor at boot. */
#define XENPF_firmware_info	50

/* xenpf_firmware_info.type. index runs over disks until -ENOENT or -ESRCH. */
#define XEN_FW_DISK_INFO		1
#define XEN_FW_DISK_MBR_SIGNATURE	2
#define XEN_FW_VBEDDC_INFO		3
#define XEN_FW_EFI_INFO			4
#define XEN_FW_KBD_SHIFT_FLAGS		5

struct xenpf_firmware_info {
	u32 type;
	u32 index;
	union {
		struct {
			u8 device;
			u8 version;
			u16 interface_support;
			u16 legacy_max_cylinder;
			u8 legacy_max_head;
			u8 legacy_sectors_per_track;
			/* in: buffer, first two bytes its size */
			GUEST_HANDLE(void) edd_params;
		} disk_info;
		struct {
			u8 device;
			u32 mbr_signature;
		} disk_mbr_signature;
		struct {
			/* as the VBE/DDC call returns them */
			u8 capabilities;
			u8 edid_transfer_time;
			GUEST_HANDLE(uchar) edid;	/* 128 bytes */
		} vbeddc_info;
		union xenpf_efi_info {
			u32 version;
			struct {
				u64 addr;
				u32 nent;
			} cfg;
			struct {
				u32 revision;
				u32 bufsz;
				GUEST_HANDLE(void) name;
			} vendor;
			struct {
				u64 addr;
				u64 size;
				u64 attr;
				u32 type;
			} mem;
		} efi_info;
		u8  kbd_shift_flags;	/* BIOS int 16h, function 2 */
	} u;
};
DEFINE_GUEST_HANDLE_STRUCT(xenpf_firmware_info);

/*
 * Enter an ACPI state: val_a and val_b go to the two control registers (or
 * sleep control and status with the extended flag). For S5 it does not return.
 */
#define XENPF_enter_acpi_sleep	51

struct xenpf_enter_acpi_sleep {
	u16 val_a;
	u16 val_b;
	u32 sleep_state;
#define XENPF_ACPI_SLEEP_EXTENDED	0x00000001
	u32 flags;
};
DEFINE_GUEST_HANDLE_STRUCT(xenpf_enter_acpi_sleep);

/* CPU frequency in Hz. */
#define XENPF_change_freq	52

struct xenpf_change_freq {
	u32 flags;
	u32 cpu;
	u64 freq;
};
DEFINE_GUEST_HANDLE_STRUCT(xenpf_change_freq);

/* In: bitmap of CPUs; out: those that exist; idletime in ns each; now in ns. */
#define XENPF_getidletime	53

struct xenpf_getidletime {
	GUEST_HANDLE(uchar) cpumap_bitmap;
	u32 cpumap_nr_cpus;
	GUEST_HANDLE(uint64_t) idletime;
	u64 now;
};
DEFINE_GUEST_HANDLE_STRUCT(xenpf_getidletime);

/* Uploads ACPI power data of one processor, id is its ACPI id. */
#define XENPF_set_processor_pminfo	54

/* Flags in start_info.flags (SIF_PM_MASK). */
#define XEN_PROCESSOR_PM_CX	1
#define XEN_PROCESSOR_PM_PX	2
#define XEN_PROCESSOR_PM_TX	4

/* xenpf_set_processor_pminfo.type, selects the member of the union. */
#define XEN_PM_CX	0
#define XEN_PM_PX	1
#define XEN_PM_TX	2
#define XEN_PM_PDC	3

/* xen_processor_performance.flags: which parts are filled in. */
#define XEN_PX_PCT	1
#define XEN_PX_PSS	2
#define XEN_PX_PPC	4
#define XEN_PX_PSD	8

/* An ACPI generic address. */
struct xen_power_register {
	u32 space_id;
	u32 bit_width;
	u32 bit_offset;
	u32 access_size;
	u64 address;
};

/* ACPI _CSD: C-state dependency. */
struct xen_processor_csd {
	u32 domain;
	u32 coord_type;
	u32 num;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_processor_csd);

struct xen_processor_cx {
	struct xen_power_register reg;
	u8 type;	/* C1, C2, ... */
	u32 latency;	/* microseconds */
	u32 power;	/* mW */
	u32 dpcnt;
	GUEST_HANDLE(xen_processor_csd) dp;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_processor_cx);

struct xen_processor_flags {
	u32 bm_control:1;
	u32 bm_check:1;
	u32 has_cst:1;
	u32 power_setup_done:1;
	u32 bm_rld_set:1;
};

struct xen_processor_power {
	u32 count;
	struct xen_processor_flags flags;
	GUEST_HANDLE(xen_processor_cx) states;
};

struct xen_pct_register {
	u8 descriptor;
	u16 length;
	u8 space_id;
	u8 bit_width;
	u8 bit_offset;
	u8 reserved;
	u64 address;
};

struct xen_processor_px {
	u64 core_frequency;	/* MHz */
	u64 power;
	u64 transition_latency;	/* microseconds */
	u64 bus_master_latency;
	u64 control;
	u64 status;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_processor_px);

/* ACPI _PSD: P-state dependency. */
struct xen_psd_package {
	u64 num_entries;
	u64 revision;
	u64 domain;
	u64 coord_type;
	u64 num_processors;
};

struct xen_processor_performance {
	u32 flags;
	u32 platform_limit;
	struct xen_pct_register control_register;
	struct xen_pct_register status_register;
	u32 state_count;
	GUEST_HANDLE(xen_processor_px) states;
	struct xen_psd_package domain_info;
	u32 shared_type;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_processor_performance);

/* xen_processor_performance.shared_type */
#define XEN_CPUPERF_SHARED_TYPE_HW	1	/* hardware coordinates */
#define XEN_CPUPERF_SHARED_TYPE_ALL	2	/* software, on all CPUs */
#define XEN_CPUPERF_SHARED_TYPE_ANY	3	/* software, on any CPU */

struct xenpf_set_processor_pminfo {
	u32 id;
	u32 type;
	union {
		struct xen_processor_power power;
		struct xen_processor_performance perf;
		GUEST_HANDLE(uint32_t) pdc;
	};
};
DEFINE_GUEST_HANDLE_STRUCT(xenpf_set_processor_pminfo);

/* In: xen_cpuid; out: the rest. flags holds XEN_PCPU_FLAGS_*. */
#define XENPF_get_cpuinfo	55

struct xenpf_pcpuinfo {
	u32 xen_cpuid;
	u32 max_present;
#define XEN_PCPU_FLAGS_ONLINE	1
#define XEN_PCPU_FLAGS_INVALID	2
	u32 flags;
	u32 apic_id;
	u32 acpi_id;
};
DEFINE_GUEST_HANDLE_STRUCT(xenpf_pcpuinfo);

/* In: xen_cpuid; out: the rest. */
#define XENPF_get_cpu_version	48
struct xenpf_pcpu_version {
	u32 xen_cpuid;
	u32 max_present;
	char vendor_id[12];
	u32 family;
	u32 model;
	u32 stepping;
};
DEFINE_GUEST_HANDLE_STRUCT(xenpf_pcpu_version);

/* Bring a CPU up or down. */
#define XENPF_cpu_online	56
#define XENPF_cpu_offline	57

struct xenpf_cpu_ol {
	u32 cpuid;
};
DEFINE_GUEST_HANDLE_STRUCT(xenpf_cpu_ol);

/* dom0 saw a new CPU; result: its number. */
#define XENPF_cpu_hotadd	58

struct xenpf_cpu_hotadd {
	u32 apic_id;
	u32 acpi_id;
	u32 pxm;
};

/* dom0 saw new memory, frames spfn..epfn-1. */
#define XENPF_mem_hotadd	59

struct xenpf_mem_hotadd {
	u64 spfn;
	u64 epfn;
	u32 pxm;
	u32 flags;
};

/* Keep idle_nums CPUs idle, or ask how many are. */
#define XENPF_core_parking	60

struct xenpf_core_parking {
#define XEN_CORE_PARKING_SET	1
#define XEN_CORE_PARKING_GET	2
	u32 type;
	u32 idle_nums;
};
DEFINE_GUEST_HANDLE_STRUCT(xenpf_core_parking);

/* Run MSR accesses on a CPU, in order; result: how many were done. */
#define XENPF_resource_op		61
#define XEN_RESOURCE_OP_MSR_READ	0
#define XEN_RESOURCE_OP_MSR_WRITE	1
struct xenpf_resource_entry {
	union {
		u32 cmd;	/* in: XEN_RESOURCE_OP_* */
		s32 ret;	/* out: 0 or an errno */
	} u;
	u32 rsvd;
	u64 idx;		/* the MSR */
	u64 val;
};
DEFINE_GUEST_HANDLE_STRUCT(xenpf_resource_entry);

struct xenpf_resource_op {
	u32 nr_entries;
	u32 cpu;
	GUEST_HANDLE(xenpf_resource_entry) entries;
};
DEFINE_GUEST_HANDLE_STRUCT(xenpf_resource_op);

/*
 * Walks the hypervisor's symbols. In: symnum and room for name; out: the next
 * one, and the next symnum.
 */
#define XENPF_get_symbol	63

struct xenpf_symdata {
	u32 namelen;
	u32 symnum;
	GUEST_HANDLE(char) name;
	u64 address;
	char type;
};
DEFINE_GUEST_HANDLE_STRUCT(xenpf_symdata);

/* Newer than 4.17: the video mode, as in start_info. */
#define XENPF_get_dom0_console	64

/* Argument of the hypercall; always copied as a whole. */
struct xen_platform_op {
	u32 cmd;
	u32 interface_version;
	union {
		struct xenpf_settime32 settime32;
		struct xenpf_settime64 settime64;
		struct xenpf_add_memtype add_memtype;
		struct xenpf_del_memtype del_memtype;
		struct xenpf_read_memtype read_memtype;
		struct xenpf_microcode_update microcode;
		struct xenpf_platform_quirk platform_quirk;
		struct xenpf_efi_runtime_call efi_runtime_call;
		struct xenpf_firmware_info firmware_info;
		struct xenpf_enter_acpi_sleep enter_acpi_sleep;
		struct xenpf_change_freq change_freq;
		struct xenpf_getidletime getidletime;
		struct xenpf_set_processor_pminfo set_pminfo;
		struct xenpf_pcpuinfo pcpu_info;
		struct xenpf_pcpu_version pcpu_version;
		struct xenpf_cpu_ol  cpu_ol;
		struct xenpf_cpu_hotadd cpu_add;
		struct xenpf_mem_hotadd mem_add;
		struct xenpf_core_parking  core_parking;
		struct xenpf_resource_op resource_op;
		struct xenpf_symdata symdata;
		struct dom0_vga_console_info dom0_console;
		u8 pad[128];
	} u;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_platform_op);

#endif /* _XEN_INTERFACE_PLATFORM_H */

/* SPDX-License-Identifier: MIT */
/*
 * Machine check architecture: hypercall arch_0 for dom0, the records it
 * fetches, and the format in which the kernel's logger hands them to user
 * space.
 */
#ifndef _XEN_INTERFACE_XEN_MCA_H
#define _XEN_INTERFACE_XEN_MCA_H

#include <xen/interface/xen.h>

#define __HYPERVISOR_mca	__HYPERVISOR_arch_0

/* Caller writes it into xen_mc.interface_version. */
#define XEN_MCA_INTERFACE_VERSION	0x01ecc003

/* xen_mc_fetch.flags in: which queue; ACK frees fetch_id. */
#define XEN_MC_NONURGENT	0x1
#define XEN_MC_URGENT		0x2
#define XEN_MC_ACK		0x4

/* xen_mc_fetch.flags out. */
#define XEN_MC_OK		0x0
#define XEN_MC_FETCHFAILED	0x1
#define XEN_MC_NODATA		0x2

#define XEN_MC_NOMATCH		0x4

/* Result bits of XEN_MC_notifydomain. */
#define XEN_MC_CANNOTHANDLE	0x8
#define XEN_MC_NOTDELIVERED	0x10
#define XEN_MC_VCPUID_INVALID	0xffff

#ifndef __ASSEMBLY__
#define VIRQ_MCA	VIRQ_ARCH_0

/* mcinfo_common.type */
#define MC_TYPE_GLOBAL		0
#define MC_TYPE_BANK		1
#define MC_TYPE_EXTENDED	2
#define MC_TYPE_RECOVERY	3

/* Head of every record in mc_info.mi_data; size in bytes, head included. */
struct mcinfo_common {
	u16 type;
	u16 size;
};

/* mcinfo_global.mc_flags */
#define MC_FLAG_CORRECTABLE	(1 << 0)
#define MC_FLAG_UNCORRECTABLE	(1 << 1)
#define MC_FLAG_RECOVERABLE	(1 << 2)
#define MC_FLAG_POLLED		(1 << 3)
#define MC_FLAG_RESET		(1 << 4)
#define MC_FLAG_CMCI		(1 << 5)
#define MC_FLAG_MCE		(1 << 6)

/* One per event: where it happened. */
struct mcinfo_global {
	struct mcinfo_common common;
	u16 mc_domid;	/* who ran there */
	u16 mc_vcpuid;
	u32 mc_socketid;
	u16 mc_coreid;
	u16 mc_core_threadid;
	u32 mc_apicid;
	u32 mc_flags;
	u64 mc_gstatus;	/* MCG_STATUS */
};

/* One per bank with an error; fields are the bank's MSRs. */
struct mcinfo_bank {
	struct mcinfo_common common;
	u16 mc_bank;
	u16 mc_domid;
	u64 mc_status;
	u64 mc_addr;
	u64 mc_misc;
	u64 mc_ctrl2;
	u64 mc_tsc;
};

struct mcinfo_msr {
	u64 reg;
	u64 value;
};

/* Further MSRs of the event. */
struct mcinfo_extended {
	struct mcinfo_common common;
	u32 mc_msrs;	/* used entries */
	struct mcinfo_msr mc_msr[32];
};

/* mcinfo_recovery.action_flags */
#define REC_ACTION_RECOVERED	(0x1 << 0)
#define REC_ACTION_NONE		(0x1 << 1)
#define REC_ACTION_NEED_RESET	(0x1 << 2)

/* mcinfo_recovery.action_types */
#define MC_ACTION_PAGE_OFFLINE	(0x1 << 0)
#define MC_ACTION_CPU_OFFLINE	(0x1 << 1)
#define MC_ACTION_CACHE_SHRINK	(0x1 << 2)

struct page_offline_action {
	u64 mfn;
	u64 status;
};

struct cpu_offline_action {
	u32 mc_socketid;
	u16 mc_coreid;
	u16 mc_core_threadid;
};

/* Bytes that action_info always takes. */
#define MAX_UNION_SIZE	16

/* What the hypervisor did about it. */
struct mcinfo_recovery {
	struct mcinfo_common common;
	u16 mc_bank;
	u8 action_flags;
	u8 action_types;
	union {
		struct page_offline_action page_retire;
		struct cpu_offline_action cpu_offline;
		u8 pad[MAX_UNION_SIZE];
	} action_info;
};

/* Size of the buffer for XEN_MC_fetch. */
#define MCINFO_MAXSIZE	768

/* mc_info.flags: records were dropped for lack of room. */
#define MCINFO_FLAGS_UNCOMPLETE	0x1

struct mc_info {
	u32 mi_nentries;	/* records in mi_data */
	u32 flags;
	u64 mi_data[(MCINFO_MAXSIZE - 1) / 8];	/* packed records */
};
DEFINE_GUEST_HANDLE_STRUCT(mc_info);

#define __MC_MSR_ARRAYSIZE	8
#define __MC_NMSRS		1
#define MC_NCAPS		7

/* Index of mc_cpu_caps. */
#define MC_CAPS_STD_EDX		0
#define MC_CAPS_AMD_EDX		1
#define MC_CAPS_TM		2
#define MC_CAPS_LINUX		3
#define MC_CAPS_STD_ECX		4
#define MC_CAPS_VIA		5
#define MC_CAPS_AMD_ECX		6

/* One online CPU, for XEN_MC_physcpuinfo. */
struct mcinfo_logical_cpu {
	u32 mc_cpunr;
	u32 mc_chipid;
	u16 mc_coreid;
	u16 mc_threadid;
	u32 mc_apicid;
	u32 mc_clusterid;
	u32 mc_ncores;
	u32 mc_ncores_active;
	u32 mc_nthreads;
	u32 mc_cpuid_level;
	u32 mc_family;
	u32 mc_vendor;
	u32 mc_model;
	u32 mc_step;
	char mc_vendorid[16];
	char mc_brandid[64];
	u32 mc_cpu_caps[MC_NCAPS];
	u32 mc_cache_size;
	u32 mc_cache_alignment;
	u32 mc_nmsrvals;
	struct mcinfo_msr mc_msrvalues[__MC_MSR_ARRAYSIZE];
};
DEFINE_GUEST_HANDLE_STRUCT(mcinfo_logical_cpu);

/* Walking the records of a struct mc_info. */
#define x86_mcinfo_nentries(_mi)	((_mi)->mi_nentries)
#define x86_mcinfo_first(_mi)		((struct mcinfo_common *)(_mi)->mi_data)
#define x86_mcinfo_next(_mic) \
	((struct mcinfo_common *)((u8 *)(_mic) + (_mic)->size))

/* Finds the first record of a type; *ret is NULL if there is none. */
static inline void x86_mcinfo_lookup(struct mcinfo_common **ret,
				     struct mc_info *mi, u16 type)
{
	struct mcinfo_common *rec;
	u32 left;

	if (!ret || !mi)
		return;

	*ret = NULL;
	rec = x86_mcinfo_first(mi);
	for (left = x86_mcinfo_nentries(mi); left; left--) {
		if (rec->type == type) {
			*ret = rec;
			return;
		}
		rec = x86_mcinfo_next(rec);
	}
}

/* Copies the oldest event of a queue out; fetch_id names it for the ACK. */
#define XEN_MC_fetch	1

struct xen_mc_fetch {
	u32 flags;
	u32 _pad0;
	u64 fetch_id;
	GUEST_HANDLE(mc_info) data;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_mc_fetch);

/* Historic: deliver to a domain. */
#define XEN_MC_notifydomain	2

struct xen_mc_notifydomain {
	u16 mc_domid;
	u16 mc_vcpuid;
	u32 flags;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_mc_notifydomain);

/* ncpus in: room, out: count. */
#define XEN_MC_physcpuinfo	3

struct xen_mc_physcpuinfo {
	u32 ncpus;
	u32 _pad0;
	GUEST_HANDLE(mcinfo_logical_cpu) info;
};

/* Test aid: values that the hypervisor reads instead of the MSRs. */
#define XEN_MC_msrinject	4
#define MC_MSRINJ_MAXMSRS	8

struct xen_mc_msrinject {
	u32 mcinj_cpunr;
	u32 mcinj_flags;
	u32 mcinj_count;
	domid_t mcinj_domid;
	u16 _pad0;
	struct mcinfo_msr mcinj_msr[MC_MSRINJ_MAXMSRS];
};

#define MC_MSRINJ_F_INTERPOSE	0x1

/* Test aid: raise a machine check on one CPU. */
#define XEN_MC_mceinject	5

struct xen_mc_mceinject {
	unsigned int mceinj_cpunr;
};

/* msrinject: addresses in values are guest-physical. */
#define MC_MSRINJ_F_GPADDR	0x2

/* Raise a machine check or CMCI on a set of CPUs. */
#define XEN_MC_inject_v2	6
#define XEN_MC_INJECT_TYPE_MASK	0x7
#define XEN_MC_INJECT_TYPE_MCE	0x0
#define XEN_MC_INJECT_TYPE_CMCI	0x1
#define XEN_MC_INJECT_TYPE_LMCE	0x2
#define XEN_MC_INJECT_CPU_BROADCAST 0x8

struct xen_mc_inject_v2 {
	u32 flags;
	u32 _pad0;
	u64 cpumap;	/* unless broadcast: address of a bitmap */
	u32 cpumap_nr_bits;
	u32 _pad1;
};

/* Argument of the hypercall. */
struct xen_mc {
	u32 cmd;
	u32 interface_version;
	union {
		struct xen_mc_fetch mc_fetch;
		struct xen_mc_notifydomain mc_notifydomain;
		struct xen_mc_physcpuinfo mc_physcpuinfo;
		struct xen_mc_msrinject mc_msrinject;
		struct xen_mc_mceinject mc_mceinject;
		struct xen_mc_inject_v2 mc_inject_v2;
	} u;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_mc);

/* Kernel to user space: one logged error, as struct mce of mcelog. */
struct xen_mce {
	__u64 status;
	__u64 misc;
	__u64 addr;
	__u64 mcgstatus;
	__u64 ip;
	__u64 tsc;
	__u64 time;
	__u8 cpuvendor;
	__u8 inject_flags;
	__u16 pad;
	__u32 cpuid;
	__u8 cs;
	__u8 bank;
	__u8 cpu;
	__u8 finished;
	__u32 extcpu;
	__u32 socketid;
	__u32 apicid;
	__u64 mcgcap;
	__u64 synd;
	__u64 ipid;
	__u64 ppin;
};

/* Kernel to user space: /dev/mcelog. */
#define XEN_MCE_LOG_LEN	32

struct xen_mce_log {
	char signature[12] __nonstring;
	unsigned int len;
	unsigned int next;
	unsigned int flags;
	unsigned int recordlen;
	struct xen_mce entry[XEN_MCE_LOG_LEN];
};

/* Bit number in xen_mce_log.flags. */
#define XEN_MCE_OVERFLOW	0
#define XEN_MCE_LOG_SIGNATURE	"MACHINECHECK"

/* ioctls of /dev/mcelog. */
#define MCE_GET_RECORD_LEN	_IOR('M', 1, int)
#define MCE_GET_LOG_LEN		_IOR('M', 2, int)
#define MCE_GETCLEAR_FLAGS	_IOR('M', 3, int)
#endif

#endif /* _XEN_INTERFACE_XEN_MCA_H */

/* SPDX-License-Identifier: MIT */
/* sysctl, power management: statistics, frequency control, CPU hotplug. */
#ifndef _XEN_INTERFACE_SYSCTL_PM_H
#define _XEN_INTERFACE_SYSCTL_PM_H

#include <xen/interface/ctl_common.h>

struct pm_px_val {
	u64 freq;	/* MHz */
	u64 residency;	/* ns */
	u64 count;
};
DEFINE_GUEST_HANDLE_STRUCT(pm_px_val);

struct pm_px_stat {
	u8 total;			/* P-states */
	u8 usable;
	u8 last;
	u8 cur;
	GUEST_HANDLE_64(u64) trans_pt;	/* total * total transition counts */
	GUEST_HANDLE_64(pm_px_val) pt;
};

struct pm_cx_stat {
	u32 nr;		/* C-states, in: room */
	u32 last;
	u64 idle_time;
	GUEST_HANDLE_64(u64) triggers;
	GUEST_HANDLE_64(u64) residencies;
	u32 nr_pc;	/* package states, then core states */
	u32 nr_cc;
	GUEST_HANDLE_64(u64) pc;
	GUEST_HANDLE_64(u64) cc;
};

/* get_pmstat. */
struct xen_sysctl_get_pmstat {
#define PMSTAT_CATEGORY_MASK	0xf0
#define PMSTAT_PX		0x10
#define PMSTAT_CX		0x20
#define PMSTAT_get_max_px	(PMSTAT_PX | 0x1)
#define PMSTAT_get_pxstat	(PMSTAT_PX | 0x2)
#define PMSTAT_reset_pxstat	(PMSTAT_PX | 0x3)
#define PMSTAT_get_max_cx	(PMSTAT_CX | 0x1)
#define PMSTAT_get_cxstat	(PMSTAT_CX | 0x2)
#define PMSTAT_reset_cxstat	(PMSTAT_CX | 0x3)
	u32 type;
	u32 cpuid;
	union {
		struct pm_px_stat getpx;
		struct pm_cx_stat getcx;
	} u;
};

/* cpu_hotplug. SMT_* ignore cpu. */
struct xen_sysctl_cpu_hotplug {
	u32 cpu;
#define XEN_SYSCTL_CPU_HOTPLUG_ONLINE		0
#define XEN_SYSCTL_CPU_HOTPLUG_OFFLINE		1
#define XEN_SYSCTL_CPU_HOTPLUG_SMT_ENABLE	2
#define XEN_SYSCTL_CPU_HOTPLUG_SMT_DISABLE	3
	u32 op;
};

/* Governor parameters; frequencies are in kHz throughout. */
struct xen_userspace {
	u32 scaling_setspeed;
};

struct xen_ondemand {
	u32 sampling_rate_max;
	u32 sampling_rate_min;
	u32 sampling_rate;
	u32 up_threshold;
};

#define CPUFREQ_NAME_LEN	16

/* Lists in: room in *_num; -EAGAIN and the needed counts if short. */
struct xen_get_cpufreq_para {
	u32 cpu_num;
	u32 freq_num;
	u32 gov_num;
	GUEST_HANDLE_64(u32) affected_cpus;
	GUEST_HANDLE_64(u32) scaling_available_frequencies;
	GUEST_HANDLE_64(char) scaling_available_governors;
	char scaling_driver[CPUFREQ_NAME_LEN];
	u32 cpuinfo_cur_freq;
	u32 cpuinfo_max_freq;
	u32 cpuinfo_min_freq;
	u32 scaling_cur_freq;
	char scaling_governor[CPUFREQ_NAME_LEN];
	u32 scaling_max_freq;
	u32 scaling_min_freq;
	union {
		struct xen_userspace userspace;
		struct xen_ondemand ondemand;
	} u;
	s32 turbo_enabled;
};

struct xen_set_cpufreq_gov {
	char scaling_governor[CPUFREQ_NAME_LEN];
};

struct xen_set_cpufreq_para {
#define SCALING_MAX_FREQ	1
#define SCALING_MIN_FREQ	2
#define SCALING_SETSPEED	3
#define SAMPLING_RATE		4
#define UP_THRESHOLD		5
	u32 ctrl_type;
	u32 ctrl_value;
};

/* pm_op. */
struct xen_sysctl_pm_op {
#define PM_PARA_CATEGORY_MASK				0xf0
#define CPUFREQ_PARA					0x10
#define GET_CPUFREQ_PARA				(CPUFREQ_PARA | 0x01)
#define SET_CPUFREQ_GOV					(CPUFREQ_PARA | 0x02)
#define SET_CPUFREQ_PARA				(CPUFREQ_PARA | 0x03)
#define GET_CPUFREQ_AVGFREQ				(CPUFREQ_PARA | 0x04)
#define XEN_SYSCTL_pm_op_set_sched_opt_smt		0x21
#define XEN_SYSCTL_pm_op_get_max_cstate			0x22
#define XEN_SYSCTL_pm_op_set_max_cstate			0x23
#define XEN_SYSCTL_pm_op_set_vcpu_migration_delay	0x24
#define XEN_SYSCTL_pm_op_get_vcpu_migration_delay	0x25
#define XEN_SYSCTL_pm_op_enable_turbo			0x26
#define XEN_SYSCTL_pm_op_disable_turbo			0x27
	u32 cmd;
	u32 cpuid;
	union {
		struct xen_get_cpufreq_para get_para;
		struct xen_set_cpufreq_gov set_gov;
		struct xen_set_cpufreq_para set_para;
		u64 get_avgfreq;
		u32 set_sched_opt_smt;
#define XEN_SYSCTL_CX_UNLIMITED	0xffffffff
		u32 get_max_cstate;
		u32 set_max_cstate;
	} u;
};

#endif /* _XEN_INTERFACE_SYSCTL_PM_H */

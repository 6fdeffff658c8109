/* SPDX-License-Identifier: MIT */
/*
 * xenpmu_op: virtual performance counters. The page shared per vCPU is struct
 * xen_pmu_data.
 */
#ifndef _XEN_INTERFACE_XENPMU_H
#define _XEN_INTERFACE_XENPMU_H

#include <xen/interface/xen.h>

/* Interface version, hypervisor writes it into params.version. */
#define XENPMU_VER_MAJ	0
#define XENPMU_VER_MIN	1

/* Commands; argument is struct xen_pmu_params. */
#define XENPMU_mode_get		0
#define XENPMU_mode_set		1
#define XENPMU_feature_get	2
#define XENPMU_feature_set	3
#define XENPMU_init		4
#define XENPMU_finish		5
#define XENPMU_lvtpc_set	6
#define XENPMU_flush		7

struct xen_pmu_params {
	struct {
		u32 maj;
		u32 min;
	} version;
	u64 val;	/* in/out: mode, features, or the shared page's frame */
	u32 vcpu;	/* for init and finish */
	u32 pad;
};

/*
 * Modes: nothing counted; the domain itself; dom0 also the hypervisor; dom0
 * everything.
 */
#define XENPMU_MODE_OFF		0
#define XENPMU_MODE_SELF	(1 << 0)
#define XENPMU_MODE_HV		(1 << 1)
#define XENPMU_MODE_ALL		(1 << 2)

/* Features: branch trace store, and two restrictions of the event set. */
#define XENPMU_FEATURE_INTEL_BTS	(1 << 0)
#define XENPMU_FEATURE_IPC_ONLY		(1 << 1)
#define XENPMU_FEATURE_ARCH_ONLY	(1 << 2)

/*
 * Hypervisor writes on overflow; the guest writes while flags lack PMU_CACHED.
 */
struct xen_pmu_data {
	u32 vcpu_id;	/* interrupted vCPU */
	u32 pcpu_id;
	domid_t domain_id;
	u8 pad[6];
	struct xen_pmu_arch pmu;
};

#endif /* _XEN_INTERFACE_XENPMU_H */

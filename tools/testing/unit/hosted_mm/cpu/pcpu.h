/* SPDX-License-Identifier: GPL-2.0-only */
/* Stands before the hypervisor's cpu/pcpu.h: a thread is a CPU. */
#ifndef HV_CPU_PCPU_H
#define HV_CPU_PCPU_H

#include "lib/cpuset.h"
#include "lib/types.h"

struct pcpu {
	u32 cpu;
	u32 tlb_stamp;
	struct vtlb *vtlb;
};

extern struct pcpu hosted_pcpu[HV_NR_CPUS];
extern __thread unsigned int hosted_cpu;
extern cpuset_t cpus_online;

static inline struct pcpu *this_pcpu(void) { return &hosted_pcpu[hosted_cpu]; }
static inline struct pcpu *pcpu_of(unsigned int cpu) { return &hosted_pcpu[cpu]; }
static inline unsigned int this_cpu(void) { return hosted_cpu; }

#endif

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Offsets of C structures, as numbers for assembly files.
 *
 * The file is compiled to assembly text only; the build turns each marker into
 * a #define in cpu/hv_offsets.h. Whoever writes assembly adds the lines it
 * needs to the block of the structure they belong to.
 */
#include <linux/kbuild.h>
#include "cpu/pcpu.h"
#include "cpu/trampoline.h"

int main(void);
int main(void)
{
	/* struct pcpu */
	OFFSET(PCPU_CPU, pcpu, cpu);
	OFFSET(PCPU_CURRENT, pcpu, current);
	OFFSET(PCPU_HOT, pcpu, hot);
	OFFSET(PCPU_HV_CR3, pcpu, hv_cr3);
	OFFSET(PCPU_SCRATCH, pcpu, scratch);
	OFFSET(PCPU_SOFTIRQ, pcpu, softirq_pending);
	BLANK();

	/* struct cpu_regs */
	DEFINE(REGS_SIZE, sizeof(struct cpu_regs));
	BLANK();

	/* struct trampoline_params */
	OFFSET(TRAMP_CR3, trampoline_params, cr3);
	OFFSET(TRAMP_NR, trampoline_params, nr_cpus);
	OFFSET(TRAMP_APIC_IDS, trampoline_params, apic_ids);
	OFFSET(TRAMP_ENTRY, trampoline_params, entry);
	DEFINE(TRAMP_PARAMS_SIZE, sizeof(struct trampoline_params));

	return 0;
}

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
#include <xen/interface/xen.h>

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
	OFFSET(PCPU_scratch0, pcpu, scratch[0]);
	OFFSET(PCPU_scratch1, pcpu, scratch[1]);
	OFFSET(PCPU_scratch2, pcpu, scratch[2]);
	OFFSET(PCPU_softirq, pcpu, softirq_pending);
	OFFSET(PCPU_tss_iob, pcpu, tss.io_bitmap);
	OFFSET(PCPU_count_syscall, pcpu, fast_count[FAST_SYSCALL]);
	OFFSET(PCPU_count_iret, pcpu, fast_count[FAST_IRET]);
	OFFSET(PCPU_count_pf, pcpu, fast_count[FAST_PAGE_FAULT]);
	OFFSET(PCPU_count_event, pcpu, fast_count[FAST_EVENT]);
	BLANK();

	/* struct guest_hot, in struct pcpu */
	OFFSET(PCPU_kernel_cr3, pcpu, hot.kernel_cr3);
	OFFSET(PCPU_user_cr3, pcpu, hot.user_cr3);
	OFFSET(PCPU_kernel_exit_cr3, pcpu, hot.kernel_exit_cr3);
	OFFSET(PCPU_user_exit_cr3, pcpu, hot.user_exit_cr3);
	OFFSET(PCPU_kernel_sp, pcpu, hot.kernel_sp);
	OFFSET(PCPU_vcpu_info, pcpu, hot.vcpu_info);
	OFFSET(PCPU_syscall_rip, pcpu, hot.syscall.rip);
	OFFSET(PCPU_syscall_flags, pcpu, hot.syscall.flags);
	OFFSET(PCPU_pf_rip, pcpu, hot.page_fault.rip);
	OFFSET(PCPU_pf_flags, pcpu, hot.page_fault.flags);
	OFFSET(PCPU_event_rip, pcpu, hot.event.rip);
	OFFSET(PCPU_user_mode, pcpu, hot.user_mode);
	OFFSET(PCPU_slow_exit, pcpu, hot.slow_exit);
	OFFSET(PCPU_iob_kernel, pcpu, hot.io_bitmap[0]);
	OFFSET(PCPU_iob_user, pcpu, hot.io_bitmap[1]);
	BLANK();

	/* struct vcpu_info of the ABI */
	OFFSET(VI_upcall_pending, vcpu_info, evtchn_upcall_pending);
	OFFSET(VI_upcall_mask, vcpu_info, evtchn_upcall_mask);
	OFFSET(VI_cr2, vcpu_info, arch.cr2);
	BLANK();

	/* struct cpu_regs */
	DEFINE(REGS_SIZE, sizeof(struct cpu_regs));
	OFFSET(REGS_r15, cpu_regs, r15);
	OFFSET(REGS_r14, cpu_regs, r14);
	OFFSET(REGS_r13, cpu_regs, r13);
	OFFSET(REGS_r12, cpu_regs, r12);
	OFFSET(REGS_rbp, cpu_regs, rbp);
	OFFSET(REGS_rbx, cpu_regs, rbx);
	OFFSET(REGS_r11, cpu_regs, r11);
	OFFSET(REGS_r10, cpu_regs, r10);
	OFFSET(REGS_r9, cpu_regs, r9);
	OFFSET(REGS_r8, cpu_regs, r8);
	OFFSET(REGS_rax, cpu_regs, rax);
	OFFSET(REGS_rcx, cpu_regs, rcx);
	OFFSET(REGS_rdx, cpu_regs, rdx);
	OFFSET(REGS_rsi, cpu_regs, rsi);
	OFFSET(REGS_rdi, cpu_regs, rdi);
	OFFSET(REGS_entry_vector, cpu_regs, entry_vector);
	OFFSET(REGS_rip, cpu_regs, rip);
	OFFSET(REGS_cs, cpu_regs, cs);
	OFFSET(REGS_rflags, cpu_regs, rflags);
	OFFSET(REGS_rsp, cpu_regs, rsp);
	OFFSET(REGS_ss, cpu_regs, ss);
	BLANK();

	/* struct trampoline_params */
	OFFSET(TRAMP_CR3, trampoline_params, cr3);
	OFFSET(TRAMP_NR, trampoline_params, nr_cpus);
	OFFSET(TRAMP_APIC_IDS, trampoline_params, apic_ids);
	OFFSET(TRAMP_ENTRY, trampoline_params, entry);
	DEFINE(TRAMP_PARAMS_SIZE, sizeof(struct trampoline_params));

	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of emulate_privileged(), one function for each group of instructions. */
#ifndef HV_ABI_EMULATE_GROUP_H
#define HV_ABI_EMULATE_GROUP_H

#include "abi/emulate.h"
#include "abi/guest_insn.h"

/* IN, OUT, INS, OUTS: both modes, as far as IOPL and bitmap let them */
enum emulated emulate_port_insn(struct cpu_regs *regs, struct insn *insn);

/* MOV to and from control and debug registers, CLTS, LMSW: kernel mode */
enum emulated emulate_mov_cr(struct cpu_regs *regs, struct insn *insn, bool write);
enum emulated emulate_mov_dr(struct cpu_regs *regs, struct insn *insn, bool write);
enum emulated emulate_lmsw(struct cpu_regs *regs, struct insn *insn);
enum emulated emulate_xsetbv(struct cpu_regs *regs);
enum emulated emulate_invlpg(struct cpu_regs *regs, struct insn *insn);

/* SGDT, SIDT, SLDT, STR, SMSW, which UMIP keeps from CPL 3: both modes */
enum emulated emulate_umip(struct cpu_regs *regs, struct insn *insn);

#endif

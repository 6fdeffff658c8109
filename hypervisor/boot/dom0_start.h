/* SPDX-License-Identifier: GPL-2.0-only */
/* What dom0 finds when it starts: start_info, its list of frames, its registers. */
#ifndef HV_BOOT_DOM0_START_H
#define HV_BOOT_DOM0_START_H

#include "boot/dom0_layout.h"
#include "core/vcpu.h"

/* Fill mfn_list for all frames that dom0 has. */
void dom0_write_p2m(const struct dom0_layout *l);

/* Fill start_info; @line is dom0's command line. */
void dom0_write_start_info(const struct domain *d, const struct dom0_layout *l,
			   const struct elf_kernel *k, const char *line);

/* Set the registers of the first vCPU. 0 or -errno */
int dom0_set_registers(struct vcpu *v, const struct dom0_layout *l, const struct elf_kernel *k);

#endif

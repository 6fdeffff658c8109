/* SPDX-License-Identifier: GPL-2.0-only */
/* The two 8259s: silenced. */
#ifndef HV_CPU_PIC_H
#define HV_CPU_PIC_H

#include "lib/types.h"

void pic_silence(void);

/* VEC_LEGACY_FIRST..+15 arrived: acknowledge if it was real. */
void pic_stray_interrupt(unsigned int vector);

#endif

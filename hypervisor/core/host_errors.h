/* SPDX-License-Identifier: GPL-2.0-only */
/* Errors of the machine for the hardware domain: NMIs, and machine checks in two queues. */
#ifndef HV_CORE_HOST_ERRORS_H
#define HV_CORE_HOST_ERRORS_H

#include "cpu/mce.h"

enum mca_queue { MCA_URGENT, MCA_NONURGENT, NR_MCA_QUEUES };

void host_errors_init(void);

/**
 * mca_oldest() - look at the oldest record of a queue; it stays there
 * @id: names it for mca_ack(); never 0
 * Return: false if the queue is empty. Context: interrupts on.
 */
bool mca_oldest(enum mca_queue which, struct mce_record *out, u64 *id);

/* The record has been dealt with. An @id that is not the oldest one's does nothing. */
void mca_ack(enum mca_queue which, u64 id);

#endif

/* SPDX-License-Identifier: MIT */
/* Virtual TPM: one shared frame that holds a command, then its answer. */
#ifndef _XEN_INTERFACE_IO_TPMIF_H
#define _XEN_INTERFACE_IO_TPMIF_H

#include <linux/types.h>

enum vtpm_shared_page_state {
	VTPM_STATE_IDLE,	/* nobody uses the page */
	VTPM_STATE_SUBMIT,	/* front: a command is in it */
	VTPM_STATE_FINISH,	/* back: the answer is in it */
	VTPM_STATE_CANCEL,	/* front: stop working on it */
};

/* Data starts behind the grants of the extra pages. */
struct vtpm_shared_page {
	u32 length;	/* bytes of command or answer */
	u8 state;	/* enum vtpm_shared_page_state */
	u8 locality;
	u8 pad;
	u8 nr_extra_pages;
	u32 extra_pages[];
};

#endif /* _XEN_INTERFACE_IO_TPMIF_H */

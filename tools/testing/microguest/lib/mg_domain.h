/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A second domain, made by the micro-guest itself when it is the control domain.
 *
 * The child runs functions of this image: its code, constants and initialised data are
 * copied to the same addresses. It has no .bss, so a child function uses its arguments,
 * its stack and hypercalls, and nothing else. It has no trap handlers either: a fault is
 * the end of it, as a crash.
 *
 * Parent and child share the child's "box": a page of the child that the parent maps
 * too. The child sees it at MG_CHILD_BOX, the parent through struct mg_child.
 */
#ifndef MG_DOMAIN_H
#define MG_DOMAIN_H

#include "mg.h"
#include <xen/interface/domctl.h>
#include <xen/interface/sysctl.h>

#define MG_CHILD_VA		MG_SCRATCH		/* L4 slot 2 of the child */
#define MG_CHILD_SHARED		(MG_CHILD_VA + 0x0000)
#define MG_CHILD_BOX		(MG_CHILD_VA + 0x1000)
#define MG_CHILD_STACK		(MG_CHILD_VA + 0x2000)	/* two pages, grows down from 0x4000 */
#define MG_CHILD_PAGE		(MG_CHILD_VA + 0x4000)	/* one page to lend */
#define MG_CHILD_L1		(MG_CHILD_VA + 0x5000)	/* its own L1, read-only */

/* What both sides say to each other */
struct mg_box {
	u32 state;		/* child: counts what it has done */
	u32 order;		/* parent: what to do next */
	u32 port;		/* child's end of an event channel */
	u32 pad;
	long result[16];
};

struct mg_child {
	u16 id;
	unsigned int nr_vcpus, nr_frames;
	unsigned long l4, l1, box_mfn, page_mfn, shared_mfn;	/* machine frames */
	struct mg_box *box;
	struct shared_info *shared;
};

typedef void (*mg_child_fn)(struct mg_box *box);

/* One domctl for domain @dom: fills in the envelope. */
long mg_domctl(struct xen_domctl *op, unsigned int cmd, unsigned int dom);
long mg_sysctl(struct xen_sysctl *op, unsigned int cmd);
long mg_domctl_plain(unsigned int cmd, unsigned int dom);	/* without argument */

/* Steps of making one; each STAGEs. */
void mg_child_create(struct mg_child *c, unsigned int nr_vcpus);
void mg_child_build(struct mg_child *c, mg_child_fn fn);
void mg_child_start(struct mg_child *c);
/* All of them */
void mg_child_run(struct mg_child *c, mg_child_fn fn);
/* Until box->state is at least @state; false when @ms have passed */
bool mg_child_wait(struct mg_child *c, u32 state, unsigned int ms);
/* Let go of its frames and destroy it; returns when its number is free. */
void mg_child_destroy(struct mg_child *c);

bool mg_child_info(unsigned int dom, struct xen_domctl_getdomaininfo *info);
long mg_child_populate(unsigned int dom, unsigned long *frames, unsigned int nr);
long mg_map_foreign(unsigned long gva, unsigned long mfn, unsigned int dom, unsigned long flags);
void mg_need_control(void);

#endif

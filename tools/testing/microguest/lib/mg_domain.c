// SPDX-License-Identifier: GPL-2.0-only
/*
 * Making a child domain by the calls that a toolstack makes, in its order.
 *
 * The child's memory:
 *
 *	image frames     .text ... .data, copied, at the addresses they have here
 *	box, page        one frame each
 *	stack            two frames
 *	tables           L4; L3, L2, L1 of the image (slot 511); L3, L2, L1 at MG_CHILD_VA
 *
 * A frame is filled through one foreign mapping at a time and let go of again, so
 * that in the end no writable mapping is left that would keep tables from being tables.
 */
#include "mg_domain.h"
#include <xen/interface/memory.h>
#include <xen/interface/vcpu.h>

#define WINDOW		(MG_SCRATCH + 0x70000000)	/* of the parent: one frame at a time */
#define BOX_VA(id)	(MG_SCRATCH + 0x71000000 + ((id) % 64UL) * 2 * PAGE_SIZE)
#define SHARED_VA(id)	(BOX_VA(id) + PAGE_SIZE)
#define MAX_FRAMES	128
#define NR_FIXED	11	/* box, page, two of stack, seven tables */

extern const char mg_image_start[], mg_data_end[];

static unsigned long frames[MAX_FRAMES];

long mg_domctl(struct xen_domctl *op, unsigned int cmd, unsigned int dom)
{
	op->cmd = cmd;
	op->interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	op->domain = dom;
	return HC_1(__HYPERVISOR_domctl, op);
}

long mg_sysctl(struct xen_sysctl *op, unsigned int cmd)
{
	op->cmd = cmd;
	op->interface_version = XEN_SYSCTL_INTERFACE_VERSION;
	return HC_1(__HYPERVISOR_sysctl, op);
}

long mg_domctl_plain(unsigned int cmd, unsigned int dom)
{
	struct xen_domctl op;

	memset(&op, 0, sizeof(op));
	return mg_domctl(&op, cmd, dom);
}

bool mg_child_info(unsigned int dom, struct xen_domctl_getdomaininfo *info)
{
	struct xen_domctl op;

	memset(&op, 0, sizeof(op));
	if (mg_domctl(&op, XEN_DOMCTL_getdomaininfo, dom) || op.domain != dom)
		return false;
	*info = op.u.getdomaininfo;
	return true;
}

/* Tests of the control interface say nothing in a domain that has no control. */
void mg_need_control(void)
{
	struct xen_domctl_getdomaininfo info;

	if (!mg_child_info(0, &info))
		mg_skip("not the control domain");
}

long mg_child_populate(unsigned int dom, unsigned long *list, unsigned int nr)
{
	struct xen_memory_reservation r = { .nr_extents = nr, .domid = dom };

	set_xen_guest_handle(r.extent_start, list);
	return hc_memory_op(XENMEM_populate_physmap, &r);
}

long mg_map_foreign(unsigned long gva, unsigned long mfn, unsigned int dom, unsigned long flags)
{
	pte_t *entry = pt_entry(mg_l4(), gva, 1);

	if (!entry) {
		map_pte(gva, 0);
		entry = pt_entry(mg_l4(), gva, 1);
	}
	return mmu_update_dom(virt_to_maddr(entry) | MMU_PT_UPDATE_NO_TRANSLATE,
			      mfn ? mk_pte(mfn, flags) : 0, dom);
}

static void *window_open(struct mg_child *c, unsigned long mfn)
{
	STAGE(mg_map_foreign(WINDOW, mfn, c->id, PTE_KERN) == 0);
	STAGE(mmuext(MMUEXT_INVLPG_LOCAL, WINDOW) == 0);
	return (void *)WINDOW;
}

/* Only the vCPU that opened it has looked through it. */
static void window_close(void)
{
	STAGE(hc_update_va_mapping(WINDOW, 0, UVMF_INVLPG | UVMF_LOCAL) == 0);
}

static void table_fill(struct mg_child *c, unsigned long table, unsigned int first,
		       const pte_t *entries, unsigned int nr)
{
	pte_t *t = window_open(c, table);

	memset(t, 0, PAGE_SIZE);
	memcpy(t + first, entries, nr * sizeof(*t));
	window_close();
}

static void table_point(struct mg_child *c, unsigned long table, unsigned int slot,
			unsigned long to)
{
	pte_t entry = mk_pte(to, PTE_TABLE);

	table_fill(c, table, slot, &entry, 1);
}

void mg_child_create(struct mg_child *c, unsigned int nr_vcpus)
{
	struct xen_domctl_getdomaininfo info;
	struct xen_domctl op;

	memset(c, 0, sizeof(*c));
	memset(&op, 0, sizeof(op));
	op.u.createdomain.max_vcpus = nr_vcpus;
	op.u.createdomain.max_evtchn_port = 1023;
	op.u.createdomain.max_grant_frames = -1;
	op.u.createdomain.max_maptrack_frames = -1;
	op.u.createdomain.grant_opts = 2;
	memcpy(op.u.createdomain.handle, "micro-guest child", 16);
	STAGE(mg_domctl(&op, XEN_DOMCTL_createdomain, 0) == 0);
	c->id = op.domain;
	c->nr_vcpus = nr_vcpus;
	op.u.max_vcpus.max = nr_vcpus;
	STAGE(mg_domctl(&op, XEN_DOMCTL_max_vcpus, c->id) == 0);
	op.u.max_mem.max_memkb = MAX_FRAMES * 4;
	STAGE(mg_domctl(&op, XEN_DOMCTL_max_mem, c->id) == 0);
	STAGE(mg_child_info(c->id, &info));
	c->shared_mfn = info.shared_info_frame;
}

/* Frames 0 ... n - 1 are the image's; those behind are what NR_FIXED counts. */
static void fill_tables(struct mg_child *c, unsigned int image)
{
	const unsigned long *fixed = frames + image;
	unsigned long text = (unsigned long)mg_image_start;
	pte_t entries[MAX_FRAMES];
	unsigned int i;

	for (i = 0; i < image; i++)
		entries[i] = mk_pte(frames[i], PTE_KERN);
	table_fill(c, fixed[7], pt_index(text, 1), entries, image);
	table_point(c, fixed[6], pt_index(text, 2), fixed[7]);
	table_point(c, fixed[5], pt_index(text, 3), fixed[6]);

	entries[0] = mk_pte(c->shared_mfn, PTE_KERN);
	entries[1] = mk_pte(c->box_mfn, PTE_KERN);
	entries[2] = mk_pte(fixed[2], PTE_KERN);
	entries[3] = mk_pte(fixed[3], PTE_KERN);
	entries[4] = mk_pte(c->page_mfn, PTE_KERN);
	entries[5] = mk_pte(fixed[10], PTE_KERN_RO);
	table_fill(c, fixed[10], 0, entries, 6);
	table_point(c, fixed[9], 0, fixed[10]);
	table_point(c, fixed[8], 0, fixed[9]);

	memset(entries, 0, sizeof(entries));
	table_point(c, c->l4, pt_index(text, 4), fixed[5]);
	((pte_t *)window_open(c, c->l4))[pt_index(MG_CHILD_VA, 4)] = mk_pte(fixed[8], PTE_TABLE);
	window_close();
}

static void set_context(struct mg_child *c, mg_child_fn fn)
{
	static struct vcpu_guest_context ctx;
	struct xen_domctl op;

	memset(&op, 0, sizeof(op));
	memset(&ctx, 0, sizeof(ctx));
	ctx.flags = VGCF_IN_KERNEL | 1U << 5;	/* online */
	ctx.user_regs.rip = (unsigned long)fn;
	ctx.user_regs.rsp = MG_CHILD_STACK + 2 * PAGE_SIZE - 8;	/* as after a call */
	ctx.user_regs.rdi = MG_CHILD_BOX;
	ctx.user_regs.cs = FLAT_KERNEL_CS;
	ctx.user_regs.ss = FLAT_KERNEL_SS;
	ctx.user_regs.rflags = 0x200;
	ctx.kernel_ss = FLAT_KERNEL_SS;
	ctx.kernel_sp = MG_CHILD_STACK + 2 * PAGE_SIZE;
	ctx.ctrlreg[3] = xen_pfn_to_cr3(c->l4);
	op.u.vcpucontext.vcpu = 0;
	set_xen_guest_handle(op.u.vcpucontext.ctxt, &ctx);
	STAGE(mg_domctl(&op, XEN_DOMCTL_setvcpucontext, c->id) == 0);
}

void mg_child_build(struct mg_child *c, mg_child_fn fn)
{
	unsigned int image = (mg_data_end - mg_image_start + PAGE_SIZE - 1) / PAGE_SIZE, i;
	struct mmuext_op pin = { .cmd = MMUEXT_PIN_L4_TABLE };
	const unsigned long *fixed = frames + image;

	c->nr_frames = image + NR_FIXED;
	STAGE(c->nr_frames <= MAX_FRAMES);
	for (i = 0; i < c->nr_frames; i++)
		frames[i] = i;
	STAGE(mg_child_populate(c->id, frames, c->nr_frames) == c->nr_frames);
	for (i = 0; i < image; i++) {
		memcpy(window_open(c, frames[i]), mg_image_start + i * PAGE_SIZE, PAGE_SIZE);
		window_close();
	}
	for (i = 0; i < 4; i++) {
		memset(window_open(c, fixed[i]), 0, PAGE_SIZE);
		window_close();
	}
	c->box_mfn = fixed[0];
	c->page_mfn = fixed[1];
	c->l4 = fixed[4];
	c->l1 = fixed[10];
	fill_tables(c, image);
	pin.arg1.mfn = c->l4;
	STAGE(hc_mmuext_op(&pin, 1, NULL, c->id) == 0);
	memset(window_open(c, c->shared_mfn), 0, PAGE_SIZE);	/* as builders do */
	window_close();
	set_context(c, fn);

	STAGE(mg_map_foreign(BOX_VA(c->id), c->box_mfn, c->id, PTE_KERN) == 0);
	STAGE(mg_map_foreign(SHARED_VA(c->id), c->shared_mfn, c->id, PTE_KERN) == 0);
	c->box = (struct mg_box *)BOX_VA(c->id);
	c->shared = (struct shared_info *)SHARED_VA(c->id);
}

void mg_child_start(struct mg_child *c)
{
	STAGE(mg_domctl_plain(XEN_DOMCTL_unpausedomain, c->id) == 0);
}

void mg_child_run(struct mg_child *c, mg_child_fn fn)
{
	mg_child_create(c, 1);
	mg_child_build(c, fn);
	mg_child_start(c);
}

bool mg_child_wait(struct mg_child *c, u32 state, unsigned int ms)
{
	u64 end = mg_now_ns() + ms * 1000000ULL;

	while (READ_ONCE(c->box->state) < state) {
		if (mg_now_ns() > end)
			return false;
		mg_yield();
	}
	return true;
}

void mg_child_destroy(struct mg_child *c)
{
	struct xen_domctl_getdomaininfo info;
	long rc;
	u64 end;

	if (c->box) {
		CHECK_RC(unmap_pte(BOX_VA(c->id)), 0);
		CHECK_RC(unmap_pte(SHARED_VA(c->id)), 0);
	}
	/* a dead one may have waited for nothing but these mappings */
	rc = mg_domctl_plain(XEN_DOMCTL_destroydomain, c->id);
	CHECK(!rc || rc == -XEN_ESRCH, "destroy: %ld", rc);
	end = mg_now_ns() + 5000000000ULL;
	while (mg_child_info(c->id, &info)) {
		REQUIRE(mg_now_ns() < end, "d%u is still there: flags %x, %lu frames", c->id,
			info.flags, (unsigned long)info.tot_pages);
		mg_yield();
	}
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * domctl, the state of a vCPU that struct vcpu_guest_context has no room for:
 *
 *	ext_vcpucontext  entry points of 32-bit processes; machine-check capabilities
 *	vcpuextstate     XCR0 and the XSAVE image (AVX and what comes after it)
 *	vcpu_msrs        MSRs that a guest can change and that go with the vCPU: TSC_AUX
 *
 * Events need none of this: they are bits in the guest's memory and in the bindings,
 * which a guest makes anew when it resumes. Debug registers, descriptor tables, roots
 * and segment bases are in the context proper.
 *
 * Setting follows the rule of the context: judge all of it, then change all of it. The
 * XSAVE image is one that the processor will load at CPL 0, so its header is looked at
 * before (fpu_check_image()); features must be the domain's by its CPUID policy, so
 * that a guest restored on a machine with less is refused and does not fault later.
 *
 * Nobody asks for the state of a vCPU that runs: it is paused for the moment.
 *
 * Errors: -ESRCH no such vCPU (get, and MSRs), -EINVAL no such vCPU (set), a value that
 * cannot be, or a size that is not what a query says; -ENOBUFS; -EFAULT; -ENOMEM
 */
#include <linux/string.h>
#include "abi/domctl.h"
#include "abi/policy_system.h"
#include "core/sched.h"
#include "cpu/features.h"
#include "cpu/fpu.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include "mm/page_alloc.h"
#include <asm/msr-index.h>

#define XSTATE_WORDS	2		/* XCR0 and what was ever in it stand in front */
#define XSTATE_HEAD	(XSTATE_WORDS * sizeof(u64))
#define XSTATE_LEGACY	3UL		/* x87 and SSE: every vCPU has them */
#define MSRS_MAX	1

/* ------------------------------------------------------------------ entry points */

/* What a caller may leave out at the end */
#define EXT_NEEDED	offsetof(struct xen_domctl_ext_vcpucontext, mcg_cap)

int domctl_get_ext_vcpucontext(struct xen_domctl *op, struct domain *d)
{
	struct xen_domctl_ext_vcpucontext *c = &op->u.ext_vcpucontext;
	struct vcpu *v = domctl_vcpu(d, c->vcpu);

	if (!v)
		return -ESRCH;
	*c = (struct xen_domctl_ext_vcpucontext){
		.vcpu = v->id,
		.size = sizeof(*c),
		.syscall32_callback_eip = v->syscall32.rip,
		.syscall32_callback_cs = v->syscall32.rip ? v->syscall32.cs : 0,
		.syscall32_disables_events = !!(v->syscall32.flags & GUEST_ENTRY_MASKS),
		.sysenter_callback_eip = v->sysenter.rip,
		.sysenter_callback_cs = v->sysenter.rip ? v->sysenter.cs : 0,
		.sysenter_disables_events = !!(v->sysenter.flags & GUEST_ENTRY_MASKS),
	};
	return 0;
}

static void entry_set(struct guest_entry *e, u64 rip, bool masks)
{
	e->cs = GUEST_CS64;
	e->flags = masks ? GUEST_ENTRY_MASKS : 0;
	e->rip = rip;
}

static bool canonical(u64 va)
{
	return (s64)(va << 16) >> 16 == (s64)va;
}

int domctl_set_ext_vcpucontext(struct xen_domctl *op, struct domain *d)
{
	const struct xen_domctl_ext_vcpucontext *c = &op->u.ext_vcpucontext;
	struct vcpu *v = domctl_vcpu(d, c->vcpu);

	if (!v)
		return -ESRCH;
	if (c->size < EXT_NEEDED)
		return refuse(-EINVAL, "extended context of %u bytes", c->size);
	if (!canonical(c->syscall32_callback_eip) || !canonical(c->sysenter_callback_eip))
		return refuse(-EINVAL, "entry point not canonical");
	if (c->size >= EXT_NEEDED + sizeof(c->mcg_cap) && c->mcg_cap)
		return refuse(-EINVAL, "machine check capabilities %#llx", c->mcg_cap);
	vcpu_pause(v);
	vcpu_sync(v);
	entry_set(&v->syscall32, c->syscall32_callback_eip, c->syscall32_disables_events);
	entry_set(&v->sysenter, c->sysenter_callback_eip, c->sysenter_disables_events);
	vcpu_unpause(v);
	return 0;
}

/* ------------------------------------------------------------------ XSAVE */

/* The size that a get has: words in front, and an image of what was ever enabled. */
static u64 xstate_bytes(const struct vcpu *v)
{
	u64 accum = v->fpu->xcr0_accum;

	return XSTATE_HEAD + (fpu_xcr0_host && accum ? fpu_image_bytes_for(accum) : 0);
}

static int xstate_out(struct vcpu *v, struct xen_domctl_vcpuextstate *x)
{
	const u64 head[XSTATE_WORDS] = { v->fpu->xcr0, v->fpu->xcr0_accum };
	unsigned long gva = (unsigned long)x->buffer;

	if (guest_write(gva, head, sizeof(head)))
		return -EFAULT;
	return guest_write(gva + sizeof(head), v->fpu->image, x->size - sizeof(head));
}

int domctl_getvcpuextstate(struct xen_domctl *op, struct domain *d)
{
	struct xen_domctl_vcpuextstate *x = &op->u.vcpuextstate;
	struct vcpu *v = domctl_vcpu(d, x->vcpu);
	u64 bytes;
	int err = 0;

	if (!v)
		return -ESRCH;
	vcpu_pause(v);
	vcpu_sync(v);
	bytes = xstate_bytes(v);
	if ((!x->size && !x->xfeature_mask) || !x->buffer) {
		x->size = bytes;
		x->xfeature_mask = fpu_xcr0_host;
	} else if (x->size != bytes || x->xfeature_mask != fpu_xcr0_host) {
		err = -EINVAL;
	} else {
		err = xstate_out(v, x);
	}
	vcpu_unpause(v);
	return err;
}

/* A copy of ours, large enough for the largest image. */
struct xstate_copy {
	u64 xcr0, accum;
	u8 pad[48];
	u8 image[] __aligned(64);
};

static int xstate_check(const struct vcpu *v, const struct xstate_copy *c, u64 bytes)
{
	u64 may = policy_xcr0(v->domain) | XSTATE_LEGACY;

	if (!fpu_xcr0_host || c->xcr0 & ~c->accum || c->accum & ~may)
		return refuse(-EINVAL, "XCR0 %#llx of %#llx", c->xcr0, c->accum);
	if (bytes != fpu_image_bytes_for(c->accum))
		return refuse(-EINVAL, "XSAVE image of %llu bytes", bytes);
	return fpu_check_image(c->image, bytes, c->accum);
}

static int xstate_in(struct vcpu *v, const struct xen_domctl_vcpuextstate *x,
		     struct xstate_copy *c)
{
	unsigned long gva = (unsigned long)x->buffer;
	u64 bytes = x->size - XSTATE_HEAD, head[XSTATE_WORDS];
	int err;

	if (guest_read(head, gva, sizeof(head)) ||
	    guest_read(c->image, gva + sizeof(head), bytes))
		return -EFAULT;
	c->xcr0 = head[0];
	c->accum = head[1];
	if (!c->accum && !c->xcr0 && !bytes)
		return 0;		/* it never had any */
	err = xstate_check(v, c, bytes);
	if (err)
		return err;
	vcpu_pause(v);
	vcpu_sync(v);
	v->fpu->xcr0 = c->xcr0;
	v->fpu->xcr0_accum = c->accum;
	memset(v->fpu->image, 0, fpu_image_bytes);
	memcpy(v->fpu->image, c->image, bytes);
	vcpu_unpause(v);
	return 0;
}

int domctl_setvcpuextstate(struct xen_domctl *op, struct domain *d)
{
	const struct xen_domctl_vcpuextstate *x = &op->u.vcpuextstate;
	struct vcpu *v = domctl_vcpu(d, x->vcpu);
	struct xstate_copy *c;
	int err;

	if (!v || x->size < XSTATE_HEAD || x->size > XSTATE_HEAD + fpu_image_bytes)
		return -EINVAL;
	c = xmalloc(sizeof(*c) + fpu_image_bytes + 64);
	if (!c)
		return -ENOMEM;
	err = xstate_in(v, x, c);
	xfree(c);
	return err;
}

/* ------------------------------------------------------------------ MSRs */

static bool has_tsc_aux(void)
{
	return cpu_has(X86_FEATURE_RDTSCP) || cpu_has(X86_FEATURE_RDPID);
}

int domctl_get_vcpu_msrs(struct xen_domctl *op, struct domain *d)
{
	struct xen_domctl_vcpu_msrs *m = &op->u.vcpu_msrs;
	struct vcpu *v = domctl_vcpu(d, m->vcpu);
	struct xen_domctl_vcpu_msr entry = { .index = MSR_TSC_AUX };
	u32 nr;

	if (!v)
		return -EINVAL;
	if (!m->msrs) {
		m->msr_count = MSRS_MAX;
		return 0;
	}
	vcpu_pause(v);
	entry.value = v->tsc_aux;
	vcpu_unpause(v);
	nr = entry.value && has_tsc_aux();
	if (nr > m->msr_count)
		return -ENOBUFS;
	m->msr_count = nr;
	return nr ? copy_to_guest(m->msrs, &entry) : 0;
}

/* All of it or nothing; msr_count then says how many were accepted. */
int domctl_set_vcpu_msrs(struct xen_domctl *op, struct domain *d)
{
	struct xen_domctl_vcpu_msrs *m = &op->u.vcpu_msrs;
	struct vcpu *v = domctl_vcpu(d, m->vcpu);
	struct xen_domctl_vcpu_msr entry;
	u32 aux = 0;

	if (!v || m->msr_count > MSRS_MAX)
		return -EINVAL;
	for (u32 i = 0; i < m->msr_count; i++) {
		if (copy_from_guest_at(&entry, m->msrs, i))
			return -EFAULT;
		if (entry.reserved || entry.index != MSR_TSC_AUX || entry.value >> 32 ||
		    !has_tsc_aux()) {
			m->msr_count = i;
			return refuse(-EINVAL, "MSR %#x = %#llx", entry.index, entry.value);
		}
		aux = entry.value;
	}
	vcpu_pause(v);
	vcpu_sync(v);
	if (m->msr_count)
		v->tsc_aux = aux;
	vcpu_unpause(v);
	return 0;
}

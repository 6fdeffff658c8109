// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who is meant: the domid argument of mmu_update, mmuext_op and update_va_mapping.
 *
 * A domain names itself as DOMID_SELF, never by its number. Naming another one is what
 * dom0's toolstack does to build and save domains, and needs the privilege. DOMID_IO
 * stands for frames that are not RAM: anyone may name it, and each mapping is then
 * judged by the domain's MMIO permissions.
 */
#include "abi/foreign.h"
#include "core/vcpu.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"

int frames_owner_get_other(u16 domid, struct frames_owner *o)
{
	struct domain *self = current_domain();

	o->d = NULL;
	if (domid == self->mm.id)
		return refuse(-ESRCH, "d%u names itself by number", domid);
	if (domid == DOMID_IO) {
		o->mm = mm_owner_of(OWNER_IO);
		return 0;
	}
	if (!self->privileged)
		return refuse(-EPERM, "d%u names domain %u", self->mm.id, domid);
	if (domid == DOMID_XEN) {
		o->mm = mm_owner_of(OWNER_XEN);
		return 0;
	}
	o->d = domain_get(domid);
	if (!o->d)
		return -ESRCH;
	o->mm = &o->d->mm;
	return 0;
}

int vcpumask_to_cpus(const struct domain *d, unsigned long gva, cpuset_t *out)
{
	unsigned int base, i;
	u64 bits;

	*out = CPUSET_NONE;
	for (base = 0; base < d->max_vcpus; base += 64, gva += sizeof(bits)) {
		if (guest_read(&bits, gva, sizeof(bits)))
			return -EFAULT;
		for (i = 0; i < 64 && base + i < d->max_vcpus; i++) {
			const struct vcpu *v = d->vcpu[base + i];
			u32 cpu;

			if (!(bits >> i & 1) || !v)
				continue;
			cpu = READ_ONCE(v->dirty_cpu);
			if (cpu < HV_NR_CPUS)
				out->bits |= 1ULL << cpu;
		}
	}
	return 0;
}

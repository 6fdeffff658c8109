// SPDX-License-Identifier: GPL-2.0-only
/*
 * platform_op: looking into the machine. The names of the hypervisor's functions (dom0
 * shows them as /proc/xen/xensyms), and registers of a given CPU.
 *
 * Of registers there is a list of those that may be asked for, and it has one member:
 * the TSC. Monitoring of caches, which Xen's list is for, is not offered. Entries are
 * done in their order on the one CPU, up to the first that cannot be; the call returns
 * how many were done, and the entry that was not says why.
 */
#include <linux/minmax.h>
#include <linux/string.h>
#include <asm/msr-index.h>
#include "abi/platform.h"
#include "core/vcpu.h"
#include "cpu/clock.h"
#include "cpu/image.h"
#include "cpu/smp.h"
#include "mm/guest_copy.h"

#define MAX_ENTRIES	3U	/* as Xen */

/**
 * platform_get_symbol() - one row of the table of names, and the number of the next
 * At the end the name is empty and the number stays. @s->namelen: in, room; out, what the
 * name takes with its NUL (it is cut if there is less room).
 * ABI: XENPF_get_symbol. Errors: -ERANGE no such number; -EFAULT
 */
int platform_get_symbol(struct xenpf_symdata *s)
{
	const char *name = "";
	u32 room = s->namelen;

	if (s->symnum > symbol_count)
		return -ERANGE;
	if (s->symnum < symbol_count) {
		name = symbol_pool + symbol_names[s->symnum];
		s->address = (unsigned long)_text_start + symbol_offsets[s->symnum];
		s->type = 't';
		s->symnum++;
	}
	s->namelen = strlen(name) + 1;
	return guest_write((unsigned long)s->name, name, min(room, s->namelen));
}

static int entry_check(const struct xenpf_resource_entry *e)
{
	if (e->rsvd)
		return -EINVAL;
	if (e->u.cmd != XEN_RESOURCE_OP_MSR_READ && e->u.cmd != XEN_RESOURCE_OP_MSR_WRITE)
		return -EOPNOTSUPP;
	if (e->idx >> 32)
		return -EINVAL;
	return e->idx == MSR_IA32_TSC ? 0 : -EACCES;
}

struct work {
	struct xenpf_resource_entry entry[MAX_ENTRIES];
	u32 nr, done;
};

static void do_entries(void *arg)
{
	struct work *w = arg;

	for (w->done = 0; w->done < w->nr; w->done++) {
		struct xenpf_resource_entry *e = &w->entry[w->done];

		if (e->u.cmd == XEN_RESOURCE_OP_MSR_WRITE) {
			e->u.ret = -EPERM;
			break;
		}
		e->val = clock_tsc();
		e->u.ret = 0;
	}
}

/**
 * platform_resource_op() - read registers of one CPU
 * ABI: XENPF_resource_op. Errors: -EINVAL too many; -EFAULT; -ENODEV CPU not online.
 * Return: how many entries were done.
 */
int platform_resource_op(const struct xenpf_resource_op *r)
{
	struct work w = { .nr = r->nr_entries };
	u32 i, good;
	int err;

	if (!w.nr)
		return 0;
	if (w.nr > MAX_ENTRIES)
		return -EINVAL;
	for (i = 0; i < w.nr; i++)
		if (copy_from_guest_at(&w.entry[i], r->entries, i))
			return -EFAULT;
	if (r->cpu >= HV_NR_CPUS || !cpuset_test(&cpus_online, r->cpu))
		return -ENODEV;
	for (good = 0; good < w.nr; good++) {
		err = entry_check(&w.entry[good]);
		if (err)
			break;
	}
	i = w.nr;
	w.nr = good;
	smp_call(cpuset_of(r->cpu), do_entries, &w, true);
	if (w.done == good && good < i)
		w.entry[good].u.ret = err;
	for (good = 0; good < min(w.done + 1, i); good++)
		if (copy_to_guest_at(r->entries, good, &w.entry[good]))
			return -EFAULT;
	return w.done;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * sysctl, observation: trace buffers (xentrace) and counters (xenperf).
 *
 * Counters are sent as xenperf expects them: for each a description and how many values
 * it has, and all values in one row. Hypercalls and exceptions are one counter each
 * with a value per number; the others have a value per CPU. Values are 32 bits wide in
 * the ABI and wrap.
 */
#include <linux/array_size.h>
#include <linux/string.h>
#include "abi/sysctl.h"
#include "core/stats.h"
#include "core/tbuf.h"
#include "mm/guest_copy.h"

/**
 * sysctl_tbuf_op() - set trace buffers up, start and stop
 * Errors: -EFAULT; -EINVAL unknown command, size a second time, no buffers.
 */
int sysctl_tbuf_op(struct xen_sysctl *op)
{
	struct xen_sysctl_tbuf_op *t = &op->u.tbuf_op;
	u64 cpus;
	int err;

	switch (t->cmd) {
	case XEN_SYSCTL_TBUFOP_get_info:
		tbuf_get_info(&t->evt_mask, &t->buffer_mfn, &t->size);
		return 0;
	case XEN_SYSCTL_TBUFOP_set_cpu_mask:
		err = control_bitmap_read(&t->cpu_mask, &cpus);
		if (!err)
			tbuf_set_cpus((cpuset_t){ cpus });
		return err;
	case XEN_SYSCTL_TBUFOP_set_evt_mask:
		tbuf_set_events(t->evt_mask);
		return 0;
	case XEN_SYSCTL_TBUFOP_set_size:
		return tbuf_set_size(t->size);
	case XEN_SYSCTL_TBUFOP_enable:
		return tbuf_start();
	case XEN_SYSCTL_TBUFOP_disable:
		tbuf_stop();
		return 0;
	default:
		return -EINVAL;
	}
}

/* ------------------------------------------------------------------ counters */

struct row {
	const struct xen_sysctl_perfc_op *op;
	u32 nr_counters, nr_vals;
};

/* One more counter, with its values; nothing is written if only numbers are asked for. */
static int put(struct row *r, const char *name, const u32 *vals, u32 nr)
{
	struct xen_sysctl_perfc_desc desc = { .nr_vals = nr };

	if (r->op->desc) {
		strscpy(desc.name, name, sizeof(desc.name));
		if (copy_to_guest_at(r->op->desc, r->nr_counters, &desc) ||
		    guest_write((unsigned long)(r->op->val + r->nr_vals), vals,
				nr * sizeof(*vals)))
			return -EFAULT;
	}
	r->nr_counters++;
	r->nr_vals += nr;
	return 0;
}

static int put_arrays(struct row *r)
{
	static struct counters sum;		/* LOCK_DOMCTL */
	u32 vals[ARRAY_SIZE(sum.hypercall)];
	unsigned int i;
	int err;

	stats_sum(&sum);
	for (i = 0; i < ARRAY_SIZE(sum.hypercall); i++)
		vals[i] = sum.hypercall[i];
	err = put(r, "hypercalls", vals, ARRAY_SIZE(sum.hypercall));
	if (err)
		return err;
	for (i = 0; i < ARRAY_SIZE(sum.exception); i++)
		vals[i] = sum.exception[i];
	return put(r, "exceptions", vals, ARRAY_SIZE(sum.exception));
}

static int put_counters(struct row *r)
{
	u32 vals[HV_NR_CPUS];
	unsigned int i, cpu, nr;
	int err = put_arrays(r);

	for (i = 0; !err && i < NR_COUNTERS; i++) {
		nr = 0;
		for_each_online_cpu(cpu)
			vals[nr++] = stats_of_cpu(i, cpu);
		err = put(r, stats_counter_text(i), vals, nr);
	}
	return err;
}

/**
 * sysctl_perfc_op() - read all counters, or read and clear them
 * Errors: -EFAULT; -EINVAL unknown command.
 */
int sysctl_perfc_op(struct xen_sysctl *op)
{
	struct xen_sysctl_perfc_op *p = &op->u.perfc_op;
	struct row r = { .op = p };
	int err;

	if (p->cmd != XEN_SYSCTL_PERFCOP_reset && p->cmd != XEN_SYSCTL_PERFCOP_query)
		return -EINVAL;
	err = put_counters(&r);
	if (err)
		return err;
	if (p->cmd == XEN_SYSCTL_PERFCOP_reset)
		stats_reset();
	p->nr_counters = r.nr_counters;
	p->nr_vals = r.nr_vals;
	return 0;
}

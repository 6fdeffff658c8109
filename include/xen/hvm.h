/* SPDX-License-Identifier: GPL-2.0-only */
/* HVM parameters: how a toolstack tells an HVM guest its pages and ports. */
#ifndef _XEN_HVM_H
#define _XEN_HVM_H

#include <linux/printk.h>
#include <xen/interface/hvm/params.h>
#include <asm/xen/hypercall.h>

static inline int hvm_get_parameter(int index, u64 *value)
{
	struct xen_hvm_param param = { .domid = DOMID_SELF, .index = index };
	int err = HYPERVISOR_hvm_op(HVMOP_get_param, &param);

	if (err < 0)
		pr_err("xen: cannot read HVM parameter %d: %d\n", index, err);
	else
		*value = param.value;
	return err;
}

#endif /* _XEN_HVM_H */

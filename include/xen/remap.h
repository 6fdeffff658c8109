/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Frames of other domains in user mappings (arch/x86/xen), and hypercalls that
 * run long on behalf of user space.
 */
#ifndef _XEN_REMAP_H
#define _XEN_REMAP_H

#include <linux/mm_types.h>
#include <linux/percpu.h>
#include <xen/interface/xen.h>

/**
 * xen_remap_pfn() - map frames of @domid at @addr of @vma
 * @pfn: @nr frame numbers, or the first of a range if @err_ptr is NULL
 * @err_ptr: NULL, or the place of a result for each frame
 * @no_translate: frame numbers are the machine's, even for a domain that has
 *	frame numbers of its own
 *
 * Return: frames mapped if @err_ptr is given (then single failures are told
 * there, and -errno is only the failure of the whole), else 0 or -errno.
 */
int xen_remap_pfn(struct vm_area_struct *vma, unsigned long addr,
		  xen_pfn_t *pfn, int nr, int *err_ptr, pgprot_t prot,
		  unsigned int domid, bool no_translate);

/*
 * privcmd's hypercalls may take seconds. In a kernel that does not preempt,
 * the upcall may reschedule between two continuations of such a hypercall.
 */
#ifdef CONFIG_PREEMPTION
#define xen_mark_preemptible_hcall(yes)		((void)(yes))
#else
DECLARE_PER_CPU(bool, xen_in_preemptible_hcall);
#define xen_mark_preemptible_hcall(yes) \
	__this_cpu_write(xen_in_preemptible_hcall, yes)
#endif

#endif /* _XEN_REMAP_H */

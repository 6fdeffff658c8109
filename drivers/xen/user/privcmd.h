/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of the privcmd device: calls, mappings, hypercall buffers. */
#ifndef _DRIVERS_XEN_PRIVCMD_H
#define _DRIVERS_XEN_PRIVCMD_H

#include <linux/fs.h>
#include <xen/interface/xen.h>

extern const struct file_operations xen_privcmd_fops;

/*
 * The one domain that an open file may name, or DOMID_INVALID for all.  All
 * state of a file fits into its private_data.
 */
static inline domid_t privcmd_peer(const struct file *file)
{
	return (uintptr_t)READ_ONCE(file->private_data);
}

static inline void privcmd_set_peer(struct file *file, domid_t domid)
{
	WRITE_ONCE(file->private_data, (void *)(uintptr_t)domid);
}

bool privcmd_may(const struct file *file, domid_t domid);

/* privcmd_map.c: @udata is the ioctl's argument. 0 or -errno. */
int privcmd_mmap(struct file *file, struct vm_area_struct *vma);
long privcmd_map_ranges(struct file *file, void __user *udata);
long privcmd_map_batch_v1(struct file *file, void __user *udata);
long privcmd_map_batch_v2(struct file *file, void __user *udata);
long privcmd_map_resource(struct file *file, void __user *udata);

/* privcmd_buf.c */
int privcmd_buf_register(void);
void privcmd_buf_unregister(void);

#endif /* _DRIVERS_XEN_PRIVCMD_H */

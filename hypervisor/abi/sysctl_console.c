// SPDX-License-Identifier: GPL-2.0-only
/*
 * sysctl, the hypervisor's console: reading its ring (xl dmesg, xenconsoled's log of
 * the hypervisor) and pressing its keys (xl debug-keys).
 *
 * The ring is read in pieces, so that no console lock is held while the caller's memory
 * is written. What is printed meanwhile may push the oldest lines out between two
 * pieces; the reader then continues behind the gap.
 */
#include <linux/minmax.h>
#include "abi/sysctl.h"
#include "cpu/console.h"
#include "cpu/keyhandler.h"
#include "mm/guest_copy.h"

#define READ_CHUNK	256

/**
 * sysctl_readconsole() - the ring, from its oldest byte or from where a reader was
 * Errors: -EFAULT.
 */
int sysctl_readconsole(struct xen_sysctl *op)
{
	struct xen_sysctl_readconsole *r = &op->u.readconsole;
	unsigned long dst = (unsigned long)r->buffer;
	u32 pos = r->incremental ? r->index : console_ring_oldest();
	char chunk[READ_CHUNK];
	u32 done = 0;
	size_t n;

	while (done < r->count) {
		n = console_ring_read(chunk, min_t(u32, sizeof(chunk), r->count - done), &pos);
		if (!n)
			break;
		if (guest_write(dst + done, chunk, n))
			return -EFAULT;
		done += n;
	}
	if (r->clear)
		console_ring_clear();
	r->count = done;
	r->index = pos;
	return 0;
}

/* Errors: -EFAULT; the keys before were pressed. */
int sysctl_debug_keys(struct xen_sysctl *op)
{
	const struct xen_sysctl_debug_keys *k = &op->u.debug_keys;
	char key;
	u32 i;

	for (i = 0; i < k->nr_keys; i++) {
		if (guest_read(&key, (unsigned long)k->keys + i, 1))
			return -EFAULT;
		keyhandler_press(key);
	}
	return 0;
}

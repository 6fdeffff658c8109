// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/xen/xensyms: the hypervisor's symbols, for profilers.
 *
 * One line per symbol, as in /proc/kallsyms.  The hypervisor is asked for one
 * symbol by number and names the number of the next; it makes no promise on
 * numbers otherwise.  A position in the file is a symbol's number.
 */
#include <linux/fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <xen/interface/platform.h>

#include <asm/xen/hypercall.h>

#include "xenfs.h"

#define NAME_ROOM	256

struct symbol_walk {
	struct xen_platform_op op;
	u32 number;		/* of the symbol that @op holds */
	char name[NAME_ROOM];
};

/* Ask for symbol @number; false after the last one. */
static bool fetch_symbol(struct symbol_walk *w, u32 number)
{
	struct xenpf_symdata *sym = &w->op.u.symdata;

	memset(&w->op, 0, sizeof(w->op));
	w->op.cmd = XENPF_get_symbol;
	w->op.interface_version = XENPF_INTERFACE_VERSION;
	set_xen_guest_handle(sym->name, w->name);
	sym->namelen = NAME_ROOM;
	sym->symnum = number;
	if (HYPERVISOR_platform_op(&w->op))
		return false;
	/* Back comes the number of the next; the same one is the end. */
	w->number = number;
	w->name[NAME_ROOM - 1] = '\0';
	return sym->symnum != number;
}

static void *symbols_start(struct seq_file *m, loff_t *pos)
{
	struct symbol_walk *w = m->private;

	return fetch_symbol(w, *pos) ? w : NULL;
}

static void *symbols_next(struct seq_file *m, void *p, loff_t *pos)
{
	struct symbol_walk *w = p;

	*pos = w->op.u.symdata.symnum;
	return fetch_symbol(w, *pos) ? w : NULL;
}

static void symbols_stop(struct seq_file *m, void *p)
{
}

static int symbols_show(struct seq_file *m, void *p)
{
	const struct symbol_walk *w = p;

	seq_printf(m, "%016llx %c %s\n", w->op.u.symdata.address,
		   w->op.u.symdata.type, w->name);
	return 0;
}

static const struct seq_operations symbols_ops = {
	.start	= symbols_start,
	.next	= symbols_next,
	.stop	= symbols_stop,
	.show	= symbols_show,
};

static int xensyms_open(struct inode *inode, struct file *file)
{
	return seq_open_private(file, &symbols_ops, sizeof(struct symbol_walk));
}

const struct file_operations xensyms_fops = {
	.open		= xensyms_open,
	.read		= seq_read,
	.llseek		= seq_lseek,
	.release	= seq_release_private,
};

// SPDX-License-Identifier: GPL-2.0-only
/*
 * What drivers do with xenstore's nodes: read, write, list, make, remove,
 * formatted and not, in transactions and without.
 *
 * A path is given as directory and node and joined here. A request's payload is
 * the path with its NUL, followed by a value without one.
 */

#include <linux/export.h>
#include <linux/slab.h>
#include "xenbus_internal.h"

/* Joined path; the length counts the NUL, and @extra bytes of room follow. */
static char *make_path(const char *dir, const char *node, unsigned int extra,
		       unsigned int *len)
{
	const char *slash = *node ? "/" : "";
	unsigned int n = strlen(dir) + strlen(slash) + strlen(node) + 1;
	char *path = kmalloc(n + extra, XS_GFP);

	if (path)
		snprintf(path, n, "%s%s%s", dir, slash, node);
	*len = n;
	return path;
}

static char *ask(struct xenbus_transaction t, u32 type, const char *dir,
		 const char *node, unsigned int *len)
{
	unsigned int path_len;
	char *path = make_path(dir, node, 0, &path_len);
	char *answer;

	if (!path)
		return ERR_PTR(-ENOMEM);
	answer = xs_talk(t, type, path, path_len, len);
	kfree(path);
	return answer;
}

static int tell(struct xenbus_transaction t, u32 type, const char *dir,
		const char *node, const char *value)
{
	unsigned int path_len, value_len = strlen(value);
	char *path = make_path(dir, node, value_len, &path_len);
	int err;

	if (!path)
		return -ENOMEM;
	memcpy(path + path_len, value, value_len);
	err = xs_talk_ack(t, type, path, path_len + value_len);
	kfree(path);
	return err;
}

/**
 * xenbus_read() - a node's value
 * @t: transaction, or XBT_NIL
 * @dir: directory
 * @node: node in it, or ""
 * @len: if not NULL, filled with the length
 *
 * Return: to be kfree()d, with a NUL that is not counted; or ERR_PTR().
 */
void *xenbus_read(struct xenbus_transaction t, const char *dir,
		  const char *node, unsigned int *len)
{
	return ask(t, XS_READ, dir, node, len);
}
EXPORT_SYMBOL_GPL(xenbus_read);

/**
 * xenbus_directory() - the names below a node
 * @t: transaction, or XBT_NIL
 * @dir: directory
 * @node: node in it, or ""
 * @num: filled with the number
 *
 * Return: an array, to be freed by one kfree(); or ERR_PTR().
 */
char **xenbus_directory(struct xenbus_transaction t, const char *dir,
			const char *node, unsigned int *num)
{
	unsigned int len, i;
	char *names, *copy;
	char **array;

	names = ask(t, XS_DIRECTORY, dir, node, &len);
	if (IS_ERR(names))
		return ERR_CAST(names);
	*num = xs_count_strings(names, len);
	/* Pointers and strings in one piece; one more byte ends the last. */
	array = kmalloc(*num * sizeof(*array) + len + 1, XS_GFP);
	if (!array) {
		kfree(names);
		return ERR_PTR(-ENOMEM);
	}
	copy = (char *)&array[*num];
	memcpy(copy, names, len + 1);
	kfree(names);
	for (i = 0; i < *num; i++) {
		array[i] = copy;
		copy += strlen(copy) + 1;
	}
	return array;
}
EXPORT_SYMBOL_GPL(xenbus_directory);

/**
 * xenbus_exists() - is there such a node?
 * @t: transaction, or XBT_NIL
 * @dir: directory
 * @node: node in it, or ""
 *
 * Return: 1, or 0 also if it cannot be seen.
 */
int xenbus_exists(struct xenbus_transaction t, const char *dir,
		  const char *node)
{
	char *names = ask(t, XS_DIRECTORY, dir, node, NULL);

	if (IS_ERR(names))
		return 0;
	kfree(names);
	return 1;
}
EXPORT_SYMBOL_GPL(xenbus_exists);

/**
 * xenbus_write() - set a node's value, and make it if there is none
 * @t: transaction, or XBT_NIL
 * @dir: directory
 * @node: node in it, or ""
 * @string: the value
 */
int xenbus_write(struct xenbus_transaction t, const char *dir,
		 const char *node, const char *string)
{
	return tell(t, XS_WRITE, dir, node, string);
}
EXPORT_SYMBOL_GPL(xenbus_write);

/**
 * xenbus_mkdir() - make a node if there is none
 * @t: transaction, or XBT_NIL
 * @dir: directory
 * @node: node in it, or ""
 */
int xenbus_mkdir(struct xenbus_transaction t, const char *dir,
		 const char *node)
{
	return tell(t, XS_MKDIR, dir, node, "");
}
EXPORT_SYMBOL_GPL(xenbus_mkdir);

/**
 * xenbus_rm() - remove a node and all below it
 * @t: transaction, or XBT_NIL
 * @dir: directory
 * @node: node in it, or ""
 */
int xenbus_rm(struct xenbus_transaction t, const char *dir, const char *node)
{
	return tell(t, XS_RM, dir, node, "");
}
EXPORT_SYMBOL_GPL(xenbus_rm);

/**
 * xenbus_transaction_start() - what follows happens at once or not at all
 * @t: filled
 */
int xenbus_transaction_start(struct xenbus_transaction *t)
{
	char *id = xs_talk(XBT_NIL, XS_TRANSACTION_START, "", 1, NULL);
	int err;

	if (IS_ERR(id))
		return PTR_ERR(id);
	err = kstrtou32(id, 0, &t->id);
	kfree(id);
	return err;
}
EXPORT_SYMBOL_GPL(xenbus_transaction_start);

/**
 * xenbus_transaction_end() - make it happen, or not
 * @t: started
 * @abort: not
 *
 * Return: 0; -EAGAIN: somebody else changed what it is about; -errno.
 */
int xenbus_transaction_end(struct xenbus_transaction t, int abort)
{
	return xs_talk_ack(t, XS_TRANSACTION_END, abort ? "F" : "T", 2);
}
EXPORT_SYMBOL_GPL(xenbus_transaction_end);

/**
 * xenbus_printf() - set a node's value, formatted
 * @t: transaction, or XBT_NIL
 * @dir: directory
 * @node: node in it, or ""
 * @fmt: format and arguments
 */
int xenbus_printf(struct xenbus_transaction t, const char *dir,
		  const char *node, const char *fmt, ...)
{
	char *value;
	va_list ap;
	int err;

	va_start(ap, fmt);
	value = kvasprintf(XS_GFP, fmt, ap);
	va_end(ap);
	if (!value)
		return -ENOMEM;
	err = xenbus_write(t, dir, node, value);
	kfree(value);
	return err;
}
EXPORT_SYMBOL_GPL(xenbus_printf);

/**
 * xenbus_scanf() - read a node and take it apart
 * @t: transaction, or XBT_NIL
 * @dir: directory
 * @node: node in it, or ""
 * @fmt: format and places
 *
 * Return: conversions made, at least 1; -ERANGE: none; -errno.
 */
int xenbus_scanf(struct xenbus_transaction t, const char *dir,
		 const char *node, const char *fmt, ...)
{
	char *value = xenbus_read(t, dir, node, NULL);
	va_list ap;
	int n;

	if (IS_ERR(value))
		return PTR_ERR(value);
	va_start(ap, fmt);
	n = vsscanf(value, fmt, ap);
	va_end(ap);
	kfree(value);
	return n ?: -ERANGE;
}
EXPORT_SYMBOL_GPL(xenbus_scanf);

/**
 * xenbus_read_unsigned() - a number that may be missing
 * @dir: directory
 * @node: node in it
 * @default_val: if it is missing or no number
 */
unsigned int xenbus_read_unsigned(const char *dir, const char *node,
				  unsigned int default_val)
{
	unsigned int value;

	if (xenbus_scanf(XBT_NIL, dir, node, "%u", &value) <= 0)
		return default_val;
	return value;
}
EXPORT_SYMBOL_GPL(xenbus_read_unsigned);

/**
 * xenbus_gather() - read several nodes of a directory
 * @t: transaction, or XBT_NIL
 * @dir: directory
 *
 * Then triples: name; scanf format, or NULL for the string itself, which is to
 * be kfree()d; place. Then NULL.
 *
 * Return: 0, or -errno of the first that failed; -EINVAL: the format did not
 * match.
 */
int xenbus_gather(struct xenbus_transaction t, const char *dir, ...)
{
	const char *name, *fmt;
	char *value;
	void *place;
	va_list ap;
	int err = 0;

	va_start(ap, dir);
	while (!err && (name = va_arg(ap, const char *))) {
		fmt = va_arg(ap, const char *);
		place = va_arg(ap, void *);
		value = xenbus_read(t, dir, name, NULL);
		if (IS_ERR(value)) {
			err = PTR_ERR(value);
		} else if (!fmt) {
			*(char **)place = value;
		} else {
			if (sscanf(value, fmt, place) < 1)
				err = -EINVAL;
			kfree(value);
		}
	}
	va_end(ap);
	return err;
}
EXPORT_SYMBOL_GPL(xenbus_gather);

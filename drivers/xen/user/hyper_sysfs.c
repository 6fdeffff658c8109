// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/hypervisor: what we run on, one value per file.
 *
 * All but the UUID are questions to the hypervisor that take no time and cannot
 * fail on a sane host, so they are asked at every read; after a migration the
 * answers are the new host's.  A value that may be withheld from guests reads
 * as the hypervisor gives it ("<denied>").
 */
#include <linux/cleanup.h>
#include <linux/errno.h>
#include <linux/hex.h>
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/sysfs.h>
#include <linux/uuid.h>
#include <xen/features.h>
#include <xen/interface/version.h>
#include <xen/xen.h>
#include <xen/xenbus.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#define HYPER_ATTR_RO(_name) \
	static struct kobj_attribute _name##_attr = __ATTR_RO(_name)

static ssize_t type_show(struct kobject *kobj, struct kobj_attribute *attr,
			 char *buf)
{
	return sysfs_emit(buf, "xen\n");
}
HYPER_ATTR_RO(type);

static ssize_t guest_type_show(struct kobject *kobj,
			       struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, xen_pv_domain() ? "PV\n" : "HVM\n");
}
HYPER_ATTR_RO(guest_type);

/* For hosts that do not tell: the toolstack wrote it to xenstore. */
static ssize_t uuid_from_xenstore(char *buf)
{
	char *vm __free(kfree) = NULL;
	char *path;

	if (!xenstored_ready)
		return -EBUSY;
	path = xenbus_read(XBT_NIL, "vm", "", NULL);
	if (IS_ERR(path))
		return PTR_ERR(path);
	vm = path;
	path = xenbus_read(XBT_NIL, vm, "uuid", NULL);
	if (IS_ERR(path))
		return PTR_ERR(path);
	sysfs_emit(buf, "%s\n", path);
	kfree(path);
	return strlen(buf);
}

static ssize_t uuid_show(struct kobject *kobj, struct kobj_attribute *attr,
			 char *buf)
{
	xen_domain_handle_t handle;

	if (HYPERVISOR_xen_version(XENVER_guest_handle, &handle))
		return uuid_from_xenstore(buf);
	return sysfs_emit(buf, "%pU\n", &handle);
}
HYPER_ATTR_RO(uuid);

static struct attribute *top_attrs[] = {
	&type_attr.attr,
	&guest_type_attr.attr,
	&uuid_attr.attr,
	NULL
};

/* version/ */

static ssize_t major_show(struct kobject *kobj, struct kobj_attribute *attr,
			  char *buf)
{
	int version = HYPERVISOR_xen_version(XENVER_version, NULL);

	return version ? sysfs_emit(buf, "%d\n", version >> 16) : -ENODEV;
}
HYPER_ATTR_RO(major);

static ssize_t minor_show(struct kobject *kobj, struct kobj_attribute *attr,
			  char *buf)
{
	int version = HYPERVISOR_xen_version(XENVER_version, NULL);

	return version ? sysfs_emit(buf, "%d\n", version & 0xffff) : -ENODEV;
}
HYPER_ATTR_RO(minor);

static ssize_t extra_show(struct kobject *kobj, struct kobj_attribute *attr,
			  char *buf)
{
	struct xen_extraversion extra;
	int ret = HYPERVISOR_xen_version(XENVER_extraversion, &extra);

	if (ret < 0)
		return ret;
	return sysfs_emit(buf, "%.*s\n", (int)sizeof(extra.extraversion),
			  extra.extraversion);
}
HYPER_ATTR_RO(extra);

static struct attribute *version_attrs[] = {
	&major_attr.attr,
	&minor_attr.attr,
	&extra_attr.attr,
	NULL
};

/* compilation/ */

enum compile_field { COMPILER, COMPILED_BY, COMPILE_DATE };

static ssize_t show_compile(char *buf, enum compile_field field)
{
	struct xen_compile_info *info __free(kfree) = NULL;
	int ret;

	info = kzalloc(sizeof(*info), GFP_KERNEL);
	if (!info)
		return -ENOMEM;
	ret = HYPERVISOR_xen_version(XENVER_compile_info, info);
	if (ret < 0)
		return ret;
	switch (field) {
	case COMPILER:
		return sysfs_emit(buf, "%.*s\n", (int)sizeof(info->compiler),
				  info->compiler);
	case COMPILED_BY:
		return sysfs_emit(buf, "%.*s\n", (int)sizeof(info->compile_by),
				  info->compile_by);
	default:
		return sysfs_emit(buf, "%.*s\n",
				  (int)sizeof(info->compile_date),
				  info->compile_date);
	}
}

static ssize_t compiler_show(struct kobject *kobj, struct kobj_attribute *attr,
			     char *buf)
{
	return show_compile(buf, COMPILER);
}
HYPER_ATTR_RO(compiler);

static ssize_t compiled_by_show(struct kobject *kobj,
				struct kobj_attribute *attr, char *buf)
{
	return show_compile(buf, COMPILED_BY);
}
HYPER_ATTR_RO(compiled_by);

static ssize_t compile_date_show(struct kobject *kobj,
				 struct kobj_attribute *attr, char *buf)
{
	return show_compile(buf, COMPILE_DATE);
}
HYPER_ATTR_RO(compile_date);

static struct attribute *compilation_attrs[] = {
	&compiler_attr.attr,
	&compiled_by_attr.attr,
	&compile_date_attr.attr,
	NULL
};

/* properties/ */

static ssize_t capabilities_show(struct kobject *kobj,
				 struct kobj_attribute *attr, char *buf)
{
	struct xen_capabilities_info *caps __free(kfree) = NULL;
	int ret;

	caps = kzalloc(sizeof(*caps), GFP_KERNEL);
	if (!caps)
		return -ENOMEM;
	ret = HYPERVISOR_xen_version(XENVER_capabilities, caps);
	if (ret < 0)
		return ret;
	return sysfs_emit(buf, "%.*s\n", (int)sizeof(caps->info), caps->info);
}
HYPER_ATTR_RO(capabilities);

static ssize_t changeset_show(struct kobject *kobj,
			      struct kobj_attribute *attr, char *buf)
{
	struct xen_changeset_info set;
	int ret = HYPERVISOR_xen_version(XENVER_changeset, &set);

	if (ret < 0)
		return ret;
	return sysfs_emit(buf, "%.*s\n", (int)sizeof(set.info), set.info);
}
HYPER_ATTR_RO(changeset);

static ssize_t virtual_start_show(struct kobject *kobj,
				  struct kobj_attribute *attr, char *buf)
{
	struct xen_platform_parameters parms;
	int ret = HYPERVISOR_xen_version(XENVER_platform_parameters, &parms);

	if (ret < 0)
		return ret;
	return sysfs_emit(buf, "%lx\n", (unsigned long)parms.virt_start);
}
HYPER_ATTR_RO(virtual_start);

static ssize_t pagesize_show(struct kobject *kobj, struct kobj_attribute *attr,
			     char *buf)
{
	int bytes = HYPERVISOR_xen_version(XENVER_pagesize, NULL);

	return bytes < 0 ? bytes : sysfs_emit(buf, "%x\n", bytes);
}
HYPER_ATTR_RO(pagesize);

/* One number of all feature words, the last word first. */
static ssize_t features_show(struct kobject *kobj, struct kobj_attribute *attr,
			     char *buf)
{
	struct xen_feature_info info;
	int i, len = 0;

	for (i = XENFEAT_NR_SUBMAPS - 1; i >= 0; i--) {
		info.submap_idx = i;
		if (HYPERVISOR_xen_version(XENVER_get_features, &info) < 0)
			return -EIO;
		len += sysfs_emit_at(buf, len, "%08x", info.submap);
	}
	return len + sysfs_emit_at(buf, len, "\n");
}
HYPER_ATTR_RO(features);

static ssize_t buildid_show(struct kobject *kobj, struct kobj_attribute *attr,
			    char *buf)
{
	struct xen_build_id *id __free(kfree) = NULL;
	int len = HYPERVISOR_xen_version(XENVER_build_id, NULL);

	if (len <= 0)
		return len == -EPERM ? sysfs_emit(buf, "<denied>") : len;
	id = kzalloc(struct_size(id, buf, len), GFP_KERNEL);
	if (!id)
		return -ENOMEM;
	id->len = len;
	len = HYPERVISOR_xen_version(XENVER_build_id, id);
	if (len <= 0)
		return len;
	return sysfs_emit(buf, "%*phN\n", min(len, 64), id->buf);
}
HYPER_ATTR_RO(buildid);

static struct attribute *properties_attrs[] = {
	&buildid_attr.attr,
	&capabilities_attr.attr,
	&changeset_attr.attr,
	&features_attr.attr,
	&pagesize_attr.attr,
	&virtual_start_attr.attr,
	NULL
};

/* start_flags/: a file for each flag the domain was started with. */

struct flag_attr {
	struct kobj_attribute attr;
	u32 flag;
};

static ssize_t flag_show(struct kobject *kobj, struct kobj_attribute *attr,
			 char *buf)
{
	u32 flag = container_of(attr, struct flag_attr, attr)->flag;

	return sysfs_emit(buf, "%d\n", !!(xen_start_flags & flag));
}

#define FLAG_ATTR(_name, _sif)						\
	static struct flag_attr _name##_flag = {			\
		.attr = __ATTR(_name, 0444, flag_show, NULL),		\
		.flag = (_sif),					\
	}

FLAG_ATTR(privileged, SIF_PRIVILEGED);
FLAG_ATTR(initdomain, SIF_INITDOMAIN);
FLAG_ATTR(multiboot, SIF_MULTIBOOT_MOD);
FLAG_ATTR(mod_start_pfn, SIF_MOD_START_PFN);
FLAG_ATTR(virtmap, SIF_VIRT_P2M_4TOOLS);

static struct attribute *flag_attrs[] = {
	&privileged_flag.attr.attr,
	&initdomain_flag.attr.attr,
	&multiboot_flag.attr.attr,
	&mod_start_pfn_flag.attr.attr,
	&virtmap_flag.attr.attr,
	NULL
};

static const struct attribute_group groups[] = {
	{ .attrs = top_attrs },
	{ .name = "version", .attrs = version_attrs },
	{ .name = "compilation", .attrs = compilation_attrs },
	{ .name = "properties", .attrs = properties_attrs },
	{ .name = "start_flags", .attrs = flag_attrs },
};

static const struct attribute_group *all_groups[] = {
	&groups[0], &groups[1], &groups[2], &groups[3], &groups[4], NULL
};

static int __init hyper_sysfs_init(void)
{
	return xen_domain() ? sysfs_create_groups(hypervisor_kobj, all_groups) :
			      -ENODEV;
}
device_initcall(hyper_sysfs_init);

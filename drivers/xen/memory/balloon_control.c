// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who tells the balloon its target: the toolstack in xenstore (memory/target,
 * in KiB), the administrator in /sys/devices/system/xen_memory/xen_memory0.
 */

#include <linux/capability.h>
#include <linux/device.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <xen/mem-reservation.h>
#include <xen/xenbus.h>
#include "balloon_internal.h"

#define KIB(pages)	((pages) << (PAGE_SHIFT - 10))

#ifdef CONFIG_MEMORY_HOTPLUG
u64 xen_saved_max_mem_size;
#endif

static void target_changed(struct xenbus_watch *watch, const char *path,
			   const char *token)
{
	unsigned long long kib;

#ifdef CONFIG_MEMORY_HOTPLUG
	/* From now on memory can be added; boot had forbidden it. */
	if (xen_saved_max_mem_size)
		max_mem_size = xen_saved_max_mem_size;
#endif
	if (xenbus_scanf(XBT_NIL, "memory", "target", "%llu", &kib) == 1)
		balloon_set_new_target(kib >> (PAGE_SHIFT - 10));
}

static int xenstore_up(struct notifier_block *nb, unsigned long event,
		       void *data)
{
	static struct xenbus_watch watch = {
		.node = "memory/target",
		.callback = target_changed,
	};

	if (register_xenbus_watch(&watch))
		pr_err("xen: cannot watch memory/target\n");
	return NOTIFY_DONE;
}

#define SHOW_KB(name, value)						\
static ssize_t name##_show(struct device *dev,				\
			   struct device_attribute *attr, char *buf)	\
{									\
	return sysfs_emit(buf, "%lu\n", KIB(value));			\
}									\
static DEVICE_ATTR_RO(name)

SHOW_KB(current_kb, balloon_stats.current_pages);
SHOW_KB(low_kb, balloon_stats.balloon_low);
/* There is no high memory; tools know the file. */
SHOW_KB(high_kb, 0UL);

static ssize_t target_kb_show(struct device *dev,
			      struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%lu\n", KIB(balloon_stats.target_pages));
}

static ssize_t target_kb_store(struct device *dev,
			       struct device_attribute *attr, const char *buf,
			       size_t count)
{
	unsigned long kib;
	int err;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	err = kstrtoul(buf, 0, &kib);
	if (err)
		return err;
	balloon_set_new_target(kib >> (PAGE_SHIFT - 10));
	return count;
}
static DEVICE_ATTR_RW(target_kb);

static ssize_t target_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	return sysfs_emit(buf, "%lu\n", balloon_stats.target_pages << PAGE_SHIFT);
}

static ssize_t target_store(struct device *dev, struct device_attribute *attr,
			    const char *buf, size_t count)
{
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	balloon_set_new_target(memparse(buf, NULL) >> PAGE_SHIFT);
	return count;
}
static DEVICE_ATTR_RW(target);

static DEVICE_BOOL_ATTR(scrub_pages, 0644, xen_scrub_pages);
static DEVICE_ULONG_ATTR(retry_count, 0444, balloon_stats.retry_count);
static DEVICE_ULONG_ATTR(max_retry_count, 0644, balloon_stats.max_retry_count);
static DEVICE_ULONG_ATTR(schedule_delay, 0444, balloon_stats.schedule_delay);
static DEVICE_ULONG_ATTR(max_schedule_delay, 0644,
			 balloon_stats.max_schedule_delay);

static struct attribute *balloon_attrs[] = {
	&dev_attr_target.attr,
	&dev_attr_target_kb.attr,
	&dev_attr_scrub_pages.attr.attr,
	&dev_attr_retry_count.attr.attr,
	&dev_attr_max_retry_count.attr.attr,
	&dev_attr_schedule_delay.attr.attr,
	&dev_attr_max_schedule_delay.attr.attr,
	NULL
};

static struct attribute *info_attrs[] = {
	&dev_attr_current_kb.attr,
	&dev_attr_low_kb.attr,
	&dev_attr_high_kb.attr,
	NULL
};

static const struct attribute_group balloon_group = { .attrs = balloon_attrs };
static const struct attribute_group info_group = {
	.name	= "info",
	.attrs	= info_attrs,
};

static const struct attribute_group *groups[] = {
	&balloon_group,
	&info_group,
	NULL
};

static const struct bus_type subsys = {
	.name		= "xen_memory",
	.dev_name	= "xen_memory",
};

/* There from boot to the end. */
static void never_released(struct device *dev)
{
}

static struct device balloon_dev = {
	.bus		= &subsys,
	.groups		= groups,
	.release	= never_released,
};

void __init balloon_control_init(void)
{
	static struct notifier_block nb = { .notifier_call = xenstore_up };

	if (subsys_system_register(&subsys, NULL) ||
	    device_register(&balloon_dev))
		pr_err("xen: no xen_memory in sysfs\n");
	register_xenstore_notifier(&nb);
}

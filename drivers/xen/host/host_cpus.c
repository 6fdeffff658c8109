// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machine's processors: /sys/devices/system/xen_cpu.
 *
 * dom0's own CPUs are vCPUs and say nothing about the machine.  Here is one
 * device per physical CPU that the hypervisor knows, with a writable "online"
 * file.  The list is read at boot and again whenever the hypervisor says that
 * a CPU came, went or changed its state; user space hears of it by a uevent.
 *
 * CPU 0 runs the hypervisor's own boot path and cannot be stopped, so its file
 * is read-only.
 *
 * @cpus_lock covers the array and the states in it.
 */
#define pr_fmt(fmt) "xen_cpu: " fmt

#include <linux/capability.h>
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/kobject.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <xen/events.h>
#include <xen/interface/platform.h>
#include <xen/xen.h>

#include <asm/xen/hypercall.h>

struct host_cpu {
	struct device dev;	/* dev.id is the hypervisor's number */
	u32 acpi_id;
	u32 flags;		/* XEN_PCPU_FLAGS_* */
};

static DEFINE_MUTEX(cpus_lock);
static DEFINE_XARRAY(cpus);

static const struct bus_type host_cpu_bus = {
	.name		= "xen_cpu",
	.dev_name	= "xen_cpu",
};

static struct host_cpu *to_host_cpu(struct device *dev)
{
	return container_of(dev, struct host_cpu, dev);
}

static int query_cpu(u32 nr, struct xenpf_pcpuinfo *info)
{
	struct xen_platform_op op = {
		.cmd = XENPF_get_cpuinfo,
		.interface_version = XENPF_INTERFACE_VERSION,
		.u.pcpu_info.xen_cpuid = nr,
	};
	int ret = HYPERVISOR_platform_op(&op);

	if (!ret)
		*info = op.u.pcpu_info;
	return ret;
}

static int cpu_set_online(u32 nr, bool online)
{
	struct xen_platform_op op = {
		.cmd = online ? XENPF_cpu_online : XENPF_cpu_offline,
		.interface_version = XENPF_INTERFACE_VERSION,
		.u.cpu_ol.cpuid = nr,
	};

	return HYPERVISOR_platform_op(&op);
}

static ssize_t online_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	return sysfs_emit(buf, "%u\n", !!(READ_ONCE(to_host_cpu(dev)->flags) &
					  XEN_PCPU_FLAGS_ONLINE));
}

static ssize_t online_store(struct device *dev, struct device_attribute *attr,
			    const char *buf, size_t count)
{
	bool online;
	int ret;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	ret = kstrtobool(buf, &online);
	if (ret)
		return ret;
	/* The state in the array follows with the event that this causes. */
	ret = cpu_set_online(dev->id, online);
	return ret ? ret : count;
}
static DEVICE_ATTR_RW(online);

static struct attribute *host_cpu_attrs[] = {
	&dev_attr_online.attr,
	NULL
};

static umode_t host_cpu_visible(struct kobject *kobj, struct attribute *attr,
				int n)
{
	return kobj_to_dev(kobj)->id ? attr->mode : 0444;
}

static const struct attribute_group host_cpu_group = {
	.attrs		= host_cpu_attrs,
	.is_visible	= host_cpu_visible,
};

static const struct attribute_group *host_cpu_groups[] = {
	&host_cpu_group,
	NULL
};

static void release_cpu(struct device *dev)
{
	kfree(to_host_cpu(dev));
}

static void add_cpu_device(u32 nr, const struct xenpf_pcpuinfo *info)
{
	struct host_cpu *cpu = kzalloc(sizeof(*cpu), GFP_KERNEL);

	if (!cpu)
		return;
	cpu->acpi_id = info->acpi_id;
	cpu->flags = info->flags;
	cpu->dev.bus = &host_cpu_bus;
	cpu->dev.id = nr;
	cpu->dev.groups = host_cpu_groups;
	cpu->dev.release = release_cpu;
	if (xa_is_err(xa_store(&cpus, nr, cpu, GFP_KERNEL))) {
		kfree(cpu);
		return;
	}
	if (device_register(&cpu->dev)) {
		pr_warn("no device for CPU %u\n", nr);
		xa_erase(&cpus, nr);
		put_device(&cpu->dev);
	}
}

/* Bring what we know of CPU @nr up to date; -errno for no such number. */
static int sync_cpu(u32 nr, u32 *max_nr)
{
	struct host_cpu *cpu = xa_load(&cpus, nr);
	struct xenpf_pcpuinfo info;
	int ret = query_cpu(nr, &info);

	if (ret)
		return ret;
	if (max_nr)
		*max_nr = info.max_present;

	if (info.flags & XEN_PCPU_FLAGS_INVALID) {
		if (cpu) {
			xa_erase(&cpus, nr);
			device_unregister(&cpu->dev);
		}
	} else if (!cpu) {
		add_cpu_device(nr, &info);
	} else if (cpu->flags != info.flags) {
		WRITE_ONCE(cpu->flags, info.flags);
		kobject_uevent(&cpu->dev.kobj,
			       info.flags & XEN_PCPU_FLAGS_ONLINE ?
			       KOBJ_ONLINE : KOBJ_OFFLINE);
	}
	return 0;
}

static int sync_all(void)
{
	struct host_cpu *cpu;
	unsigned long index;
	u32 nr, max_nr = 0;
	int ret = 0;

	mutex_lock(&cpus_lock);
	for (nr = 0; nr <= max_nr && !ret; nr++)
		ret = sync_cpu(nr, &max_nr);
	if (ret) {
		/* Without knowledge, claim nothing. */
		xa_for_each(&cpus, index, cpu) {
			xa_erase(&cpus, index);
			device_unregister(&cpu->dev);
		}
	}
	mutex_unlock(&cpus_lock);
	return ret;
}

static void sync_work_fn(struct work_struct *work)
{
	sync_all();
}

static DECLARE_WORK(sync_work, sync_work_fn);

static irqreturn_t cpus_changed(int irq, void *unused)
{
	schedule_work(&sync_work);
	return IRQ_HANDLED;
}

#ifdef CONFIG_ACPI
/**
 * xen_processor_present() - does the machine have this processor?
 * @acpi_id: its number in the firmware's tables
 *
 * Context: process.
 * Return: whether the hypervisor has it and it is online.
 */
bool xen_processor_present(u32 acpi_id)
{
	const struct host_cpu *cpu;
	unsigned long index;
	bool online = false;

	mutex_lock(&cpus_lock);
	xa_for_each(&cpus, index, cpu)
		if (cpu->acpi_id == acpi_id)
			online = cpu->flags & XEN_PCPU_FLAGS_ONLINE;
	mutex_unlock(&cpus_lock);
	return online;
}
#endif

static int __init host_cpus_init(void)
{
	int irq, ret;

	if (!xen_initial_domain())
		return -ENODEV;
	ret = subsys_system_register(&host_cpu_bus, NULL);
	if (ret)
		return ret;
	irq = bind_virq_to_irqhandler(VIRQ_PCPU_STATE, 0, cpus_changed, 0,
				      "xen_cpu", NULL);
	if (irq < 0)
		pr_warn("changes of CPUs will go unnoticed: %d\n", irq);
	return sync_all();
}
arch_initcall(host_cpus_init);

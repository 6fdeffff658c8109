// SPDX-License-Identifier: GPL-2.0-only
/*
 * The toolstack says in xenstore (cpu/N/availability) which of the domain's
 * vCPUs it is to use. A vCPU that it may not use is taken offline and is no
 * longer present; one that it may use again becomes present, and user space
 * brings it online.
 */

#include <linux/cpu.h>
#include <linux/device.h>
#include <asm/xen/hypervisor.h>
#include <xen/xen.h>
#include <xen/xenbus.h>

static void allow(unsigned int cpu)
{
	if (!cpu_present(cpu))
		xen_arch_register_cpu(cpu);
	set_cpu_present(cpu, true);
}

static void forbid(unsigned int cpu)
{
	if (!cpu_is_hotpluggable(cpu))
		return;
	lock_device_hotplug();
	if (cpu_online(cpu))
		device_offline(get_cpu_device(cpu));
	if (cpu_present(cpu) && !cpu_online(cpu)) {
		xen_arch_unregister_cpu(cpu);
		set_cpu_present(cpu, false);
	}
	unlock_device_hotplug();
}

/* Does what xenstore says; dom0 is normally told nothing. */
static void follow(unsigned int cpu, bool only_forbid)
{
	char dir[16], word[16];

	snprintf(dir, sizeof(dir), "cpu/%u", cpu);
	if (xenbus_scanf(XBT_NIL, dir, "availability", "%15s", word) != 1)
		return;
	if (!strcmp(word, "offline"))
		forbid(cpu);
	else if (strcmp(word, "online"))
		pr_err("xen: CPU%u is %s?\n", cpu, word);
	else if (!only_forbid)
		allow(cpu);
}

static void availability_changed(struct xenbus_watch *watch, const char *path,
				 const char *token)
{
	const char *node = strstr(path, "cpu/");
	unsigned int cpu;

	if (node && sscanf(node, "cpu/%u", &cpu) == 1 && cpu < nr_cpu_ids &&
	    cpu_possible(cpu))
		follow(cpu, false);
}

static int xenstore_up(struct notifier_block *nb, unsigned long event,
		       void *data)
{
	static struct xenbus_watch watch = {
		.node = "cpu",
		.callback = availability_changed,
	};
	unsigned int cpu;

	if (register_xenbus_watch(&watch))
		pr_err("xen: cannot watch cpu\n");
	for_each_possible_cpu(cpu)
		follow(cpu, true);
	return NOTIFY_DONE;
}

static int __init vcpu_hotplug_init(void)
{
	static struct notifier_block nb = { .notifier_call = xenstore_up };

	return xen_pv_domain() ? register_xenstore_notifier(&nb) : -ENODEV;
}
late_initcall(vcpu_hotplug_init);

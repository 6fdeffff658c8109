// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the toolstack asks of a running domain, in xenstore's "control":
 * shutdown (poweroff, halt, reboot, suspend) and sysrq.
 *
 * A request is acknowledged by clearing the node, in the transaction that read
 * it. Which ones are understood is written to control/feature-*. While one is
 * under way others are ignored.
 */

#include <linux/reboot.h>
#include <linux/slab.h>
#include <linux/sysrq.h>
#include <xen/xen.h>
#include <xen/xenbus.h>
#include "suspend_domain.h"

static bool going_down;

static void power_off(void)
{
	/* Before init runs there is nobody to do it in an orderly way. */
	if (system_state > SYSTEM_RUNNING)
		pr_info("xen: going down already\n");
	else
		orderly_poweroff(system_state < SYSTEM_RUNNING);
}

static void restart(void)
{
	going_down = true;
	orderly_reboot();
}

static void suspend(void)
{
	going_down = true;
	xen_suspend_domain();
	going_down = false;
}

static const struct command {
	const char *name;
	const char *feature;
	void (*run)(void);
} commands[] = {
	{ "poweroff", "feature-poweroff", power_off },
	{ "reboot", "feature-reboot", restart },
	{ "halt", NULL, power_off },
#ifdef CONFIG_HIBERNATE_CALLBACKS
	{ "suspend", "feature-suspend", suspend },
#endif
};

static const struct command *find_command(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

static void shutdown_changed(struct xenbus_watch *watch, const char *path,
			     const char *token)
{
	const struct command *command;
	struct xenbus_transaction t;
	char *name;
	int err;

	if (going_down)
		return;
	do {
		if (xenbus_transaction_start(&t))
			return;
		name = xenbus_read(t, "control", "shutdown", NULL);
		/* The event of registering, or of what we wrote. */
		if (XENBUS_IS_ERR_READ(name)) {
			xenbus_transaction_end(t, 1);
			return;
		}
		command = find_command(name);
		if (command)
			xenbus_write(t, "control", "shutdown", "");
		else
			pr_info("xen: do not know how to %s\n", name);
		kfree(name);
		err = xenbus_transaction_end(t, 0);
	} while (err == -EAGAIN);
	if (command)
		command->run();
}

static void sysrq_changed(struct xenbus_watch *watch, const char *path,
			  const char *token)
{
	struct xenbus_transaction t;
	char key;
	int err;

	do {
		if (xenbus_transaction_start(&t))
			return;
		if (xenbus_scanf(t, "control", "sysrq", "%c", &key) != 1 ||
		    !key || xenbus_write(t, "control", "sysrq", "")) {
			xenbus_transaction_end(t, 1);
			return;
		}
		err = xenbus_transaction_end(t, 0);
	} while (err == -EAGAIN);
	handle_sysrq(key);
}

static int xenstore_up(struct notifier_block *nb, unsigned long event,
		       void *data)
{
	static struct xenbus_watch shutdown_watch = {
		.node = "control/shutdown",
		.callback = shutdown_changed,
	};
	static struct xenbus_watch sysrq_watch = {
		.node = "control/sysrq",
		.callback = sysrq_changed,
	};
	unsigned int i;

	if (register_xenbus_watch(&shutdown_watch)) {
		pr_err("xen: cannot watch control/shutdown\n");
		return NOTIFY_DONE;
	}
	if (IS_ENABLED(CONFIG_MAGIC_SYSRQ))
		register_xenbus_watch(&sysrq_watch);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (commands[i].feature)
			xenbus_write(XBT_NIL, "control", commands[i].feature,
				     "1");
	return NOTIFY_DONE;
}

static int reboot_event(struct notifier_block *nb, unsigned long code,
			void *data)
{
	going_down = true;
	return NOTIFY_DONE;
}

static int __init control_init(void)
{
	static struct notifier_block store_nb = {
		.notifier_call = xenstore_up,
	};
	static struct notifier_block reboot_nb = {
		.notifier_call = reboot_event,
	};

	if (!xen_domain())
		return -ENODEV;
	register_reboot_notifier(&reboot_nb);
	return register_xenstore_notifier(&store_nb);
}
subsys_initcall(control_init);

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ACPI processor aggregator: idle some CPUs of the machine on request.
 *
 * A platform that runs hot or short of power asks the operating system through
 * this device to keep a number of processors idle.  Idling vCPUs would not do
 * it, so the request goes on to the hypervisor, and its answer, the number that
 * really is idle, goes back to the firmware.
 */
#define pr_fmt(fmt) "xen_acpi_pad: " fmt

#include <linux/acpi.h>
#include <linux/init.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <xen/interface/platform.h>
#include <xen/xen.h>

#include <asm/xen/hypercall.h>

#define PAD_NOTIFICATION	0x80
#define PUR_REVISION		1
#define OST_SUCCESS		0
#define OST_NO_ACTION		1

/* Requests, one at a time. */
static DEFINE_MUTEX(pad_lock);

static int core_parking(u32 type, u32 idle_nums)
{
	struct xen_platform_op op = {
		.cmd = XENPF_core_parking,
		.interface_version = XENPF_INTERFACE_VERSION,
		.u.core_parking = { .type = type, .idle_nums = idle_nums },
	};

	return HYPERVISOR_platform_op(&op);
}

/* The firmware's wish: _PUR is a package of a revision and a number. */
static int requested_idle(acpi_handle handle)
{
	struct acpi_buffer buffer = { ACPI_ALLOCATE_BUFFER, NULL };
	union acpi_object *package;
	int ret = -EINVAL;

	if (ACPI_FAILURE(acpi_evaluate_object(handle, "_PUR", NULL, &buffer)))
		return -EIO;
	package = buffer.pointer;
	if (package && package->type == ACPI_TYPE_PACKAGE &&
	    package->package.count == 2 &&
	    package->package.elements[0].type == ACPI_TYPE_INTEGER &&
	    package->package.elements[1].type == ACPI_TYPE_INTEGER &&
	    package->package.elements[0].integer.value == PUR_REVISION)
		ret = min_t(u64, package->package.elements[1].integer.value,
			    INT_MAX);
	kfree(package);
	return ret;
}

static void pad_notify(acpi_handle handle, u32 event, void *data)
{
	u32 idle;
	struct acpi_buffer answer = { sizeof(idle), &idle };
	int wanted, parked;

	if (event != PAD_NOTIFICATION) {
		pr_warn("unknown event %#x\n", event);
		return;
	}
	mutex_lock(&pad_lock);
	wanted = requested_idle(handle);
	if (wanted >= 0)
		wanted = core_parking(XEN_CORE_PARKING_SET, wanted);
	parked = core_parking(XEN_CORE_PARKING_GET, 0);
	idle = max(parked, 0);
	acpi_evaluate_ost(handle, PAD_NOTIFICATION,
			  wanted < 0 ? OST_NO_ACTION : OST_SUCCESS, &answer);
	mutex_unlock(&pad_lock);
}

static int pad_probe(struct platform_device *pdev)
{
	acpi_handle handle = ACPI_HANDLE(&pdev->dev);

	if (ACPI_FAILURE(acpi_install_notify_handler(handle,
						     ACPI_DEVICE_NOTIFY,
						     pad_notify, NULL)))
		return -ENODEV;
	return 0;
}

static void pad_remove(struct platform_device *pdev)
{
	acpi_handle handle = ACPI_HANDLE(&pdev->dev);

	acpi_remove_notify_handler(handle, ACPI_DEVICE_NOTIFY, pad_notify);
	mutex_lock(&pad_lock);
	core_parking(XEN_CORE_PARKING_SET, 0);
	mutex_unlock(&pad_lock);
}

static const struct acpi_device_id pad_ids[] = {
	{ "ACPI000C", 0 },
	{ "", 0 },
};

static struct platform_driver pad_driver = {
	.probe	= pad_probe,
	.remove_new = pad_remove,
	.driver	= {
		.name = "xen_acpi_pad",
		.acpi_match_table = pad_ids,
	},
};

static int __init host_pad_init(void)
{
	return xen_initial_domain() ? platform_driver_register(&pad_driver) :
				      -ENODEV;
}
subsys_initcall(host_pad_init);

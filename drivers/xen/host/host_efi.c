// SPDX-License-Identifier: GPL-2.0-only
/*
 * EFI runtime services of dom0.
 *
 * The firmware's services were set up for the hypervisor's address space and
 * can only run there, so each is one platform operation: arguments in, the
 * service's status and results out.  What a service returns is its own EFI
 * status; a hypercall that fails altogether reads as EFI_UNSUPPORTED.
 *
 * The other half of this file judges addresses that the firmware's tables
 * name: the memory map is the hypervisor's, and what it may have reused is not
 * to be read.
 */
#define pr_fmt(fmt) "xen: " fmt

#include <linux/efi.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <xen/efi.h>
#include <xen/interface/platform.h>
#include <xen/xen.h>

#include <asm/page.h>
#include <asm/xen/hypercall.h>

#define RUNTIME_CALL(_service)						\
	{								\
		.cmd = XENPF_efi_runtime_call,				\
		.interface_version = XENPF_INTERFACE_VERSION,		\
		.u.efi_runtime_call.function = XEN_EFI_##_service,	\
	}

static efi_status_t make_call(struct xen_platform_op *op)
{
	if (HYPERVISOR_platform_op(op) < 0)
		return EFI_UNSUPPORTED;
	return op->u.efi_runtime_call.status;
}

/* The two descriptions of a time differ in padding only. */
static struct xenpf_efi_time time_to_xen(const efi_time_t *t)
{
	return (struct xenpf_efi_time) {
		.year = t->year, .month = t->month, .day = t->day,
		.hour = t->hour, .min = t->minute, .sec = t->second,
		.ns = t->nanosecond, .tz = t->timezone,
		.daylight = t->daylight,
	};
}

static efi_time_t time_from_xen(const struct xenpf_efi_time *t)
{
	return (efi_time_t) {
		.year = t->year, .month = t->month, .day = t->day,
		.hour = t->hour, .minute = t->min, .second = t->sec,
		.nanosecond = t->ns, .timezone = t->tz,
		.daylight = t->daylight,
	};
}

static efi_status_t efi_get_time_call(efi_time_t *tm, efi_time_cap_t *tc)
{
	struct xen_platform_op op = RUNTIME_CALL(get_time);
	const struct xenpf_efi_runtime_call *call = &op.u.efi_runtime_call;
	efi_status_t status = make_call(&op);

	if (status != EFI_SUCCESS)
		return status;
	if (tm)
		*tm = time_from_xen(&call->u.get_time.time);
	if (tc) {
		tc->resolution = call->u.get_time.resolution;
		tc->accuracy = call->u.get_time.accuracy;
		tc->sets_to_zero = !!(call->misc &
				      XEN_EFI_GET_TIME_SET_CLEARS_NS);
	}
	return status;
}

static efi_status_t efi_set_time_call(efi_time_t *tm)
{
	struct xen_platform_op op = RUNTIME_CALL(set_time);

	op.u.efi_runtime_call.u.set_time = time_to_xen(tm);
	return make_call(&op);
}

static efi_status_t efi_get_wakeup_call(efi_bool_t *enabled,
					efi_bool_t *pending, efi_time_t *tm)
{
	struct xen_platform_op op = RUNTIME_CALL(get_wakeup_time);
	const struct xenpf_efi_runtime_call *call = &op.u.efi_runtime_call;
	efi_status_t status = make_call(&op);

	if (status != EFI_SUCCESS)
		return status;
	if (tm)
		*tm = time_from_xen(&call->u.get_wakeup_time);
	if (enabled)
		*enabled = !!(call->misc & XEN_EFI_GET_WAKEUP_TIME_ENABLED);
	if (pending)
		*pending = !!(call->misc & XEN_EFI_GET_WAKEUP_TIME_PENDING);
	return status;
}

static efi_status_t efi_set_wakeup_call(efi_bool_t enabled, efi_time_t *tm)
{
	struct xen_platform_op op = RUNTIME_CALL(set_wakeup_time);
	struct xenpf_efi_runtime_call *call = &op.u.efi_runtime_call;

	if (enabled)
		call->misc = XEN_EFI_SET_WAKEUP_TIME_ENABLE;
	if (tm)
		call->u.set_wakeup_time = time_to_xen(tm);
	else
		call->misc |= XEN_EFI_SET_WAKEUP_TIME_ENABLE_ONLY;
	return make_call(&op);
}

static void set_guid(struct xenpf_efi_guid *to, const efi_guid_t *from)
{
	BUILD_BUG_ON(sizeof(*to) != sizeof(*from));
	memcpy(to, from, sizeof(*to));
}

static efi_status_t efi_get_variable_call(efi_char16_t *name, efi_guid_t *guid,
					  u32 *attr, unsigned long *data_size,
					  void *data)
{
	struct xen_platform_op op = RUNTIME_CALL(get_variable);
	struct xenpf_efi_runtime_call *call = &op.u.efi_runtime_call;
	efi_status_t status;

	set_xen_guest_handle(call->u.get_variable.name, name);
	set_guid(&call->u.get_variable.vendor_guid, guid);
	call->u.get_variable.size = *data_size;
	set_xen_guest_handle(call->u.get_variable.data, data);
	status = make_call(&op);
	/* Also with EFI_BUFFER_TOO_SMALL: then it is the room wanted. */
	*data_size = call->u.get_variable.size;
	if (attr)
		*attr = call->misc;
	return status;
}

static efi_status_t efi_set_variable_call(efi_char16_t *name, efi_guid_t *guid,
					  u32 attr, unsigned long data_size,
					  void *data)
{
	struct xen_platform_op op = RUNTIME_CALL(set_variable);
	struct xenpf_efi_runtime_call *call = &op.u.efi_runtime_call;

	call->misc = attr;
	set_xen_guest_handle(call->u.set_variable.name, name);
	set_guid(&call->u.set_variable.vendor_guid, guid);
	call->u.set_variable.size = data_size;
	set_xen_guest_handle(call->u.set_variable.data, data);
	return make_call(&op);
}

static efi_status_t efi_next_variable_call(unsigned long *name_size,
					   efi_char16_t *name,
					   efi_guid_t *guid)
{
	struct xen_platform_op op = RUNTIME_CALL(get_next_variable_name);
	struct xenpf_efi_runtime_call *call = &op.u.efi_runtime_call;
	efi_status_t status;

	call->u.get_next_variable_name.size = *name_size;
	set_xen_guest_handle(call->u.get_next_variable_name.name, name);
	set_guid(&call->u.get_next_variable_name.vendor_guid, guid);
	status = make_call(&op);
	*name_size = call->u.get_next_variable_name.size;
	memcpy(guid, &call->u.get_next_variable_name.vendor_guid,
	       sizeof(*guid));
	return status;
}

/* This service and the next two came with version 2 of the firmware. */
static bool is_version_1(void)
{
	return efi.runtime_version < EFI_2_00_SYSTEM_TABLE_REVISION;
}

static efi_status_t efi_query_variables_call(u32 attr, u64 *storage,
					     u64 *remaining, u64 *max_size)
{
	struct xen_platform_op op = RUNTIME_CALL(query_variable_info);
	const struct xenpf_efi_runtime_call *call = &op.u.efi_runtime_call;
	efi_status_t status;

	if (is_version_1())
		return EFI_UNSUPPORTED;
	op.u.efi_runtime_call.u.query_variable_info.attr = attr;
	status = make_call(&op);
	if (status == EFI_SUCCESS) {
		*storage = call->u.query_variable_info.max_store_size;
		*remaining = call->u.query_variable_info.remain_store_size;
		*max_size = call->u.query_variable_info.max_size;
	}
	return status;
}

static efi_status_t efi_next_count_call(u32 *count)
{
	struct xen_platform_op op =
		RUNTIME_CALL(get_next_high_monotonic_count);
	efi_status_t status = make_call(&op);

	if (status == EFI_SUCCESS)
		*count = op.u.efi_runtime_call.misc;
	return status;
}

static efi_status_t efi_update_capsule_call(efi_capsule_header_t **capsules,
					    unsigned long count,
					    unsigned long sg_list)
{
	struct xen_platform_op op = RUNTIME_CALL(update_capsule);
	struct xenpf_efi_runtime_call *call = &op.u.efi_runtime_call;

	if (is_version_1())
		return EFI_UNSUPPORTED;
	set_xen_guest_handle(call->u.update_capsule.capsule_header_array,
			     capsules);
	call->u.update_capsule.capsule_count = count;
	call->u.update_capsule.sg_list = sg_list;
	return make_call(&op);
}

static efi_status_t efi_query_capsule_call(efi_capsule_header_t **capsules,
					   unsigned long count, u64 *max_size,
					   int *reset_type)
{
	struct xen_platform_op op = RUNTIME_CALL(query_capsule_capabilities);
	struct xenpf_efi_runtime_call *call = &op.u.efi_runtime_call;
	efi_status_t status;

	if (is_version_1())
		return EFI_UNSUPPORTED;
	set_xen_guest_handle(call->u.query_capsule_capabilities
			     .capsule_header_array, capsules);
	call->u.query_capsule_capabilities.capsule_count = count;
	status = make_call(&op);
	if (status == EFI_SUCCESS) {
		*max_size = call->u.query_capsule_capabilities.max_capsule_size;
		*reset_type = call->u.query_capsule_capabilities.reset_type;
	}
	return status;
}

void __init xen_efi_runtime_setup(void)
{
	efi.get_time			= efi_get_time_call;
	efi.set_time			= efi_set_time_call;
	efi.get_wakeup_time		= efi_get_wakeup_call;
	efi.set_wakeup_time		= efi_set_wakeup_call;
	efi.get_variable		= efi_get_variable_call;
	efi.get_next_variable		= efi_next_variable_call;
	efi.set_variable		= efi_set_variable_call;
	efi.set_variable_nonblocking	= efi_set_variable_call;
	efi.query_variable_info		= efi_query_variables_call;
	efi.query_variable_info_nonblocking = efi_query_variables_call;
	efi.update_capsule		= efi_update_capsule_call;
	efi.query_capsule_caps		= efi_query_capsule_call;
	efi.get_next_high_mono_count	= efi_next_count_call;
	/* The machine is reset by the hypervisor, not from here. */
	efi.reset_system		= NULL;
}

/**
 * efi_mem_desc_lookup() - what the firmware said of an address
 * @phys_addr: a machine address
 * @out_md: the part of its region from @phys_addr on
 *
 * Replaces the function of the same name for kernels that find themselves
 * under a hypervisor; on bare metal it asks that one.
 *
 * Return: 0, or -errno if the address is in no region.
 */
int efi_mem_desc_lookup(u64 phys_addr, efi_memory_desc_t *out_md)
{
	struct xen_platform_op op = {
		.cmd = XENPF_firmware_info,
		.interface_version = XENPF_INTERFACE_VERSION,
		.u.firmware_info = {
			.type = XEN_FW_EFI_INFO,
			.index = XEN_FW_EFI_MEM_INFO,
			.u.efi_info.mem = {
				.addr = phys_addr,
				.size = U64_MAX - phys_addr,
			},
		},
	};
	const union xenpf_efi_info *info = &op.u.firmware_info.u.efi_info;
	int ret;

	if (!efi_enabled(EFI_PARAVIRT))
		return __efi_mem_desc_lookup(phys_addr, out_md);
	ret = HYPERVISOR_platform_op(&op);
	if (!ret)
		*out_md = (efi_memory_desc_t) {
			.type = info->mem.type,
			.attribute = info->mem.attr,
			.phys_addr = info->mem.addr,
			.num_pages = info->mem.size >> EFI_PAGE_SHIFT,
		};
	return ret;
}

/* Types of memory that the hypervisor leaves as the firmware left it. */
#define KEPT_TYPES	(BIT(EFI_RESERVED_TYPE) |		\
			 BIT(EFI_RUNTIME_SERVICES_CODE) |	\
			 BIT(EFI_RUNTIME_SERVICES_DATA) |	\
			 BIT(EFI_ACPI_RECLAIM_MEMORY) |		\
			 BIT(EFI_ACPI_MEMORY_NVS))

/**
 * xen_efi_config_table_is_usable() - may a configuration table be read?
 * @guid: the table's name
 * @table: its machine address
 *
 * Return: true unless the hypervisor may have used the memory for other things.
 */
bool __init xen_efi_config_table_is_usable(const efi_guid_t *guid,
					   unsigned long table)
{
	efi_memory_desc_t md;

	if (!efi_enabled(EFI_PARAVIRT))
		return true;
	if (efi_mem_desc_lookup(table, &md))
		return false;
	if (md.type < EFI_MAX_MEMORY_TYPE && (BIT(md.type) & KEPT_TYPES))
		return true;
	pr_warn("EFI table %pUl at %#lx is in memory of type %u: not used\n",
		guid, table, md.type);
	return false;
}

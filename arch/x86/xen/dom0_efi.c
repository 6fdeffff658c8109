// SPDX-License-Identifier: GPL-2.0-only
/*
 * EFI under a hypervisor.
 *
 * The firmware's services were entered into the hypervisor's address space,
 * so they are called through it (drivers/xen/efi.c); but its tables are in
 * memory that the initial domain can map, and the kernel wants to read them.
 * So it is given a system table of our making, which points at the real
 * configuration tables and at nothing else, and EFI_PARAVIRT tells the rest
 * of the kernel not to look for a memory map or a runtime.
 */
#include <linux/bitops.h>
#include <linux/efi.h>
#include <linux/string.h>

#include <xen/interface/platform.h>
#include <xen/efi.h>
#include <xen/xen.h>

#include <asm/page.h>
#include <asm/setup.h>
#include <asm/xen/hypercall.h>

#include "platform_init.h"

static efi_char16_t vendor[100] __initdata = L"UNKNOWN";

static efi_system_table_t system_table __initdata = {
	.hdr.signature = EFI_SYSTEM_TABLE_SIGNATURE,
	.con_in_handle = EFI_INVALID_TABLE_ADDR,
	.con_out_handle = EFI_INVALID_TABLE_ADDR,
	.stderr_handle = EFI_INVALID_TABLE_ADDR,
	.runtime = (efi_runtime_services_t *)EFI_INVALID_TABLE_ADDR,
	.boottime = (efi_boot_services_t *)EFI_INVALID_TABLE_ADDR,
};

static bool __init ask(struct xen_platform_op *op, u32 index)
{
	op->cmd = XENPF_firmware_info;
	op->u.firmware_info.type = XEN_FW_EFI_INFO;
	op->u.firmware_info.index = index;
	return !HYPERVISOR_platform_op(op);
}

/* Return: whether the machine was booted by EFI. */
static bool __init fill_system_table(void)
{
	struct xen_platform_op op = { };
	union xenpf_efi_info *info = &op.u.firmware_info.u.efi_info;

	if (!ask(&op, XEN_FW_EFI_CONFIG_TABLE))
		return false;
	system_table.nr_tables = info->cfg.nent;
	system_table.tables = info->cfg.addr;

	info->vendor.bufsz = sizeof(vendor);
	set_xen_guest_handle(info->vendor.name, vendor);
	system_table.fw_vendor = __pa_symbol(vendor);
	if (ask(&op, XEN_FW_EFI_VENDOR))
		system_table.fw_revision = info->vendor.revision;
	if (ask(&op, XEN_FW_EFI_VERSION))
		system_table.hdr.revision = info->version;
	if (ask(&op, XEN_FW_EFI_RT_VERSION))
		efi.runtime_version = info->version;
	return true;
}

/* The shim can be told to verify nothing; then secure boot is none. */
static enum efi_secureboot_mode __init secure_boot(void)
{
	enum efi_secureboot_mode mode =
		efi_get_secureboot_mode(efi.get_variable);
	efi_guid_t shim = EFI_SHIM_LOCK_GUID;
	unsigned long size = sizeof(u8);
	u8 insecure = 0;

	if (mode == efi_secureboot_mode_unknown)
		pr_err("whether secure boot is on cannot be found out\n");
	if (mode != efi_secureboot_mode_enabled)
		return mode;

	if (efi.get_variable(L"MokSBStateRT", &shim, NULL, &size,
			     &insecure) == EFI_SUCCESS && insecure == 1)
		return efi_secureboot_mode_disabled;
	pr_info("secure boot is on\n");
	return mode;
}

/** dom0_efi_init() - if the machine has EFI, tell the kernel */
void __init dom0_efi_init(void)
{
	struct efi_info *info = &boot_params.efi_info;
	phys_addr_t table = __pa(&system_table);

	if (!xen_initial_domain() || !fill_system_table())
		return;
	xen_efi_runtime_setup();

	memcpy(&info->efi_loader_signature, "Xen", 4);
	info->efi_systab_hi = upper_32_bits(table);
	info->efi_systab = lower_32_bits(table);
	boot_params.secure_boot = secure_boot();

	set_bit(EFI_PARAVIRT, &efi.flags);
	set_bit(EFI_64BIT, &efi.flags);
	set_bit(EFI_BOOT, &efi.flags);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/* XENPF_firmware_info, XEN_FW_EFI_INFO. */
#ifndef HV_ABI_EFI_INFO_H
#define HV_ABI_EFI_INFO_H

#include "lib/types.h"

union xenpf_efi_info;

/*
 * @info: in and out, as @index (XEN_FW_EFI_*) says.
 * Errors: -ENOSYS not started by EFI, -EINVAL @index, -ESRCH no such memory,
 * -EFAULT, -EOPNOTSUPP.
 */
int efi_info(u32 index, union xenpf_efi_info *info);

#endif

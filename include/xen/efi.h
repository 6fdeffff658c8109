/* SPDX-License-Identifier: GPL-2.0-only */
/* EFI runtime services of dom0, performed by the hypervisor. */
#ifndef _XEN_EFI_H
#define _XEN_EFI_H

/* Point efi.* at the hypervisor's services; the caller found EFI firmware. */
void xen_efi_runtime_setup(void);

#endif /* _XEN_EFI_H */

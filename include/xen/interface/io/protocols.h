/* SPDX-License-Identifier: MIT */
/* What a front end writes into its node "protocol": the layout of its ring. */
#ifndef _XEN_INTERFACE_IO_PROTOCOLS_H
#define _XEN_INTERFACE_IO_PROTOCOLS_H

#define XEN_IO_PROTO_ABI_X86_32		"x86_32-abi"
#define XEN_IO_PROTO_ABI_X86_64		"x86_64-abi"
#define XEN_IO_PROTO_ABI_POWERPC64	"powerpc64-abi"
#define XEN_IO_PROTO_ABI_ARM		"arm-abi"

#ifdef CONFIG_X86_32
#define XEN_IO_PROTO_ABI_NATIVE		XEN_IO_PROTO_ABI_X86_32
#else
#define XEN_IO_PROTO_ABI_NATIVE		XEN_IO_PROTO_ABI_X86_64
#endif

#endif /* _XEN_INTERFACE_IO_PROTOCOLS_H */

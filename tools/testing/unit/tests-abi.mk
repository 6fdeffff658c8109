# SPDX-License-Identifier: GPL-2.0-only
#
# The public ABI headers, as any program sees them.

tests		+= test_abi_ring

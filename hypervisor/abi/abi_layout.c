// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compile-time proof that the ABI headers still describe the ABI.
 *
 * Guests and tools are built elsewhere, against other copies of these headers.
 * Nothing at run time would notice a field that moved; a guest would, in ways
 * that are hard to trace back. So the size of every struct and the offset of
 * every field are asserted as numbers. There is no code and no data here: the
 * object file is empty, and building it is the check.
 *
 * A failure names the type. Either the edit of the header was a mistake, or the
 * struct is new or our own, and its line in abi_check_*.h has to follow. For a
 * struct of the public interface the number is right and the header is wrong.
 *
 * Deliberately absent: checks of constants. A renumbered hypercall breaks every
 * test at once.
 */
#include <linux/build_bug.h>
#include <linux/stddef.h>
#include <linux/types.h>

#include <xen/interface/abi_check_guest.h>
#include <xen/interface/abi_check_io.h>
#include <xen/interface/abi_check_tools.h>

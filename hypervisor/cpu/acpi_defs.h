/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The firmware tables' structures, from the kernel tree's ACPI headers alone.
 *
 * linux/acpi.h would bring the kernel's spinlocks and printk with it; the
 * structure headers need only a few platform words, which are supplied here.
 */
#ifndef HV_CPU_ACPI_DEFS_H
#define HV_CPU_ACPI_DEFS_H

#include <linux/types.h>

#define ACPI_MACHINE_WIDTH		64
#define ACPI_USE_SYSTEM_INTTYPES
#define COMPILER_DEPENDENT_INT64	s64
#define COMPILER_DEPENDENT_UINT64	u64
#define ACPI_BINARY_SEMAPHORE		0
#define ACPI_OSL_MUTEX			1
#define ACPI_MUTEX_TYPE			ACPI_OSL_MUTEX
#define ACPI_SYSTEM_XFACE

#include <acpi/actypes.h>
#include <acpi/actbl.h>

#endif

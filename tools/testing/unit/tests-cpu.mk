# SPDX-License-Identifier: GPL-2.0-only
#
# Pure code of the machine layer: firmware tables, time arithmetic, vectors.

cpu-hosted	:= -include $(here)/cpu_hosted.h -idirafter $(KSRC)/include

tests			+= test_acpi
test_acpi-src		:= cpu/acpi_parse.c
test_acpi-cflags	:= $(cpu-hosted)

tests			+= test_clock_scale
test_clock_scale-src	:= cpu/clock_scale.c
test_clock_scale-cflags	:= $(cpu-hosted)

tests			+= test_vectors
test_vectors-src	:= cpu/vectors.c
test_vectors-cflags	:= $(cpu-hosted)

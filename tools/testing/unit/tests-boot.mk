# SPDX-License-Identifier: GPL-2.0-only
#
# What comes from outside at boot: loader's information, command line (and what it
# decides), kernel files. Each kernel header that these sources include becomes hosted_boot.h.

boot-shims := linux/array_size.h linux/bits.h linux/build_bug.h linux/compiler.h linux/init.h
boot-shims += linux/kernel.h linux/limits.h linux/log2.h linux/minmax.h linux/sort.h
boot-shims += linux/sprintf.h linux/stdarg.h linux/string.h linux/unaligned.h
boot-shims += uapi/linux/elf.h
boot-shim-files := $(addprefix $(O)/boot-shim/,$(boot-shims))

boot-cflags := -D__HYPERVISOR__ -include $(here)/hosted_boot.h -I$(O)/boot-shim

# The linker names the ends of the section of options (lib/param.h).
boot-params := -Wl,--defsym=_init_params_start=__start_init_params
boot-params += -Wl,--defsym=_init_params_end=__stop_init_params

boot-tests := test_dom0_plan test_elf test_format test_memory_map test_multiboot test_param
boot-tests += test_spec_policy

tests			+= $(boot-tests)
test_dom0_plan-src	:= boot/dom0_layout.c boot/dom0_options.c lib/param.c
test_dom0_plan-ldflags	:= $(boot-params)
test_elf-src		:= boot/elf.c boot/bzimage.c
test_format-src		:= lib/format.c
test_memory_map-src	:= boot/memory_map.c
test_multiboot-src	:= boot/multiboot.c
test_param-src		:= lib/param.c
test_param-ldflags	:= $(boot-params)
test_spec_policy-src	:= cpu/spec_policy.c lib/param.c
test_spec_policy-ldflags := $(boot-params)

$(foreach t,$(boot-tests),$(eval $t-cflags := $(boot-cflags)))

$(addprefix $(O)/,$(boot-tests)): | $(boot-shim-files)

$(O)/boot-shim/%.h:
	@mkdir -p $(@D)
	@echo '#include "hosted_boot.h"' > $@

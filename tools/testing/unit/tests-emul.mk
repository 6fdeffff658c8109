# SPDX-License-Identifier: GPL-2.0-only
#
# Emulation: instruction decoding, arithmetic with flags, CPUID policy, the timer.
# The kernel's decoder is taken from its tools/ copy, which is meant for programs.

emul-cflags	:= -I$(here)/hosted_emul -I$(O) -I$(KSRC)/tools/include
emul-cflags	+= -I$(KSRC)/tools/arch/x86/include -include $(here)/hosted_emul/hosted_emul.h
emul-cflags	+= -Wno-implicit-fallthrough

tests			+= test_pt_write_decode
test_pt_write_decode-src	:= abi/pt_write_decode.c
test_pt_write_decode-cflags	:= $(emul-cflags)
test_pt_write_decode-ldflags	:= -w $(KSRC)/tools/arch/x86/lib/insn.c \
				   $(KSRC)/tools/arch/x86/lib/inat.c

tests			+= test_insn_alu
test_insn_alu-src	:= abi/insn_alu.c abi/guest_gpr.c
test_insn_alu-cflags	:= $(emul-cflags)

tests			+= test_cpuid_policy
test_cpuid_policy-src	:= abi/cpuid_policy.c
test_cpuid_policy-cflags := $(emul-cflags)

tests			+= test_policy_list
test_policy_list-src	:= abi/policy_list.c abi/cpuid_policy.c
test_policy_list-cflags := $(emul-cflags)

tests			+= test_guest_pit
test_guest_pit-src	:= abi/guest_pit.c
test_guest_pit-cflags	:= $(emul-cflags)

$(O)/test_pt_write_decode: | $(O)/inat-tables.c
$(O)/inat-tables.c: $(KSRC)/tools/arch/x86/tools/gen-insn-attr-x86.awk \
		$(KSRC)/tools/arch/x86/lib/x86-opcode-map.txt | $(O)
	@awk -f $^ > $@

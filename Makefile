# SPDX-License-Identifier: GPL-2.0-only
#
# The front door: everything a person does every day is one target here.
#
# The Makefile itself knows four things: where the kernel tree and the build
# directories are, how the hypervisor is built over the kernel tree, which
# script answers which target, and what must exist before each.  Everything
# else lives in the script or tool it starts, each usable alone.
#
# Nothing is ever written outside build/ (and ZAZEN_CACHE, if that is given).
# The hypervisor's sources are linked, not copied, into build/hv, so that
# Kbuild's external-module mode leaves its objects there and the source tree
# stays as it was checked out.
#
# Deliberately absent: any knowledge of QEMU's command line, of disk images
# and of verdicts (tools/testing/), and of compiler flags (hypervisor/Makefile).

MAKEFLAGS	+= --no-builtin-rules --no-print-directory
.SUFFIXES:
.DEFAULT_GOAL	:= help

top		:= $(CURDIR)
BUILD		:= $(top)/build

# What may be given by the caller -----------------------------------------

# A place for what is downloaded and unpacked; several checkouts may share it.
ZAZEN_CACHE	?= $(BUILD)/cache
# An unpacked Linux 6.12 tree, and an output directory over it.
KSRC		?= $(ZAZEN_CACHE)/linux
KOBJ		?= $(BUILD)/kobj
# A qemu-system-x86_64 to use instead of the one that is found.
QEMU		?=
# DEBUG=1: assertions, lock checking, refusal messages, audit.
DEBUG		?= 0
# The tests or checks to run: names, or suite/pattern.
T		?=
# Arguments for the benchmarks, as in BENCH="--rounds 5"; BENCH=--help lists them.
BENCH		?=
# Extra Kconfig symbols for the hypervisor, as in HVCONFIG="HV_NR_CPUS=8".
HVCONFIG	?=

ifeq ($(DEBUG),1)
flavour		:= -debug
else
flavour		:=
endif
HVDIR		:= $(BUILD)/hv$(flavour)
ZAZEN		:= $(BUILD)/zazen$(flavour)

# ccache where there is one, with a cache of the project's own.
export CCACHE_DIR ?= $(ZAZEN_CACHE)/ccache
export CCACHE_BASEDIR ?= $(top)
ccache		:= $(if $(shell command -v ccache),ccache )
HVCC		?= $(ccache)gcc

export ZAZEN_TOP := $(top)
export ZAZEN_BUILD := $(BUILD)
export ZAZEN_CACHE KSRC KOBJ QEMU DEBUG

# The number of compile jobs, unless make was given -j.
jobs		:= $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))

deps_stamp	:= $(ZAZEN_CACHE)/.deps
kobj_stamp	:= $(KOBJ)/.zazen-prepared
python		:= python3 -B
# Nothing of ours is needed to run a control (HYPERVISOR=xen or none).
tested		:= $(if $(filter xen none,$(HYPERVISOR)),,hypervisor)
tested		+= $(if $(filter own,$(KERNEL)),kernel)

# Targets ------------------------------------------------------------------

##@ Every day
.PHONY: help deps hypervisor kernel patches run test check bench iso clean distclean

help: ## this list
	@awk -f scripts/help.awk $(MAKEFILE_LIST)

deps: ## install and download whatever is missing (Debian 12 and 13)
	@scripts/deps

hypervisor: $(kobj_stamp) ## build/zazen and build/zazen.gz (DEBUG=1: -debug)
	@scripts/build-hypervisor $(HVDIR) $(ZAZEN) "$(HVCC)" $(jobs)

kernel: $(deps_stamp) ## build/bzImage: our kernel for bare metal, dom0 and domU
	@scripts/build-kernel $(BUILD)/bzImage $(jobs)

patches: $(kobj_stamp) ## build/patches: the port as a series for git am
	@$(python) scripts/make-patches

run: $(tested) $(deps_stamp) ## a dom0 shell in QEMU; without a terminal a demonstration
	@$(python) tools/testing/qemu/run_machine.py

test: $(tested) test-parts ## all tests; T="suite suite/pattern ..." for some
	@$(python) tools/testing/qemu/run_tests.py $(T)

check: $(kobj_stamp) ## sparse, checkpatch, W=1, layers, headers, sizes; T=one for one
	@scripts/check-all $(T)

iso: hypervisor $(deps_stamp) ## build/zazen.iso, a GRUB image for BIOS and UEFI
	@$(python) tools/testing/images/build_iso.py

bench: hypervisor $(deps_stamp) ## the microbenchmarks: bare metal, stock Xen, ours
	@$(python) tools/testing/bench/run_bench.py $(BENCH)

clean: ## remove what was built; keep what was downloaded and unpacked
	rm -rf $(filter-out $(ZAZEN_CACHE),$(wildcard $(BUILD)/* $(BUILD)/.[a-z]*))

distclean: ## remove build/ altogether
	rm -rf $(BUILD)

# What the targets stand on --------------------------------------------------

$(deps_stamp): scripts/deps
	@scripts/deps

# An output directory whose generated headers and tools the hypervisor uses.
$(kobj_stamp): tools/kernel/small.config | $(deps_stamp)
	@scripts/prepare-kernel

# Programs that tests need besides the hypervisor; each directory has a Makefile
# that builds into build/ under the directory's name.
.PHONY: test-parts
parts		:= $(wildcard tools/testing/unit tools/testing/microguest)
test-parts: $(kobj_stamp)
	@set -e; for part in $(parts); do $(MAKE) -C $$part $(jobs); done

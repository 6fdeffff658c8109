# SPDX-License-Identifier: GPL-2.0-only
#
# Print the targets of a Makefile that carry a "## text" comment.

/^##@ / {
	printf "\n%s\n", substr($0, 5)
}

/^[a-z-]+:.*## / {
	name = $0
	sub(/:.*/, "", name)
	text = $0
	sub(/.*## /, "", text)
	printf "  make %-12s %s\n", name, text
}

END {
	print "\nVariables of make run"
	print "  SMP=4 MEM=2048 MACHINE=q35|pc CPU=model DISK=virtio|ahci|nvme"
	print "  NET=virtio|e1000 KERNEL=debian|debian61|own HYPERVISOR=zazen|xen|none"
	print "  XENOPTS=\"hypervisor options\" APPEND=\"kernel options\""
	print "  DISKFILE=image MODE=shell|demo ACCEL=tcg|kvm"
	print "\nVariables of every target"
	print "  DEBUG=1 KSRC=dir KOBJ=dir QEMU=program ZAZEN_CACHE=dir T=\"tests\""
	print "\nSee Documentation/testing.rst."
}

# SPDX-License-Identifier: GPL-2.0-only
#
# What the init scripts in the guest share: how they talk to the harness.
#
# A test on the host watches the console for lines of the form
#
#	ZT: <step> ok|fail|skip [detail]
#
# They go through the kernel's log, so that each is one whole line whatever
# else is being printed, and stands in its order among the kernel's messages.

zt_say() {
	echo "<3>ZT: $*" > /dev/kmsg
}

# zt_check STEP DETAIL COMMAND...: report one step by a command's exit status.
zt_check() {
	_step=$1
	_detail=$2
	shift 2
	if "$@"; then
		zt_say "$_step ok $_detail"
	else
		zt_say "$_step fail $_detail"
	fi
}

# End the machine the way dom0 does: through the kernel, ACPI and whatever is
# below.  What follows is reached only if that failed.
zt_poweroff() {
	zt_say "end ok uptime $(cut -d' ' -f1 /proc/uptime)"
	sync
	mount -o remount,ro / 2>/dev/null
	poweroff -f
	sleep 20
	zt_say "poweroff fail still running"
}

# Kernel complaints that make a run a failure whatever else it did.
zt_splats() {
	dmesg | grep -E 'BUG: |WARNING: |Oops|Call Trace:|general protection|soft lockup|blocked for more than|detected stall|segfault at'
}

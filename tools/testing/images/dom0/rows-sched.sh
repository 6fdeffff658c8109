# SPDX-License-Identifier: GPL-2.0-only
#
# Rows: who gets how much of a CPU.
#
# dom0 keeps to CPU 0 and the guests that compete to CPU 1, so that what is
# measured is the scheduler's doing.  CPU time is what xl list reports.

SHARE_SECONDS=${SHARE_SECONDS:-20}

dom0_to_cpu0() {
	xl vcpu-pin 0 all 0
}

dom0_anywhere() {
	xl vcpu-pin 0 all all
}

hog() {
	local name=$1

	shift
	start "$name" disk= vif= extra=zt_busy=yes cpus=\"1\" "$@"
}

# Seconds since boot, then those a domain has used.
used_now() {
	echo "$(cut -d' ' -f1 /proc/uptime) $(cpu_seconds "$1")"
}

# shares NAME...: hundredths of a CPU each used in about SHARE_SECONDS.
shares() {
	local name
	local -A before

	for name; do
		before[$name]=$(used_now "$name")
	done
	sleep "$SHARE_SECONDS"
	for name; do
		echo "${before[$name]} $(used_now "$name")" |
			awk '{ printf "%d\n", ($4 - $2) * 100 / ($3 - $1) + 0.5 }'
	done
}

within() {
	[ "$1" -ge "$2" ] && [ "$1" -le "$3" ]
}

row_sched_params() {
	need_guest g
	xl sched-credit2
	xl sched-credit2 -d g -w 512 -c 50
	[ "$(xl sched-credit2 -d g | awk '$1 == "g" { print $3, $4 }')" = "512 50" ]
	xl sched-credit2 -d g -w 256 -c 0
	must_refuse "." xl sched-credit2 -d g -w 0
	must_refuse "." xl sched-credit2 -d g -w 70000
}

row_weights() {
	local -a got

	wipe
	dom0_to_cpu0
	hog a
	hog b
	xl sched-credit2 -d a -w 256
	xl sched-credit2 -d b -w 512
	mapfile -t got < <(shares a b)
	note "weights 256:512 got ${got[0]} % and ${got[1]} %"
	within $((got[1] * 100 / (got[0] + 1))) 190 210 ||
		fail "not 1:2 within 5 %"
	within $((got[0] + got[1])) 90 103 || fail "the CPU was not used"
	dom0_anywhere
	remove b
}

row_cap() {
	local -a got

	dom0_to_cpu0
	exists a || hog a
	xl sched-credit2 -d a -c 50
	mapfile -t got < <(shares a)
	note "cap 50 got ${got[0]} %"
	within "${got[0]}" 47 53 || fail "not 50 % within 5 %"
	xl sched-credit2 -d a -c 0
	dom0_anywhere
	remove a
}

# A guest that sleeps a lot beside one that never does, on one CPU.
row_wake() {
	local line

	wipe
	dom0_to_cpu0
	hog a
	start w disk= vif= cpus=\"1\"
	line=$(guest w probe wake 500 5000)
	note "$line"
	dom0_anywhere
	remove a w
	[ "$(awk '{ print $4 }' <<< "$line")" -le 1000 ] ||
		fail "it wakes late: $line"
}

# One CPU under another scheduler, and a guest that starts, works and ends there.
pool_row() {
	local sched=$1

	wipe
	dom0_to_cpu0
	xl cpupool-cpu-remove Pool-0 1
	xl cpupool-create "name=\"side\"" "sched=\"$sched\"" "cpus=[\"1\"]"
	xl cpupool-list
	[ "$(xl cpupool-list side | awk 'NR == 2 { print $3 }')" = "$sched" ]
	start s pool=\"side\" memory=128
	guest s blob xvda > /dev/null
	ping -c 2 -w 10 "$(address s)" | grep -q ' 0% packet loss'
}

pool_end() {
	remove s
	xl cpupool-destroy side
	xl cpupool-cpu-add Pool-0 1
	dom0_anywhere
	[ "$(xl cpupool-list | wc -l)" = 2 ]
}

row_sched_null() {
	pool_row null
	pool_end
}

row_sched_rtds() {
	local -a got

	pool_row rtds
	xl sched-rtds -d s -v all -p 10000 -b 3000 -e 0
	xl sched-rtds -d s -v all
	guest s "(while :; do :; done) &"
	SHARE_SECONDS=10
	mapfile -t got < <(shares s)
	note "3 of 10 ms got ${got[0]} %"
	within "${got[0]}" 27 33 || fail "not 30 %"
	pool_end
}

row_cpupool() {
	need_guest g
	dom0_to_cpu0
	xl cpupool-cpu-remove Pool-0 1
	xl cpupool-create "name=\"side\"" "sched=\"credit2\"" "cpus=[\"1\"]"
	xl cpupool-migrate g side
	xl list -c
	guest g true
	[ "$(cpu_of g 0)" = 1 ] || [ "$(cpu_of g 0)" = - ]
	must_refuse "." xl cpupool-destroy side
	xl cpupool-rename side edge
	xl cpupool-migrate g Pool-0
	guest g true
	xl cpupool-destroy edge
	xl cpupool-cpu-add Pool-0 1
	dom0_anywhere
	[ "$(xl cpupool-list | awk 'NR == 2 { print $2 }')" = "$(xl info nr_cpus)" ]
}

row_counters() {
	need_guest g
	xentop -b -i 2 -d 1 | tail -n 3
	xentop -b -i 1 | grep -q ' g '
	xenperf > $STATE/perf 2>&1 || fail "xenperf: $(tail -n 1 $STATE/perf)"
	note "$(wc -l < $STATE/perf) counters"
}

row_trace() {
	need_guest g
	timeout 60 xentrace -D -e all -T 2 /tmp/trace > $STATE/trace 2>&1 ||
		{ cat $STATE/trace; fail "xentrace"; }
	note "$(stat -c %s /tmp/trace) bytes"
	[ "$(stat -c %s /tmp/trace)" -gt 1000 ]
	rm /tmp/trace
}

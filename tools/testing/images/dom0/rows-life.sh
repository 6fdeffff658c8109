# SPDX-License-Identifier: GPL-2.0-only
#
# Rows: a guest's life, from create to destroy, in the order they are best run.

row_info() {
	local key

	xl info | tee $STATE/info
	[ "$(xl info xen_version | cut -d. -f1,2)" = 4.17 ]
	grep -q '^xen_caps.*xen-3.0-x86_64' $STATE/info
	for key in nr_cpus total_memory free_memory cpu_mhz; do
		[ "$(xl info $key | cut -d. -f1)" -gt 0 ] || fail "$key"
	done
	[ "$(xl info nr_cpus)" = "$(grep -c ^processor /proc/cpuinfo)" ]
	xl info -n | grep -A 3 cpu_topology
	/usr/sbin/xl info > /dev/null
	note "$(xl info xen_scheduler), $(xl info nr_cpus) CPUs," \
		"$(free_mib) of $(xl info total_memory) MiB free"
}

row_create() {
	local line

	wipe
	start g vcpus=2 memory=160
	line=$(grep -a -m 1 '^=ready!' $LOGS/guest-g.log | tr -d '\r')
	note "${line#*! }"
	[ "$(guest g nproc)" = 2 ]
	[ "$(guest g "awk '/MemTotal/ { print (\$2 > 80000) }' /proc/meminfo")" = 1 ]
	[ "$(xl list g | awk 'NR == 2 { print $3, $4 }')" = "160 2" ]
}

row_list() {
	need_guest g
	xl list
	xl list -l g | grep -q '"name": "g"'
	[ "$(xl domname "$(xl domid g)")" = g ]
	[ "$(xl vcpu-list g | tail -n +2 | wc -l)" = 2 ]
	xl list -v | grep -q '^g '
	xl uptime | grep -q '^g '
	must_refuse "invalid domain" xl list no-such-guest
}

row_console() {
	need_guest g
	# It reads a terminal only; Ctrl-] leaves it.
	( echo "4711 echo answer \$((6*7))"
	  until_true 30 grep -a '^=4711!' $STATE/console
	  printf '\035'
	  sleep 1 ) | timeout $((60 * SLOW)) python3 -c \
		'import pty; pty.spawn(["xl", "console", "g"])' > $STATE/console
	tail -n 3 $STATE/console
	grep -a -q '^=4711:answer 42' $STATE/console
	[ "$(guest g cat /sys/hypervisor/type)" = xen ]
	# More than the ring holds at a time.
	[ "$(guest g seq 3000 | md5sum)" = "$(seq 3000 | md5sum)" ]
}

has_cpus() {
	[ "$(guest "$1" nproc)" = "$2" ]
}

row_vcpu_set() {
	need_guest g
	xl vcpu-set g 1
	until_true 20 has_cpus g 1 || fail "vCPU 1 stays on line"
	until_true 10 eval "xl vcpu-list g | grep -q -- '--p'" ||
		fail "vCPU 1 is not down: $(xl vcpu-list g | tail -n 1)"
	xl vcpu-set g 2
	sleep 0.5
	until_true 20 eval "[ \"\$(guest g online_all)\" = 2 ]" ||
		fail "vCPU 1 does not come back"
	must_refuse "overcomm" xl vcpu-set g 3
}

# The CPU that a vCPU was last seen on.
cpu_of() {
	xl vcpu-list "$1" | awk -v n="$2" '$3 == n { print $4 }'
}

row_vcpu_pin() {
	local cpu

	need_guest g
	for cpu in 1 0; do
		xl vcpu-pin g all $cpu
		guest g "for i in 1 2 3; do probe spin 0; done" > /dev/null
		guest g "probe spin 1 & probe spin 1; wait" > /dev/null
		xl vcpu-list g
		[ "$(xl vcpu-list g | awk 'NR > 1 { print $7 }' | sort -u)" = $cpu ]
		[ "$(cpu_of g 0)" = $cpu ] || [ "$(cpu_of g 0)" = - ]
	done
	xl vcpu-pin g 0 0-1 1
	xl vcpu-list g | awk '$3 == 0 { print $7, $8, $9 }' | grep -q '1$'
	xl vcpu-pin g all all all
	must_refuse "." xl vcpu-pin g 0 77
}

row_mem_set() {
	local before after

	need_guest g
	before=$(free_mib)
	xl mem-set g 120
	until_true 30 eval "[ \$(xl list g | awk 'NR == 2 { print \$3 }') = 120 ]" ||
		fail "balloon does not inflate: $(xl list g | tail -n 1)"
	until_true 10 eval "[ \$((\$(free_mib) - $before)) -ge 38 ]" ||
		fail "not given back: $before, $(free_mib)"
	xl mem-set g 160
	until_true 30 eval "[ \$(xl list g | awk 'NR == 2 { print \$3 }') = 160 ]" ||
		fail "balloon does not deflate: $(xl list g | tail -n 1)"
	after=$(free_mib)
	note "free $before, back to $after MiB"
	[ $((before - after)) -le 1 ]
	xl mem-max g 200
	must_refuse "." xl mem-set g 4096
	guest g true
}

row_pause() {
	local used

	need_guest g
	xl pause g
	has_state g p
	used=$(cpu_seconds g)
	sleep 2
	[ "$(cpu_seconds g)" = "$used" ] || fail "it runs while paused"
	( GUEST_LIMIT=2 guest g true ) && fail "it answers while paused"
	xl unpause g
	guest g true
	[ "$(guest g probe clock 2 1)" = "threads 2 backwards 0" ]
	rm -f $STATE/why
}

row_rename() {
	need_guest g
	xl rename g h
	exists h
	gone g
	xl rename h g
	must_refuse "." xl rename g Domain-0
	guest g true
}

row_trigger() {
	need_guest g
	xl trigger g nmi
	sleep 1
	guest g "dmesg | grep -q NMI"
	note "$(guest g "dmesg | grep -m 1 -o 'NMI received.*'")"
	must_refuse "." xl trigger g no-such-trigger
}

row_sysrq() {
	need_guest g
	guest g "echo 1 > /proc/sys/kernel/sysrq"
	xl sysrq g h
	until_true 10 grep -a -q 'sysrq: HELP' $LOGS/guest-g.log
}

row_reboot() {
	local old

	need_guest g
	old=$(xl domid g)
	BOOTS=$(ready_count g)
	xl reboot g
	wait_ready g $((BOOTS + 1))
	[ "$(xl domid g)" -gt "$old" ] || fail "the same domain"
	guest g blob xvda
}

row_shutdown() {
	need_guest g
	xl shutdown -w g
	until_true 30 gone g || fail "still there: $(xl list | tail -n 1)"
}

row_dump_core() {
	local bytes

	need_guest g
	xl dump-core g $GUESTS/g.core
	bytes=$(stat -c %s $GUESTS/g.core)
	note "$bytes bytes"
	[ "$bytes" -gt $((160 << 20)) ]
	[ "$(head -c 4 $GUESTS/g.core | tail -c 3)" = ELF ]
	strings_of $GUESTS/g.core | grep -q -a -m 1 'Linux version 6' ||
		fail "the kernel's banner is not in the core"
	rm $GUESTS/g.core
	guest g true
}

strings_of() {
	tr -c '[:print:]\n' '\n' < "$1" | grep -a 'Linux version' || :
}

row_crash() {
	local old

	start c on_crash=\"preserve\" vif= disk=
	guest_no_answer c "echo c > /proc/sysrq-trigger"
	until_true 30 has_state c c || fail "no crash seen: $(state c)"
	remove c
	start c on_crash=\"restart\" vif= disk=
	old=$(xl domid c)
	guest_no_answer c "echo c > /proc/sysrq-trigger"
	wait_ready c 2
	[ "$(xl domid c)" -gt "$old" ]
	remove c
	mkdir -p /var/lib/xen/dump
	start c on_crash=\"coredump-destroy\" vif= disk=
	old=$(xl domid c)
	guest_no_answer c "echo c > /proc/sysrq-trigger"
	until_true 60 gone c || fail "still there: $(state c)"
	ls -s /var/lib/xen/dump
	[ -n "$(find /var/lib/xen/dump -name 'c*' -size +100M)" ]
	rm -rf /var/lib/xen/dump
}

# A command that the guest does not survive.
guest_no_answer() {
	echo "1 $2" > "$(xenstore-read "/local/domain/$(xl domid "$1")/console/tty")"
}

row_destroy() {
	need_guest g
	xl destroy g
	until_true 20 gone g
	must_refuse "invalid domain" xl destroy g
}

row_max_vcpus() {
	start v vcpus=16 memory=256 disk= vif=
	note "$(guest v nproc) vCPUs"
	[ "$(guest v online_all)" = 16 ]
	[ "$(guest v probe clock 16 2)" = "threads 16 backwards 0" ]
	remove v
	must_refuse "." create_only v vcpus=129 memory=256 disk= vif=
	wipe
}

create_only() {
	config "$@"
	xl create "$STATE/$1.cfg"
}

# More memory than there is: refused at once, nothing left over.
row_overcommit() {
	local before

	wipe
	before=$(free_mib)
	must_refuse "memory" create_only o memory=$((before + 64)) disk= vif=
	gone o
	until_true 20 eval "[ \$(free_mib) = $before ]" ||
		fail "$before MiB before, $(free_mib) after"
}

# After everything: all memory is back and the hypervisor's counts are exact.
row_nothing_lost() {
	wipe
	only_dom0 || fail "left over: $(xl list | tail -n 1)"
	until_true 20 eval "[ \$(free_mib) = \$(cat $STATE/free) ]" ||
		fail "free: $(cat $STATE/free) MiB before, $(free_mib) after"
	note "$(free_mib) MiB free as before"
	audit
}

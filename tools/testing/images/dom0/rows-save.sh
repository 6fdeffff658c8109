# SPDX-License-Identifier: GPL-2.0-only
#
# Rows: save, restore, checkpoint, migration; what is in memory must survive.
#
# Meanwhile the guest's probe writes and verifies memory at full speed on every
# vCPU.  It reports when the stop file appears.

WRITER_MIB=64

writer_start() {
	guest "$1" "rm -f /tmp/stop /tmp/walks; (probe memory $WRITER_MIB 2 /tmp/stop > /tmp/walks; echo \$? > /tmp/status) > /dev/null 2>&1 &"
}

# Stop it; every byte must be what was written.
writer_check() {
	guest "$1" "touch /tmp/stop"
	until_true 60 guest "$1" test -s /tmp/status || fail "the writer hangs"
	note "$(guest "$1" cat /tmp/walks)"
	[ "$(guest "$1" cat /tmp/status)" = 0 ] || fail "memory is not what was written"
	guest "$1" rm /tmp/status
}

# Everything a guest has still works.
works() {
	guest "$1" blob xvda > /dev/null
	ping -c 2 -w 15 "$(address "$1")" | grep -q ' 0% packet loss'
	[ "$(guest "$1" nproc)" = 2 ]
	[ "$(guest "$1" probe clock 2 1)" = "threads 2 backwards 0" ]
}

row_save_restore() {
	need_guest g
	writer_start g
	xl save g $GUESTS/g.save
	gone g
	note "$(stat -c %s $GUESTS/g.save) bytes"
	xl restore $GUESTS/g.save
	writer_check g
	works g
	rm $GUESTS/g.save
}

row_checkpoint() {
	need_guest g
	writer_start g
	xl save -c g $GUESTS/g.save
	writer_check g
	works g
	xl destroy g
	until_true 20 gone g
	xl restore $GUESTS/g.save
	writer_check g
	works g
	# Its monitor ended with the save: later rows shall have a fresh guest.
	remove g
	rm $GUESTS/g.save
}

# A downtime that is seen from outside, while memory is written at full speed.
row_migrate() {
	local n

	need_guest g
	for n in 1 2; do
		writer_start g
		( probe ping "$(address g)" 40 10 > $STATE/ping ) &
		sleep 1
		xl -v migrate -s "" g "xl migrate-receive" > $STATE/migrate 2>&1 ||
			{ cat $STATE/migrate; fail "xl migrate: $(grep -m 1 -i error $STATE/migrate)"; }
		writer_check g
		wait
		note "$(cat $STATE/ping)"
	done
	works g
	remove g
}

row_suspended_time() {
	local before after

	need_guest g
	before=$(guest g date +%s)
	xl save g $GUESTS/g.save
	sleep 5
	xl restore $GUESTS/g.save
	after=$(guest g date +%s)
	note "$((after - before)) s of wall clock"
	[ $((after - before)) -ge 5 ]
	[ $((after - $(date +%s))) -ge -2 ]
	[ $((after - $(date +%s))) -le 2 ]
	remove g
	rm $GUESTS/g.save
}

# create, console, disk, net, save with another stock kernel.
row_kernel() {
	local kernel=$1

	wipe
	if [ ! -e "/boot/vmlinuz-$kernel" ]; then
		echo "no kernel $kernel" > $STATE/skip
		return
	fi
	start k kernel=\"/boot/vmlinuz-$kernel\" vcpus=2 memory=160 \
		ramdisk=\"/boot/domu-$kernel.img\"
	note "$(guest k uname -r)"
	works k
	writer_start k
	xl save k $GUESTS/k.save
	xl restore $GUESTS/k.save
	writer_check k
	works k
	remove k
	rm $GUESTS/k.save
}

row_kernel_debian61() {
	row_kernel debian61
}

row_kernel_cloud() {
	row_kernel cloud
}

# How clouds boot PV images: the loader from outside, all else on the disk.
row_grub_pv() {
	wipe
	rm -f $LOGS/guest-u.log
	config u kernel=\"/boot/grub-pv.bin\" ramdisk= memory=256 \
		"disk=[\"format=raw,vdev=xvda,access=ro,target=$GUESTS/cloud.raw\"]"
	xl create $STATE/u.cfg
	wait_ready u
	grep -a '^=ready' $LOGS/guest-u.log | grep -q 'from own-disk'
	note "$(guest u uname -r) from the guest's own disk"
	remove u
}

# Migration to another machine, in four parts that the harness gives to two
# machines; their bridges are joined by a cable.

MIGRATE_PORT=8002

row_two_start() {
	start g vcpus=2 memory=160
	writer_start g
}

row_two_listen() {
	# The answer of a migration is its status; nothing else may be printed.
	nc -l -p $MIGRATE_PORT -e /usr/lib/xen-4.17/bin/xl migrate-receive \
		> $STATE/receive 2>&1 &
	disown
}

row_two_send() {
	( probe ping "$(address g)" 60 10 > $STATE/ping ) &
	sleep 1
	xl -v migrate -s "" g "nc $1 $MIGRATE_PORT" > $STATE/migrate 2>&1 ||
		{ cat $STATE/migrate; fail "xl migrate: $(grep -m 1 -i error $STATE/migrate)"; }
	gone g
	wait
	note "$(cat $STATE/ping)"
}

row_two_arrived() {
	exists g || fail "not here"
	writer_check g
	works g
	remove g
}

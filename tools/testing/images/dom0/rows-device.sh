# SPDX-License-Identifier: GPL-2.0-only
#
# Rows: disks and network cards of guests, attached, used and taken away.

row_disk() {
	need_guest g
	note "$(guest g blob xvda)"
	[ "$(guest g cat /sys/block/xvda/ro)" = 1 ]
}

row_net() {
	need_guest g
	guest g ping -c 3 -w 10 10.1.0.1 > $STATE/ping || :
	note "$(grep loss $STATE/ping)"
	grep -q ' 0% packet loss' $STATE/ping
	ping -c 3 -w 10 "$(address g)" | grep -q ' 0% packet loss'
}

# A frame that is bigger than one grant, and many at a time.
row_net_bulk() {
	need_guest g
	ping -s 8000 -c 3 -w 10 "$(address g)" | grep -q ' 0% packet loss'
	dd if=/dev/urandom of=/tmp/bulk bs=1M count=16 2>/dev/null
	guest g receive 5000 /tmp/got
	nc -w 20 "$(address g)" 5000 < /tmp/bulk
	until_true 30 guest g test -s /tmp/got.done
	note "$(guest g "wc -c < /tmp/got") bytes"
	[ "$(guest g 'md5sum < /tmp/got')" = "$(md5sum < /tmp/bulk)" ] ||
		fail "16 MiB arrived otherwise than sent"
	guest g rm /tmp/got
	rm /tmp/bulk
}

no_device() {
	! guest "$1" test -e "$2"
}

row_block_attach() {
	local n

	need_guest g
	truncate -s 32M $GUESTS/b.scratch
	for n in 1 2; do
		xl block-attach g "format=raw,vdev=xvdb,access=rw,target=$GUESTS/b.scratch"
		until_true 20 guest g test -b /dev/xvdb || fail "no xvdb"
		note "$(guest g scratch xvdb 16)"
		xl block-list g
		[ "$(xl block-list g | tail -n +2 | wc -l)" = 2 ]
		xl block-detach g xvdb
		until_true 20 no_device g /dev/xvdb || fail "xvdb stays"
	done
	# Direct, without a file system between: a loop device as physical disk.
	losetup /dev/loop5 $GUESTS/b.scratch
	xl block-attach g "format=raw,vdev=xvdc,access=rw,backendtype=phy,target=/dev/loop5"
	until_true 20 guest g test -b /dev/xvdc
	guest g scratch xvdc 8
	xl block-detach g xvdc
	until_true 20 no_device g /dev/xvdc
	losetup -d /dev/loop5
	must_refuse "." xl block-detach g xvdz
	rm $GUESTS/b.scratch
}

row_network_attach() {
	local n

	need_guest g
	for n in 1 2; do
		xl network-attach g bridge=xenbr0 mac=00:16:3e:00:00:77
		until_true 20 guest g test -e /sys/class/net/eth1 || fail "no eth1"
		guest g "ip addr add 10.1.9.9/16 dev eth1; ip link set eth1 up"
		until_true 20 ping -c 1 -w 2 10.1.9.9
		xl network-list g
		xl network-detach g 1
		until_true 20 no_device g /sys/class/net/eth1 || fail "eth1 stays"
	done
	ping -c 2 -w 10 "$(address g)" | grep -q ' 0% packet loss'
}

# Several of each, and two guests that talk to each other while both read.
row_many_devices() {
	local n disks=

	wipe
	for n in b c d; do
		truncate -s 16M "$GUESTS/$n.scratch"
		disks+=", \"format=raw,vdev=xvd$n,access=rw,target=$GUESTS/$n.scratch\""
	done
	start p "disk=[\"format=raw,vdev=xvda,access=ro,target=$DATA\"$disks]" \
		"vif=[\"bridge=xenbr0\",\"bridge=xenbr0\",\"bridge=xenbr0\"]" vcpus=2 \
		memory=160
	start q
	[ "$(guest p 'ls /sys/block | grep -c xvd')" = 4 ]
	[ "$(guest p 'ls /sys/class/net | grep -c eth')" = 3 ]
	guest p "for d in b c d; do scratch xvd\$d 12 > /tmp/\$d || echo bad > /tmp/bad & done; blob xvda; wait; test ! -e /tmp/bad"
	guest p "dd if=/dev/urandom of=/tmp/x bs=1M count=8 2>/dev/null"
	guest q receive 5000 /tmp/got
	guest p "nc -w 20 $(address q) 5000 < /tmp/x"
	until_true 30 guest q test -s /tmp/got.done
	[ "$(guest q 'md5sum < /tmp/got')" = "$(guest p 'md5sum < /tmp/x')" ] ||
		fail "8 MiB arrived otherwise than sent"
	guest q "ping -c 3 -w 10 $(address p) | grep loss"
	remove p q
	rm $GUESTS/*.scratch
}

# A guest is taken away while its rings are full.
row_destroy_busy() {
	truncate -s 32M $GUESTS/b.scratch
	start p "disk=[\"format=raw,vdev=xvda,access=rw,target=$GUESTS/b.scratch\"]" \
		vcpus=2
	guest p "(while :; do dd if=/dev/zero of=/dev/xvda bs=1M count=32 conv=fsync; done) > /dev/null 2>&1 &"
	guest p "(while :; do dd if=/dev/xvda of=/dev/null bs=64k; done) > /dev/null 2>&1 &"
	guest p "probe ping 10.1.0.1 100 2 > /dev/null 2>&1 &"
	sleep 2
	remove p
	rm $GUESTS/b.scratch
}

# A guest serves a disk to another guest.
row_driver_domain() {
	local id path

	wipe
	start drv driver_domain=1 memory=160
	id=$(xl domid drv)
	guest drv modprobe xen-blkback
	guest drv test -b /dev/xvda
	config usr "disk=[\"format=raw,vdev=xvda,access=ro,backend=drv,backendtype=phy,target=/dev/xvda\"]"
	rm -f $LOGS/guest-usr.log
	xl create $STATE/usr.cfg &
	path=/local/domain/$id/backend/vbd
	until_true 20 xenstore-exists $path || fail "no back end in the driver domain"
	until_true 20 eval "xenstore-ls $path | grep -q 'state = \"2\"'"
	path=$path/$(xenstore-list $path | head -n 1)
	path=$path/$(xenstore-list "$path" | head -n 1)
	xenstore-write "$path/physical-device" ca:0 "$path/hotplug-status" connected
	wait
	wait_ready usr
	note "$(guest usr blob xvda)"
	remove usr drv
}

row_pci() {
	xl pci-assignable-list
	config r "pci=[\"00:1f.2\"]" disk= vif=
	must_refuse "." xl create $STATE/r.cfg
	wipe
}

# SPDX-License-Identifier: GPL-2.0-only
#
# Rows: many guests, many times.  Each compares the free memory at its ends and
# has the hypervisor count everything.

settled() {
	until_true 60 only_dom0 || fail "left over: $(xl list | tail -n 1)"
	until_true 60 eval "[ \$(free_mib) = $1 ]" ||
		fail "free: $1 MiB before, $(free_mib) after"
	note "$1 MiB free before and after"
	audit
}

# cycles COUNT: create and destroy a small guest.
row_cycles() {
	local count=${1:-30} n before start=$SECONDS

	wipe
	before=$(free_mib)
	for n in $(seq "$count"); do
		tiny t
		xl destroy t
		[ $((n % 50)) != 0 ] || zt_say "cycles at $n, $(free_mib) MiB free"
	done
	note "$count cycles in $((SECONDS - start)) s"
	settled "$before"
}

# Guests that exist at the same time, all of them running.
row_many() {
	local count=${1:-12} n before start=$SECONDS

	wipe
	before=$(free_mib)
	for n in $(seq "$count"); do
		tiny "t$n"
		[ $((n % 10)) != 0 ] || zt_say "many at $n, $(free_mib) MiB free"
	done
	[ "$(xl list | awk 'NR > 1 && $5 ~ /^[rb-]-?/' | wc -l)" = $((count + 1)) ]
	note "$count guests created in $((SECONDS - start)) s"
	wipe
	settled "$before"
}

# Stock kernels at the same time, each of which answers.
row_many_linux() {
	local count=${1:-100} n before

	wipe
	before=$(free_mib)
	for n in $(seq "$count"); do
		config "l$n" memory=72 disk= vif=
		rm -f "$LOGS/guest-l$n.log"
		xl create -q "$STATE/l$n.cfg"
		wait_ready "l$n"
		[ $((n % 10)) != 0 ] || zt_say "many-linux at $n, $(free_mib) MiB free"
	done
	for n in $(seq "$count"); do
		guest "l$n" true || fail "l$n does not answer"
	done
	note "$count guests answered"
	wipe
	settled "$before"
}

# Destroy guests at random points of their lives, some while being created.
row_killer() {
	local count=${1:-8} n before

	wipe
	before=$(free_mib)
	truncate -s 32M $GUESTS/b.scratch
	RANDOM=$count
	for n in $(seq "$count"); do
		config k vcpus=2 "disk=[\"format=raw,vdev=xvda,access=rw,target=$GUESTS/b.scratch\"]"
		xl create -q $STATE/k.cfg &
		sleep "$((RANDOM % 12)).$((RANDOM % 10))"
		until_true 10 exists k || :
		timeout 60 xl destroy k 2>/dev/null || :
		wait
		exists k && { timeout 60 xl destroy k || :; }
		until_true 60 gone k || fail "round $n: it does not go"
	done
	rm $GUESTS/b.scratch
	settled "$before"
}

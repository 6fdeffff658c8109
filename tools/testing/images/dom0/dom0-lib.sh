# SPDX-License-Identifier: GPL-2.0-only
#
# What rows of the toolstack's test are written with (bash, under set -e).
#
# A row is a function row_NAME in a file rows-*.sh.  It drives the real xl and
# fails by a command that fails or by fail(); note() says what it measured.  It
# may leave guests behind for the next row, which must not count on them:
# need_guest() takes the guest of that name if it answers and makes it if not.
#
# A guest made here obeys commands on its console (domu/domu-init); guest() sends
# one through the console's pseudo-terminal and finds the answer in xenconsoled's
# log.  The answer bears a random number, so it is found in whatever log it is:
# a guest that is being migrated has another name for a while.

export PATH=/usr/lib/xen-4.17/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
. /etc/guest-lib.sh

LOGS=/var/log/xen/console
GUESTS=/var/guests
STATE=/run/zazen
DATA=$GUESTS/data.ext4
BOOT_LIMIT=90
SLOW=${zt_slow:-1}		# multiplies every limit
mkdir -p $STATE $LOGS

# Is this hypervisor ours, or the control?
is_ours() {
	grep -q zazen /sys/hypervisor/version/extra
}

fail() {
	echo "row: $*" >&2
	echo "$*" > $STATE/why
	exit 1
}

note() {
	echo "$*" >> $STATE/notes
}

# until_true SECONDS COMMAND...: look five times a second.
until_true() {
	local end=$((SECONDS + $1 * SLOW))

	shift
	until "$@" > /dev/null 2>&1; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.2
	done
}

# must_refuse PATTERN COMMAND...: it has to fail and to say why.
must_refuse() {
	local pattern=$1 said

	shift
	if said=$("$@" 2>&1); then
		fail "not refused: $*"
	fi
	echo "$said"
	grep -q -i -E "$pattern" <<< "$said" || fail "no reason given: $*"
}

exists() {
	xl domid "$1" > /dev/null 2>&1
}

gone() {
	! exists "$1"
}

# The six letters of xl list: running blocked paused shutdown crashed dying.
state() {
	xl list "$1" | awk 'NR == 2 { print $5 }'
}

has_state() {
	[[ $(state "$1") == *$2* ]]
}

cpu_seconds() {
	xl list "$1" | awk 'NR == 2 { print $6 }'
}

free_mib() {
	xl info free_memory
}

# Number of times a guest has said that it is ready.
ready_count() {
	grep -a -c '^=ready!' "$LOGS/guest-$1.log" 2>/dev/null || :
}

is_ready() {
	[ "$(ready_count "$1")" -ge "$2" ]
}

# wait_ready NAME [TIMES]
wait_ready() {
	until_true "$BOOT_LIMIT" is_ready "$1" "${2:-1}" ||
		fail "$1 not ready after $BOOT_LIMIT s: $(tail -n 1 "$LOGS/guest-$1.log")"
}

# guest NAME COMMAND...: run a command in a guest; its output and its status.
guest() {
	local name=$1 id=$RANDOM$RANDOM tty line=
	local end=$((SECONDS + ${GUEST_LIMIT:-60} * SLOW))

	shift
	tty=$(xenstore-read "/local/domain/$(xl domid "$name")/console/tty")
	echo "$id $*" > "$tty"
	until line=$(grep -h -a "^=$id! " $LOGS/guest-*.log); do
		[ $SECONDS -lt $end ] || fail "$name does not answer: $*"
		sleep 0.1
	done
	sed -n "/^=$id:/{s/^=$id://;s/\r*\$//;p}" $LOGS/guest-*.log
	line=${line%%$'\r'*}
	return "${line##* }"
}

# Is it there and does it obey?
answers() {
	exists "$1" && (GUEST_LIMIT=3 guest "$1" true) > /dev/null 2>&1 ||
		{ rm -f $STATE/why; return 1; }
}

# address NAME: the IP address that its name stands for.
address() {
	case $1 in
	?) echo "10.1.2.$(printf '%d' "'$1")" ;;
	*) echo "10.1.$((3 + ${#1})).$((1 + $(cksum <<< "$1" | cut -d' ' -f1) % 250))" ;;
	esac
}

# config NAME [KEY=VALUE]...: write a configuration; values as xl reads them.
config() {
	local name=$1 word key
	local -A keys=(
		[kernel]=\"/boot/vmlinuz-debian\"
		[ramdisk]=\"/boot/domu-debian.img\"
		[memory]=128 [vcpus]=1 [extra]=
		[on_crash]=\"preserve\"
		[disk]="[\"format=raw,vdev=xvda,access=ro,target=$DATA\"]"
		[vif]="[\"bridge=xenbr0\"]"
	)

	shift
	for word; do
		keys[${word%%=*}]=${word#*=}
	done
	# Stock Xen emulates RDTSC in guests when the clock may change its rate,
	# and they then take longer to boot than any limit here.
	is_ours || keys[tsc_mode]=\"native\"
	keys[extra]="console=hvc0 loglevel=5 zt_ip=$(address "$name") ${keys[extra]}"
	{
		echo "name=\"$name\""
		for key in "${!keys[@]}"; do
			if [ "$key" = extra ]; then
				echo "extra=\"${keys[extra]}\""
			elif [ -n "${keys[$key]}" ]; then
				echo "$key=${keys[$key]}"
			fi
		done
	} > "$STATE/$name.cfg"
}

# start NAME [KEY=VALUE]...: create a guest and wait until it obeys.
start() {
	local name=$1

	config "$@"
	rm -f "$LOGS/guest-$name.log"
	xl create "$STATE/$name.cfg"
	wait_ready "$name"
}

# tiny NAME: a guest that does nothing in little memory: GRUB's PV image.
tiny() {
	local name=$1

	shift
	config "$name" kernel=\"/boot/grub-pv.bin\" ramdisk= memory=16 disk= \
		vif= "$@"
	xl create -q "$STATE/$name.cfg"
}

# The guest that most rows use, as it came from start or from the last row.
need_guest() {
	local name=$1

	answers "$name" && return
	exists "$name" && xl destroy "$name"
	start "$name" vcpus=2 memory=160
}

remove() {
	local name

	for name; do
		xl destroy "$name" 2>/dev/null || :
		until_true 30 gone "$name" || fail "$name does not go"
	done
}

# Every domain but dom0, and every pool but the first; for use between rows.
wipe() {
	local name pool cpu

	xl list | awk 'NR > 1 && $2 != 0 { print $2 }' |
		while read -r name; do
			timeout 60 xl destroy "$name"
		done
	for pool in $(xl cpupool-list |
			awk 'NR > 1 && $1 != "Pool-0" { print $1 }'); do
		xl cpupool-destroy "$pool"
	done
	for cpu in $(seq 0 $(($(xl info nr_cpus) - 1))); do
		xl cpupool-cpu-add Pool-0 "$cpu" 2>/dev/null
	done
	for name in $(losetup -a | cut -d: -f1); do
		losetup -d "$name"
	done
	rm -f $GUESTS/*.save $GUESTS/*.scratch $GUESTS/*.core
	return 0
}

only_dom0() {
	[ "$(xl list | wc -l)" = 2 ]
}

# Have the hypervisor count everything from scratch.  Stock Xen cannot.
audit() {
	local line

	is_ours || return 0
	xl debug-keys A
	sleep 1
	line=$(xl dmesg | grep -a 'audit: ' | tail -n 1)
	note "${line#*audit: }"
	grep -q -E 'audit: [1-9][0-9]* frames, 0 errors' <<< "$line" ||
		fail "audit: $line"
}

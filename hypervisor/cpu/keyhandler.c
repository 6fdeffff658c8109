// SPDX-License-Identifier: GPL-2.0-only
/*
 * Debug keys.
 *
 * A key pressed in the hypervisor's input, or sent by dom0's toolstack, is put
 * into a small ring and handled by a soft interrupt on CPU 0, because most
 * handlers print a lot and must not hold up an interrupt. The few urgent ones
 * (reboot, crash) run where they are noticed, so that they work when soft
 * interrupts do not.
 *
 * Input belongs to dom0 until somebody types the escape three times in a row;
 * conswitch=<letter>[x] changes the letter, and x starts with the hypervisor.
 *
 * The ring has one producer at a time (the lock) and one consumer.
 */
#include "cpu/keyhandler.h"
#include "cpu/console.h"
#include "cpu/irq_desc.h"
#include "cpu/lockcheck.h"
#include "cpu/nmi.h"
#include "cpu/power.h"
#include "cpu/printk.h"
#include "cpu/smp.h"
#include "cpu/softirq.h"
#include "cpu/spinlock.h"
#include "cpu/upcalls.h"
#include "cpu/watchdog.h"
#include "lib/param.h"

#define RING		16
#define FIRST_KEY	' '
#define NR_KEYS		96

struct key {
	void (*fn)(char key);
	const char *what;
	bool urgent;
};

static struct key keys[NR_KEYS];
static char ring[RING];
static u32 ring_in, ring_out;
static DEFINE_SPINLOCK_CLASS(ring_lock, LOCK_TRACE);

static char escape = 'a' & 0x1f;	/* CTRL-a */
static bool input_is_ours;
static unsigned int escapes_seen;

static int parse_conswitch(const char *s)
{
	if ((*s < 'a' || *s > 'z') && (*s < 'A' || *s > 'Z'))
		return -EINVAL;
	escape = *s & 0x1f;
	input_is_ours = s[1] == 'x';
	return 0;
}

custom_param("conswitch", parse_conswitch);

static struct key *key_of(char c)
{
	unsigned int n = (u8)c - FIRST_KEY;

	return n < NR_KEYS && keys[n].fn ? &keys[n] : NULL;
}

static void add(char c, void (*fn)(char key), const char *what, bool urgent)
{
	unsigned int n = (u8)c - FIRST_KEY;

	BUG_ON(n >= NR_KEYS);
	keys[n] = (struct key){ .fn = fn, .what = what, .urgent = urgent };
}

void keyhandler_register(char c, void (*fn)(char key), const char *what)
{
	add(c, fn, what, false);
}

void keyhandler_register_urgent(char c, void (*fn)(char key), const char *what)
{
	add(c, fn, what, true);
}

void keyhandler_press(char c)
{
	struct key *k = key_of(c);
	unsigned long flags;

	if (!k) {
		printk(LOG_WARN "No debug key '%c' ('h' lists them)\n",
		       c >= ' ' && c < 127 ? c : '?');
		return;
	}
	if (k->urgent) {
		k->fn(c);
		return;
	}
	flags = spin_lock_irqsave(&ring_lock);
	if (ring_in - READ_ONCE(ring_out) < RING) {
		ring[ring_in % RING] = c;
		__atomic_store_n(&ring_in, ring_in + 1, __ATOMIC_RELEASE);
	}
	spin_unlock_irqrestore(&ring_lock, flags);
	softirq_raise_on(0, SOFTIRQ_KEYHANDLER);
}

static void run_keys(void)
{
	/* Only CPU 0 consumes. A scheduler may not bring us here twice at once. */
	while (ring_out != __atomic_load_n(&ring_in, __ATOMIC_ACQUIRE)) {
		char c = ring[ring_out % RING];
		struct key *k = key_of(c);

		WRITE_ONCE(ring_out, ring_out + 1);
		printk(LOG_INFO "'%c' pressed -> %s\n", c, k->what);
		watchdog_hold();
		k->fn(c);
		watchdog_release();
	}
}

static void switch_input(void)
{
	input_is_ours = !input_is_ours;
	printk(LOG_INFO "*** Serial input to %s (type 'CTRL-%c' three times to switch input)\n",
	       input_is_ours ? "the hypervisor ('h' for help)" : "DOM0", escape | 0x60);
}

void keyhandler_console_byte(char c)
{
	if (escape && c == escape) {
		if (++escapes_seen == 3) {
			escapes_seen = 0;
			switch_input();
			return;
		}
	} else {
		escapes_seen = 0;
	}
	if (!input_is_ours)
		console_input(c);
	else if (c != escape)
		keyhandler_press(c);
}

static void key_help(char key)
{
	unsigned int i;

	for (i = 0; i < NR_KEYS; i++)
		if (keys[i].fn)
			printk(LOG_INFO " key '%c' => %s\n", FIRST_KEY + i, keys[i].what);
}

static void key_registers(char key)
{
	printk(LOG_INFO "--- CPU%u (this one)\n", this_cpu());
	show_backtrace((unsigned long)__builtin_return_address(0),
		       (unsigned long)__builtin_frame_address(0), current_stack_pointer);
	smp_nmi_backtrace();
}

static void key_irqs(char key)
{
	irq_dump();
}

static void key_nmis(char key)
{
	unsigned int cpu;

	for_each_online_cpu(cpu)
		printk(LOG_INFO "CPU%u: %llu NMIs\n", cpu,
		       (unsigned long long)pcpu_of(cpu)->nmi_count);
}

static void key_reboot(char key)
{
	printk(LOG_WARN "'%c' pressed -> rebooting\n", key);
	power_reboot();
}

static void key_crash(char key)
{
	panic("crash asked for by debug key");
}

void keyhandler_init(void)
{
	softirq_register(SOFTIRQ_KEYHANDLER, run_keys);
	keyhandler_register('h', key_help, "show this message");
	keyhandler_register('d', key_registers, "dump registers and stacks of all CPUs");
	keyhandler_register('i', key_irqs, "dump interrupt bindings");
	keyhandler_register('N', key_nmis, "NMI statistics");
	keyhandler_register_urgent('R', key_reboot, "reboot machine");
	keyhandler_register_urgent('C', key_crash, "trigger a crash");
}

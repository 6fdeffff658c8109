// SPDX-License-Identifier: GPL-2.0-only
/*
 * A QEMU TCG plugin that measures what happens between two marks: either the
 * CPU time that emulating it took, or what is executed: instructions and the
 * events of plugin_decode.c, separately for user mode, guest kernel and
 * hypervisor.
 *
 * CPU time is that of the host thread which emulates the vCPU. The guest's TSC
 * follows the host's clock and so counts the time in which that thread had to
 * wait for its turn as well; on a busy host that is most of it. Measuring it
 * adds nothing to translated code but a call at marks:
 *
 *	{"op": 4, "cpu_ns": 81000}
 *
 * Each instruction gets, when it is translated, an inline addition to a counter
 * of its vCPU: no call, no lock. Counting whole blocks would be faster and
 * wrong, since a block that faults in its middle has not run to its end.
 * Intervals are differences of the counters between a begin mark and the next
 * end mark, summed over vCPUs; every finished interval is one line of JSON:
 *
 *	{"op": 4, "insn": [user, kernel, hypervisor],
 *	 "events": {"cr3": [user, kernel, hypervisor], ...}}
 *
 * Options: out=FILE (required), measure=time|count, profile=none|hypervisor|all.
 *
 * Marks do not nest. begin_counters, open_op and the output belong to the mark
 * lock; counters are read without stopping other vCPUs, which at worst
 * attributes a few of their instructions to the neighbouring interval.
 */
#include "plugin_count.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

PLUGIN_EXPORT int qemu_plugin_version = PLUGIN_API_VERSION;

#define NR_COUNTERS	(NR_EVENTS + 1)
#define COUNTER_INSN	NR_EVENTS

struct counters {
	uint64_t value[NR_CLASSES][NR_COUNTERS];
};

static struct qemu_plugin_scoreboard *scoreboard;
static pthread_mutex_t mark_lock = PTHREAD_MUTEX_INITIALIZER;
static struct counters begin_counters;
static int open_op = -1;
static bool only_time;
static uint64_t begin_ns;
static FILE *out;

static struct qemu_plugin_u64 counter(unsigned int class, unsigned int index)
{
	struct qemu_plugin_u64 found = {
		.score = scoreboard,
		.offset = (class * NR_COUNTERS + index) * sizeof(uint64_t),
	};

	return found;
}

static void read_counters(struct counters *to)
{
	unsigned int class, index;

	for (class = 0; class < NR_CLASSES; class++)
		for (index = 0; index < NR_COUNTERS; index++)
			to->value[class][index] =
				qemu_plugin_u64_sum(counter(class, index));
}

static void print_values(const struct counters *now, unsigned int index)
{
	unsigned int class;

	for (class = 0; class < NR_CLASSES; class++)
		fprintf(out, "%s%llu", class ? ", " : "[",
			(unsigned long long)(now->value[class][index] -
					     begin_counters.value[class][index]));
	fputs("]", out);
}

static bool any_value(const struct counters *now, unsigned int index)
{
	unsigned int class;

	for (class = 0; class < NR_CLASSES; class++)
		if (now->value[class][index] !=
		    begin_counters.value[class][index])
			return true;
	return false;
}

static void print_interval(unsigned int op, const struct counters *now)
{
	const char *separator = "";
	unsigned int event;

	fprintf(out, "{\"op\": %u, \"insn\": ", op);
	print_values(now, COUNTER_INSN);
	fputs(", \"events\": {", out);
	for (event = 0; event < NR_EVENTS; event++) {
		if (!any_value(now, event))
			continue;
		fprintf(out, "%s\"%s\": ", separator, event_names[event]);
		print_values(now, event);
		separator = ", ";
	}
	fputs("}}\n", out);
	fflush(out);
}

static void on_mark(unsigned int vcpu, void *data)
{
	unsigned int mark = (unsigned int)(uintptr_t)data;
	unsigned int op = mark % MARK_IDS;
	struct counters now;

	(void)vcpu;
	pthread_mutex_lock(&mark_lock);
	if (!(mark & MARK_END)) {
		open_op = (int)op;
		profile_begin(op);
		read_counters(&begin_counters);
	} else if (open_op == (int)op) {
		read_counters(&now);
		profile_end(op);
		print_interval(op, &now);
		open_op = -1;
	}
	pthread_mutex_unlock(&mark_lock);
}

static uint64_t cpu_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

/* Runs on the vCPU's own thread; with one vCPU both marks do. */
static void on_mark_time(unsigned int vcpu, void *data)
{
	uint64_t now = cpu_ns();
	unsigned int mark = (unsigned int)(uintptr_t)data;
	unsigned int op = mark % MARK_IDS;

	(void)vcpu;
	pthread_mutex_lock(&mark_lock);
	if (mark & MARK_END && open_op == (int)op)
		fprintf(out, "{\"op\": %u, \"cpu_ns\": %llu}\n", op,
			(unsigned long long)(now - begin_ns));
	open_op = mark & MARK_END ? -1 : (int)op;
	pthread_mutex_unlock(&mark_lock);
	begin_ns = cpu_ns();
}

static void count_insn(struct qemu_plugin_insn *insn)
{
	unsigned int class = addr_class(qemu_plugin_insn_vaddr(insn));
	size_t length = qemu_plugin_insn_size(insn);
	uint8_t bytes[16] = { 0 };
	enum event event;
	int mark;

	if (length > sizeof(bytes))
		length = sizeof(bytes);
	qemu_plugin_insn_data(insn, bytes, length);
	mark = decode_mark(bytes, length);
	if (mark >= 0 && class == CLASS_USER)
		qemu_plugin_register_vcpu_insn_exec_cb(insn,
						       only_time ? on_mark_time :
								   on_mark,
						       QEMU_PLUGIN_CB_NO_REGS,
						       (void *)(uintptr_t)mark);
	if (only_time)
		return;
	qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(insn,
							    QEMU_PLUGIN_INLINE_ADD_U64,
							    counter(class, COUNTER_INSN),
							    1);
	event = decode_event(bytes, length);
	if (event != EVENT_NONE)
		qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(insn,
								    QEMU_PLUGIN_INLINE_ADD_U64,
								    counter(class, event),
								    1);
}

static void on_translate(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t i, nr_insns = qemu_plugin_tb_n_insns(tb);

	(void)id;
	for (i = 0; i < nr_insns; i++)
		count_insn(qemu_plugin_tb_get_insn(tb, i));
	profile_translate(tb);
}

static void on_exit_qemu(qemu_plugin_id_t id, void *data)
{
	(void)id;
	(void)data;
	pthread_mutex_lock(&mark_lock);
	profile_print(out);
	fclose(out);
	out = fopen("/dev/null", "w");
	pthread_mutex_unlock(&mark_lock);
}

static int parse_option(const char *option)
{
	if (!strncmp(option, "out=", 4)) {
		out = fopen(option + 4, "w");
		if (!out)
			perror(option + 4);
		return out ? 0 : -1;
	}
	if (!strcmp(option, "measure=time")) {
		only_time = true;
		return 0;
	}
	if (!strcmp(option, "measure=count") || !strcmp(option, "profile=none"))
		return 0;
	if (!strcmp(option, "profile=hypervisor")) {
		profile_init(PROFILE_HYPERVISOR);
		return 0;
	}
	if (!strcmp(option, "profile=all")) {
		profile_init(PROFILE_ALL);
		return 0;
	}
	fprintf(stderr, "bench plugin: unknown option %s\n", option);
	return -1;
}

/* The name and the type are QEMU's. */
PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id,
				      const struct qemu_info *info, int argc,
				      char **argv);

int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc,
			char **argv)
{
	int i;

	if (!info->system_emulation || strcmp(info->target_name, "x86_64")) {
		fprintf(stderr, "bench plugin: only for qemu-system-x86_64\n");
		return -1;
	}
	for (i = 0; i < argc; i++)
		if (parse_option(argv[i]))
			return -1;
	if (!out) {
		fprintf(stderr, "bench plugin: out=FILE is missing\n");
		return -1;
	}
	scoreboard = qemu_plugin_scoreboard_new(sizeof(struct counters));
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translate);
	qemu_plugin_register_atexit_cb(id, on_exit_qemu, NULL);
	return 0;
}

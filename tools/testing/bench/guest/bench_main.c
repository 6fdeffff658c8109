// SPDX-License-Identifier: GPL-2.0-only
/*
 * The benchmark program: init of a RAM disk that holds nothing else. It prints
 * lines that begin with "@bench" on the console, which run_bench.py collects, and
 * powers the machine off. What it does is chosen by bench_mode= on the
 * kernel's command line (the kernel hands unknown options to init as
 * environment):
 *
 *	time	for every operation a warm-up, then samples of some milliseconds
 *	count	the same in samples so short that most contain no timer tick, for
 *		the plugin to count in
 *	pages	single operations, for the plugin's page and function profile
 *	perfc	the hypervisor's own counters: reset before, printed after some
 *		operations, by the console's debug keys 'P' and 'p'
 *	symbols	nothing is measured; kernel and hypervisor symbols are printed
 *
 * Samples stand between marks for the plugin; the TSC ticks that each took are
 * printed too. What to make of the samples is run_bench.py's business.
 *
 * The lines:
 *	@bench start <mode>
 *	@bench op <id> <name> <operations per sample>
 *	@bench time <name> <ticks> <ticks> ...
 *	@bench absent <name>
 *	@bench perfc-begin|perfc-end <name> <operations>
 *	@bench done
 */
#include "bench.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TIME_SAMPLES	41
#define COUNT_SAMPLES	31
#define PAGE_SAMPLES	21
#define MAX_SAMPLES	41
#define PERFC_SAMPLES	10

#define SYSLOG_ACTION_CONSOLE_LEVEL 8

static void mark(unsigned int id, bool end)
{
	void (*stub)(void);

	stub = (void (*)(void))(mark_stubs + MARK_STRIDE * (id + (end ? MARK_IDS : 0)));
	stub();
}

void bench_fail(const char *format, ...)
{
	va_list args;

	printf("@bench fail ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf(" (errno %d)\n", errno);
	fflush(stdout);
	sync();
	reboot(RB_POWER_OFF);
	_exit(1);
}

static uint64_t ticks(void)
{
	uint32_t low, high;

	__asm__ volatile("lfence; rdtsc; lfence" : "=a"(low), "=d"(high) : :
			 "memory");
	return (uint64_t)high << 32 | low;
}

/* false if this system does not have the operation. */
static bool sample(const struct bench_op *op, unsigned int id, unsigned int nr,
		   bool marks, uint64_t *elapsed)
{
	uint64_t begin;

	if (op->setup && !op->setup(nr))
		return false;
	if (marks)
		mark(id, false);
	begin = ticks();
	op->run(nr);
	*elapsed = ticks() - begin;
	if (marks)
		mark(id, true);
	if (op->finish)
		op->finish(nr);
	return true;
}

static void measure(unsigned int id, const char *mode)
{
	const struct bench_op *op = &bench_ops[id];
	bool pages = !strcmp(mode, "pages");
	bool count = !strcmp(mode, "count");
	unsigned int nr_samples = pages ? PAGE_SAMPLES :
				  count ? COUNT_SAMPLES : TIME_SAMPLES;
	unsigned int i, nr = count ? op->nr_counted : op->nr_timed;
	uint64_t elapsed[MAX_SAMPLES];

	if (!sample(op, id, nr, false, &elapsed[0])) {
		printf("@bench absent %s\n", op->name);
		return;
	}
	if (pages)
		nr = 1;
	printf("@bench op %u %s %u\n", id, op->name, nr);
	for (i = 0; i < nr_samples; i++)
		sample(op, id, nr, true, &elapsed[i]);
	printf("@bench time %s", op->name);
	for (i = 0; i < nr_samples; i++)
		printf(" %llu", (unsigned long long)elapsed[i]);
	printf("\n");
}

static void measure_perfc(unsigned int id)
{
	const struct bench_op *op = &bench_ops[id];
	unsigned int nr = PERFC_SAMPLES * op->nr_timed;
	uint64_t elapsed;

	if (!sample(op, id, nr, false, &elapsed)) {
		printf("@bench absent %s\n", op->name);
		return;
	}
	printf("@bench perfc-begin %s %u\n", op->name, nr);
	xen_debug_keys("P");
	sample(op, id, nr, false, &elapsed);
	xen_debug_keys("p");
	printf("@bench perfc-end %s %u\n", op->name, nr);
}

static void load_module(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (syscall(SYS_finit_module, fd, "", 0) && errno != EEXIST)
		printf("@bench note %s: %s\n", path, strerror(errno));
	close(fd);
}

/* Jiffies spent idle so far, of the only CPU. */
static unsigned long idle_jiffies(void)
{
	unsigned long idle = 0;
	FILE *file = fopen("/proc/stat", "r");

	if (!file || fscanf(file, "cpu %*u %*u %*u %lu", &idle) != 1)
		bench_fail("/proc/stat");
	fclose(file);
	return idle;
}

/*
 * Waits until the kernel's own late work (self tests, key parsing) is over:
 * until half a second in which the CPU was idle for nine tenths.
 */
static void wait_for_quiet(void)
{
	unsigned long before, hertz = sysconf(_SC_CLK_TCK);
	unsigned int tries;

	for (tries = 0; tries < 60; tries++) {
		before = idle_jiffies();
		usleep(500000);
		if (idle_jiffies() - before >= hertz / 2 * 9 / 10)
			return;
	}
	printf("@bench note the system did not become idle\n");
}

static void prepare_system(void)
{
	mkdir("/dev", 0755);
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mount("dev", "/dev", "devtmpfs", 0, NULL);
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sys", "/sys", "sysfs", 0, NULL);
	if (!access("/sys/hypervisor/type", F_OK)) {
		load_module("/xen-privcmd.ko");
		load_module("/xenfs.ko");
		mount("xen", "/proc/xen", "xenfs", 0, NULL);
		if (!xen_open())
			printf("@bench note no privcmd: %s\n", strerror(errno));
	}
	/* From here on the kernel's messages would fall into result lines. */
	klogctl(SYSLOG_ACTION_CONSOLE_LEVEL, NULL, 1);
	prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
}

int main(int argc, char **argv)
{
	const char *mode = getenv("bench_mode");
	unsigned int id;

	if (argc > 1 && !strcmp(argv[1], "exit"))
		return 0;
	if (getpid() != 1) {
		fprintf(stderr, "this is the init of the benchmark machine\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 4096);
	prepare_system();
	if (!mode)
		mode = "time";
	printf("@bench start %s\n", mode);
	wait_for_quiet();
	if (xen_have())
		xen_print_memory();
	if (!strcmp(mode, "symbols")) {
		print_symbols();
	} else if (!strcmp(mode, "perfc")) {
		for (id = 0; xen_have() && id < bench_nr_ops; id++)
			measure_perfc(id);
	} else {
		for (id = 0; id < bench_nr_ops; id++)
			measure(id, mode);
	}
	printf("@bench done\n");
	fflush(stdout);
	sync();
	reboot(RB_POWER_OFF);
	return 0;
}

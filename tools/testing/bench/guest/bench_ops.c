// SPDX-License-Identifier: GPL-2.0-only
/*
 * The operations that are measured. Each is what an ordinary program does all
 * day and each leans on a different part of a paravirtual machine:
 *
 *	null, read		the system call path alone, and with a little work
 *	clock			time without entering the kernel
 *	signal, protfault	delivery of a signal; of a fault that becomes one
 *	mprotect		changing live page table entries, twice
 *	anonfault		an exception and one new entry
 *	mmap			a mapping made, touched once and taken away
 *	pipe			two address-space switches per round trip
 *	fork, vforkexec,	page tables built, pinned, torn down in bulk
 *	forkexec
 *	hypercall, ioctl	the way through privcmd into the hypervisor, and the
 *				same way without the hypercall
 *
 * A sample is run(nr): nr operations in a row and nothing else. Whatever can be
 * prepared is prepared in setup(). The program never runs two operations at
 * once, so everything static here belongs to the operation in progress.
 *
 * Transparent huge pages would turn 512 anonymous faults into one on bare metal
 * and into none on PV, so the harness switches them off for the whole process.
 */
#include "bench.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAGE		4096UL
#define MMAP_BYTES	(64UL * 1024)

static int zero_fd;
static char *area;
static int to_child[2], to_parent[2];
static pid_t partner;
static sig_atomic_t signals_seen;
static unsigned int faults_left;
static sigjmp_buf fault_exit;

/* One write that the compiler can neither drop nor move. */
static void write_byte(char *at)
{
	__asm__ volatile("movb $1, %0" : "=m" (*at) : : "memory");
}

static void empty_run(unsigned int nr)
{
	while (nr--)
		__asm__ volatile("");
}

static void null_run(unsigned int nr)
{
	while (nr--)
		syscall(SYS_getppid);
}

static bool read_setup(unsigned int nr)
{
	(void)nr;
	zero_fd = open("/dev/zero", O_RDONLY);
	return zero_fd >= 0;
}

static void read_run(unsigned int nr)
{
	char c;

	while (nr--)
		if (read(zero_fd, &c, 1) != 1)
			bench_fail("short read from /dev/zero");
}

static void read_finish(unsigned int nr)
{
	(void)nr;
	close(zero_fd);
}

static void clock_run(unsigned int nr)
{
	struct timespec ts;

	while (nr--)
		clock_gettime(CLOCK_MONOTONIC, &ts);
}

static void on_signal(int sig)
{
	(void)sig;
	signals_seen++;
}

static bool signal_setup(unsigned int nr)
{
	(void)nr;
	signals_seen = 0;
	return signal(SIGUSR1, on_signal) != SIG_ERR;
}

static void signal_run(unsigned int nr)
{
	while (nr--)
		kill(getpid(), SIGUSR1);
}

static void signal_finish(unsigned int nr)
{
	if ((unsigned int)signals_seen != nr)
		bench_fail("%d signals of %u", (int)signals_seen, nr);
	signal(SIGUSR1, SIG_DFL);
}

static void map_area(size_t bytes, int prot)
{
	area = mmap(NULL, bytes, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (area == MAP_FAILED)
		bench_fail("mmap of %zu bytes", bytes);
}

static void on_fault(int sig)
{
	(void)sig;
	signals_seen++;
	siglongjmp(fault_exit, 1);
}

static bool protfault_setup(unsigned int nr)
{
	(void)nr;
	map_area(PAGE, PROT_READ | PROT_WRITE);
	area[0] = 1;
	mprotect(area, PAGE, PROT_READ);
	signals_seen = 0;
	return signal(SIGSEGV, on_fault) != SIG_ERR;
}

static void protfault_run(unsigned int nr)
{
	/* Not a local: siglongjmp() may bring an old value of one back. */
	faults_left = nr;
	while (faults_left--)
		if (!sigsetjmp(fault_exit, 1))
			write_byte(area);
}

static void protfault_finish(unsigned int nr)
{
	if ((unsigned int)signals_seen != nr)
		bench_fail("%d faults of %u", (int)signals_seen, nr);
	signal(SIGSEGV, SIG_DFL);
	munmap(area, PAGE);
}

static bool mprotect_setup(unsigned int nr)
{
	(void)nr;
	map_area(PAGE, PROT_READ | PROT_WRITE);
	area[0] = 1;
	return !mprotect(area, PAGE, PROT_READ);
}

static void mprotect_run(unsigned int nr)
{
	while (nr--) {
		mprotect(area, PAGE, PROT_READ | PROT_WRITE);
		write_byte(area);
		mprotect(area, PAGE, PROT_READ);
	}
}

static void mprotect_finish(unsigned int nr)
{
	(void)nr;
	munmap(area, PAGE);
}

static bool anonfault_setup(unsigned int nr)
{
	map_area(nr * PAGE, PROT_READ | PROT_WRITE);
	return true;
}

static void anonfault_run(unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		write_byte(area + i * PAGE);
}

static void anonfault_finish(unsigned int nr)
{
	munmap(area, nr * PAGE);
}

static void mmap_run(unsigned int nr)
{
	while (nr--) {
		map_area(MMAP_BYTES, PROT_READ | PROT_WRITE);
		write_byte(area);
		munmap(area, MMAP_BYTES);
	}
}

static bool pipe_setup(unsigned int nr)
{
	char c;

	(void)nr;
	if (pipe(to_child) || pipe(to_parent))
		return false;
	partner = fork();
	if (partner < 0)
		return false;
	if (!partner) {
		close(to_child[1]);
		close(to_parent[0]);
		while (read(to_child[0], &c, 1) == 1)
			if (write(to_parent[1], &c, 1) != 1)
				break;
		_exit(0);
	}
	close(to_child[0]);
	close(to_parent[1]);
	return true;
}

static void pipe_run(unsigned int nr)
{
	char c = 0;

	while (nr--)
		if (write(to_child[1], &c, 1) != 1 ||
		    read(to_parent[0], &c, 1) != 1)
			bench_fail("pipe partner is gone");
}

static void pipe_finish(unsigned int nr)
{
	(void)nr;
	close(to_child[1]);
	close(to_parent[0]);
	waitpid(partner, NULL, 0);
}

static void reap(pid_t pid)
{
	int status;

	if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
		bench_fail("child %d ended badly", (int)pid);
}

static void fork_run(unsigned int nr)
{
	while (nr--) {
		pid_t pid = fork();

		if (!pid)
			_exit(0);
		reap(pid);
	}
}

/* The program executes itself; main() returns 0 at once on this argument. */
static char *const exec_argv[] = { "/init", "exit", NULL };
static char *const exec_envp[] = { NULL };

static void vforkexec_run(unsigned int nr)
{
	while (nr--) {
		pid_t pid = vfork();

		if (!pid) {
			execve(exec_argv[0], exec_argv, exec_envp);
			_exit(127);
		}
		reap(pid);
	}
}

static void forkexec_run(unsigned int nr)
{
	while (nr--) {
		pid_t pid = fork();

		if (!pid) {
			execve(exec_argv[0], exec_argv, exec_envp);
			_exit(127);
		}
		reap(pid);
	}
}

static bool xen_setup(unsigned int nr)
{
	(void)nr;
	return xen_have();
}

/* The order is the order of the rows; a mark's number is the index. */
const struct bench_op bench_ops[] = {
	{ "empty", 4000, 1000, NULL, empty_run, NULL },
	{ "null", 200, 50, NULL, null_run, NULL },
	{ "read", 200, 50, read_setup, read_run, read_finish },
	{ "clock", 10000, 1000, NULL, clock_run, NULL },
	{ "signal", 50, 10, signal_setup, signal_run, signal_finish },
	{ "protfault", 50, 10, protfault_setup, protfault_run,
	  protfault_finish },
	{ "mprotect", 40, 10, mprotect_setup, mprotect_run,
	  mprotect_finish },
	{ "anonfault", 64, 32, anonfault_setup, anonfault_run,
	  anonfault_finish },
	{ "mmap", 16, 10, NULL, mmap_run, NULL },
	{ "pipe", 16, 10, pipe_setup, pipe_run, pipe_finish },
	{ "fork", 2, 5, NULL, fork_run, NULL },
	{ "vforkexec", 1, 2, NULL, vforkexec_run, NULL },
	{ "forkexec", 1, 2, NULL, forkexec_run, NULL },
	{ "hypercall", 150, 50, xen_setup, xen_null_hypercalls, NULL },
	{ "ioctl", 200, 50, xen_setup, xen_refused_ioctls, NULL },
};

const unsigned int bench_nr_ops = ARRAY_SIZE(bench_ops);

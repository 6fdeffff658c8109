// SPDX-License-Identifier: GPL-2.0-only
/*
 * The micro-guest's main program: set up, run the selected tests, report, go.
 *
 * The command line carries "mgsel=HEX": bit n of the number, counted from the
 * least significant digit, selects test n of the linker's table; the runner
 * reads the same table out of the ELF file.  Without it every shared test runs.
 * Output is TAP, preceded for each test by "# run N name", so that a boot that
 * dies tells which test killed it.  "mgaudit" asks the hypervisor to audit its
 * reference and type counts after each test.
 */
#include "mg.h"
#include <xen/interface/sched.h>

struct start_info *mg_si;
struct shared_info *mg_shared;

unsigned char mg_boot_stack[MG_STACK_SIZE] __aligned(32768);
static unsigned char shared_page[PAGE_SIZE] __aligned(4096);

enum verdict { PASS, FAIL, SKIP, ERROR };

static struct {
	const struct mg_test *test;
	enum verdict verdict;
	char reason[128];
} current;

void mg_note(const char *fmt, ...)
{
	char line[200];
	__builtin_va_list ap;

	__builtin_va_start(ap, fmt);
	mg_vsnprintf(line, sizeof(line), fmt, ap);
	__builtin_va_end(ap);
	mg_printf("#   %s\n", line);
}

void mg_fail(const char *file, int line, const char *fmt, ...)
{
	char text[180];
	__builtin_va_list ap;
	const char *base = file;

	for (; *file; file++) {
		if (*file == '/')
			base = file + 1;
	}
	__builtin_va_start(ap, fmt);
	mg_vsnprintf(text, sizeof(text), fmt, ap);
	__builtin_va_end(ap);
	mg_printf("#   %s:%d: %s\n", base, line, text);
	if (current.verdict == PASS)
		current.verdict = FAIL;
}

bool mg_failed(void)
{
	return current.verdict != PASS;
}

void mg_give_up(void)
{
	mg_longjmp(&this_cpu()->test_jmp);
}

void mg_skip(const char *fmt, ...)
{
	__builtin_va_list ap;

	__builtin_va_start(ap, fmt);
	mg_vsnprintf(current.reason, sizeof(current.reason), fmt, ap);
	__builtin_va_end(ap);
	if (current.verdict == PASS)
		current.verdict = SKIP;
	mg_give_up();
}

void mg_error(const char *fmt, ...)
{
	__builtin_va_list ap;

	__builtin_va_start(ap, fmt);
	mg_vsnprintf(current.reason, sizeof(current.reason), fmt, ap);
	__builtin_va_end(ap);
	if (current.verdict == PASS)
		current.verdict = ERROR;
	mg_give_up();
}

void mg_shutdown(unsigned int reason)
{
	struct sched_shutdown op = { .reason = reason };

	for (;;)
		hc_sched_op(SCHEDOP_shutdown, &op);
}

/* After an attack: does the hypervisor still do ordinary work for us? */
static void probe_life(void)
{
	pte_t *table;
	unsigned int port;

	CHECK_RC(hc_xen_version(0, NULL), (4L << 16) | 17);
	table = pt_alloc();
	CHECK_RC(pt_pin(1, table), 0);
	CHECK_RC(pt_unpin(table), 0);
	CHECK_RC(page_set_rw(table), 0);
	CHECK(page_is_alive(table), "a page did not come back");
	page_free(table);
	port = evtchn_new_ipi(0);
	CHECK_RC(evtchn_send(port), 0);
	CHECK(evtchn_test_pending(port), "an IPI to self is not pending");
	CHECK_RC(evtchn_close(port), 0);
}

static void tidy(void)
{
	struct mg_cpu *cpu = this_cpu();

	cpu->hook = NULL;
	cpu->user_exit = NULL;
	mg_events_off();
	mg_vcpu_info()->evtchn_upcall_pending = 0;
	mg_vcpu_info()->evtchn_pending_sel = 0;
}

static void run_test(const struct mg_test *test)
{
	unsigned long n = test - mg_tests_start;

	current.test = test;
	current.verdict = PASS;
	current.reason[0] = 0;
	mg_printf("# run %lu %s\n", n, test->name);
	if (!mg_setjmp(&this_cpu()->test_jmp)) {
		test->run();
		if (test->flags & MG_HOSTILE)
			probe_life();
	}
	tidy();
	switch (current.verdict) {
	case PASS:
		mg_printf("ok %lu - %s\n", n, test->name);
		break;
	case SKIP:
		mg_printf("ok %lu - %s # SKIP %s\n", n, test->name, current.reason);
		break;
	case FAIL:
		mg_printf("not ok %lu - %s\n", n, test->name);
		break;
	case ERROR:
		mg_printf("not ok %lu - %s # ERROR %s\n", n, test->name, current.reason);
		break;
	}
}

/*
 * Press the debug key that audits every reference (option "mgaudit").  The
 * hypervisor prints what it finds; the runner reads that.  The call is a sysctl
 * of the 4.17 interface: command, version, then the list of keys.
 */
static void press_audit_key(void)
{
	static const char key = 'A';
	static struct {
		u32 cmd, interface_version;
		const char *keys;
		u32 nr_keys;
		u8 pad[128];
	} op;
	struct sched_poll poll = { };

	op.cmd = 7;	/* debug_keys */
	op.interface_version = 0x15;
	op.keys = &key;
	op.nr_keys = 1;
	if (hypercall5(__HYPERVISOR_sysctl, (unsigned long)&op, 0, 0, 0, 0))
		mg_printf("# no debug keys here\n");
	/* the key runs by itself, with us paused, some time from now */
	poll.timeout = mg_now_ns() + 60000000;
	hc_sched_op(SCHEDOP_poll, &poll);
}

/* Is test @n selected by the hexadecimal number that ends at @end? */
static bool selected(const char *sel, unsigned int nr_digits, unsigned long n)
{
	unsigned int digit = n / 4;
	char c;

	if (digit >= nr_digits)
		return false;
	c = sel[nr_digits - 1 - digit];
	return (c <= '9' ? c - '0' : (c | 32) - 'a' + 10) >> (n % 4) & 1;
}

static void run_selected(void)
{
	const char *sel = strstr((const char *)mg_si->cmd_line, "mgsel=");
	bool audit = strstr((const char *)mg_si->cmd_line, "mgaudit");
	const struct mg_test *test;
	unsigned int nr_digits = 0;

	if (sel) {
		sel += 6;
		while (sel[nr_digits] && sel[nr_digits] != ' ')
			nr_digits++;
	}
	for (test = mg_tests_start; test < mg_tests_end; test++) {
		if (sel ? !selected(sel, nr_digits, test - mg_tests_start) :
			  test->flags & (MG_ALONE | MG_CRASH | MG_REBOOT | MG_POWEROFF))
			continue;
		run_test(test);
		if (audit)
			press_audit_key();
	}
}

void mg_main(struct start_info *si)
{
	mg_si = si;
	mg_cpus[0].online = true;
	mg_trap_stacks(&mg_cpus[0], mg_boot_stack);
	mg_shared = (struct shared_info *)shared_page;
	hc_update_va_mapping(shared_page, si->shared_info | PTE_KERN, UVMF_INVLPG);
	mg_trap_init();
	mg_mm_init();
	mg_printf("TAP version 13\n# microguest: %s, %lu pages, flags %x\n",
		  si->magic, si->nr_pages, si->flags);
	run_selected();
	mg_printf("# end\n");
	mg_shutdown(SHUTDOWN_reboot);
}

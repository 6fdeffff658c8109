// SPDX-License-Identifier: GPL-2.0-only
/*
 * console_io: the emergency console of dom0.
 */
#include "mg.h"

MG_TEST(console_write, 0, "writing text, nothing, and from nowhere")
{
	static const char text[] = "#   console_io says hello\n";

	CHECK_RC(hc_console_io(CONSOLEIO_write, sizeof(text) - 1, text), 0);
	CHECK_RC(hc_console_io(CONSOLEIO_write, 0, text), 0);
	CHECK_RC(hc_console_io(CONSOLEIO_write, 8, 16), -XEN_EFAULT);
	CHECK_RC(hc_console_io(CONSOLEIO_write, 8, MG_NONCANON), -XEN_EFAULT);
	CHECK_RC(hc_console_io(CONSOLEIO_write, 8, MG_HYP_VA), -XEN_EFAULT);
}

MG_TEST(console_read_empty, 0, "reading without input yields 0")
{
	char buf[16];

	CHECK_RC(hc_console_io(CONSOLEIO_read, sizeof(buf), buf), 0);
}

MG_TEST(console_bad_args, MG_HOSTILE, "a read count above INT_MAX, unknown commands")
{
	char c = '#';

	CHECK_RC(hc_console_io(CONSOLEIO_read, 0x80000000UL, &c), -XEN_E2BIG);
	CHECK_RC(hc_console_io(CONSOLEIO_read, 0xffffffffUL, &c), -XEN_E2BIG);
	CHECK_RC(hc_console_io(2, 1, &c), -XEN_ENOSYS);
	CHECK_RC(hc_console_io(-1, 1, &c), -XEN_ENOSYS);
}

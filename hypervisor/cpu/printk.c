// SPDX-License-Identifier: GPL-2.0-only
/*
 * printk(): levels, prefixes, and what reaches the devices.
 *
 * Every line goes to the console ring; loglvl= and guest_loglvl= decide which
 * also go to the devices, and below the lower threshold not even to the ring.
 * The syntax is Xen's: "<level>[/<rate limited level>]" of none, error, warning,
 * info, debug, all. Lines about guests (LOG_GUEST) are rate limited: a guest
 * that provokes a message in a loop must not own the console.
 *
 * The line is put together in one static buffer under the console lock.
 */
#include "cpu/printk.h"
#include "cpu/console.h"
#include "cpu/pcpu.h"
#include "lib/format.h"
#include "lib/param.h"
#include <linux/ctype.h>
#include <linux/init.h>
#include <linux/string.h>

#define PREFIX	"(HV) "

#ifdef CONFIG_HV_DEBUG
static unsigned int log_level = 4, guest_log_level = 4;
#else
static unsigned int log_level = 3, guest_log_level = 2;
#endif

static char line[1024];
static bool in_line;			/* the last text did not end in a newline */
static bool last_shown;

/* One more than the highest level shown: none 0, error 1 ... debug and all 4 */
static int __init parse_level(const char *s, unsigned int *level)
{
	static const char * const names[] = {
		"none", "error", "warning", "info", "debug", "all",
	};
	size_t len = strcspn(s, "/");

	for (unsigned int i = 0; i < 6; i++) {
		if (strlen(names[i]) == len && !memcmp(s, names[i], len)) {
			*level = i < 4 ? i : 4;
			return 0;
		}
	}
	return -EINVAL;
}

static int __init parse_loglvl(const char *s)
{
	return parse_level(s, &log_level);
}

custom_param("loglvl", parse_loglvl);

static int __init parse_guest_loglvl(const char *s)
{
	return parse_level(s, &guest_log_level);
}

custom_param("guest_loglvl", parse_guest_loglvl);

struct text_class {
	bool guest;
	unsigned int level;
};

/* Reads and skips "<G><2>"; a line without level counts as info */
static struct text_class take_class(const char **text)
{
	struct text_class class = { false, 2 };
	const char *s = *text;

	if (s[0] == '<' && s[1] == 'G' && s[2] == '>') {
		class.guest = true;
		s += 3;
	}
	if (s[0] == '<' && s[1] >= '0' && s[1] <= '3' && s[2] == '>') {
		class.level = s[1] - '0';
		s += 3;
	}
	*text = s;
	return class;
}

void vprintk(const char *fmt, va_list args)
{
	unsigned long flags = console_enter();
	const char *text = line;
	struct text_class class;

	vscnprintf(line, sizeof(line), fmt, args);
	class = take_class(&text);
	if (!in_line)
		last_shown = class.level < (class.guest ? guest_log_level : log_level);
	while (last_shown && *text) {
		const char *newline = strchr(text, '\n');
		size_t len = newline ? (size_t)(newline + 1 - text) : strlen(text);

		if (!in_line)
			console_write_locked(PREFIX, strlen(PREFIX), true);
		console_write_locked(text, len, true);
		in_line = !newline;
		text += len;
	}
	console_leave(flags);
}

void printk(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vprintk(fmt, args);
	va_end(args);
}

#ifdef CONFIG_HV_DEBUG
void refuse_say(const char *func, int err, const char *fmt, ...)
{
	char why[160];
	va_list args;

	va_start(args, fmt);
	vscnprintf(why, sizeof(why), fmt, args);
	va_end(args);
	printk(LOG_GUEST LOG_DEBUG "%s: refused (%d): %s\n", func, err, why);
}
#endif

// SPDX-License-Identifier: GPL-2.0-only
/*
 * printk(): levels, prefixes, and what reaches the devices.
 *
 * loglvl= and guest_loglvl= (for lines about guests, LOG_GUEST) are Xen's:
 * "<level>[/<level>]" of none, error, warning, info, debug, all. What passes the
 * first is printed; what passes only the second is printed unless there is too
 * much of it; the rest is dropped. By default all lines about guests are of the
 * second kind, because a guest that provokes a message in a loop must not own
 * the console.
 *
 * "Too much" is a bucket of 10 lines, one of which comes back every half second.
 *
 * The line is put together in one static buffer under the console lock.
 */
#include "cpu/printk.h"
#include "cpu/clock.h"
#include "cpu/console.h"
#include "cpu/pcpu.h"
#include "lib/format.h"
#include "lib/param.h"
#include <linux/ctype.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>

#define PREFIX	"(HV) "

#define BUCKET_LINES	10
#define BUCKET_NS	500000000ULL

/* One more than the highest level shown: none 0, error 1, ... debug and all 4 */
struct threshold {
	unsigned int always, limited;
};

static struct threshold host = {
	.always = IS_ENABLED(CONFIG_HV_DEBUG) ? 4 : 3,
	.limited = IS_ENABLED(CONFIG_HV_DEBUG) ? 4 : 3,
};

static struct threshold guest = {
	.always = IS_ENABLED(CONFIG_HV_DEBUG) ? 4 : 0,
	.limited = IS_ENABLED(CONFIG_HV_DEBUG) ? 4 : 2,
};

/* console lock */
static unsigned int bucket = BUCKET_LINES, dropped;
static u64 bucket_ns;

static char line[1024];
static bool in_line;			/* the last text did not end in a newline */
static bool last_shown;

static int __init parse_one_level(const char *s, size_t len, unsigned int *level)
{
	static const char * const names[] = {
		"none", "error", "warning", "info", "debug", "all",
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++) {
		if (strlen(names[i]) == len && !memcmp(s, names[i], len)) {
			*level = min(i, 4u);
			return 0;
		}
	}
	return -EINVAL;
}

static int __init parse_threshold(const char *s, struct threshold *t)
{
	const char *slash = strchr(s, '/');
	struct threshold new;

	if (parse_one_level(s, slash ? (size_t)(slash - s) : strlen(s), &new.always))
		return -EINVAL;
	new.limited = new.always;
	if (slash && parse_one_level(slash + 1, strlen(slash + 1), &new.limited))
		return -EINVAL;
	*t = new;
	return 0;
}

static int __init parse_loglvl(const char *s)
{
	return parse_threshold(s, &host);
}

custom_param("loglvl", parse_loglvl);

static int __init parse_guest_loglvl(const char *s)
{
	return parse_threshold(s, &guest);
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

/* A line that is shown only if there are not too many */
static bool bucket_take(void)
{
	u64 now = clock_ns(), back = (now - bucket_ns) / BUCKET_NS;

	if (back) {
		bucket = min((u64)BUCKET_LINES, bucket + back);
		bucket_ns = now;
	}
	if (!bucket) {
		dropped++;
		return false;
	}
	bucket--;
	return true;
}

static bool is_shown(struct text_class class)
{
	const struct threshold *t = class.guest ? &guest : &host;
	char note[48];

	if (class.level < t->always)
		return true;
	if (class.level >= t->limited || !bucket_take())
		return false;
	if (dropped) {
		console_write_locked(note, scnprintf(note, sizeof(note),
						     PREFIX "(%u lines left out)\n", dropped),
				     true);
		dropped = 0;
	}
	return true;
}

void vprintk(const char *fmt, va_list args)
{
	unsigned long flags = console_enter();
	const char *text = line;
	struct text_class class;

	vscnprintf(line, sizeof(line), fmt, args);
	class = take_class(&text);
	if (!in_line)
		last_shown = is_shown(class);
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
#define SAME_REFUSALS	20	/* shown per second, CPU and place in the source */

/* A guest that is refused the same thing in a loop shall not fill the log. */
struct refusal { const char *fmt; u64 since_ns; u32 nr; };

static struct refusal last_refusal[HV_NR_CPUS];

static bool refusal_is_one_too_many(const char *fmt)
{
	struct refusal *last = &this_var(last_refusal);
	u64 now = clock_ns();

	if (last->fmt != fmt || now - last->since_ns > 1000000000) {
		if (last->nr > SAME_REFUSALS)
			printk(LOG_GUEST LOG_DEBUG "(%u more refusals of that kind)\n",
			       last->nr - SAME_REFUSALS);
		last->fmt = fmt;
		last->since_ns = now;
		last->nr = 0;
	}
	return ++last->nr > SAME_REFUSALS;
}

void refuse_say(const char *func, int err, const char *fmt, ...)
{
	char why[160];
	va_list args;

	if (refusal_is_one_too_many(fmt))
		return;

	va_start(args, fmt);
	vscnprintf(why, sizeof(why), fmt, args);
	va_end(args);
	printk(LOG_GUEST LOG_DEBUG "%s: refused (%d): %s\n", func, err, why);
}
#endif

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command-line parser.
 *
 * Options are separated by blanks. A double quote starts or ends a stretch in
 * which blanks do not separate; the quotes themselves are dropped. An option
 * is "name", "no-name" or "name=value". Every record of that name gets it, so
 * that two files may watch one option; the last occurrence on the line wins,
 * except for custom parsers, which see each occurrence in turn.
 *
 * A value that a record refuses leaves its variable unchanged and is reported
 * by name: a mistyped dom0_mem= must not be silent.
 *
 * Longer options than MAX_OPTION are reported as bad, not cut.
 */
#include "lib/param.h"
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/string.h>

#define MAX_OPTION	512

static bool word_is(const char *s, size_t len, const char *word)
{
	return strlen(word) == len && !memcmp(s, word, len);
}

int param_parse_bool(const char *s, const char *end)
{
	static const char * const yes[] = { "1", "on", "yes", "true", "enable" };
	static const char * const no[] = { "0", "off", "no", "false", "disable" };
	size_t len = end ? (size_t)(end - s) : strlen(s);

	for (unsigned int i = 0; i < 5; i++) {
		if (word_is(s, len, yes[i]))
			return 1;
		if (word_is(s, len, no[i]))
			return 0;
	}
	return -EINVAL;
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return 99;
}

/* Decimal, 0x hexadecimal or 0 octal; saturates; *rest behind the last digit */
static u64 parse_number(const char *s, const char **rest)
{
	unsigned int base = 10;
	u64 value = 0;

	if (s[0] == '0' && (s[1] | 0x20) == 'x' && digit_value(s[2]) < 16) {
		base = 16;
		s += 2;
	} else if (s[0] == '0') {
		base = 8;
	}
	for (; digit_value(*s) < (int)base; s++) {
		u64 next;

		if (__builtin_mul_overflow(value, (u64)base, &next) ||
		    __builtin_add_overflow(next, (u64)digit_value(*s), &next))
			next = U64_MAX;
		value = next;
	}
	*rest = s;
	return value;
}

u64 param_parse_size(const char *s, const char **rest)
{
	static const char units[] = "bkmgt";	/* each 1024 times the one before */
	u64 value = parse_number(s, rest);
	const char *unit = strchr(units, **rest | 0x20);
	unsigned int shift;

	if (*rest == s)
		return 0;
	if (!unit)
		return value;
	shift = 10 * (unit - units);
	(*rest)++;
	return value > U64_MAX >> shift ? U64_MAX : value << shift;
}

static int set_uint(const struct param *param, const char *value)
{
	const char *rest;
	u64 number = parse_number(value, &rest);

	if (rest == value || *rest || number > U32_MAX)
		return -EINVAL;
	*(unsigned int *)param->var = number;
	return 0;
}

static int set_size(const struct param *param, const char *value)
{
	const char *rest;
	u64 number = param_parse_size(value, &rest);

	if (rest == value || *rest)
		return -EINVAL;
	*(u64 *)param->var = number;
	return 0;
}

/* @value is NULL for a bare "name"; @negated for "no-name" */
static int param_set(const struct param *param, const char *value, bool negated)
{
	int on;

	if (param->kind == PARAM_BOOL) {
		on = value ? param_parse_bool(value, NULL) : 1;
		if (on < 0)
			return on;
		*(bool *)param->var = on ^ negated;
		return 0;
	}
	if (param->kind == PARAM_CUSTOM)
		return param->parse(value ? value : negated ? "no" : "");
	if (!value || negated)
		return -EINVAL;
	if (param->kind == PARAM_UINT)
		return set_uint(param, value);
	if (param->kind == PARAM_SIZE)
		return set_size(param, value);
	if (strlen(value) >= param->size)
		return -E2BIG;
	strscpy(param->var, value, param->size);
	return 0;
}

/* Every record called @name (@len bytes): 1 taken, 0 nobody's, -EINVAL refused */
static int param_apply(const char *name, size_t len, const char *value, bool negated)
{
	int result = 0;

	for (const struct param *p = _init_params_start; p < _init_params_end; p++) {
		if (!word_is(name, len, p->name))
			continue;
		if (param_set(p, value, negated))
			return -EINVAL;
		result = 1;
	}
	return result;
}

static void param_one(const char *option, void (*unknown)(const char *option, bool bad))
{
	const char *equals = strchr(option, '=');
	size_t len = equals ? (size_t)(equals - option) : strlen(option);
	int taken = param_apply(option, len, equals ? equals + 1 : NULL, false);

	if (!taken && !strncmp(option, "no-", 3))
		taken = param_apply(option + 3, len - 3, equals ? equals + 1 : NULL, true);
	if (taken <= 0)
		unknown(option, taken < 0);
}

void param_parse_line(const char *line, void (*unknown)(const char *option, bool bad))
{
	char option[MAX_OPTION];

	while (*line) {
		bool quoted = false, cut = false;
		size_t len = 0;

		while (*line == ' ' || *line == '\t' || *line == '\n')
			line++;
		for (; *line && (quoted || (*line != ' ' && *line != '\t' && *line != '\n'));
		     line++) {
			if (*line == '"')
				quoted = !quoted;
			else if (len < sizeof(option) - 1)
				option[len++] = *line;
			else
				cut = true;
		}
		option[len] = '\0';
		if (cut)
			unknown(option, true);
		else if (len)
			param_one(option, unknown);
	}
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Command-line options.
 *
 * A file that owns an option declares it beside the variable it sets; the
 * records are gathered in the section .init.params, which lib/param.c walks.
 * Names and syntax are Xen's, so that administrators' habits hold. An option
 * that nobody declared is named in a warning by the boot code.
 */
#ifndef HV_LIB_PARAM_H
#define HV_LIB_PARAM_H

#include <linux/types.h>
#include <linux/compiler.h>

enum param_kind {
	PARAM_BOOL,	/* name, name=on|off|yes|no|true|false|enable|disable|1|0, no-name */
	PARAM_UINT,	/* name=number (0x.., 0.., decimal), unsigned int */
	PARAM_SIZE,	/* name=number with K/M/G/T suffix, bytes; u64 */
	PARAM_STRING,	/* name=text, copied; var is char[size] */
	PARAM_CUSTOM,	/* name=text handed to a function: 0 or -errno */
};

struct param {
	const char *name;
	enum param_kind kind;
	unsigned int size;
	union {
		void *var;
		int (*parse)(const char *value);
	};
};

/* Every record, gathered by the linker. */
extern const struct param _init_params_start[], _init_params_end[];

#define __PARAM(_name, _kind, _var, _size)					\
	static const struct param __used __section(".init.params")		\
	__aligned(8) __UNIQUE_ID(param) = {					\
		.name = _name, .kind = _kind, .size = _size, .var = _var,	\
	}

#define bool_param(name, var)	__PARAM(name, PARAM_BOOL, &(var), sizeof(var))
#define uint_param(name, var)	__PARAM(name, PARAM_UINT, &(var), sizeof(var))
#define size_param(name, var)	__PARAM(name, PARAM_SIZE, &(var), sizeof(var))
#define string_param(name, var)	__PARAM(name, PARAM_STRING, var, sizeof(var))
#define custom_param(_name, fn)							\
	static const struct param __used __section(".init.params")		\
	__aligned(8) __UNIQUE_ID(param) = {					\
		.name = _name, .kind = PARAM_CUSTOM, .parse = fn,		\
	}

/**
 * param_parse_line() - apply every option of a command line
 * @line: options separated by blanks; double quotes keep blanks together
 * @unknown: called for each option that no record matches, and (with
 *           bad = true) for each whose value was refused
 *
 * Context: boot, one CPU.
 */
void param_parse_line(const char *line, void (*unknown)(const char *option, bool bad));

/* "on"/"off"/... to 1/0, -EINVAL for anything else; @s need not end at @end */
int param_parse_bool(const char *s, const char *end);

/* number with K/M/G/T suffix; *@rest is left behind the last character used */
u64 param_parse_size(const char *s, const char **rest);

#endif

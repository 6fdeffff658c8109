// SPDX-License-Identifier: GPL-2.0-only
/*
 * printf formatting for the subset that the hypervisor uses.
 *
 * The kernel's lib/vsprintf.c cannot be taken over: its pointer extensions
 * reach into dentries, devices, network addresses, randomness and RCU, and no
 * configuration leaves only the core. What is here is the core: flags "-0+ #",
 * width and precision (also "*"), lengths hh h l ll z t, conversions
 * d i u x X o c s p %, and %ps or %pS for code addresses through a hook, since
 * this layer knows no symbols.
 *
 * %p prints the value as it is, 16 digits: the readers of the log are the
 * owners of the machine. Nothing here allocates, locks or keeps state, so the
 * code serves a dying hypervisor too. %n and floating point are absent on
 * purpose.
 *
 * All functions write at most @size bytes including the final zero byte and
 * return the length that the whole text would have had (vscnprintf: has).
 */
#include "lib/format.h"
#include <linux/kernel.h>
#include <linux/string.h>

void (*format_symbol)(unsigned long va, char *buf, size_t size);

struct sink {
	char *at, *end;		/* end: where the terminating zero may still go */
	size_t length;
};

struct spec {
	bool left, zero, plus, space, alt, upper;
	int width, precision;	/* precision < 0: none given */
	unsigned int base;
};

static void put(struct sink *out, char c)
{
	if (out->at < out->end)
		*out->at++ = c;
	out->length++;
}

static void put_repeated(struct sink *out, char c, int count)
{
	while (count-- > 0)
		put(out, c);
}

static void put_text(struct sink *out, const struct spec *spec, const char *s)
{
	int len = 0;

	while ((spec->precision < 0 || len < spec->precision) && s[len])
		len++;
	if (!spec->left)
		put_repeated(out, ' ', spec->width - len);
	for (int i = 0; i < len; i++)
		put(out, s[i]);
	if (spec->left)
		put_repeated(out, ' ', spec->width - len);
}

static void put_number(struct sink *out, const struct spec *spec, u64 value, bool negative)
{
	const char *digits = spec->upper ? "0123456789ABCDEF" : "0123456789abcdef";
	char buf[24], sign = 0;
	const char *prefix = "";
	int len = 0, zeros, pad;

	if (negative)
		sign = '-';
	else if (spec->plus)
		sign = '+';
	else if (spec->space)
		sign = ' ';
	if (spec->alt && spec->base == 16 && value)
		prefix = spec->upper ? "0X" : "0x";
	else if (spec->alt && spec->base == 8)
		prefix = "0";

	while (value || (!len && spec->precision)) {
		buf[len++] = digits[value % spec->base];
		value /= spec->base;
	}

	zeros = max(spec->precision - len, 0);
	pad = spec->width - len - zeros - !!sign - (int)strlen(prefix);
	if (spec->zero && !spec->left && spec->precision < 0 && pad > 0) {
		zeros += pad;
		pad = 0;
	}
	if (!spec->left)
		put_repeated(out, ' ', pad);
	if (sign)
		put(out, sign);
	while (*prefix)
		put(out, *prefix++);
	put_repeated(out, '0', zeros);
	while (len)
		put(out, buf[--len]);
	if (spec->left)
		put_repeated(out, ' ', pad);
}

/* %p, %ps, %pS; returns how many letters behind the p belong to it */
static int put_pointer(struct sink *out, struct spec *spec, const char *suffix, unsigned long va)
{
	if ((*suffix == 's' || *suffix == 'S') && format_symbol) {
		char name[96];

		format_symbol(va, name, sizeof(name));
		put_text(out, spec, name);
		return 1;
	}
	spec->base = 16;
	spec->precision = 16;
	put_number(out, spec, va, false);
	return *suffix == 's' || *suffix == 'S';
}

static int parse_decimal(const char **fmt)
{
	int n = 0;

	while (**fmt >= '0' && **fmt <= '9') {
		if (n < 100000)
			n = n * 10 + (**fmt - '0');
		(*fmt)++;
	}
	return n;
}

static void parse_flags(const char **fmt, struct spec *spec)
{
	for (;; (*fmt)++) {
		switch (**fmt) {
		case '-':
			spec->left = true;
			break;
		case '0':
			spec->zero = true;
			break;
		case '+':
			spec->plus = true;
			break;
		case ' ':
			spec->space = true;
			break;
		case '#':
			spec->alt = true;
			break;
		default:
			return;
		}
	}
}

/* h, hh, l, ll, z, t to a size in bytes */
static int parse_length(const char **fmt)
{
	char c = **fmt;

	if (c == 'h' || c == 'l') {
		bool twice = (*fmt)[1] == c;

		*fmt += 1 + twice;
		if (c == 'l')
			return 8;
		return twice ? 1 : 2;
	}
	if (c == 'z' || c == 't') {
		(*fmt)++;
		return 8;
	}
	return 4;
}

static u64 narrow(u64 value, int bytes, bool is_signed)
{
	int unused = 64 - 8 * bytes;

	return is_signed ? (u64)((s64)(value << unused) >> unused) : value << unused >> unused;
}

static void put_integer(struct sink *out, struct spec *spec, char conv, u64 value, int bytes)
{
	bool is_signed = conv == 'd' || conv == 'i';
	bool negative;

	value = narrow(value, bytes, is_signed);
	negative = is_signed && (s64)value < 0;
	if (!is_signed) {
		spec->plus = false;
		spec->space = false;
	}
	spec->upper = conv == 'X';
	spec->base = conv == 'o' ? 8 : conv == 'x' || conv == 'X' ? 16 : 10;
	put_number(out, spec, negative ? -value : value, negative);
}

/* A list of arguments that can be passed on and be taken from */
struct arguments {
	va_list list;
};

static void parse_width(const char **fmt, struct spec *spec, struct arguments *args)
{
	if (**fmt != '*') {
		spec->width = parse_decimal(fmt);
		return;
	}
	(*fmt)++;
	spec->width = va_arg(args->list, int);
	if (spec->width < 0) {
		spec->left = true;
		spec->width = -spec->width;
	}
}

static void parse_precision(const char **fmt, struct spec *spec, struct arguments *args)
{
	if (**fmt != '.')
		return;
	(*fmt)++;
	if (**fmt != '*') {
		spec->precision = parse_decimal(fmt);
		return;
	}
	(*fmt)++;
	spec->precision = va_arg(args->list, int);
}

static void put_char(struct sink *out, const struct spec *spec, char c)
{
	char text[2] = { c };

	if (c)
		put_text(out, spec, text);
	else
		put(out, c);
}

/* One conversion, @fmt behind the percent sign; returns its last character */
static const char *put_conversion(struct sink *out, const char *fmt, struct arguments *args)
{
	struct spec spec = { .precision = -1 };
	const char *start = fmt - 1;
	const char *text;
	int bytes;

	parse_flags(&fmt, &spec);
	parse_width(&fmt, &spec, args);
	parse_precision(&fmt, &spec, args);
	bytes = parse_length(&fmt);

	switch (*fmt) {
	case 'd': case 'i': case 'u': case 'x': case 'X': case 'o':
		put_integer(out, &spec, *fmt,
			    bytes == 8 ? va_arg(args->list, u64) : va_arg(args->list, u32),
			    bytes);
		return fmt;
	case 'c':
		put_char(out, &spec, va_arg(args->list, int));
		return fmt;
	case 's':
		text = va_arg(args->list, const char *);
		put_text(out, &spec, text ? text : "(null)");
		return fmt;
	case 'p':
		return fmt + put_pointer(out, &spec, fmt + 1,
					 (unsigned long)va_arg(args->list, void *));
	case '%':
		put(out, '%');
		return fmt;
	}
	while (start < fmt)		/* unknown: show it as it stands */
		put(out, *start++);
	return fmt - 1;
}

int vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	struct sink out = { buf, size ? buf + size - 1 : buf, 0 };
	struct arguments copy;

	va_copy(copy.list, args);
	for (; *fmt; fmt++) {
		if (*fmt == '%')
			fmt = put_conversion(&out, fmt + 1, &copy);
		else
			put(&out, *fmt);
	}
	va_end(copy.list);
	if (size)
		*out.at = '\0';
	return out.length;
}

int vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	int len = vsnprintf(buf, size, fmt, args);

	if (len < (int)size)
		return len;
	return size ? size - 1 : 0;
}

int snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}

int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vscnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}

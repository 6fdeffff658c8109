// SPDX-License-Identifier: GPL-2.0-only
/*
 * Text for the console: a small formatter and the string functions that the
 * compiler may call.
 *
 * The formatter knows %d %u %x %s %c %p %%, the length l, a width with or
 * without leading zero, and '-' for strings is absent on purpose.  Each line
 * goes out in one console_io call, so that lines of two vCPUs do not mix.
 */
#include "mg.h"

struct out {
	char *buf;
	unsigned int size, at;
};

static void put(struct out *o, char c)
{
	if (o->at + 1 < o->size)
		o->buf[o->at] = c;
	o->at++;
}

static void put_number(struct out *o, unsigned long val, unsigned int base, int width, char pad)
{
	char digits[24];
	int n = 0;

	do {
		digits[n++] = "0123456789abcdef"[val % base];
		val /= base;
	} while (val);
	while (width-- > n)
		put(o, pad);
	while (n)
		put(o, digits[--n]);
}

static void put_conversion(struct out *o, char kind, unsigned long val, int width, char pad)
{
	const char *s;

	switch (kind) {
	case 'd':
		if ((long)val < 0) {
			put(o, '-');
			val = -val;
		}
		put_number(o, val, 10, width, pad);
		break;
	case 'u':
		put_number(o, val, 10, width, pad);
		break;
	case 'p':
		put(o, '0');
		put(o, 'x');
		put_number(o, val, 16, 16, '0');
		break;
	case 'x':
		put_number(o, val, 16, width, pad);
		break;
	case 's':
		for (s = val ? (const char *)val : "(null)"; *s; s++)
			put(o, *s);
		break;
	case 'c':
		put(o, (char)val);
		break;
	default:
		put(o, kind);
	}
}

int mg_vsnprintf(char *buf, unsigned int size, const char *fmt, __builtin_va_list ap)
{
	struct out o = { .buf = buf, .size = size };

	for (; *fmt; fmt++) {
		bool is_long = false;
		unsigned long val = 0;
		char pad = ' ';
		int width = 0;

		if (*fmt != '%') {
			put(&o, *fmt);
			continue;
		}
		fmt++;
		if (*fmt == '0')
			pad = '0';
		while (*fmt >= '0' && *fmt <= '9')
			width = width * 10 + *fmt++ - '0';
		while (*fmt == 'l') {
			is_long = true;
			fmt++;
		}
		if (*fmt == 's' || *fmt == 'p' || is_long)
			val = __builtin_va_arg(ap, unsigned long);
		else if (*fmt == 'd')
			val = (unsigned long)(long)__builtin_va_arg(ap, int);
		else if (*fmt == 'u' || *fmt == 'x' || *fmt == 'c')
			val = __builtin_va_arg(ap, unsigned int);
		put_conversion(&o, *fmt, val, width, pad);
	}
	if (size)
		buf[o.at < size ? o.at : size - 1] = 0;
	return o.at;
}

int mg_snprintf(char *buf, unsigned int size, const char *fmt, ...)
{
	__builtin_va_list ap;
	int n;

	__builtin_va_start(ap, fmt);
	n = mg_vsnprintf(buf, size, fmt, ap);
	__builtin_va_end(ap);
	return n;
}

void mg_write(const char *buf, unsigned int nr_bytes)
{
	hc_console_io(CONSOLEIO_write, nr_bytes, buf);
}

void mg_printf(const char *fmt, ...)
{
	char line[256];
	__builtin_va_list ap;
	unsigned int n;

	__builtin_va_start(ap, fmt);
	n = mg_vsnprintf(line, sizeof(line), fmt, ap);
	__builtin_va_end(ap);
	mg_write(line, n < sizeof(line) ? n : sizeof(line) - 1);
}

void *memset(void *p, int c, size_t n)
{
	void *d = p;

	asm volatile("rep stosb" : "+D" (d), "+c" (n) : "a" (c) : "memory");
	return p;
}

void *memcpy(void *to, const void *from, size_t n)
{
	void *d = to;

	asm volatile("rep movsb" : "+D" (d), "+S" (from), "+c" (n) : : "memory");
	return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *x = a, *y = b;

	for (; n; n--, x++, y++) {
		if (*x != *y)
			return *x - *y;
	}
	return 0;
}

size_t strlen(const char *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}

int strncmp(const char *a, const char *b, size_t n)
{
	for (; n; n--, a++, b++) {
		if (*a != *b)
			return (unsigned char)*a - (unsigned char)*b;
		if (!*a)
			break;
	}
	return 0;
}

int strcmp(const char *a, const char *b)
{
	return strncmp(a, b, ~0UL);
}

char *strstr(const char *hay, const char *needle)
{
	size_t n = strlen(needle);

	for (; *hay; hay++) {
		if (!strncmp(hay, needle, n))
			return (char *)hay;
	}
	return NULL;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * lib/format.c against the C library: for every combination of flags, width,
 * precision, length and conversion that both know, the text and the returned
 * length must agree, in buffers that are large, exact, too small and empty. Then
 * what differs on purpose: %p, %ps, unknown conversions, a null string.
 */
#include "lib/format.h"
#include "unit.h"

#undef snprintf		/* the C library's, from here on */

static unsigned int compared;

static void compare_once(const char *fmt, size_t size, u64 value, bool wide)
{
	char ours[64], theirs[64];
	int a, b;

	memset(ours, 0x55, sizeof(ours));
	memset(theirs, 0x55, sizeof(theirs));
	if (wide) {
		a = hv_snprintf(ours, size, fmt, value);
		b = snprintf(theirs, size, fmt, value);
	} else {
		a = hv_snprintf(ours, size, fmt, (u32)value);
		b = snprintf(theirs, size, fmt, (u32)value);
	}
	compared++;
	if (a != b || memcmp(ours, theirs, sizeof(ours))) {
		printf("# \"%s\" of %llx in %zu: \"%.60s\" %d, not \"%.60s\" %d\n", fmt, value,
		       size, size ? ours : "", a, size ? theirs : "", b);
		unit_failures++;
	}
}

static void compare(const char *fmt, u64 value, bool wide)
{
	static const size_t sizes[] = { 0, 1, 2, 7, 63 };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++)
		compare_once(fmt, sizes[i], value, wide);
}

static const u64 values[] = {
	0, 1, 7, 8, 127, 128, 255, 0x7fff, 0x8000, 0x7fffffff, 0x80000000, 0xffffffff,
	0x123456789abcdef0, 0x7fffffffffffffff, 0x8000000000000000, ~0ULL,
};

static void one_conversion(const char *flags, const char *width, const char *precision, char c)
{
	static const char * const lengths[] = { "", "hh", "h", "l", "ll", "z" };
	char fmt[32];

	for (unsigned int l = 0; l < ARRAY_SIZE(lengths); l++) {
		snprintf(fmt, sizeof(fmt), "a%%%s%s%s%s%cz", flags, width, precision,
			 lengths[l], c);
		for (unsigned int v = 0; v < ARRAY_SIZE(values); v++)
			compare(fmt, values[v], l >= 3);
	}
}

static void all_widths(const char *flags, char c)
{
	static const char * const widths[] = { "", "1", "5", "20" };
	static const char * const precisions[] = { "", ".0", ".1", ".8" };

	for (unsigned int w = 0; w < ARRAY_SIZE(widths); w++) {
		for (unsigned int p = 0; p < ARRAY_SIZE(precisions); p++)
			one_conversion(flags, widths[w], precisions[p], c);
	}
}

/* "#o" with a long enough precision adds no zero in the C library: not ours. */
static void integers(void)
{
	static const char * const flags[] = {
		"", "-", "0", "+", " ", "#", "0#", "-#", "+0", "-+",
	};

	for (const char *c = "diuxXo"; *c; c++) {
		for (unsigned int f = 0; f < ARRAY_SIZE(flags); f++) {
			if (*c != 'o' || !strchr(flags[f], '#'))
				all_widths(flags[f], *c);
		}
	}
	CHECK(compared > 100000);
}

static void text(void)
{
	char buf[32];

	CHECK_EQ(hv_snprintf(buf, sizeof(buf), "%s|%5s|%-5s|%.2s", "ab", "cd", "ef", "ghi"), 17);
	CHECK_STR(buf, "ab|   cd|ef   |gh");
	CHECK_EQ(hv_snprintf(buf, sizeof(buf), "%*s|%-*s|%.*s", 4, "a", 3, "b", 1, "xyz"), 10);
	CHECK_STR(buf, "   a|b  |x");
	CHECK_EQ(hv_snprintf(buf, sizeof(buf), "%*d", -4, 7), 4);
	CHECK_STR(buf, "7   ");
	hv_snprintf(buf, sizeof(buf), "%c%3c%%", 'x', 'y');
	CHECK_STR(buf, "x  y%");
	hv_snprintf(buf, sizeof(buf), "%s", (const char *)NULL);
	CHECK_STR(buf, "(null)");
}

/* A string argument without an end is read no further than the precision. */
static void unterminated(void)
{
	char *three = malloc(3), buf[16];

	memcpy(three, "abc", 3);
	CHECK_EQ(hv_snprintf(buf, sizeof(buf), "%.3s", three), 3);
	CHECK_STR(buf, "abc");
	free(three);
}

static void truncation(void)
{
	char buf[8];

	CHECK_EQ(hv_snprintf(buf, sizeof(buf), "%s", "0123456789"), 10);
	CHECK_STR(buf, "0123456");
	CHECK_EQ(hv_scnprintf(buf, sizeof(buf), "%s", "0123456789"), 7);
	CHECK_EQ(hv_scnprintf(buf, sizeof(buf), "%s", "012"), 3);
	CHECK_EQ(hv_scnprintf(buf, 0, "%s", "012"), 0);
	CHECK_EQ(hv_snprintf(NULL, 0, "%d", 12345), 5);
}

static void name_symbol(unsigned long va, char *buf, size_t size)
{
	hv_snprintf(buf, size, "sym%lx", va);
}

static void pointers(void)
{
	char buf[48];

	hv_snprintf(buf, sizeof(buf), "%p", (void *)0xffff828040200000);
	CHECK_STR(buf, "ffff828040200000");
	hv_snprintf(buf, sizeof(buf), "%ps.", (void *)0x12);
	CHECK_STR(buf, "0000000000000012.");
	format_symbol = name_symbol;
	hv_snprintf(buf, sizeof(buf), "%ps %10pS.", (void *)0x12, (void *)0x13);
	CHECK_STR(buf, "sym12      sym13.");
}

static void unknown(void)
{
	char buf[32];
	const char *fmt = "a%qb%5";

	hv_snprintf(buf, sizeof(buf), fmt, 1);
	CHECK_STR(buf, "a%qb%5");
}

int main(void)
{
	UNIT(integers);
	UNIT(text);
	UNIT(unterminated);
	UNIT(truncation);
	UNIT(pointers);
	UNIT(unknown);
	return unit_done();
}

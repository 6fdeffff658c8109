// SPDX-License-Identifier: GPL-2.0-only
/*
 * lib/param.c: every kind of option, its refusals, quoting, and that a refused
 * value leaves the variable alone and is reported by name.
 */
#include "lib/param.h"
#include "unit.h"

static bool flag;
bool_param("flag", flag);
static unsigned int number;
uint_param("number", number);
static u64 bytes;
size_param("bytes", bytes);
static char text[8];
string_param("text", text);
static bool twice;
bool_param("flag", twice);		/* a second watcher of one name */

static char seen[64];
static int parse_custom(const char *value)
{
	strcat(seen, value);
	strcat(seen, ";");
	return strcmp(value, "bad") ? 0 : -EINVAL;
}

custom_param("custom", parse_custom);

static char complaints[256];
static void complain(const char *option, bool bad)
{
	strcat(complaints, bad ? "bad " : "unknown ");
	strncat(complaints, option, 20);
	strcat(complaints, ";");
}

static void parse(const char *line)
{
	complaints[0] = '\0';
	seen[0] = '\0';
	param_parse_line(line, complain);
}

static void booleans(void)
{
	static const char * const on[] = { "flag", "flag=1", "flag=on", "flag=yes", "flag=true",
					   "flag=enable", "no-flag=0" };
	static const char * const off[] = { "no-flag", "flag=0", "flag=off", "flag=no",
					    "flag=false", "flag=disable" };

	for (unsigned int i = 0; i < ARRAY_SIZE(on); i++) {
		flag = false;
		twice = false;
		parse(on[i]);
		CHECK(flag && twice && !complaints[0]);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(off); i++) {
		flag = true;
		twice = true;
		parse(off[i]);
		CHECK(!flag && !twice && !complaints[0]);
	}
	flag = true;
	parse("flag=maybe");
	CHECK(flag);
	CHECK_STR(complaints, "bad flag=maybe;");
}

static void numbers(void)
{
	parse("number=10");
	CHECK_EQ(number, 10);
	parse("number=0x1F");
	CHECK_EQ(number, 0x1f);
	parse("number=010");
	CHECK_EQ(number, 8);
	parse("number=0");
	CHECK_EQ(number, 0);
	parse("number=4294967295");
	CHECK_EQ(number, 0xffffffff);
	number = 5;
	parse("number=4294967296 number=x number= number number=1x no-number number=0x");
	CHECK_EQ(number, 5);
	CHECK_STR(complaints, "bad number=4294967296;bad number=x;bad number=;bad number;"
			      "bad number=1x;bad no-number;bad number=0x;");
}

static void sizes(void)
{
	parse("bytes=3K");
	CHECK_EQ(bytes, 3 << 10);
	parse("bytes=0x10m");
	CHECK_EQ(bytes, 16 << 20);
	parse("bytes=2G");
	CHECK_EQ(bytes, 2ULL << 30);
	parse("bytes=1t");
	CHECK_EQ(bytes, 1ULL << 40);
	parse("bytes=512");
	CHECK_EQ(bytes, 512);
	parse("bytes=7B");
	CHECK_EQ(bytes, 7);
	parse("bytes=99999999999999999999");	/* saturates */
	CHECK_EQ(bytes, ~0ULL);
	parse("bytes=17179869184G");
	CHECK_EQ(bytes, ~0ULL);
	bytes = 1;
	parse("bytes=K bytes=1KK bytes=-1");
	CHECK_EQ(bytes, 1);
	CHECK_STR(complaints, "bad bytes=K;bad bytes=1KK;bad bytes=-1;");
}

static void strings(void)
{
	parse("text=abc");
	CHECK_STR(text, "abc");
	parse("text=1234567");
	CHECK_STR(text, "1234567");
	parse("text=12345678");
	CHECK_STR(text, "1234567");
	CHECK_STR(complaints, "bad text=12345678;");
	parse("text=");
	CHECK_STR(text, "");
	parse("text=a=b");
	CHECK_STR(text, "a=b");
}

static void custom_parsers(void)
{
	parse("custom=1 custom=2,3 custom custom=bad no-custom");
	CHECK_STR(seen, "1;2,3;;bad;no;");
	CHECK_STR(complaints, "bad custom=bad;");
}

static void separation(void)
{
	number = 0;
	parse("   number=1   nonsense\tflag=0\n text=\"a b\" \"oth er\" no-such ");
	CHECK_EQ(number, 1);
	CHECK_STR(text, "a b");
	CHECK_STR(complaints, "unknown nonsense;unknown oth er;unknown no-such;");
	parse("text=\"open");
	CHECK_STR(text, "open");
	parse("");
	parse(" ");
	CHECK_STR(complaints, "");
}

static void too_long(void)
{
	static char line[2000];

	memset(line, 'x', sizeof(line) - 1);
	parse(line);
	CHECK(!strncmp(complaints, "bad xxxxxxxxxxxxxxxxxxxx;", 25));
}

static void bool_words(void)
{
	const char *list = "on,off";

	CHECK_EQ(param_parse_bool(list, list + 2), 1);
	CHECK_EQ(param_parse_bool(list + 3, NULL), 0);
	CHECK(param_parse_bool(list, NULL) < 0);
	CHECK(param_parse_bool("", NULL) < 0);
}

int main(void)
{
	UNIT(booleans);
	UNIT(numbers);
	UNIT(sizes);
	UNIT(strings);
	UNIT(custom_parsers);
	UNIT(separation);
	UNIT(too_long);
	UNIT(bool_words);
	return unit_done();
}

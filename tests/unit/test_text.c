/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "test.h"

#include "base/mem.h"
#include "text/charset.h"
#include "text/normalize.h"
#include "text/safe.h"
#include "text/utf8.h"
#include "text/width.h"

/* struct bytes in a static table. */
#define LITERAL(s) \
	{ \
		"" s, sizeof(s) - 1 \
	}

#define MIXED "Killed: 17. Жаңаөзен, جاناوزن, 𝟙𝟟 †"

TEST(utf8_finds_the_first_bad_byte)
{
	GUARANTEE("utf8.h: Overlong forms, surrogates and code points over U+10FFFF are refused.");
	static const struct {
		struct bytes text;
		size_t bad;
	} rows[] = {
		{LITERAL(""), SIZE_MAX},
		{LITERAL("plain"), SIZE_MAX},
		{LITERAL("\0\x7F"), SIZE_MAX},
		{LITERAL(MIXED), SIZE_MAX},
		{LITERAL("\xC2\x80\xDF\xBF"), SIZE_MAX},
		{LITERAL("\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF"), SIZE_MAX},
		{LITERAL("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"), SIZE_MAX},
		{LITERAL("a\x80"), 1},
		{LITERAL("ab\xC0\x80"), 2},
		{LITERAL("\xC1\xBF"), 0},
		{LITERAL("\xE0\x9F\xBF"), 0},
		{LITERAL("\xED\xA0\x80"), 0},
		{LITERAL("\xF0\x8F\xBF\xBF"), 0},
		{LITERAL("\xF4\x90\x80\x80"), 0},
		{LITERAL("\xF5\x80\x80\x80"), 0},
		{LITERAL("\xFF"), 0},
		{LITERAL("abc\xD0"), 3},
		{LITERAL("abc\xE2\x82"), 3},
		{LITERAL("abc\xF0\x9F\x98"), 3},
		{LITERAL("\xD0\xD0"), 0},
		{LITERAL("01234567890123456789012345678901234567890123456789\x80"), 50},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		CHECK_INT((int64_t)utf8_invalid_at(rows[i].text), (int64_t)rows[i].bad);
		CHECK(utf8_is_valid(rows[i].text) == (rows[i].bad == SIZE_MAX));
	}
}

/* The table of the standard, written down a second time in another way. */
static bool is_valid_by_decoding(struct bytes b)
{
	size_t i = 0;
	while (i < b.len) {
		unsigned lead = (unsigned char)b.s[i];
		size_t more = lead < 0x80 ? 0 : lead < 0xC0 ? 9 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
		uint32_t c = more == 0 ? lead : more == 9 ? 0 : lead & (0x3FU >> more);
		if (more == 9 || lead >= 0xF8 || more >= b.len - i) {
			return false;
		}
		for (size_t k = 1; k <= more; k++) {
			unsigned next = (unsigned char)b.s[i + k];
			if ((next & 0xC0) != 0x80) {
				return false;
			}
			c = c << 6 | (next & 0x3F);
		}
		static const uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
		if (c < smallest[more] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) {
			return false;
		}
		i += more + 1;
	}
	return true;
}

/* A sequence of one to four bytes: often well-formed, sometimes nearly. */
static void add_random_sequence(struct buf *out)
{
	static const char *const sequences[] = {
		"a", "Z ", "ж", "ң", "ج", "€", "\xED\x9F\xBF", "𝟟", "\xF4\x8F\xBF\xBF"};
	buf_add_text(out, sequences[test_random_below(ARRAY_COUNT(sequences))]);
}

TEST(utf8_agrees_with_decoding_on_random_bytes)
{
	GUARANTEE("utf8.h: Everything before the returned offset is well-formed.");
	GUARANTEE("utf8.h: Well-formed text is unchanged, and the result is always well-formed.");
	struct buf b = {0};
	struct buf repaired = {0};
	bool has_failed = false;
	for (int round = 0; round < 20000 && !has_failed; round++) {
		buf_clear(&b);
		buf_clear(&repaired);
		for (uint64_t n = test_random_below(60); n > 0; n--) {
			add_random_sequence(&b);
		}
		if (b.len > 0 && test_random_below(2) == 0) {
			b.s[test_random_below(b.len)] = (char)test_random_below(256);
		}
		struct bytes text = buf_bytes(&b);
		size_t bad = utf8_invalid_at(text);
		struct bytes before = {text.s, bad == SIZE_MAX ? text.len : bad};
		has_failed |=
			(bad == SIZE_MAX) != is_valid_by_decoding(text) || !is_valid_by_decoding(before);
		utf8_repair(&repaired, text);
		has_failed |= !is_valid_by_decoding(buf_bytes(&repaired));
		has_failed |= bad == SIZE_MAX && !bytes_equal(text, buf_bytes(&repaired));
	}
	buf_done(&b);
	buf_done(&repaired);
	CHECK(!has_failed);
}

TEST(utf8_counts_characters)
{
	CHECK_INT((int64_t)utf8_count(BYTES("")), 0);
	CHECK_INT((int64_t)utf8_count(BYTES("abc")), 3);
	CHECK_INT((int64_t)utf8_count(BYTES("Жаңаөзен")), 8);
	CHECK_INT((int64_t)utf8_count(BYTES("𝟙𝟟")), 2);
	struct buf b = {0};
	for (int i = 0; i < 5000; i++) {
		buf_add_text(&b, "Жa€𝟟");
	}
	size_t count = utf8_count(buf_bytes(&b));
	buf_done(&b);
	CHECK_INT((int64_t)count, 20000);
}

TEST(utf8_steps_never_cut_a_character)
{
	GUARANTEE("utf8.h: A step forward and the same step back return to where they began, unless an end "
		  "of the "
		  "text stopped them.");
	struct bytes text = BYTES(MIXED);
	size_t count = utf8_count(text);
	for (size_t at = 0; at <= text.len; at++) {
		if (!utf8_is_boundary(text, at)) {
			continue;
		}
		size_t left = utf8_count((struct bytes){text.s + at, text.len - at});
		for (size_t n = 0; n <= count; n++) {
			size_t after = utf8_after(text, at, n);
			CHECK(utf8_is_boundary(text, after));
			CHECK(utf8_is_boundary(text, utf8_before(text, at, n)));
			CHECK(n > left ? after == text.len : utf8_before(text, after, n) == at);
		}
	}
	CHECK(!utf8_is_boundary(text, text.len + 1));
	CHECK(!utf8_is_boundary(BYTES("ж"), 1));
	CHECK_INT((int64_t)utf8_before(text, text.len, 1), (int64_t)text.len - 3);
}

static void fill(struct buf *b, size_t len)
{
	while (b->len < len) {
		add_random_sequence(b);
	}
}

TEST(utf8_index_agrees_with_counting)
{
	GUARANTEE("utf8.h: At every boundary, utf8_index_byte() undoes utf8_index_char().");
	static const size_t lengths[] = {0, 1, 4095, 4096, 4097, 8192, 50000};
	for (size_t i = 0; i < ARRAY_COUNT(lengths); i++) {
		struct buf b = {0};
		fill(&b, lengths[i]);
		struct bytes text = buf_bytes(&b);
		struct utf8_index index;
		utf8_index_init(&index, text);
		size_t chars = 0;
		bool is_right = utf8_index_byte(&index, utf8_count(text) + 5) == text.len;
		for (size_t at = 0; at <= text.len; at++) {
			if (utf8_is_boundary(text, at)) {
				is_right &= utf8_index_char(&index, at) == chars;
				is_right &= utf8_index_byte(&index, chars) == at;
				chars++;
			}
		}
		utf8_index_done(&index);
		buf_done(&b);
		CHECK(is_right);
	}
}

TEST(safe_shows_what_is_hidden)
{
	static const struct {
		struct bytes text;
		enum safe_lines lines;
		const char *safe;
	} rows[] = {
		{LITERAL("plain"), SAFE_KEEP_LINES, "plain"},
		{LITERAL("Жаңаөзен 17"), SAFE_KEEP_LINES, "Жаңаөзен 17"},
		{LITERAL("a\tb\nc\r\nd"), SAFE_KEEP_LINES, "a\tb\nc\r\nd"},
		{LITERAL("a\tb\nc\r\nd\re"), SAFE_ONE_LINE, "a b c d e"},
		{LITERAL("a\rb\0"), SAFE_KEEP_LINES, "a<U+000D>b<U+0000>"},
		{LITERAL("\x1B[2J\x7F"), SAFE_KEEP_LINES, "<U+001B>[2J<U+007F>"},
		{LITERAL("\xC2\x9B"), SAFE_KEEP_LINES, "<U+009B>"},
		{LITERAL("a\u202Eb\u2066c\u200Fd\u061Ce"), SAFE_ONE_LINE,
			"a<U+202E>b<U+2066>c<U+200F>d<U+061C>e"},
		{LITERAL("\u2028"), SAFE_ONE_LINE, "<U+2028>"},
		{LITERAL("a\xFF\xD0z\xE2\x80"), SAFE_ONE_LINE, "a<0xFF><0xD0>z<0xE2><0x80>"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct buf out = {0};
		safe_add(&out, rows[i].text, rows[i].lines);
		bool is_right = test_check_text(
			buf_bytes(&out), bytes_of(rows[i].safe), __FILE__, __LINE__, rows[i].safe);
		buf_done(&out);
		CHECK(is_right);
	}
}

TEST(safe_leaves_no_control_character)
{
	GUARANTEE("safe.h: The result is valid UTF-8 without control characters, except LF, CR LF and tab "
		  "when lines "
		  "are kept.");
	bool has_failed = false;
	struct buf out = {0};
	for (int round = 0; round < 5000 && !has_failed; round++) {
		char text[40];
		for (size_t i = 0; i < sizeof(text); i++) {
			text[i] = (char)test_random_below(256);
		}
		buf_clear(&out);
		safe_add(&out, (struct bytes){text, sizeof(text)}, SAFE_ONE_LINE);
		has_failed = !utf8_is_valid(buf_bytes(&out));
		for (size_t i = 0; i < out.len; i++) {
			has_failed |= (unsigned char)out.s[i] < 0x20 || out.s[i] == 0x7F;
		}
	}
	buf_done(&out);
	CHECK(!has_failed);
}

static bool converts(const char *charset, struct bytes from, const char *to)
{
	struct buf out = {0};
	struct err e = {0};
	bool is_right = charset_convert(from, charset, &out, &e) == 0 &&
		test_check_text(buf_bytes(&out), bytes_of(to), __FILE__, __LINE__, charset);
	buf_done(&out);
	return is_right;
}

TEST(normalize_makes_writings_alike_that_differ_by_case)
{
	struct buf out = {0};
	normalize_add_caseless(&out, BYTES("Straße ФИО Ａ ﷺ"));
	CHECK_TEXT(buf_bytes(&out), BYTES("strasse фио a صلى الله عليه وسلم"));
	normalize_add_caseless(&out, BYTES_NONE);
	buf_done(&out);
}

TEST(charset_converts_older_encodings)
{
	GUARANTEE("charset.h: The result is valid UTF-8, and bytes that mean nothing in the encoding become "
		  "U+FFFD.");
	CHECK(converts("windows-1251", BYTES("\xC6\xE0\xED\xE0\xEE\xE7\xE5\xED"), "Жанаозен"));
	CHECK(converts("windows-1252",
		BYTES("\x93"
		      "17\x94 \x80"),
		"“17” €"));
	CHECK(converts("windows-1256", BYTES("\xE3\xCD\xE3\xCF"), "محمد"));
	CHECK(converts("KOI8-R", BYTES("\xF7\xC4"), "Вд"));
	CHECK(converts("UTF-16LE",
		BYTES("\x16\x04"
		      "a\0\x3D\xD8\x00\xDE"),
		"Жa😀"));
	CHECK(converts("UTF-16BE", BYTES("\x04\x16\xD8\x3D"), "Ж\uFFFD"));
	CHECK(converts("UTF-8",
		BYTES("a\xFF"
		      "b"),
		"a\uFFFD"
		"b"));
	CHECK(converts("EUC-JP", BYTES("\xFF\xFF"), "\uFFFD\uFFFD"));
	struct err e = {0};
	struct buf out = {0};
	CHECK_INT(charset_convert(BYTES("a"), "no-such", &out, &e), -ERR_UNSUPPORTED);
}

TEST(charset_knows_every_name_it_gives)
{
	static const char *const labels[] = {"windows-1251", " CP1251 ", "Latin1", "UTF-8", "iso-8859-5",
		"koi8-u", "cp866", "x-mac-cyrillic", "macintosh", "gb2312", "gb18030", "big5", "euc-jp",
		"shift_jis", "euc-kr", "windows-874", "windows-1258", "iso-8859-13"};
	for (size_t i = 0; i < ARRAY_COUNT(labels); i++) {
		const char *charset = charset_of_label(bytes_of(labels[i]));
		CHECK(charset != NULL);
		CHECK(converts(charset, BYTES("17"), "17"));
	}
	CHECK(charset_of_label(BYTES("latin1")) == charset_of_label(BYTES("windows-1252")));
	CHECK(charset_of_label(BYTES("utf-7")) == NULL);
	CHECK(charset_of_label(BYTES("")) == NULL);
}

TEST(charset_converts_text_longer_than_its_buffers)
{
	struct buf from = {0};
	struct buf to = {0};
	for (int i = 0; i < 100001; i++) {
		buf_add_text(&from, "\xC6\xE0");
	}
	struct err e = {0};
	int rc = charset_convert(buf_bytes(&from), "windows-1251", &to, &e);
	size_t len = to.len;
	bool is_valid = utf8_is_valid(buf_bytes(&to)) && utf8_count(buf_bytes(&to)) == 200002;
	buf_done(&from);
	buf_done(&to);
	CHECK_INT(rc, 0);
	CHECK_INT((int64_t)len, 400004);
	CHECK(is_valid);
}

static bool normalizes(const char *from, const char *to)
{
	struct buf once = {0};
	struct buf twice = {0};
	normalize_add(&once, bytes_of(from));
	normalize_add(&twice, buf_bytes(&once));
	bool is_right = test_check_text(buf_bytes(&once), bytes_of(to), __FILE__, __LINE__, from) &&
		test_check_text(buf_bytes(&twice), bytes_of(to), __FILE__, __LINE__, from);
	buf_done(&once);
	buf_done(&twice);
	return is_right;
}

TEST(normalize_undoes_shapes_and_keeps_meaning)
{
	GUARANTEE("normalize.h: Applying it twice gives the same as once.");
	GUARANTEE("normalize.h: Superscript digits stay superscript.");
	CHECK(normalizes("", ""));
	CHECK(normalizes("plain\nlines\n\f", "plain\nlines\n\f"));
	CHECK(normalizes("17², №5 ½", "17², №5 ½"));
	CHECK(normalizes("oﬃcial ﬁgures", "official figures"));
	CHECK(normalizes("\uFEFB", "\u0644\u0627"));
	CHECK(normalizes("\uFE8E\uFEDF", "\u0627\u0644"));
	CHECK(normalizes("\uFDFA\n\uFDFA", "صلى الله عليه وسلم\nصلى الله عليه وسلم"));
	CHECK(normalizes("e\u0301 и\u0306", "é й"));
	CHECK(normalizes("\u0958", "\u0915\u093C"));
}

TEST(charset_guess_is_a_hint)
{
	char name[CHARSET_NAME_BYTES];
	int confidence = charset_guess(BYTES("\xCF\xEE \xEE\xF4\xE8\xF6\xE8\xE0\xEB\xFC\xED\xFB\xEC "
					     "\xE4\xE0\xED\xED\xFB\xEC \xEF\xEE\xE3\xE8\xE1\xEB\xE8"),
		name);
	CHECK(confidence >= 0 && confidence <= 100);
	CHECK(strlen(name) < sizeof(name));
}

TEST(width_counts_columns_of_a_terminal)
{
	GUARANTEE("width.h: Marks take no column, and wide characters two.");
	static const struct {
		const char *text;
		size_t columns;
	} rows[] = {
		{"", 0},
		{"Aya", 3},
		{"Жаңаөзен", 8},
		{"e\u0301", 1},
		{"\u0645\u064f\u062d", 2},
		{"\u200eA", 1},
		{"李娜", 4},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		CHECK_INT((int64_t)width_of(bytes_of(rows[i].text)), (int64_t)rows[i].columns);
	}
	CHECK_INT((int64_t)width_fit(BYTES("e\u0301e\u0301e"), 0, 2), 6);
	CHECK_INT((int64_t)width_fit(BYTES("李娜"), 0, 3), 3);
	CHECK_INT((int64_t)width_fit(BYTES("李娜"), 3, 1), 3);
}

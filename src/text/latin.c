/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "text/latin.h"

#include "base/mem.h"
#include "text/letter.h"
#include "text/point.h"

#include <unicode/ustring.h>
#include <unicode/utrans.h>

enum {
	TABLE_POINTS = 0x1100, /* all letters of the tables lie below */
	WORD_UNITS = 256,      /* UTF-16 units of a word that are transformed; no name has more */
	HANGUL_FIRST = 0xAC00,
	HANGUL_LAST = 0xD7A3,
	HANGUL_VOWELS = 21,
	HANGUL_FINALS = 28,
};

struct latin {
	const char *of[TABLE_POINTS]; /* NULL: not in the tables */
	UTransliterator *any;         /* NULL until a word needs it */
};

static const struct letter_row {
	uint16_t c;
	const char *latin;
} letter_rows[] = {
	/* Latin letters that no decomposition takes apart. */
	{u'ß', "ss"},
	{u'æ', "ae"},
	{u'ø', "o"},
	{u'ð', "d"},
	{u'þ', "th"},
	{u'đ', "d"},
	{u'ħ', "h"},
	{u'ı', "i"},
	{u'ł', "l"},
	{u'ŋ', "n"},
	{u'œ', "oe"},
	{u'ŧ', "t"},
	{u'ə', "a"},
	{u'ɛ', "e"},
	{u'ɔ', "o"},
	{u'ƣ', "gh"},
	{u'ş', "sh"},
	{u'ș', "sh"},
	{u'ç', "ch"},
	{u'š', "sh"},
	{u'č', "ch"},
	{u'ž', "zh"},
	{u'ć', "ch"},
	{u'ś', "sh"},
	{u'ż', "zh"},
	{u'ź', "z"},
	{u'ğ', "gh"},
	{u'ǵ', "gh"},
	{u'ñ', "n"},
	{u'ř', "r"},
	/* Cyrillic. */
	{u'а', "a"},
	{u'б', "b"},
	{u'в', "v"},
	{u'г', "g"},
	{u'д', "d"},
	{u'е', "e"},
	{u'ё', "e"},
	{u'ж', "zh"},
	{u'з', "z"},
	{u'и', "i"},
	{u'й', "y"},
	{u'к', "k"},
	{u'л', "l"},
	{u'м', "m"},
	{u'н', "n"},
	{u'о', "o"},
	{u'п', "p"},
	{u'р', "r"},
	{u'с', "s"},
	{u'т', "t"},
	{u'у', "u"},
	{u'ф', "f"},
	{u'х', "kh"},
	{u'ц', "ts"},
	{u'ч', "ch"},
	{u'ш', "sh"},
	{u'щ', "shch"},
	{u'ъ', ""},
	{u'ы', "y"},
	{u'ь', ""},
	{u'э', "e"},
	{u'ю', "yu"},
	{u'я', "ya"},
	{u'і', "i"},
	{u'ї', "yi"},
	{u'є', "ye"},
	{u'ґ', "g"},
	{u'ў', "w"},
	{u'ј', "j"},
	{u'љ', "l"},
	{u'њ', "n"},
	{u'ћ', "ch"},
	{u'ђ', "dj"},
	{u'џ', "dzh"},
	{u'ѓ', "g"},
	{u'ќ', "k"},
	{u'ѕ', "dz"},
	{u'ә', "a"},
	{u'ғ', "gh"},
	{u'қ', "k"},
	{u'ң', "n"},
	{u'ө', "o"},
	{u'ұ', "u"},
	{u'ү', "u"},
	{u'һ', "h"},
	{u'җ', "zh"},
	{u'ҷ', "j"},
	{u'ҳ', "h"},
	{u'ӣ', "i"},
	{u'ӯ', "u"},
	{u'ӱ', "u"},
	{u'ӧ', "o"},
	{u'ҕ', "gh"},
	{u'ҥ', "n"},
	/* Greek. */
	{u'α', "a"},
	{u'β', "v"},
	{u'γ', "g"},
	{u'δ', "d"},
	{u'ε', "e"},
	{u'ζ', "z"},
	{u'η', "i"},
	{u'θ', "th"},
	{u'ι', "i"},
	{u'κ', "k"},
	{u'λ', "l"},
	{u'μ', "m"},
	{u'ν', "n"},
	{u'ξ', "x"},
	{u'ο', "o"},
	{u'π', "p"},
	{u'ρ', "r"},
	{u'σ', "s"},
	{u'ς', "s"},
	{u'τ', "t"},
	{u'υ', "y"},
	{u'φ', "f"},
	{u'χ', "kh"},
	{u'ψ', "ps"},
	{u'ω', "o"},
	/* Armenian. */
	{u'ա', "a"},
	{u'բ', "b"},
	{u'գ', "g"},
	{u'դ', "d"},
	{u'ե', "e"},
	{u'զ', "z"},
	{u'է', "e"},
	{u'ը', "e"},
	{u'թ', "t"},
	{u'ժ', "zh"},
	{u'ի', "i"},
	{u'լ', "l"},
	{u'խ', "kh"},
	{u'ծ', "ts"},
	{u'կ', "k"},
	{u'հ', "h"},
	{u'ձ', "dz"},
	{u'ղ', "gh"},
	{u'ճ', "ch"},
	{u'մ', "m"},
	{u'յ', "y"},
	{u'ն', "n"},
	{u'շ', "sh"},
	{u'ո', "o"},
	{u'չ', "ch"},
	{u'պ', "p"},
	{u'ջ', "j"},
	{u'ռ', "r"},
	{u'ս', "s"},
	{u'վ', "v"},
	{u'տ', "t"},
	{u'ր', "r"},
	{u'ց', "ts"},
	{u'ւ', "u"},
	{u'փ', "p"},
	{u'ք', "k"},
	{u'օ', "o"},
	{u'ֆ', "f"},
	{u'և', "ev"},
	/* Georgian. */
	{u'ა', "a"},
	{u'ბ', "b"},
	{u'გ', "g"},
	{u'დ', "d"},
	{u'ე', "e"},
	{u'ვ', "v"},
	{u'ზ', "z"},
	{u'თ', "t"},
	{u'ი', "i"},
	{u'კ', "k"},
	{u'ლ', "l"},
	{u'მ', "m"},
	{u'ნ', "n"},
	{u'ო', "o"},
	{u'პ', "p"},
	{u'ჟ', "zh"},
	{u'რ', "r"},
	{u'ს', "s"},
	{u'ტ', "t"},
	{u'უ', "u"},
	{u'ფ', "p"},
	{u'ქ', "k"},
	{u'ღ', "gh"},
	{u'ყ', "k"},
	{u'შ', "sh"},
	{u'ჩ', "ch"},
	{u'ც', "ts"},
	{u'ძ', "dz"},
	{u'წ', "ts"},
	{u'ჭ', "ch"},
	{u'ხ', "kh"},
	{u'ჯ', "j"},
	{u'ჰ', "h"},
	/* Arabic, with the letters of Persian, Urdu, Kurdish, Pashto and Uyghur. */
	{u'ء', ""},
	{u'آ', "a"},
	{u'أ', "a"},
	{u'ؤ', "w"},
	{u'إ', "i"},
	{u'ئ', "y"},
	{u'ا', "a"},
	{u'ب', "b"},
	{u'ة', "a"},
	{u'ت', "t"},
	{u'ث', "th"},
	{u'ج', "j"},
	{u'ح', "h"},
	{u'خ', "kh"},
	{u'د', "d"},
	{u'ذ', "dh"},
	{u'ر', "r"},
	{u'ز', "z"},
	{u'س', "s"},
	{u'ش', "sh"},
	{u'ص', "s"},
	{u'ض', "d"},
	{u'ط', "t"},
	{u'ظ', "z"},
	{u'ع', ""},
	{u'غ', "gh"},
	{u'ف', "f"},
	{u'ق', "q"},
	{u'ك', "k"},
	{u'ل', "l"},
	{u'م', "m"},
	{u'ن', "n"},
	{u'ه', "h"},
	{u'و', "w"},
	{u'ى', "a"},
	{u'ي', "y"},
	{u'ٱ', "a"},
	{u'ٹ', "t"},
	{u'پ', "p"},
	{u'چ', "ch"},
	{u'ڈ', "d"},
	{u'ڑ', "r"},
	{u'ژ', "zh"},
	{u'ڤ', "v"},
	{u'ک', "k"},
	{u'گ', "g"},
	{u'ڭ', "n"},
	{u'ں', "n"},
	{u'ھ', "h"},
	{u'ہ', "h"},
	{u'ۀ', "h"},
	{u'ۆ', "o"},
	{u'ۇ', "u"},
	{u'ۈ', "u"},
	{u'ۋ', "v"},
	{u'ی', "y"},
	{u'ێ', "e"},
	{u'ې', "e"},
	{u'ے', "e"},
	{u'ە', "a"},
	{u'ڕ', "r"},
	{u'ڵ', "l"},
	{u'ټ', "t"},
	{u'ډ', "d"},
	{u'ړ', "r"},
	{u'ځ', "z"},
	{u'څ', "ts"},
	{u'ښ', "sh"},
	{u'ڼ', "n"},
	{u'ږ', "zh"},
	{u'ګ', "g"},
	/* Hebrew. */
	{u'א', "a"},
	{u'ב', "b"},
	{u'ג', "g"},
	{u'ד', "d"},
	{u'ה', "h"},
	{u'ו', "w"},
	{u'ז', "z"},
	{u'ח', "kh"},
	{u'ט', "t"},
	{u'י', "y"},
	{u'ך', "k"},
	{u'כ', "k"},
	{u'ל', "l"},
	{u'ם', "m"},
	{u'מ', "m"},
	{u'ן', "n"},
	{u'נ', "n"},
	{u'ס', "s"},
	{u'ע', ""},
	{u'ף', "p"},
	{u'פ', "p"},
	{u'ץ', "ts"},
	{u'צ', "ts"},
	{u'ק', "k"},
	{u'ר', "r"},
	{u'ש', "sh"},
	{u'ת', "t"},
	{u'׳', ""},
};

static const char *const hangul_initial[] = {
	"g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"};
static const char *const hangul_vowel[] = {"a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae",
	"oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"};
static const char *const hangul_final[] = {"", "k", "k", "ks", "n", "nj", "n", "t", "l", "lk", "lm", "lb",
	"ls", "lt", "lp", "l", "m", "p", "ps", "t", "t", "ng", "t", "t", "k", "t", "p", "t"};

/* Two letters of one script that sound as one, where the second alone would mislead. */
static const struct pair_row {
	uint16_t first, second;
	const char *latin;
} pair_rows[] = {
	{u'ο', u'υ', "ou"},
	{u'μ', u'π', "b"},
	{u'γ', u'κ', "g"},
	{u'γ', u'γ', "ng"},
	{u'α', u'υ', "av"},
	{u'ε', u'υ', "ev"},
	{u'ո', u'ւ', "u"},
	{u'ե', u'ւ', "ev"},
	{u'ל', u'ל', "l"},
	{u'ו', u'ו', "w"},
	{u'כ', u'ס', "x"},

	{u'ν', u'τ', "nd"},
	{u'צ', u'׳', "ch"},
	{u'ץ', u'׳', "ch"},
	{u'ג', u'׳', "j"},
	{u'ז', u'׳', "zh"},
};

struct latin *latin_open(void)
{
	struct latin *l = mem_calloc(1, sizeof(*l));
	for (size_t i = 0; i < ARRAY_COUNT(letter_rows); i++) {
		l->of[letter_rows[i].c] = letter_rows[i].latin;
	}
	return l;
}

void latin_close(struct latin **l)
{
	if (*l && (*l)->any) {
		utrans_close((*l)->any);
	}
	free(*l);
	*l = NULL;
}

bool latin_is_vague(uint32_t c)
{
	return (c >= 0x590 && c < 0x780) || (c >= 0x900 && c < 0x10A0) || (c >= 0x1200 && c < 0x13A0) ||
		(c >= 0x1780 && c < 0x1800) || (c >= 0x30A0 && c < 0x3100) || (c >= 0xFB1D && c < 0xFE00) ||
		(c >= 0xFE70 && c < 0xFEFF);
}

static bool is_plain(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool is_hangul(uint32_t c)
{
	return c >= HANGUL_FIRST && c <= HANGUL_LAST;
}

/* A space, unless there is one or nothing of the word stands yet. */
static void add_gap(struct buf *out, size_t word_from)
{
	if (out->len > word_from && out->s[out->len - 1] != ' ') {
		buf_add_char(out, ' ');
	}
}

static void add_hangul(struct buf *out, uint32_t c)
{
	uint32_t at = c - HANGUL_FIRST;
	buf_add_text(out, hangul_initial[at / (HANGUL_VOWELS * HANGUL_FINALS)]);
	buf_add_text(out, hangul_vowel[at / HANGUL_FINALS % HANGUL_VOWELS]);
	buf_add_text(out, hangul_final[at % HANGUL_FINALS]);
}

/* What ICU makes of a word; what is no plain letter even then is a gap. */
static void add_transformed(struct latin *l, struct bytes word, struct buf *out, size_t word_from)
{
	static const UChar id[] = u"Any-Latin; Latin-ASCII; Lower";
	UErrorCode status = U_ZERO_ERROR;
	UChar text[WORD_UNITS];
	int32_t len = 0;
	if (!l->any) {
		l->any = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
	}
	u_strFromUTF8WithSub(text, WORD_UNITS / 4, &len, word.s, (int32_t)(word.len < 3000 ? word.len : 3000),
		' ', NULL, &status);
	if (status == U_BUFFER_OVERFLOW_ERROR) {
		status = U_ZERO_ERROR;
		len = WORD_UNITS / 4;
	}
	int32_t limit = len;
	if (U_SUCCESS(status)) {
		utrans_transUChars(l->any, text, &len, WORD_UNITS, 0, &limit, &status);
	}
	for (int32_t i = 0; U_SUCCESS(status) && i < limit; i++) {
		if (is_plain(text[i])) {
			buf_add_char(out, (char)text[i]);
		} else if (text[i] == ' ') {
			add_gap(out, word_from);
		} else if (text[i] < TABLE_POINTS && l->of[text[i]]) {
			buf_add_text(out, l->of[text[i]]);
		}
	}
}

/* Of the scripts of India the transforms write a "c" that is read ch, and the vowel that a last letter is not said with. */
static void read_indic(struct buf *out, size_t word_from)
{
	struct bytes word = {out->s + word_from, out->len - word_from};
	struct buf said = {0};
	if (word.len > 2 && bytes_ends(word, "a")) {
		word.len--;
	}
	for (size_t i = 0; i < word.len; i++) {
		bool is_c = word.s[i] == 'c' && !(i + 1 < word.len && word.s[i + 1] == 'h');
		buf_add_text(&said, is_c ? "ch" : (char[]){word.s[i], '\0'});
	}
	out->len = word_from;
	buf_add_bytes(out, buf_bytes(&said));
	buf_done(&said);
}

static bool is_indic(struct bytes word)
{
	size_t at = 0;
	uint32_t first = point_next(word, &at);
	return first >= 0x900 && first < 0xB00; /* north: southern languages say the vowel */
}

static const char *pair_latin(uint32_t first, uint32_t second)
{
	for (size_t i = 0; i < ARRAY_COUNT(pair_rows); i++) {
		if (pair_rows[i].first == first && pair_rows[i].second == second) {
			return pair_rows[i].latin;
		}
	}
	return NULL;
}

/* The character in lower case, when it is of a table as it stands or in lower case. */
static uint32_t lower(uint32_t c)
{
	if (c < 0x80) {
		return c >= 'A' && c <= 'Z' ? c + 32 : c;
	}
	if (c >= 0x410 && c < 0x430) {
		return c + 32;
	}
	if (c >= 0x400 && c < 0x410) {
		return c + 80;
	}
	if ((c >= 0x430 && c < 0x460) || (c >= 0x5D0 && c < 0x700)) {
		return c;
	}
	return (uint32_t)u_tolower((UChar32)c);
}

/* Appends a character of the tables, or what its folded form has there. Returns false when ICU is needed. */
static bool add_letter(struct latin *l, uint32_t c, struct buf *out)
{
	uint32_t folded[LETTER_FOLD_MAX];
	if (is_plain(c)) {
		buf_add_char(out, (char)c);
		return true;
	}
	if (c < TABLE_POINTS && l->of[c]) {
		buf_add_text(out, l->of[c]);
		return true;
	}
	size_t count = letter_fold(c, folded);
	for (size_t i = 0; i < count; i++) {
		if (is_plain(folded[i])) {
			buf_add_char(out, (char)folded[i]);
		} else if (folded[i] < TABLE_POINTS && l->of[folded[i]]) {
			buf_add_text(out, l->of[folded[i]]);
		} else if (folded[i] != ' ') {
			return false;
		}
	}
	return true;
}

void latin_add_word(struct latin *l, struct bytes word, struct buf *out)
{
	size_t from = out->len;
	for (size_t at = 0; at < word.len;) {
		uint32_t c = lower(point_next(word, &at));
		size_t behind = at;
		uint32_t next =
			c >= 0x370 && c < 0x600 && at < word.len ? lower(point_next(word, &behind)) : 0;
		const char *pair = next ? pair_latin(c, next) : NULL;
		if (pair) {
			buf_add_text(out, pair);
			at = behind;
		} else if (is_hangul(c)) {
			add_hangul(out, c);
		} else if (!add_letter(l, c, out)) {
			out->len = from;
			add_transformed(l, word, out, from);
			if (is_indic(word) && out->len > from) {
				read_indic(out, from);
			}
			break;
		}
	}
	while (out->len > from && out->s[out->len - 1] == ' ') {
		out->len--;
	}
	if (out->s) {
		out->s[out->len] = '\0';
	}
}

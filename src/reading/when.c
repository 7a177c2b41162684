/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "reading/when_reader.h"

/* UCDP GED codebook, date_prec. */
enum { PRECISION_DAY = 1, PRECISION_DAYS, PRECISION_WEEK, PRECISION_MONTH, PRECISION_YEAR };
enum { WEEK_DAYS = 7, MONTH_DAYS = 31 };
/* A dateline's place has few words, and what stands in brackets behind its date, too. */
enum { DATELINE_PLACE_TOKENS = 8, DATELINE_NOTE_TOKENS = 12 };

/* ---- words ---- */

static bool is_joining_hyphen(const struct when_reader *r, uint32_t at)
{
	const struct token *tokens = r->text->tokens;
	return at + 1 < r->end && tokens[at].mark == '-' && tokens[at].flags & TOKEN_GLUED &&
		tokens[at + 1].flags & TOKEN_GLUED;
}

static const struct meaning *meaning_at(
	const struct lexicon_node *node, enum word_class word_class, const char *kind)
{
	for (const struct meaning *m = meaning_of(node->meanings, word_class); m;
		m = meaning_of(m->next, word_class)) {
		if (!kind || (m->attributes[0] && strcmp(m->attributes[0], kind) == 0)) {
			return m;
		}
	}
	return NULL;
}

const struct meaning *when_word(struct when_reader *r, enum word_class word_class, const char *kind)
{
	const struct meaning *found = NULL;
	const struct lexicon_node *node = NULL;
	uint32_t end = r->at;
	if (end >= r->end || !token_leads(&r->text->tokens[end], UINT64_C(1) << word_class)) {
		return NULL;
	}
	for (uint32_t i = r->at; i < r->end; i++) {
		node = lexicon_step(r->lexicon, node, r->text->tokens[i].word);
		if (!node) {
			break;
		}
		const struct meaning *m = meaning_at(node, word_class, kind);
		if (m) {
			found = m;
			end = i + 1;
		}
		i += is_joining_hyphen(r, i + 1);
	}
	r->at = end;
	return found;
}

int32_t when_number(struct when_reader *r, size_t *digits)
{
	if (r->at >= r->end || r->text->tokens[r->at].kind != TOKEN_NUMBER) {
		return -1;
	}
	struct bytes b = text_of(r->text, (struct token_range){r->at, r->at + 1});
	int64_t value;
	if (b.len > 4 || !bytes_int64(b, &value)) {
		return -1;
	}
	*digits = b.len;
	r->at++;
	return (int32_t)value;
}

bool when_mark(struct when_reader *r, char mark, bool is_glued)
{
	if (r->at >= r->end || r->text->tokens[r->at].kind != TOKEN_MARK ||
		r->text->tokens[r->at].mark != mark ||
		(is_glued && !(r->text->tokens[r->at].flags & TOKEN_GLUED))) {
		return false;
	}
	r->at++;
	return true;
}

bool when_to(struct when_reader *r)
{
	return when_mark(r, '-', false) || when_word(r, CLASS_WHEN_LINK, "to");
}

bool when_counts(const struct when_reader *r)
{
	struct when_reader ahead = *r;
	return when_word(&ahead, CLASS_PERSON, NULL) || when_word(&ahead, CLASS_UNIT, NULL) ||
		when_word(&ahead, CLASS_MULTIPLIER, NULL) || when_mark(&ahead, '%', false);
}

size_t when_numbers(const char *value, int32_t *numbers, size_t max)
{
	size_t count = 0;
	for (const char *s = value ? value : ""; *s != '\0' && count < max;) {
		char *end;
		long number = strtol(s, &end, 10);
		if (end == s) {
			s++;
			continue;
		}
		numbers[count++] = (int32_t)number;
		s = end;
	}
	return count;
}

/* ---- days ---- */

static bool is_day(int32_t day)
{
	return day >= date_first_day((struct date){1, 1, 1}) &&
		day <= date_last_day((struct date){9999, 12, 31});
}

void when_days(struct when *w, int32_t from, int32_t to)
{
	if (from > to || !is_day(from) || !is_day(to)) {
		return;
	}
	int32_t count = to - from + 1;
	w->from = date_of_day(from);
	w->to = date_of_day(to);
	w->precision = count == 1     ? PRECISION_DAY
		: count < WEEK_DAYS   ? PRECISION_DAYS
		: count == WEEK_DAYS  ? PRECISION_WEEK
		: count <= MONTH_DAYS ? PRECISION_MONTH
				      : PRECISION_YEAR;
}

static struct date shifted(struct date month, int32_t months)
{
	int32_t count = month.year * 12 + month.month - 1 + months;
	count = count < 12 ? 12 : count > 9999 * 12 + 11 ? 9999 * 12 + 11 : count;
	return (struct date){(int16_t)(count / 12), (int8_t)(count % 12 + 1), 0};
}

int32_t when_month_first(struct date month, int32_t months)
{
	return date_first_day(shifted(month, months));
}

int32_t when_month_last(struct date month, int32_t months)
{
	return date_last_day(shifted(month, months));
}

/* ---- reading ---- */

/* Whether a phrase for times begins here that is no preposition. */
static bool has_time(const struct when_reader *r)
{
	const struct lexicon_node *node = NULL;
	if (!token_leads(&r->text->tokens[r->at], CLASS_BIT(WHEN))) {
		return false;
	}
	for (uint32_t i = r->at; i < r->end; i++) {
		node = lexicon_step(r->lexicon, node, r->text->tokens[i].word);
		if (!node) {
			return false;
		}
		for (const struct meaning *m = meaning_of(node->meanings, CLASS_WHEN); m;
			m = meaning_of(m->next, CLASS_WHEN)) {
			if (!m->attributes[0] || strcmp(m->attributes[0], "in") != 0) {
				return true;
			}
		}
		i += is_joining_hyphen(r, i + 1);
	}
	return false;
}

/* Whether what every date begins with stands here: most prepositions and articles have none behind them. */
static bool may_begin(struct when_reader r)
{
	for (bool is_behind_article = false; r.at < r.end; is_behind_article = true) {
		const struct token *token = &r.text->tokens[r.at];
		struct when_reader unit = r;
		if (token->kind == TOKEN_NUMBER || has_time(&r) ||
			token_leads(token,
				CLASS_BIT(MONTH) | CLASS_BIT(WEEKDAY) | CLASS_BIT(SEASON) |
					CLASS_BIT(NUMBER))) {
			return true;
		}
		when_word(&unit, CLASS_WHEN_LINK, "of");
		if (when_word(&unit, CLASS_WHEN_LINK, "unit")) {
			return true;
		}
		if (is_behind_article || !when_word(&r, CLASS_ARTICLE, NULL)) {
			return false;
		}
	}
	return false;
}

static bool read_bare(struct when_reader *r, bool has_lead, struct when *w)
{
	return may_begin(*r) && (when_relative(r, w) || when_calendar(r, has_lead, w));
}

bool when_read(const struct text *text, const struct lexicon *lexicon, struct token_range tokens,
	const struct when_anchor *anchor, struct when *out)
{
	struct when_reader r = {text, lexicon, anchor, tokens.first, tokens.end};
	struct when w = {.sense = "at"};
	if (tokens.first >= tokens.end ||
		(!text->tokens[tokens.first].word && text->tokens[tokens.first].kind != TOKEN_NUMBER)) {
		return false;
	}
	bool is_found = read_bare(&r, false, &w);
	if (!is_found) {
		const struct meaning *lead = when_word(&r, CLASS_WHEN, "in");
		w.sense = lead && lead->value ? lead->value : "at";
		is_found = lead && read_bare(&r, true, &w);
	}
	if (is_found) {
		w.taken = r.at - tokens.first;
		*out = w;
	}
	return is_found;
}

/* ---- datelines ---- */

/* Takes words with capital letters and the marks between them, up to the comma before the date. */
static bool dateline_place(struct when_reader *r)
{
	uint32_t first = r->at;
	for (; r->at < r->end && r->at - first < DATELINE_PLACE_TOKENS; r->at++) {
		const struct token *token = &r->text->tokens[r->at];
		struct when_reader ahead = {r->text, r->lexicon, r->anchor, r->at + 1, r->end};
		struct when ignored = {0};
		if (token->mark == ',' && r->at > first && when_calendar(&ahead, true, &ignored)) {
			return true;
		}
		bool is_name = token->kind == TOKEN_WORD &&
			(token->flags & (TOKEN_CAPITAL | TOKEN_UPPER) || r->text->is_lower_case);
		bool is_between =
			r->at > first && token->kind == TOKEN_MARK && strchr(",-.'/()", token->mark);
		if (!is_name && !is_between) {
			return false;
		}
	}
	return false;
}

/* Takes what may stand between the date and the mark that ends the dateline: "(Agency)", "/PRNewswire/", a year's mark. */
static void dateline_note(struct when_reader *r)
{
	static const char open[] = "([/";
	static const char close[] = ")]/";
	const struct token *tokens = r->text->tokens;
	const char *which =
		r->at < r->end && tokens[r->at].mark != '\0' ? strchr(open, tokens[r->at].mark) : NULL;
	if (!which) {
		return;
	}
	for (uint32_t i = r->at + 1; i < r->end && i - r->at < DATELINE_NOTE_TOKENS; i++) {
		if (tokens[i].mark == close[which - open]) {
			r->at = i + 1;
			return;
		}
	}
}

bool when_dateline(const struct text *text, const struct lexicon *lexicon, struct token_range tokens,
	struct date published, struct dateline *out)
{
	struct when_anchor anchor = {.said = published};
	struct when_reader r = {text, lexicon, &anchor, tokens.first, tokens.end};
	struct when w = {.sense = "at"};
	if (!dateline_place(&r)) {
		return false;
	}
	uint32_t comma = r.at++;
	uint32_t first = r.at;
	if (!when_calendar(&r, true, &w)) {
		return false;
	}
	w.taken = r.at - first;
	dateline_note(&r);
	bool is_ended = false;
	while (when_mark(&r, '-', false) || when_mark(&r, ':', false) || when_mark(&r, '.', false)) {
		is_ended = true;
	}
	if (!is_ended && r.at < r.end && !(text->tokens[r.at].flags & TOKEN_NEW_LINE)) {
		return false;
	}
	*out = (struct dateline){{tokens.first, comma}, w, r.at};
	return true;
}

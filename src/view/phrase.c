/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "view/phrase.h"

const char *const phrase_end_names[3] = {"lowest", "best", "highest"};

const char *const phrase_class_names[RECORD_CLASS_COUNT] = {"Official", "Foreign government",
	"Intergovernmental", "Non-governmental", "Court", "Hospital", "Media", "Residents", "Party involved",
	"Nobody named"};

static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July", "August",
	"September", "October", "November", "December"};

void phrase_date(struct date d, struct buf *out)
{
	if (d.day > 0) {
		buf_printf(out, "%d ", d.day);
	}
	if (d.month > 0) {
		buf_printf(out, "%s ", months[d.month - 1]);
	}
	if (d.year > 0) {
		buf_printf(out, "%d", d.year);
	}
}

static bool is_same_date(struct date a, struct date b)
{
	return a.year == b.year && a.month == b.month && a.day == b.day;
}

void phrase_range(struct date_range r, struct buf *out)
{
	if (is_same_date(r.from, r.to)) {
		phrase_date(r.from, out);
	} else if (date_is_absent(r.from)) {
		buf_add_text(out, "until ");
		phrase_date(r.to, out);
	} else if (date_is_absent(r.to)) {
		buf_add_text(out, "from ");
		phrase_date(r.from, out);
	} else if (r.from.day > 0 && r.to.day > 0 && r.from.month == r.to.month && r.from.year == r.to.year) {
		buf_printf(out, "%d %s ", r.from.day, r.to.day - r.from.day == 1 ? "and" : "to");
		phrase_date(r.to, out);
	} else {
		phrase_date(r.from, out);
		buf_add_text(out, " to ");
		phrase_date(r.to, out);
	}
}

static void add_bound(const char *words, bool has, int64_t n, struct buf *out)
{
	if (has) {
		buf_printf(out, "%s%lld", words, (long long)n);
	} else {
		buf_add_text(out, "no number");
	}
}

static void add_relative(const struct quantity *q, struct buf *out)
{
	if (q->vague.s) {
		phrase_word(q->vague, out);
	} else {
		buf_add_text(out, "no number");
	}
}

void phrase_quantity(const struct quantity *q, struct buf *out)
{
	if (q->has_percent) {
		buf_printf(out, "%g %%", q->percent);
		return;
	}
	switch (q->qualifier) {
	case RECORD_EXACT:
		add_bound("", q->has_low, q->low, out);
		break;
	case RECORD_AT_LEAST:
		add_bound("at least ", q->has_low, q->low, out);
		break;
	case RECORD_MORE_THAN:
		add_bound("more than ", q->has_low, q->low - 1, out);
		break;
	case RECORD_AT_MOST:
		add_bound("at most ", q->has_high, q->high, out);
		break;
	case RECORD_AS_MANY_AS:
		add_bound("up to ", q->has_high, q->high, out);
		break;
	case RECORD_FEWER_THAN:
		add_bound("fewer than ", q->has_high, q->high + 1, out);
		break;
	case RECORD_BETWEEN:
		add_bound("", q->has_low, q->low, out);
		add_bound(" to ", q->has_high, q->high, out);
		break;
	case RECORD_APPROXIMATELY:
		add_bound("about ", q->has_point, q->point, out);
		break;
	case RECORD_ALL:
	case RECORD_MOST:
	case RECORD_SOME:
	case RECORD_QUALIFIER_COUNT:
		add_relative(q, out);
		break;
	}
}

void phrase_word(struct bytes word, struct buf *out)
{
	for (size_t i = 0; i < word.len; i++) {
		buf_add_char(out, word.s[i] == '_' ? ' ' : word.s[i]);
	}
}

void phrase_heading(struct bytes word, struct buf *out)
{
	size_t start = out->len;
	phrase_word(word, out);
	if (out->len > start && out->s[start] >= 'a' && out->s[start] <= 'z') {
		out->s[start] = (char)(out->s[start] - 'a' + 'A');
	}
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* match review: one pair a screen, judged by single keys, without seeing what the model thinks of it. */
#include "ops/match.h"
#include "ops/say.h"
#include "text/safe.h"
#include "text/width.h"

enum {
	UNDO_MAX = 1024,
	LABEL_COLUMNS = 14,
	SIDE_COLUMNS_MIN = 60, /* narrower: values stand below each other */
	VALUE_LINES_MAX = 3,
};

/* Between two values. The marks (U+200E) keep values that run from right to left from changing places. */
#define GAP "\u200e \u2502 \u200e"
enum { GAP_COLUMNS = 3 };

struct made {
	size_t at; /* question */
	const char *decision;
};

struct asking {
	struct match_work *w;
	const struct op_terminal *t;
	const struct match_asked *asked;
	struct match_pen *pen;
	enum match_answer *answer; /* of each question; MATCH_ANSWER_OPEN: none yet */
	struct buf message;
	size_t at;
	struct made made[UNDO_MAX];
	size_t made_count;
	bool shows_help;
};

static const char keys[] = "s same  d different  k kin  ? unsure  u undo  b back  h help  q quit";
static const char short_keys[] = "s d k ? u b h q";

static const char *const help[] = {"s  same: both rows are one person", "d  different: two persons",
	"k  kin: two persons of one family", "?  unsure: the rows do not tell; binds nothing",
	"u  undo: take back the last verdict", "b  back to the pair before; n to the next",
	"q  quit: what was said stays", "", "What the model thinks is told only when you have judged.",
	"=  both rows say the same    \u2260  they differ", "", "Any key goes on."};

/* ------- the screen ------- */

static void pad(struct buf *out, struct bytes text, size_t columns)
{
	buf_add_bytes(out, text);
	for (size_t width = width_of(text); width < columns; width++) {
		buf_add_char(out, ' ');
	}
}

/* The next line of a value, broken where it is full. */
static struct bytes next_line(struct bytes text, size_t *at, size_t columns)
{
	size_t end = width_fit(text, *at, columns);
	struct bytes line = {text.s + *at, end - *at};
	*at = end;
	return line;
}

static void add_beside(
	struct buf *out, const char *label, const char *mark, const struct bytes value[2], size_t columns)
{
	size_t room = (columns - LABEL_COLUMNS - GAP_COLUMNS) / 2;
	size_t at[2] = {0, 0};
	for (size_t line = 0; line < VALUE_LINES_MAX; line++) {
		bool is_last = line + 1 == VALUE_LINES_MAX;
		size_t from = out->len;
		buf_add_text(out, line == 0 ? label : "");
		say_pad(out, from, LABEL_COLUMNS - 2);
		buf_printf(out, "%s ", line == 0 ? mark : " ");
		struct bytes a = next_line(value[0], &at[0], room);
		struct bytes b = next_line(value[1], &at[1], room);
		bool has_more = at[0] < value[0].len || at[1] < value[1].len;
		pad(out, a, room);
		buf_add_text(out, GAP);
		buf_add_bytes(out, b);
		buf_add_text(out, is_last && has_more ? "\u2026\n" : "\n");
		if (!has_more) {
			break;
		}
	}
}

static void add_below(
	struct buf *out, const char *label, const char *mark, const struct bytes value[2], size_t columns)
{
	buf_printf(out, "%s %s\n", label, mark);
	for (size_t side = 0; side < 2; side++) {
		size_t at = 0;
		buf_add_text(out, side == 0 ? "  1 " : "  2 ");
		buf_add_bytes(out, next_line(value[side], &at, columns - 5));
		buf_add_text(out, at < value[side].len ? "\u2026\n" : "\n");
	}
}

static void add_field(
	struct buf *out, const char *label, const char *mark, const struct bytes value[2], size_t columns)
{
	if (columns >= SIDE_COLUMNS_MIN) {
		add_beside(out, label, mark, value, columns);
	} else {
		add_below(out, label, mark, value, columns);
	}
}

static const char *mark_of(struct bytes a, struct bytes b)
{
	if (a.len == 0 || b.len == 0) {
		return " ";
	}
	return bytes_equal(a, b) ? "=" : "\u2260";
}

static void add_pair(struct asking *q, struct buf *out, size_t columns)
{
	const struct match_lists *lists = &q->w->lists;
	const uint32_t record[2] = {q->asked->pair[q->at].a, q->asked->pair[q->at].b};
	const struct match_shown *row[2];
	struct buf text[2] = {{0}, {0}};
	struct bytes value[2];
	for (size_t side = 0; side < 2; side++) {
		row[side] = match_shown_of(q->asked->shown, 2 * q->asked->count, record[side]);
		safe_add(&text[side], lists->name[match_table_list_of(lists->table, record[side])],
			SAFE_ONE_LINE);
		buf_printf(&text[side], ", row %zu", row[side]->number);
		value[side] = buf_bytes(&text[side]);
	}
	add_field(out, "", " ", value, columns);
	for (size_t c = 0; c < MATCH_SHOWN_CELLS; c++) {
		bool is_shown = c < MATCH_ROLE_COUNT || c == MATCH_ROLE_COUNT + LIST_OWN_NAME;
		if (!is_shown || (row[0]->cell[c].len == 0 && row[1]->cell[c].len == 0)) {
			continue;
		}
		for (size_t side = 0; side < 2; side++) {
			buf_clear(&text[side]);
			safe_add(&text[side], row[side]->cell[c], SAFE_ONE_LINE);
			value[side] = buf_bytes(&text[side]);
		}
		add_field(out, c < MATCH_ROLE_COUNT ? match_roles[c].name : "name",
			mark_of(row[0]->cell[c], row[1]->cell[c]), value, columns);
	}
	buf_done(&text[0]);
	buf_done(&text[1]);
}

static void add_cut(struct buf *out, struct bytes text, size_t columns)
{
	buf_add(out, text.s, width_fit(text, 0, columns));
}

static void add_body(struct asking *q, struct buf *body, size_t columns)
{
	if (q->shows_help) {
		for (size_t i = 0; i < ARRAY_COUNT(help); i++) {
			add_cut(body, bytes_of(help[i]), columns);
			buf_add_char(body, '\n');
		}
	} else if (q->at == q->asked->count) {
		add_cut(body, BYTES("That was the last pair. b goes back, q ends the review."), columns);
		buf_add_char(body, '\n');
	} else {
		add_pair(q, body, columns);
	}
}

static void draw(struct asking *q)
{
	size_t columns;
	size_t rows;
	struct buf head = {0};
	struct buf body = {0};
	struct buf screen = {0};
	q->t->size(q->t->context, &columns, &rows);
	add_body(q, &body, columns);
	bool is_end = q->at == q->asked->count;
	buf_printf(&head, "One person?  %zu of %zu", is_end ? q->at : q->at + 1, q->asked->count);
	if (!is_end && q->answer[q->at] != MATCH_ANSWER_OPEN) {
		buf_printf(&head, "  (%s)", match_answer_names[q->answer[q->at]]);
	}
	add_cut(&screen, buf_bytes(&head), columns);
	buf_add_text(&screen, "\n\n");
	struct bytes rest = buf_bytes(&body);
	struct bytes line;
	for (size_t i = 0; i < rows - 4; i++) {
		if (bytes_next_line(&rest, &line)) {
			buf_add_bytes(&screen, i + 1 == rows - 4 && rest.len > 0 ? BYTES("\u2026") : line);
		}
		buf_add_char(&screen, '\n');
	}
	add_cut(&screen, q->message.s ? buf_bytes(&q->message) : BYTES(""), columns);
	buf_add_char(&screen, '\n');
	add_cut(&screen, bytes_of(columns < sizeof(keys) ? short_keys : keys), columns);
	q->t->show(q->t->context, buf_bytes(&screen));
	buf_done(&head);
	buf_done(&body);
	buf_done(&screen);
}

/* ------- what keys do ------- */

static void next_open(struct asking *q)
{
	do {
		q->at++;
	} while (q->at < q->asked->count && q->answer[q->at] != MATCH_ANSWER_OPEN);
}

static const struct match_shown *side_of(const struct asking *q, uint32_t record)
{
	return match_shown_of(q->asked->shown, 2 * q->asked->count, record);
}

static void judge(struct asking *q, enum match_answer answer)
{
	const struct match_question_pair *pair = &q->asked->pair[q->at];
	struct err e = {0};
	buf_clear(&q->message);
	if (match_pen_write(q->pen, q->w, side_of(q, pair->a), side_of(q, pair->b), answer, &e) != 0) {
		safe_add(&q->message, bytes_of(e.text), SAFE_ONE_LINE);
		return;
	}
	buf_printf(&q->message, "%zu: %s.", q->at + 1, match_answer_names[answer]);
	if (pair->p >= 0) {
		buf_printf(&q->message, " The model gives %.3f for one person.", pair->p);
	}
	q->answer[q->at] = answer;
	if (q->made_count == UNDO_MAX) {
		memmove(q->made, q->made + 1, (UNDO_MAX - 1) * sizeof(q->made[0]));
		q->made_count--;
	}
	q->made[q->made_count++] = (struct made){q->at, q->pen->decision};
	next_open(q);
}

static void undo(struct asking *q)
{
	struct err e = {0};
	buf_clear(&q->message);
	if (q->made_count == 0) {
		buf_add_text(&q->message, "Nothing is left to take back.");
		return;
	}
	const struct made *last = &q->made[q->made_count - 1];
	const struct match_question_pair *pair = &q->asked->pair[last->at];
	if (match_pen_take_back(q->pen, q->w, pair->a, pair->b, last->decision, &e) != 0) {
		safe_add(&q->message, bytes_of(e.text), SAFE_ONE_LINE);
		return;
	}
	q->answer[last->at] = MATCH_ANSWER_OPEN;
	q->at = last->at;
	q->made_count--;
	buf_add_text(&q->message, "Taken back.");
}

static void act(struct asking *q, int key)
{
	static const char answers[] = "sdk?";
	const char *answer = key > 0 ? strchr(answers, key) : NULL;
	if (key == 'u') {
		undo(q);
	} else if (key == 'h') {
		q->shows_help = true;
	} else if (key == 'b' && q->at > 0) {
		q->at--;
	} else if (key == 'n' && q->at < q->asked->count) {
		q->at++;
	} else if (answer && q->at < q->asked->count) {
		judge(q, (enum match_answer)(answer - answers));
	}
}

static void loop(struct asking *q)
{
	int key;
	do {
		draw(q);
		key = q->t->key(q->t->context);
		if (key == OP_KEY_REDRAW) {
			continue;
		}
		if (q->shows_help) {
			q->shows_help = false;
			continue;
		}
		act(q, key);
	} while (key != 'q' && key != OP_KEY_END);
}

int match_ask(struct match_work *w, const struct match_asked *asked, struct match_pen *pen,
	size_t counts[MATCH_ANSWER_COUNT], struct err *e)
{
	struct asking *q = mem_calloc(1, sizeof(*q));
	q->w = w;
	q->t = w->call->terminal;
	q->asked = asked;
	q->pen = pen;
	q->answer = mem_calloc(asked->count + 1, sizeof(*q->answer));
	for (size_t i = 0; i < asked->count; i++) {
		q->answer[i] = MATCH_ANSWER_OPEN;
	}
	int rc = q->t ? q->t->open(q->t->context, e) : err_set(e, ERR_INPUT, "a review needs a terminal");
	if (rc == 0) {
		loop(q);
		q->t->close(q->t->context);
	}
	for (size_t i = 0; i < asked->count; i++) {
		counts[q->answer[i]]++;
	}
	free(q->answer);
	buf_done(&q->message);
	free(q);
	return rc;
}

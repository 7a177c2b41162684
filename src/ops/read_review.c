/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* read --review: one proposal a screen, decided on by single keys. */
#include "ops/read.h"
#include "ops/say.h"
#include "proposal/proposal.h"
#include "text/safe.h"
#include "text/utf8.h"

enum { BEFORE_BYTES = 240, AFTER_BYTES = 160, EDIT_MAX = 16, UNDO_MAX = 256 };

/* They stand around the quote while lines are made; safe text holds neither. */
enum { MARK_ON = 1, MARK_OFF = 2 };

struct review {
	struct op_call *call;
	const struct op_terminal *t;
	struct docket docket;
	struct docket_act act;
	struct buf about;
	struct buf message;
	size_t at;
	size_t undo[UNDO_MAX]; /* what was decided here, the newest last */
	size_t undo_count;
	size_t accepted;
	size_t rejected;
	bool shows_help;
};

static const char keys[] = "a accept  e edit  r reject  s skip  b back  u undo  ? help  q quit";

static const char help[] = "a  accept: the proposal becomes a claim that cites these words\n"
			   "e  edit: change fields of the claim, then accept it\n"
			   "r  reject, with a reason: it does not return\n"
			   "s  skip: decide later\n"
			   "b  back to the one before\n"
			   "u  undo: take back the decision shown, or the last one\n"
			   "q  quit: what was decided stays\n"
			   "\n"
			   "Every decision is an entry of the journal at once. Any key goes on.\n";

/* ------- the screen ------- */

static bool takes_room(char c)
{
	return ((unsigned char)c & 0xC0) != 0x80 && (unsigned char)c > MARK_OFF;
}

/* Lines in the making: `columns` characters wide, the quote reversed on each of them. */
struct lines {
	struct buf *out;
	size_t columns;
	size_t column;
	bool is_marked;
};

static void break_line(struct lines *l)
{
	buf_add_text(l->out, l->is_marked ? "\033[0m\n\033[7m" : "\n");
	l->column = 0;
}

static void add_char(struct lines *l, char c)
{
	if (c == MARK_ON || c == MARK_OFF) {
		l->is_marked = c == MARK_ON;
		buf_add_text(l->out, l->is_marked ? "\033[7m" : "\033[0m");
		return;
	}
	if (takes_room(c) && l->column == l->columns) {
		break_line(l);
	}
	l->column += takes_room(c);
	buf_add_char(l->out, c);
}

/* Adds text in lines, broken between words; a word that is longer than a line is cut. */
static void add_wrapped(struct buf *out, struct bytes text, size_t columns)
{
	struct lines l = {out, columns, 0, false};
	for (size_t at = 0; at < text.len;) {
		size_t end = at;
		size_t width = 0;
		while (end < text.len && text.s[end] != ' ' && text.s[end] != '\n') {
			width += takes_room(text.s[end++]);
		}
		if (l.column > 0 && l.column + width > columns) {
			break_line(&l);
		}
		for (; at < end; at++) {
			add_char(&l, text.s[at]);
		}
		if (at < text.len && text.s[at] == '\n') {
			break_line(&l);
		} else if (at < text.len && l.column < columns) {
			add_char(&l, ' ');
		}
		at++;
	}
	buf_add_text(out, l.is_marked ? "\033[0m\n" : "\n");
}

/* Where what stands around a quote begins and ends: not past an empty line, nor within a character. */
static struct span context_of(struct bytes text, struct span quote)
{
	size_t start = quote.start > BEFORE_BYTES ? quote.start - BEFORE_BYTES : 0;
	size_t end = text.len - quote.end > AFTER_BYTES ? quote.end + AFTER_BYTES : text.len;
	while (start < quote.start && !utf8_is_boundary(text, start)) {
		start++;
	}
	while (end > quote.end && !utf8_is_boundary(text, end)) {
		end--;
	}
	for (size_t at;
		(at = bytes_find((struct bytes){text.s, quote.start}, BYTES("\n\n"), start)) != SIZE_MAX;) {
		start = at + 2;
	}
	size_t gap = bytes_find((struct bytes){text.s, end}, BYTES("\n\n"), quote.end);
	return (struct span){(uint32_t)start, (uint32_t)(gap < end ? gap : end)};
}

static void add_context(struct buf *out, struct bytes text, struct span quote, size_t columns)
{
	struct buf marked = {0};
	struct span around = context_of(text, quote);
	safe_add(&marked, proposal_words(text, (struct span){around.start, quote.start}), SAFE_ONE_LINE);
	buf_add_char(&marked, MARK_ON);
	safe_add(&marked, proposal_words(text, quote), SAFE_ONE_LINE);
	buf_add_char(&marked, MARK_OFF);
	safe_add(&marked, proposal_words(text, (struct span){quote.end, around.end}), SAFE_ONE_LINE);
	add_wrapped(out, buf_bytes(&marked), columns);
	buf_done(&marked);
}

static void add_details(struct review *r, struct buf *out, size_t columns)
{
	struct buf words = {0};
	struct err e = {0};
	struct read_shown shown = read_shown_of(&r->docket, "", false);
	int rc = read_print_proposal(&shown, r->at, &words, &e);
	BUG_IF(rc != 0);
	add_wrapped(out, buf_bytes(&words), columns);
	buf_done(&words);
}

/* The first lines of a text; when there are more, the last of them says so. */
static void add_first_lines(struct buf *out, struct bytes text, size_t count)
{
	struct bytes line;
	size_t lines = 0;
	for (; lines < count && bytes_next_line(&text, &line); lines++) {
		bool is_cut = lines + 1 == count && text.len > 0;
		buf_add_bytes(out, is_cut ? BYTES("…") : line);
		buf_add_text(out, "\033[0m\n");
	}
	for (; lines < count; lines++) {
		buf_add_char(out, '\n');
	}
}

static void add_cut(struct buf *out, struct bytes text, size_t columns)
{
	size_t len = utf8_after(text, 0, columns);
	buf_add(out, text.s, len);
}

static void draw(struct review *r)
{
	size_t columns;
	size_t rows;
	struct buf head = {0};
	struct buf body = {0};
	struct buf screen = {0};
	r->t->size(r->t->context, &columns, &rows);
	const struct docket *d = &r->docket;
	bool is_end = r->at == d->reading.proposal_count;
	if (r->shows_help) {
		add_wrapped(&body, bytes_of(help), columns);
	} else if (is_end) {
		add_wrapped(
			&body, BYTES("That was the last proposal. b goes back, q ends the review."), columns);
	} else {
		add_context(&body, d->document.text, d->reading.proposals[r->at].quote, columns);
		buf_add_char(&body, '\n');
		add_details(r, &body, columns);
	}
	safe_add(&head, bytes_of(op_text(r->call, "document")), SAFE_ONE_LINE);
	buf_printf(&head, "  %zu of %zu", is_end ? r->at : r->at + 1, d->reading.proposal_count);
	add_cut(&screen, buf_bytes(&head), columns);
	buf_add_text(&screen, "\n\n");
	add_first_lines(&screen, buf_bytes(&body), rows - 4);
	struct bytes message = r->message.s ? buf_bytes(&r->message) : BYTES("");
	add_cut(&screen, message, columns);
	buf_add_char(&screen, '\n');
	add_cut(&screen, columns < sizeof(keys) ? BYTES("a e r s b u ? q") : bytes_of(keys), columns);
	r->t->show(r->t->context, buf_bytes(&screen));
	buf_done(&head);
	buf_done(&body);
	buf_done(&screen);
}

/* ------- what keys do ------- */

static void say(struct review *r, struct bytes text)
{
	buf_clear(&r->message);
	safe_add(&r->message, text, SAFE_ONE_LINE);
}

static void next_open(struct review *r)
{
	do {
		r->at++;
	} while (r->at < r->docket.reading.proposal_count && r->docket.states[r->at].status != DOCKET_OPEN);
}

static void settle(
	struct review *r, int rc, const struct docket_entry *entry, const char *done, const struct err *e)
{
	if (rc != 0) {
		say(r, bytes_of(e->text));
		return;
	}
	struct buf text = {0};
	buf_printf(&text, "%zu %s: %s (entry %lld)", r->at + 1, done, entry->id, (long long)entry->seq);
	say(r, buf_bytes(&text));
	buf_done(&text);
	if (r->undo_count == UNDO_MAX) {
		memmove(r->undo, r->undo + 1, (UNDO_MAX - 1) * sizeof(r->undo[0]));
		r->undo_count--;
	}
	r->undo[r->undo_count++] = r->at;
	next_open(r);
}

/* What every claim needs and the vault does not tell is asked once. */
static bool has_about_and_source(struct review *r)
{
	struct err e = {0};
	struct buf source = {0};
	if (!r->docket.document.source[0] && r->t->line(r->t->context, "id of the source: ", &source) &&
		source.len > 0 && source.len < sizeof(r->docket.document.source)) {
		memcpy(r->docket.document.source, source.s, source.len + 1);
	}
	buf_done(&source);
	if (!r->act.about && docket_find_about(&r->docket, &r->act.about, &e) != 0 &&
		r->t->line(r->t->context, "about which incident (id): ", &r->about) && r->about.len > 0) {
		r->act.about = r->about.s;
	}
	return r->docket.document.source[0] && r->act.about;
}

/* A wrong id is asked for again. */
static void forget_answers(struct review *r)
{
	if (r->act.about == r->about.s && r->about.s) {
		r->act.about = NULL;
		buf_clear(&r->about);
	}
	if (!op_has(r->call, "source")) {
		r->docket.document.source[0] = '\0';
	}
}

static void accept(struct review *r, const struct claim_edit *edits, size_t edit_count)
{
	struct docket_entry entry;
	struct err e = {0};
	struct docket_act act = r->act;
	if (!has_about_and_source(r)) {
		say(r, BYTES("Nothing was recorded."));
		return;
	}
	act.about = r->act.about;
	act.edits = edits;
	act.edit_count = edit_count;
	int rc = docket_accept(&r->docket, r->at, &act, &entry, &e);
	r->accepted += rc == 0;
	if (rc == -ERR_INPUT) {
		forget_answers(r);
	}
	settle(r, rc, &entry, "accepted", &e);
}

static void edit(struct review *r)
{
	struct claim_edit edits[EDIT_MAX];
	size_t count = 0;
	bool is_done = false;
	while (count < EDIT_MAX && !is_done) {
		struct buf line = {0};
		if (!r->t->line(r->t->context, "field=value (empty: done): ", &line)) {
			say(r, BYTES("Nothing was changed."));
			buf_done(&line);
			return;
		}
		const char *equals = line.s ? strchr(line.s, '=') : NULL;
		is_done = line.len == 0;
		if (equals && equals > line.s) {
			edits[count].field = arena_text(
				&r->docket.arena, (struct bytes){line.s, (size_t)(equals - line.s)});
			edits[count++].value = arena_text(&r->docket.arena, bytes_of(equals + 1));
		}
		buf_done(&line);
	}
	accept(r, edits, count);
}

static void reject(struct review *r)
{
	struct buf why = {0};
	struct docket_entry entry;
	struct err e = {0};
	if (r->t->line(r->t->context, "why: ", &why) && bytes_trim(buf_bytes(&why)).len > 0) {
		struct docket_act act = r->act;
		act.reason = why.s;
		int rc = docket_reject(&r->docket, r->at, &act, &entry, &e);
		r->rejected += rc == 0;
		settle(r, rc, &entry, "rejected", &e);
	} else {
		say(r, BYTES("Nothing was recorded: a rejection needs a reason."));
	}
	buf_done(&why);
}

/* Takes back the decision that is shown, or else the last one made here, and shows it. */
static void undo(struct review *r)
{
	size_t count = r->docket.reading.proposal_count;
	struct docket_entry entry;
	struct err e = {0};
	bool is_shown = r->at < count && r->docket.states[r->at].status != DOCKET_OPEN;
	size_t at = r->at;
	while (!is_shown && r->undo_count > 0) {
		at = r->undo[--r->undo_count];
		is_shown = r->docket.states[at].status != DOCKET_OPEN;
	}
	if (!is_shown) {
		say(r, BYTES("Nothing is left to take back."));
		return;
	}
	struct docket_act act = r->act;
	bool was_taken = r->docket.states[at].status == DOCKET_TAKEN;
	act.reason = "Taken back in the review.";
	int rc = docket_reopen(&r->docket, at, &act, &entry, &e);
	say(r, rc == 0 ? BYTES("Taken back.") : bytes_of(e.text));
	if (rc == 0) {
		r->accepted -= was_taken && r->accepted > 0;
		r->rejected -= !was_taken && r->rejected > 0;
		r->at = at;
	}
}

static void decide(struct review *r, int key)
{
	if (r->at == r->docket.reading.proposal_count) {
		return;
	}
	if (key == 'a') {
		accept(r, NULL, 0);
	} else if (key == 'e') {
		edit(r);
	} else if (key == 'r') {
		reject(r);
	} else if (key == 's') {
		next_open(r);
	}
}

static void loop(struct review *r)
{
	int key;
	do {
		draw(r);
		key = r->t->key(r->t->context);
		if (key == OP_KEY_REDRAW) {
			continue;
		}
		if (r->shows_help) {
			r->shows_help = false;
			continue;
		}
		buf_clear(&r->message);
		if (key == 'u') {
			undo(r);
		} else if (key == 'b' && r->at > 0) {
			r->at--;
		} else if (key == '?') {
			r->shows_help = true;
		} else {
			decide(r, key);
		}
	} while (key != 'q' && key != OP_KEY_END);
}

static void reply(struct review *r)
{
	size_t open = 0;
	for (size_t i = 0; i < r->docket.reading.proposal_count; i++) {
		open += r->docket.states[i].status == DOCKET_OPEN;
	}
	jw_object_begin(r->call->reply);
	jw_key(r->call->reply, "review");
	jw_object_begin(r->call->reply);
	jw_put_int(r->call->reply, "accepted", (int64_t)r->accepted);
	jw_put_int(r->call->reply, "rejected", (int64_t)r->rejected);
	jw_put_int(r->call->reply, "open", (int64_t)open);
	jw_object_end(r->call->reply);
	jw_object_end(r->call->reply);
}

int read_review(struct op_call *call, const struct read_setup *setup, struct err *e)
{
	struct review *r = mem_calloc(1, sizeof(*r));
	r->call = call;
	r->t = call->terminal;
	r->at = SIZE_MAX; /* before the first */
	r->act = (struct docket_act){
		.researcher = op_text(call, "researcher"), .now = call->now, .about = op_text(call, "about")};
	int rc = op_text(call, "document") ? read_open_docket(call, setup, &r->docket, e)
					   : err_set(e, ERR_USAGE, "DOC is missing");
	if (rc == 0) {
		rc = r->t ? r->t->open(r->t->context, e) : err_set(e, ERR_INPUT, "a review needs a terminal");
	}
	if (rc == 0) {
		next_open(r);
		loop(r);
		r->t->close(r->t->context);
		reply(r);
	}
	docket_done(&r->docket);
	buf_done(&r->about);
	buf_done(&r->message);
	free(r);
	return rc;
}

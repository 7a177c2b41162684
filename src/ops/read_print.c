/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Proposals for people, from the parts of the reply of read. */
#include "ops/handlers.h"
#include "ops/read.h"
#include "ops/say.h"
#include "proposal/proposal.h"

#include <unistd.h>

static void say_number_of(struct buf *out, const json_t *v)
{
	if (json_is_integer(v)) {
		say_number(out, json_integer_value(v));
	} else {
		buf_printf(out, "%g", json_number_value(v));
	}
}

/* "12", "at least 16", "10 to 12", "about 400", "some". */
static void say_quantity(struct buf *out, const json_t *p)
{
	const json_t *low = json_object_get(p, "low");
	const json_t *high = json_object_get(p, "high");
	const json_t *point = json_object_get(p, "point");
	bool has_low = json_is_number(low);
	bool has_high = json_is_number(high);
	if (json_is_number(point)) {
		buf_add_text(out, "about ");
		say_number_of(out, point);
	} else if (has_low && has_high && json_number_value(low) != json_number_value(high)) {
		say_number_of(out, low);
		buf_add_text(out, " to ");
		say_number_of(out, high);
	} else if (has_low) {
		buf_add_text(out, has_high ? "" : "at least ");
		say_number_of(out, low);
	} else if (has_high) {
		buf_add_text(out, "at most ");
		say_number_of(out, high);
	} else if (say_text(p, "as_stated").s) {
		buf_add_text(out, "\"");
		say_safe(out, say_text(p, "as_stated"));
		buf_add_text(out, "\"");
	} else {
		buf_add_text(out, "no number");
	}
	struct bytes unit = say_text(p, "unit");
	if (unit.s && !bytes_is(unit, "people")) {
		buf_add_char(out, ' ');
		say_safe(out, unit);
	}
}

static void say_line(struct buf *out, const char *name, struct bytes value, const char *behind)
{
	if (value.s) {
		size_t from = out->len;
		buf_printf(out, "     %s", name);
		say_pad(out, from, 14);
		say_safe(out, value);
		buf_printf(out, "%s\n", behind);
	}
}

static void say_dates(struct buf *out, const json_t *p)
{
	struct buf dates = {0};
	struct bytes from = say_text(p, "from");
	struct bytes to = say_text(p, "to");
	buf_add_bytes(&dates, from);
	if (to.s && !bytes_equal(from, to)) {
		buf_printf(&dates, " to %.*s", BYTES_ARG(to));
	}
	say_line(out, "when", dates.len > 0 ? buf_bytes(&dates) : BYTES_NONE,
		say_is(p, "year_inferred") ? " (the year is inferred)" : "");
	buf_done(&dates);
}

static void say_place(struct buf *out, const json_t *p)
{
	struct buf behind = {0};
	struct bytes name = say_text(p, "place_name");
	if (name.s && !bytes_equal(name, say_text(p, "place"))) {
		buf_add_text(&behind, " = ");
		say_safe(&behind, name);
	}
	if (say_text(p, "country").s) {
		buf_printf(&behind, " (%.*s)", BYTES_ARG(say_text(p, "country")));
	}
	if (say_is(p, "place_ambiguous")) {
		buf_add_text(&behind, " (several places have this name)");
	}
	say_line(out, "where", say_text(p, "place"), behind.s ? behind.s : "");
	buf_done(&behind);
}

static void say_attribution(struct buf *out, const json_t *p)
{
	const json_t *steps = json_object_get(p, "attribution");
	struct buf words = {0};
	for (size_t i = json_array_size(steps); i > 0; i--) {
		const json_t *step = json_array_get(steps, i - 1);
		struct bytes who = say_text(step, "who");
		struct bytes verb = say_text(step, "verb");
		struct bytes class_name = say_text(step, "class");
		buf_add_text(&words, words.len > 0 ? ", through " : "");
		buf_add_bytes(&words, who.s ? who : BYTES("nobody named"));
		if (class_name.s || verb.s) {
			buf_printf(&words, " (%.*s%s%.*s)", BYTES_ARG(class_name),
				class_name.s && verb.s ? ", " : "", BYTES_ARG(verb));
		}
	}
	say_line(out, "said by", words.len > 0 ? buf_bytes(&words) : BYTES_NONE, "");
	buf_done(&words);
}

static void say_persons(struct buf *out, const json_t *p)
{
	const json_t *persons = json_object_get(p, "persons");
	struct buf words = {0};
	for (size_t i = 0; i < json_array_size(persons); i++) {
		buf_add_text(&words, i > 0 ? ", " : "");
		buf_add_bytes(&words, json_view(json_array_get(persons, i)));
	}
	say_line(out, "persons", words.len > 0 ? buf_bytes(&words) : BYTES_NONE, "");
	buf_done(&words);
}

/* Who did it, of which organisation, and how sure that is. */
static void say_by(struct buf *out, const json_t *p)
{
	struct buf words = {0};
	struct buf behind = {0};
	struct bytes by = say_text(p, "by");
	struct bytes organisation = say_text(p, "by_organisation");
	struct bytes responsibility = say_text(p, "responsibility");
	buf_add_bytes(&words, by);
	if (organisation.s && bytes_find(by, organisation, 0) >= by.len) {
		buf_add_text(&words, by.s ? ", of " : "");
		buf_add_bytes(&words, organisation);
	}
	if (responsibility.s && !bytes_is(responsibility, "fact")) {
		buf_printf(&behind, " (%.*s)", BYTES_ARG(responsibility));
		for (size_t i = 0; i < behind.len; i++) {
			behind.s[i] = behind.s[i] == '_' ? ' ' : behind.s[i];
		}
	}
	say_line(out, "by", words.len > 0 ? buf_bytes(&words) : BYTES_NONE, behind.s ? behind.s : "");
	buf_done(&words);
	buf_done(&behind);
}

/* How it stands to another of the same document; people count from 1. */
static void say_relation(struct buf *out, const json_t *p)
{
	static const struct {
		const char *relation;
		const char *words;
	} rows[] = {
		{"part", "included in"},
		{"repetition", "says again what stands in"},
		{"update", "takes the place of"},
		{"contrast", "another figure than in"},
	};
	struct bytes relation = say_text(p, "relation");
	if (bytes_is(relation, "total")) {
		say_line(out, "relation", BYTES("a total; others are parts of it"), "");
	}
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		if (bytes_is(relation, rows[i].relation)) {
			char number[32];
			snprintf(number, sizeof(number), " %lld", (long long)say_int(p, "related") + 1);
			say_line(out, "relation", bytes_of(rows[i].words), number);
		}
	}
}

static void say_heading(struct buf *out, const json_t *p, size_t number)
{
	struct bytes modality = say_text(p, "modality");
	struct bytes state = say_text(p, "state");
	buf_printf(out, "%3zu  ", number);
	say_safe(out, say_text(p, "measure"));
	buf_add_text(out, ": ");
	say_quantity(out, p);
	if (say_text(p, "victim_class").s) {
		buf_printf(out, ", %.*s", BYTES_ARG(say_text(p, "victim_class")));
	}
	if (!bytes_is(modality, "fact")) {
		buf_printf(out, " (%.*s)", BYTES_ARG(modality));
	}
	if (say_is(p, "background")) {
		buf_add_text(out, " (background)");
	}
	if (state.s && !bytes_is(state, "open")) {
		buf_printf(out, " - %.*s: ", BYTES_ARG(state));
		say_safe(out, say_text(p, "record"));
	}
	if (say_text(p, "why_rejected").s) {
		buf_add_text(out, ", ");
		say_safe(out, say_text(p, "why_rejected"));
	}
	buf_add_char(out, '\n');
}

static void print_proposal(const json_t *p, size_t number, struct buf *out)
{
	struct buf where = {0};
	say_heading(out, p, number);
	if (bytes_is(say_text(p, "state"), "rejected")) {
		return;
	}
	buf_printf(&where, "\"  bytes %lld to %lld", (long long)say_int(p, "byte_start"),
		(long long)say_int(p, "byte_end"));
	buf_add_text(out, "     \"");
	say_safe(out, say_text(p, "quote"));
	buf_printf(out, "%s\n", where.s);
	buf_done(&where);
	say_place(out, p);
	say_dates(out, p);
	say_by(out, p);
	say_line(out, "cause", say_text(p, "cause"), "");
	say_persons(out, p);
	say_attribution(out, p);
	say_relation(out, p);
	struct buf why = {0};
	buf_add_bytes(&why, say_text(p, "rule"));
	if (say_text(p, "reason").s) {
		buf_printf(&why, ": %.*s", BYTES_ARG(say_text(p, "reason")));
	}
	say_line(out, "why", buf_bytes(&why), "");
	buf_done(&why);
}

/* Greys lines on a terminal. */
static void add_dim(struct buf *out, struct bytes text)
{
	struct bytes line;
	while (bytes_next_line(&text, &line)) {
		buf_printf(out, "\033[2m%.*s\033[0m\n", BYTES_ARG(line));
	}
}

static void print_totals(const json_t *totals, struct buf *out)
{
	const char *measure;
	json_t *total;
	json_object_foreach ((json_t *)(uintptr_t)totals, measure, total) {
		size_t from = out->len;
		buf_printf(out, "  %s", measure);
		say_pad(out, from, 16);
		if (json_is_null(total)) {
			buf_add_text(out, "the text does not say\n");
			continue;
		}
		say_quantity(out, total);
		const json_t *rests_on = json_object_get(total, "proposals");
		buf_add_text(out, "  from");
		for (size_t i = 0; i < json_array_size(rests_on); i++) {
			buf_printf(out, "%s %lld", i > 0 ? "," : "",
				(long long)json_integer_value(json_array_get(rests_on, i)) + 1);
		}
		buf_add_char(out, '\n');
	}
}

/* What came of asking a model. */
static void print_model(const json_t *model, struct buf *out)
{
	const json_t *refused = json_object_get(model, "refused");
	if (!model) {
		return;
	}
	buf_add_text(out, "  model         ");
	say_safe(out, say_text(model, "name"));
	buf_add_text(out, ": ");
	say_count(out, say_int(model, "proposals"), "proposal", "proposals");
	buf_add_text(out, " of its own\n");
	say_row(out, "trouble", say_text(model, "trouble"));
	for (size_t i = 0; i < json_array_size(refused); i++) {
		const json_t *row = json_array_get(refused, i);
		buf_printf(
			out, "  refused       claim %lld of its reply: ", (long long)say_int(row, "row") + 1);
		say_safe(out, say_text(row, "reason"));
		buf_add_char(out, '\n');
	}
}

/* A part of the reply, parsed again, so that text and JSON always say the same. */
static int parse_part(const struct buf *json, json_t **value, struct err *e)
{
	return json_parse(buf_bytes(json), value, NULL) == 0
		? 0
		: err_set(e, ERR_DAMAGED,
			  "the vault holds text that is no text; \"recount rebuild\" makes its register "
			  "again");
}

static int print_head(const struct read_shown *s, struct buf *out, struct err *e)
{
	struct buf json = {0};
	struct json_writer j;
	json_t *head = NULL;
	jw_init(&j, &json);
	jw_object_begin(&j);
	read_put_head(&j, s);
	jw_object_end(&j);
	int rc = parse_part(&json, &head, e);
	if (rc == 0) {
		say_safe(out, say_text(head, "id"));
		buf_add_text(out, ": ");
		say_count(out, (int64_t)s->reading->proposal_count, "proposal", "proposals");
		buf_add_text(out,
			say_is(head, "is_extracted") ? "; bytes are those of the text taken out of it\n"
						     : "\n");
		say_row(out, "notice", say_text(head, "trouble"));
		print_model(json_object_get(head, "model"), out);
	}
	json_decref(head);
	buf_done(&json);
	return rc;
}

int read_print_proposal(const struct read_shown *s, size_t i, struct buf *out, struct err *e)
{
	struct buf json = {0};
	struct json_writer j;
	json_t *value = NULL;
	jw_init(&j, &json);
	read_put_proposal(&j, s, i);
	int rc = parse_part(&json, &value, e);
	if (rc == 0) {
		print_proposal(value, i + 1, out);
	}
	json_decref(value);
	buf_done(&json);
	return rc;
}

static int print_totals_of(const struct read_shown *s, struct buf *out, struct err *e)
{
	struct arena a = {0};
	struct buf json = {0};
	struct json_writer j;
	json_t *totals = NULL;
	jw_init(&j, &json);
	proposal_put_totals(&j, s->reading, &a);
	int rc = parse_part(&json, &totals, e);
	if (rc == 0) {
		buf_add_text(out, "What the text says in all\n");
		print_totals(totals, out);
	}
	json_decref(totals);
	buf_done(&json);
	arena_done(&a);
	return rc;
}

int read_print_document(const struct read_shown *s, struct buf *out, struct err *e)
{
	bool is_terminal = isatty(STDOUT_FILENO) == 1;
	int rc = print_head(s, out, e);
	for (size_t i = 0; i < s->reading->proposal_count && rc == 0; i++) {
		struct buf text = {0};
		rc = read_print_proposal(s, i, &text, e);
		if (is_terminal && s->reading->proposals[i].is_background) {
			add_dim(out, buf_bytes(&text));
		} else {
			buf_add_bytes(out, buf_bytes(&text));
		}
		buf_done(&text);
	}
	return rc == 0 && s->has_totals && s->document->text.s ? print_totals_of(s, out, e) : rc;
}

static void print_review(const json_t *review, struct buf *out)
{
	say_count(out, say_int(review, "accepted"), "claim", "claims");
	buf_add_text(out, " accepted, ");
	say_count(out, say_int(review, "rejected"), "proposal", "proposals");
	buf_printf(out, " rejected; %lld still open.\n", (long long)say_int(review, "open"));
}

/* Documents were shown while they were read. */
void op_read_print(const json_t *reply, struct buf *out)
{
	print_review(json_object_get(reply, "review"), out);
}

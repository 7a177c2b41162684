/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "proposal/claim.h"

#include "base/limits.h"
#include "proposal/proposal.h"
#include "record/types.h"

#include <math.h>

/* ------- small JSON ------- */

static void set(json_t *object, const char *name, json_t *value)
{
	if (json_object_set_new(object, name, value) != 0) {
		mem_exhausted();
	}
}

static json_t *text_of(struct bytes text)
{
	return json_stringn(text.s, text.len);
}

static void set_text(json_t *object, const char *name, struct bytes text)
{
	if (text.len > 0) {
		set(object, name, text_of(text));
	}
}

static void append(json_t *object, const char *name, json_t *value)
{
	json_t *list = json_object_get(object, name);
	if (!list) {
		list = json_array();
		set(object, name, list);
	}
	if (json_array_append_new(list, value) != 0) {
		mem_exhausted();
	}
}

static void infer(json_t *record, const char *field, const char *note)
{
	append(record, "inferred", json_pack("{s:s, s:s}", "field", field, "note", note));
}

/* Words as an id: letters and digits of ASCII, all else a hyphen. NULL when nothing is left to tell it by. */
static const char *slug_of(struct bytes words, struct arena *a)
{
	char slug[LIMIT_ID_BYTES + 1];
	size_t len = 0;
	size_t letters = 0;
	for (size_t i = 0; i < words.len && len < LIMIT_ID_BYTES; i++) {
		char c = words.s[i];
		c = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
		bool is_kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
		letters += is_kept;
		if (is_kept) {
			slug[len++] = c;
		} else if (len > 0 && slug[len - 1] != '-' && c != '\'') {
			slug[len++] = '-';
		}
	}
	while (len > 0 && slug[len - 1] == '-') {
		len--;
	}
	return letters >= 2 ? arena_text(a, (struct bytes){slug, len}) : NULL;
}

static void set_slug(json_t *record, const char *field, struct bytes words, struct arena *a)
{
	const char *slug = words.s ? slug_of(words, a) : NULL;
	if (slug) {
		set(record, field, json_string(slug));
	}
}

/* ------- the number ------- */

static int64_t whole(double n)
{
	return n < 0 ? 0 : n > LIMIT_COUNT ? LIMIT_COUNT : (int64_t)(n + 0.5);
}

/* The word of the proposal when it goes with its numbers, else the plain word for these. */
static const char *qualifier_of(const struct proposal *p)
{
	static const char *const fitting[][5] = {
		{"some", "all", "most", NULL},
		{"at_least", "more_than", NULL},
		{"at_most", "as_many_as", "fewer_than", NULL},
		{"between", NULL},
		{"exact", NULL},
		{"approximately", NULL},
	};
	enum { NONE, LOW, HIGH, BOTH, EQUAL, POINT } kind = NONE;
	bool has_low = isfinite(p->low);
	bool has_high = isfinite(p->high);
	if (isfinite(p->point)) {
		kind = POINT;
	} else if (has_low && has_high) {
		kind = whole(p->low) == whole(p->high) ? EQUAL : BOTH;
	} else if (has_low || has_high) {
		kind = has_low ? LOW : HIGH;
	}
	for (size_t i = 0; p->qualifier && fitting[kind][i]; i++) {
		if (strcmp(fitting[kind][i], p->qualifier) == 0) {
			return p->qualifier;
		}
	}
	return fitting[kind][0];
}

static void set_quantity(
	json_t *record, const struct claim_order *order, const struct proposal *p, struct arena *a)
{
	struct bytes stated = proposal_words(order->document->text, p->as_stated);
	json_t *quantity = json_pack("{s:s}", "qualifier", qualifier_of(p));
	bool is_share = p->unit && strcmp(p->unit, "percent") == 0;
	set(record, "property", json_string(is_share ? "share" : "count"));
	set(record, "quantity", quantity);
	if (is_share) {
		double share = isfinite(p->point) ? p->point : isfinite(p->low) ? p->low : p->high;
		set(quantity, "percent", json_real(isfinite(share) ? share : 0));
	} else if (isfinite(p->point)) {
		set(quantity, "point", json_integer(whole(p->point)));
	} else {
		if (isfinite(p->low)) {
			set(quantity, "low", json_integer(whole(p->low)));
		}
		if (isfinite(p->high)) {
			set(quantity, "high", json_integer(whole(p->high)));
		}
		if (!isfinite(p->low) && !isfinite(p->high)) {
			set_text(quantity, "vague", stated);
		}
	}
	if (!is_share && p->unit && strcmp(p->unit, "people") != 0) {
		set_slug(quantity, "unit", bytes_of(p->unit), a);
	}
	if (order->of_claim) {
		set(quantity, "of_claim", json_string(order->of_claim));
	}
	set_text(record, "as_stated", stated);
}

/* ------- where and when ------- */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_same_name(struct bytes a, struct bytes b)
{
	bool is_same = a.s && b.s && a.len == b.len;
	for (size_t i = 0; is_same && i < a.len; i++) {
		is_same = lower(a.s[i]) == lower(b.s[i]);
	}
	return is_same;
}

static bool is_place(const struct db_statement *s, struct bytes name)
{
	json_t *names = NULL;
	struct err ignored;
	bool is_it = is_same_name(db_text(s, 1), name);
	if (db_text(s, 2).s && json_parse(db_text(s, 2), &names, &ignored) == 0) {
		for (size_t i = 0; i < json_array_size(names); i++) {
			is_it = is_it || is_same_name(json_get_view(json_array_get(names, i), "name"), name);
		}
		json_decref(names);
	}
	return is_it;
}

/* The one place of the vault that has this name; BYTES_NONE for none or several. */
static int find_place(struct vault *v, struct bytes words, struct bytes name, struct arena *a,
	struct bytes *id, struct err *e)
{
	static const char sql[] = "SELECT id, label, names FROM place p WHERE NOT EXISTS "
				  "(SELECT 1 FROM place n WHERE n.replaces = p.id)";
	struct db_statement *s;
	size_t count = 0;
	*id = BYTES_NONE;
	int rc = db_prepare(v->db, sql, &s, e);
	while (rc == 0 && (rc = db_step(s, e)) == 1) {
		if (is_place(s, words) || is_place(s, name)) {
			*id = arena_copy(a, db_text(s, 0));
			count++;
		}
		rc = 0;
	}
	if (count != 1) {
		*id = BYTES_NONE;
	}
	return rc;
}

static int set_place(struct vault *v, json_t *record, const struct claim_order *order,
	const struct proposal *p, struct arena *a, struct err *e)
{
	struct bytes words = proposal_words(order->document->text, p->place);
	struct bytes name = p->place_found ? bytes_of(p->place_found->name) : BYTES_NONE;
	struct bytes id;
	if (!words.s) {
		return 0;
	}
	int rc = find_place(v, words, name, a, &id, e);
	if (rc != 0) {
		return rc;
	}
	if (id.s) {
		append(record, "places", text_of(id));
		infer(record, "places",
			arena_printf(a, "by its name, from the words \"%.*s\"", BYTES_ARG(words)));
	} else {
		set(record, "note",
			json_string(
				arena_printf(a, "The text names a place that is not among ours: \"%.*s\".",
					BYTES_ARG(words))));
	}
	if (p->place_precision > 0) {
		set(record, "precision", json_integer(p->place_precision));
	}
	return 0;
}

static void set_times(json_t *record, const struct proposal *p)
{
	char from[DATE_TEXT_BYTES];
	char to[DATE_TEXT_BYTES];
	char as_of[DATE_TEXT_BYTES];
	date_text(p->from, from);
	date_text(p->to, to);
	if (from[0] && (strcmp(from, to) == 0 || !to[0])) {
		set(record, "window", json_string(from));
	} else if (to[0]) {
		json_t *window = json_pack("{s:s}", "to", to);
		set(record, "window", window);
		set_text(window, "from", bytes_of(from));
	}
	if (p->is_year_inferred && (from[0] || to[0])) {
		infer(record, "window", "the year does not stand with the date");
	}
	if (date_text(p->as_of, as_of)[0]) {
		set(record, "as_of", json_string(as_of));
	}
}

/* ------- who says so ------- */

static void add_step(
	struct vault *v, json_t *record, struct bytes text, const struct attribution *step, struct arena *a)
{
	struct bytes who = proposal_words(text, step->who);
	int class = record_word_index(record_class_names, RECORD_CLASS_COUNT, bytes_of(step->class_name));
	class = class >= 0 && who.s ? class : RECORD_CLASS_UNATTRIBUTED;
	const char *slug = class != RECORD_CLASS_UNATTRIBUTED ? slug_of(who, a) : NULL;
	json_t *row = json_pack("{s:s}", "class", record_class_names[class]);
	if (slug) {
		set(row, "originator", json_string(slug));
		infer(record, "attribution",
			arena_printf(a, "the id %s is made from the words of the document", slug));
	}
	if (step->verb && vocabulary_has(&v->vocabulary, "verb", bytes_of(step->verb))) {
		set(row, "verb", json_string(step->verb));
	}
	set_text(row, "as_stated", who);
	append(record, "attribution", row);
}

static void set_mode(json_t *record, enum reading_modality modality)
{
	static const char *const modes[] = {
		[MODALITY_FACT] = NULL,
		[MODALITY_REPORTED] = "reported",
		[MODALITY_ALLEGED] = "alleged",
		[MODALITY_DENIED] = "denied",
		[MODALITY_THREATENED] = "prediction",
		[MODALITY_HYPOTHETICAL] = "prediction",
		[MODALITY_FUTURE] = "prediction",
		[MODALITY_ESTIMATE] = "estimate",
		[MODALITY_OPINION] = "opinion",
	};
	if (modes[modality]) {
		set(record, "mode", json_string(modes[modality]));
	}
	if (modality == MODALITY_DENIED) {
		set(record, "polarity", json_string("denied"));
	}
}

/* ------- the record ------- */

const char *claim_key(struct bytes text, const struct proposal *p, struct arena *a)
{
	struct bytes stated = proposal_words(text, p->as_stated);
	return arena_printf(a, "%s %s %.*s", p->measure, p->rule, BYTES_ARG(stated));
}

static json_t *citation_of(const struct claim_order *order, const struct proposal *p)
{
	const struct document *d = order->document;
	json_t *c = json_object();
	set_text(c, "source", bytes_of(d->source));
	set(c, "evidence", json_string(d->evidence));
	set(c, "text", json_string(d->digest));
	set_text(c, "exact", proposal_words(d->text, p->quote));
	set(c, "byte_start", json_integer(p->quote.start));
	set(c, "byte_end", json_integer(p->quote.end));
	return c;
}

static void remove_field(json_t *record, const char *field)
{
	const char *dot = strrchr(field, '.');
	json_t *object = record;
	char whole_name[LIMIT_ID_BYTES];
	if (dot) {
		snprintf(whole_name, sizeof(whole_name), "%.*s", (int)(dot - field), field);
		object = field_get(record, whole_name);
	}
	(void)json_object_del(object, dot ? dot + 1 : field);
}

/* Changes by hand, and a word on each in the note of the code. */
static int edit(struct vault *v, const struct claim_order *order, json_t *record, json_t *code,
	struct arena *a, struct err *e)
{
	const struct field *fields = fold_table_of(&v->fold, record_type_find(BYTES("claim")))->fields;
	const struct proposal *p = &order->reading->proposals[order->index];
	struct buf note = {0};
	int rc = 0;
	for (size_t i = 0; i < order->edit_count && rc == 0; i++) {
		const struct claim_edit *change = &order->edits[i];
		struct bytes was = field_cell(fields, record, change->field, a);
		buf_printf(&note, "%s%s was %.*s", i > 0 ? "; " : "edited: ", change->field,
			BYTES_ARG(was.len > 0 ? was : BYTES("absent")));
		if (change->value[0]) {
			rc = field_set_cell(fields, record, change->field, bytes_of(change->value), e);
		} else {
			remove_field(record, change->field);
		}
	}
	/* Of a model's proposal stays which model it was, and by which reply. */
	if (bytes_starts(bytes_of(p->rule), "model.")) {
		buf_printf(&note, "%s%s", note.len > 0 ? "; " : "", p->reason);
	}
	if (rc == 0 && note.len > 0) {
		set_text(code, "note", buf_bytes(&note));
	}
	buf_done(&note);
	return rc;
}

int claim_of_proposal(
	struct vault *v, const struct claim_order *order, struct arena *a, json_t **out, struct err *e)
{
	const struct proposal *p = &order->reading->proposals[order->index];
	struct bytes text = order->document->text;
	json_t *record = json_object();
	json_t *code =
		json_pack("{s:s, s:s}", "vocabulary", CLAIM_CODE_VOCABULARY, "code", claim_key(text, p, a));
	set(record, "about", json_string(order->about));
	set(record, "measure", json_string(p->measure));
	set_quantity(record, order, p, a);
	set_slug(record, "victim_class", bytes_of(p->victim_class), a);
	set_slug(record, "by", proposal_words(text, p->by), a);
	set_slug(record, "cause", proposal_words(text, p->cause), a);
	int rc = set_place(v, record, order, p, a, e);
	set_times(record, p);
	for (size_t i = 0; i < p->attribution_count; i++) {
		add_step(v, record, text, &p->attributions[i], a);
	}
	set_mode(record, p->modality);
	append(record, "citations", citation_of(order, p));
	append(record, "coded", code);
	if (order->restates) {
		set(record, "restates", json_string(order->restates));
	}
	rc = rc == 0 ? edit(v, order, record, code, a, e) : rc;
	if (rc != 0) {
		json_decref(record);
		return rc;
	}
	*out = record;
	return 0;
}

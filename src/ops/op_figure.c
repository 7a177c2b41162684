/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* figure, rules: from claims to low, best and high, with every reason. */
#include "evidence/blob.h"
#include "figure/words.h"
#include "ops/figures.h"
#include "ops/handlers.h"
#include "ops/say.h"

static void put_number_if(struct json_writer *j, const char *key, bool has, int64_t n)
{
	if (has) {
		jw_put_int(j, key, n);
	}
}

static void put_words(struct json_writer *j, const char *key, struct buf *words)
{
	if (words->len > 0) {
		jw_put_string(j, key, buf_bytes(words));
	}
	buf_clear(words);
}

static void put_list(struct json_writer *j, const char *key, const struct bytes *items, size_t count)
{
	jw_key(j, key);
	jw_array_begin(j);
	for (size_t i = 0; i < count; i++) {
		jw_string(j, items[i]);
	}
	jw_array_end(j);
}

/* The claims on which an end of the figure rests. */
static void put_basis(
	struct json_writer *j, const char *key, const struct figure *f, const struct figure_end *end)
{
	if (!end->has) {
		return;
	}
	jw_key(j, key);
	jw_object_begin(j);
	jw_put_int(j, "n", end->n);
	jw_key(j, "claims");
	jw_array_begin(j);
	for (size_t i = 0; i < end->item_count; i++) {
		jw_string(j, f->items[end->items[i]].claim->id);
	}
	jw_array_end(j);
	jw_put_string_if(j, "decision", end->decision);
	jw_object_end(j);
}

static void put_range(struct json_writer *j, const struct figure_range *r)
{
	put_number_if(j, "low", r->low.has, r->low.n);
	put_number_if(j, "best", r->best.has, r->best.n);
	put_number_if(j, "high", r->high.has, r->high.n);
}

/* Where a quote stands: the last steps of the walk from a number to bytes. */
static void put_citation(struct op_call *call, const struct citation *c)
{
	struct json_writer *j = call->reply;
	struct hash digest;
	char path[BLOB_PATH_BYTES];
	jw_object_begin(j);
	jw_put_string(j, "source", c->source);
	jw_put_string(j, "evidence", c->evidence);
	jw_put_string_if(j, "text", c->text);
	if (c->text.s && hash_parse(c->text, &digest, NULL) == 0) {
		blob_path(&digest, path);
		jw_put_string(j, "text_path", bytes_of(path));
	}
	jw_put_string_if(j, "exact", c->exact);
	if (c->exact.s) {
		jw_put_int(j, "byte_start", c->byte_start);
		jw_put_int(j, "byte_end", c->byte_end);
	}
	jw_object_end(j);
}

static void put_item(struct op_call *call, const struct figure_item *item, struct buf *words)
{
	struct json_writer *j = call->reply;
	const struct claim *c = item->claim;
	jw_object_begin(j);
	jw_put_string(j, "claim", c->id);
	jw_put_int(j, "entry", c->seq);
	jw_put_string(j, "outcome", bytes_of(figure_outcome_names[item->outcome]));
	jw_put_string_if(j, "cause", item->cause);
	figure_outcome_words(item, words);
	put_words(j, "reason", words);
	figure_flag_words(item, words);
	put_words(j, "flags", words);
	jw_put_string(j, "relation", bytes_of(record_relation_names[item->relation]));
	jw_put_string_if(j, "relation_decision", item->relation_decision);
	jw_put_string_if(j, "originator", item->originator);
	jw_put_string_if(j, "named_originator", item->named_originator);
	jw_put_string(j, "class", bytes_of(record_class_names[item->class]));
	jw_put_string(j, "qualifier", bytes_of(record_qualifier_names[c->quantity.qualifier]));
	put_number_if(j, "low", item->low.has, item->low.n);
	put_number_if(j, "high", item->high.has, item->high.n);
	put_number_if(j, "point", item->point.has, item->point.n);
	jw_put_string_if(j, "as_of",
		field_range_text(date_range_is_absent(c->as_of) ? c->published : c->as_of, call->arena));
	jw_put_string_if(j, "as_stated", c->as_stated);
	jw_key(j, "citations");
	jw_array_begin(j);
	for (size_t i = 0; i < c->citation_count; i++) {
		put_citation(call, &c->citations[i]);
	}
	jw_array_end(j);
	jw_object_end(j);
}

static void put_findings(struct json_writer *j, const struct figure *f, struct buf *words)
{
	jw_key(j, "notes");
	jw_array_begin(j);
	for (size_t i = 0; i < f->note_count; i++) {
		jw_object_begin(j);
		jw_put_string(j, "kind", bytes_of(figure_note_names[f->notes[i].kind]));
		figure_note_words(&f->notes[i], words);
		put_words(j, "text", words);
		jw_object_end(j);
	}
	jw_array_end(j);
	jw_key(j, "checks");
	jw_array_begin(j);
	for (size_t i = 0; i < f->check_count; i++) {
		jw_object_begin(j);
		jw_put_string(j, "kind", bytes_of(figure_check_names[f->checks[i].kind]));
		figure_check_words(&f->checks[i], words);
		put_words(j, "text", words);
		jw_object_end(j);
	}
	jw_array_end(j);
}

static void put_groups(struct json_writer *j, const struct figure *f)
{
	jw_key(j, "same_originators");
	jw_array_begin(j);
	for (size_t i = 0; i < f->group_count; i++) {
		jw_object_begin(j);
		jw_put_string(j, "name", f->groups[i].name);
		put_list(j, "members", f->groups[i].members, f->groups[i].member_count);
		jw_object_end(j);
	}
	jw_array_end(j);
	jw_key(j, "supersessions");
	jw_array_begin(j);
	for (size_t i = 0; i < f->supersession_count; i++) {
		jw_object_begin(j);
		jw_put_string(j, "older", f->items[f->supersessions[i].older].claim->id);
		jw_put_string(j, "newer", f->items[f->supersessions[i].newer].claim->id);
		jw_object_end(j);
	}
	jw_array_end(j);
}

static void put_figure(struct op_call *call, const struct figure *f, bool explain)
{
	struct json_writer *j = call->reply;
	struct buf words = {0};
	jw_object_begin(j);
	jw_put_string(j, "incident", f->incident);
	jw_put_string(j, "measure", f->measure);
	jw_put_string(j, "rule", f->rule);
	jw_put_string(j, "codebook_version", f->codebook_version);
	put_basis(j, "low", f, &f->low);
	put_basis(j, "best", f, &f->best);
	put_basis(j, "high", f, &f->high);
	jw_put_string(j, "state", bytes_of(figure_state_names[f->state]));
	figure_words(f, &words);
	put_words(j, "words", &words);
	put_list(j, "witnesses", f->witnesses, f->witness_count);
	put_number_if(j, "named", f->named.has, f->named.n);
	jw_put_int(j, "candidates", (int64_t)f->item_count);
	jw_put_int(j, "used", (int64_t)f->used_count);
	jw_key(j, "classes");
	jw_array_begin(j);
	for (size_t i = 0; i < f->class_count; i++) {
		jw_object_begin(j);
		jw_put_string(j, "class", bytes_of(record_class_names[f->classes[i].class]));
		put_range(j, &f->classes[i].range);
		jw_object_end(j);
	}
	jw_array_end(j);
	put_findings(j, f, &words);
	put_groups(j, f);
	if (explain) {
		jw_key(j, "items");
		jw_array_begin(j);
		for (size_t i = 0; i < f->item_count; i++) {
			put_item(call, &f->items[i], &words);
		}
		jw_array_end(j);
	}
	jw_object_end(j);
	buf_done(&words);
}

int op_figure(struct op_call *call, struct err *e)
{
	struct figures figures;
	const char *one = op_text(call, "rule"); /* NULL: the codebook's default */
	bool is_all = op_has(call, "all-rules");
	struct figure_request request = {.incident = bytes_of(op_text(call, "incident"))};
	if (one && is_all) {
		return err_set(e, ERR_USAGE, "give either --rule or --all-rules");
	}
	int rc = figures_load(call, request.incident, &figures, e);
	if (rc == 0) {
		rc = figures_measure(call, &request.measure, e);
	}
	jw_object_begin(call->reply);
	jw_key(call->reply, "figures");
	jw_array_begin(call->reply);
	for (size_t i = 0; rc == 0 && (is_all ? figures_rules[i] != NULL : i == 0); i++) {
		struct figure f;
		request.rule = bytes_of(is_all ? figures_rules[i] : one);
		rc = figure_compute(&figures.input, &request, call->arena, &f, e);
		if (rc == 0) {
			put_figure(call, &f, op_has(call, "explain"));
		}
	}
	jw_array_end(call->reply);
	jw_object_end(call->reply);
	return rc;
}

/* ------- as text ------- */

static void add_end(struct buf *out, const json_t *figure, const char *key, size_t width)
{
	const json_t *end = json_object_get(figure, key);
	const json_t *n = json_is_object(end) ? json_object_get(end, "n") : end;
	size_t from = out->len;
	if (n) {
		say_number(out, json_integer_value(n));
	} else {
		buf_add_text(out, "–");
	}
	say_pad(out, from, width);
}

static void print_table(const json_t *figures, struct buf *out)
{
	buf_add_text(out, "  rule                 low      best     high     state         witnesses\n");
	for (size_t i = 0; i < json_array_size(figures); i++) {
		const json_t *f = json_array_get(figures, i);
		buf_add_text(out, "  ");
		size_t from = out->len;
		say_safe(out, say_text(f, "rule"));
		say_pad(out, from, 21);
		add_end(out, f, "low", 9);
		add_end(out, f, "best", 9);
		add_end(out, f, "high", 9);
		from = out->len;
		buf_add_bytes(out, say_text(f, "state"));
		say_pad(out, from, 14);
		say_number(out, (int64_t)json_array_size(json_object_get(f, "witnesses")));
		buf_add_char(out, '\n');
	}
}

static void print_classes(const json_t *figure, struct buf *out)
{
	const json_t *classes = json_object_get(figure, "classes");
	for (size_t i = 0; i < json_array_size(classes); i++) {
		const json_t *c = json_array_get(classes, i);
		buf_add_text(out, "    ");
		size_t from = out->len;
		buf_add_bytes(out, say_text(c, "class"));
		say_pad(out, from, 19);
		add_end(out, c, "low", 9);
		add_end(out, c, "best", 9);
		add_end(out, c, "high", 9);
		buf_add_char(out, '\n');
	}
}

static bool has_sentence(const json_t *list, struct bytes text)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		if (bytes_equal(say_text(json_array_get(list, i), "text"), text)) {
			return true;
		}
	}
	return false;
}

/* The sentences of a list, without those that stand in `said` (NULL: none). */
static void print_sentences(const json_t *list, const json_t *said, struct buf *out)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		struct bytes text = say_text(json_array_get(list, i), "text");
		if (!has_sentence(said, text)) {
			buf_add_text(out, "  * ");
			say_safe(out, text);
			buf_add_char(out, '\n');
		}
	}
}

/* The notes and checks of one rule; of the rules after the first only what the first did not say. */
static void print_findings(const json_t *figures, size_t i, struct buf *out)
{
	const json_t *f = json_array_get(figures, i);
	const json_t *first = i > 0 ? json_array_get(figures, 0) : NULL;
	struct buf said = {0};
	print_sentences(json_object_get(f, "notes"), json_object_get(first, "notes"), &said);
	print_sentences(json_object_get(f, "checks"), json_object_get(first, "checks"), &said);
	if (said.len > 0 && json_array_size(figures) > 1) {
		buf_add_bytes(out, say_text(f, "rule"));
		buf_add_char(out, '\n');
	}
	buf_add_bytes(out, buf_bytes(&said));
	buf_done(&said);
}

static void print_item(const json_t *item, struct buf *out)
{
	const json_t *citations = json_object_get(item, "citations");
	buf_add_text(out, "  ");
	say_safe(out, say_text(item, "claim"));
	buf_printf(out, " (entry %lld)  ", (long long)say_int(item, "entry"));
	buf_add_bytes(out, say_text(item, "qualifier"));
	buf_add_text(out, "  low ");
	add_end(out, item, "low", 0);
	buf_add_text(out, "  high ");
	add_end(out, item, "high", 0);
	if (json_object_get(item, "point")) {
		buf_add_text(out, "  about ");
		add_end(out, item, "point", 0);
	}
	buf_add_text(out, "  as of ");
	buf_add_bytes(out, say_text(item, "as_of").s ? say_text(item, "as_of") : BYTES("–"));
	buf_add_text(out, "\n      ");
	buf_add_bytes(out, say_text(item, "class"));
	buf_add_text(out, ", originator ");
	say_safe(out, say_text(item, "originator").s ? say_text(item, "originator") : BYTES("not named"));
	buf_add_text(out, ". ");
	say_safe(out, say_text(item, "reason"));
	if (say_text(item, "flags").s) {
		buf_add_char(out, ' ');
		say_safe(out, say_text(item, "flags"));
	}
	buf_add_char(out, '\n');
	for (size_t i = 0; i < json_array_size(citations); i++) {
		const json_t *c = json_array_get(citations, i);
		if (say_text(c, "exact").s) {
			buf_add_text(out, "      \"");
			say_safe(out, say_text(c, "exact"));
			buf_printf(out, "\"\n      bytes %lld to %lld of ",
				(long long)say_int(c, "byte_start"), (long long)say_int(c, "byte_end"));
			buf_add_bytes(out, say_text(c, "text_path"));
		} else {
			buf_add_text(out, "      in ");
			buf_add_bytes(out, say_text(c, "evidence"));
		}
		buf_add_text(out, " (source ");
		say_safe(out, say_text(c, "source"));
		buf_add_text(out, ")\n");
	}
}

static void print_items(const json_t *figure, bool used, const char *heading, struct buf *out)
{
	const json_t *items = json_object_get(figure, "items");
	bool is_first = true;
	for (size_t i = 0; i < json_array_size(items); i++) {
		const json_t *item = json_array_get(items, i);
		if (bytes_is(say_text(item, "outcome"), "used") == used) {
			buf_add_text(out, is_first ? heading : "");
			is_first = false;
			print_item(item, out);
		}
	}
}

static void print_same(const json_t *figure, struct buf *out)
{
	const json_t *groups = json_object_get(figure, "same_originators");
	for (size_t i = 0; i < json_array_size(groups); i++) {
		const json_t *members = json_object_get(json_array_get(groups, i), "members");
		buf_add_text(out, "  * One originator by decision: ");
		for (size_t k = 0; k < json_array_size(members); k++) {
			buf_add_text(out, k > 0 ? ", " : "");
			say_safe(out, json_view(json_array_get(members, k)));
		}
		buf_add_text(out, ".\n");
	}
}

void op_figure_print(const json_t *reply, struct buf *out)
{
	const json_t *figures = json_object_get(reply, "figures");
	for (size_t i = 0; i < json_array_size(figures); i++) {
		const json_t *f = json_array_get(figures, i);
		if (i == 0) {
			say_safe(out, say_text(f, "incident"));
			buf_add_text(out, ", ");
			say_safe(out, say_text(f, "measure"));
			buf_printf(out, ": %lld of ", (long long)say_int(f, "used"));
			say_count(out, say_int(f, "candidates"), "claim competes.\n", "claims compete.\n");
			say_safe(out, say_text(f, "words"));
			buf_add_text(out, "\n\n");
			print_table(figures, out);
			print_classes(f, out);
			buf_add_char(out, '\n');
		}
		print_findings(figures, i, out);
		if (i == 0) {
			print_same(f, out);
		}
		print_items(f, true, "\nUsed\n", out);
		print_items(f, false, "\nSet aside\n", out);
	}
	if (json_array_size(figures) > 0 && !json_object_get(json_array_get(figures, 0), "items")) {
		buf_add_text(out,
			"\n--explain shows every claim, why it counts or not, and where its words stand.\n");
	}
}

int op_rules(struct op_call *call, struct err *e)
{
	struct buf words = {0};
	(void)e;
	jw_object_begin(call->reply);
	jw_key(call->reply, "rules");
	jw_array_begin(call->reply);
	for (const char *const *rule = figures_rules; *rule; rule++) {
		jw_object_begin(call->reply);
		jw_put_string(call->reply, "rule", bytes_of(*rule));
		figure_rule_words(bytes_of(*rule), &words);
		put_words(call->reply, "text", &words);
		jw_object_end(call->reply);
	}
	jw_array_end(call->reply);
	jw_object_end(call->reply);
	buf_done(&words);
	return 0;
}

void op_rules_print(const json_t *reply, struct buf *out)
{
	print_sentences(json_object_get(reply, "rules"), NULL, out);
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* match explain: what speaks for and against two rows being one person, weight by weight. */
#include "match/key.h"
#include "ops/handlers.h"
#include "ops/match.h"
#include "ops/match_folder.h"
#include "ops/say.h"

#include <math.h>

struct explain {
	struct op_call *call;
	struct match_folder folder;
	struct match_folder_row row[2];
	struct match_folder_cluster cluster[2];
	struct match_folder_pair pair;
	enum match_answer said; /* MATCH_ANSWER_OPEN: nothing */
	/* Of lists that were read again; else zeroed. */
	struct match_lists lists;
	struct match_aligner *aligner;
	uint32_t record[2];
};

static bool is_together(const struct explain *x)
{
	return x->row[0].cluster == x->row[1].cluster;
}

/* ------- lists read again ------- */

/* Compares the two rows as they stand in the lists. */
static int compare(struct explain *x, struct err *e)
{
	const struct match_model *m = x->folder.model;
	struct match_comparer comparer;
	x->aligner = match_aligner_builtin();
	match_comparer_init(&comparer, x->lists.table, x->aligner);
	bool fits = comparer.count == m->comparison_count;
	for (size_t c = 0; c < comparer.count && fits; c++) {
		fits = comparer.compared[c].role == match_role_of(&m->comparison[c]);
	}
	if (!fits) {
		return err_set(e, ERR_INPUT,
			"the lists have other columns than when they were matched; match them again");
	}
	x->pair.pattern = match_compare(&comparer, x->record[0], x->record[1]);
	x->pair.is_vetoed = match_died_apart(
		x->lists.table, (int32_t)say_int(x->folder.reply, "death_days"), x->record[0], x->record[1]);
	return 0;
}

/* Reads the lists as the run read them. */
static int read_lists(struct explain *x, struct err *e)
{
	struct match_request request;
	int rc = match_keep_request(x->call, x->folder.kept, &request, e);
	if (rc == 0) {
		rc = match_lists_read(x->call, &request, &x->lists, e);
	}
	for (size_t i = 0; i < 2 && rc == 0; i++) {
		const uint32_t *start = &x->lists.table->list_start[x->row[i].list_number];
		x->record[i] = start[0] + (uint32_t)(x->row[i].number - 1);
		if (x->record[i] >= start[1]) {
			rc = err_set(e, ERR_CHANGED, "the list %.*s has fewer rows than when it was matched",
				BYTES_ARG(x->row[i].list));
		}
	}
	return rc == 0 ? compare(x, e) : rc;
}

/* ------- rules ------- */

/* The rules of blocking under which both rows have the same key. */
static void put_rules(struct explain *x, struct json_writer *j)
{
	const json_t *rules = json_object_get(x->folder.reply, "rules");
	jw_key(j, "rules");
	jw_array_begin(j);
	for (size_t i = 0; i < json_array_size(rules); i++) {
		struct bytes text = json_get_view(json_array_get(rules, i), "rule");
		struct match_rule rule;
		struct err e = {0};
		if (match_rule_parse(text, &rule, &e) != 0 || !match_rule_applies(&rule, x->lists.table)) {
			continue;
		}
		struct match_keys *keys = match_keys_open(&rule, 1, x->lists.table);
		uint64_t key = match_key(keys, 0, 0, x->record[0]);
		if (key != 0 && key == match_key(keys, 0, 0, x->record[1])) {
			jw_string(j, text);
		}
		match_keys_close(&keys);
	}
	jw_array_end(j);
}

/* ------- reasons ------- */

static void put_reason(const struct explain *x, struct json_writer *j, const char *text)
{
	jw_string(j, bytes_of(arena_printf(x->call->arena, "%s", text)));
}

/* Rows of both clusters on one list that holds each person once. */
static bool put_shared_list(const struct explain *x, struct json_writer *j)
{
	for (size_t p = 0; p < x->cluster[0].count; p++) {
		for (size_t q = 0; q < x->cluster[1].count; q++) {
			const struct match_folder_row *a = &x->cluster[0].rows[p];
			const struct match_folder_row *b = &x->cluster[1].rows[q];
			if (!a->is_unique || a->list_number != b->list_number) {
				continue;
			}
			jw_string(j,
				bytes_of(arena_printf(x->call->arena,
					"the list %.*s holds each person once: its row %.*s is in one "
					"cluster and "
					"its row %.*s in the other",
					BYTES_ARG(a->list), BYTES_ARG(a->row), BYTES_ARG(b->row))));
			return true;
		}
	}
	return false;
}

/* A person's word outranks the model, unless it contradicts another or a list. */
static void put_said(const struct explain *x, struct json_writer *j)
{
	bool is_no = x->said == MATCH_ANSWER_DIFFERENT || x->said == MATCH_ANSWER_KIN;
	if (x->said == MATCH_ANSWER_SAME && is_together(x)) {
		put_reason(x, j, "a person said that they are one");
	} else if (x->said == MATCH_ANSWER_SAME) {
		put_reason(x, j,
			"a person said that they are one, which contradicts another word or a list, so that "
			"it is "
			"not followed");
	} else if (is_no && is_together(x)) {
		put_reason(x, j,
			"a person said that they are two, which contradicts another word, so that it is not "
			"followed");
	} else if (is_no) {
		put_reason(x, j, "a person said that they are two");
	}
}

/* Why they are in one cluster, or are not. */
static void put_reasons(const struct explain *x, struct json_writer *j, double p)
{
	bool is_same_list = x->row[0].list_number == x->row[1].list_number && x->row[0].is_unique;
	jw_key(j, "reasons");
	jw_array_begin(j);
	put_said(x, j);
	if (is_together(x)) {
		if (x->said != MATCH_ANSWER_SAME) {
			put_reason(x, j,
				p >= 0.5 ? "the two alone are more likely one person than not"
					 : "other rows of the cluster join them, although the two alone do "
					   "not");
		}
		jw_array_end(j);
		return;
	}
	if (is_same_list) {
		put_reason(x, j, "both are on one list that holds each person once");
	}
	if (x->pair.is_vetoed) {
		jw_string(j,
			bytes_of(arena_printf(x->call->arena,
				"their known days of death are more than %lld days apart",
				(long long)say_int(x->folder.reply, "death_days"))));
	}
	bool is_list = !is_same_list && put_shared_list(x, j);
	if (!x->pair.is_kept) {
		put_reason(x, j, "they were not compared, or looked less likely one person than 1 in 1,000");
	} else if (p < 0.5) {
		put_reason(x, j, "the two are less likely one person than not");
	} else if (!is_same_list && !is_list && !x->pair.is_vetoed && x->said == MATCH_ANSWER_OPEN) {
		put_reason(x, j, "other rows of their clusters speak more against it than these two for it");
	}
	jw_array_end(j);
}

/* ------- the reply ------- */

static void put_row(struct json_writer *j, const char *key, const struct match_folder_row *row, size_t rows)
{
	jw_key(j, key);
	jw_object_begin(j);
	jw_put_string(j, "list", row->list);
	jw_put_string(j, "row", row->row);
	jw_put_int(j, "cluster", row->cluster);
	jw_put_int(j, "cluster_rows", (int64_t)rows);
	jw_key(j, "probability");
	jw_real(j, row->probability);
	jw_object_end(j);
}

static void put_reply(struct explain *x)
{
	struct json_writer *j = x->call->reply;
	bool is_read = x->lists.table != NULL;
	double p = 0;
	jw_object_begin(j);
	jw_put_string(j, "folder", bytes_of(x->folder.path));
	put_row(j, "a", &x->row[0], x->cluster[0].count);
	put_row(j, "b", &x->row[1], x->cluster[1].count);
	jw_put_bool(j, "is_kept", x->pair.is_kept);
	if (is_read) {
		put_rules(x, j);
	}
	if (is_read || x->pair.is_kept) {
		double chances[MATCH_CLASS_COUNT];
		match_model_posterior(x->folder.model, x->pair.pattern, chances);
		p = chances[MATCH_SAME];
		jw_key(j, "account");
		match_put_account(j,
			&(struct match_told_pair){.model = x->folder.model,
				.pattern = x->pair.pattern,
				.table = x->lists.table,
				.a = x->record[0],
				.b = x->record[1]});
	}
	if (x->said != MATCH_ANSWER_OPEN) {
		jw_put_string(j, "said", bytes_of(match_answer_names[x->said]));
	}
	jw_put_bool(j, "is_together", is_together(x));
	put_reasons(x, j, p);
	jw_object_end(j);
}

static int explain(struct explain *x, struct err *e)
{
	const char *what[2] = {op_text(x->call, "a"), op_text(x->call, "b")};
	int rc = match_folder_open(&x->folder, x->call, op_text(x->call, "folder"), e);
	if (rc == 0) {
		rc = match_folder_find(&x->folder, what, x->row, e);
	}
	if (rc == 0) {
		rc = match_folder_clusters(&x->folder, x->row, x->cluster, e);
	}
	if (rc == 0) {
		rc = match_folder_pair(&x->folder, x->row, &x->pair, e);
	}
	if (rc == 0) {
		rc = match_folder_said(&x->folder, x->row, &x->said, e);
	}
	if (rc == 0 && op_has(x->call, "show-names")) {
		rc = read_lists(x, e);
	}
	return rc;
}

int op_match_explain(struct op_call *call, struct err *e)
{
	struct explain x = {.call = call};
	int rc = explain(&x, e);
	if (rc == 0) {
		put_reply(&x);
	}
	match_aligner_close(&x.aligner);
	match_lists_done(&x.lists);
	match_folder_done(&x.folder);
	return rc;
}

/* ------- in words ------- */

static double number_of(const json_t *object, const char *key)
{
	return json_number_value(json_object_get(object, key));
}

static void say_row_name(const json_t *row, struct buf *out)
{
	say_safe(out, say_text(row, "list"));
	buf_add_char(out, ':');
	say_safe(out, say_text(row, "row"));
}

/* A factor with two or three digits that matter. */
static void say_factor(double factor, struct buf *out)
{
	if (factor < 9.95) {
		buf_printf(out, "%.1f", factor);
	} else if (factor < 1e15) {
		double unit = pow(10, fmax(0, floor(log10(factor)) - 2));
		say_number(out, (int64_t)(round(factor / unit) * unit));
	} else {
		buf_add_text(out, "over 1,000,000,000,000,000");
	}
}

/* "1 in 812"; for chances above one half the percentage. */
static void say_chance(double p, struct buf *out)
{
	if (p > 0.01) {
		buf_printf(out, p < 0.9995 ? "%.1f %%" : "over 99.9 %%", 100 * p);
	} else if (p > 1e-15) {
		buf_add_text(out, "1 in ");
		say_factor(1 / p, out);
	} else {
		buf_add_text(out, "next to none");
	}
}

static void say_weight(double bits, struct buf *out)
{
	buf_printf(out, "  %+8.1f  ", fabs(bits) < 0.05 ? 0.0 : bits);
}

static void say_field(const json_t *field, struct buf *out)
{
	struct bytes a = json_get_view(field, "a");
	struct bytes b = json_get_view(field, "b");
	say_safe(out, say_text(field, "name"));
	buf_add_char(out, ' ');
	say_safe(out, say_text(field, "words"));
	if (!a.s && !b.s) {
		return;
	}
	buf_add_text(out, " (");
	say_safe(out, a.s ? a : BYTES("–"));
	if (!a.s || !b.s || !bytes_equal(a, b)) {
		buf_add_text(out, ", ");
		say_safe(out, b.s ? b : BYTES("–"));
	}
	buf_add_char(out, ')');
}

static void say_step(const json_t *step, struct buf *out)
{
	size_t i;
	json_t *field;
	double bits = number_of(step, "weight");
	say_weight(bits, out);
	json_array_foreach (json_object_get(step, "fields"), i, field) {
		buf_add_text(out, i > 0 ? "; " : "");
		say_field(field, out);
	}
	buf_add_text(out, ": ");
	if (fabs(bits) < 0.05) {
		buf_add_text(out, "says nothing\n");
		return;
	}
	say_factor(exp2(fabs(bits)), out);
	buf_add_text(out,
		bits > 0 ? " times more often among the same person\n"
			 : " times less often among the same person\n");
}

static void say_steps(const json_t *account, struct buf *out)
{
	size_t i;
	json_t *step;
	double prior = number_of(account, "prior");
	double rivals = number_of(account, "rivals");
	say_weight(prior, out);
	buf_add_text(out, "before anything is compared: one person is ");
	say_chance(1 / (1 + exp2(-prior)), out);
	buf_add_text(out, " of all pairs\n");
	json_array_foreach (json_object_get(account, "steps"), i, step) {
		say_step(step, out);
	}
	if (fabs(rivals) >= 0.05) {
		say_weight(-rivals, out);
		buf_add_text(out, "kin, or strangers of one place and day, would agree like this too\n");
	}
	say_weight(prior + number_of(account, "weight"), out);
	buf_add_text(out, "in all. +1 doubles the odds, -1 halves them\n");
}

static void say_account(const json_t *account, struct buf *out)
{
	static const struct {
		const char *key;
		const char *words;
	} classes[] = {{"kin", "kin"}, {"near", "alike strangers"}, {"unrelated", "unrelated"}};
	const json_t *chances = json_object_get(account, "chances");
	buf_add_text(out, ": one person with a chance of ");
	say_chance(number_of(chances, "same"), out);
	for (size_t i = 0; i < ARRAY_COUNT(classes); i++) {
		double p = number_of(chances, classes[i].key);
		if (p > 0) {
			buf_printf(out, ", %s ", classes[i].words);
			say_chance(p, out);
		}
	}
	buf_add_text(out, ".\n\n");
	say_steps(account, out);
}

static void say_rules(const json_t *rules, struct buf *out)
{
	size_t i;
	json_t *rule;
	if (!rules) {
		return;
	}
	buf_add_text(out,
		json_array_size(rules) > 0 ? "\nRules of blocking that bring them together: "
					   : "\nNo rule of blocking brings them together.");
	json_array_foreach (rules, i, rule) {
		buf_add_text(out, i > 0 ? "; " : "");
		say_safe(out, bytes_of(json_string_value(rule)));
	}
	buf_add_text(out, "\n");
}

static void say_clusters(const json_t *reply, struct buf *out)
{
	size_t i;
	json_t *reason;
	const json_t *a = json_object_get(reply, "a");
	const json_t *b = json_object_get(reply, "b");
	if (say_is(reply, "is_together")) {
		buf_printf(out, "\nBoth are in cluster %lld, of %lld rows:\n",
			(long long)say_int(a, "cluster"), (long long)say_int(a, "cluster_rows"));
	} else {
		buf_printf(out, "\nThey are in two clusters, %lld and %lld:\n",
			(long long)say_int(a, "cluster"), (long long)say_int(b, "cluster"));
	}
	json_array_foreach (json_object_get(reply, "reasons"), i, reason) {
		buf_add_text(out, "  ");
		say_safe(out, bytes_of(json_string_value(reason)));
		buf_add_text(out, "\n");
	}
}

void op_match_explain_print(const json_t *reply, struct buf *out)
{
	const json_t *account = json_object_get(reply, "account");
	say_row_name(json_object_get(reply, "a"), out);
	buf_add_text(out, " and ");
	say_row_name(json_object_get(reply, "b"), out);
	if (account) {
		say_account(account, out);
	} else {
		buf_add_text(out,
			" were not compared, or looked less likely one person than 1 in 1,000.\n"
			"With --show-names the lists are read again, and they are compared now.\n");
	}
	say_rules(json_object_get(reply, "rules"), out);
	say_clusters(reply, out);
}

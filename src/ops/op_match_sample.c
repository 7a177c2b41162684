/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* match sample, match calibrate: how good a run is, from pairs drawn at random and judged by people. */
#include "base/csv.h"
#include "match/calibrate.h"
#include "match/isotonic.h"
#include "ops/handlers.h"
#include "ops/match.h"
#include "ops/say.h"

#include <math.h>

enum { STRATA = 7, OWN = 3, TABLE_BYTES_MAX = 1 << 28, COUNT_MAX = 1000000 };

/* Log-odds from which the strata are; probabilities of 0, 0.01, 0.1, 0.5, 0.9, 0.99 and 0.999. The own threshold is 0.5. */
static const double from_log[STRATA] = {-40, -4.595, -2.197, 0, 2.197, 4.595, 6.907};

static const double wanted_precision = 0.95;

struct sampling {
	struct match_work w;
	struct match_request request;
	json_t *kept;
	struct buf table; /* of verdicts */
	uint64_t seed;
	struct match_edge *edges; /* with the odds that are left beside competitors, as pairs.csv has them */
	struct match_score_stratum stratum[STRATA];
	size_t *chosen;
	size_t count;
};

static double probability(double log_odds)
{
	return round(1000 / (1 + exp(-log_odds))) / 1000;
}

/* ------- what both begin with ------- */

static int read_table(struct sampling *s, struct op_call *call, struct err *e)
{
	const char *path = op_text(call, "verdicts");
	int rc = path ? file_read(path, TABLE_BYTES_MAX, &s->table, e) : 0;
	if (rc == 0 && s->table.len > 0) {
		s->request.verdicts = buf_bytes(&s->table);
		s->request.verdicts_name = path;
	}
	return rc;
}

static void draw(struct sampling *s, uint64_t total)
{
	const struct match_result *result = &s->w.result;
	size_t room = 0;
	for (size_t h = 0; h < STRATA; h++) {
		s->stratum[h] = (struct match_score_stratum){.from_log = from_log[h]};
	}
	s->edges = mem_realloc(NULL, result->edge_count + 1, sizeof(*s->edges));
	for (size_t i = 0; i < result->edge_count; i++) {
		s->edges[i] = result->edges[i];
		s->edges[i].log_odds = result->log_odds[i];
	}
	match_calibrate_plan(s->edges, result->edge_count, s->stratum, STRATA, total);
	for (size_t h = 0; h < STRATA; h++) {
		room += s->stratum[h].sample_count;
	}
	s->chosen = mem_calloc(room + 1, sizeof(*s->chosen));
	s->count = match_calibrate_draw(s->edges, result->edge_count, s->stratum, STRATA, s->seed, s->chosen);
}

static int begin(struct sampling *s, struct op_call *call, struct err *e)
{
	int64_t total = 0;
	int64_t seed = 0;
	int rc = op_int(call, "count", 1, COUNT_MAX, 200, &total, e);
	if (rc == 0) {
		rc = op_int(call, "seed", 0, INT64_MAX, 1, &seed, e);
	}
	if (rc == 0) {
		rc = match_keep_read(call, op_text(call, "run"), &s->kept, e);
	}
	if (rc == 0) {
		rc = match_keep_request(call, s->kept, &s->request, e);
	}
	if (rc == 0) {
		rc = read_table(s, call, e);
	}
	if (rc == 0) {
		rc = match_work_begin(&s->w, call, &s->request, NULL, e);
	}
	if (rc == 0) {
		match_work_run(&s->w);
		s->seed = (uint64_t)seed;
		draw(s, (uint64_t)total);
	}
	return rc;
}

static void end(struct sampling *s)
{
	match_work_done(&s->w);
	json_decref(s->kept);
	buf_done(&s->table);
	free(s->edges);
	free(s->chosen);
	free(s);
}

/* ------- sample ------- */

static void add_header(const bool has[MATCH_SHOWN_CELLS], struct buf *out)
{
	buf_add_text(out, "list_a,row_a,list_b,row_b,verdict,by,at");
	for (size_t c = 0; c < MATCH_SHOWN_CELLS; c++) {
		const char *name = c < MATCH_ROLE_COUNT ? match_roles[c].name : "name";
		if (has[c]) {
			buf_printf(out, ",%s_a,%s_b", name, name);
		}
	}
	csv_end_row(out);
}

static void add_pair(const struct match_lists *lists, const bool has[MATCH_SHOWN_CELLS],
	const struct match_shown *const row[2], struct buf *out)
{
	struct buf name = {0};
	for (size_t side = 0; side < 2; side++) {
		buf_clear(&name);
		match_lists_put_row_name(lists, row[side]->record, &name);
		csv_add_cell(
			out, lists->name[match_table_list_of(lists->table, row[side]->record)], side == 0);
		csv_add_cell(out, buf_bytes(&name), false);
	}
	buf_add_text(out, ",,,");
	for (size_t c = 0; c < MATCH_SHOWN_CELLS; c++) {
		if (has[c]) {
			csv_add_cell(out, row[0]->cell[c], false);
			csv_add_cell(out, row[1]->cell[c], false);
		}
	}
	csv_end_row(out);
	buf_done(&name);
}

static int write_sample(struct sampling *s, const char *path, struct err *e)
{
	struct buf text = {0};
	bool has[MATCH_SHOWN_CELLS] = {false};
	const struct match_edge *edges = s->edges;
	struct match_shown *shown = mem_calloc(2 * s->count + 1, sizeof(*shown));
	for (size_t i = 0; i < s->count; i++) {
		shown[2 * i].record = edges[s->chosen[i]].a;
		shown[2 * i + 1].record = edges[s->chosen[i]].b;
	}
	int rc = match_rows_show(&s->w, shown, 2 * s->count, e);
	for (size_t i = 0; rc == 0 && i < 2 * s->count; i++) {
		for (size_t c = 0; c < MATCH_SHOWN_CELLS; c++) {
			bool is_told = c < MATCH_ROLE_COUNT || c == MATCH_ROLE_COUNT + LIST_OWN_NAME;
			has[c] = has[c] || (is_told && shown[i].cell[c].len > 0);
		}
	}
	add_header(has, &text);
	for (size_t i = 0; rc == 0 && i < s->count; i++) {
		const struct match_edge *edge = &edges[s->chosen[i]];
		const struct match_shown *const row[2] = {match_shown_of(shown, 2 * s->count, edge->a),
			match_shown_of(shown, 2 * s->count, edge->b)};
		add_pair(&s->w.lists, has, row, &text);
	}
	if (rc == 0) {
		rc = file_replace(path, buf_bytes(&text), 0644, e);
	}
	free(shown);
	buf_done(&text);
	return rc;
}

int op_match_sample(struct op_call *call, struct err *e)
{
	const char *path = op_text(call, "output");
	if (!path) {
		return err_set(e, ERR_USAGE, "say with --output FILE where the sample is to go");
	}
	struct sampling *s = mem_calloc(1, sizeof(*s));
	int rc = op_check_output(call, path, e);
	if (rc == 0) {
		rc = begin(s, call, e);
	}
	if (rc == 0) {
		rc = write_sample(s, path, e);
	}
	if (rc == 0) {
		jw_object_begin(call->reply);
		jw_put_string(call->reply, "file", bytes_of(path));
		jw_put_int(call->reply, "pairs", (int64_t)s->count);
		jw_put_int(call->reply, "of", (int64_t)s->w.result.edge_count);
		jw_object_end(call->reply);
	}
	end(s);
	return rc;
}

void op_match_sample_print(const json_t *reply, struct buf *out)
{
	say_safe(out, say_text(reply, "file"));
	buf_add_text(out, ": ");
	say_count(out, say_int(reply, "pairs"), "pair", "pairs");
	buf_add_text(out, " drawn of ");
	say_number(out, say_int(reply, "of"));
	buf_add_text(out,
		", in an order that says nothing.\nJudge all of them: in the column verdict, or with "
		"recount match review RUN --sample FILE --verdicts FILE.\n");
}

/* ------- calibrate ------- */

struct judged {
	struct match_judged *pair;
	size_t count;
	size_t unsure;
};

static size_t stratum_of(double log_odds)
{
	size_t h = 0;
	while (h + 1 < STRATA && from_log[h + 1] <= log_odds) {
		h++;
	}
	return h;
}

/* Of the pairs drawn those that were judged; verdicts on others were not drawn at random, and say nothing here. */
static void take_judged(struct sampling *s, struct judged *j)
{
	j->pair = mem_calloc(s->count + 1, sizeof(*j->pair));
	for (size_t h = 0; h < STRATA; h++) {
		s->stratum[h].sample_count = 0;
	}
	for (size_t i = 0; i < s->count; i++) {
		const struct match_edge *edge = &s->edges[s->chosen[i]];
		const struct match_saying *said = match_said_of(&s->w.said, edge->a, edge->b);
		if (!said) {
			continue;
		}
		if (said->answer == MATCH_ANSWER_UNSURE) {
			j->unsure++;
			continue;
		}
		struct match_score_stratum *stratum = &s->stratum[stratum_of((double)edge->log_odds)];
		bool is_same = said->answer == MATCH_ANSWER_SAME;
		stratum->sample_count++;
		stratum->yes_count += is_same;
		j->pair[j->count++] =
			(struct match_judged){.score = (double)edge->log_odds, .is_same = is_same};
	}
	for (size_t i = 0; i < j->count; i++) {
		const struct match_score_stratum *stratum = &s->stratum[stratum_of(j->pair[i].score)];
		j->pair[i].weight = (double)stratum->count / (double)stratum->sample_count;
	}
}

static void put_real(struct json_writer *j, const char *key, double value)
{
	jw_key(j, key);
	jw_real(j, round(value * 10000) / 10000);
}

static void put_estimate(struct json_writer *j, const char *key, struct match_estimate estimate)
{
	if (isfinite(estimate.value) && isfinite(estimate.low) && isfinite(estimate.high)) {
		jw_key(j, key);
		jw_object_begin(j);
		put_real(j, "value", estimate.value);
		put_real(j, "low", estimate.low);
		put_real(j, "high", estimate.high);
		jw_object_end(j);
	}
}

static void put_threshold(struct json_writer *j, const struct match_calibration *c)
{
	put_real(j, "probability", probability(c->from_log));
	put_estimate(j, "precision", c->precision);
	put_estimate(j, "recall", c->recall);
}

static void put_strata(
	struct json_writer *j, const struct sampling *s, const struct match_calibration calibration[STRATA])
{
	jw_key(j, "thresholds");
	jw_array_begin(j);
	for (size_t h = 0; h < STRATA; h++) {
		jw_object_begin(j);
		put_threshold(j, &calibration[h]);
		jw_put_int(j, "pairs", (int64_t)s->stratum[h].count);
		jw_put_int(j, "judged", (int64_t)s->stratum[h].sample_count);
		jw_put_int(j, "same", (int64_t)s->stratum[h].yes_count);
		jw_object_end(j);
	}
	jw_array_end(j);
}

/* What a probability of the model is worth. */
static void put_steps(struct json_writer *j, struct arena *a, const struct judged *judged)
{
	struct match_isotonic map;
	match_isotonic_fit(&map, a, judged->pair, judged->count);
	jw_key(j, "steps");
	jw_array_begin(j);
	for (size_t i = 0; i < map.count; i++) {
		jw_object_begin(j);
		put_real(j, "probability", 1 / (1 + exp(-map.step[i].from)));
		put_real(j, "chance", map.step[i].p);
		put_real(j, "low", map.step[i].low);
		put_real(j, "high", map.step[i].high);
		jw_object_end(j);
	}
	jw_array_end(j);
}

static void reply(struct sampling *s, const struct judged *judged)
{
	struct json_writer *j = s->w.call->reply;
	struct match_calibration calibration[STRATA];
	match_calibrate_pairs(s->stratum, STRATA, s->seed, calibration);
	size_t best = match_calibrate_threshold(calibration, STRATA, wanted_precision);
	jw_object_begin(j);
	jw_put_int(j, "drawn", (int64_t)s->count);
	jw_put_int(j, "judged", (int64_t)judged->count);
	jw_put_int(j, "unsure", (int64_t)judged->unsure);
	jw_put_int(j, "beside", (int64_t)(s->w.said.count - judged->count - judged->unsure));
	jw_key(j, "own");
	jw_object_begin(j);
	put_threshold(j, &calibration[OWN]);
	jw_object_end(j);
	if (best < STRATA) {
		jw_key(j, "precise");
		jw_object_begin(j);
		put_threshold(j, &calibration[best]);
		jw_object_end(j);
	}
	put_strata(j, s, calibration);
	put_steps(j, s->w.call->arena, judged);
	jw_object_end(j);
}

int op_match_calibrate(struct op_call *call, struct err *e)
{
	struct sampling *s = mem_calloc(1, sizeof(*s));
	struct judged judged = {0};
	int rc = begin(s, call, e);
	if (rc == 0) {
		take_judged(s, &judged);
		if (judged.count == 0) {
			rc = err_set(e, ERR_INPUT,
				"none of the %zu pairs drawn is judged; --count and --seed must be those of "
				"recount match sample",
				s->count);
		}
	}
	if (rc == 0) {
		reply(s, &judged);
	}
	free(judged.pair);
	end(s);
	return rc;
}

/* ------- in words ------- */

static void say_estimate(const json_t *threshold, const char *key, struct buf *out)
{
	const json_t *estimate = json_object_get(threshold, key);
	if (!estimate) {
		buf_printf(out, "%s not known", key);
		return;
	}
	buf_printf(out, "%s %.3f (95 %% interval %.3f to %.3f)", key,
		json_number_value(json_object_get(estimate, "value")),
		json_number_value(json_object_get(estimate, "low")),
		json_number_value(json_object_get(estimate, "high")));
}

static void say_threshold(const json_t *threshold, struct buf *out)
{
	buf_add_text(out, "  ");
	say_estimate(threshold, "precision", out);
	buf_add_text(out, ",\n  ");
	say_estimate(threshold, "recall", out);
	buf_add_text(out, " among the pairs that were compared.\n");
}

void op_match_calibrate_print(const json_t *reply, struct buf *out)
{
	const json_t *precise = json_object_get(reply, "precise");
	buf_add_text(out, "Of ");
	say_count(out, say_int(reply, "drawn"), "pair drawn ", "pairs drawn ");
	say_number(out, say_int(reply, "judged"));
	buf_add_text(out, " are judged");
	if (say_int(reply, "unsure") > 0) {
		buf_add_text(out, ", and of ");
		say_number(out, say_int(reply, "unsure"));
		buf_add_text(out, " nobody was sure");
	}
	buf_add_text(out, ".\n");
	if (say_int(reply, "beside") > 0) {
		buf_add_text(out, "Left aside, because their pairs were not drawn at random: ");
		say_count(out, say_int(reply, "beside"), "verdict", "verdicts");
		buf_add_text(out, ".\n");
	}
	buf_add_text(out, "At the own threshold, probability 0.5:\n");
	say_threshold(json_object_get(reply, "own"), out);
	if (precise) {
		buf_printf(out, "The lowest threshold with an estimated precision of at least 0.95 is %g:\n",
			json_number_value(json_object_get(precise, "probability")));
		say_threshold(precise, out);
	} else {
		buf_add_text(out, "No threshold has an estimated precision of at least 0.95.\n");
	}
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* match review, match undo: what persons say of pairs. */
#include "match/review.h"
#include "ops/handlers.h"
#include "ops/lookup.h"
#include "ops/match.h"
#include "ops/say.h"

#include <math.h>

enum { DRAWS = 32, TABLE_BYTES_MAX = 1 << 28 };

struct reviewing {
	struct match_work w;
	struct match_request request;
	struct match_pen pen;
	struct match_question_pair *pair;
	size_t count;
	struct match_shown *shown;
	struct buf table; /* of verdicts, as it was */
	json_t *kept;
	size_t counts[MATCH_ANSWER_COUNT];
};

/* ------- which pairs ------- */

static int compare_edges(const void *x, const void *y)
{
	const struct match_edge *a = x;
	const struct match_edge *b = y;
	return a->a != b->a ? (a->a > b->a) - (a->a < b->a) : (a->b > b->b) - (a->b < b->b);
}

static struct match_edge *edge_of(struct match_edge *edges, size_t count, uint32_t a, uint32_t b)
{
	struct match_edge wanted = {a, b, 0};
	return count > 0 ? bsearch(&wanted, edges, count, sizeof(*edges), compare_edges) : NULL;
}

/* The pairs with what the model says; infinite where a person or a rule has decided. */
static struct match_edge *open_edges(const struct match_work *w)
{
	size_t count = w->result.edge_count;
	struct match_edge *edges = mem_realloc(NULL, count + 1, sizeof(*edges));
	memcpy(edges, w->result.edges, count * sizeof(*edges));
	for (size_t i = 0; i < count; i++) {
		bool is_decided = match_said_of(&w->said, edges[i].a, edges[i].b) ||
			match_died_apart(
				w->lists.table, w->settings.death_apart_days, edges[i].a, edges[i].b);
		edges[i].log_odds = is_decided ? -INFINITY : edges[i].log_odds;
	}
	return edges;
}

/* Those whose answer would change most come first. */
static void choose_by_effect(struct reviewing *r, size_t room)
{
	struct match_work *w = &r->w;
	const struct match_table *t = w->lists.table;
	struct match_problem_view view;
	struct match_review review;
	match_run_view(w->run, &w->result, log(MATCH_DRAWN_P_MIN), &view);
	struct match_edge *edges = open_edges(w);
	uint32_t *cluster = mem_calloc(t->record_count, sizeof(*cluster));
	match_review_init(&review, edges, w->result.edge_count,
		op_has(w->call, "overlaps") ? MATCH_REVIEW_OVERLAPS : MATCH_REVIEW_CLUSTERS);
	for (uint32_t k = 0; k < DRAWS; k++) {
		struct match_overlap_input draw = {.record_count = t->record_count,
			.cluster = cluster,
			.list_start = t->list_start,
			.list_count = t->list_count};
		draw.cluster_count = match_draw_partition(w, &view, k, cluster);
		match_review_add(&review, &draw);
	}
	struct match_question *question = mem_calloc(room + 1, sizeof(*question));
	r->count = match_review_order(&review, question, room);
	for (size_t i = 0; i < r->count; i++) {
		const struct match_edge *edge = &w->result.edges[question[i].place];
		r->pair[i] = (struct match_question_pair){
			edge->a, edge->b, match_result_p(&w->result, question[i].place)};
	}
	free(question);
	match_review_done(&review);
	match_problem_view_done(&view);
	free(cluster);
	free(edges);
}

/* Those of a table, in its order. */
static int choose_by_table(struct reviewing *r, size_t room, struct err *e)
{
	struct buf text = {0};
	struct match_said listed = {0};
	const char *path = op_text(r->w.call, "sample");
	int rc = file_read(path, TABLE_BYTES_MAX, &text, e);
	if (rc == 0) {
		rc = match_said_read(&listed, &r->w.lists, buf_bytes(&text), path, true, e);
	}
	for (size_t i = 0; i < listed.count && r->count < room && rc == 0; i++) {
		const struct match_saying *s = &listed.list[i];
		struct match_edge *edge = edge_of(r->w.result.edges, r->w.result.edge_count, s->a, s->b);
		if (s->answer == MATCH_ANSWER_OPEN && !match_said_of(&r->w.said, s->a, s->b)) {
			r->pair[r->count++] = (struct match_question_pair){s->a, s->b,
				edge ? match_result_p(&r->w.result, (size_t)(edge - r->w.result.edges)) : -1};
		}
	}
	match_said_done(&listed);
	buf_done(&text);
	return rc;
}

static int choose(struct reviewing *r, struct err *e)
{
	int64_t room;
	int rc = op_int(r->w.call, "count", 1, 100000, 100, &room, e);
	if (rc != 0) {
		return rc;
	}
	r->pair = mem_calloc((size_t)room, sizeof(*r->pair));
	if (op_has(r->w.call, "sample")) {
		rc = choose_by_table(r, (size_t)room, e);
	} else {
		choose_by_effect(r, (size_t)room);
	}
	r->shown = mem_calloc(2 * r->count + 1, sizeof(*r->shown));
	for (size_t i = 0; i < r->count && rc == 0; i++) {
		r->shown[2 * i].record = r->pair[i].a;
		r->shown[2 * i + 1].record = r->pair[i].b;
	}
	return rc == 0 ? match_rows_show(&r->w, r->shown, 2 * r->count, e) : rc;
}

/* ------- where verdicts go ------- */

static int read_table(struct reviewing *r, struct op_call *call, struct err *e)
{
	const char *path = op_text(call, "verdicts");
	if (!path || !file_exists(path)) {
		return 0;
	}
	int rc = file_read(path, TABLE_BYTES_MAX, &r->table, e);
	if (rc == 0 && r->table.len > 0) {
		r->request.verdicts = buf_bytes(&r->table);
		r->request.verdicts_name = path;
	}
	return rc;
}

static int choose_pen(struct reviewing *r, struct err *e)
{
	struct op_call *call = r->w.call;
	const char *path = op_text(call, "verdicts");
	if (path) {
		return match_pen_table(
			&r->pen, call, path, r->table.s ? buf_bytes(&r->table) : BYTES_NONE, e);
	}
	r->pen = (struct match_pen){.call = call};
	return 0;
}

static int check_pen(const struct reviewing *r, struct op_call *call, struct err *e)
{
	if (op_text(call, "verdicts")) {
		return 0;
	}
	for (size_t l = 0; l < r->w.lists.count; l++) {
		if (!call->vault || !r->w.lists.id[l].s) {
			return err_set(e, ERR_USAGE,
				"%.*s is a file and no list of a vault: say with --verdicts FILE where the "
				"verdicts go",
				BYTES_ARG(r->w.lists.name[l]));
		}
	}
	return 0;
}

/* ------- the operation ------- */

static void reply(const struct reviewing *r)
{
	struct json_writer *j = r->w.call->reply;
	jw_object_begin(j);
	jw_put_string(j, "written_to", r->pen.path ? bytes_of(r->pen.path) : BYTES("journal"));
	jw_put_int(j, "asked", (int64_t)r->count);
	for (size_t i = 0; i < MATCH_ANSWER_COUNT; i++) {
		jw_put_int(j, match_answer_names[i], (int64_t)r->counts[i]);
	}
	jw_object_end(j);
}

static int review(struct reviewing *r, struct op_call *call, struct err *e)
{
	int rc = match_keep_read(call, op_text(call, "run"), &r->kept, e);
	if (rc == 0) {
		rc = match_keep_request(call, r->kept, &r->request, e);
	}
	if (rc == 0) {
		rc = read_table(r, call, e);
	}
	if (rc == 0) {
		rc = match_work_begin(&r->w, call, &r->request, NULL, e);
	}
	if (rc == 0) {
		rc = check_pen(r, call, e);
	}
	if (rc == 0) {
		match_work_run(&r->w);
		rc = choose(r, e);
	}
	if (rc == 0 && r->count == 0) {
		return err_set(e, ERR_NOT_FOUND, "no pair is left to ask about");
	}
	if (rc == 0) {
		rc = choose_pen(r, e);
	}
	if (rc == 0) {
		struct match_asked asked = {r->pair, r->count, r->shown};
		rc = match_ask(&r->w, &asked, &r->pen, r->counts, e);
	}
	return rc;
}

int op_match_review(struct op_call *call, struct err *e)
{
	struct reviewing *r = mem_calloc(1, sizeof(*r));
	int rc = review(r, call, e);
	if (rc == 0) {
		reply(r);
	}
	match_work_done(&r->w);
	json_decref(r->kept);
	buf_done(&r->table);
	free(r->pair);
	free(r->shown);
	free(r);
	return rc;
}

void op_match_review_print(const json_t *reply, struct buf *out)
{
	int64_t open = say_int(reply, "open");
	say_count(out, say_int(reply, "asked") - open, "verdict", "verdicts");
	buf_printf(out, " (%lld same, %lld different, %lld kin, %lld unsure) in ",
		(long long)say_int(reply, "same"), (long long)say_int(reply, "different"),
		(long long)say_int(reply, "kin"), (long long)say_int(reply, "unsure"));
	if (bytes_is(say_text(reply, "written_to"), "journal")) {
		buf_add_text(out, "the journal");
	} else {
		say_safe(out, say_text(reply, "written_to"));
	}
	buf_printf(out, "; %lld of the pairs still open.\n", (long long)open);
}

/* ------- undo ------- */

static int find_decision(struct op_call *call, const char **id, struct err *e)
{
	static const char last[] =
		"SELECT id FROM decision d WHERE pair_list_a IS NOT NULL"
		" AND NOT EXISTS (SELECT 1 FROM decision r WHERE r.revokes = d.id) ORDER BY seq DESC LIMIT 1";
	struct db_statement *s;
	int rc = db_prepare(call->vault->db, last, &s, e);
	if (rc != 0) {
		return rc;
	}
	rc = db_step(s, e);
	if (rc == 1) {
		*id = arena_text(call->arena, db_text(s, 0));
	}
	db_reset(s);
	return rc < 0     ? rc
		: rc == 1 ? 0
			  : err_set(e, ERR_NOT_FOUND, "no verdict on two rows is left to take back");
}

static int undo_decision(struct op_call *call, struct err *e)
{
	const char *id = op_text(call, "decision");
	if (!call->vault) {
		return err_set(e, ERR_USAGE, "there is no vault here: name a table with --verdicts FILE");
	}
	int rc = id ? 0 : find_decision(call, &id, e);
	if (rc == 0) {
		rc = match_pen_revoke(call, id, e);
	}
	if (rc == 0) {
		jw_object_begin(call->reply);
		jw_put_string(call->reply, "decision", bytes_of(id));
		jw_object_end(call->reply);
	}
	return rc;
}

static int undo_row(struct op_call *call, const char *path, struct err *e)
{
	static const char *const names[] = {"list_a", "row_a", "list_b", "row_b"};
	struct buf text = {0};
	struct match_pen pen;
	struct bytes pair[ARRAY_COUNT(names)];
	int rc = file_read(path, TABLE_BYTES_MAX, &text, e);
	if (rc == 0 && text.len == 0) {
		rc = err_set(e, ERR_NOT_FOUND, "%s is empty", path);
	}
	if (rc == 0) {
		rc = match_pen_table(&pen, call, path, buf_bytes(&text), e);
	}
	if (rc == 0) {
		rc = match_pen_undo(&pen, buf_bytes(&text), pair, e);
	}
	if (rc == 0) {
		jw_object_begin(call->reply);
		for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
			jw_put_string(call->reply, names[i], pair[i]);
		}
		jw_object_end(call->reply);
	}
	buf_done(&text);
	return rc;
}

int op_match_undo(struct op_call *call, struct err *e)
{
	const char *path = op_text(call, "verdicts");
	return path ? undo_row(call, path, e) : undo_decision(call, e);
}

void op_match_undo_print(const json_t *reply, struct buf *out)
{
	buf_add_text(out, "Taken back: the verdict ");
	if (say_text(reply, "decision").s) {
		say_safe(out, say_text(reply, "decision"));
	} else {
		buf_add_text(out, "on ");
		say_safe(out, say_text(reply, "list_a"));
		buf_add_char(out, ' ');
		say_safe(out, say_text(reply, "row_a"));
		buf_add_text(out, " and ");
		say_safe(out, say_text(reply, "list_b"));
		buf_add_char(out, ' ');
		say_safe(out, say_text(reply, "row_b"));
	}
	buf_add_text(out, ".\n");
}

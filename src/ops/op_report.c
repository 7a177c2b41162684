/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* report: one page about an incident, for readers outside. */
#include "base/file.h"
#include "crypto/base64.h"
#include "evidence/blob.h"
#include "ops/figures.h"
#include "ops/handlers.h"
#include "ops/say.h"
#include "ops/visibility.h"
#include "view/report.h"

/* What a reader may not see must not move a number either: such claims and decisions are left out. */
static void leave_out_withheld(const struct visibility *visibility, struct figures *figures)
{
	struct query_result *rows = &figures->rows;
	size_t kept = 0;
	for (size_t i = 0; i < rows->claim_count; i++) {
		if (!visibility_hides(visibility, rows->claims[i].id)) {
			rows->claims[kept++] = rows->claims[i];
		}
	}
	rows->claim_count = kept;
	kept = 0;
	for (size_t i = 0; i < rows->decision_count; i++) {
		if (!visibility_hides(visibility, rows->decisions[i].id)) {
			rows->decisions[kept++] = rows->decisions[i];
		}
	}
	rows->decision_count = kept;
	figures->input.claim_count = rows->claim_count;
	figures->input.decision_count = rows->decision_count;
}

static int load_files(struct op_call *call, struct report_file **files, size_t *count, struct err *e)
{
	struct db_statement *s;
	struct buf rows = {0};
	int rc = db_prepare(call->vault->db,
		"SELECT id, seq, file_name, size FROM evidence UNION ALL"
		" SELECT digest, seq, NULL, size FROM text WHERE digest NOT IN (SELECT id FROM evidence) "
		"ORDER BY 2",
		&s, e);
	if (rc != 0) {
		return rc;
	}
	while ((rc = db_step(s, e)) == 1) {
		struct hash digest;
		char path[BLOB_PATH_BYTES];
		rc = hash_parse(db_text(s, 0), &digest, e);
		if (rc != 0) {
			break;
		}
		blob_path(&digest, path);
		bool is_here = file_exists(op_vault_file(call, path));
		struct report_file row = {
			.sha256 = arena_copy(call->arena, db_text(s, 0)),
			.seq = db_int(s, 1),
			.name = db_is_null(s, 2) ? BYTES_NONE : arena_copy(call->arena, db_text(s, 2)),
			.path = is_here ? arena_copy(call->arena, bytes_of(path)) : BYTES_NONE,
			.size_bytes = db_int(s, 3),
		};
		buf_add(&rows, &row, sizeof(row));
	}
	db_reset(s);
	*count = rows.len / sizeof(struct report_file);
	*files = arena_alloc(call->arena, rows.len);
	if (rows.len > 0) {
		memcpy(*files, rows.s, rows.len);
	}
	buf_done(&rows);
	return rc;
}

static int load_journal(struct op_call *call, struct report_journal *journal, struct err *e)
{
	struct buf text = {0};
	struct tree tree;
	struct tree_reader reader = vault_tree_reader(call->vault);
	int64_t signed_size;
	note_key_write(&call->vault->log, &text);
	journal->origin = bytes_of(call->vault->log.name);
	journal->verifier_key = arena_copy(call->arena, buf_bytes(&text));
	buf_clear(&text);
	int rc = vault_last_checkpoint(call->vault, &signed_size, &text, e);
	if (rc == 0 && signed_size >= 0) {
		journal->checkpoint = arena_copy(call->arena, buf_bytes(&text));
	}
	if (rc == 0) {
		rc = db_query_int(call->vault->db, "SELECT max(seq) + 1 FROM entry", 0, &journal->size, e);
	}
	if (rc == 0) {
		rc = tree_load(&tree, (uint64_t)journal->size, &reader, e);
	}
	if (rc == 0) {
		struct hash root = tree_root(&tree);
		buf_clear(&text);
		base64_encode(BASE64_STANDARD, (struct bytes){(const char *)root.b, sizeof(root.b)}, &text);
		journal->root = arena_copy(call->arena, buf_bytes(&text));
	}
	buf_done(&text);
	return rc;
}

static int compute(struct op_call *call, struct figures *figures, struct bytes incident, struct bytes measure,
	struct report_measure *out, struct err *e)
{
	struct figure *list = arena_calloc(call->arena, 16, sizeof(*list));
	*out = (struct report_measure){.figures = list};
	for (const char *const *rule = figures_rules; *rule; rule++) {
		struct figure_request request = {
			.incident = incident, .measure = measure, .rule = bytes_of(*rule)};
		BUG_IF(out->figure_count == 16);
		if (bytes_is(figures->codebook.default_rule, *rule)) {
			out->headline = out->figure_count;
		}
		int rc =
			figure_compute(&figures->input, &request, call->arena, &list[out->figure_count++], e);
		if (rc != 0) {
			return rc;
		}
	}
	return 0;
}

static bool says_something(const struct report_measure *m)
{
	const struct figure *f = &m->figures[m->headline];
	return f->low.has || f->best.has || f->high.has;
}

/* Measures for which the accounts support no number go last; what was said of them is on the page all the same. */
static void empty_last(struct report_measure *list, size_t count, struct arena *a)
{
	struct report_measure *sorted = arena_calloc(a, count, sizeof(*sorted));
	size_t n = 0;
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < count; i++) {
			if (says_something(&list[i]) == (pass == 0)) {
				sorted[n++] = list[i];
			}
		}
	}
	memcpy(list, sorted, count * sizeof(*list));
}

static int load_measures(
	struct op_call *call, struct figures *figures, struct report_input *in, struct err *e)
{
	struct bytes *measures;
	struct bytes one;
	size_t count = figures_measures(figures, &call->vault->vocabulary, call->arena, &measures);
	int rc = figures_measure(call, &one, e);
	if (rc != 0) {
		return rc;
	}
	if (op_has(call, "measure") || count == 0) {
		measures = &one;
		count = 1;
	}
	struct report_measure *list = arena_calloc(call->arena, count, sizeof(*list));
	for (size_t i = 0; i < count; i++) {
		rc = compute(call, figures, in->incident, measures[i], &list[i], e);
		if (rc != 0) {
			return rc;
		}
	}
	empty_last(list, count, call->arena);
	in->measures = list;
	in->measure_count = count;
	return 0;
}

int op_report(struct op_call *call, struct err *e)
{
	const char *path = op_text(call, "output");
	struct report_input in = {
		.incident = bytes_of(op_text(call, "incident")),
		.program = bytes_of(arena_printf(call->arena, "recount %s", call->version)),
		.made_at = call->now[0] ? bytes_of(call->now) : BYTES("at an unknown time"),
	};
	struct figures figures;
	struct visibility visibility = {0};
	struct report_file *files = NULL;
	struct buf page = {0};
	int rc = op_check_output(call, path, e);
	if (rc == 0) {
		rc = figures_load(call, in.incident, &figures, e);
	}
	if (rc == 0) {
		rc = visibility_load(call->vault, call->arena, &visibility, e);
		in.withheld = visibility.hidden;
		in.withheld_count = visibility.count;
	}
	if (rc == 0 && visibility_hides(&visibility, in.incident)) {
		rc = err_set(e, ERR_FORBIDDEN,
			"the incident \"%.*s\" is not public, or it belongs to or names something that is "
			"not; "
			"there is no report of it",
			BYTES_ARG(in.incident));
	}
	if (rc == 0) {
		leave_out_withheld(&visibility, &figures);
		rc = load_files(call, &files, &in.file_count, e);
		in.files = files;
	}
	if (rc == 0) {
		rc = load_journal(call, &in.journal, e);
	}
	if (rc == 0) {
		in.record = &figures.input;
		in.codebook_seq = figures.rows.codebook_seq;
		rc = load_measures(call, &figures, &in, e);
	}
	if (rc == 0) {
		report_write(&in, &page);
		path = path ? path : arena_printf(call->arena, "%.*s.html", BYTES_ARG(in.incident));
		rc = file_replace(path, buf_bytes(&page), 0644, e);
	}
	if (rc == 0) {
		jw_object_begin(call->reply);
		jw_put_string(call->reply, "file", bytes_of(path));
		jw_put_int(call->reply, "bytes", (int64_t)page.len);
		jw_put_int(call->reply, "measures", (int64_t)in.measure_count);
		jw_put_int(call->reply, "claims", (int64_t)figures.rows.claim_count);
		jw_put_int(call->reply, "withheld", (int64_t)in.withheld_count);
		jw_object_end(call->reply);
	}
	buf_done(&page);
	return rc;
}

void op_report_print(const json_t *reply, struct buf *out)
{
	buf_add_text(out, "Report written to ");
	say_safe(out, say_text(reply, "file"));
	buf_add_text(out, ": ");
	say_count(out, say_int(reply, "claims"), "claim", "claims");
	buf_add_text(out, ", ");
	say_count(out, say_int(reply, "measures"), "measure", "measures");
	if (say_int(reply, "withheld") > 0) {
		buf_add_text(out, "; ");
		say_count(out, say_int(reply, "withheld"), "record is withheld", "records are withheld");
	}
	buf_add_text(out, ". Open it in any browser; it needs no network.\n");
}

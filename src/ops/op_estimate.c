/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* estimate: how many people there are, listed or not, from how lists overlap. */
#include "base/csv.h"
#include "base/file.h"
#include "estimate/strata.h"
#include "ops/estimate.h"
#include "ops/handlers.h"
#include "ops/match.h"
#include "ops/say.h"
#include "view/estimate.h"

#include <errno.h>
#include <math.h>

enum { TABLE_BYTES_MAX = 1 << 30 };

/* ------- arguments ------- */

/* "a, b" as its parts, in the arena; NULL and 0 for none. */
static const struct bytes *split(const struct op_call *call, const char *name, size_t *count)
{
	struct bytes rest = bytes_of(op_text(call, name));
	struct bytes *parts = arena_calloc(call->arena, rest.len + 1, sizeof(*parts));
	*count = 0;
	while (rest.len > 0) {
		size_t comma = bytes_find(rest, BYTES(","), 0);
		size_t len = comma == SIZE_MAX ? rest.len : comma;
		parts[(*count)++] = bytes_trim((struct bytes){rest.s, len});
		size_t taken = comma == SIZE_MAX ? rest.len : comma + 1;
		rest = (struct bytes){rest.s + taken, rest.len - taken};
	}
	return parts;
}

/* Can the method be asked to answer? */
static int check_method(enum estimate_method method, bool is_fast, struct err *e)
{
	if (method == ESTIMATE_CHAO) {
		return err_set(e, ERR_USAGE,
			"chao is a lower bound and no estimate; it is shown beside the method that answers");
	}
	if (method == ESTIMATE_LATENT && is_fast) {
		return err_set(e, ERR_USAGE, "--fast leaves out the method latent that is asked for");
	}
	return 0;
}

int estimate_read_method(const char *name, struct estimate_options *options, struct err *e)
{
	struct buf names = {0};
	for (size_t m = 0; m < ESTIMATE_METHOD_COUNT; m++) {
		if (strcmp(estimate_method_names[m], name) == 0) {
			options->answer = (enum estimate_method)m;
			options->declared.assumption = true;
			buf_done(&names);
			return 0;
		}
		buf_printf(&names, "%s%s", m > 0 ? ", " : "", estimate_method_names[m]);
	}
	int rc = err_set(e, ERR_USAGE, "there is no method \"%s\"; there are %s", name, names.s);
	buf_done(&names);
	return rc;
}

/* A number above 0 with nothing behind it. */
static bool read_ratio(struct bytes text, double *value)
{
	char digits[32];
	char *end;
	if (text.len == 0 || text.len >= sizeof(digits) || strspn(text.s, "0123456789.") < text.len) {
		return false;
	}
	memcpy(digits, text.s, text.len);
	digits[text.len] = '\0';
	*value = strtod(digits, &end);
	return *end == '\0' && *value > 0 && isfinite(*value);
}

int estimate_read_odds(const char *text, struct estimate_options *options, struct err *e)
{
	struct bytes all = bytes_of(text);
	size_t colon = bytes_find(all, BYTES(":"), 0);
	struct bytes low = {all.s, colon == SIZE_MAX ? all.len : colon};
	struct bytes high =
		colon == SIZE_MAX ? BYTES_NONE : (struct bytes){all.s + colon + 1, all.len - colon - 1};
	if (!read_ratio(low, &options->odds_low) || !read_ratio(high, &options->odds_high) ||
		options->odds_low > options->odds_high) {
		return err_set(e, ERR_USAGE,
			"--odds-ratio takes two numbers above 0, the lower one first, as 1:3; not \"%s\"",
			text);
	}
	options->declared.dependence = true;
	return 0;
}

static int read_options(const struct op_call *call, struct estimate_options *options, struct err *e)
{
	int64_t level;
	int64_t seed;
	int64_t order;
	const char *method = op_text(call, "method");
	const char *odds = op_text(call, "odds-ratio");
	*options = (struct estimate_options){.answer = ESTIMATE_METHOD_COUNT, .draw_count = ESTIMATE_DRAWS};
	int rc = op_int(call, "level", 50, 99, 95, &level, e);
	if (rc == 0) {
		rc = op_int(call, "seed", 0, INT64_MAX, 1, &seed, e);
	}
	if (rc == 0) {
		rc = op_int(call, "interactions", 1, CAPTURE_LISTS_MAX, 0, &order, e);
	}
	if (rc == 0 && method) {
		rc = estimate_read_method(method, options, e);
		if (rc == 0) {
			rc = check_method(options->answer, op_has(call, "fast"), e);
		}
	}
	if (rc == 0 && odds) {
		rc = estimate_read_odds(odds, options, e);
	}
	if (rc == 0) {
		options->level = (double)level / 100;
		options->seed = (uint64_t)seed;
		options->order = (unsigned)order;
		options->is_latent = !op_has(call, "fast");
	}
	return rc;
}

/* ------- tables ------- */

static int read_table(struct op_call *call, struct estimate_input *in, size_t i, struct err *e)
{
	struct buf text = {0};
	int rc = file_read(in->files[i], TABLE_BYTES_MAX, &text, e);
	if (rc == 0) {
		rc = strata_read(&in->strata[i], call->arena, buf_bytes(&text), &in->request, e);
		if (rc != 0) {
			err_context(e, "%s", in->files[i]);
		}
	}
	buf_done(&text);
	return rc;
}

/* The tables of a match: that of its clusters, and one of each partition that it has drawn. */
static int find_tables(struct op_call *call, const char *folder, struct estimate_input *in, struct err *e)
{
	struct arena *a = call->arena;
	const char *table = arena_printf(a, "%s/overlap.csv", folder);
	if (!file_exists(table)) {
		return err_set(e, ERR_NOT_FOUND,
			"%s holds no overlap.csv; \"recount match\" writes one into its folder", folder);
	}
	for (in->count = 1; file_exists(arena_printf(a, "%s/overlap-%03zu.csv", folder, in->count));) {
		in->count++;
	}
	in->files = arena_calloc(a, in->count, sizeof(*in->files));
	for (size_t i = 0; i < in->count; i++) {
		in->files[i] = i == 0 ? table : arena_printf(a, "%s/overlap-%03zu.csv", folder, i);
	}
	return 0;
}

static int name_tables(struct op_call *call, struct estimate_input *in, struct err *e)
{
	const char **replicates;
	size_t count = op_texts(call, "replicate", &replicates);
	const char *table = op_text(call, "table");
	const char *folder = op_text(call, "from");
	if (folder && (table || count > 0)) {
		return err_set(e, ERR_USAGE,
			"--from takes all tables of its folder: no TABLE and no --replicate goes with it");
	}
	if (folder) {
		return find_tables(call, folder, in, e);
	}
	if (!table) {
		return err_set(e, ERR_USAGE,
			"TABLE is missing (a CSV file, or --from FOLDER); see \"recount help estimate\"");
	}
	in->count = count + 1;
	in->files = arena_calloc(call->arena, in->count, sizeof(*in->files));
	for (size_t i = 0; i < in->count; i++) {
		in->files[i] = i == 0 ? table : replicates[i - 1];
	}
	return 0;
}

/* A match that is divided into strata, taken whole: what are lists is all but its first column and its last. */
static int pass_over_strata(struct op_call *call, struct estimate_input *in, struct err *e)
{
	struct buf text = {0};
	struct csv_reader reader;
	struct bytes *cells = NULL;
	size_t count = 0;
	int rc = file_read(in->files[0], TABLE_BYTES_MAX, &text, e);
	if (rc == 0) {
		csv_reader_init(&reader, arena_copy(call->arena, buf_bytes(&text)));
		rc = csv_next(&reader, call->arena, &cells, &count, e);
	}
	if (rc == 1 && count > 2 && bytes_is(cells[0], MATCH_STRATUM_TITLE)) {
		for (size_t i = 0; i < count; i++) {
			cells[i] = csv_cell_text(cells[i]);
		}
		in->request.lists = cells + 1;
		in->request.list_count = count - 2;
	}
	buf_done(&text);
	return rc < 0 ? rc : 0;
}

static int read_tables(struct op_call *call, struct estimate_input *in, struct err *e)
{
	const char *counts = op_text(call, "count");
	in->request.columns = split(call, "strata", &in->request.column_count);
	in->request.lists = split(call, "lists", &in->request.list_count);
	in->request.count = counts ? bytes_of(counts) : BYTES_NONE;
	int rc = name_tables(call, in, e);
	if (rc == 0 && op_has(call, "from") && in->request.column_count == 0 && in->request.list_count == 0) {
		rc = pass_over_strata(call, in, e);
	}
	if (rc != 0) {
		return rc;
	}
	in->strata = arena_calloc(call->arena, in->count, sizeof(*in->strata));
	for (size_t i = 0; i < in->count && rc == 0; i++) {
		rc = op_check_apart(op_text(call, "report"), in->files[i], e);
		if (rc == 0) {
			rc = read_table(call, in, i, e);
		}
	}
	return rc;
}

/* ------- the reply ------- */

static bool is_any_said(const struct estimate_work *work)
{
	for (size_t i = 0; i < work->stratum_count * work->replicate_count; i++) {
		if (work->units[i].may_be_said) {
			return true;
		}
	}
	return false;
}

/* The page is made from the reply, so that both say the same. */
static int write_report(
	struct op_call *call, const struct estimate_work *work, const char *path, struct err *e)
{
	struct buf text = {0};
	struct buf page = {0};
	struct json_writer j;
	json_t *reply = NULL;
	jw_init(&j, &text);
	estimate_put_reply(&j, work);
	int rc = json_parse(buf_bytes(&text), &reply, e);
	if (rc == 0) {
		estimate_page_write(reply, bytes_of(arena_printf(call->arena, "recount %s", call->version)),
			call->now[0] ? bytes_of(call->now) : BYTES("at an unknown time"), &page);
		rc = file_replace(path, buf_bytes(&page), 0644, e);
	}
	json_decref(reply);
	buf_done(&page);
	buf_done(&text);
	return rc;
}

int estimate_finish(struct op_call *call, const struct estimate_work *work, struct err *e)
{
	const char *path = op_text(call, "report");
	int rc = path ? write_report(call, work, path, e) : 0;
	if (rc != 0) {
		return rc;
	}
	estimate_put_reply(call->reply, work);
	if (is_any_said(work)) {
		return 0;
	}
	call->has_reply_despite_error = true;
	return err_set(e, ERR_INPUT, "no number can be said; the reasons follow");
}

/* What was asked for beside files, level and seed: shards of one run have all of it in common. */
static struct bytes settings_text(const struct op_call *call)
{
	static const char *const names[] = {"lists", "count", "method", "odds-ratio", "interactions", "fast"};
	struct buf text = {0};
	for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
		if (op_has(call, names[i])) {
			const char *value = op_text(call, names[i]);
			buf_printf(&text, "%s--%s%s%s", text.len > 0 ? " " : "", names[i], value ? " " : "",
				value ? value : "");
		}
	}
	struct bytes copy = arena_copy(call->arena, text.s ? buf_bytes(&text) : BYTES(""));
	buf_done(&text);
	return copy;
}

static int read_work(
	struct op_call *call, struct estimate_input *in, struct estimate_work *work, struct err *e)
{
	int rc = read_options(call, &work->options, e);
	if (rc == 0) {
		rc = read_tables(call, in, e);
	}
	if (rc == 0) {
		rc = estimate_begin(call, in, work, e);
	}
	work->settings = settings_text(call);
	work->is_of_match = op_has(call, "from");
	return rc;
}

int op_estimate(struct op_call *call, struct err *e)
{
	struct estimate_input in = {0};
	struct estimate_work work = {0};
	struct op_shard shard;
	int64_t threads;
	bool is_shard = op_has(call, "shard");
	if (is_shard && !call->wants_json) {
		return err_set(
			e, ERR_USAGE, "--shard needs --json: its reply is for \"recount estimate merge\"");
	}
	if (is_shard && op_has(call, "record")) {
		return err_set(e, ERR_USAGE,
			"a shard is no whole estimate: --record and --shard do not go together");
	}
	int rc = op_check_output(call, op_text(call, "report"), e);
	if (rc == 0) {
		rc = op_shard_read(op_text(call, "shard"), &shard, e);
	}
	if (rc == 0) {
		rc = op_int(call, "threads", 1, 1024, 0, &threads, e);
	}
	if (rc == 0) {
		rc = read_work(call, &in, &work, e);
	}
	if (rc != 0) {
		return rc;
	}
	work.options.pool = pool_open((unsigned)threads);
	estimate_work_units(call, &in, &shard, &work);
	pool_close(&work.options.pool);
	if (is_shard) {
		estimate_put_shard(call->reply, &work, &shard);
		return 0;
	}
	if (op_has(call, "record")) {
		rc = estimate_record(call, &in, &work, &work.recorded_as, &work.entry, e);
	}
	return rc == 0 ? estimate_finish(call, &work, e) : rc;
}

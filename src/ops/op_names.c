/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* names: how well pairs of full names agree, line by line. */
#include "base/csv.h"
#include "base/file.h"
#include "match/person_name.h"
#include "ops/handlers.h"
#include "text/utf8.h"

#include <math.h>
#include <unistd.h>

enum { LINE_BYTES_MAX = 64 * 1024, OUT_BYTES = 64 * 1024 };

struct names_run {
	struct op_call *call;
	struct person_words *words;
	struct match_aligner *aligner;
	struct person_matcher *matcher;
	struct file_window input;
	struct buf out;
	struct arena arena; /* for the time of a line */
	bool is_csv;
	double threshold;
	size_t line;
};

/* A line cut at its first two columns. */
struct names_line {
	struct bytes raw;
	struct bytes a, b;
};

static int cut_tabs(const struct names_run *r, struct names_line *line, struct err *e)
{
	const char *tab = memchr(line->raw.s, '\t', line->raw.len);
	if (!tab) {
		return err_set(e, ERR_INPUT, "line %zu has no second column: there is no tab in it%s",
			r->line,
			memchr(line->raw.s, ',', line->raw.len)
				? "; are they separated by commas? --format csv"
				: "");
	}
	line->a = (struct bytes){line->raw.s, (size_t)(tab - line->raw.s)};
	struct bytes rest = {tab + 1, line->raw.len - line->a.len - 1};
	const char *next = memchr(rest.s, '\t', rest.len);
	line->b = (struct bytes){rest.s, next ? (size_t)(next - rest.s) : rest.len};
	return 0;
}

static int cut_csv(struct names_run *r, struct names_line *line, struct err *e)
{
	struct csv_reader reader;
	struct bytes *cells;
	size_t count;
	csv_reader_init(&reader, line->raw);
	int rc = csv_next(&reader, &r->arena, &cells, &count, NULL);
	if (rc != 1 || count < 2) {
		return err_set(e, ERR_INPUT,
			rc == 1 ? "line %zu has no second column: there is no comma in it"
				: "line %zu is not CSV: a quote is not closed, or stands inside a cell",
			r->line);
	}
	line->a = csv_cell_text(cells[0]);
	line->b = csv_cell_text(cells[1]);
	return 0;
}

static void put_rounded(struct json_writer *j, const char *key, double x)
{
	jw_key(j, key);
	jw_real(j, round(x * 1e4) / 1e4);
}

static void put_json(struct names_run *r, const struct names_line *line, const struct person_score *score)
{
	struct json_writer j;
	jw_init(&j, &r->out);
	jw_object_begin(&j);
	jw_put_int(&j, "line", (int64_t)r->line);
	jw_put_string(&j, "a", line->a);
	jw_put_string(&j, "b", line->b);
	put_rounded(&j, "score", score->p);
	put_rounded(&j, "base", score->base_log);
	put_rounded(&j, "alone", score->alone_log);
	put_rounded(&j, "order", score->order_log);
	put_rounded(&j, "generation", score->generation_log);
	jw_key(&j, "parts");
	jw_array_begin(&j);
	for (size_t i = 0; i < score->count; i++) {
		const struct person_pair *pair = &score->pairs[i];
		jw_object_begin(&j);
		jw_put_string(&j, "a", score->a.tokens[pair->a].raw);
		jw_put_string(&j, "b", score->b.tokens[pair->b].raw);
		jw_put_string(&j, "how", bytes_of(person_how_name(pair->how)));
		put_rounded(&j, "weight", pair->weight_log);
		jw_object_end(&j);
	}
	jw_array_end(&j);
	jw_object_end(&j);
	buf_add_char(&r->out, '\n');
}

static void put_line(struct names_run *r, const struct names_line *line, const struct person_score *score)
{
	if (r->call->wants_json) {
		put_json(r, line, score);
		return;
	}
	buf_add_bytes(&r->out, line->raw);
	buf_printf(&r->out, "%c%.4f\n", r->is_csv ? ',' : '\t', score->p);
}

static int score_line(struct names_run *r, struct bytes raw, struct err *e)
{
	struct names_line line = {.raw = raw};
	struct person_name a;
	struct person_name b;
	struct person_score score;
	r->line++;
	if (raw.len > LINE_BYTES_MAX) {
		return err_set(e, ERR_LIMIT, "line %zu is longer than %d bytes", r->line, LINE_BYTES_MAX);
	}
	if (!utf8_is_valid(raw) || memchr(raw.s, '\0', raw.len)) {
		return err_set(e, ERR_INPUT, "line %zu is not valid UTF-8 text", r->line);
	}
	int rc = r->is_csv ? cut_csv(r, &line, e) : cut_tabs(r, &line, e);
	if (rc != 0) {
		return rc;
	}
	person_name_read(r->matcher, line.a, &a);
	person_name_read(r->matcher, line.b, &b);
	if (person_name_score(r->matcher, &a, &b, &score) >= r->threshold) {
		put_line(r, &line, &score);
	}
	arena_reset(&r->arena);
	return 0;
}

static int flush(struct names_run *r, struct err *e)
{
	int rc = r->out.len > 0 ? file_write_all(STDOUT_FILENO, buf_bytes(&r->out), e) : 0;
	buf_clear(&r->out);
	return rc == 0 ? 0 : err_context(e, "standard output");
}

/* Whether a whole line is at hand; a longer one than is allowed counts, too. */
static bool has_line(const struct file_window *input)
{
	return input->rest.len > LINE_BYTES_MAX ||
		(input->rest.len > 0 && (input->is_end || memchr(input->rest.s, '\n', input->rest.len)));
}

/* Answers what is there before it waits for more. */
static int score_all(struct names_run *r, struct err *e)
{
	int rc = 0;
	while (rc == 0 && (!r->input.is_end || r->input.rest.len > 0)) {
		struct bytes line;
		while (rc == 0 && has_line(&r->input) && bytes_next_line(&r->input.rest, &line)) {
			rc = score_line(r, line, e);
			if (rc == 0 && r->out.len >= OUT_BYTES) {
				rc = flush(r, e);
			}
		}
		struct err failed = {0};
		int written = flush(r, &failed);
		if (rc == 0 && written != 0) {
			*e = failed;
			rc = written;
		}
		r->call->progress.step(r->call->progress.context, r->input.done, r->input.total);
		if (rc == 0 && !r->input.is_end) {
			rc = file_window_fill(&r->input, r->input.rest.len + 1, e);
		}
	}
	return rc;
}

static int read_options(struct names_run *r, struct err *e)
{
	const char *format = op_text(r->call, "format");
	const char *threshold = op_text(r->call, "threshold");
	char *end = NULL;
	if (!op_has(r->call, "score")) {
		return err_set(e, ERR_USAGE, "say what to do with the names: --score");
	}
	if (format && strcmp(format, "tsv") != 0 && strcmp(format, "csv") != 0) {
		return err_set(e, ERR_USAGE, "--format: tsv or csv, not \"%s\"", format);
	}
	r->is_csv = format && strcmp(format, "csv") == 0;
	r->threshold = threshold ? strtod(threshold, &end) : 0;
	if (threshold && (end == threshold || *end || !(r->threshold >= 0 && r->threshold <= 1))) {
		return err_set(e, ERR_USAGE, "--threshold: a number from 0 to 1, not \"%s\"", threshold);
	}
	return 0;
}

int op_names(struct op_call *call, struct err *e)
{
	struct names_run run = {.call = call};
	int rc = read_options(&run, e);
	if (rc == 0) {
		rc = person_words_open(person_words_builtin(), &run.words, e);
	}
	if (rc == 0) {
		run.aligner = match_aligner_builtin();
		run.matcher = person_matcher_open(run.words, run.aligner);
		call->say(call->context, "names compared");
		call->is_answered_on_stdout = true;
		rc = file_window_open("-", &run.input, e);
	}
	if (rc == 0) {
		rc = score_all(&run, e);
		file_window_close(&run.input);
	}
	arena_done(&run.arena);
	buf_done(&run.out);
	person_matcher_close(&run.matcher);
	match_aligner_close(&run.aligner);
	person_words_close(&run.words);
	return rc;
}

/* The answer goes to standard output line by line. */
void op_names_print(const json_t *reply, struct buf *out)
{
	(void)reply;
	(void)out;
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "proposal/lines.h"

#include "base/limits.h"
#include "base/pool.h"
#include "proposal/proposal.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

/* A batch is what is there, up to these; small enough that its memory is of no weight. */
enum { BATCH_LINES = 128, BATCH_BYTES = 1 << 20, READ_BYTES = 1 << 16, KEEP_BYTES = 1 << 17 };

struct line {
	size_t number; /* from 1 */
	struct bytes raw;
	bool is_too_long;
	bool is_refused;
	struct buf out;
	struct arena arena;
};

struct input {
	int fd;
	struct buf buf;
	size_t start;    /* of what was not taken yet */
	size_t searched; /* no line ends in [start, searched) */
	size_t line;     /* lines taken so far */
	bool at_end;
	bool is_skipping; /* inside a line that is too long */
};

struct lines {
	const struct lines_settings *settings;
	struct input in;
	struct line batch[BATCH_LINES];
	size_t count;
};

/* ------- lines from a stream ------- */

static bool has_line(struct input *in)
{
	if (in->searched < in->start) {
		in->searched = in->start;
	}
	if (in->searched == in->buf.len) {
		return false;
	}
	const char *end = memchr(in->buf.s + in->searched, '\n', in->buf.len - in->searched);
	in->searched = end ? (size_t)(end - in->buf.s) : in->buf.len;
	return end != NULL;
}

static void drop_taken(struct input *in)
{
	if (in->start > 0) {
		memmove(in->buf.s, in->buf.s + in->start, in->buf.len - in->start);
		in->buf.len -= in->start;
		in->searched = in->searched > in->start ? in->searched - in->start : 0;
		in->start = 0;
	}
}

static bool is_waiting(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	return poll(&p, 1, 0) == 1;
}

/* Fills until a line is there, and with what more is there without waiting. */
static int fill(struct input *in, struct err *e)
{
	drop_taken(in);
	while (!in->at_end && in->buf.len < LIMIT_DOCUMENT_LINE_BYTES &&
		(!has_line(in) || (in->buf.len < BATCH_BYTES && is_waiting(in->fd)))) {
		ssize_t got = read(in->fd, buf_room(&in->buf, READ_BYTES), READ_BYTES);
		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got < 0) {
			return err_errno(e, ERR_IO, "standard input could not be read");
		}
		in->at_end = got == 0;
		in->buf.len += (size_t)got;
	}
	return 0;
}

/* The next line that is there. */
static bool take_line(struct input *in, struct bytes *line)
{
	if (has_line(in)) {
		*line = (struct bytes){in->buf.s + in->start, in->searched - in->start};
		in->start = ++in->searched;
		return true;
	}
	if (in->at_end && in->start < in->buf.len) {
		*line = (struct bytes){in->buf.s + in->start, in->buf.len - in->start};
		in->start = in->buf.len;
		return true;
	}
	return false;
}

static void add_line(struct lines *l, struct bytes raw, bool is_too_long)
{
	struct line *line = &l->batch[l->count++];
	line->number = l->in.line;
	line->raw = raw;
	line->is_too_long = is_too_long;
}

/*
 * What is in the buffer, less empty lines; one line alone for a model, which takes seconds to answer. A line too long for
 * the buffer is told once, and its rest left out.
 */
static void take_batch(struct lines *l)
{
	struct input *in = &l->in;
	struct bytes raw;
	size_t most = l->settings->reader->model ? 1 : BATCH_LINES;
	l->count = 0;
	while (l->count < most && take_line(in, &raw)) {
		if (in->is_skipping) {
			in->is_skipping = false;
			continue;
		}
		in->line++;
		raw = bytes_trim(raw);
		if (in->line == 1 && bytes_starts(raw, "\xEF\xBB\xBF")) {
			raw = (struct bytes){raw.s + 3, raw.len - 3};
		}
		if (raw.len > 0) {
			add_line(l, raw, raw.len > LIMIT_DOCUMENT_LINE_BYTES);
		}
	}
	if (l->count == 0 && in->buf.len - in->start >= LIMIT_DOCUMENT_LINE_BYTES) {
		if (!in->is_skipping) {
			in->line++;
			add_line(l, BYTES("…"), true);
		}
		in->is_skipping = true;
		in->start = in->buf.len;
	}
}

/* ------- one line: in a thread of the pool ------- */

struct document {
	json_t *object;
	const json_t *id;
	struct bytes text;
	struct reader_hints hints;
};

/* A member that is a text, absent or null. */
static int take_text(const json_t *object, const char *name, const char **value, struct err *e)
{
	const json_t *v = json_object_get(object, name);
	*value = json_string_value(v);
	return !v || json_is_null(v) || json_is_string(v) ? 0
							  : err_set(e, ERR_INPUT, "\"%s\" is no text", name);
}

static int parse_document(const struct lines *l, const struct line *line, struct document *d, struct err *e)
{
	const char *date = NULL;
	const char *language = NULL;
	const char *country = NULL;
	d->hints = l->settings->hints;
	if (line->is_too_long) {
		return err_set(
			e, ERR_LIMIT, "the line is longer than %d MiB", LIMIT_DOCUMENT_LINE_BYTES >> 20);
	}
	int rc = json_parse(line->raw, &d->object, e);
	if (rc != 0) {
		return rc;
	}
	if (!json_is_object(d->object)) {
		return err_set(e, ERR_INPUT, "the line is no object {\"id\": …, \"text\": …}");
	}
	d->id = json_object_get(d->object, "id");
	if (json_is_object(d->id) || json_is_array(d->id)) {
		d->id = NULL;
		return err_set(e, ERR_INPUT, "\"id\" is no text or number");
	}
	d->text = json_get_view(d->object, "text");
	if (!d->text.s) {
		return err_set(e, ERR_INPUT, "there is no \"text\"");
	}
	rc = take_text(d->object, "date", &date, e);
	rc = rc == 0 ? take_text(d->object, "lang", &language, e) : rc;
	rc = rc == 0 ? take_text(d->object, "country", &country, e) : rc;
	if (rc == 0 && language) {
		rc = reading_check_language(l->settings->reader->tables, language, e);
	}
	return rc == 0 ? reader_hints_set(&d->hints, date, language, country, e) : rc;
}

static void put_id(struct json_writer *j, const json_t *id)
{
	jw_key(j, "id");
	if (id) {
		jw_value(j, id);
	} else {
		jw_null(j);
	}
}

static void answer(void *context, size_t i)
{
	struct lines *l = context;
	struct line *line = &l->batch[i];
	struct document d = {0};
	struct err e = {0};
	struct json_writer j;
	buf_clear(&line->out);
	jw_init(&j, &line->out);
	int rc = parse_document(l, line, &d, &e);
	line->is_refused = rc != 0;
	jw_object_begin(&j);
	put_id(&j, d.id);
	if (rc == 0) {
		struct reading reading;
		struct reader_answer model;
		reader_ask(l->settings->reader, d.text, &d.hints, &line->arena, &reading, &model);
		reader_put_answer(&j, &model);
		proposal_put_reading(&j, d.text, &reading, l->settings->has_totals, &line->arena);
	} else {
		jw_put_int(&j, "line", (int64_t)line->number);
		jw_put_string(&j, "error", bytes_of(err_name(rc)));
		jw_put_string(&j, "reason", bytes_of(e.text));
	}
	jw_object_end(&j);
	buf_add_char(&line->out, '\n');
	json_decref(d.object);
	if (line->arena.used_bytes > KEEP_BYTES) {
		arena_done(&line->arena);
	} else {
		arena_reset(&line->arena);
	}
}

/* ------- the whole ------- */

static int write_batch(struct lines *l, int out, struct lines_result *result, struct err *e)
{
	int rc = 0;
	for (size_t i = 0; i < l->count; i++) {
		struct line *line = &l->batch[i];
		rc = rc == 0 ? file_write_all(out, buf_bytes(&line->out), e) : rc;
		result->count++;
		result->refused += line->is_refused;
		if (line->out.cap > KEEP_BYTES) {
			buf_done(&line->out);
		}
	}
	return rc == 0 ? 0 : err_context(e, "standard output");
}

int lines_read(
	int in, int out, const struct lines_settings *settings, struct lines_result *result, struct err *e)
{
	struct lines *l = mem_calloc(1, sizeof(*l));
	struct pool *pool = pool_open(settings->threads);
	*result = (struct lines_result){0};
	l->settings = settings;
	l->in.fd = in;
	int rc = 0;
	do {
		take_batch(l);
		if (l->count > 0) {
			pool_run(pool, l->count, answer, l);
			rc = write_batch(l, out, result, e);
			if (settings->step) {
				settings->step(settings->context, (int64_t)result->count, 0);
			}
		} else {
			rc = fill(&l->in, e);
		}
	} while (rc == 0 && (l->count > 0 || !l->in.at_end || l->in.start < l->in.buf.len));
	pool_close(&pool);
	for (size_t i = 0; i < BATCH_LINES; i++) {
		buf_done(&l->batch[i].out);
		arena_done(&l->batch[i].arena);
	}
	buf_done(&l->in.buf);
	free(l);
	return rc;
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/list_text.h"

#include "base/limits.h"
#include "intake/jail.h"
#include "text/charset.h"
#include "text/utf8.h"

static const struct jail_limits CONVERT_LIMITS = {
	.wall_ms = 300000,
	.cpu_s = 300,
	.memory_bytes = (size_t)3 * LIMIT_LIST_BYTES,
	.output_bytes = LIMIT_LIST_BYTES,
};

struct convert_job {
	struct bytes text;
	const char *charset;
	bool is_mixed;
};

static int run_convert(const void *context, struct buf *out)
{
	const struct convert_job *job = context;
	struct bytes rest = job->text;
	int rc = 0;
	if (!job->is_mixed) {
		return charset_convert(rest, job->charset, out, NULL) == 0 ? 0 : 1;
	}
	while (rc == 0 && rest.len > 0) {
		const char *end = memchr(rest.s, '\n', rest.len);
		struct bytes line = {rest.s, end ? (size_t)(end - rest.s) + 1 : rest.len};
		rest = (struct bytes){rest.s + line.len, rest.len - line.len};
		if (utf8_is_valid(line)) {
			buf_add_bytes(out, line);
		} else {
			rc = charset_convert(line, job->charset, out, NULL);
		}
	}
	return rc == 0 ? 0 : 1;
}

static size_t line_at(struct bytes text, size_t offset)
{
	size_t line = 1;
	for (size_t i = 0; i < offset; i++) {
		line += text.s[i] == '\n';
	}
	return line;
}

static int convert(const struct convert_job *job, struct buf *own, struct err *e)
{
	struct jail_result result;
	charset_prepare();
	int rc = jail_function(run_convert, job, &CONVERT_LIMITS, own, &result, e);
	if (rc == 0 && result.end != JAIL_END_OK) {
		struct buf how = {0};
		jail_describe(&result, &CONVERT_LIMITS, &how);
		rc = err_set(e, ERR_LIMIT, "the conversion from %s %s", job->charset, how.s);
		buf_done(&how);
	}
	size_t unknown = rc == 0 ? bytes_find(buf_bytes(own), BYTES("\xEF\xBF\xBD"), 0) : SIZE_MAX;
	if (unknown != SIZE_MAX) {
		rc = err_set(e, ERR_INPUT, "line %zu: bytes that mean nothing in %s",
			line_at(buf_bytes(own), unknown), job->charset);
	}
	return rc;
}

/* Of less, a guess of an encoding leads astray. */
enum { GUESS_CONFIDENCE_MIN = 30 };

static int not_utf8(struct bytes text, size_t offset, struct err *e)
{
	char guess[CHARSET_NAME_BYTES];
	int confidence = charset_guess(text, guess);
	if (confidence >= GUESS_CONFIDENCE_MIN) {
		return err_set(e, ERR_INPUT,
			"line %zu is not valid UTF-8; say in the map, under [list], what encoding it is. It "
			"may be encoding = %s (a guess, confidence %d of 100)",
			line_at(text, offset), guess, confidence);
	}
	return err_set(e, ERR_INPUT,
		"line %zu is not valid UTF-8; say in the map, under [list], what encoding it is, for example "
		"encoding = windows-1251",
		line_at(text, offset));
}

int list_text_of(struct bytes content, const struct list_settings *settings, struct buf *own,
	struct bytes *text, struct err *e)
{
	size_t mark_len;
	const char *mark = charset_of_mark(content, &mark_len);
	struct convert_job job = {{content.s + mark_len, content.len - mark_len}, NULL, false};
	if (mark && strcmp(mark, "UTF-8") != 0) {
		job.charset = mark;
	} else if (!mark) {
		job.charset = settings->encoding;
		job.is_mixed = settings->is_mixed;
	}
	if (job.charset) {
		int rc = convert(&job, own, e);
		*text = buf_bytes(own);
		return rc;
	}
	*text = job.text;
	size_t invalid = utf8_invalid_at(job.text);
	return invalid == SIZE_MAX ? 0 : not_utf8(job.text, invalid, e);
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/detect.h"

#include "intake/jail.h"
#include "text/charset.h"
#include "text/utf8.h"

#include <ctype.h>
#include <magic.h>
#include <strings.h>

/* libmagic looks at no more than this itself; longer input to it is of no use. */
enum { SAMPLE_BYTES = 1 << 20 };

static const struct {
	const char *extension;
	const char *type;
} extensions[] = {
	{".txt", "text/plain"},
	{".md", "text/plain"},
	{".csv", "text/csv"},
	{".json", "application/json"},
	{".xml", "text/xml"},
	{".htm", "text/html"},
	{".html", "text/html"},
	{".xhtml", "text/html"},
	{".pdf", "application/pdf"},
	{".rtf", "text/rtf"},
	{".doc", "application/msword"},
	{".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	{".xls", "application/vnd.ms-excel"},
	{".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	{".odt", "application/vnd.oasis.opendocument.text"},
	{".ods", "application/vnd.oasis.opendocument.spreadsheet"},
	{".zip", "application/zip"},
	{".jpg", "image/jpeg"},
	{".jpeg", "image/jpeg"},
	{".png", "image/png"},
	{".gif", "image/gif"},
	{".webp", "image/webp"},
	{".tif", "image/tiff"},
	{".tiff", "image/tiff"},
	{".mp3", "audio/mpeg"},
	{".mp4", "video/mp4"},
	{".mov", "video/quicktime"},
	{".webm", "video/webm"},
	{".eml", "message/rfc822"},
};

/* Whether s, without leading white space, marks and the NULs of UTF-16, begins like a web page. */
static bool looks_like_html(struct bytes s)
{
	static const char *const beginnings[] = {"<!doctype html", "<html", "<head", "<body"};
	char front[16];
	size_t len = 0;
	for (size_t i = 0; i < s.len && i < SAMPLE_BYTES && len < sizeof(front); i++) {
		bool is_mark = i < 3 && (unsigned char)s.s[i] >= 0x80;
		bool is_blank = len == 0 && isspace((unsigned char)s.s[i]);
		if (s.s[i] != '\0' && !is_mark && !is_blank) {
			front[len++] = s.s[i];
		}
	}
	for (size_t i = 0; i < ARRAY_COUNT(beginnings); i++) {
		size_t needed = strlen(beginnings[i]);
		if (len > needed && strncasecmp(front, beginnings[i], needed) == 0 &&
			(front[needed] == '>' || isspace((unsigned char)front[needed]))) {
			return true;
		}
	}
	return false;
}

static bool is_text(struct bytes content)
{
	return utf8_is_valid(content) && !memchr(content.s, '\0', content.len);
}

/* What is text and yet of a type of its own; all other text is text/plain. */
static bool is_own_type_of_text(const char *type)
{
	static const char *const types[] = {"text/html", "text/xml", "text/csv", "text/rtf",
		"application/json", "application/x-ndjson", "application/pdf", "message/rfc822",
		"image/svg+xml"};
	for (size_t i = 0; i < ARRAY_COUNT(types); i++) {
		if (strcmp(type, types[i]) == 0) {
			return true;
		}
	}
	return false;
}

struct magic_job {
	magic_t magic;
	struct bytes content;
};

static int run_magic(const void *context, struct buf *out)
{
	const struct magic_job *job = context;
	const char *type = magic_buffer(job->magic, job->content.s, job->content.len);
	if (!type) {
		return 1;
	}
	buf_add_text(out, type);
	return 0;
}

/* libmagic's answer; false when it has none. */
static bool ask_magic(struct bytes content, char type[DETECT_TYPE_BYTES])
{
	const struct jail_limits limits = {.wall_ms = 10000,
		.cpu_s = 5,
		.memory_bytes = 256 << 20,
		.output_bytes = DETECT_TYPE_BYTES - 1};
	struct magic_job job = {magic_open(MAGIC_MIME_TYPE), content};
	job.content.len = content.len < SAMPLE_BYTES ? content.len : SAMPLE_BYTES;
	struct buf out = {0};
	struct jail_result result;
	struct err e;
	bool has_answer = job.magic && magic_load(job.magic, NULL) == 0 &&
		jail_function(run_magic, &job, &limits, &out, &result, &e) == 0 &&
		result.end == JAIL_END_OK && out.len > 0;
	if (has_answer) {
		snprintf(type, DETECT_TYPE_BYTES, "%s", out.s);
	}
	if (job.magic) {
		magic_close(job.magic);
	}
	buf_done(&out);
	return has_answer;
}

void detect_media_type(struct bytes content, char type[DETECT_TYPE_BYTES])
{
	size_t mark_len;
	bool is_utf16 = charset_of_mark(content, &mark_len) && mark_len == 2;
	const char *fixed = NULL;
	if (content.len == 0) {
		fixed = "application/x-empty";
	} else if (looks_like_html(content) && (is_utf16 || !memchr(content.s, '\0', content.len))) {
		fixed = "text/html";
	} else if (!ask_magic(content, type)) {
		fixed = bytes_starts(content, "%PDF-") ? "application/pdf" : "application/octet-stream";
	}
	if (fixed) {
		snprintf(type, DETECT_TYPE_BYTES, "%s", fixed);
	}
	if (!is_own_type_of_text(type) && content.len > 0 &&
		(is_text(content) || strncmp(type, "text/", 5) == 0)) {
		snprintf(type, DETECT_TYPE_BYTES, "text/plain");
	}
}

/* The row of `extensions` for a name; ARRAY_COUNT(extensions) for none. */
static size_t row_of_name(struct bytes name)
{
	size_t dot = name.len;
	while (dot > 0 && name.s[dot - 1] != '.') {
		dot--;
	}
	size_t row = 0;
	if (dot == 0) {
		return ARRAY_COUNT(extensions);
	}
	struct bytes extension = {name.s + dot - 1, name.len - dot + 1};
	while (row < ARRAY_COUNT(extensions) &&
		(strlen(extensions[row].extension) != extension.len ||
			strncasecmp(extensions[row].extension, extension.s, extension.len) != 0)) {
		row++;
	}
	return row;
}

bool detect_disagrees(struct bytes name, const char *type, struct buf *notice)
{
	size_t row = row_of_name(name);
	if (row == ARRAY_COUNT(extensions) || strcmp(extensions[row].type, type) == 0) {
		return false;
	}
	buf_printf(notice, "the name says %s, the content is %s", extensions[row].extension, type);
	return true;
}

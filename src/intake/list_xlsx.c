/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/list_xlsx.h"

#include "base/file.h"
#include "base/limits.h"
#include "intake/jail.h"
#include "intake/list_sheet.h"
#include "text/safe.h"
#include "text/utf8.h"

#include <archive.h>
#include <archive_entry.h>
#include <libxml/parser.h>
#include <unistd.h>

static const struct jail_limits WORKBOOK_LIMITS = {
	.wall_ms = 300000,
	.cpu_s = 300,
	.memory_bytes = (size_t)4 * LIMIT_LIST_BYTES,
	.output_bytes = LIMIT_LIST_BYTES,
};

struct part {
	const char *path;
	struct buf content;
	bool is_there;
};

static int damaged(struct err *e)
{
	return err_set(e, ERR_INPUT, "the workbook is damaged: its ZIP cannot be read");
}

static int read_part(struct archive *zip, struct part *part, size_t *room, struct err *e)
{
	enum { STEP_BYTES = 1 << 16 };
	la_ssize_t got;
	part->is_there = true;
	do {
		char *to = buf_room(&part->content, STEP_BYTES);
		got = archive_read_data(zip, to, STEP_BYTES);
		if (got < 0) {
			return damaged(e);
		}
		if ((size_t)got > *room) {
			return err_set(e, ERR_LIMIT, "the workbook unpacks to more than %d MiB",
				LIMIT_LIST_BYTES >> 20);
		}
		*room -= (size_t)got;
		part->content.len += (size_t)got;
	} while (got > 0);
	return 0;
}

static struct part *find_part(struct part *parts, size_t count, const char *path)
{
	for (size_t i = 0; i < count && path; i++) {
		if (!parts[i].is_there && strcmp(parts[i].path, path) == 0) {
			return &parts[i];
		}
	}
	return NULL;
}

/* Unpacks the parts that are wanted, room bytes at most in all. */
static int unpack(struct bytes content, struct part *parts, size_t count, size_t *room, struct err *e)
{
	struct archive *zip = archive_read_new();
	struct archive_entry *entry;
	int status;
	int rc = 0;
	BUG_IF(!zip);
	archive_read_support_format_zip(zip);
	if (archive_read_open_memory(zip, content.s, content.len) != ARCHIVE_OK) {
		rc = damaged(e);
	}
	while (rc == 0 && (status = archive_read_next_header(zip, &entry)) != ARCHIVE_EOF) {
		if (status < ARCHIVE_WARN) {
			rc = damaged(e);
			break;
		}
		struct part *part = find_part(parts, count, archive_entry_pathname(entry));
		if (part) {
			rc = read_part(zip, part, room, e);
		}
	}
	archive_read_free(zip);
	return rc;
}

static struct bytes content_of(const struct part *part)
{
	return part->is_there ? buf_bytes(&part->content) : BYTES_NONE;
}

struct workbook_job {
	struct bytes content;
	struct bytes sheet;
};

static int workbook_text(const struct workbook_job *job, struct buf *out, struct err *e)
{
	enum { WORKBOOK, RELATIONS, STRINGS, STYLES, PART_COUNT };
	struct part parts[PART_COUNT] = {
		{.path = "xl/workbook.xml"},
		{.path = "xl/_rels/workbook.xml.rels"},
		{.path = "xl/sharedStrings.xml"},
		{.path = "xl/styles.xml"},
	};
	struct list_workbook found = {0};
	struct part sheet = {0};
	size_t room = LIMIT_LIST_BYTES;
	int rc = unpack(job->content, parts, PART_COUNT, &room, e);
	if (rc == 0 && (!parts[WORKBOOK].is_there || !parts[RELATIONS].is_there)) {
		rc = err_set(e, ERR_INPUT, "this is a ZIP, and no workbook in the format .xlsx");
	}
	if (rc == 0) {
		rc = list_sheet_find(
			content_of(&parts[WORKBOOK]), content_of(&parts[RELATIONS]), job->sheet, &found, e);
	}
	if (rc == 0) {
		sheet.path = found.part.s;
		rc = unpack(job->content, &sheet, 1, &room, e);
	}
	if (rc == 0 && !sheet.is_there) {
		rc = err_set(e, ERR_INPUT, "the workbook is damaged: its sheet is missing");
	}
	if (rc == 0) {
		rc = list_sheet_text(content_of(&sheet), content_of(&parts[STRINGS]),
			content_of(&parts[STYLES]), found.is_1904, out, e);
	}
	for (size_t i = 0; i < PART_COUNT; i++) {
		buf_done(&parts[i].content);
	}
	buf_done(&sheet.content);
	buf_done(&found.part);
	return rc;
}

/* Exit statuses of the child that say what its errors are. */
enum { STATUS_INPUT = 1, STATUS_LIMIT = 2, STATUS_LOST = 3 };

static int run_workbook(const void *context, struct buf *out)
{
	struct err e = {0};
	struct err unsaid;
	int rc = workbook_text(context, out, &e);
	if (rc == 0) {
		return 0;
	}
	buf_clear(out);
	bool is_said = file_write_all(STDERR_FILENO, bytes_of(e.text), &unsaid) == 0;
	return !is_said ? STATUS_LOST : rc == -ERR_LIMIT ? STATUS_LIMIT : STATUS_INPUT;
}

static int failed(const struct jail_result *result, struct err *e)
{
	struct buf why = {0};
	bool is_said = result->end == JAIL_END_STATUS &&
		(result->number == STATUS_INPUT || result->number == STATUS_LIMIT) && result->errors_len > 0;
	if (is_said) {
		safe_add(&why, (struct bytes){result->errors, result->errors_len}, SAFE_ONE_LINE);
	} else {
		buf_add_text(&why, "the reader of the workbook ");
		jail_describe(result, &WORKBOOK_LIMITS, &why);
	}
	bool is_limit = is_said ? result->number == STATUS_LIMIT : result->end != JAIL_END_STATUS;
	int rc = err_set(e, is_limit ? ERR_LIMIT : ERR_INPUT, "%s", why.s);
	buf_done(&why);
	return rc;
}

int list_xlsx_text(struct bytes content, struct bytes sheet, struct buf *out, struct err *e)
{
	struct workbook_job job = {content, sheet};
	struct jail_result result;
	xmlInitParser();
	int rc = jail_function(run_workbook, &job, &WORKBOOK_LIMITS, out, &result, e);
	if (rc == 0 && result.end != JAIL_END_OK) {
		rc = failed(&result, e);
	}
	if (rc == 0 && !utf8_is_valid(buf_bytes(out))) {
		rc = err_set(e, ERR_INPUT, "the workbook could not be read");
	}
	return rc;
}

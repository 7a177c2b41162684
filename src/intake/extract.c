/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/extract.h"

#include "intake/html.h"
#include "intake/pdf.h"
#include "text/charset.h"
#include "text/utf8.h"

static size_t count_of(struct bytes text, struct bytes needle)
{
	size_t count = 0;
	size_t at = 0;
	while ((at = bytes_find(text, needle, at)) != SIZE_MAX) {
		count++;
		at += needle.len;
	}
	return count;
}

static struct bytes text_from(const struct buf *text, size_t from)
{
	struct bytes all = buf_bytes(text);
	return (struct bytes){all.s + from, all.len - from};
}

/*
 * What follows `from` in text was extracted by a child that ended so: keeps it, or gives the reason why
 * there is none. Text without a visible character is none.
 */
static void settle(struct extract_info *info, const struct jail_result *result, struct buf *text, size_t from,
	const char *who, const char *when_empty)
{
	struct bytes added = text_from(text, from);
	info->has_landlock = result->has_landlock;
	for (size_t i = 0; i < added.len && !info->has_text && result->end == JAIL_END_OK; i++) {
		info->has_text = (unsigned char)added.s[i] > ' ';
	}
	if (info->has_text) {
		info->unreadable_count = count_of(added, BYTES("\xEF\xBF\xBD"));
		return;
	}
	struct buf reason = {0};
	if (result->end == JAIL_END_OK) {
		buf_add_text(&reason, when_empty);
	} else {
		buf_printf(&reason, "%s ", who);
		jail_describe(result, &JAIL_LIMITS_DOCUMENT, &reason);
	}
	snprintf(info->reason, sizeof(info->reason), "%s", reason.s);
	buf_done(&reason);
	text->len = from;
}

static int unknown_encoding(struct bytes document, struct err *e)
{
	char guess[CHARSET_NAME_BYTES];
	int confidence = charset_guess(document, guess);
	char hint[CHARSET_NAME_BYTES + 96] = "";
	if (confidence > 0) {
		snprintf(hint, sizeof(hint),
			" It may be %s (a guess, confidence %d of 100: look at the result).", guess,
			confidence);
	}
	return err_set(e, ERR_UNSUPPORTED,
		"The text is not UTF-8 (byte %zu). Convert a copy with `iconv -f ENCODING -t UTF-8` and add "
		"that "
		"as well.%s",
		utf8_invalid_at(document), hint);
}

struct convert_job {
	struct bytes text;
	const char *charset;
};

static int run_convert(const void *context, struct buf *out)
{
	const struct convert_job *job = context;
	struct err unsaid;
	return charset_convert(job->text, job->charset, out, &unsaid) == 0 ? 0 : 1;
}

static int extract_plain(struct bytes document, struct buf *text, struct extract_info *info, struct err *e)
{
	size_t mark_len;
	const char *charset = charset_of_mark(document, &mark_len);
	if (utf8_is_valid(document)) {
		info->has_text = true;
		info->is_same = true;
		snprintf(info->tool, sizeof(info->tool), "none");
		return 0;
	}
	if (!charset || strcmp(charset, "UTF-8") == 0) {
		return unknown_encoding(document, e);
	}
	size_t from = text->len;
	struct convert_job job = {{document.s + mark_len, document.len - mark_len}, charset};
	struct jail_result result;
	charset_prepare();
	int rc = jail_function(run_convert, &job, &JAIL_LIMITS_DOCUMENT, text, &result, e);
	if (rc == 0) {
		snprintf(info->tool, sizeof(info->tool), "recount");
		snprintf(info->tool_version, sizeof(info->tool_version), "%s", RECOUNT_VERSION);
		snprintf(info->options, sizeof(info->options), "charset=%s (mark)", charset);
		settle(info, &result, text, from, "The conversion to UTF-8",
			"The file has no visible character.");
	}
	return rc;
}

static int extract_html(struct bytes document, struct buf *text, struct extract_info *info, struct err *e)
{
	static const char *const origins[HTML_CHARSET_COUNT] = {
		[HTML_CHARSET_MARK] = "mark",
		[HTML_CHARSET_DECLARED] = "declared",
		[HTML_CHARSET_VALID] = "valid",
		[HTML_CHARSET_FALLBACK] = "fallback",
	};
	struct html_charset charset = html_sniff(document);
	struct jail_result result;
	size_t from = text->len;
	int rc = html_to_text(document, charset.name, &JAIL_LIMITS_DOCUMENT, text, &result, e);
	if (rc == 0) {
		snprintf(info->tool, sizeof(info->tool), "libxml2");
		snprintf(info->tool_version, sizeof(info->tool_version), "%s", html_tool_version());
		snprintf(info->options, sizeof(info->options), "charset=%s (%s)", charset.name,
			origins[charset.from]);
		settle(info, &result, text, from, "The parser of web pages", "The page has no visible text.");
	}
	return rc;
}

static int extract_pdf(struct bytes document, struct buf *text, struct extract_info *info, struct err *e)
{
	struct jail_result result;
	size_t from = text->len;
	int rc = pdf_text(document, &JAIL_LIMITS_DOCUMENT, text, &result, e);
	if (rc == 0) {
		snprintf(info->tool, sizeof(info->tool), "pdftotext");
		pdf_tool_version(info->tool_version, sizeof(info->tool_version));
		snprintf(info->options, sizeof(info->options), "%s", PDF_TOOL_OPTIONS);
		info->page_count = count_of(text_from(text, from), BYTES("\f"));
		settle(info, &result, text, from, "pdftotext",
			"No page has a text layer: the pages are images and need text recognition.");
	}
	return rc;
}

static bool is_plain(const char *type)
{
	static const char *const types[] = {"text/plain", "text/csv", "text/xml", "application/json",
		"application/x-ndjson", "message/rfc822"};
	for (size_t i = 0; i < ARRAY_COUNT(types); i++) {
		if (strcmp(type, types[i]) == 0) {
			return true;
		}
	}
	return false;
}

int extract_text(
	struct bytes document, const char *type, struct buf *text, struct extract_info *info, struct err *e)
{
	*info = (struct extract_info){0};
	struct err local = {0};
	int rc = 0;
	if (is_plain(type)) {
		return extract_plain(document, text, info, e);
	}
	if (strcmp(type, "text/html") == 0) {
		rc = extract_html(document, text, info, &local);
	} else if (strcmp(type, "application/pdf") == 0) {
		rc = extract_pdf(document, text, info, &local);
	} else {
		snprintf(info->reason, sizeof(info->reason), "No text is extracted from %s.", type);
	}
	/* Without the jail, or without the program, the text is lost and not the evidence. */
	if (rc == -ERR_UNSUPPORTED || rc == -ERR_NOT_FOUND) {
		snprintf(info->reason, sizeof(info->reason), "%s", local.text);
		return 0;
	}
	if (rc != 0) {
		return err_set(e, ERR_IO, "%s", local.text);
	}
	return 0;
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "proposal/document.h"

#include "intake/detect.h"

static void set_text(struct document *d, struct bytes text)
{
	struct hash digest = hash_sha256(text);
	d->text = text;
	hash_hex(&digest, d->digest);
}

/* Whether text was taken out of a web page, by the tool that did it. */
static bool is_page_tool(struct bytes tool)
{
	return bytes_is(tool, "libxml2");
}

static int take_text(struct document *d, struct bytes content, struct err *e)
{
	char type[DETECT_TYPE_BYTES];
	struct extract_info info;
	detect_media_type(content, type);
	int rc = extract_text(content, type, &d->extracted, &info, e);
	if (rc == -ERR_UNSUPPORTED) {
		snprintf(d->notice, sizeof(d->notice), "%s", e->text);
		return 0;
	}
	if (rc != 0) {
		return rc;
	}
	d->is_extracted = info.has_text && !info.is_same;
	d->is_page = is_page_tool(bytes_of(info.tool));
	struct bytes text = info.is_same ? content : buf_bytes(&d->extracted);
	snprintf(d->notice, sizeof(d->notice), "%s", content.len == 0 ? "The file is empty." : info.reason);
	if (info.has_text && text.len > LIMIT_TEXT_BYTES) {
		return err_set(e, ERR_LIMIT, "the text is longer than %d MiB", LIMIT_TEXT_BYTES >> 20);
	}
	if (info.has_text) {
		set_text(d, (struct bytes){text.s ? text.s : "", text.len});
	}
	return 0;
}

int document_open_file(const char *path, struct document *d, struct err *e)
{
	*d = (struct document){0};
	struct buf piped = {0};
	bool is_piped = strcmp(path, "-") == 0;
	int rc = is_piped ? file_read(path, LIMIT_TEXT_BYTES, &piped, e) : file_map(path, &d->map, e);
	if (rc == 0) {
		rc = take_text(d, is_piped ? buf_bytes(&piped) : d->map.bytes, e);
	}
	if (rc == 0 && is_piped && d->text.s == piped.s && piped.s) {
		buf_done(&d->extracted);
		d->extracted = piped;
		piped = (struct buf){0};
	}
	buf_done(&piped);
	if (rc != 0) {
		document_done(d);
	}
	return rc;
}

static void copy_text(char *out, size_t size, struct bytes text)
{
	if (text.s && text.len < size) {
		memcpy(out, text.s, text.len);
		out[text.len] = '\0';
	}
}

/* The one source that claims cite with this evidence, or the one that was named; and what it says of itself. */
static int find_source(
	struct vault *v, struct bytes evidence, const char *source, struct document *d, struct err *e)
{
	static const char cited[] = "SELECT DISTINCT source FROM citation WHERE evidence = "
				    "(SELECT seq FROM id WHERE id = ?1) LIMIT 2";
	static const char known[] = "SELECT published, language FROM source WHERE id = ?1";
	struct db_statement *s;
	if (source) {
		snprintf(d->source, sizeof(d->source), "%s", source);
	} else {
		int rc = db_prepare(v->db, cited, &s, e);
		if (rc != 0) {
			return rc;
		}
		db_bind_text(s, 1, evidence);
		size_t count = 0;
		while ((rc = db_step(s, e)) == 1) {
			copy_text(d->source, sizeof(d->source), db_text(s, 0));
			count++;
		}
		if (rc < 0) {
			return rc;
		}
		d->source[count == 1 ? strlen(d->source) : 0] = '\0';
	}
	int rc = db_prepare(v->db, known, &s, e);
	if (rc != 0) {
		return rc;
	}
	db_bind_text(s, 1, bytes_of(d->source));
	rc = db_step(s, e);
	if (rc == 1) {
		/* A range is "from/to": what relative dates count from is its first day. */
		struct bytes published = db_text(s, 0);
		size_t slash = bytes_find(published, BYTES("/"), 0);
		published.len = slash < published.len ? slash : published.len;
		copy_text(d->published, sizeof(d->published), published);
		copy_text(d->language, sizeof(d->language), db_text(s, 1));
		db_reset(s);
	}
	return rc < 0 ? rc : 0;
}

/* With which tool the text was taken out. */
static int find_tool(struct vault *v, struct document *d, struct err *e)
{
	static const char sql[] = "SELECT tool FROM text WHERE evidence = ?1 AND digest = ?2";
	struct db_statement *s;
	int rc = db_prepare(v->db, sql, &s, e);
	if (rc != 0) {
		return rc;
	}
	db_bind_text(s, 1, bytes_of(d->evidence));
	db_bind_text(s, 2, bytes_of(d->digest));
	rc = db_step(s, e);
	if (rc == 1) {
		d->is_page = is_page_tool(db_text(s, 0));
		db_reset(s);
	}
	return rc < 0 ? rc : 0;
}

int document_open_preserved(struct quote_texts *texts, struct bytes evidence, const char *source,
	struct document *d, struct err *e)
{
	*d = (struct document){0};
	struct bytes digest;
	copy_text(d->evidence, sizeof(d->evidence), evidence);
	int rc = quote_text_of(texts, evidence, &d->text, &digest, e);
	if (rc != 0) {
		return rc;
	}
	if (!d->text.s) {
		snprintf(d->notice, sizeof(d->notice), "This evidence has no text.");
	}
	copy_text(d->digest, sizeof(d->digest), digest);
	d->is_extracted = d->text.s && strcmp(d->digest, d->evidence) != 0;
	rc = find_tool(texts->vault, d, e);
	return rc == 0 ? find_source(texts->vault, evidence, source, d, e) : rc;
}

void document_done(struct document *d)
{
	file_unmap(&d->map);
	buf_done(&d->extracted);
	*d = (struct document){0};
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/quote.h"

#include "base/limits.h"
#include "evidence/blob.h"
#include "text/utf8.h"

/* A citation of a thousand documents goes through them one after the other; a few open texts are enough. */
enum { TEXTS_OPEN_MAX = 32 };

struct quote_text {
	struct quote_text *older;
	char evidence[HASH_HEX_CHARS + 1];
	char digest[HASH_HEX_CHARS + 1]; /* empty: the evidence has no text */
	struct file_map map;
	struct utf8_index index;
};

static void close_text(struct quote_text *t)
{
	utf8_index_done(&t->index);
	file_unmap(&t->map);
	free(t);
}

void quote_texts_done(struct quote_texts *texts)
{
	while (texts->newest) {
		struct quote_text *older = texts->newest->older;
		close_text(texts->newest);
		texts->newest = older;
	}
	texts->count = 0;
}

static int find_digest(struct vault *v, struct bytes evidence, char digest[HASH_HEX_CHARS + 1], struct err *e)
{
	struct db_statement *s;
	int rc = db_prepare(
		v->db, "SELECT digest FROM text WHERE evidence = ? ORDER BY seq DESC LIMIT 1", &s, e);
	if (rc != 0) {
		return rc;
	}
	db_bind_text(s, 1, evidence);
	rc = db_step(s, e);
	digest[0] = '\0';
	if (rc == 1) {
		snprintf(digest, HASH_HEX_CHARS + 1, "%.*s", BYTES_ARG(db_text(s, 0)));
	}
	db_reset(s);
	return rc < 0 ? rc : 0;
}

static int open_text(struct vault *v, struct bytes evidence, struct quote_text **out, struct err *e)
{
	struct quote_text *t = mem_calloc(1, sizeof(*t));
	struct hash digest;
	snprintf(t->evidence, sizeof(t->evidence), "%.*s", BYTES_ARG(evidence));
	int rc = find_digest(v, evidence, t->digest, e);
	if (rc == 0 && t->digest[0]) {
		rc = hash_parse(bytes_of(t->digest), &digest, e);
		if (rc == 0) {
			rc = blob_map(v->path, &digest, &t->map, e);
		}
		if (rc == 0) {
			struct hash found = hash_sha256(t->map.bytes);
			if (!hash_equal(&found, &digest)) {
				rc = err_set(e, ERR_DAMAGED,
					"the frozen text %s is not what was preserved; restore it from a "
					"backup",
					t->digest);
			}
		}
	}
	if (rc != 0) {
		close_text(t);
		return rc;
	}
	utf8_index_init(&t->index, t->map.bytes);
	*out = t;
	return 0;
}

static void forget_oldest(struct quote_texts *texts)
{
	struct quote_text **link = &texts->newest;
	while ((*link)->older) {
		link = &(*link)->older;
	}
	close_text(*link);
	*link = NULL;
	texts->count--;
}

static int get_text(struct quote_texts *texts, struct bytes evidence, struct quote_text **out, struct err *e)
{
	for (struct quote_text **link = &texts->newest; *link; link = &(*link)->older) {
		struct quote_text *t = *link;
		if (bytes_is(evidence, t->evidence)) {
			*link = t->older;
			t->older = texts->newest;
			texts->newest = t;
			*out = t;
			return 0;
		}
	}
	int rc = open_text(texts->vault, evidence, out, e);
	if (rc == 0) {
		(*out)->older = texts->newest;
		texts->newest = *out;
		if (++texts->count > TEXTS_OPEN_MAX) {
			forget_oldest(texts);
		}
	}
	return rc;
}

int quote_text_of(struct quote_texts *texts, struct bytes evidence, struct bytes *text, struct bytes *digest,
	struct err *e)
{
	struct quote_text *t;
	int rc = get_text(texts, evidence, &t, e);
	*text = BYTES_NONE;
	*digest = BYTES_NONE;
	if (rc == 0 && t->digest[0]) {
		/* An empty text is a text. */
		*text = (struct bytes){t->map.bytes.s ? t->map.bytes.s : "", t->map.bytes.len};
		*digest = bytes_of(t->digest);
	}
	return rc;
}

static bool stands_before(struct bytes text, size_t at, struct bytes prefix)
{
	return prefix.len <= at &&
		(prefix.len == 0 || memcmp(text.s + at - prefix.len, prefix.s, prefix.len) == 0);
}

static bool stands_at(struct bytes text, size_t at, struct bytes words)
{
	return at <= text.len && words.len <= text.len - at &&
		(words.len == 0 || memcmp(text.s + at, words.s, words.len) == 0);
}

/* Finds where exact stands between prefix and suffix; it must be one place. */
static int locate(struct bytes text, const json_t *citation, size_t *start, struct err *e)
{
	struct bytes exact = json_get_view(citation, "exact");
	struct bytes prefix = json_get_view(citation, "prefix");
	struct bytes suffix = json_get_view(citation, "suffix");
	size_t found = 0;
	if (!exact.s) {
		return err_set(e, ERR_INPUT, "exact: give the words, or byte_start and byte_end");
	}
	for (size_t at = 0; (at = bytes_find(text, exact, at)) != SIZE_MAX; at++) {
		if (stands_before(text, at, prefix) && stands_at(text, at + exact.len, suffix)) {
			if (found++ == 0) {
				*start = at;
			}
		}
	}
	if (found == 0) {
		size_t shown = utf8_after(exact, 0, 60);
		return err_set(e, ERR_INPUT, "exact: \"%.*s%s\" does not stand in the text of this evidence",
			(int)shown, exact.s, shown < exact.len ? "…" : "");
	}
	if (found > 1) {
		return err_set(e, ERR_INPUT,
			"exact: the words stand %zu times in this text; say byte_start, or a prefix or "
			"suffix",
			found);
	}
	return 0;
}

static int check_place(struct bytes text, const json_t *citation, size_t start, size_t end, struct err *e)
{
	struct bytes exact = json_get_view(citation, "exact");
	if (start >= end || end > text.len) {
		return err_set(e, ERR_INPUT,
			"byte_end: %zu to %zu does not lie in the text, which has %zu bytes", start, end,
			text.len);
	}
	if (!utf8_is_boundary(text, start) || !utf8_is_boundary(text, end)) {
		return err_set(e, ERR_INPUT, "byte_start: %zu to %zu cuts a character in two", start, end);
	}
	struct bytes there = {text.s + start, end - start};
	if (exact.s && !bytes_equal(exact, there)) {
		size_t shown = utf8_after(there, 0, 60);
		return err_set(e, ERR_INPUT, "exact: at bytes %zu to %zu stands \"%.*s%s\", not these words",
			start, end, (int)shown, there.s, shown < there.len ? "…" : "");
	}
	if (!stands_before(text, start, json_get_view(citation, "prefix"))) {
		return err_set(e, ERR_INPUT, "prefix: other words stand before byte %zu", start);
	}
	if (!stands_at(text, end, json_get_view(citation, "suffix"))) {
		return err_set(e, ERR_INPUT, "suffix: other words stand after byte %zu", end);
	}
	return 0;
}

static int set_number(json_t *citation, const char *name, size_t value, struct err *e)
{
	const json_t *given = json_object_get(citation, name);
	if (given && (size_t)json_integer_value(given) != value) {
		return err_set(e, ERR_INPUT, "%s: %lld is given, and it is %zu", name,
			json_integer_value(given), value);
	}
	if (!given && json_object_set_new_nocheck(citation, name, json_integer((json_int_t)value)) != 0) {
		mem_exhausted();
	}
	return 0;
}

static void set_text_if(json_t *citation, const char *name, struct bytes value)
{
	if (value.len > 0 && !json_object_get(citation, name) &&
		json_object_set_new_nocheck(citation, name, json_stringn_nocheck(value.s, value.len)) != 0) {
		mem_exhausted();
	}
}

static int fill(json_t *citation, const struct quote_text *t, size_t start, size_t end, struct err *e)
{
	struct bytes text = t->map.bytes;
	size_t before = utf8_before(text, start, LIMIT_CONTEXT_CHARS);
	size_t after = utf8_after(text, end, LIMIT_CONTEXT_CHARS);
	int rc = set_number(citation, "byte_start", start, e);
	if (rc == 0) {
		rc = set_number(citation, "byte_end", end, e);
	}
	if (rc == 0) {
		rc = set_number(citation, "char_start", utf8_index_char(&t->index, start), e);
	}
	if (rc == 0) {
		rc = set_number(citation, "char_end", utf8_index_char(&t->index, end), e);
	}
	set_text_if(citation, "text", bytes_of(t->digest));
	set_text_if(citation, "exact", (struct bytes){text.s + start, end - start});
	set_text_if(citation, "prefix", (struct bytes){text.s + before, start - before});
	set_text_if(citation, "suffix", (struct bytes){text.s + end, after - end});
	return rc;
}

static int without_text(const json_t *citation, struct err *e)
{
	static const char *const needs_text[] = {
		"text", "exact", "prefix", "suffix", "byte_start", "byte_end", "char_start", "char_end"};
	for (size_t i = 0; i < ARRAY_COUNT(needs_text); i++) {
		if (json_object_get(citation, needs_text[i])) {
			return err_set(e, ERR_INPUT,
				"%s: this evidence has no text to quote from; say where it stands with "
				"\"locator\"",
				needs_text[i]);
		}
	}
	return json_object_get(citation, "locator")
		? 0
		: err_set(e, ERR_INPUT,
			  "locator: this evidence has no text; say where in it the claim stands");
}

int quote_check(struct quote_texts *texts, json_t *citation, struct err *e)
{
	struct quote_text *t;
	int rc = get_text(texts, json_get_view(citation, "evidence"), &t, e);
	if (rc != 0) {
		return rc;
	}
	if (!t->digest[0]) {
		return without_text(citation, e);
	}
	const json_t *digest = json_object_get(citation, "text");
	if (digest && !bytes_is(json_view(digest), t->digest)) {
		return err_set(e, ERR_INPUT, "text: the frozen text of this evidence is %s", t->digest);
	}
	const json_t *byte_start = json_object_get(citation, "byte_start");
	const json_t *byte_end = json_object_get(citation, "byte_end");
	struct bytes exact = json_get_view(citation, "exact");
	size_t start = 0;
	size_t end;
	if (byte_start && (byte_end || exact.s)) {
		start = (size_t)json_integer_value(byte_start);
		end = byte_end ? (size_t)json_integer_value(byte_end) : start + exact.len;
	} else {
		rc = locate(t->map.bytes, citation, &start, e);
		end = start + exact.len;
	}
	if (rc == 0) {
		rc = check_place(t->map.bytes, citation, start, end, e);
	}
	return rc != 0 ? rc : fill(citation, t, start, end, e);
}

int quote_check_record(struct quote_texts *texts, const json_t *record, struct err *e)
{
	const json_t *citations = json_object_get(record, "citations");
	for (size_t i = 0; i < json_array_size(citations); i++) {
		if (quote_check(texts, json_array_get(citations, i), e) != 0) {
			err_context(e, "citations %zu", i + 1);
			entry_hide_sealed(
				fold_table_of(&texts->vault->fold, record_type_find(BYTES("claim")))->fields,
				record, e);
			return e->code;
		}
	}
	return 0;
}

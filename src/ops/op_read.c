/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* read: proposed claims of documents, in a vault or without one. */
#include "ops/handlers.h"
#include "ops/lookup.h"
#include "ops/read.h"
#include "ops/say.h"
#include "proposal/lines.h"
#include "proposal/proposal.h"

#include <unistd.h>

int read_setup_open(const struct op_call *call, struct read_setup *setup, struct err *e)
{
	*setup = (struct read_setup){0};
	int rc = reader_hints_set(
		&setup->hints, op_text(call, "date"), op_text(call, "language"), op_text(call, "country"), e);
	const char *model = op_text(call, "model");
	if (rc == 0 && model) {
		rc = model_settings_read(model, call->arena, &setup->model, e);
	}
	if (rc == 0) {
		const struct reader_sources sources = {.folder = op_text(call, "tables"),
			.gazetteer = op_text(call, "gazetteer"),
			.has_builtin_gazetteer = !op_has(call, "no-gazetteer")};
		rc = reader_open(&setup->reader, &sources, e);
	}
	setup->reader.model = model ? &setup->model : NULL;
	if (rc == 0 && setup->hints.language) {
		rc = reading_check_language(setup->reader.tables, setup->hints.language, e);
		if (rc != 0) {
			reader_done(&setup->reader);
		}
	}
	return rc;
}

void read_setup_done(struct read_setup *setup)
{
	reader_done(&setup->reader);
}

/* ------- which document ------- */

/* The one document that claims of a source cite. */
static int evidence_of_source(struct op_call *call, const char *source, struct bytes *id, struct err *e)
{
	static const char sql[] = "SELECT DISTINCT v.id FROM citation k JOIN evidence v ON v.seq = k.evidence"
				  " WHERE k.source = ?1 LIMIT 2";
	struct db_statement *s;
	size_t count = 0;
	int rc = db_prepare(call->vault->db, sql, &s, e);
	if (rc != 0) {
		return rc;
	}
	db_bind_text(s, 1, bytes_of(source));
	while ((rc = db_step(s, e)) == 1) {
		*id = arena_copy(call->arena, db_text(s, 0));
		count++;
	}
	if (rc == 0 && count != 1) {
		rc = err_set(e, ERR_INPUT, "claims of the source \"%s\" cite %s; name the document", source,
			count == 0 ? "no document yet" : "more than one document");
	}
	return rc;
}

static int evidence_of_file(struct op_call *call, const char *path, struct bytes *id, struct err *e)
{
	struct hash hash;
	uint64_t len_bytes;
	char hex[HASH_HEX_CHARS + 1];
	const struct record_type *type;
	int64_t seq;
	int rc = hash_file(path, &hash, &len_bytes, e);
	if (rc != 0) {
		return rc;
	}
	hash_hex(&hash, hex);
	*id = arena_copy(call->arena, bytes_of(hex));
	rc = vault_find(call->vault, *id, &seq, &type, e);
	return rc == -ERR_NOT_FOUND
		? err_set(e, ERR_NOT_FOUND, "%s is not preserved in this vault; \"recount add\" it first",
			  path)
		: rc;
}

int read_find_evidence(struct op_call *call, const char *name, struct bytes *id, struct err *e)
{
	const struct record_type *type;
	int64_t seq;
	if (file_exists(name)) {
		return evidence_of_file(call, name, id, e);
	}
	int rc = vault_find(call->vault, bytes_of(name), &seq, &type, e);
	if (rc == 0 && strcmp(type->name, "source") == 0) {
		return evidence_of_source(call, name, id, e);
	}
	return rc == 0 || rc == -ERR_NOT_FOUND ? lookup_evidence(call, name, id, e) : rc;
}

int read_open_docket(struct op_call *call, const struct read_setup *setup, struct docket *d, struct err *e)
{
	struct bytes id;
	const char *name = op_text(call, "document");
	*d = (struct docket){0};
	int rc = read_find_evidence(call, name, &id, e);
	if (rc == 0) {
		rc = docket_open(
			d, call->vault, &setup->reader, &setup->hints, id, op_text(call, "source"), e);
	}
	return rc;
}

/* ------- the reply ------- */

struct read_shown read_shown_of(const struct docket *d, const char *name, bool has_totals)
{
	return (struct read_shown){name, &d->document, &d->reading, &d->answer, d->states, has_totals};
}

void read_put_head(struct json_writer *j, const struct read_shown *s)
{
	const struct document *d = s->document;
	jw_put_string(j, "id", bytes_of(s->name));
	jw_put_string_if(j, "evidence", d->evidence[0] ? bytes_of(d->evidence) : BYTES_NONE);
	jw_put_string_if(j, "text", d->digest[0] ? bytes_of(d->digest) : BYTES_NONE);
	jw_put_bool(j, "is_extracted", d->is_extracted);
	jw_put_string_if(j, "source", d->source[0] ? bytes_of(d->source) : BYTES_NONE);
	jw_put_string_if(j, "language", bytes_of(s->reading->language));
	jw_put_string_if(j, "trouble", d->text.s ? bytes_of(s->reading->trouble) : bytes_of(d->notice));
	reader_put_answer(j, s->answer);
}

void read_put_proposal(struct json_writer *j, const struct read_shown *s, size_t i)
{
	static const char *const names[] = {
		[DOCKET_OPEN] = "open", [DOCKET_TAKEN] = "taken", [DOCKET_REJECTED] = "rejected"};
	jw_object_begin(j);
	proposal_put_members(j, s->document->text, &s->reading->proposals[i]);
	if (s->states) {
		jw_put_string(j, "state", bytes_of(names[s->states[i].status]));
		jw_put_string_if(j, "record", s->states[i].record);
		jw_put_string_if(j, "why_rejected", s->states[i].reason);
	}
	jw_object_end(j);
}

static void put_document(struct json_writer *j, const struct read_shown *s)
{
	struct arena a = {0};
	jw_object_begin(j);
	read_put_head(j, s);
	if (s->document->text.s) {
		jw_key(j, "proposals");
		jw_array_begin(j);
		for (size_t i = 0; i < s->reading->proposal_count; i++) {
			read_put_proposal(j, s, i);
		}
		jw_array_end(j);
	}
	if (s->document->text.s && s->has_totals) {
		jw_key(j, "totals");
		proposal_put_totals(j, s->reading, &a);
	}
	jw_object_end(j);
	arena_done(&a);
}

int read_show(const struct read_shown *s, struct json_writer *j, struct buf *out, struct err *e)
{
	if (!j) {
		return read_print_document(s, out, e);
	}
	put_document(j, s);
	return 0;
}

int read_show_file(const char *name, const struct document *document, const struct read_setup *setup,
	bool has_totals, struct json_writer *j, struct buf *out, struct err *e)
{
	struct arena a = {0};
	struct reading reading = {0};
	struct reader_answer answer = {0};
	struct read_shown shown = {name, document, &reading, &answer, NULL, has_totals};
	struct reader_hints hints = setup->hints;
	hints.has_whole_lines = document->is_page;
	if (document->text.s) {
		reader_ask(&setup->reader, document->text, &hints, &a, &reading, &answer);
	}
	int rc = read_show(&shown, j, out, e);
	arena_done(&a);
	return rc;
}

void read_show_error(
	const char *name, int code, const struct err *why, struct json_writer *j, struct buf *out)
{
	if (!j) {
		say_safe(out, bytes_of(name));
		buf_add_text(out, ": ");
		say_safe(out, bytes_of(why->text));
		buf_add_char(out, '\n');
		return;
	}
	jw_object_begin(j);
	jw_put_string(j, "id", bytes_of(name));
	jw_put_string(j, "error", bytes_of(err_name(code)));
	jw_put_string(j, "reason", bytes_of(why->text));
	jw_object_end(j);
}

/* ------- read ------- */

static int read_lines(struct op_call *call, const struct read_setup *setup, struct err *e)
{
	struct lines_settings settings = {
		.reader = &setup->reader,
		.hints = setup->hints,
		.has_totals = op_has(call, "totals"),
		.step = call->progress.step,
		.context = call->progress.context,
	};
	struct lines_result result;
	int64_t threads;
	int rc = op_int(call, "threads", 1, 1024, 0, &threads, e);
	if (rc != 0) {
		return rc;
	}
	settings.threads = (unsigned)threads;
	call->say(call->context, "documents read");
	call->is_answered_on_stdout = true;
	rc = lines_read(STDIN_FILENO, STDOUT_FILENO, &settings, &result, e);
	return rc == 0 && result.refused > 0
		? err_set(e, ERR_INPUT, "%zu of %zu lines were refused; the answer to each says why",
			  result.refused, result.count)
		: rc;
}

/* j: NULL shows it as text in out. */
static int read_file_or_docket(struct op_call *call, const struct read_setup *setup, const char *name,
	struct json_writer *j, struct buf *out, struct err *e)
{
	bool has_totals = op_has(call, "totals");
	struct bytes id;
	struct docket docket;
	struct document document;
	int rc = call->vault && strcmp(name, "-") != 0 ? read_find_evidence(call, name, &id, e)
						       : -ERR_NOT_FOUND;
	if (rc == 0) {
		rc = docket_open(
			&docket, call->vault, &setup->reader, &setup->hints, id, op_text(call, "source"), e);
		if (rc == 0) {
			struct read_shown shown = read_shown_of(&docket, name, has_totals);
			rc = read_show(&shown, j, out, e);
			docket_done(&docket);
		}
		return rc;
	}
	if (rc != -ERR_NOT_FOUND || (call->vault && !file_exists(name) && strcmp(name, "-") != 0)) {
		return rc;
	}
	rc = document_open_file(name, &document, e);
	if (rc == 0) {
		rc = read_show_file(name, &document, setup, has_totals, j, out, e);
		document_done(&document);
	}
	return rc;
}

/* What is wrong with a document is told in its place, and the others go on. */
static int read_each(struct op_call *call, const struct read_setup *setup, const char *const *names,
	size_t count, struct err *e)
{
	struct json_writer *j = call->wants_json ? call->reply : NULL;
	size_t failed = 0;
	struct err why = {0};
	int rc = 0;
	int written = 0;
	for (size_t i = 0; i < count && written == 0; i++) {
		struct buf out = {0};
		buf_add_text(&out, i > 0 ? "\n" : "");
		int one = read_file_or_docket(call, setup, names[i], j, &out, &why);
		if (one != 0) {
			rc = one;
			failed++;
		}
		if (one != 0 && count > 1) {
			read_show_error(names[i], one, &why, j, &out);
		}
		if (!j && !call->is_quiet) {
			written = file_write_all(STDOUT_FILENO, buf_bytes(&out), e);
		}
		buf_done(&out);
		call->progress.step(call->progress.context, (int64_t)i + 1, (int64_t)count);
	}
	if (written != 0) {
		return err_context(e, "standard output");
	}
	call->has_reply_despite_error = j && failed > 0 && count > 1;
	if (failed > 0) {
		rc = count == 1
			? err_set(e, (enum err_code) - rc, "%s", why.text)
			: err_set(e, ERR_INPUT, "%zu of %zu documents could not be read", failed, count);
	}
	return rc;
}

/* As one JSON document; or as text, each document when it is read, so that no more than one is held. */
static int read_documents(struct op_call *call, const struct read_setup *setup, struct err *e)
{
	const char **names;
	size_t count = op_texts(call, "document", &names);
	if (count == 0) {
		return err_set(e, ERR_USAGE,
			"DOC is missing (a file or a preserved document); see \"recount help read\"");
	}
	call->say(call->context, "Reading");
	call->is_answered_on_stdout = !call->wants_json;
	jw_object_begin(call->reply);
	jw_key(call->reply, "documents");
	jw_array_begin(call->reply);
	int rc = read_each(call, setup, names, count, e);
	jw_array_end(call->reply);
	jw_object_end(call->reply);
	return rc;
}

int op_read(struct op_call *call, struct err *e)
{
	static const char *const ways[] = {"jsonl", "watch", "review"};
	const char *way = NULL;
	struct read_setup setup;
	for (size_t i = 0; i < ARRAY_COUNT(ways); i++) {
		if (op_has(call, ways[i]) && way) {
			return err_set(e, ERR_USAGE, "--%s and --%s do not go together", way, ways[i]);
		}
		way = op_has(call, ways[i]) ? ways[i] : way;
	}
	if (way && strcmp(way, "review") != 0 && op_has(call, "document")) {
		return err_set(e, ERR_USAGE, "with --%s no DOC is named", way);
	}
	int rc = read_setup_open(call, &setup, e);
	if (rc != 0) {
		return rc;
	}
	if (!way) {
		rc = read_documents(call, &setup, e);
	} else if (strcmp(way, "jsonl") == 0) {
		rc = read_lines(call, &setup, e);
	} else if (strcmp(way, "watch") == 0) {
		rc = read_watch(call, &setup, op_text(call, "watch"), e);
	} else {
		rc = read_review(call, &setup, e);
	}
	read_setup_done(&setup);
	return rc;
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* read: proposed claims of documents, in a vault or without one. */
#include "ops/handlers.h"
#include "ops/lookup.h"
#include "ops/read.h"
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
		rc = reader_open(&setup->reader, op_text(call, "tables"), !op_has(call, "no-gazetteer"), e);
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

static void put_head(struct json_writer *j, const char *name, const struct document *d)
{
	jw_put_string(j, "id", bytes_of(name));
	jw_put_string_if(j, "evidence", d->evidence[0] ? bytes_of(d->evidence) : BYTES_NONE);
	jw_put_string_if(j, "text", d->digest[0] ? bytes_of(d->digest) : BYTES_NONE);
	jw_put_bool(j, "is_extracted", d->is_extracted);
}

void read_put_file(struct json_writer *j, const char *name, const struct document *document,
	const struct read_setup *setup, bool has_totals)
{
	struct arena a = {0};
	struct reading reading;
	struct reader_answer answer;
	jw_object_begin(j);
	put_head(j, name, document);
	if (document->text.s) {
		reader_ask(&setup->reader, document->text, &setup->hints, &a, &reading, &answer);
		reader_put_answer(j, &answer);
		proposal_put_reading(j, document->text, &reading, has_totals, &a);
	} else {
		jw_put_string(j, "trouble", bytes_of(document->notice));
	}
	jw_object_end(j);
	arena_done(&a);
}

void read_put_proposal(struct json_writer *j, const struct docket *d, size_t i)
{
	static const char *const names[] = {
		[DOCKET_OPEN] = "open", [DOCKET_TAKEN] = "taken", [DOCKET_REJECTED] = "rejected"};
	const struct docket_state *state = &d->states[i];
	jw_object_begin(j);
	proposal_put_members(j, d->document.text, &d->reading.proposals[i]);
	jw_put_string(j, "state", bytes_of(names[state->status]));
	jw_put_string_if(j, "record", state->record);
	jw_put_string_if(j, "why_rejected", state->reason);
	jw_object_end(j);
}

void read_put_docket(struct json_writer *j, const char *name, struct docket *d, bool has_totals)
{
	jw_object_begin(j);
	put_head(j, name, &d->document);
	jw_put_string_if(j, "source", d->document.source[0] ? bytes_of(d->document.source) : BYTES_NONE);
	jw_put_string_if(j, "language", bytes_of(d->reading.language));
	jw_put_string_if(j, "trouble", bytes_of(d->reading.trouble));
	reader_put_answer(j, &d->answer);
	jw_key(j, "proposals");
	jw_array_begin(j);
	for (size_t i = 0; i < d->reading.proposal_count; i++) {
		read_put_proposal(j, d, i);
	}
	jw_array_end(j);
	if (has_totals) {
		jw_key(j, "totals");
		proposal_put_totals(j, &d->reading, &d->arena);
	}
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

static int read_file_or_docket(
	struct op_call *call, const struct read_setup *setup, const char *name, struct err *e)
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
			read_put_docket(call->reply, name, &docket, has_totals);
			docket_done(&docket);
		}
		return rc;
	}
	if (rc != -ERR_NOT_FOUND || (call->vault && !file_exists(name) && strcmp(name, "-") != 0)) {
		return rc;
	}
	rc = document_open_file(name, &document, e);
	if (rc == 0) {
		read_put_file(call->reply, name, &document, setup, has_totals);
		document_done(&document);
	}
	return rc;
}

/* What is wrong with a document is told in its place, and the others go on. */
static int read_documents(struct op_call *call, const struct read_setup *setup, struct err *e)
{
	const char **names;
	size_t count = op_texts(call, "document", &names);
	size_t failed = 0;
	struct err why = {0};
	int rc = 0;
	if (count == 0) {
		return err_set(e, ERR_USAGE,
			"DOC is missing (a file or a preserved document); see \"recount help read\"");
	}
	call->say(call->context, "Reading");
	jw_object_begin(call->reply);
	jw_key(call->reply, "documents");
	jw_array_begin(call->reply);
	for (size_t i = 0; i < count; i++) {
		int one = read_file_or_docket(call, setup, names[i], &why);
		if (one != 0) {
			jw_object_begin(call->reply);
			jw_put_string(call->reply, "id", bytes_of(names[i]));
			jw_put_string(call->reply, "error", bytes_of(err_name(one)));
			jw_put_string(call->reply, "reason", bytes_of(why.text));
			jw_object_end(call->reply);
			failed++;
			rc = one;
		}
		call->progress.step(call->progress.context, (int64_t)i + 1, (int64_t)count);
	}
	jw_array_end(call->reply);
	jw_object_end(call->reply);
	call->has_reply_despite_error = failed > 0 && count > 1;
	if (failed > 0) {
		rc = count == 1
			? err_set(e, (enum err_code) - rc, "%s", why.text)
			: err_set(e, ERR_INPUT, "%zu of %zu documents could not be read", failed, count);
	}
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

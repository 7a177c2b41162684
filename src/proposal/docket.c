/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "proposal/docket.h"

#include "crypto/random.h"
#include "proposal/proposal.h"

/* ------- what was decided ------- */

static void mark(
	struct docket *d, size_t i, enum docket_status status, struct bytes record, struct bytes reason)
{
	d->states[i] = (struct docket_state){
		status, arena_copy(&d->arena, record), reason.s ? arena_copy(&d->arena, reason) : BYTES_NONE};
}

/* A claim that was made from a proposal says from which; one made by hand is told by measure and words. */
static bool is_claim_of(const struct docket *d, const struct proposal *p, const struct db_statement *s)
{
	struct bytes coded = db_text(s, 5);
	struct bytes stated = proposal_words(d->document.text, p->as_stated);
	json_t *codes = NULL;
	struct err ignored;
	struct arena a = {0};
	bool has_key = false;
	bool is_it = false;
	if (coded.s && json_parse(coded, &codes, &ignored) == 0) {
		const char *key = claim_key(d->document.text, p, &a);
		for (size_t i = 0; i < json_array_size(codes); i++) {
			const json_t *code = json_array_get(codes, i);
			if (bytes_is(json_get_view(code, "vocabulary"), CLAIM_CODE_VOCABULARY)) {
				has_key = true;
				is_it = is_it || bytes_is(json_get_view(code, "code"), key);
			}
		}
		json_decref(codes);
	}
	if (!has_key) {
		struct bytes words = db_text(s, 4);
		is_it = bytes_is(db_text(s, 3), p->measure) &&
			(!words.s || !stated.s || bytes_equal(words, stated));
	}
	arena_done(&a);
	return is_it;
}

static bool is_quoted(const struct proposal *p, const struct db_statement *s)
{
	return db_int(s, 1) == p->quote.start && db_int(s, 2) == p->quote.end;
}

static int find_taken(struct docket *d, struct err *e)
{
	static const char sql[] =
		"SELECT c.id, k.byte_start, k.byte_end, c.measure, c.as_stated, c.coded"
		" FROM citation k JOIN claim c ON c.seq = k.claim"
		" WHERE k.evidence = (SELECT seq FROM id WHERE id = ?1) AND c.status IS NOT 'retracted'"
		" AND NOT EXISTS (SELECT 1 FROM claim n WHERE n.replaces = c.id) ORDER BY c.seq";
	struct db_statement *s;
	int rc = db_prepare(d->vault->db, sql, &s, e);
	if (rc != 0) {
		return rc;
	}
	db_bind_text(s, 1, bytes_of(d->document.evidence));
	while ((rc = db_step(s, e)) == 1) {
		for (size_t i = 0; i < d->reading.proposal_count; i++) {
			const struct proposal *p = &d->reading.proposals[i];
			if (d->states[i].status == DOCKET_OPEN && is_quoted(p, s) && is_claim_of(d, p, s)) {
				mark(d, i, DOCKET_TAKEN, db_text(s, 0), BYTES_NONE);
			}
		}
	}
	return rc;
}

static int find_rejected(struct docket *d, struct err *e)
{
	static const char sql[] =
		"SELECT d.id, d.proposal_byte_start, d.proposal_byte_end, d.proposal_measure, "
		"d.proposal_rule,"
		" d.proposal_as_stated, d.reason FROM decision d WHERE d.proposal_text = ?1"
		" AND NOT EXISTS (SELECT 1 FROM decision r WHERE r.revokes = d.id)"
		" AND NOT EXISTS (SELECT 1 FROM decision n WHERE n.replaces = d.id) ORDER BY d.seq";
	struct db_statement *s;
	int rc = db_prepare(d->vault->db, sql, &s, e);
	if (rc != 0) {
		return rc;
	}
	db_bind_text(s, 1, bytes_of(d->document.digest));
	while ((rc = db_step(s, e)) == 1) {
		for (size_t i = 0; i < d->reading.proposal_count; i++) {
			const struct proposal *p = &d->reading.proposals[i];
			if (d->states[i].status == DOCKET_OPEN && is_quoted(p, s) &&
				bytes_is(db_text(s, 3), p->measure) && bytes_is(db_text(s, 4), p->rule) &&
				bytes_equal(db_text(s, 5), proposal_words(d->document.text, p->as_stated))) {
				mark(d, i, DOCKET_REJECTED, db_text(s, 0), db_text(s, 6));
			}
		}
	}
	return rc;
}

int docket_open(struct docket *d, struct vault *v, const struct reader *reader,
	const struct reader_hints *hints, struct bytes evidence, const char *source, struct err *e)
{
	*d = (struct docket){.vault = v, .texts = {.vault = v}};
	struct reader_hints known = {0};
	int rc = document_open_preserved(&d->texts, evidence, source, &d->document, e);
	if (rc == 0 && !d->document.text.s) {
		rc = err_set(e, ERR_INPUT, "%s", d->document.notice);
	}
	if (rc == 0) {
		const char *language = d->document.language[0] ? d->document.language : NULL;
		rc = reader_hints_set(&known, d->document.published, language, NULL, e);
	}
	if (rc != 0) {
		docket_done(d);
		return rc;
	}
	known.published = date_is_absent(hints->published) ? known.published : hints->published;
	known.language = hints->language ? hints->language : known.language;
	known.country = hints->country;
	known.has_whole_lines = d->document.is_page;
	reader_ask(reader, d->document.text, &known, &d->arena, &d->reading, &d->answer);
	d->states = arena_calloc(&d->arena, d->reading.proposal_count, sizeof(*d->states));
	rc = find_taken(d, e);
	if (rc == 0) {
		rc = find_rejected(d, e);
	}
	if (rc != 0) {
		docket_done(d);
	}
	return rc;
}

void docket_done(struct docket *d)
{
	document_done(&d->document);
	quote_texts_done(&d->texts);
	arena_done(&d->arena);
	*d = (struct docket){0};
}

/* ------- entries ------- */

static void set_text(json_t *record, const char *name, const char *value)
{
	if (value && json_object_set_new(record, name, json_string(value)) != 0) {
		mem_exhausted();
	}
}

/* Checks and appends a record, in the open transaction or in one of its own. The record is given back. */
static int append(struct vault *v, const char *type_name, json_t *record, const struct docket_act *act,
	struct docket_entry *entry, struct err *e)
{
	const struct record_type *type = record_type_find(bytes_of(type_name));
	struct quote_texts texts = {.vault = v};
	bool is_own = !db_is_in_transaction(v->db);
	random_id(type_name, entry->id);
	set_text(record, "id", entry->id);
	set_text(record, "researcher", act->researcher);
	set_text(record, "recorded_at", act->now);
	int rc = vault_check_record(v, type, record, e);
	if (rc == 0) {
		rc = quote_check_record(&texts, record, e);
	}
	if (rc == 0 && is_own) {
		rc = vault_begin(v, e);
	}
	if (rc == 0) {
		rc = vault_append(v, type, record, &entry->seq, e);
		if (is_own && rc == 0) {
			rc = vault_commit(v, e);
		} else if (is_own) {
			vault_rollback(v);
		}
	}
	quote_texts_done(&texts);
	json_decref(record);
	return rc;
}

static int check_open(const struct docket *d, size_t i, struct err *e)
{
	const struct docket_state *state = &d->states[i];
	if (state->status == DOCKET_OPEN) {
		return 0;
	}
	return err_set(e, ERR_CHANGED,
		"proposal %zu is %s already (%.*s); \"recount read undo\" takes that back", i + 1,
		state->status == DOCKET_TAKEN ? "taken" : "rejected", BYTES_ARG(state->record));
}

int docket_find_about(struct docket *d, const char **about, struct err *e)
{
	static const char sql[] = "SELECT id FROM incident i WHERE NOT EXISTS "
				  "(SELECT 1 FROM incident n WHERE n.replaces = i.id) LIMIT 2";
	struct db_statement *s;
	const char *only = NULL;
	size_t count = 0;
	int rc = db_prepare(d->vault->db, sql, &s, e);
	if (rc != 0) {
		return rc;
	}
	while ((rc = db_step(s, e)) == 1) {
		only = arena_text(&d->arena, db_text(s, 0));
		count++;
	}
	if (rc == 0 && count == 1) {
		*about = only;
	} else if (rc == 0) {
		rc = err_set(e, ERR_INPUT,
			"the vault has %s incident; say with --about what the claim is about",
			count == 0 ? "no" : "more than one");
	}
	return rc;
}

/* The claim that a related proposal became; NULL when it is none. */
static const char *claim_of_related(
	struct docket *d, const struct proposal *p, enum reading_relation relation)
{
	bool is_taken = p->relation == relation && d->states[p->related].status == DOCKET_TAKEN;
	return is_taken ? d->states[p->related].record.s : NULL;
}

int docket_accept(
	struct docket *d, size_t i, const struct docket_act *act, struct docket_entry *entry, struct err *e)
{
	const struct proposal *p = &d->reading.proposals[i];
	struct claim_order order = {
		.document = &d->document,
		.reading = &d->reading,
		.index = i,
		.about = act->about,
		.of_claim = claim_of_related(d, p, RELATION_PART),
		.restates = claim_of_related(d, p, RELATION_REPETITION),
		.edits = act->edits,
		.edit_count = act->edit_count,
	};
	json_t *record;
	int rc = check_open(d, i, e);
	if (rc == 0 && !d->document.source[0]) {
		rc = err_set(e, ERR_INPUT,
			"no claim tells of which source this document is; say it with --source");
	}
	if (rc == 0 && !order.about) {
		rc = docket_find_about(d, &order.about, e);
	}
	if (rc == 0) {
		rc = claim_of_proposal(d->vault, &order, &d->arena, &record, e);
	}
	if (rc == 0) {
		rc = append(d->vault, "claim", record, act, entry, e);
	}
	if (rc == 0) {
		mark(d, i, DOCKET_TAKEN, bytes_of(entry->id), BYTES_NONE);
	}
	return rc;
}

int docket_reject(
	struct docket *d, size_t i, const struct docket_act *act, struct docket_entry *entry, struct err *e)
{
	const struct proposal *p = &d->reading.proposals[i];
	struct bytes stated = proposal_words(d->document.text, p->as_stated);
	int rc = check_open(d, i, e);
	if (rc != 0) {
		return rc;
	}
	json_t *proposal = json_pack("{s:s, s:s, s:I, s:I, s:s, s:s}", "evidence", d->document.evidence,
		"text", d->document.digest, "byte_start", (json_int_t)p->quote.start, "byte_end",
		(json_int_t)p->quote.end, "measure", p->measure, "rule", p->rule);
	if (stated.s) {
		json_object_set_new(proposal, "as_stated", json_stringn(stated.s, stated.len));
	}
	json_t *record = json_pack(
		"{s:s, s:s, s:o}", "kind", "reject_proposal", "reason", act->reason, "proposal", proposal);
	rc = append(d->vault, "decision", record, act, entry, e);
	if (rc == 0) {
		mark(d, i, DOCKET_REJECTED, bytes_of(entry->id), bytes_of(act->reason));
	}
	return rc;
}

/* ------- taking back ------- */

static int retract(struct vault *v, const char *id, const struct docket_act *act, struct docket_entry *entry,
	struct err *e)
{
	const struct record_type *type;
	int64_t seq;
	json_t *record;
	size_t unopened;
	int rc = vault_find(v, bytes_of(id), &seq, &type, e);
	if (rc == 0) {
		rc = vault_read(v, seq, NULL, &type, &record, &unopened, e);
	}
	if (rc != 0) {
		return rc;
	}
	json_object_del(record, "type");
	set_text(record, "replaces", id);
	set_text(record, "status", "retracted");
	set_text(record, "note", act->reason);
	return append(v, "claim", record, act, entry, e);
}

int docket_take_back(struct vault *v, const char *id, bool is_claim, const struct docket_act *act,
	struct docket_entry *entry, struct err *e)
{
	if (is_claim) {
		return retract(v, id, act, entry, e);
	}
	json_t *record = json_pack("{s:s, s:s, s:s}", "kind", "revoke", "reason", act->reason, "revokes", id);
	return append(v, "decision", record, act, entry, e);
}

int docket_reopen(
	struct docket *d, size_t i, const struct docket_act *act, struct docket_entry *entry, struct err *e)
{
	struct docket_state *state = &d->states[i];
	if (state->status == DOCKET_OPEN) {
		return err_set(e, ERR_NOT_FOUND, "nothing was decided on proposal %zu", i + 1);
	}
	int rc = docket_take_back(d->vault, state->record.s, state->status == DOCKET_TAKEN, act, entry, e);
	if (rc == 0) {
		*state = (struct docket_state){0};
	}
	return rc;
}

int docket_find_last(struct vault *v, struct docket_last *last, struct err *e)
{
	static const char sql[] =
		"SELECT seq, id, is_claim FROM (SELECT * FROM (SELECT c.seq, c.id, 1 AS is_claim FROM claim c"
		" WHERE instr(c.coded, '\"vocabulary\":\"" CLAIM_CODE_VOCABULARY "\"') > 0"
		" AND c.status IS NOT 'retracted'"
		" AND NOT EXISTS (SELECT 1 FROM claim n WHERE n.replaces = c.id)"
		" ORDER BY c.seq DESC LIMIT 1)"
		" UNION ALL SELECT * FROM (SELECT d.seq, d.id, 0 FROM decision d WHERE d.proposal_text IS "
		"NOT NULL"
		" AND NOT EXISTS (SELECT 1 FROM decision r WHERE r.revokes = d.id)"
		" ORDER BY d.seq DESC LIMIT 1)) ORDER BY seq DESC LIMIT 1";
	struct db_statement *s;
	int rc = db_prepare(v->db, sql, &s, e);
	if (rc != 0) {
		return rc;
	}
	rc = db_step(s, e);
	if (rc == 1) {
		snprintf(last->id, sizeof(last->id), "%.*s", BYTES_ARG(db_text(s, 1)));
		last->is_claim = db_int(s, 2) != 0;
		db_reset(s);
		return 0;
	}
	return rc < 0 ? rc : err_set(e, ERR_NOT_FOUND, "no decision on a proposal is left to take back");
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* init, check, rebuild: the vault as a whole. */
#include "base/file.h"
#include "evidence/blob.h"
#include "intake/quote.h"
#include "ops/handlers.h"
#include "ops/say.h"
#include "ops/sealed.h"
#include "record/check.h"
#include "record/schema.h"

#include <sys/stat.h>
#include <time.h>

int op_init(struct op_call *call, struct err *e)
{
	struct secret passphrase = {0};
	struct keyfile_settings settings =
		op_has(call, "quick-key") ? keyfile_lowest_settings() : keyfile_default_settings();
	struct vault *v = NULL;
	int rc = call->ask(call->context, true, &passphrase, e);
	if (rc == 0) {
		call->say(call->context, "making the keys");
		rc = vault_create(call->vault_path, &passphrase, &settings, e);
	}
	secret_done(&passphrase);
	if (rc == 0) {
		rc = vault_open(call->vault_path, (struct vault_settings){0}, &v, e);
	}
	if (rc == 0) {
		struct buf verifier = {0};
		note_key_write(&v->log, &verifier);
		jw_object_begin(call->reply);
		jw_put_string(call->reply, "vault", bytes_of(call->vault_path));
		jw_put_string(call->reply, "origin", bytes_of(v->log.name));
		jw_put_string(call->reply, "verifier", buf_bytes(&verifier));
		jw_object_end(call->reply);
		buf_done(&verifier);
	}
	vault_close(&v);
	return rc;
}

void op_init_print(const json_t *reply, struct buf *out)
{
	buf_add_text(out, "Made the vault ");
	say_safe(out, say_text(reply, "vault"));
	buf_add_text(out, ".\n");
	say_row(out, "log", say_text(reply, "origin"));
	say_row(out, "verifier key", say_text(reply, "verifier"));
	buf_add_text(out,
		"\nKeep the passphrase: without it nothing can be signed or unsealed, and nobody can recover "
		"it.\n"
		"Give the verifier key to those who are to check your work (it is also in keys/log.vkey).\n");
}

struct evidence_check {
	int64_t file_count;
	int64_t byte_count;
	int64_t text_count;
	int64_t bytes_per_second;
};

/* Hashes every preserved file and every frozen text that the journal names. */
static int check_evidence(struct op_call *call, struct evidence_check *out, struct err *e)
{
	static const char sql[] =
		"SELECT id, size, 0 FROM evidence UNION ALL SELECT digest, size, 1 FROM text";
	struct db_statement *s;
	struct timespec begin;
	struct timespec end;
	int64_t total;
	*out = (struct evidence_check){0};
	clock_gettime(CLOCK_MONOTONIC, &begin);
	int rc = db_query_int(call->vault->db,
		"SELECT (SELECT count(*) FROM evidence) + (SELECT count(*) FROM text)", 0, &total, e);
	if (rc == 0) {
		rc = db_prepare(call->vault->db, sql, &s, e);
	}
	if (rc != 0) {
		return rc;
	}
	while ((rc = db_step(s, e)) == 1) {
		struct hash digest;
		uint64_t size;
		rc = hash_parse(db_text(s, 0), &digest, e);
		if (rc == 0) {
			rc = blob_check(call->vault_path, &digest, &size, e);
		}
		if (rc == 0 && (int64_t)size != db_int(s, 1)) {
			rc = err_set(e, ERR_DAMAGED,
				"a preserved file does not have the size that the journal names");
		}
		if (rc != 0) {
			break;
		}
		out->byte_count += (int64_t)size;
		*(db_int(s, 2) ? &out->text_count : &out->file_count) += 1;
		call->progress.step(call->progress.context, out->file_count + out->text_count, total);
	}
	db_reset(s);
	clock_gettime(CLOCK_MONOTONIC, &end);
	double seconds = (double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec);
	out->bytes_per_second = seconds > 0 ? (int64_t)((double)out->byte_count / seconds) : 0;
	return rc;
}

static void set_text(json_t *citation, const char *name, struct bytes value)
{
	if (value.s &&
		json_object_set_new_nocheck(citation, name, json_stringn_nocheck(value.s, value.len)) != 0) {
		mem_exhausted();
	}
}

/* A citation as the register has it: its words, what stands around them, and its offsets. */
static json_t *citation_of(const struct db_statement *s)
{
	static const char *const texts[] = {"evidence", "exact", "prefix", "suffix"};
	static const char *const offsets[] = {"byte_start", "byte_end", "char_start", "char_end"};
	json_t *citation = json_object();
	for (int i = 0; i < 4; i++) {
		set_text(citation, texts[i], db_text(s, 1 + i));
		if (!db_is_null(s, 5 + i)) {
			json_object_set_new(citation, offsets[i], json_integer(db_int(s, 5 + i)));
		}
	}
	return citation;
}

/* Every quote against the frozen text, by the check that it passed when it was recorded. */
static int check_quotes(struct op_call *call, int64_t *count, struct err *e)
{
	static const char sql[] =
		"SELECT c.id, v.id, k.exact, k.prefix, k.suffix, k.byte_start, k.byte_end, k.char_start, "
		"k.char_end FROM citation k JOIN claim c ON c.seq = k.claim JOIN evidence v ON v.seq = "
		"k.evidence WHERE k.exact IS NOT NULL ORDER BY k.evidence, k.claim";
	struct quote_texts texts = {.vault = call->vault};
	struct db_statement *s;
	int rc = db_prepare(call->vault->db, sql, &s, e);
	if (rc != 0) {
		return rc;
	}
	*count = 0;
	while ((rc = db_step(s, e)) == 1) {
		struct err why = {0};
		json_t *citation = citation_of(s);
		rc = quote_check(&texts, citation, &why);
		json_decref(citation);
		if (rc != 0) {
			rc = err_set(e, rc == -ERR_INPUT ? ERR_DAMAGED : (enum err_code) - rc,
				"the quote of claim \"%.*s\" is not what stands in the text: %s",
				BYTES_ARG(db_text(s, 0)), why.text);
			break;
		}
		(*count)++;
	}
	db_reset(s);
	quote_texts_done(&texts);
	return rc;
}

static void reply_journal(struct op_call *call, const struct check_result *r)
{
	char root[HASH_HEX_CHARS + 1];
	hash_hex(&r->root, root);
	jw_key(call->reply, "journal");
	jw_object_begin(call->reply);
	jw_put_int(call->reply, "entries", r->entry_count);
	jw_put_int(call->reply, "disclosures", r->disclosure_count);
	jw_put_int(call->reply, "sealed", r->sealed_count);
	jw_put_int(call->reply, "heads", r->checkpoint_count);
	jw_put_int(call->reply, "signed_entries", r->signed_size);
	jw_put_int(call->reply, "unsigned_entries", r->entry_count - r->signed_size);
	if (r->trusted_size > 0) {
		jw_put_int(call->reply, "trusted_entries", r->trusted_size);
	}
	jw_put_string(call->reply, "root", bytes_of(root));
	jw_object_end(call->reply);
}

/* The key and the head that the person holds, from --verifier and --head. */
struct trust {
	struct check_trust trust;
	struct note_key key;
	struct buf head;
};

static int load_trust(struct op_call *call, struct trust *t, struct err *e)
{
	enum { FILE_BYTES_MAX = 1 << 20 };
	const char *key_path = op_text(call, "verifier");
	const char *head_path = op_text(call, "head");
	struct buf text = {0};
	int rc = 0;
	if (key_path) {
		rc = file_read(key_path, FILE_BYTES_MAX, &text, e);
		if (rc == 0) {
			rc = note_key_parse(bytes_trim(buf_bytes(&text)), &t->key, e);
		}
		t->trust.key = &t->key;
	}
	if (rc == 0 && head_path) {
		rc = file_read(head_path, FILE_BYTES_MAX, &t->head, e);
		t->trust.head = buf_bytes(&t->head);
	}
	buf_done(&text);
	return rc;
}

static void reply_evidence(struct op_call *call, const struct evidence_check *r, int64_t quotes)
{
	jw_key(call->reply, "evidence");
	jw_object_begin(call->reply);
	jw_put_int(call->reply, "files", r->file_count);
	jw_put_int(call->reply, "texts", r->text_count);
	jw_put_int(call->reply, "bytes", r->byte_count);
	jw_put_int(call->reply, "bytes_per_second", r->bytes_per_second);
	jw_put_int(call->reply, "quotes", quotes);
	jw_object_end(call->reply);
}

int op_check(struct op_call *call, struct err *e)
{
	const char *only = op_text(call, "only");
	bool is_all = !only;
	struct check_result journal;
	struct evidence_check evidence;
	struct sealed_key key = {0};
	struct trust trust = {0};
	int64_t quotes = 0;
	int rc = 0;
	if (only && strcmp(only, "journal") != 0 && strcmp(only, "evidence") != 0 &&
		strcmp(only, "register") != 0) {
		return err_set(e, ERR_USAGE, "--only: journal, evidence or register, not \"%s\"", only);
	}
	jw_object_begin(call->reply);
	if (op_has(call, "unseal")) {
		rc = sealed_key_open(&key, call, e);
	}
	if (rc == 0) {
		rc = load_trust(call, &trust, e);
	}
	if (rc == 0 && (is_all || strcmp(only, "journal") == 0)) {
		call->say(call->context, "checking the journal");
		rc = check_journal_trusting(call->vault, key.is_open ? &key.opener : NULL, &trust.trust,
			&call->progress, &journal, e);
		if (rc == 0) {
			reply_journal(call, &journal);
		}
	}
	if (rc == 0 && (is_all || strcmp(only, "register") == 0)) {
		call->say(call->context, "checking the register");
		rc = db_check(call->vault->db, e);
		if (rc == 0) {
			rc = record_check_register(call->vault, &call->progress, e);
		}
		jw_put_bool(call->reply, "is_register_equal", rc == 0);
	}
	if (rc == 0 && (is_all || strcmp(only, "evidence") == 0)) {
		call->say(call->context, "checking the evidence");
		rc = check_evidence(call, &evidence, e);
		if (rc == 0) {
			rc = check_quotes(call, &quotes, e);
		}
		if (rc == 0) {
			reply_evidence(call, &evidence, quotes);
		}
	}
	if (rc == 0) {
		rc = schema_check(&call->vault->fold, call->vault->db, SCHEMA_WHOLE, e);
	}
	jw_object_end(call->reply);
	sealed_key_done(&key);
	buf_done(&trust.head);
	return rc;
}

static void print_journal(const json_t *journal, struct buf *out)
{
	int64_t unsigned_count = say_int(journal, "unsigned_entries");
	buf_add_text(out, "Journal: ");
	say_count(out, say_int(journal, "entries"), "entry", "entries");
	buf_add_text(out, ", ");
	say_count(out, say_int(journal, "disclosures"), "disclosure", "disclosures");
	buf_add_text(out, ", each found in its leaf.\n");
	if (say_int(journal, "sealed") > 0) {
		buf_add_text(out, "  ");
		say_count(
			out, say_int(journal, "sealed"), "sealed disclosure was", "sealed disclosures were");
		buf_add_text(out, " not opened (--unseal opens and checks them).\n");
	}
	buf_add_text(out, "  ");
	say_count(out, say_int(journal, "heads"), "signed head", "signed heads");
	buf_add_text(out,
		say_int(journal, "heads") > 0 ? ", every signature good and every root equal.\n"
					      : ": sign one with \"recount checkpoint\".\n");
	if (unsigned_count > 0) {
		buf_printf(out, "  Entries %lld to %lld came after the last signed head.\n",
			(long long)say_int(journal, "signed_entries"),
			(long long)say_int(journal, "entries") - 1);
	}
	if (say_int(journal, "trusted_entries") > 0) {
		buf_add_text(out, "  ");
		say_count(out, say_int(journal, "trusted_entries"), "entry is", "entries are");
		buf_add_text(out, " under the key that you named.\n");
	}
	say_row(out, "root", say_text(journal, "root"));
}

void op_check_print(const json_t *reply, struct buf *out)
{
	const json_t *journal = json_object_get(reply, "journal");
	const json_t *evidence = json_object_get(reply, "evidence");
	if (journal) {
		print_journal(journal, out);
	}
	if (say_is(reply, "is_register_equal")) {
		buf_add_text(out, "Register: byte-identical to what the journal gives.\n");
	}
	if (evidence) {
		buf_add_text(out, "Evidence: ");
		say_count(out, say_int(evidence, "files"), "file", "files");
		buf_add_text(out, " and ");
		say_count(out, say_int(evidence, "texts"), "text", "texts");
		buf_printf(out, ", %.1f MB at %.0f MB/s, every SHA-256 equal; ",
			(double)say_int(evidence, "bytes") / 1e6,
			(double)say_int(evidence, "bytes_per_second") / 1e6);
		say_count(out, say_int(evidence, "quotes"), "quote stands", "quotes stand");
		buf_add_text(out, " at its bytes.\n");
	}
	buf_add_text(out, "All good.\n");
}

int op_rebuild(struct op_call *call, struct err *e)
{
	struct hash digest;
	char hex[HASH_HEX_CHARS + 1];
	bool wants_digest = op_has(call, "digest");
	call->say(call->context, "making the register from the journal");
	int rc = record_rebuild(call->vault, &call->progress, wants_digest ? &digest : NULL, e);
	if (rc != 0) {
		return rc;
	}
	jw_object_begin(call->reply);
	jw_put_int(call->reply, "entries", (int64_t)call->vault->tree.size);
	if (wants_digest) {
		hash_hex(&digest, hex);
		jw_put_string(call->reply, "register_digest", bytes_of(hex));
	}
	jw_object_end(call->reply);
	return 0;
}

void op_rebuild_print(const json_t *reply, struct buf *out)
{
	buf_add_text(out, "Made the register again from ");
	say_count(out, say_int(reply, "entries"), "entry", "entries");
	buf_add_text(out, ".\n");
	say_row(out, "digest", say_text(reply, "register_digest"));
}

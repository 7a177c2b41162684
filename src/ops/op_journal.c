/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* checkpoint, prove, verify: the journal for outsiders. */
#include "base/file.h"
#include "journal/proof.h"
#include "ops/handlers.h"
#include "ops/lookup.h"
#include "ops/say.h"

int op_checkpoint(struct op_call *call, struct err *e)
{
	struct secret passphrase = {0};
	struct secret seed = {0};
	struct buf note = {0};
	const char *path = op_text(call, "output");
	int rc = op_check_output(call, path, e);
	if (rc == 0) {
		rc = call->ask(call->context, false, &passphrase, e);
	}
	if (rc == 0) {
		rc = keys_open(call->vault_path, "log", &passphrase, &seed, e);
	}
	if (rc == 0) {
		rc = vault_sign(call->vault, &seed, &note, e);
	}
	secret_done(&passphrase);
	secret_done(&seed);
	if (rc == 0 && path) {
		rc = file_replace(path, buf_bytes(&note), 0644, e);
	}
	if (rc == 0) {
		jw_object_begin(call->reply);
		jw_put_int(call->reply, "entries", (int64_t)call->vault->tree.size);
		jw_put_string(call->reply, "checkpoint", buf_bytes(&note));
		jw_put_string_if(call->reply, "file", bytes_of(path));
		jw_object_end(call->reply);
	}
	buf_done(&note);
	return rc;
}

void op_checkpoint_print(const json_t *reply, struct buf *out)
{
	buf_add_text(out, "Signed the head over ");
	say_count(out, say_int(reply, "entries"), "entry", "entries");
	buf_add_text(out, ":\n\n");
	buf_add_bytes(out, say_text(reply, "checkpoint"));
}

/* A proof that we could not verify ourselves is not given away. */
static int check_own_proof(struct op_call *call, const struct proof *proof, struct bytes leaf, struct err *e)
{
	struct checkpoint head;
	if (proof_verify(proof, &call->vault->log, leaf, &head, e) == 0) {
		return 0;
	}
	return err_context(e,
		"the newest head does not prove this entry under the key in force; sign a new head with "
		"\"recount checkpoint\", or find out what is wrong with \"recount check\"");
}

/* The proof of an entry under the newest head, and its leaf; proof points into note. */
static int make_proof(struct op_call *call, int64_t seq, struct buf *note, struct buf *leaf,
	struct proof *proof, int64_t *size, struct err *e)
{
	struct tree_reader reader = vault_tree_reader(call->vault);
	int rc = vault_read_leaf(call->vault, seq, leaf, e);
	if (rc == 0) {
		rc = vault_last_checkpoint(call->vault, size, note, e);
	}
	if (rc == 0 && seq >= *size) {
		rc = err_set(e, ERR_INPUT,
			"entry %lld is not under a signed head yet; run \"recount checkpoint\" first",
			(long long)seq);
	}
	if (rc == 0) {
		proof->index = (uint64_t)seq;
		proof->checkpoint = buf_bytes(note);
		rc = tree_inclusion(&reader, (uint64_t)seq, (uint64_t)*size, &proof->path, e);
	}
	return rc == 0 ? check_own_proof(call, proof, buf_bytes(leaf), e) : rc;
}

/* The three files that are given away. */
static int write_proof(
	struct op_call *call, const char *path, const struct proof *proof, struct bytes leaf, struct err *e)
{
	struct buf text = {0};
	struct buf verifier = {0};
	const char *leaf_path = arena_printf(call->arena, "%s.leaf", path);
	const char *key_path = arena_printf(call->arena, "%s.vkey", path);
	proof_write(proof, &text);
	note_key_write(&call->vault->log, &verifier);
	buf_add_char(&verifier, '\n');
	int rc = file_replace(path, buf_bytes(&text), 0644, e);
	if (rc == 0) {
		rc = file_replace(leaf_path, leaf, 0644, e);
	}
	if (rc == 0) {
		rc = file_replace(key_path, buf_bytes(&verifier), 0644, e);
	}
	if (rc == 0) {
		jw_put_string(call->reply, "proof", bytes_of(path));
		jw_put_string(call->reply, "leaf", bytes_of(leaf_path));
		jw_put_string(call->reply, "verifier", bytes_of(key_path));
	}
	buf_done(&text);
	buf_done(&verifier);
	return rc;
}

int op_prove(struct op_call *call, struct err *e)
{
	struct buf note = {0};
	struct buf leaf = {0};
	struct proof proof = {0};
	int64_t size;
	int64_t seq;
	const char *path = op_text(call, "output");
	int rc = op_check_output(call, path, e);
	if (rc == 0) {
		rc = lookup_entry(call, op_text(call, "entry"), &seq, e);
	}
	if (rc == 0) {
		rc = make_proof(call, seq, &note, &leaf, &proof, &size, e);
	}
	if (rc == 0) {
		path = path ? path : arena_printf(call->arena, "entry-%lld.tlog-proof", (long long)seq);
		jw_object_begin(call->reply);
		jw_put_int(call->reply, "entry", seq);
		jw_put_int(call->reply, "signed_entries", size);
		rc = write_proof(call, path, &proof, buf_bytes(&leaf), e);
		jw_object_end(call->reply);
	}
	buf_done(&note);
	buf_done(&leaf);
	return rc;
}

void op_prove_print(const json_t *reply, struct buf *out)
{
	buf_printf(out, "Entry %lld is under the signed head over %lld entries.\n",
		(long long)say_int(reply, "entry"), (long long)say_int(reply, "signed_entries"));
	say_row(out, "proof", say_text(reply, "proof"));
	say_row(out, "leaf", say_text(reply, "leaf"));
	say_row(out, "verifier key", say_text(reply, "verifier"));
	buf_add_text(
		out, "\nGive all three away; they name nothing of the entry. To check them: recount verify ");
	say_safe(out, say_text(reply, "proof"));
	buf_add_text(out, "\n");
}

int op_verify(struct op_call *call, struct err *e)
{
	enum { FILE_BYTES_MAX = 1 << 20 };
	const char *path = op_text(call, "proof");
	const char *leaf_path = op_text(call, "leaf");
	const char *key_path = op_text(call, "verifier");
	struct buf text = {0};
	struct buf leaf = {0};
	struct buf key_text = {0};
	struct proof proof;
	struct note_key key;
	struct checkpoint head;
	leaf_path = leaf_path ? leaf_path : arena_printf(call->arena, "%s.leaf", path);
	key_path = key_path ? key_path : arena_printf(call->arena, "%s.vkey", path);
	int rc = file_read(path, FILE_BYTES_MAX, &text, e);
	if (rc == 0) {
		rc = file_read(leaf_path, FILE_BYTES_MAX, &leaf, e);
	}
	if (rc == 0) {
		rc = file_read(key_path, FILE_BYTES_MAX, &key_text, e);
	}
	if (rc == 0) {
		rc = note_key_parse(bytes_trim(buf_bytes(&key_text)), &key, e);
	}
	if (rc == 0) {
		rc = proof_parse(call->arena, buf_bytes(&text), &proof, e);
	}
	if (rc == 0) {
		rc = proof_verify(&proof, &key, buf_bytes(&leaf), &head, e);
	}
	if (rc == 0) {
		jw_object_begin(call->reply);
		jw_put_bool(call->reply, "is_included", true);
		jw_put_int(call->reply, "entry", (int64_t)proof.index);
		jw_put_int(call->reply, "signed_entries", (int64_t)head.size);
		jw_put_string(call->reply, "origin", head.origin);
		jw_object_end(call->reply);
	}
	buf_done(&text);
	buf_done(&leaf);
	buf_done(&key_text);
	return rc;
}

void op_verify_print(const json_t *reply, struct buf *out)
{
	buf_printf(out,
		"Good: the leaf is entry %lld of the log under the head over %lld entries, signed by its "
		"key.\n",
		(long long)say_int(reply, "entry"), (long long)say_int(reply, "signed_entries"));
	say_row(out, "log", say_text(reply, "origin"));
}

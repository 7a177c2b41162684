/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* codebook set, codebook show: the methodology in force. */
#include "base/file.h"
#include "base/limits.h"
#include "crypto/random.h"
#include "figure/codebook.h"
#include "ops/handlers.h"
#include "ops/say.h"
#include "record/query.h"
#include "text/safe.h"

enum { CODEBOOK_BYTES_MAX = 64 * 1024 };

static int append_codebook(
	struct op_call *call, const struct codebook *codebook, struct bytes text, int64_t *seq, struct err *e)
{
	const struct record_type *type = record_type_find(BYTES("codebook"));
	char id[LIMIT_ID_BYTES + 1];
	random_id("codebook", id);
	const char *reason = op_text(call, "reason");
	json_t *record = json_pack("{s:s, s:s%, s:s%, s:s, s:s*}", "id", id, "version", codebook->version.s,
		(int)codebook->version.len, "text", text.s, (int)text.len, "recorded_at", call->now, "reason",
		reason);
	if (!record) {
		return err_set(e, ERR_INPUT, "the codebook is not valid UTF-8");
	}
	int rc = vault_check_record(call->vault, type, record, e);
	if (rc == 0) {
		rc = vault_append_alone(call->vault, type, record, seq, e);
	}
	json_decref(record);
	return rc;
}

int op_codebook_set(struct op_call *call, struct err *e)
{
	const char *file = op_text(call, "file");
	struct buf text = {0};
	struct codebook codebook;
	struct bytes in_force = BYTES_NONE;
	int64_t seq;
	int rc = file_read(file, CODEBOOK_BYTES_MAX, &text, e);
	if (rc == 0) {
		rc = codebook_parse(buf_bytes(&text), call->arena, &codebook, e);
		if (rc != 0) {
			err_context(e, "%s", file);
		}
	}
	if (rc == 0) {
		rc = query_codebook(call->vault, call->arena, &in_force, &seq, e);
	}
	bool is_new = rc == 0 && !bytes_equal(in_force, buf_bytes(&text));
	if (is_new) {
		rc = append_codebook(call, &codebook, buf_bytes(&text), &seq, e);
	}
	if (rc == 0) {
		rc = file_replace(op_vault_file(call, "codebook.ini"), buf_bytes(&text), 0644, e);
	}
	if (rc == 0) {
		jw_object_begin(call->reply);
		jw_put_string(call->reply, "version", codebook.version);
		jw_put_int(call->reply, "entry", seq);
		jw_put_bool(call->reply, "is_new", is_new);
		jw_object_end(call->reply);
	}
	buf_done(&text);
	return rc;
}

void op_codebook_set_print(const json_t *reply, struct buf *out)
{
	buf_add_text(out, "Codebook version ");
	say_safe(out, say_text(reply, "version"));
	buf_printf(out,
		say_is(reply, "is_new") ? " is in force (entry %lld).\n"
					: " was in force already (entry %lld).\n",
		(long long)say_int(reply, "entry"));
}

int op_codebook_show(struct op_call *call, struct err *e)
{
	struct bytes text;
	int64_t seq;
	int rc = query_codebook(call->vault, call->arena, &text, &seq, e);
	if (rc == 0) {
		jw_object_begin(call->reply);
		jw_put_bool(call->reply, "is_built_in", !text.s);
		if (text.s) {
			jw_put_int(call->reply, "entry", seq);
		}
		jw_put_string(call->reply, "text", text.s ? text : bytes_of(codebook_default_text));
		jw_object_end(call->reply);
	}
	return rc;
}

void op_codebook_show_print(const json_t *reply, struct buf *out)
{
	buf_add_text(out,
		say_is(reply, "is_built_in")
			? "# The vault has no codebook of its own; this one is built in.\n"
			: "");
	safe_add(out, say_text(reply, "text"), SAFE_KEEP_LINES);
}

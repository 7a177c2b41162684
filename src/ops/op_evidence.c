/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* add: files in. */
#include "intake/add.h"
#include "ops/handlers.h"
#include "ops/say.h"

static void step_bytes(void *context, uint64_t done_bytes, uint64_t total_bytes)
{
	struct op_call *call = context;
	call->progress.step(call->progress.context, (int64_t)done_bytes, (int64_t)total_bytes);
}

static void reply_one(struct op_call *call, const char *file, const struct add_result *r)
{
	struct json_writer *j = call->reply;
	jw_object_begin(j);
	jw_put_string(j, "file", bytes_of(file));
	jw_put_string(j, "evidence", bytes_of(r->evidence));
	jw_put_bool(j, "is_new", r->is_new);
	jw_put_int(j, "size", (int64_t)r->size_bytes);
	jw_put_int(j, "entry", r->seq);
	jw_put_string_if(j, "media_type", r->is_new ? bytes_of(r->media_type) : BYTES_NONE);
	jw_put_string_if(j, "text", r->text[0] ? bytes_of(r->text) : BYTES_NONE);
	if (r->is_new || r->text[0]) {
		jw_put_int(j, "characters", (int64_t)r->characters);
	}
	jw_put_string_if(j, "notice", r->notice[0] ? bytes_of(r->notice) : BYTES_NONE);
	jw_object_end(j);
}

int op_add(struct op_call *call, struct err *e)
{
	const char **files;
	const char **seal;
	size_t count = op_texts(call, "file", &files);
	size_t seal_count = op_texts(call, "seal", &seal);
	struct blob_progress progress = {step_bytes, call};
	int rc = 0;
	jw_object_begin(call->reply);
	jw_key(call->reply, "files");
	jw_array_begin(call->reply);
	for (size_t i = 0; i < count && rc == 0; i++) {
		struct add_request request = {
			.file = files[i],
			.role = op_text(call, "role"),
			.collector = op_text(call, "collector"),
			.collected_from = op_text(call, "from"),
			.collected_at = op_text(call, "collected-at"),
			.received_from = op_text(call, "received-from"),
			.of = op_text(call, "of"),
			.risk_note = op_text(call, "risk-note"),
			.visibility = op_text(call, "visibility"),
			.seal = seal,
			.seal_count = seal_count,
			.researcher = op_text(call, "researcher"),
			.now = call->now,
		};
		struct add_result result;
		call->say(call->context, files[i]);
		rc = add_file(call->vault, &request, &progress, &result, e);
		if (rc == 0) {
			reply_one(call, files[i], &result);
		} else if (i > 0) {
			err_context(e, "%zu of %zu files were added, then", i, count);
			call->has_reply_despite_error = true;
		}
	}
	jw_array_end(call->reply);
	jw_put_bool(call->reply, "is_complete", rc == 0);
	jw_object_end(call->reply);
	return rc;
}

void op_add_print(const json_t *reply, struct buf *out)
{
	const json_t *files = json_object_get(reply, "files");
	for (size_t i = 0; i < json_array_size(files); i++) {
		const json_t *file = json_array_get(files, i);
		say_safe(out, say_text(file, "file"));
		if (!say_is(file, "is_new")) {
			buf_printf(out, ": these bytes are here already (entry %lld); %s\n",
				(long long)say_int(file, "entry"),
				say_text(file, "text").s ? "their text was taken out now"
							 : "nothing was changed");
			say_row(out, "evidence", say_text(file, "evidence"));
			continue;
		}
		buf_printf(out, ": preserved (entry %lld)\n", (long long)say_int(file, "entry"));
		say_row(out, "evidence", say_text(file, "evidence"));
		say_row(out, "type", say_text(file, "media_type"));
		say_row_int(out, "bytes", say_int(file, "size"));
		if (say_text(file, "text").s) {
			say_row_int(out, "characters", say_int(file, "characters"));
		}
		say_row(out, "notice", say_text(file, "notice"));
	}
}

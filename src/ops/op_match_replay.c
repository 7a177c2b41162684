/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* match replay: works a recorded run again and compares what comes out. */
#include "ops/handlers.h"
#include "ops/match.h"
#include "ops/say.h"

#include <stdlib.h>
#include <unistd.h>

struct replaying {
	struct match_work w;
	struct match_request request;
	json_t *recorded;
	json_t *replayed;
	int64_t seq;
};

/* A folder for the time of the call; in the vault, since what is written tells who is on which list. */
static int make_folder(struct op_call *call, const char **folder, struct err *e)
{
	char *path = op_vault_file(call, "replay-XXXXXX");
	if (!mkdtemp(path)) {
		path = arena_printf(
			call->arena, "%s/recount-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
		if (!mkdtemp(path)) {
			return err_errno(e, ERR_IO, "no folder can be made to work the run again");
		}
	}
	*folder = path;
	return 0;
}

static void remove_folder(const struct match_work *w, const char *folder)
{
	const char *name;
	for (size_t i = 0; (name = match_output_name(w, i)); i++) {
		unlink(arena_printf(w->call->arena, "%s/%s", folder, name));
	}
	unlink(arena_printf(w->call->arena, "%s/" MATCH_KEEP_NAME, folder));
	rmdir(folder);
}

static int work_again(struct replaying *r, const char *folder, struct err *e)
{
	int rc = match_work_begin(&r->w, r->w.call, &r->request, folder, e);
	if (rc == 0) {
		match_work_run(&r->w);
		rc = match_write_files(&r->w, e);
	}
	if (rc == 0) {
		r->replayed = json_object();
		rc = match_record_results(&r->w, r->replayed, e);
	}
	return rc;
}

/* ------- comparing ------- */

static void put_difference(struct json_writer *j, struct bytes what)
{
	jw_string(j, what);
}

static size_t put_outputs(struct json_writer *j, const json_t *recorded, const json_t *replayed)
{
	size_t count = 0;
	for (size_t i = 0; i < json_array_size(recorded) || i < json_array_size(replayed); i++) {
		const json_t *a = json_array_get(recorded, i);
		const json_t *b = json_array_get(replayed, i);
		if (!a || !b || !bytes_equal(say_text(a, "digest"), say_text(b, "digest"))) {
			put_difference(j, say_text(a ? a : b, "file"));
			count++;
		}
	}
	return count;
}

static int compare(struct replaying *r, struct json_writer *j, struct err *e)
{
	static const char *const counts[] = {"records", "compared", "kept", "clusters"};
	size_t count = 0;
	jw_key(j, "differences");
	jw_array_begin(j);
	for (size_t i = 0; i < ARRAY_COUNT(counts); i++) {
		if (say_int(r->recorded, counts[i]) != say_int(r->replayed, counts[i])) {
			put_difference(j, bytes_of(counts[i]));
			count++;
		}
	}
	if (!bytes_equal(say_text(r->recorded, "model"), say_text(r->replayed, "model"))) {
		put_difference(j, BYTES("model"));
		count++;
	}
	count += put_outputs(
		j, json_object_get(r->recorded, "outputs"), json_object_get(r->replayed, "outputs"));
	jw_array_end(j);
	jw_put_bool(j, "is_same", count == 0);
	if (count == 0) {
		return 0;
	}
	r->w.call->has_reply_despite_error = true;
	return err_set(e, ERR_DAMAGED, "the replay does not give what is recorded; what differs follows");
}

static int reply(struct replaying *r, struct err *e)
{
	struct json_writer *j = r->w.call->reply;
	jw_object_begin(j);
	jw_put_string(j, "id", json_get_view(r->recorded, "id"));
	jw_put_int(j, "entry", r->seq);
	jw_put_string_if(j, "recorded_at", say_text(r->recorded, "recorded_at"));
	jw_put_string(j, "recorded_by", say_text(r->recorded, "program"));
	jw_put_string(j, "replayed_by", bytes_of(r->w.call->version));
	jw_put_string_if(j, "folder", bytes_of(op_text(r->w.call, "output")));
	int rc = compare(r, j, e);
	jw_object_end(j);
	return rc;
}

/* ------- the operation ------- */

int op_match_replay(struct op_call *call, struct err *e)
{
	struct replaying *r = mem_calloc(1, sizeof(*r));
	const char *wanted = op_text(call, "output");
	const char *folder = wanted;
	r->w.call = call;
	int rc = match_keep_entry(call, op_text(call, "entry"), &r->seq, &r->recorded, e);
	if (rc == 0) {
		rc = match_keep_request(call, r->recorded, &r->request, e);
		r->request.is_replay = true;
	}
	if (rc == 0 && !wanted) {
		rc = make_folder(call, &folder, e);
	}
	if (rc == 0) {
		rc = work_again(r, folder, e);
		if (!wanted) {
			remove_folder(&r->w, folder);
		}
	}
	if (rc == 0) {
		rc = reply(r, e);
	}
	match_work_done(&r->w);
	json_decref(r->recorded);
	json_decref(r->replayed);
	free(r);
	return rc;
}

void op_match_replay_print(const json_t *reply, struct buf *out)
{
	size_t i;
	json_t *what;
	buf_add_text(out, "Match ");
	say_safe(out, say_text(reply, "id"));
	buf_printf(out, " (entry %lld), recorded by version ", (long long)say_int(reply, "entry"));
	say_safe(out, say_text(reply, "recorded_by"));
	buf_add_text(out, ", replayed by version ");
	say_safe(out, say_text(reply, "replayed_by"));
	buf_add_text(out, ".\n");
	json_array_foreach (json_object_get(reply, "differences"), i, what) {
		buf_add_text(out, "  different: ");
		say_safe(out, json_view(what));
		buf_add_char(out, '\n');
	}
	if (say_is(reply, "is_same")) {
		buf_add_text(out, "The replay gives the same, to the last byte.\n");
	}
	if (say_text(reply, "folder").s) {
		buf_add_text(out, "Written to ");
		say_safe(out, say_text(reply, "folder"));
		buf_add_text(out, ".\n");
	}
}

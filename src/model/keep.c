/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Exchanges as files: KEEP/PROMPT_SHA256.json, written once. */
#include "base/file.h"
#include "base/limits.h"
#include "model/exchange.h"

#include <errno.h>
#include <sys/stat.h>

/* What is kept is the question, the reply with every byte escaped at most sixfold, and little else. */
enum { KEPT_BYTES_MAX = LIMIT_DOCUMENT_LINE_BYTES };

static char *path_of(const struct model_settings *settings, const char *prompt_sha256, struct buf *path)
{
	buf_printf(path, "%s/%s.json", settings->keep, prompt_sha256);
	return path->s;
}

int keep_find(
	const struct model_settings *settings, const char *prompt_sha256, struct buf *reply, struct err *e)
{
	struct buf text = {0};
	struct buf path = {0};
	json_t *v = NULL;
	char found[HASH_HEX_CHARS + 1];
	int rc = file_exists(path_of(settings, prompt_sha256, &path))
		? file_read(path.s, KEPT_BYTES_MAX, &text, e)
		: -ERR_NOT_FOUND;
	if (rc == 0) {
		rc = json_parse(buf_bytes(&text), &v, e);
	}
	if (rc == 0) {
		struct bytes kept = json_get_view(v, "reply");
		struct hash digest = hash_sha256(kept);
		hash_hex(&digest, found);
		if (kept.s && bytes_is(json_get_view(v, "reply_sha256"), found)) {
			buf_add_bytes(reply, kept);
		} else {
			rc = err_set(e, ERR_DAMAGED, "the kept reply was changed; remove it to ask again");
		}
	}
	if (rc != 0 && rc != -ERR_NOT_FOUND) {
		err_context(e, "%s", path.s);
	}
	json_decref(v);
	buf_done(&text);
	buf_done(&path);
	return rc;
}

int keep_put(const struct model_settings *settings, struct bytes asked, struct bytes reply,
	const struct model_answer *answer, struct err *e)
{
	struct buf text = {0};
	struct buf path = {0};
	struct json_writer j;
	bool is_http = settings->adapter == MODEL_HTTP;
	jw_init(&j, &text);
	jw_object_begin(&j);
	jw_put_string(&j, "adapter", is_http ? BYTES("http") : BYTES("command"));
	jw_put_string(&j, "asked_of", bytes_of(is_http ? settings->address : settings->command));
	jw_put_string(&j, "name", bytes_of(settings->name));
	jw_put_string_if(&j, "model", bytes_of(answer->model));
	jw_put_string_if(&j, "digest", bytes_of(answer->digest));
	jw_put_int(&j, "temperature", 0);
	jw_put_int(&j, "seed", settings->seed);
	jw_put_int(&j, "max_tokens", settings->max_tokens);
	jw_put_string(&j, "prompt_sha256", bytes_of(answer->prompt_sha256));
	jw_put_string(&j, "reply_sha256", bytes_of(answer->reply_sha256));
	jw_put_string(&j, "reply", reply);
	jw_put_string(&j, "prompt", asked);
	jw_object_end(&j);
	buf_add_char(&text, '\n');
	int rc = mkdir(settings->keep, 0700) == 0 || errno == EEXIST
		? file_replace(path_of(settings, answer->prompt_sha256, &path), buf_bytes(&text), 0600, e)
		: err_errno(e, ERR_IO, "the folder of exchanges %s cannot be made", settings->keep);
	buf_done(&path);
	buf_done(&text);
	return rc;
}

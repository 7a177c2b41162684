/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/file.h"
#include "base/ini.h"
#include "model/exchange.h"
#include "text/utf8.h"

/* A settings file is a dozen lines. */
enum { SETTINGS_BYTES_MAX = 1 << 16 };

static const char permission[] = "documents may leave this machine";

/* ------- settings ------- */

/* The value of a key; check_keys() has seen to it that [model] is the only section. */
static struct bytes value_of(const struct ini *ini, const char *key)
{
	for (size_t i = 0; i < ini->count; i++) {
		if (bytes_is(ini->rows[i].key, key)) {
			return ini->rows[i].value;
		}
	}
	return BYTES_NONE;
}

static int take_number(
	const struct ini *ini, const char *key, int64_t min, int64_t max, int64_t *out, struct err *e)
{
	struct bytes value = value_of(ini, key);
	if (value.s && (!bytes_int64(value, out) || *out < min || *out > max)) {
		return err_set(e, ERR_INPUT, "%s is not a whole number from %lld to %lld", key,
			(long long)min, (long long)max);
	}
	return 0;
}

static const char *take_text(const struct ini *ini, const char *key, struct arena *a)
{
	struct bytes value = value_of(ini, key);
	return value.len > 0 ? arena_text(a, value) : NULL;
}

static int check_keys(const struct ini *ini, struct err *e)
{
	static const char *const known[] = {"adapter", "address", "command", "name", "seed", "max_tokens",
		"timeout", "reply_bytes", "text_bytes", "keep", "remote"};
	for (size_t i = 0; i < ini->count; i++) {
		const struct ini_row *row = &ini->rows[i];
		bool is_known = false;
		for (size_t k = 0; k < ARRAY_COUNT(known); k++) {
			is_known = is_known || bytes_is(row->key, known[k]);
		}
		if (!bytes_is(row->section, "model") || !is_known) {
			return err_set(e, ERR_INPUT, "line %u: there is no setting \"%.*s\" in [%.*s]",
				row->line, BYTES_ARG(row->key), BYTES_ARG(row->section));
		}
	}
	return 0;
}

/* Words of an address tell little of where it leads; the socket is looked at again when it is made. */
static bool is_local(const char *address)
{
	static const char *const local[] = {"http://127.", "http://localhost:", "http://localhost/",
		"http://[::1]", "https://127.", "https://localhost:", "https://localhost/", "https://[::1]"};
	for (size_t i = 0; i < ARRAY_COUNT(local); i++) {
		if (bytes_starts(bytes_of(address), local[i])) {
			return true;
		}
	}
	return false;
}

static int take_adapter(const struct ini *ini, struct model_settings *s, struct err *e)
{
	struct bytes adapter = value_of(ini, "adapter");
	struct bytes remote = value_of(ini, "remote");
	s->adapter = bytes_is(adapter, "command") ? MODEL_COMMAND : MODEL_HTTP;
	s->may_leave_machine = bytes_is(remote, permission);
	if (!bytes_is(adapter, "http") && !bytes_is(adapter, "command")) {
		return err_set(e, ERR_INPUT, "adapter is neither http nor command");
	}
	if (remote.s && !s->may_leave_machine) {
		return err_set(e, ERR_INPUT, "remote: to allow it, write \"%s\"", permission);
	}
	if (!s->name) {
		return err_set(e, ERR_INPUT, "name is missing: which model it is");
	}
	if (s->adapter == MODEL_COMMAND) {
		return s->command ? 0 : err_set(e, ERR_INPUT, "command is missing");
	}
	if (!s->address ||
		(!bytes_starts(bytes_of(s->address), "http://") &&
			!bytes_starts(bytes_of(s->address), "https://"))) {
		return err_set(
			e, ERR_INPUT, "address is missing, or does not begin with http:// or https://");
	}
	return s->may_leave_machine || is_local(s->address)
		? 0
		: err_set(e, ERR_INPUT,
			  "address: %s is not on this machine; to send documents there, write \"remote = "
			  "%s\"",
			  s->address, permission);
}

static int take_settings(
	const struct ini *ini, const char *path, struct arena *a, struct model_settings *s, struct err *e)
{
	*s = (struct model_settings){.seed = 1,
		.max_tokens = 4096,
		.timeout_s = 120,
		.reply_bytes = 1 << 20,
		.text_bytes = 200000,
		.address = take_text(ini, "address", a),
		.command = take_text(ini, "command", a),
		.name = take_text(ini, "name", a)};
	const char *keep = take_text(ini, "keep", a);
	const char *slash = strrchr(path, '/');
	keep = keep ? keep : "replies";
	s->keep = keep[0] == '/' || !slash ? keep
					   : arena_printf(a, "%.*s%s", (int)(slash - path) + 1, path, keep);
	int rc = check_keys(ini, e);
	rc = rc == 0 ? take_number(ini, "seed", 0, INT32_MAX, &s->seed, e) : rc;
	rc = rc == 0 ? take_number(ini, "max_tokens", 1, 1 << 20, &s->max_tokens, e) : rc;
	rc = rc == 0 ? take_number(ini, "timeout", 1, 3600, &s->timeout_s, e) : rc;
	rc = rc == 0 ? take_number(ini, "reply_bytes", 1, 8 << 20, &s->reply_bytes, e) : rc;
	rc = rc == 0 ? take_number(ini, "text_bytes", 1, 4 << 20, &s->text_bytes, e) : rc;
	return rc == 0 ? take_adapter(ini, s, e) : rc;
}

int model_settings_read(const char *path, struct arena *a, struct model_settings *out, struct err *e)
{
	struct buf text = {0};
	struct ini ini;
	int rc = file_read(path, SETTINGS_BYTES_MAX, &text, e);
	if (rc != 0) {
		buf_done(&text);
		return rc;
	}
	if (!utf8_is_valid(buf_bytes(&text))) {
		rc = err_set(e, ERR_INPUT, "the file is not UTF-8");
	}
	rc = rc == 0 ? ini_parse(buf_bytes(&text), a, &ini, e) : rc;
	rc = rc == 0 ? take_settings(&ini, path, a, out, e) : rc;
	buf_done(&text);
	return rc == 0 ? 0 : err_context(e, "%s", path);
}

/* ------- asking ------- */

static const char *copy_text(const json_t *v, const char *name, struct arena *a)
{
	struct bytes text = json_get_view(v, name);
	return text.len > 0 ? arena_text(a, text) : NULL;
}

/* {"choices": [{"message": {"content": CLAIMS}}], "model", "system_fingerprint"} */
static int open_completion(struct bytes raw, struct arena *a, struct model_answer *out, struct err *e)
{
	json_t *v;
	int rc = json_parse(raw, &v, e);
	if (rc != 0) {
		return err_context(e, "the server's reply");
	}
	const json_t *choice = json_array_get(json_object_get(v, "choices"), 0);
	struct bytes content = json_get_view(json_object_get(choice, "message"), "content");
	out->model = copy_text(v, "model", a);
	out->digest = copy_text(v, "system_fingerprint", a);
	if (content.s) {
		out->reply = arena_copy(a, content);
	} else {
		rc = err_set(e, ERR_INPUT, "the server's reply holds no choices[0].message.content");
	}
	json_decref(v);
	return rc;
}

/* {"claims": […], "model", "digest"}; what is no such object is left to the gate. */
static void open_line(struct bytes raw, struct arena *a, struct model_answer *out)
{
	json_t *v;
	struct err ignored;
	out->reply = arena_copy(a, raw);
	if (json_parse(raw, &v, &ignored) != 0) {
		return;
	}
	out->model = copy_text(v, "model", a);
	out->digest = copy_text(v, "digest", a);
	if (out->model || out->digest) {
		struct buf rest = {0};
		struct json_writer j;
		json_object_del(v, "model");
		json_object_del(v, "digest");
		jw_init(&j, &rest);
		jw_value(&j, v);
		out->reply = arena_copy(a, buf_bytes(&rest));
		buf_done(&rest);
	}
	json_decref(v);
}

/* Asks now, and hands on what came. */
static int ask(const struct model_settings *s, struct bytes prompt, struct buf *raw, struct err *e)
{
	int rc = s->adapter == MODEL_HTTP ? http_post(s, prompt, raw, e) : command_run(s, prompt, raw, e);
	if (rc == 0 && !utf8_is_valid(buf_bytes(raw))) {
		rc = err_set(e, ERR_INPUT, "the model's reply is not UTF-8");
	}
	return rc;
}

static void hash_to(struct bytes text, char hex[HASH_HEX_CHARS + 1])
{
	struct hash digest = hash_sha256(text);
	hash_hex(&digest, hex);
}

int model_ask(const struct model_settings *settings, const struct model_question *question, struct arena *a,
	struct model_answer *out, struct err *e)
{
	struct buf prompt = {0};
	struct buf raw = {0};
	*out = (struct model_answer){0};
	if (question->text.len > (size_t)settings->text_bytes) {
		return err_set(e, ERR_LIMIT,
			"the document is longer than the %lld bytes that are sent to a model",
			(long long)settings->text_bytes);
	}
	if (settings->adapter == MODEL_HTTP) {
		prompt_http(settings, question, &prompt);
	} else {
		prompt_command(settings, question, &prompt);
	}
	hash_to(buf_bytes(&prompt), out->prompt_sha256);
	int rc = keep_find(settings, out->prompt_sha256, &raw, e);
	out->is_kept = rc == 0;
	if (rc == -ERR_NOT_FOUND) {
		rc = ask(settings, buf_bytes(&prompt), &raw, e);
	}
	if (rc == 0) {
		hash_to(buf_bytes(&raw), out->reply_sha256);
		if (settings->adapter == MODEL_HTTP) {
			rc = open_completion(buf_bytes(&raw), a, out, e);
		} else {
			open_line(buf_bytes(&raw), a, out);
		}
	}
	if (rc == 0 && !out->is_kept) {
		rc = keep_put(settings, buf_bytes(&prompt), buf_bytes(&raw), out, e);
	}
	buf_done(&prompt);
	buf_done(&raw);
	return rc;
}

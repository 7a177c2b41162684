/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/add.h"

#include "base/limits.h"
#include "crypto/random.h"
#include "intake/detect.h"
#include "text/utf8.h"

static void set_text(json_t *record, const char *name, const char *value)
{
	if (value && value[0] && json_object_set_new(record, name, json_string(value)) != 0) {
		mem_exhausted();
	}
}

static void set_id(json_t *record, const char *type)
{
	char id[LIMIT_ID_BYTES + 1];
	random_id(type, id);
	set_text(record, "id", id);
}

/* Valid UTF-8 of the last part of the path; a name in another encoding is kept with its bytes shown. */
static void set_file_name(json_t *record, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	struct buf shown = {0};
	if (utf8_is_valid(bytes_of(name))) {
		buf_add_text(&shown, name);
	} else {
		for (const char *c = name; *c; c++) {
			if ((unsigned char)*c < 0x80) {
				buf_add_char(&shown, *c);
			} else {
				buf_printf(&shown, "<0x%02X>", (unsigned char)*c);
			}
		}
	}
	set_text(record, "file_name", shown.s);
	buf_done(&shown);
}

static int append(struct vault *v, const char *type, json_t *record, int64_t *seq, struct err *e)
{
	const struct record_type *t = record_type_find(bytes_of(type));
	int rc = vault_check_record(v, t, record, e);
	return rc != 0 ? rc : vault_append(v, t, record, seq, e);
}

static void set_handling(json_t *record, const struct add_request *request)
{
	if (request->visibility &&
		json_object_set_new(record, "visibility", json_pack("{s:s}", "level", request->visibility)) !=
			0) {
		mem_exhausted();
	}
	set_text(record, "researcher", request->researcher);
	set_text(record, "recorded_at", request->now);
}

static bool is_sealed(const struct add_request *request, const char *group)
{
	for (size_t i = 0; i < request->seal_count; i++) {
		if (strcmp(request->seal[i], group) == 0) {
			return true;
		}
	}
	return false;
}

static void set_seal(json_t *record, const struct add_request *request)
{
	json_t *seal = request->seal_count > 0 ? json_array() : NULL;
	for (size_t i = 0; i < request->seal_count; i++) {
		json_array_append_new(seal, json_string(request->seal[i]));
	}
	if (seal && json_object_set_new(record, "seal", seal) != 0) {
		mem_exhausted();
	}
}

static int append_evidence(
	struct vault *v, const struct add_request *request, struct add_result *result, struct err *e)
{
	json_t *record = json_object();
	set_text(record, "id", result->evidence);
	json_object_set_new(record, "size", json_integer((json_int_t)result->size_bytes));
	set_text(record, "media_type", result->media_type);
	set_text(record, "role", request->role ? request->role : "evidentiary");
	set_file_name(record, request->file);
	set_text(record, "collector", request->collector);
	set_text(record, "collected_from", request->collected_from);
	set_text(record, "collected_at", request->collected_at);
	set_text(record, "of", request->of);
	set_text(record, "risk_note", request->risk_note);
	set_handling(record, request);
	set_seal(record, request);
	int rc = append(v, "evidence", record, &result->seq, e);
	json_decref(record);
	return rc;
}

static int append_custody(
	struct vault *v, const struct add_request *request, const struct add_result *result, struct err *e)
{
	json_t *record = json_object();
	set_id(record, "custody");
	set_text(record, "evidence", result->evidence);
	set_text(record, "action", "received");
	set_text(record, "result", "bytes preserved, SHA-256 taken");
	set_text(record, "from", request->received_from);
	set_text(record, "at", request->now);
	set_handling(record, request);
	set_seal(record, request);
	int rc = append(v, "custody", record, NULL, e);
	json_decref(record);
	return rc;
}

static int append_text(struct vault *v, const struct add_request *request, const struct add_result *result,
	uint64_t size_bytes, const struct extract_info *info, struct err *e)
{
	json_t *record = json_object();
	set_id(record, "text");
	set_text(record, "evidence", result->evidence);
	set_text(record, "digest", result->text);
	json_object_set_new(record, "size", json_integer((json_int_t)size_bytes));
	json_object_set_new(record, "characters", json_integer((json_int_t)result->characters));
	set_text(record, "tool", info->tool);
	set_text(record, "tool_version", info->tool_version);
	set_text(record, "options", info->options);
	set_handling(record, request);
	/* All else of it follows from the bytes; who recorded it and when does not. */
	if (is_sealed(request, "made")) {
		set_seal(record, &(struct add_request){.seal = &(const char *){"made"}, .seal_count = 1});
	}
	int rc = append(v, "text", record, NULL, e);
	json_decref(record);
	return rc;
}

/* Text that cannot be quoted from is no reason to refuse the file: it is preserved, and the notice says why. */
static int freeze_text(struct vault *v, struct bytes document, const struct hash *digest,
	struct add_result *result, uint64_t *text_bytes, struct extract_info *info, struct err *e)
{
	struct buf text = {0};
	struct hash text_digest = *digest;
	struct err why = {0};
	bool is_new;
	int rc = extract_text(document, result->media_type, &text, info, &why);
	if (rc == -ERR_UNSUPPORTED) {
		info->has_text = false;
		snprintf(info->reason, sizeof(info->reason), "%s", why.text);
		rc = 0;
	} else if (rc != 0) {
		rc = err_set(e, (enum err_code) - rc, "%s", why.text);
	}
	struct bytes frozen = info->is_same ? document : buf_bytes(&text);
	if (rc == 0 && info->has_text && frozen.len > LIMIT_TEXT_BYTES) {
		info->has_text = false;
		snprintf(info->reason, sizeof(info->reason), "the text is longer than %d MiB",
			LIMIT_TEXT_BYTES >> 20);
	}
	if (rc == 0 && info->has_text) {
		if (!info->is_same) {
			rc = blob_put_bytes(v->path, frozen, &text_digest, &is_new, e);
		}
		hash_hex(&text_digest, result->text);
		result->characters = utf8_count(frozen);
		*text_bytes = frozen.len;
	}
	snprintf(result->notice, sizeof(result->notice), "%s", info->reason);
	result->has_landlock = info->has_landlock;
	buf_done(&text);
	return rc;
}

static void note_disagreement(const char *file, struct add_result *result)
{
	struct buf notice = {0};
	if (result->notice[0] == '\0' && detect_disagrees(bytes_of(file), result->media_type, &notice)) {
		snprintf(result->notice, sizeof(result->notice), "%s", notice.s);
	}
	buf_done(&notice);
}

static int record_all(struct vault *v, const struct add_request *request, struct add_result *result,
	uint64_t text_bytes, const struct extract_info *info, struct err *e)
{
	int rc = vault_begin(v, e);
	if (rc != 0) {
		return rc;
	}
	if (result->is_new) {
		rc = append_evidence(v, request, result, e);
	}
	if (rc == 0 && result->is_new) {
		rc = append_custody(v, request, result, e);
	}
	if (rc == 0 && info->has_text) {
		rc = append_text(v, request, result, text_bytes, info, e);
	}
	if (rc == 0) {
		return vault_commit(v, e);
	}
	vault_rollback(v);
	return rc;
}

static int find_text(struct vault *v, const char *evidence, bool *has_text, struct err *e)
{
	struct db_statement *s;
	int rc = db_prepare(v->db, "SELECT 1 FROM text WHERE evidence = ?", &s, e);
	if (rc != 0) {
		return rc;
	}
	db_bind_text(s, 1, bytes_of(evidence));
	rc = db_step(s, e);
	*has_text = rc == 1;
	db_reset(s);
	return rc < 0 ? rc : 0;
}

static int find_existing(struct vault *v, struct add_result *result, bool *has_text, struct err *e)
{
	const struct record_type *type;
	int rc = vault_find(v, bytes_of(result->evidence), &result->seq, &type, e);
	result->is_new = rc == -ERR_NOT_FOUND;
	if (rc == 0 && strcmp(type->name, "evidence") != 0) {
		return err_set(e, ERR_CHANGED, "the SHA-256 of these bytes is the id of a record of type %s",
			type->name);
	}
	return result->is_new ? 0 : rc != 0 ? rc : find_text(v, result->evidence, has_text, e);
}

int add_file(struct vault *v, const struct add_request *request, const struct blob_progress *progress,
	struct add_result *result, struct err *e)
{
	struct hash digest;
	struct file_map document = {0};
	struct extract_info info = {0};
	uint64_t text_bytes = 0;
	bool is_new_blob;
	bool has_text = false;
	*result = (struct add_result){0};
	if (is_sealed(request, "what")) {
		return err_set(e, ERR_INPUT,
			"seal: \"what\" cannot be sealed in evidence: the program needs its size and type");
	}
	int rc = blob_put_file(
		v->path, request->file, progress, &digest, &result->size_bytes, &is_new_blob, e);
	if (rc != 0) {
		return rc;
	}
	hash_hex(&digest, result->evidence);
	rc = find_existing(v, result, &has_text, e);
	if (rc != 0 || has_text) {
		return rc;
	}
	rc = blob_map(v->path, &digest, &document, e);
	if (rc == 0) {
		detect_media_type(document.bytes, result->media_type);
		rc = freeze_text(v, document.bytes, &digest, result, &text_bytes, &info, e);
	}
	file_unmap(&document);
	if (rc == 0 && (result->is_new || info.has_text)) {
		note_disagreement(request->file, result);
		rc = record_all(v, request, result, text_bytes, &info, e);
	}
	return rc == 0 ? 0 : err_context(e, "%s", request->file);
}

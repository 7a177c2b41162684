/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Parts of a matching run as files in its folder, part-0003-of-0008.match: what match/part.h says, and the SHA-256 of it.
 */
#include "crypto/hash.h"
#include "match/model_text.h"
#include "match/part.h"
#include "ops/match.h"
#include "ops/out_file.h"

#include <dirent.h>
#include <errno.h>

enum { PAIRS_AT_ONCE = 1 << 14 };

static const char *part_name(struct arena *a, const struct op_shard *shard)
{
	return arena_printf(a, "part-%04zu-of-%04zu.match", shard->index, shard->count);
}

/* ------- what parts have in common ------- */

static struct bytes kept_text(struct op_call *call, struct buf *text)
{
	struct bytes copy = arena_copy(call->arena, text->s ? buf_bytes(text) : BYTES(""));
	buf_clear(text);
	return copy;
}

/* SHA-256 of how a list is read and of its rows. Which column holds the truth changes no pair. */
static int add_list_digest(struct list_reader *reader, struct buf *text, struct err *e)
{
	struct hash_stream stream;
	struct buf map = {0};
	struct bytes line;
	struct list_row row;
	char hex[HASH_HEX_CHARS + 1];
	int rc;
	hash_begin(&stream);
	list_write_map(reader, &map);
	for (struct bytes rest = buf_bytes(&map); bytes_next_line(&rest, &line);) {
		if (!bytes_starts(line, "truth = ")) {
			hash_add(&stream, line.s, line.len);
			hash_add(&stream, "\n", 1);
		}
	}
	list_rewind(reader);
	while ((rc = list_next(reader, &row, e)) == 1) {
		hash_add(&stream, row.raw.s, row.raw.len);
		hash_add(&stream, "\n", 1);
	}
	struct hash digest = hash_end(&stream);
	hash_hex(&digest, hex);
	buf_add_text(text, hex);
	buf_done(&map);
	return rc;
}

static void add_rules(const struct match_work *w, struct buf *text)
{
	size_t count;
	const struct match_rule *rules = match_run_rules(w->run, &count);
	for (size_t r = 0; r < count; r++) {
		buf_add_text(text, r > 0 ? "; " : "");
		match_rule_write(&rules[r], text);
	}
}

static void add_model_digest(const struct match_work *w, struct buf *text)
{
	struct buf model = {0};
	char hex[HASH_HEX_CHARS + 1];
	match_model_write(match_run_model(w->run), &model);
	struct hash digest = hash_sha256(buf_bytes(&model));
	hash_hex(&digest, hex);
	buf_add_text(text, hex);
	buf_done(&model);
}

/* Must be asked for before the run is settled, which changes the model. */
static int find_facts(struct match_work *w, struct match_part_facts *facts, struct err *e)
{
	struct op_call *call = w->call;
	struct buf text = {0};
	int rc = 0;
	*facts = (struct match_part_facts){0};
	match_part_fact_add(facts, BYTES("version of the program"), bytes_of(call->version));
	for (size_t l = 0; l < w->lists.count && rc == 0; l++) {
		buf_printf(&text, "list \"%.*s\"", BYTES_ARG(w->lists.name[l]));
		struct bytes what = kept_text(call, &text);
		rc = add_list_digest(w->lists.reader[l], &text, e);
		match_part_fact_add(facts, what, kept_text(call, &text));
	}
	match_part_fact_add(facts, BYTES("list for --only"),
		w->request->only ? w->lists.name[w->settings.only_list] : BYTES(""));
	add_rules(w, &text);
	match_part_fact_add(facts, BYTES("set of rules"), kept_text(call, &text));
	buf_printf(&text, "%llu", (unsigned long long)w->settings.seed);
	match_part_fact_add(facts, BYTES("seed"), kept_text(call, &text));
	add_model_digest(w, &text);
	match_part_fact_add(facts, BYTES("model"), kept_text(call, &text));
	buf_done(&text);
	return rc;
}

/* ------- writing ------- */

/* Hashes what has come together, and writes it. */
static void pass_on(struct out_file *f, struct hash_stream *hash)
{
	hash_add(hash, f->buf.s, f->buf.len);
	out_file_flush(f, 0);
}

int match_part_write(struct match_work *w, const struct op_shard *shard, const char **name, struct err *e)
{
	struct out_file f;
	struct hash_stream stream;
	size_t rule_count;
	match_run_rules(w->run, &rule_count);
	struct match_part_head head = {
		.shard = (uint32_t)(shard->index - 1), .shard_count = (uint32_t)shard->count};
	int rc = find_facts(w, &head.made_from, e);
	if (rc != 0) {
		return rc;
	}
	*name = part_name(w->call->arena, shard);
	out_file_open(&f, w->call->arena, w->folder, *name, e);
	hash_begin(&stream);
	match_part_write_head(&head, &w->scored, rule_count, &f.buf);
	pass_on(&f, &stream);
	for (size_t i = 0; i < w->scored.pair_count && f.rc == 0; i += PAIRS_AT_ONCE) {
		size_t left = w->scored.pair_count - i;
		match_part_write_pairs(
			&w->scored, i, i + (left < PAIRS_AT_ONCE ? left : PAIRS_AT_ONCE), &f.buf);
		pass_on(&f, &stream);
	}
	struct hash digest = hash_end(&stream);
	buf_add(&f.buf, digest.b, HASH_BYTES);
	rc = out_file_close(&f);
	return rc == 0 ? file_sync_folder(w->folder, e) : rc;
}

/* ------- which parts there are ------- */

static bool read_number(struct bytes *rest, size_t *number)
{
	size_t digits = 0;
	while (digits < rest->len && rest->s[digits] >= '0' && rest->s[digits] <= '9') {
		digits++;
	}
	int64_t n = 0;
	bool is_read = bytes_int64((struct bytes){rest->s, digits}, &n) && n > 0 && n <= MATCH_SHARDS_MAX;
	*number = (size_t)n;
	*rest = (struct bytes){rest->s + digits, rest->len - digits};
	return is_read;
}

/* The shard that a file of this name is of; false when it is not the name of a part. */
static bool read_name(struct arena *a, const char *name, struct op_shard *shard)
{
	if (strncmp(name, "part-", 5) != 0) {
		return false;
	}
	struct bytes rest = bytes_of(name + 5);
	if (!read_number(&rest, &shard->index) || !bytes_starts(rest, "-of-")) {
		return false;
	}
	rest = (struct bytes){rest.s + 4, rest.len - 4};
	return read_number(&rest, &shard->count) && strcmp(part_name(a, shard), name) == 0;
}

struct found_parts {
	bool *is_there; /* by index - 1 */
	struct op_shard first;
	size_t count;
};

static int take_name(
	struct found_parts *found, struct arena *a, const char *folder, const char *name, struct err *e)
{
	struct op_shard shard;
	if (!read_name(a, name, &shard)) {
		return 0;
	}
	if (found->count == 0) {
		found->first = shard;
		found->is_there = arena_calloc(a, shard.count, sizeof(*found->is_there));
	}
	if (shard.count != found->first.count || shard.index > shard.count) {
		return err_set(e, ERR_INPUT,
			"%s holds parts of a run in %zu shards and of one in %zu; take away those of the run "
			"that you do not want",
			folder, found->first.count < shard.count ? found->first.count : shard.count,
			found->first.count < shard.count ? shard.count : found->first.count);
	}
	found->is_there[shard.index - 1] = true;
	found->count++;
	return 0;
}

static int check_missing(const struct found_parts *found, const char *folder, struct err *e)
{
	if (found->count == 0) {
		return err_set(e, ERR_NOT_FOUND,
			"there are no parts in %s; \"recount match\" with --shard I/N makes them", folder);
	}
	for (size_t i = 0; i < found->first.count; i++) {
		if (!found->is_there[i]) {
			return err_set(e, ERR_INPUT,
				"%s holds %zu of %zu parts: run it again with --shard %zu/%zu", folder,
				found->count, found->first.count, i + 1, found->first.count);
		}
	}
	return 0;
}

int match_part_count(struct op_call *call, const char *folder, size_t *count, struct err *e)
{
	struct found_parts found = {0};
	DIR *dir = opendir(folder);
	if (!dir) {
		return err_errno(e, ERR_IO, "the folder %s cannot be read", folder);
	}
	int rc = 0;
	const struct dirent *entry;
	while (rc == 0 && (errno = 0, entry = readdir(dir)) != NULL) {
		rc = take_name(&found, call->arena, folder, entry->d_name, e);
	}
	if (rc == 0 && errno != 0) {
		rc = err_errno(e, ERR_IO, "the folder %s cannot be read", folder);
	}
	closedir(dir);
	*count = found.first.count;
	return rc == 0 ? check_missing(&found, folder, e) : rc;
}

/* ------- reading ------- */

/* Takes the checksum off the end. */
static int check_digest(struct bytes *text, const struct op_shard *shard, struct err *e)
{
	if (text->len >= HASH_BYTES) {
		text->len -= HASH_BYTES;
		struct hash digest = hash_sha256(*text);
		if (memcmp(digest.b, text->s + text->len, HASH_BYTES) == 0) {
			return 0;
		}
	}
	return err_set(e, ERR_DAMAGED, "it is damaged: run it again with --shard %zu/%zu", shard->index,
		shard->count);
}

static int check_head(const struct match_part_head *head, const struct op_shard *shard,
	const struct match_part_facts *wanted, struct err *e)
{
	if (head->shard + 1 != shard->index || head->shard_count != shard->count) {
		return err_set(e, ERR_INPUT,
			"it is a copy of part %u of %u: run it again with --shard %zu/%zu", head->shard + 1,
			head->shard_count, shard->index, shard->count);
	}
	const struct match_part_fact *other = match_part_difference(wanted, &head->made_from);
	if (other) {
		return err_set(e, ERR_INPUT,
			"it was made from another %.*s; merge takes the lists and options that the shards "
			"had",
			BYTES_ARG(other->what));
	}
	return 0;
}

static int take_part(struct match_work *w, struct bytes text, const struct op_shard *shard,
	const struct match_part_facts *wanted, struct err *e)
{
	struct match_part_head head;
	struct bytes rest = BYTES_NONE;
	size_t rule_count;
	match_run_rules(w->run, &rule_count);
	int rc = check_digest(&text, shard, e);
	if (rc == 0) {
		rc = match_part_read_head(&head, text, w->call->arena, &rest, e);
	}
	if (rc == 0) {
		rc = check_head(&head, shard, wanted, e);
	}
	return rc == 0 ? match_part_take(rest, match_run_comparer(w->run), rule_count, &w->scored, e) : rc;
}

int match_part_read_all(struct match_work *w, size_t count, struct err *e)
{
	struct match_part_facts wanted;
	int rc = find_facts(w, &wanted, e);
	for (size_t i = 1; i <= count && rc == 0; i++) {
		struct op_shard shard = {i, count};
		struct file_map map = {0};
		const char *path =
			arena_printf(w->call->arena, "%s/%s", w->folder, part_name(w->call->arena, &shard));
		rc = file_map(path, &map, e);
		if (rc == 0 && (rc = take_part(w, map.bytes, &shard, &wanted, e)) != 0) {
			err_context(e, "%s", path);
		}
		file_unmap(&map);
	}
	match_scored_sort(&w->scored, w->pool);
	return rc;
}

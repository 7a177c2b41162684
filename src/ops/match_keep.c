/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a run keeps of itself, so that it can be worked again: run.json in its folder, or an entry of the journal. */
#include "ops/lookup.h"
#include "ops/match.h"
#include "ops/say.h"

#include <sys/stat.h>

enum { KEPT_BYTES_MAX = 1 << 26 };

/* ------- keeping ------- */

static void set(json_t *object, const char *key, json_t *value)
{
	if (!value || json_object_set_new(object, key, value) != 0) {
		mem_exhausted();
	}
}

static void set_text(json_t *object, const char *key, struct bytes text)
{
	if (text.s) {
		set(object, key, json_stringn(text.s, text.len));
	}
}

static int64_t size_of(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 ? (int64_t)st.st_size : -1;
}

static json_t *list_of(const struct match_lists *lists, size_t l)
{
	json_t *list = json_object();
	set_text(list, "name", lists->name[l]);
	set(list, "rows", json_integer(lists->table->list_start[l + 1] - lists->table->list_start[l]));
	if (lists->file[l]) {
		struct buf map = {0};
		list_write_map(lists->reader[l], &map);
		set_text(list, "file", bytes_of(lists->file[l]));
		set(list, "bytes", json_integer(size_of(lists->file[l])));
		set_text(list, "map", buf_bytes(&map));
		buf_done(&map);
	} else {
		set_text(list, "list", lists->id[l]);
	}
	return list;
}

/* "LIST ROW LIST ROW WORD", lists and rows counted from 1. */
static void set_said(json_t *kept, const struct match_work *w)
{
	struct buf text = {0};
	const struct match_table *t = w->lists.table;
	for (size_t i = 0; i < w->said.count; i++) {
		const struct match_saying *s = &w->said.list[i];
		size_t la = match_table_list_of(t, s->a);
		size_t lb = match_table_list_of(t, s->b);
		buf_printf(&text, "%zu %u %zu %u %s\n", la + 1, s->a - t->list_start[la] + 1, lb + 1,
			s->b - t->list_start[lb] + 1, match_answer_names[s->answer]);
	}
	if (text.len > 0) {
		set_text(kept, "verdicts", buf_bytes(&text));
	}
	buf_done(&text);
}

json_t *match_keep(const struct match_work *w)
{
	const struct match_request *request = w->request;
	json_t *kept = json_object();
	json_t *lists = json_array();
	for (size_t l = 0; l < w->lists.count; l++) {
		json_array_append_new(lists, list_of(&w->lists, l));
	}
	set(kept, "lists", lists);
	set_text(kept, "rules", request->rules);
	set_text(kept, "given_model", request->model);
	set_text(kept, "strata", request->strata ? bytes_of(request->strata) : BYTES_NONE);
	set_said(kept, w);
	set_text(kept, "only",
		w->settings.only_list == MATCH_LIST_ALL ? BYTES_NONE : w->lists.name[w->settings.only_list]);
	set(kept, "seed", json_integer(request->seed));
	set(kept, "death_days", json_integer(request->death_days));
	set(kept, "replicates", json_integer(request->replicates));
	return kept;
}

int match_keep_write(const struct match_work *w, struct err *e)
{
	struct buf text = {0};
	struct json_writer j;
	json_t *kept = match_keep(w);
	set_text(kept, "program", bytes_of(w->call->version));
	jw_init(&j, &text);
	jw_value(&j, kept);
	buf_add_char(&text, '\n');
	int rc = file_replace(
		arena_printf(w->call->arena, "%s/" MATCH_KEEP_NAME, w->folder), buf_bytes(&text), 0644, e);
	json_decref(kept);
	buf_done(&text);
	return rc;
}

/* ------- reading it back ------- */

static int take_list(
	const json_t *list, struct arena *a, struct match_request *request, struct bytes *map, struct err *e)
{
	struct bytes file = say_text(list, "file");
	struct bytes id = say_text(list, "list");
	if (!file.s && !id.s) {
		return err_set(e, ERR_INPUT, "the lists of this run are withheld or not told");
	}
	const char *what = arena_text(a, file.s ? file : id);
	request->list[request->list_count++] = what;
	*map = say_text(list, "map").s ? arena_copy(a, say_text(list, "map")) : BYTES_NONE;
	if (file.s && size_of(what) != say_int(list, "bytes")) {
		return err_set(e, file_exists(what) ? ERR_CHANGED : ERR_NOT_FOUND,
			file_exists(what) ? "%s is another file than the one that was matched; match again"
					  : "there is no file %s here; go to the folder where the lists were "
					    "matched",
			what);
	}
	return 0;
}

int match_keep_request(struct op_call *call, const json_t *kept, struct match_request *request, struct err *e)
{
	const json_t *lists = json_object_get(kept, "lists");
	size_t count = json_array_size(lists);
	struct arena *a = call->arena;
	*request = (struct match_request){.rules_name = "the rules of the run",
		.seed = say_int(kept, "seed"),
		.death_days = say_int(kept, "death_days"),
		.replicates = say_int(kept, "replicates")};
	if (count == 0 || count > MATCH_LISTS_MAX) {
		return err_set(e, ERR_INPUT, "the lists of this run are withheld or not told");
	}
	struct bytes *maps = arena_calloc(a, count, sizeof(*maps));
	request->list = arena_calloc(a, count, sizeof(*request->list));
	request->maps = maps;
	for (size_t l = 0; l < count; l++) {
		int rc = take_list(json_array_get(lists, l), a, request, &maps[l], e);
		if (rc != 0) {
			return rc;
		}
	}
	if (say_text(kept, "rules").s) {
		request->rules = arena_copy(a, say_text(kept, "rules"));
	}
	if (say_text(kept, "given_model").s) {
		request->model = arena_copy(a, say_text(kept, "given_model"));
		request->model_name = "the model of the run";
	}
	if (say_text(kept, "strata").s) {
		request->strata = arena_text(a, say_text(kept, "strata"));
	}
	if (say_text(kept, "only").s) {
		request->only = arena_text(a, say_text(kept, "only"));
	}
	if (say_text(kept, "verdicts").s) {
		request->said = arena_copy(a, say_text(kept, "verdicts"));
	}
	return 0;
}

int match_keep_said(struct match_said *said, const struct match_table *t, struct bytes text, struct err *e)
{
	struct bytes line;
	while (bytes_next_line(&text, &line)) {
		size_t list[2];
		uint32_t row[2];
		char word[16];
		char copy[64];
		size_t answer = MATCH_ANSWER_COUNT;
		snprintf(copy, sizeof(copy), "%.*s", BYTES_ARG(line));
		if (sscanf(copy, "%zu %u %zu %u %15s", &list[0], &row[0], &list[1], &row[1], word) == 5) {
			for (answer = 0; answer < MATCH_ANSWER_COUNT &&
				strcmp(word, match_answer_names[answer]) != 0;) {
				answer++;
			}
		}
		for (size_t side = 0; side < 2 && answer < MATCH_ANSWER_COUNT; side++) {
			bool is_there = list[side] > 0 && list[side] <= t->list_count && row[side] > 0 &&
				row[side] <= t->list_start[list[side]] - t->list_start[list[side] - 1];
			answer = is_there ? answer : MATCH_ANSWER_COUNT;
		}
		if (answer == MATCH_ANSWER_COUNT) {
			return err_set(e, ERR_DAMAGED, "the verdicts that the run keeps cannot be read");
		}
		match_said_add(said, t->list_start[list[0] - 1] + row[0] - 1,
			t->list_start[list[1] - 1] + row[1] - 1, (enum match_answer)answer);
	}
	return 0;
}

static int read_folder(const char *path, json_t **kept, struct err *e)
{
	struct buf text = {0};
	int rc = file_read(path, KEPT_BYTES_MAX, &text, e);
	if (rc == 0) {
		rc = json_parse(buf_bytes(&text), kept, e);
		rc = rc == 0 ? 0 : err_context(e, "%s", path);
	}
	buf_done(&text);
	return rc;
}

int match_keep_entry(struct op_call *call, const char *name, int64_t *seq, json_t **kept, struct err *e)
{
	const struct record_type *type;
	size_t unopened;
	int rc = lookup_entry(call, name, seq, e);
	if (rc == 0) {
		rc = vault_read(call->vault, *seq, NULL, &type, kept, &unopened, e);
	}
	if (rc == 0 && strcmp(type->name, "match") != 0) {
		json_decref(*kept);
		*kept = NULL;
		return err_set(e, ERR_INPUT, "entry %lld is of type %s, and not a matching run",
			(long long)*seq, type->name);
	}
	return rc;
}

int match_keep_read(struct op_call *call, const char *what, json_t **kept, struct err *e)
{
	int64_t seq;
	const char *path = arena_printf(call->arena, "%s/" MATCH_KEEP_NAME, what);
	*kept = NULL;
	if (file_exists(path)) {
		return read_folder(path, kept, e);
	}
	if (!call->vault || file_exists(what)) {
		return err_set(e, ERR_NOT_FOUND,
			"%s is no folder of a matching run: it has no " MATCH_KEEP_NAME, what);
	}
	return match_keep_entry(call, what, &seq, kept, e);
}

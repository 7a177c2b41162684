/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a person should know of a matching run: sentences on how lists were read and what could not be done with them. */
#include "base/mem.h"
#include "match/repeat.h"
#include "ops/match.h"
#include "ops/say.h"

static void note(struct match_work *w, struct bytes list, const char *words)
{
	buf_printf(&w->lists.notes, "%.*s%s%s\n", BYTES_ARG(list), list.len > 0 ? ": " : "", words);
}

static const char *number_of(const struct match_work *w, uint64_t count, const char *one, const char *many)
{
	struct buf text = {0};
	say_count(&text, (int64_t)count, one, many);
	const char *copy = arena_printf(w->call->arena, "%.*s", BYTES_ARG(buf_bytes(&text)));
	buf_done(&text);
	return copy;
}

/* A list that is declared to hold each person once, and does not. */
static void note_repeated_rows(struct match_work *w, size_t l)
{
	size_t repeats =
		w->lists.table->list[l].is_unique ? match_repeat_rows(w->lists.table, l, w->pool) : 0;
	if (repeats > 0) {
		note(w, w->lists.name[l],
			arena_printf(w->call->arena,
				"the map says that it holds each person once, but in all columns of the map "
				"%s an "
				"earlier one. Rows of it are never matched with each other; leave unique = "
				"yes out if "
				"they should be",
				number_of(w, repeats, "row equals", "rows equal")));
	}
}

/* Ids that several rows of a list have, so that the results cannot tell these rows apart. */
static void note_repeated_ids(struct match_work *w, size_t l)
{
	const struct match_table *t = w->lists.table;
	size_t count = t->list_start[l + 1] - t->list_start[l];
	struct match_keyed *items = mem_calloc(count + 1, sizeof(*items));
	struct match_keyed *scratch = mem_calloc(count + 1, sizeof(*scratch));
	struct buf id = {0};
	for (size_t i = 0; i < count; i++) {
		uint32_t record = t->list_start[l] + (uint32_t)i;
		buf_clear(&id);
		match_lists_put_id(&w->lists, record, &id);
		items[i] = (struct match_keyed){match_hash(id.s, id.len), record};
	}
	size_t repeats = match_repeat_keys(items, scratch, count, w->pool);
	if (repeats > 0) {
		note(w, w->lists.name[l],
			arena_printf(w->call->arena,
				"%s an id that an earlier row has, so the results do not tell them apart; "
				"leave the "
				"column of ids out of the map, then rows have their numbers",
				number_of(w, repeats, "row has", "rows have")));
	}
	buf_done(&id);
	free(items);
	free(scratch);
}

void match_notes_of_lists(struct match_work *w)
{
	for (size_t l = 0; l < w->lists.count; l++) {
		note_repeated_rows(w, l);
		if (w->lists.id_end) {
			note_repeated_ids(w, l);
		}
	}
	if (w->lists.unread_ages > 0) {
		note(w, BYTES_NONE,
			arena_printf(w->call->arena, "%s no whole number of years and count as unknown",
				number_of(w, w->lists.unread_ages, "cell of an age is",
					"cells of an age are")));
	}
}

void match_notes_of_run(struct match_work *w)
{
	const struct match_training_report *report = match_run_report(w->run);
	uint32_t keyless = match_run_keyless_count(w->run);
	if (keyless > 0) {
		note(w, BYTES_NONE,
			arena_printf(w->call->arena,
				"%s too little to be compared with any other: each rule needs a column that "
				"is empty "
				"there",
				number_of(w, keyless, "row says", "rows say")));
	}
	if (w->request->model_name) {
		note(w, BYTES_NONE,
			arena_printf(w->call->arena,
				"the weights are those of %s; how many pairs are one person was found anew",
				w->request->model_name));
	}
	for (size_t i = 0; report && i < report->note_count; i++) {
		note(w, BYTES_NONE, report->note[i]);
	}
}

void match_notes_of_draws(struct match_work *w)
{
	if (w->drawn.stopped_count == 0) {
		return;
	}
	note(w, BYTES_NONE,
		arena_printf(w->call->arena,
			"drawing partitions stopped at its limit of work in %zu of %zu large groups of rows: "
			"rows of them are "
			"drawn apart more often than they should be",
			w->drawn.stopped_count, w->drawn.chain_count));
}

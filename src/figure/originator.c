/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who stands behind a claim, and which of them decisions declare to be one. */
#include "figure/work.h"

static enum record_class class_of_kind(struct bytes kind)
{
	static const struct {
		const char *kind;
		enum record_class class;
	} rows[] = {
		{"government", RECORD_CLASS_OFFICIAL},
		{"foreign_government", RECORD_CLASS_FOREIGN_GOVERNMENT},
		{"igo", RECORD_CLASS_IGO},
		{"ngo", RECORD_CLASS_NGO},
		{"court", RECORD_CLASS_COURT},
		{"hospital", RECORD_CLASS_HOSPITAL},
		{"media", RECORD_CLASS_MEDIA},
		{"company", RECORD_CLASS_PARTY},
		{"individual", RECORD_CLASS_RESIDENTS},
		{"social_account", RECORD_CLASS_RESIDENTS},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		if (bytes_is(kind, rows[i].kind)) {
			return rows[i].class;
		}
	}
	return RECORD_CLASS_UNATTRIBUTED;
}

static size_t next_source(const struct work *w, size_t at)
{
	const struct source *s = &w->in->sources[at];
	for (size_t i = 0; i < s->derived_count; i++) {
		if (s->derived_from[i].kind != RECORD_UNPROVEN) {
			return id_index_find(&w->sources, s->derived_from[i].source);
		}
	}
	return INDEX_NONE;
}

/*
 * Fills source_root for the sources on the way from `at`. On a cycle each source's root is the one before
 * it, because following the links from it ends there.
 */
static void find_root(struct work *w, size_t at, size_t *path, size_t *place_on_path)
{
	size_t len = 0;
	while (at != INDEX_NONE && w->source_root[at] == INDEX_NONE && place_on_path[at] == INDEX_NONE) {
		place_on_path[at] = len;
		path[len++] = at;
		at = next_source(w, at);
	}
	size_t root;
	if (at == INDEX_NONE) {
		root = path[len - 1];
	} else if (w->source_root[at] != INDEX_NONE) {
		root = w->source_root[at];
	} else {
		size_t start = place_on_path[at];
		root = path[len - 1];
		while (len > start + 1) {
			len--;
			w->source_root[path[len]] = path[len - 1];
		}
	}
	while (len > 0) {
		len--;
		w->source_root[path[len]] = root;
	}
}

static void find_roots(struct work *w)
{
	size_t count = w->in->source_count;
	w->source_root = arena_calloc(&w->scratch, count, sizeof(size_t));
	size_t *path = arena_calloc(&w->scratch, count, sizeof(size_t));
	size_t *place_on_path = arena_calloc(&w->scratch, count, sizeof(size_t));
	for (size_t i = 0; i < count; i++) {
		w->source_root[i] = INDEX_NONE;
		place_on_path[i] = INDEX_NONE;
	}
	for (size_t i = 0; i < count; i++) {
		if (w->source_root[i] == INDEX_NONE) {
			find_root(w, i, path, place_on_path);
		}
	}
}

static void name_originator(const struct work *w, struct figure_item *item)
{
	const struct claim *c = item->claim;
	struct bytes name = BYTES_NONE;
	item->class = RECORD_CLASS_UNATTRIBUTED;
	if (c->attribution_count > 0) {
		const struct attribution_step *step = &c->attribution[c->attribution_count - 1];
		name = step->originator;
		item->class = step->class;
	} else {
		size_t source = id_index_find(&w->sources, c->source);
		if (source != INDEX_NONE) {
			name = w->in->sources[w->source_root[source]].publication;
		}
		size_t publication = id_index_find(&w->publications, name);
		if (publication != INDEX_NONE) {
			item->class = class_of_kind(w->in->publications[publication].kind);
		}
	}
	item->named_originator = item->class == RECORD_CLASS_UNATTRIBUTED ? BYTES_NONE : name;
}

static void collect_names(struct work *w)
{
	size_t cap = w->item_count;
	for (size_t i = 0; i < w->counting_count; i++) {
		cap += w->counting[i]->originator_count;
	}
	struct bytes *names = arena_calloc(&w->scratch, cap, sizeof(*names));
	size_t count = 0;
	for (size_t i = 0; i < w->item_count; i++) {
		if (w->items[i].named_originator.s) {
			names[count++] = w->items[i].named_originator;
		}
	}
	for (size_t i = 0; i < w->counting_count; i++) {
		for (size_t k = 0; k < w->counting[i]->originator_count; k++) {
			names[count++] = w->counting[i]->originators[k];
		}
	}
	id_index_build(&w->names, &w->scratch, names, count, sizeof(*names), 0);
	id_index_unique(&w->names);
}

static size_t smallest(const struct work *w, size_t name)
{
	while (w->joined[name] != name) {
		w->joined[name] = w->joined[w->joined[name]];
		name = w->joined[name];
	}
	return name;
}

static size_t name_at(const struct work *w, struct bytes originator)
{
	size_t at = id_index_find(&w->names, originator);
	BUG_IF(at == INDEX_NONE);
	return at;
}

static void join(struct work *w, const struct decision *d)
{
	for (size_t k = 1; k < d->originator_count; k++) {
		size_t a = smallest(w, name_at(w, d->originators[0]));
		size_t b = smallest(w, name_at(w, d->originators[k]));
		w->joined[a > b ? a : b] = a > b ? b : a;
	}
}

static void join_names(struct work *w)
{
	w->joined = arena_calloc(&w->scratch, w->names.count, sizeof(*w->joined));
	w->is_accused = arena_calloc(&w->scratch, w->names.count, sizeof(*w->is_accused));
	for (size_t i = 0; i < w->names.count; i++) {
		w->joined[i] = i;
	}
	for (size_t i = 0; i < w->counting_count; i++) {
		if (w->counting[i]->kind == RECORD_DECIDE_SAME_ORIGINATOR) {
			join(w, w->counting[i]);
		}
	}
	for (size_t i = 0; i < w->names.count; i++) {
		w->joined[i] = smallest(w, i);
	}
	for (size_t i = 0; i < w->counting_count; i++) {
		const struct decision *d = w->counting[i];
		for (size_t k = 0; d->kind == RECORD_DECIDE_ACCUSED && k < d->originator_count; k++) {
			w->is_accused[w->joined[name_at(w, d->originators[k])]] = true;
		}
	}
}

static void list_groups(struct work *w)
{
	size_t *sizes = arena_calloc(&w->scratch, w->names.count, sizeof(*sizes));
	size_t *next = arena_calloc(&w->scratch, w->names.count, sizeof(*next));
	for (size_t i = 0; i < w->names.count; i++) {
		sizes[w->joined[i]]++;
	}
	struct figure_group *groups = arena_calloc(w->out, w->names.count, sizeof(*groups));
	struct bytes *members = arena_calloc(w->out, w->names.count, sizeof(*members));
	size_t filled = 0;
	for (size_t i = 0; i < w->names.count; i++) {
		size_t first = w->joined[i];
		if (sizes[first] < 2) {
			continue;
		}
		if (first == i) {
			groups[w->f->group_count++] =
				(struct figure_group){w->names.keys[i].id, members + filled, sizes[i]};
			next[i] = filled;
			filled += sizes[i];
		}
		members[next[first]++] = w->names.keys[i].id;
	}
	w->f->groups = groups;
}

void work_originators(struct work *w)
{
	find_roots(w);
	for (size_t i = 0; i < w->item_count; i++) {
		name_originator(w, &w->items[i]);
	}
	collect_names(w);
	join_names(w);
	list_groups(w);
	for (size_t i = 0; i < w->item_count; i++) {
		size_t name = id_index_find(&w->names, w->items[i].named_originator);
		w->more[i].who = name == INDEX_NONE ? INDEX_NONE : w->joined[name];
		if (name != INDEX_NONE) {
			w->items[i].originator = w->names.keys[w->joined[name]].id;
		}
	}
}

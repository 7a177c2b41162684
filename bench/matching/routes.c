/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "routes.h"

#include "base/file.h"

enum { FILE_BYTES_MAX = 16 << 20, FIFTH = 5 };

static uint32_t hash_of(struct bytes b)
{
	uint32_t hash = 2166136261u;
	for (size_t i = 0; i < b.len; i++) {
		hash = (hash ^ (uint8_t)b.s[i]) * 16777619u;
	}
	return hash ^ hash >> 15;
}

static struct bytes next_cell(struct bytes *line)
{
	const char *tab = line->len > 0 ? memchr(line->s, '\t', line->len) : NULL;
	size_t len = tab ? (size_t)(tab - line->s) : line->len;
	struct bytes cell = {line->s, len};
	*line = (struct bytes){line->s + len + (tab != NULL), line->len - len - (tab != NULL)};
	return cell;
}

static struct bytes folded(struct bytes text, struct arena *a, struct buf *work)
{
	buf_clear(work);
	match_fold_name(text, work);
	return arena_copy(a, buf_bytes(work));
}

int routes_read(const char *path, struct arena *a, struct routes *routes, struct err *e)
{
	struct buf content = {0};
	struct buf work = {0};
	struct bytes line;
	size_t room = 0;
	*routes = (struct routes){0};
	int status = file_read(path, FILE_BYTES_MAX, &content, e);
	struct bytes rest = arena_copy(a, buf_bytes(&content));
	(void)bytes_next_line(&rest, &line); /* the names of the columns */
	struct bytes id = BYTES_NONE;
	struct bytes stem = BYTES_NONE;
	while (bytes_next_line(&rest, &line)) {
		struct route_form f = {.id = next_cell(&line)};
		(void)next_cell(&line); /* part: an id without endings has one */
		bool is_bare = next_cell(&line).len == 0;
		(void)next_cell(&line); /* route */
		f.text = next_cell(&line);
		if (!bytes_equal(f.id, id)) {
			id = f.id;
			stem = f.text; /* its first row is the Kazakh form */
		}
		if (is_bare) {
			f.stem = stem;
			f.folded = folded(f.text, a, &work);
			f.script = match_script_of(f.folded);
			f.is_held_out = hash_of(stem) % FIFTH == 0;
			routes->form =
				arena_grow(a, routes->form, routes->count, &room, sizeof(*routes->form));
			routes->form[routes->count++] = f;
		}
	}
	buf_done(&work);
	buf_done(&content);
	return status;
}

size_t routes_name_end(const struct routes *routes, size_t i)
{
	size_t end = i + 1;
	while (end < routes->count && bytes_equal(routes->form[end].id, routes->form[i].id)) {
		end++;
	}
	return end;
}

struct pairs {
	struct match_align_pair *row;
	size_t count;
	size_t room;
};

static size_t forms_in(const struct routes *routes, size_t from, size_t to, enum match_script script)
{
	size_t count = 0;
	for (size_t i = from; i < to; i++) {
		count += routes->form[i].script == script;
	}
	return count;
}

/* Adds the pairs of one name; weights are those of pairs_between(). */
static void add_name(const struct routes *routes, size_t from, size_t to, enum match_script left,
	enum match_script right, struct arena *a, struct pairs *pairs)
{
	double weight = left == right ? 1 / (double)(forms_in(routes, from, to, left) - 1) : 1;
	for (size_t i = from; i < to; i++) {
		for (size_t j = left == right ? i + 1 : from; j < to; j++) {
			const struct route_form *x = &routes->form[i];
			const struct route_form *y = &routes->form[j];
			if (x->script == left && y->script == right) {
				pairs->row = arena_grow(
					a, pairs->row, pairs->count, &pairs->room, sizeof(*pairs->row));
				pairs->row[pairs->count++] =
					(struct match_align_pair){x->folded, y->folded, weight};
			}
		}
	}
}

struct match_align_pair *routes_pairs(const struct routes *routes, enum match_script left,
	enum match_script right, bool with_held_out, struct arena *a, size_t *count)
{
	struct pairs pairs = {0};
	for (size_t from = 0, to; from < routes->count; from = to) {
		to = routes_name_end(routes, from);
		if (with_held_out || !routes->form[from].is_held_out) {
			add_name(routes, from, to, left, right, a, &pairs);
		}
	}
	*count = pairs.count;
	return pairs.row;
}

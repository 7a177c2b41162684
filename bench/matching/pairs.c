/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "pairs.h"

#include "base/file.h"
#include "match/fold.h"

#include <limits.h>

enum {
	FILE_BYTES_MAX = 64 << 20,
	GROUP_MAX = 32, /* words beside one word: what is over is left out */
};

const char *const pair_scripts[MATCH_SCRIPT_OTHER] = {"latin", "cyrillic", "arabic", "hebrew"};

static const char *const file_names[MATCH_SCRIPT_OTHER] = {
	NULL, "wd_russian_80", "wd_arabic_80", "wd_hebrew_80"};

/* A word and one that stands beside it. */
struct beside {
	struct bytes key;
	struct bytes word;
	unsigned part;
};

struct besides {
	struct beside *row;
	size_t count;
};

/* FNV-1a, with the last mixing of MurmurHash3. */
static unsigned part_of(struct bytes word)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < word.len; i++) {
		h = (h ^ (unsigned char)word.s[i]) * UINT64_C(0x100000001b3);
	}
	h = (h ^ h >> 33) * UINT64_C(0xff51afd7ed558ccd);
	return (unsigned)((h ^ h >> 33) % PAIR_PART_COUNT);
}

static struct bytes next_column(struct bytes *rest)
{
	const char *tab = rest->len > 0 ? memchr(rest->s, '\t', rest->len) : NULL;
	struct bytes column = {rest->s, tab ? (size_t)(tab - rest->s) : rest->len};
	size_t taken = column.len + (tab ? 1 : 0);
	*rest = (struct bytes){rest->s + taken, rest->len - taken};
	return column;
}

/* The folded form without spaces, in the arena. */
static struct bytes folded(struct bytes raw, struct arena *a, struct buf *work)
{
	buf_clear(work);
	match_fold_name(raw, work);
	size_t len = 0;
	for (size_t i = 0; i < work->len; i++) {
		if (work->s[i] != ' ') {
			work->s[len++] = work->s[i];
		}
	}
	return arena_copy(a, (struct bytes){work->s, len});
}

static int by_words(const void *a, const void *b)
{
	const struct match_align_pair *x = &((const struct name_pair *)a)->names;
	const struct match_align_pair *y = &((const struct name_pair *)b)->names;
	int left = bytes_compare(x->left, y->left);
	return left != 0 ? left : bytes_compare(x->right, y->right);
}

/* Sorts, and makes one row of those that have the same words. */
static void settle(struct name_pairs *pairs)
{
	size_t kept = 0;
	qsort(pairs->row, pairs->count, sizeof(*pairs->row), by_words);
	for (size_t i = 0; i < pairs->count; i++) {
		if (kept == 0 || by_words(&pairs->row[kept - 1], &pairs->row[i]) != 0) {
			pairs->row[kept++] = pairs->row[i];
		}
	}
	pairs->count = kept;
}

static int read_file(const char *path, struct arena *a, struct name_pairs *pairs, struct err *e)
{
	struct buf content = {0};
	struct buf work = {0};
	size_t room = 0;
	struct bytes line;
	int status = file_read(path, FILE_BYTES_MAX, &content, e);
	struct bytes rest = buf_bytes(&content);
	for (size_t number = 1; status == 0 && bytes_next_line(&rest, &line); number++) {
		struct bytes left = next_column(&line);
		struct bytes right = next_column(&line);
		int64_t count;
		if (!bytes_int64(line, &count) || count < 1) {
			status = err_set(e, ERR_INPUT, "line %zu of %s is no pair of words and a count.",
				number, path);
			break;
		}
		struct match_align_pair names = {folded(left, a, &work), folded(right, a, &work), 1};
		if (names.left.len > 0 && names.right.len > 0) {
			pairs->row = arena_grow(a, pairs->row, pairs->count, &room, sizeof(*pairs->row));
			pairs->row[pairs->count++] = (struct name_pair){names, part_of(names.left)};
		}
	}
	if (pairs->count > 0) {
		settle(pairs);
	}
	buf_done(&work);
	buf_done(&content);
	return status;
}

int pairs_read(
	const char *folder, const char *routes, struct arena *a, struct pair_files *files, struct err *e)
{
	int status = 0;
	*files = (struct pair_files){0};
	for (size_t i = 0; status == 0 && i < MATCH_SCRIPT_OTHER; i++) {
		if (file_names[i]) {
			char path[PATH_MAX];
			snprintf(path, sizeof(path), "%s/%s", folder, file_names[i]);
			status = read_file(path, a, &files->file[i], e);
		}
	}
	return status != 0 ? status : routes_read(routes, a, &files->routes, e);
}

static int by_key(const void *a, const void *b)
{
	const struct beside *x = a;
	const struct beside *y = b;
	int key = bytes_compare(x->key, y->key);
	return key != 0 ? key : bytes_compare(x->word, y->word);
}

/* The words of a file by what stands beside them, sorted. */
static struct besides besides_of(const struct name_pairs *file, bool is_by_left, struct arena *a)
{
	struct besides b = {arena_calloc(a, file->count, sizeof(*b.row)), file->count};
	for (size_t i = 0; i < file->count; i++) {
		const struct match_align_pair *names = &file->row[i].names;
		b.row[i] = (struct beside){is_by_left ? names->left : names->right,
			is_by_left ? names->right : names->left, file->row[i].part};
	}
	qsort(b.row, b.count, sizeof(*b.row), by_key);
	return b;
}

static size_t group_end(const struct besides *b, size_t from)
{
	size_t to = from;
	while (to < b->count && bytes_equal(b->row[to].key, b->row[from].key)) {
		to++;
	}
	return to;
}

static unsigned third_of(unsigned part)
{
	return part < PAIR_PART_TUNE ? 0 : part < PAIR_PART_TEST ? 1 : 2;
}

static void add(struct name_pairs *pairs, size_t *room, const struct beside *x, const struct beside *y,
	double weight, struct arena *a)
{
	unsigned part = third_of(x->part) == third_of(y->part) ? x->part : PAIR_PART_NONE;
	pairs->row = arena_grow(a, pairs->row, pairs->count, room, sizeof(*pairs->row));
	pairs->row[pairs->count++] = (struct name_pair){{x->word, y->word, weight}, part};
}

/* Words of one script that stand beside the same word. */
static void add_variants(struct name_pairs *pairs, size_t *room, const struct besides *b, struct arena *a)
{
	for (size_t from = 0, end; from < b->count; from = end) {
		end = group_end(b, from);
		size_t to = end < from + GROUP_MAX ? end : from + GROUP_MAX;
		for (size_t i = from; i < to; i++) {
			for (size_t j = i + 1; j < to; j++) {
				add(pairs, room, &b->row[i], &b->row[j], 1 / (double)(to - from - 1), a);
			}
		}
	}
}

/* Words of two scripts that stand beside the same word. */
static void add_crossed(struct name_pairs *pairs, size_t *room, const struct besides *left,
	const struct besides *right, struct arena *a)
{
	for (size_t i = 0, j = 0, i_end, j_end; i < left->count && j < right->count;) {
		int order = bytes_compare(left->row[i].key, right->row[j].key);
		i_end = group_end(left, i);
		j_end = group_end(right, j);
		for (size_t x = i; order == 0 && x < i_end; x++) {
			for (size_t y = j; y < j_end; y++) {
				size_t most = i_end - i > j_end - j ? i_end - i : j_end - j;
				add(pairs, room, &left->row[x], &right->row[y], 1 / (double)most, a);
			}
		}
		i = order <= 0 ? i_end : i;
		j = order >= 0 ? j_end : j;
	}
}

struct name_pairs pairs_between(
	const struct pair_files *files, enum match_script left, enum match_script right, struct arena *a)
{
	struct name_pairs pairs = {0};
	size_t room = 0;
	if (left == MATCH_SCRIPT_LATIN && right != left) {
		return files->file[right];
	}
	if (left == MATCH_SCRIPT_LATIN) {
		for (size_t i = 0; i < MATCH_SCRIPT_OTHER; i++) {
			struct besides b = besides_of(&files->file[i], false, a);
			add_variants(&pairs, &room, &b, a);
		}
	} else if (left == right) {
		struct besides b = besides_of(&files->file[left], true, a);
		add_variants(&pairs, &room, &b, a);
	} else {
		struct besides x = besides_of(&files->file[left], true, a);
		struct besides y = besides_of(&files->file[right], true, a);
		add_crossed(&pairs, &room, &x, &y, a);
	}
	if (pairs.count > 0) {
		settle(&pairs);
	}
	return pairs;
}

int pairs_train(const struct pair_files *files, enum match_script left, enum match_script right,
	unsigned parts, struct buf *model, struct match_align_report *report, struct err *e)
{
	bool is_joined = left == right && left != MATCH_SCRIPT_LATIN;
	struct arena a = {0};
	struct buf trained = {0};
	left = is_joined ? MATCH_SCRIPT_LATIN : left;
	struct name_pairs pairs = pairs_between(files, left, right, &a);
	size_t kazakh_count;
	struct match_align_pair *kazakh =
		routes_pairs(&files->routes, left, right, parts > PAIR_PART_COUNT, &a, &kazakh_count);
	struct match_align_pair *rows = arena_calloc(&a, pairs.count + kazakh_count, sizeof(*rows));
	size_t count = 0;
	for (size_t i = 0; i < pairs.count; i++) {
		if (pairs.row[i].part < parts) {
			rows[count++] = pairs.row[i].names;
		}
	}
	for (size_t i = 0; i < kazakh_count; i++) {
		rows[count++] = kazakh[i];
	}
	int status = match_align_train(left, right, rows, count, &match_align_defaults, &trained, report, e);
	if (status == 0 && is_joined) {
		status = match_align_join(buf_bytes(&trained), model, e);
	} else if (status == 0) {
		buf_add_bytes(model, buf_bytes(&trained));
	}
	buf_done(&trained);
	arena_done(&a);
	return status;
}

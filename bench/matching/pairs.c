/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "pairs.h"

#include "base/file.h"
#include "match/fold.h"

enum { FILE_BYTES_MAX = 64 << 20 };

/* FNV-1a, with the last mixing of MurmurHash3. */
static unsigned part_of(struct bytes token)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < token.len; i++) {
		h = (h ^ (unsigned char)token.s[i]) * UINT64_C(0x100000001b3);
	}
	h = (h ^ h >> 33) * UINT64_C(0xff51afd7ed558ccd);
	return (unsigned)((h ^ h >> 33) % PAIR_PART_COUNT);
}

static struct bytes next_column(struct bytes *rest)
{
	const char *tab = memchr(rest->s, '\t', rest->len);
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

int pairs_read(const char *path, struct arena *a, struct name_pairs *pairs, struct err *e)
{
	struct buf content = {0};
	struct buf work = {0};
	size_t room = 0;
	struct bytes line;
	int status = file_read(path, FILE_BYTES_MAX, &content, e);
	struct bytes rest = buf_bytes(&content);
	*pairs = (struct name_pairs){0};
	for (size_t number = 1; status == 0 && bytes_next_line(&rest, &line); number++) {
		struct bytes latin = next_column(&line);
		struct bytes other = next_column(&line);
		int64_t count;
		if (!bytes_int64(line, &count) || count < 1 || count > INT32_MAX) {
			status = err_set(e, ERR_INPUT, "line %zu of %s is no pair of names and a count.",
				number, path);
			break;
		}
		struct name_pair row = {folded(latin, a, &work), folded(other, a, &work), (uint32_t)count, 0};
		if (row.latin.len > 0 && row.other.len > 0) {
			row.part = part_of(row.latin);
			pairs->row = arena_grow(a, pairs->row, pairs->count, &room, sizeof(*pairs->row));
			pairs->row[pairs->count++] = row;
		}
	}
	buf_done(&work);
	buf_done(&content);
	return status;
}

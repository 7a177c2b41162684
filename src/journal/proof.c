/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "journal/proof.h"

#include "crypto/base64.h"

enum { TEXT_BYTES_MAX = 2 * PROOF_EXTRA_BYTES + NOTE_BYTES };

static const char first_line[] = "c2sp.org/tlog-proof@v1";
static const char extra_head[] = "extra ";
static const char index_head[] = "index ";

void proof_write(const struct proof *proof, struct buf *out)
{
	buf_printf(out, "%s\n", first_line);
	if (proof->extra.s) {
		buf_add_text(out, extra_head);
		base64_encode(BASE64_STANDARD, proof->extra, out);
		buf_add_char(out, '\n');
	}
	buf_printf(out, "%s%llu\n", index_head, (unsigned long long)proof->index);
	for (size_t i = 0; i < proof->path.count; i++) {
		base64_encode(BASE64_STANDARD,
			(struct bytes){(const char *)proof->path.hash[i].b, HASH_BYTES}, out);
		buf_add_char(out, '\n');
	}
	buf_add_char(out, '\n');
	buf_add_bytes(out, proof->checkpoint);
}

/* Takes a line that ends in LF; the line may be empty. */
static bool take_line(struct bytes *rest, struct bytes *line)
{
	size_t end = bytes_find(*rest, BYTES("\n"), 0);
	if (end == SIZE_MAX) {
		return false;
	}
	*line = (struct bytes){rest->s, end};
	rest->s += end + 1;
	rest->len -= end + 1;
	return true;
}

static bool read_extra(struct arena *a, struct bytes base64, struct bytes *extra)
{
	struct buf decoded = {0};
	bool ok = base64_decode(BASE64_STANDARD, base64, &decoded, NULL) == 0 &&
		decoded.len <= PROOF_EXTRA_BYTES;
	if (ok) {
		*extra = arena_copy(a, buf_bytes(&decoded));
	}
	buf_done(&decoded);
	return ok;
}

static bool read_index(struct bytes line, uint64_t *index)
{
	const size_t at = sizeof(index_head) - 1;
	int64_t n;
	if (!bytes_starts(line, index_head) || line.len == at || line.s[at] == '-' ||
		(line.s[at] == '0' && line.len > at + 1) ||
		!bytes_int64((struct bytes){line.s + at, line.len - at}, &n)) {
		return false;
	}
	*index = (uint64_t)n;
	return true;
}

static bool read_path(struct bytes *rest, struct tree_proof *path)
{
	struct bytes line;
	while (take_line(rest, &line)) {
		if (line.len == 0) {
			return rest->len > 0;
		}
		if (path->count == TREE_PROOF_COUNT ||
			base64_decode_exact(
				BASE64_STANDARD, line, path->hash[path->count].b, HASH_BYTES, NULL) != 0) {
			return false;
		}
		path->count++;
	}
	return false;
}

int proof_parse(struct arena *a, struct bytes text, struct proof *proof, struct err *e)
{
	if (text.len > TEXT_BYTES_MAX) {
		return err_set(e, ERR_LIMIT, "The proof is longer than %d KiB.", TEXT_BYTES_MAX / 1024);
	}
	*proof = (struct proof){.index = 0};
	struct bytes rest = text;
	struct bytes line;
	const size_t extra_at = sizeof(extra_head) - 1;
	bool ok = take_line(&rest, &line) && bytes_is(line, first_line) && take_line(&rest, &line);
	if (ok && bytes_starts(line, extra_head)) {
		struct bytes base64 = {line.s + extra_at, line.len - extra_at};
		ok = read_extra(a, base64, &proof->extra) && take_line(&rest, &line);
	}
	ok = ok && read_index(line, &proof->index) && read_path(&rest, &proof->path);
	if (!ok) {
		return err_set(e, ERR_INPUT, "This is not a proof in the form of c2sp.org/tlog-proof@v1.");
	}
	proof->checkpoint = rest;
	return 0;
}

int proof_verify(const struct proof *proof, const struct note_key *log, struct bytes entry,
	struct checkpoint *checkpoint, struct err *e)
{
	int rc = checkpoint_open(proof->checkpoint, log, checkpoint, e);
	if (rc == 0) {
		struct hash leaf = tree_leaf(entry);
		rc = tree_check_inclusion(&leaf, proof->index, checkpoint->size, &checkpoint->root,
			proof->path.hash, proof->path.count, e);
	}
	return rc;
}

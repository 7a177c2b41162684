/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "journal/checkpoint.h"

#include "crypto/base64.h"

void checkpoint_sign(uint64_t size, const struct hash *root, const struct note_key *key,
	const struct secret *seed, struct buf *out)
{
	BUG_IF(size > TREE_SIZE_MAX);
	struct buf text = {0};
	buf_printf(&text, "%s\n%llu\n", key->name, (unsigned long long)size);
	base64_encode(BASE64_STANDARD, (struct bytes){(const char *)root->b, HASH_BYTES}, &text);
	buf_add_char(&text, '\n');
	int rc = note_sign(buf_bytes(&text), key, seed, out, NULL);
	BUG_IF(rc != 0);
	buf_done(&text);
}

/* Takes a line that ends in LF. */
static bool take_line(struct bytes *rest, struct bytes *line)
{
	size_t end = bytes_find(*rest, BYTES("\n"), 0);
	if (end == SIZE_MAX || end == 0) {
		return false;
	}
	*line = (struct bytes){rest->s, end};
	rest->s += end + 1;
	rest->len -= end + 1;
	return true;
}

static bool read_size(struct bytes line, uint64_t *size)
{
	int64_t n;
	if ((line.s[0] == '0' && line.len > 1) || line.s[0] == '-' || !bytes_int64(line, &n)) {
		return false;
	}
	*size = (uint64_t)n;
	return true;
}

int checkpoint_parse(struct bytes text, struct checkpoint *checkpoint, struct err *e)
{
	struct bytes rest = text;
	struct bytes size;
	struct bytes root;
	struct bytes extension;
	bool ok = take_line(&rest, &checkpoint->origin) && take_line(&rest, &size) &&
		take_line(&rest, &root) && read_size(size, &checkpoint->size) &&
		base64_decode_exact(BASE64_STANDARD, root, checkpoint->root.b, HASH_BYTES, NULL) == 0;
	while (ok && rest.len > 0) {
		ok = take_line(&rest, &extension);
	}
	return ok ? 0
		  : err_set(e, ERR_INPUT, "This is not a checkpoint: origin, size and root on a line each.");
}

int checkpoint_open(
	struct bytes note, const struct note_key *log, struct checkpoint *checkpoint, struct err *e)
{
	struct note parsed;
	int rc = note_parse(note, &parsed, e);
	if (rc == 0) {
		rc = note_verify(&parsed, log, 1, e);
	}
	if (rc == 0) {
		rc = checkpoint_parse(parsed.text, checkpoint, e);
	}
	if (rc == 0 && !bytes_is(checkpoint->origin, log->name)) {
		rc = err_set(e, ERR_DAMAGED, "The checkpoint is of another log than %s.", log->name);
	}
	return rc;
}

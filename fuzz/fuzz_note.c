/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Notes, checkpoints and verifier keys: whatever parses, is written back byte for byte. */
#include "fuzz.h"

#include "journal/checkpoint.h"

static void note_back(struct bytes text)
{
	struct note note;
	struct checkpoint checkpoint;
	struct buf again = {0};
	if (note_parse(text, &note, NULL) != 0) {
		return;
	}
	buf_add_bytes(&again, note.text);
	buf_add_char(&again, '\n');
	for (size_t i = 0; i < note.count; i++) {
		buf_printf(&again, "\xe2\x80\x94 %.*s %.*s\n", BYTES_ARG(note.signature[i].name),
			BYTES_ARG(note.signature[i].base64));
	}
	BUG_IF(!bytes_equal(text, buf_bytes(&again)));
	if (checkpoint_parse(note.text, &checkpoint, NULL) == 0) {
		BUG_IF(checkpoint.origin.len == 0 || checkpoint.size > TREE_SIZE_MAX);
	}
	buf_done(&again);
}

static void key_back(struct bytes text)
{
	struct note_key key;
	struct buf again = {0};
	if (note_key_parse(text, &key, NULL) != 0) {
		return;
	}
	note_key_write(&key, &again);
	BUG_IF(!bytes_equal(text, buf_bytes(&again)));
	buf_done(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text = {(const char *)data, size};
	note_back(text);
	key_back(text);
	return 0;
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "work.h"

#define QUOTE "17 people were killed"

struct bytes work_document(void)
{
	return BYTES("Officials said that " QUOTE " in the square of the town on 16 December 2011.\n");
}

void work_file(unsigned tag, unsigned number, struct buf *out)
{
	unsigned lines = (tag * 7 + number * 13) % 160;
	buf_printf(out, "Document %u of cycle %u.\n", number, tag);
	for (unsigned i = 0; i < lines; i++) {
		buf_printf(out, "Line %u, which says nothing of note (%u).\n", i, number * 31 + i);
	}
}

struct hash work_digest(unsigned tag, unsigned number)
{
	struct buf content = {0};
	work_file(tag, number, &content);
	struct hash digest = hash_sha256(buf_bytes(&content));
	buf_done(&content);
	return digest;
}

void work_id(unsigned tag, unsigned number, unsigned row, struct buf *out)
{
	buf_printf(out, "job-%u-%u-%u", tag, number, row);
}

void work_rows(unsigned tag, unsigned number, struct buf *out)
{
	char digest[HASH_HEX_CHARS + 1];
	struct bytes document = work_document();
	struct hash h = hash_sha256(document);
	size_t start = (size_t)(strstr(document.s, QUOTE) - document.s);
	hash_hex(&h, digest);
	buf_add_text(out, "{\"type\":\"source\",\"id\":\"");
	work_id(tag, number, 0, out);
	buf_add_text(out,
		"\",\"title\":\"A "
		"page\",\"kind\":\"web_page\",\"publication\":\"paper\",\"seen\":\"seen\"}\n");
	for (unsigned row = 1; row < WORK_ROWS; row++) {
		buf_add_text(out, "{\"type\":\"claim\",\"id\":\"");
		work_id(tag, number, row, out);
		buf_printf(out,
			"\",\"about\":\"event\",\"property\":\"count\",\"measure\":\"killed\",\"as_stated\":"
			"\"17\","
			"\"quantity\":{\"qualifier\":\"exact\",\"low\":17,\"high\":17},\"places\":[\"town\"],"
			"\"citations\":[{\"source\":\"");
		work_id(tag, number, 0, out);
		buf_printf(out,
			"\",\"evidence\":\"%s\",\"exact\":\"" QUOTE
			"\",\"byte_start\":%zu,\"byte_end\":%zu}]}\n",
			digest, start, start + strlen(QUOTE));
	}
}

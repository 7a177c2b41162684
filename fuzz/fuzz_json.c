/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JSON: whatever parses is written in a form that parses to the same value, and is written the same again. */
#include "fuzz.h"

#include "base/json.h"

static void write_value(const json_t *v, struct buf *out)
{
	struct json_writer j;
	jw_init(&j, out);
	jw_value(&j, v);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *v;
	struct err e = {0};
	if (json_parse((struct bytes){(const char *)data, size}, &v, &e) != 0) {
		BUG_IF(e.text[0] == '\0');
		return 0;
	}
	struct buf once = {0};
	struct buf twice = {0};
	json_t *again;
	write_value(v, &once);
	BUG_IF(json_parse(buf_bytes(&once), &again, &e) != 0);
	BUG_IF(!json_equal(v, again));
	write_value(again, &twice);
	BUG_IF(!bytes_equal(buf_bytes(&once), buf_bytes(&twice)));
	json_decref(v);
	json_decref(again);
	buf_done(&once);
	buf_done(&twice);
	return 0;
}

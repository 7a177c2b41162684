/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Records as JSON Lines: whatever passes the checks becomes an entry and cells, and comes back as it was; whatever does
 * not is refused with a sentence.
 */
#include "fuzz.h"
#include "record.h"

static void check_line(struct constants *c, struct bytes line)
{
	json_t *record;
	struct err e = {0};
	int rc = json_parse(line, &record, &e);
	if (rc != 0) {
		check_refusal(rc, &e);
		return;
	}
	const struct record_type *type = record_type_find(json_get_view(record, "type"));
	if (type) {
		json_object_del(record, "type");
		check_record(c, type, record);
	}
	json_decref(record);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes rest = {(const char *)data, size};
	struct bytes line;
	while (bytes_next_line(&rest, &line)) {
		check_line(constants(), line);
	}
	return 0;
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "muc.h"

#include <strings.h>

/* The id at the beginning of a line such as "DEV-MUC3-0001 (NOSC)" or "TST2-MUC4-0012"; empty when it is another line. */
static struct bytes message_id(struct bytes line)
{
	size_t dash = bytes_find(line, BYTES("-MUC"), 0);
	if (dash == SIZE_MAX || dash > 4 || bytes_find(line, BYTES("  "), 0) == 0) {
		return BYTES_NONE;
	}
	size_t end = dash + 1;
	while (end < line.len && line.s[end] != ' ') {
		end++;
	}
	return (struct bytes){line.s, end};
}

size_t muc_messages(struct bytes file, struct arena *a, const struct muc_message **out)
{
	struct bytes rest = file;
	struct bytes line;
	size_t count = 0;
	while (bytes_next_line(&rest, &line)) {
		count += message_id(line).len > 0;
	}
	struct muc_message *messages = arena_calloc(a, count, sizeof(*messages));
	rest = file;
	count = 0;
	while (bytes_next_line(&rest, &line)) {
		struct bytes id = message_id(line);
		if (id.len > 0) {
			messages[count++] = (struct muc_message){id, {rest.s, 0}};
		} else if (count > 0) {
			struct bytes *text = &messages[count - 1].text;
			text->len = (size_t)(line.s + line.len - text->s);
		}
	}
	*out = messages;
	return count;
}

const char muc_months[] = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";

bool muc_take_date(struct bytes *text, struct date *date)
{
	int day;
	int year;
	int len = 0;
	char month[4];
	char copy[16];
	*text = bytes_trim(*text);
	snprintf(copy, sizeof(copy), "%.*s", BYTES_ARG(*text));
	if (sscanf(copy, "%2d %3[A-Za-z] %2d%n", &day, month, &year, &len) != 3 || day < 1 || day > 31) {
		return false;
	}
	for (int m = 0; m < 12; m++) {
		if (strncasecmp(muc_months + 3 * m, month, 3) == 0) {
			*date = (struct date){(int16_t)(1900 + year), (int8_t)(m + 1), (int8_t)day};
			*text = (struct bytes){text->s + len, text->len - (size_t)len};
			return true;
		}
	}
	return false;
}

struct muc_dateline muc_dateline(struct bytes text)
{
	struct muc_dateline line = {0};
	text = bytes_trim(text);
	size_t end = bytes_find(text, BYTES("--"), 0);
	size_t comma = bytes_find(text, BYTES(","), 0);
	if (end == SIZE_MAX || comma == SIZE_MAX || comma > end) {
		return line;
	}
	struct bytes place = {text.s, comma};
	size_t bracket = bytes_find(place, BYTES(" ("), 0);
	line.city = (struct bytes){place.s, bracket == SIZE_MAX ? place.len : bracket};
	if (bracket != SIZE_MAX && bytes_ends(place, ")")) {
		line.country = (struct bytes){place.s + bracket + 2, place.len - bracket - 3};
	}
	struct bytes rest = {text.s + comma + 1, end - comma - 1};
	if (!muc_take_date(&rest, &line.date)) {
		line.date = (struct date){0};
	}
	return line;
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/list_map.h"

#include "text/charset.h"
#include "text/utf8.h"

const char *const list_date_order_names[LIST_DATE_ORDER_COUNT] = {"", "dmy", "mdy", "ymd"};
const char *const list_part_names[LIST_PART_COUNT] = {"given", "father", "grandfather", "family"};

static const char *const own_names[LIST_OWN_COUNT] = {"name", "id", "truth"};

const char *list_map_role_name(const struct list_map *map, size_t i)
{
	BUG_IF(i >= map->column_count);
	return i < map->role_count ? map->roles[i].name : own_names[i - map->role_count];
}

/* SIZE_MAX for no role. */
static size_t find_role(const struct list_map *map, struct bytes name)
{
	for (size_t i = 0; i < map->column_count; i++) {
		if (bytes_is(name, list_map_role_name(map, i))) {
			return i;
		}
	}
	return SIZE_MAX;
}

/* ------- settings ------- */

static bool read_unique(struct bytes value, struct list_settings *s)
{
	s->is_unique = bytes_is(value, "yes");
	return s->is_unique || bytes_is(value, "no");
}

static bool read_date_order(struct bytes value, struct list_settings *s)
{
	for (size_t i = LIST_DATE_DMY; i < LIST_DATE_ORDER_COUNT; i++) {
		if (bytes_is(value, list_date_order_names[i])) {
			s->date_order = (enum list_date_order)i;
			return true;
		}
	}
	return false;
}

static struct bytes next_word(struct bytes *rest)
{
	*rest = bytes_trim(*rest);
	size_t space = bytes_find(*rest, BYTES(" "), 0);
	size_t len = space == SIZE_MAX ? rest->len : space;
	struct bytes word = {rest->s, len};
	*rest = (struct bytes){rest->s + len, rest->len - len};
	return word;
}

static bool read_part(struct bytes word, enum list_part *part)
{
	for (size_t i = 0; i < LIST_PART_COUNT; i++) {
		if (bytes_is(word, list_part_names[i])) {
			*part = (enum list_part)i;
			return true;
		}
	}
	return false;
}

/* Parts, each at most once. */
static bool read_name_order(struct bytes value, struct list_settings *s)
{
	s->name_order_count = 0;
	while (value.len > 0) {
		struct bytes word = next_word(&value);
		enum list_part part;
		if (!read_part(word, &part) || s->name_order_count == LIST_PART_COUNT) {
			return false;
		}
		for (size_t i = 0; i < s->name_order_count; i++) {
			if (s->name_order[i] == part) {
				return false;
			}
		}
		s->name_order[s->name_order_count++] = part;
	}
	return s->name_order_count > 0;
}

/* "windows-1256", or "utf-8 or windows-1256" for a file in which lines of both are mixed. */
static bool read_encoding(struct bytes value, struct list_settings *s)
{
	static const char either[] = "utf-8 or ";
	s->is_mixed = bytes_starts(value, either);
	if (s->is_mixed) {
		value = (struct bytes){value.s + sizeof(either) - 1, value.len - (sizeof(either) - 1)};
	}
	s->encoding = charset_of_label(value);
	if (s->encoding && strcmp(s->encoding, "UTF-8") == 0) {
		s->encoding = NULL;
		return !s->is_mixed;
	}
	return s->encoding != NULL;
}

static bool read_delimiter(struct bytes value, struct list_settings *s)
{
	if (bytes_is(value, "tab")) {
		s->delimiter = '\t';
		return true;
	}
	s->delimiter = value.len == 1 ? value.s[0] : '\0';
	return value.len == 1 && strchr(",;|", value.s[0]);
}

static bool read_sheet(struct bytes value, struct list_settings *s)
{
	s->sheet = value;
	return value.len > 0;
}

static bool read_ages_on(struct bytes value, struct list_settings *s)
{
	return date_parse(value, &s->ages_on) && s->ages_on.day > 0;
}

static const struct {
	const char *key;
	const char *values; /* for the error */
	bool (*read)(struct bytes value, struct list_settings *s);
} settings_keys[] = {
	{"unique", "yes or no", read_unique},
	{"date_order", "dmy, mdy or ymd", read_date_order},
	{"name_order",
		"given, father, grandfather and family in the order in which they stand, each at most once",
		read_name_order},
	{"encoding",
		"an encoding such as windows-1256, or \"utf-8 or windows-1256\" where lines of both are "
		"mixed",
		read_encoding},
	{"delimiter", "one of , ; | and the word tab", read_delimiter},
	{"sheet", "the name of a sheet", read_sheet},
	{"ages_on", "the day on which the ages were true, as 2024-06-30", read_ages_on},
};

/* Index in settings_keys; its length for no setting. */
static size_t find_setting(struct bytes key)
{
	size_t i = 0;
	while (i < ARRAY_COUNT(settings_keys) && !bytes_is(key, settings_keys[i].key)) {
		i++;
	}
	return i;
}

/* ------- sections ------- */

enum section_kind { SECTION_COLUMNS, SECTION_ALL_LISTS, SECTION_ONE_LIST, SECTION_UNKNOWN };

/* name: of the list, for SECTION_ONE_LIST */
static enum section_kind kind_of_section(struct bytes section, struct bytes *name)
{
	*name = BYTES_NONE;
	if (bytes_is(section, "columns")) {
		return SECTION_COLUMNS;
	}
	if (bytes_is(section, "list")) {
		return SECTION_ALL_LISTS;
	}
	if (bytes_starts(section, "list ")) {
		*name = bytes_trim((struct bytes){section.s + 5, section.len - 5});
		return SECTION_ONE_LIST;
	}
	return SECTION_UNKNOWN;
}

static int unknown_role(const struct list_map *map, const struct ini_row *row, struct err *e)
{
	struct buf names = {0};
	for (size_t i = 0; i < map->column_count; i++) {
		buf_printf(&names, "%s%s", i > 0 ? ", " : "", list_map_role_name(map, i));
	}
	int rc = err_set(e, ERR_INPUT, "line %u: \"%.*s\" is nothing that a column can be; there are %s",
		row->line, BYTES_ARG(row->key), names.s);
	buf_done(&names);
	return rc;
}

static int check_setting(const struct ini_row *row, size_t setting, struct err *e)
{
	struct list_settings scratch;
	if (!settings_keys[setting].read(row->value, &scratch)) {
		return err_set(e, ERR_INPUT, "line %u: %s is %s", row->line, settings_keys[setting].key,
			settings_keys[setting].values);
	}
	return 0;
}

static int check_row(const struct list_map *map, const struct ini_row *row, struct err *e)
{
	struct bytes name;
	enum section_kind kind = kind_of_section(row->section, &name);
	size_t setting = find_setting(row->key);
	if (kind == SECTION_UNKNOWN) {
		return err_set(e, ERR_INPUT,
			"line %u: the section [%.*s] is not known; there are [columns], [list] and [list "
			"NAME]",
			row->line, BYTES_ARG(row->section));
	}
	if (kind != SECTION_COLUMNS && setting < ARRAY_COUNT(settings_keys)) {
		return check_setting(row, setting, e);
	}
	if (kind == SECTION_ALL_LISTS) {
		return err_set(e, ERR_INPUT,
			"line %u: \"%.*s\" is no setting of lists; columns are named in [columns]", row->line,
			BYTES_ARG(row->key));
	}
	if (find_role(map, row->key) == SIZE_MAX) {
		return unknown_role(map, row, e);
	}
	return 0;
}

static bool is_of_name(const struct list_map *map, struct bytes key)
{
	size_t role = find_role(map, key);
	if (role == map->role_count + LIST_OWN_NAME) {
		return true;
	}
	return role != SIZE_MAX &&
		(role == map->part_role[LIST_PART_GIVEN] || role == map->part_role[LIST_PART_FAMILY]);
}

void list_map_guess(const struct list_role *roles, size_t role_count, struct list_map *map)
{
	BUG_IF(role_count > LIST_ROLES_MAX);
	*map = (struct list_map){.roles = roles,
		.role_count = role_count,
		.column_count = role_count + LIST_OWN_COUNT,
		.is_guess = true};
	for (size_t p = 0; p < LIST_PART_COUNT; p++) {
		size_t role = find_role(map, bytes_of(list_part_names[p]));
		map->part_role[p] = role;
	}
}

int list_map_parse(struct bytes text, const struct list_role *roles, size_t role_count, struct arena *a,
	struct list_map *map, struct err *e)
{
	bool has_name = false;
	list_map_guess(roles, role_count, map);
	map->is_guess = false;
	if (!utf8_is_valid(text)) {
		return err_set(e, ERR_INPUT, "the map is not valid UTF-8");
	}
	int rc = ini_parse(text, a, &map->ini, e);
	for (size_t i = 0; rc == 0 && i < map->ini.count; i++) {
		rc = check_row(map, &map->ini.rows[i], e);
		has_name = has_name || is_of_name(map, map->ini.rows[i].key);
	}
	if (rc == 0 && !has_name) {
		return err_set(e, ERR_INPUT,
			"the map says of no column that it names people: given, family or name");
	}
	return rc;
}

void list_map_settings(const struct list_map *map, struct bytes list, struct list_settings *settings)
{
	*settings = (struct list_settings){0};
	/* What is said of one list comes last, wherever it stands. */
	for (unsigned pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < map->ini.count; i++) {
			const struct ini_row *row = &map->ini.rows[i];
			struct bytes name;
			bool is_one = kind_of_section(row->section, &name) == SECTION_ONE_LIST;
			size_t setting = find_setting(row->key);
			if (is_one != (pass == 1) || (is_one && !bytes_equal(name, list))) {
				continue;
			}
			if (setting < ARRAY_COUNT(settings_keys)) {
				(void)settings_keys[setting].read(row->value, settings);
			} else {
				settings->header[find_role(map, row->key)] =
					row->value.len > 0 ? row->value : BYTES_NONE;
			}
		}
	}
	settings->sheet = map->sheet.s ? map->sheet : settings->sheet;
	struct bytes *truth = &settings->header[map->role_count + LIST_OWN_TRUTH];
	*truth = map->truth.s ? map->truth : *truth;
}

struct bytes list_name_of_path(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	const char *dot = strrchr(name, '.');
	return (struct bytes){name, dot && dot > name ? (size_t)(dot - name) : strlen(name)};
}

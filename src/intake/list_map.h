/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Column maps: which column of a list says what.
 *
 *     [columns]                 for every list
 *     given = First name
 *     death_date = Date of death
 *
 *     [list]                    what holds for every list
 *     unique = yes
 *
 *     [list morgue]             for the list whose file is morgue.csv, morgue.xlsx …: settings, and columns of its own
 *     given = Vorname
 *     date_order = dmy
 *
 * What a column can mean is the caller's table of roles, so that this module knows nothing of what is done with
 * the rows. Behind them come three of its own: a whole name in one column, the row's own id, and the true identity
 * (of tests). All text is UTF-8. The format is docs/formats/column-map.md.
 */
#ifndef INTAKE_LIST_MAP_H
#define INTAKE_LIST_MAP_H

#include "base/buf.h"
#include "base/date.h"
#include "base/ini.h"

struct list_role {
	const char *name; /* in a map: "death_date" */
	bool is_date;
};

/* Behind the caller's roles. */
enum list_own_role { LIST_OWN_NAME, LIST_OWN_ID, LIST_OWN_TRUTH, LIST_OWN_COUNT };

enum { LIST_ROLES_MAX = 48 };

enum list_date_order {
	LIST_DATE_UNKNOWN,
	LIST_DATE_DMY,
	LIST_DATE_MDY,
	LIST_DATE_YMD,
	LIST_DATE_ORDER_COUNT
};
extern const char *const list_date_order_names[LIST_DATE_ORDER_COUNT]; /* "", "dmy", "mdy", "ymd" */

/* Parts of a whole name, by the names of the caller's roles. */
enum list_part {
	LIST_PART_GIVEN,
	LIST_PART_FATHER,
	LIST_PART_GRANDFATHER,
	LIST_PART_FAMILY,
	LIST_PART_COUNT
};
extern const char *const list_part_names[LIST_PART_COUNT];

struct list_map {
	const struct list_role *roles; /* the caller's; outlive the map */
	size_t role_count;
	size_t column_count;               /* role_count + LIST_OWN_COUNT */
	size_t part_role[LIST_PART_COUNT]; /* role of each part; SIZE_MAX: the caller has none */
	struct ini ini;
	struct bytes sheet; /* asked for by the person: stands above the map; absent: nothing was */
	struct bytes truth; /* header of the true identity, asked for likewise */
	bool is_guess;      /* there is no map: columns are guessed by their headers */
};

/* What a map says of one list. Views live as long as the text of the map. */
struct list_settings {
	struct bytes header[LIST_ROLES_MAX + LIST_OWN_COUNT]; /* by role; absent: no column is named for it */
	enum list_date_order date_order;
	enum list_part name_order[LIST_PART_COUNT];
	size_t name_order_count; /* 0: given first, family last */
	bool is_unique;          /* the list holds each person once */
	const char *encoding;    /* static; NULL: UTF-8 */
	bool is_mixed;           /* lines that are valid UTF-8 are UTF-8, the others in `encoding` */
	char delimiter;          /* '\0': to be found */
	struct bytes sheet;      /* of a workbook; absent: its only one */
	struct date ages_on;     /* the day on which its ages were true; absent: not known */
};

/*
 * Reads a map.
 *
 * text      of the file; lives as long as the map
 * roles     at most LIST_ROLES_MAX
 * a         owns the rows of the map
 * returns   0; ERR_INPUT with line and reason: text that is not UTF-8, a section, role, setting or value that there is
 *           not, no column of a name
 */
int list_map_parse(struct bytes text, const struct list_role *roles, size_t role_count, struct arena *a,
	struct list_map *map, struct err *e) MUST_USE;

/* A map that says nothing: columns are guessed by their headers. */
void list_map_guess(const struct list_role *roles, size_t role_count, struct list_map *map);

/*
 * What the map says of the list of that name.
 *
 * ^ What [list NAME] says stands above [columns] and [list].
 */
void list_map_settings(const struct list_map *map, struct bytes list, struct list_settings *settings);

/* The name of role i of [0, column_count), as in a map. */
const char *list_map_role_name(const struct list_map *map, size_t i);

/* A list's name: the last part of a path without its extension. A view into path. */
struct bytes list_name_of_path(const char *path);

#endif

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Fields: the one description from which a record type's validation, table, disclosure groups, exchange columns and
 * help come.
 *
 * A record is a JSON object (jansson). Its fields are described by a table of struct field that ends with
 * a NULL name. The tables are constants; adding a field is adding a row.
 */
#ifndef RECORD_FIELD_H
#define RECORD_FIELD_H

#include "base/date.h"
#include "base/json.h"
#include "base/mem.h"
#include "record/vocabulary.h"

/* The eight groups of the journal's leaf (docs/formats/journal.md). */
enum field_group {
	GROUP_WHAT,
	GROUP_WHERE,
	GROUP_WHEN,
	GROUP_SAID,
	GROUP_CITED,
	GROUP_CODING,
	GROUP_HANDLING,
	GROUP_MADE,
	GROUP_COUNT
};

extern const char *const field_group_names[GROUP_COUNT];

enum field_kind {
	FIELD_TEXT,  /* not empty */
	FIELD_WORD,  /* of a vocabulary section, or of names[] */
	FIELD_SLUG,  /* [a-z0-9._-]{1,64} of our own choosing */
	FIELD_REF,   /* id of a record of the type `of`, or of any type ("*") */
	FIELD_HASH,  /* SHA-256, 64 lowercase hexadecimal digits */
	FIELD_DATE,  /* "2011-12-16" and shorter */
	FIELD_RANGE, /* a date, or {"from", "to"} */
	FIELD_TIME,  /* "2011-12-16T08:30:00Z" */
	FIELD_INT,   /* whole number in [min, max] */
	FIELD_REAL,  /* number in [min, max] */
	FIELD_BOOL,
	FIELD_OBJECT,  /* fields[] */
	FIELD_OBJECTS, /* list of objects with fields[] */
	FIELD_REFS,    /* list of ids, not empty */
	FIELD_SLUGS,   /* list of slugs, not empty */
	FIELD_JSON,    /* an object that we keep and do not read */
};

enum field_flags {
	FIELD_REQUIRED = 1,
	FIELD_APART =
		2, /* top level only: its own salted digest inside the group's, so that it can be withheld alone */
	FIELD_IN_TABLE =
		4, /* top level only: the type folds it into a table of its own, so it has no column */
};

struct field {
	const char *name;
	const char *help; /* one line; also the comment of the column */
	enum field_kind kind;
	enum field_group group; /* top level only */
	unsigned flags;
	const char *of;           /* FIELD_WORD: vocabulary section; FIELD_REF(S): type or "*" */
	const char *const *names; /* FIELD_WORD: the words themselves */
	int name_count;
	const struct field *fields; /* FIELD_OBJECT(S) */
	int64_t min;
	int64_t max;
};

/*
 * Checks the shape of an object: every member is a field, of its kind, in its range or vocabulary, and every required
 * field is there. References are not looked up here.
 *
 * vocabulary   NULL for a record that is read back: it may have been written under other words and lacks what is sealed,
 *              so that a vocabulary's words and missing fields pass
 * returns   0, or ERR_INPUT with the dotted name of the field, what stands there and what may
 */
int field_check(const struct field *fields, const json_t *object, const struct vocabulary *vocabulary,
	struct err *e) MUST_USE;

/* The field of that name, or NULL. */
const struct field *field_find(const struct field *fields, const char *name);

/* Fields of the largest table, with room. */
enum { FIELD_COUNT_MAX = 64 };

/*
 * Puts the members of an object in the order of the table: values[i] is the member fields[i], or NULL. One pass over
 * the object, where looking each field up would hash every name.
 *
 * returns   0, or ERR_INPUT for a member that is no field
 */
int field_sort(const struct field *fields, const json_t *object, json_t *values[FIELD_COUNT_MAX],
	struct err *e) MUST_USE;

/* A member of object by dotted name ("quantity.low"), or NULL. */
json_t *field_get(const json_t *object, const char *dotted);

/* Calls visit for every reference in the object, with its dotted name and the wanted type; stops at a non-zero result. */
int field_each_ref(const struct field *fields, const json_t *object,
	int (*visit)(void *context, const char *name, const char *of, struct bytes id),
	void *context) MUST_USE;

/* Writes the object with its members in the order of the table. */
void field_write(const struct field *fields, const json_t *object, struct json_writer *j);

/* The range of a FIELD_RANGE or FIELD_DATE value that passed field_check(); NULL gives the absent range. */
struct date_range field_range(const json_t *v);

/* "2011-12-16" or "2011-12-16/2011-12-17", also "/2011" and "2011/": how a range stands in a column. */
struct bytes field_range_text(struct date_range r, struct arena *a);
void field_range_add(struct date_range r, struct buf *out);
struct date_range field_range_of_text(struct bytes text);

/*
 * The scalars of a table as columns: objects are opened up ("quantity.low"), lists and FIELD_JSON are one column each.
 *
 * names     receives the dotted names in order, in the arena
 */
size_t field_columns(const struct field *fields, struct arena *a, const char ***names);

/*
 * CSV: cell of a column, from an object and into one.
 *
 * field_add_cell()  appends one value as text: a range as above, what is no string as JSON
 * field_cell()      absent when the object has no such member
 * field_set_cell()  sets the member from text; the value is checked later by field_check(). ERR_INPUT when a list or
 *                   object cell is no JSON, or a number cell no number; ERR_NOT_FOUND for an unknown column
 */
void field_add_cell(const struct field *field, const json_t *v, struct buf *out);
struct bytes field_cell(
	const struct field *fields, const json_t *object, const char *column, struct arena *a);
int field_set_cell(const struct field *fields, json_t *object, const char *column, struct bytes cell,
	struct err *e) MUST_USE;

/* True for [a-z0-9._-]{1,64}. */
bool field_is_slug(struct bytes id);

#endif

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What reading needs beside the text: the tables of words and the gazetteer, opened once for many documents. */
#ifndef PROPOSAL_READER_H
#define PROPOSAL_READER_H

#include "base/file.h"
#include "base/json.h"
#include "model/model.h"
#include "reading/gate.h"

/* Zeroed is valid to reader_done(). Read from many threads once it is open. */
struct reader {
	struct reading_tables *tables;
	struct gazetteer *gazetteer;        /* NULL: none */
	const struct model_settings *model; /* asked too by reader_ask(); NULL: none */
	struct buf own_places;              /* the group's own gazetteer in its stored form */
	struct arena arena;
};

/*
 * Where words and places come from. Zeroed: the built-in tables, and no gazetteer.
 *
 * folder     tables of a group's own, LANGUAGE/NAME.txt: they take the place of the built-in ones of the same language
 *            and name, and further languages are added; NULL: the built-in ones
 * gazetteer  places of a group's own (docs/formats/gazetteer.md, "Source"); NULL: none
 */
struct reader_sources {
	const char *folder;
	const char *gazetteer;
	bool has_builtin_gazetteer; /* asked for the names that the group's own does not have */
};

/*
 * Opens it. Without any gazetteer places are words only.
 *
 * returns    0; ERR_INPUT with file, line and reason; ERR_NOT_FOUND; ERR_IO
 */
int reader_open(struct reader *r, const struct reader_sources *sources, struct err *e) MUST_USE;
void reader_done(struct reader *r);

/* What is known of a document beside its text; zeroed: nothing. */
struct reader_hints {
	struct date published;
	const char *language;
	const char *country;
	bool has_whole_lines; /* as of a web page: struct reading_document */
};

/*
 * Hints from words of a person: a date (a time behind it is left out), a language, a country. NULL where not given.
 *
 * returns   0 or ERR_INPUT
 */
int reader_hints_set(struct reader_hints *hints, const char *date, const char *language, const char *country,
	struct err *e) MUST_USE;

/* What came of asking a model. Zeroed: none was asked. Texts are owned by the arena. */
struct reader_answer {
	const char *name; /* of the settings; NULL: none was asked */
	struct model_answer answer;
	struct gate_result gate;
	size_t added;        /* proposals that our rules do not have */
	const char *trouble; /* why nothing came of it; NULL: something did */
};

/*
 * Reads a text, and asks the reader's model, when it has one. What the model proposes stands behind our own proposals,
 * in the order of the text; what our rules have found is not proposed again.
 *
 * ^ Without a model that answers, the reading is what reader_read() gives.
 */
void reader_ask(const struct reader *r, struct bytes text, const struct reader_hints *hints, struct arena *a,
	struct reading *out, struct reader_answer *answer);

/* Writes the member "model" of a document; nothing when none was asked. */
void reader_put_answer(struct json_writer *j, const struct reader_answer *answer);

/* Reads a text of valid UTF-8 by our own rules. a holds the result. */
void reader_read(const struct reader *r, struct bytes text, const struct reader_hints *hints, struct arena *a,
	struct reading *out);

#endif

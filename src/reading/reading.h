/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading: from the text of a document to proposed claims, each with its exact bytes, the rule that found it and why.
 * A person accepts, edits or rejects each; nothing here accepts anything.
 *
 * Pure and deterministic: text, tables and a gazetteer in, proposals out. All that is known about words stands in tables
 * (lexicon.h). Source: docs/methods/reading.md; the cascade's ten steps are named there.
 */
#ifndef READING_READING_H
#define READING_READING_H

#include "base/date.h"
#include "base/err.h"
#include "base/mem.h"
#include "reading/gazetteer.h"

/* Bytes of the document: start … end - 1. Absent: start = end. */
struct span {
	uint32_t start;
	uint32_t end;
};

struct reading_document {
	struct bytes text;     /* valid UTF-8 of less than 2^32 bytes */
	struct date published; /* what relative dates count from when no dateline says; zeroed: unknown */
	const char *language;  /* "en", "ru"; guessed where it is NULL or has no tables */
	const char
		*country; /* ISO 3166 letters of where the document is about, to rank places; NULL: unknown */
	bool has_whole_lines; /* as the text of a web page: a line is a whole block, and not wrapped */
};

/* Whose words: one step of the chain from the document inward. */
struct attribution {
	struct span who; /* absent: a voice without a name ("reportedly") */
	const char *
		class_name; /* vocabulary [originator]: official, ngo, court, hospital, media, residents, party, … */
	const char *verb; /* vocabulary [verb]: states, reports, claims, denies, … */
	unsigned hedge;   /* 0 said as a fact … 3 mere possibility */
};

enum reading_modality {
	MODALITY_FACT,
	MODALITY_REPORTED,
	MODALITY_ALLEGED,
	MODALITY_DENIED,
	MODALITY_THREATENED,
	MODALITY_HYPOTHETICAL,
	MODALITY_FUTURE,
	MODALITY_ESTIMATE,
	MODALITY_OPINION,
};

/* How sure it is who did it. */
enum reading_responsibility {
	RESPONSIBILITY_UNSAID, /* nobody is named */
	RESPONSIBILITY_FACT,
	RESPONSIBILITY_CLAIMED, /* by those who did it */
	RESPONSIBILITY_ACCUSED, /* suspected, alleged, blamed */
	RESPONSIBILITY_ACCUSED_BY_AUTHORITIES,
	RESPONSIBILITY_POSSIBLE, /* named beside it, and not accused */
	RESPONSIBILITY_DENIED,   /* by those who were accused */
};

/* How a proposal stands to another of the same document. */
enum reading_relation {
	RELATION_NONE,
	RELATION_TOTAL, /* others are parts of it */
	RELATION_PART,  /* included in `related`; of another measure: "five were shot, one of them fatally" */
	RELATION_REPETITION, /* says again what `related` says */
	RELATION_UPDATE,     /* takes the place of `related` */
	RELATION_CONTRAST,   /* another figure for the same by another voice */
};

struct proposal {
	const char *measure;   /* vocabulary [measure] */
	double low;            /* NAN: no lower bound */
	double high;           /* NAN: no upper bound */
	double point;          /* "about 400": 400, and so are both bounds; else NAN */
	const char *qualifier; /* vocabulary [qualifier]: exact, at_least, more_than, …; some for "several" */
	const char *unit;      /* people, percent, years, months, companies, events, … */
	struct span as_stated;       /* the words of the number */
	struct span victims;         /* who it was done to, in the document's words */
	const char *victim_class;    /* vocabulary [victim_class]; NULL: the text does not say */
	struct span by;              /* who did it; absent when not said; may stand in another sentence */
	struct span by_organisation; /* the organisation of those who did it; absent when none is named */
	enum reading_responsibility responsibility;
	struct span cause;                         /* weapon or cause */
	struct span place;                         /* words of the place */
	const struct gazetteer_place *place_found; /* NULL: none, or ambiguous (then place_is_ambiguous) */
	bool place_is_ambiguous;
	unsigned place_precision; /* UCDP 1 … 7; 0: not said */
	struct date from;         /* when it happened; zeroed when not said */
	struct date to;
	unsigned date_precision; /* UCDP 1 … 5; 0: not said */
	bool is_year_inferred;
	struct date as_of;                      /* when it was said, where the text tells ("as of Sunday") */
	const struct attribution *attributions; /* from the document inward */
	size_t attribution_count;
	enum reading_modality modality;
	bool is_background; /* another incident: an earlier attack, a year's total */
	uint32_t list;      /* number of its act in the document: people of one act add up, but for parts */
	bool is_additive;   /* "another", "also": beside what was said before */
	enum reading_relation relation;
	size_t related;     /* index of the other proposal; meaningless with RELATION_NONE and _TOTAL */
	double denominator; /* of a share: of how many; NAN when the text does not say, as `reason` then tells */
	struct span persons[8]; /* named persons among the victims */
	size_t person_count;
	struct span quote;  /* the whole of it: exact bytes */
	uint32_t sentence;  /* number of its sentence, from 0 */
	const char *rule;   /* id of the rule: "killed.passive" */
	const char *reason; /* one line for a person: why */
};

enum mention_kind { MENTION_PERSON, MENTION_ORGANISATION, MENTION_PLACE };

/* A name as it stands; mentions are never merged here. */
struct mention {
	enum mention_kind kind;
	struct span name;
	struct span role; /* "head of …", "spokesman"; absent when not said */
};

/* An armed or political side that a sentence names, and what it says that the side did. */
struct actor {
	struct span words;        /* the whole phrase: "alleged members of the X" */
	struct span organisation; /* its name; absent when none is named */
	struct span deed; /* "attacked", "claimed responsibility"; absent when the side is only named */
	enum reading_responsibility responsibility; /* UNSAID without a deed */
	bool is_statement; /* the deed is a statement of responsibility as such, for what other sentences tell */
	unsigned hedge;    /* the strongest beside it: 0 said as a fact … 3 mere possibility */
	const char
		*source; /* vocabulary [originator]: whose words its sentence is; NULL: the document's own */
	bool is_state;   /* an army, a police, a government */
	bool is_armed;   /* fights, and is no state's */
	uint32_t sentence; /* number of its sentence, from 0 */
};

/* An attack on a thing, told as such: nobody need have been hurt. */
struct attack {
	struct span deed;   /* "bombed", "explosion" */
	struct span target; /* its head: "pipelines" */
	const char *kind;   /* of the target, by the tables: homes, energy, diplomatic, military, … */
	uint32_t sentence;  /* number of its sentence, from 0 */
};

/* The document's own answer for a measure. */
struct reading_total {
	const char *measure;
	double low;
	double high;            /* NAN where absent, as in a proposal */
	const size_t *rests_on; /* indices of proposals */
	size_t count;
};

/* In the order of the text. Owned by the arena. */
struct reading {
	const struct proposal *proposals;
	size_t proposal_count;
	const struct mention *mentions;
	size_t mention_count;
	const struct actor *actors; /* each naming of a side, and each statement of its responsibility */
	size_t actor_count;
	const struct attack *attacks;
	size_t attack_count;
	const char *language; /* that of the tables used */
	const char *trouble;  /* why not all was read ("The text has no words."); NULL when all was */
};

struct reading_tables; /* of all languages; opaque, owned by the arena that it was made in */

struct reading_table {
	const char *language; /* "en" */
	const char *name;     /* "act.txt" */
	struct bytes text;    /* must outlive the tables */
};

/* The tables that are built into the program; the list is owned by the arena. Returns their number. */
size_t reading_builtin(struct arena *a, const struct reading_table **tables);

/* Reads the tables. -ERR_INPUT with table, line and reason. */
int reading_load(const struct reading_table *tables, size_t count, struct arena *a,
	struct reading_tables **out, struct err *e) MUST_USE;

/* Whether there are tables for a language: 0, or -ERR_INPUT with a sentence that names those there are. */
int reading_check_language(const struct reading_tables *tables, const char *language, struct err *e) MUST_USE;

/*
 * Reads one document.
 *
 * gazetteer: NULL when there is none; places are then words only. a: holds the result.
 * ^ reading_is_deterministic: the same document and tables give the same proposals.
 * ^ reading_quotes_are_exact: every span lies in the document, on character boundaries.
 * ^ reading_is_linear: time and memory grow with the length, whatever the text.
 */
void reading_read(const struct reading_tables *tables, const struct gazetteer *gazetteer,
	const struct reading_document *document, struct arena *a, struct reading *out);

/*
 * The document's own answers: subsets, repetitions, updates and background taken into account; never a sum across
 * sentences without an additive cue or other victims. Killed and injured first, then each measure that some proposal has,
 * in the order of the text; count 0: the text does not say.
 */
void reading_totals(
	const struct reading *reading, struct arena *a, const struct reading_total **totals, size_t *count);

#endif

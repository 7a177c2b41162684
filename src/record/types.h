/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Claims, decisions, places and incidents as the pure engines see them: plain structs, no database.
 *
 * All text is UTF-8 in views that live as long as the arena they were read into. Absent text has s == NULL.
 * The fields and their meaning: docs/formats/claim.md.
 */
#ifndef RECORD_TYPES_H
#define RECORD_TYPES_H

#include "base/bytes.h"
#include "base/date.h"

/* The claim's measure of certainty about itself. Index order equals record_mode_names[]. */
enum record_mode {
	RECORD_MODE_FACT,
	RECORD_MODE_REPORTED,
	RECORD_MODE_ALLEGED,
	RECORD_MODE_FINDING,
	RECORD_MODE_DENIED,
	RECORD_MODE_ESTIMATE,
	RECORD_MODE_OPINION,
	RECORD_MODE_PREDICTION,
	RECORD_MODE_UNDERTAKING,
	RECORD_MODE_COUNT
};

enum record_polarity { RECORD_AFFIRMED, RECORD_DENIED, RECORD_NOTHING_FOUND, RECORD_POLARITY_COUNT };

enum record_status {
	RECORD_ACCEPTED,
	RECORD_CONFLICT,
	RECORD_WORK_NEEDED,
	RECORD_ISSUE,
	RECORD_RETRACTED,
	RECORD_STATUS_COUNT
};

enum record_qualifier {
	RECORD_EXACT,
	RECORD_AT_LEAST,
	RECORD_MORE_THAN,
	RECORD_AT_MOST,
	RECORD_AS_MANY_AS,
	RECORD_FEWER_THAN,
	RECORD_BETWEEN,
	RECORD_APPROXIMATELY,
	RECORD_ALL,
	RECORD_MOST,
	RECORD_SOME,
	RECORD_QUALIFIER_COUNT
};

/* Who stands behind a number. */
enum record_class {
	RECORD_CLASS_OFFICIAL,
	RECORD_CLASS_FOREIGN_GOVERNMENT,
	RECORD_CLASS_IGO,
	RECORD_CLASS_NGO,
	RECORD_CLASS_COURT,
	RECORD_CLASS_HOSPITAL,
	RECORD_CLASS_MEDIA,
	RECORD_CLASS_RESIDENTS,
	RECORD_CLASS_PARTY,
	RECORD_CLASS_UNATTRIBUTED,
	RECORD_CLASS_COUNT
};

/* How a claim, or a decision about it, stands to the scope that a figure is asked for. */
enum record_relation {
	RECORD_SAME,
	RECORD_PART,
	RECORD_WIDER,
	RECORD_EARLY,
	RECORD_ADDITIONAL,
	RECORD_UNCLEAR,
	RECORD_RELATION_COUNT
};

enum record_decision_kind {
	RECORD_DECIDE_RELATION,
	RECORD_DECIDE_EXCLUDE,
	RECORD_DECIDE_GRADE_BEST,
	RECORD_DECIDE_SAME_ORIGINATOR,
	RECORD_DECIDE_ACCUSED,
	RECORD_DECIDE_PARTS,
	RECORD_DECIDE_PENDING,
	RECORD_DECIDE_NAMED,
	RECORD_DECIDE_SUBTRACTION,
	RECORD_DECIDE_REVOKE,
	RECORD_DECIDE_REJECT_PROPOSAL,
	RECORD_DECIDE_MATCH,
	RECORD_DECISION_KIND_COUNT
};

enum record_derivation {
	RECORD_QUOTES,
	RECORD_COPIES,
	RECORD_TRANSLATES,
	RECORD_SUMMARISES,
	RECORD_UNPROVEN,
	RECORD_DERIVATION_COUNT
};

/* The words of the exchange format, in the order of the enums. */
extern const char *const record_mode_names[RECORD_MODE_COUNT];
extern const char *const record_polarity_names[RECORD_POLARITY_COUNT];
extern const char *const record_status_names[RECORD_STATUS_COUNT];
extern const char *const record_qualifier_names[RECORD_QUALIFIER_COUNT];
extern const char *const record_class_names[RECORD_CLASS_COUNT];
extern const char *const record_relation_names[RECORD_RELATION_COUNT];
extern const char *const record_decision_kind_names[RECORD_DECISION_KIND_COUNT];
extern const char *const record_derivation_names[RECORD_DERIVATION_COUNT];

/* Index of word in names[0..count), or -1. */
int record_word_index(const char *const *names, int count, struct bytes word);

/* What a claim covers, or what a figure is asked for. Absent dimension: not restricted. */
struct scope {
	struct bytes victim_class; /* "any" says: expressly without restriction */
	struct bytes by;           /* perpetrator */
	struct bytes cause;
	const struct bytes *places; /* place ids */
	size_t place_count;
	struct date_range window;
};

/* A number as stated: docs/formats/claim.md, table "quantity". */
struct quantity {
	enum record_qualifier qualifier;
	bool has_low;
	bool has_high;
	bool has_point;
	bool has_percent;
	int64_t low;   /* people, 0 … LIMIT_COUNT */
	int64_t high;  /* people */
	int64_t point; /* people */
	double percent;
	struct bytes vague; /* "dozens" */
	struct bytes unit;  /* absent: people */
	struct bytes counting_unit;
	struct bytes of_claim;
};

/* One speaker between the document and the number. */
struct attribution_step {
	struct bytes originator; /* absent when unattributed */
	enum record_class class;
	struct bytes verb;
	struct bytes as_stated;
};

struct citation {
	struct bytes source;
	struct bytes evidence; /* SHA-256 in hex */
	struct bytes text;     /* SHA-256 in hex */
	struct bytes exact;
	struct bytes prefix;
	struct bytes suffix;
	int64_t byte_start;
	int64_t byte_end;
	int64_t char_start;
	int64_t char_end;
};

struct claim {
	int64_t seq; /* index of its journal entry, from 0 */
	struct bytes id;
	struct bytes about;
	struct bytes property;
	struct bytes measure;
	struct bytes as_stated;
	struct quantity quantity;
	struct scope scope;
	struct date_range as_of;
	struct date_range published; /* of its first citation's source */
	const struct attribution_step *attribution;
	size_t attribution_count;
	enum record_polarity polarity;
	enum record_mode mode;
	enum record_status status;
	bool additional;
	int credibility; /* 1 … 6, 0 absent */
	struct bytes restates;
	struct bytes replaces;
	struct bytes source; /* of its first citation */
	const struct citation *citations;
	size_t citation_count;
	bool sealed; /* a group of it is sealed: it may lack fields */
};

struct source_link {
	struct bytes source;
	enum record_derivation kind;
};

struct source {
	int64_t seq;
	struct bytes id;
	struct bytes title;
	struct bytes publication;
	struct bytes url;
	struct bytes language;
	struct date_range published;
	struct bytes seen;
	const struct source_link *derived_from;
	size_t derived_count;
};

struct publication {
	int64_t seq;
	struct bytes id;
	struct bytes name;
	struct bytes kind;
	struct bytes country;
};

struct place {
	struct bytes id;
	struct bytes label;
	struct bytes within; /* absent: outermost */
};

struct incident {
	int64_t seq;
	struct bytes id;
	struct bytes label;
	struct bytes parent; /* absent: top */
	struct scope target;
};

struct decision {
	int64_t seq;
	struct bytes id;
	enum record_decision_kind kind;
	struct bytes about;
	const struct bytes *claims;
	size_t claim_count;
	const struct bytes *originators;
	size_t originator_count;
	enum record_relation relation;
	struct bytes measure;
	struct bytes rule;
	struct bytes total;
	int64_t list_count; /* -1 absent */
	struct bytes reason;
	struct bytes revokes;
};

#endif

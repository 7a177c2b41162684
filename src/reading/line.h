/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Private to src/reading/: one sentence in work. The cascade rewrites its pieces, each step into fewer and larger ones:
 *
 *     tokens -> phrases of the tables -> numbers -> names -> groups of people -> acts -> bindings -> proposals
 *
 * Every array has room for as many elements as the sentence has tokens, which sentence.c bounds.
 */
#ifndef READING_LINE_H
#define READING_LINE_H

#include "reading/classes.h"
#include "reading/reading.h"
#include "reading/token.h"
#include "reading/when.h"
#include "record/types.h"

enum piece_kind { PIECE_WORD, PIECE_MARK, PIECE_NUMBER, PIECE_NAME, PIECE_GROUP, PIECE_ACT };

struct piece {
	uint32_t first; /* tokens of the text */
	uint32_t end;
	uint8_t kind;
	char mark;                      /* of a mark */
	uint8_t flags;                  /* enum token_flag of its first token */
	uint64_t classes;               /* bits of the classes in `meanings` */
	const struct meaning *meanings; /* of a word or phrase; NULL when no table has it */
	uint32_t at;                    /* index into numbers, groups or acts of its kind */
};

enum number_kind {
	NUMBER_COUNT, /* may count people */
	NUMBER_SHARE, /* all, most, both, none */
	NUMBER_PERCENT,
	NUMBER_DURATION, /* unit: years, months … */
	NUMBER_AGE,
	NUMBER_DATE,
	NUMBER_OTHER, /* money, distance, time, route, ordinal … */
};

struct number {
	enum number_kind kind;
	enum record_qualifier qualifier;
	double low; /* NAN: absent, as in a proposal */
	double high;
	double point;
	const char *unit; /* of a duration: "years"; NULL otherwise */
	bool is_vague;    /* a word without a number: "dozens" */
	bool is_additive; /* "another 19" */
	struct token_range tokens;
};

enum group_flag {
	GROUP_NUMBERED = 1, /* a number or share was said */
	GROUP_NAMED = 2,    /* a person's name, or what may be one */
	GROUP_PRONOUN = 4,
	GROUP_ELIDED = 8,      /* a number without a noun */
	GROUP_UNLISTED = 16,   /* a number before words that no table has as people or things */
	GROUP_MANY = 32,       /* plural without a number */
	GROUP_ADDITIVE = 64,   /* others, another */
	GROUP_PARTITIVE = 128, /* "two of the men" */
	GROUP_THING = 256,     /* no people */
	GROUP_DEFINITE = 512,  /* "the man" */
	GROUP_ORGANISATION = 1024,
	GROUP_INJURED = 2048,  /* "the wounded" */
	GROUP_ONE = 4096,      /* "a man" */
	GROUP_OBLIQUE = 8192,  /* in a case that is no subject's */
	GROUP_AGENT = 16384,   /* in the case of who did it */
	GROUP_OPEN = 32768,    /* of a proposal: what was done to them leaves open whether they live */
	GROUP_OWNED = 65536,   /* "his wife" */
	GROUP_OBJECT = 131072, /* of an act before it */
	/* of a proposal: its clause names who did it, in words that were not read */
	GROUP_UNREAD_DOER = 262144,
};

struct group {
	uint32_t flags;
	struct number number;     /* NAN without GROUP_NUMBERED, but 1 for one person */
	const char *victim_class; /* NULL: unsaid */
	const char *unit;         /* of a thing */
	struct token_range name;  /* of a person; empty without one */
	struct token_range tokens;
};

enum act_form {
	FORM_BASE,
	FORM_PAST,
	FORM_PARTICIPLE,
	FORM_ING,
	FORM_NOUN,
	FORM_STATE,
	FORM_INFINITIVE,
	FORM_FIELD,
	FORM_COUNT
};
enum act_role { ROLE_OBJECT, ROLE_SUBJECT, ROLE_OF, ROLE_AGAINST, ROLE_EVENT, ROLE_EVENTS, ROLE_COUNT };

struct act {
	const struct meaning *meanings; /* from the first of class ACT */
	const char *measure;
	enum act_form form;
	enum act_role role;
	bool has_be;
	bool has_have;
	bool has_to;
	bool is_negated;
	bool is_additive; /* "were also killed" */
	bool is_charge;   /* what somebody is accused of: when it was says nothing of another incident */
	enum reading_modality modality;
	unsigned hedge;
	struct token_range tokens; /* the whole verb group */
};

enum { BINDING_GROUPS_MAX = 16, LINE_VOICES_MAX = 8 };

/* An act with those it was done to. */
struct binding {
	uint32_t act;
	const char *measure;
	uint32_t groups[BINDING_GROUPS_MAX];
	bool is_part[BINDING_GROUPS_MAX];
	uint32_t count;
	uint32_t agent;      /* group, or UINT32_MAX */
	const char *pattern; /* "passive", "object", … for the rule's id */
	struct token_range clause;
};

/* A voice that a sentence names: "X said", "according to X". */
struct voice {
	struct attribution said;
	struct token_range tokens; /* the source with the word for saying */
	uint32_t said_at;          /* token of the word for saying */
	bool is_through; /* it passes on the words of the voice beside it: "quoted by X", "told X" */
};

/* An armed or political side as a sentence names it: an organisation, its people, or people without one ("the rebels"). */
struct side {
	uint32_t first; /* pieces as line_begin() makes them: of the whole phrase */
	uint32_t end;
	struct token_range words; /* the whole phrase: "alleged members of the X" */
	struct token_range name;  /* of the organisation; empty: none is named */
	bool is_hedged;           /* "alleged" */
	bool is_people;           /* fighters, members: not the organisation itself */
	bool is_state;            /* an army, a police, a government */
	bool is_armed;            /* fights, and is no state's */
};

/* A date and its words. */
struct line_when {
	struct when when;
	struct token_range tokens;
	bool is_ahead; /* of what has still to come */
};

/* A name behind a preposition of place. */
struct line_place {
	struct token_range words;
	struct gazetteer_place place;
	bool is_known; /* the gazetteer has it; place is absent otherwise */
	bool is_ambiguous;
};

/* Words of the names so far, by hash: where capitals tell nothing, a surname alone is known again. */
struct name_memory {
	uint64_t bits[64];
};

struct line {
	const struct text *text;
	const struct lexicon *lexicon;
	struct arena *arena; /* for this sentence */
	struct name_memory *names;
	struct token_range tokens;
	struct piece *pieces;
	uint32_t count;
	struct number *numbers;
	uint32_t number_count;
	struct group *groups;
	uint32_t group_count;
	struct act *acts;
	uint32_t act_count;
	struct binding *bindings;
	uint32_t binding_count;
	struct side *sides;
	uint32_t side_count;
	struct line_when *whens;
	uint32_t when_count;
	struct voice voices[LINE_VOICES_MAX]; /* in the order of the text */
	uint32_t voice_count;
	uint64_t classes;   /* of all its words and phrases */
	bool has_acts;      /* an act or a toll: without one the sentence says nothing of people */
	bool has_dates;     /* a month or year */
	unsigned grammar;   /* enum grammar */
	bool is_background; /* a cue for another incident stands in it */
	bool is_additive;   /* "elsewhere", "in another attack" opens it */
};

/* phrase.c: the longest phrases of the tables, from left to right. */
void line_begin(struct line *line, const struct text *text, const struct lexicon *lexicon,
	const struct sentence *sentence, struct arena *a);

/* The steps, in this order; each in the file of its name. */
void line_numbers(struct line *line);
void line_names(struct line *line);
void line_voices(struct line *line); /* attribution.c */
void line_groups(struct line *line);
void line_acts(struct line *line);
void line_bind(struct line *line);

/*
 * attribution.c: the voices that say what stands at a token, from the document inward; how many there are. To be asked
 * when acts and groups are known.
 */
uint32_t line_voices_of(const struct line *line, uint32_t at, const struct voice *out[LINE_VOICES_MAX]);

/* What the tables of a language say of its sentences: [grammar]. */
enum grammar {
	GRAMMAR_HEAD_FIRST =
		1, /* complements stand behind the noun: "workers of the mine" without the "of" */
	GRAMMAR_FREE_ORDER = 2, /* whom a verb is about stands on either side of it */
	GRAMMAR_GENITIVE = 4,   /* a noun's "of" is a case: "death 17 people" */
};

/* grammar.c: the switches of a language's tables, as bits. */
unsigned grammar_of(const struct lexicon *lexicon);

/* Whether a group may be a subject, by its case. */
bool group_is_subject(const struct group *g);

/*
 * The piece of the group behind an act that the act is about; UINT32_MAX when none is.
 *
 * is_object: the act is active: an accusative is looked for, not a nominative.
 */
uint32_t order_behind(const struct line *line, uint32_t at, bool is_object);

enum { KNOWN_SIDES_MAX = 64, KNOWN_BUCKETS = 256 };

/* The name of an organisation that the document has told, to know it again where nothing tells. */
struct known_side {
	uint64_t hash;  /* of its words */
	uint32_t words; /* pieces */
	uint8_t older;  /* the one known before it of the same bucket, from 1; 0: none */
	bool is_armed;
};

/* The nearest word for saying before an act in its sentence: whether or not it is known who says it. */
struct saying {
	uint32_t at;      /* byte of the document behind it; 0: none */
	const char *verb; /* its kind: "claims" */
};

/* What the reading of a document carries from sentence to sentence. */
struct work {
	const struct reading_document *document;
	const struct gazetteer *gazetteer;
	struct arena *out;
	struct proposal *proposals;
	size_t count;
	size_t room;
	uint32_t *victim_flags; /* enum group_flag of each proposal's victims */
	struct saying *sayings; /* of each proposal */
	uint32_t base;          /* byte of the document that the text in work begins at */
	uint32_t sentence;      /* number of the sentence in the document */
	uint32_t list;          /* acts so far */
	unsigned grammar;       /* enum grammar */
	bool is_full;           /* no more proposals are taken */
	struct name_memory names;
	struct when_anchor anchor;
	struct when paragraph_when; /* the newest date of the paragraph; precision 0: none */
	struct line_place *places;  /* of the sentence, found when its first proposal asks */
	uint32_t place_count;
	bool has_places;
	struct mention *mentions;
	size_t mention_count;
	size_t mention_room;
	struct known_side known[KNOWN_SIDES_MAX];
	size_t known_count;
	uint8_t known_newest[KNOWN_BUCKETS]; /* by the hash of the first word: from 1; 0: none */
	struct actor *actors;
	size_t actor_count;
	size_t actor_room;
	struct attack *attacks;
	size_t attack_count;
	size_t attack_room;
};

/*
 * scope.c: begins a paragraph; is_first: the document's. Finds a line's dates, and tells whether words lie in one. Sets
 * place, date and cause of a proposal.
 */
void line_begin_block(const struct line *line, struct work *work, bool is_first);
void line_dates(struct line *line, struct work *work, bool has_dates);
bool line_is_date(const struct line *line, struct token_range words);
void line_scope(const struct line *line, struct work *work, struct token_range act, struct proposal *p);

/* scope.c: whether a cue for another incident is said of an act, and not of another one of the sentence. */
bool line_is_background(const struct line *line, struct token_range act);

/* side.c: the sides that a line names. Reads the pieces of line_begin(). */
void line_sides(struct line *line, struct work *work);

/* responsible.c: what a line says of who did it; then, for the whole document, who is held responsible for each proposal. */
void line_responsible(const struct line *line, struct work *work);
void work_hold(struct work *work);

/* target.c: the attacks on things that a line tells. */
void line_attacks(const struct line *line, struct work *work);

/* mention.c: the names of a line. */
void line_mentions(const struct line *line, struct work *work);

/* each.c: multiplies the number of an act's only group where it is said of each of several. */
void line_multiply(const struct line *line, const struct binding *b, struct proposal *p);

/* propose.c: writes the proposals of a line. */
void line_propose(const struct line *line, struct work *work);

/* relation.c: how the proposals of the document stand to each other. */
void work_relate(struct work *work);

/* reading.c: the tables for the language of a document; NULL when none know it. */
const struct lexicon *reading_lexicon(
	const struct reading_tables *tables, const struct reading_document *document);

/* A piece of the line; behind the last, and before the first, a point. */
static inline const struct piece *piece_at(const struct line *line, uint32_t i)
{
	static const struct piece nothing = {.kind = PIECE_MARK, .mark = '.'};
	return i < line->count ? &line->pieces[i] : &nothing;
}

static inline bool is_mark(const struct piece *p, char mark)
{
	return p->kind == PIECE_MARK && p->mark == mark;
}

/* Whether a word or phrase of the line has one of the classes. */
static inline bool line_has(const struct line *line, uint64_t classes)
{
	return (line->classes & classes) != 0;
}

/* Whether a piece has one of the classes. */
static inline bool piece_has(const struct piece *p, uint64_t classes)
{
	return (p->classes & classes) != 0;
}

/* Classes for sides and what they do, which mean nothing to the steps that look for people and acts. */
#define SIDE_CLASSES (CLASS_BIT(FACTION) | CLASS_BIT(RESPONSIBLE) | CLASS_BIT(TARGET) | CLASS_BIT(VIOLENCE))

static inline bool piece_is_plain(const struct piece *p)
{
	return (p->classes & ~SIDE_CLASSES) == 0;
}

/* The first attribute of its meaning of a class; "" when there is none. */
const char *piece_attribute(const struct piece *p, enum word_class class);

/* Whether a piece says that something has still to come: "will", "scheduled". */
bool piece_is_ahead(const struct piece *p);

/* Whether a piece is a preposition of a section: [preposition of], [preposition by], [preposition in]. */
bool piece_is_preposition(const struct piece *p, const char *section);

/* Whether a piece is the "'s" of "X's murder". */
bool piece_is_possessive(const struct line *line, const struct piece *p);

/* The bytes of tokens as a span of the text. */
struct span line_span(const struct line *line, struct token_range range);

/* A span of the text in work as one of the document; an absent one stays absent. */
static inline struct span span_in_document(const struct work *work, struct span s)
{
	return s.start == s.end ? (struct span){0, 0}
				: (struct span){s.start + work->base, s.end + work->base};
}

/* The bytes of tokens as a span of the document. */
static inline struct span document_span(
	const struct work *work, const struct line *line, struct token_range range)
{
	return span_in_document(work, line_span(line, range));
}

#endif

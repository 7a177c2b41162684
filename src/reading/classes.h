/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The classes of words: what a section of a table may begin with. The attributes of each stand in the table that uses
 * it (data/reading/en/).
 */
#ifndef READING_CLASSES_H
#define READING_CLASSES_H

#define READING_CLASSES(X) \
	X(ABBREVIATION, "abbreviation") \
	X(ACT, "act") \
	X(AGE, "age") \
	X(AGAIN, "again") \
	X(AHEAD, "ahead") \
	X(ARTICLE, "article") \
	X(AUXILIARY, "auxiliary") \
	X(BACKGROUND, "background") \
	X(BETWEEN, "between") \
	X(BOUNDARY, "boundary") \
	X(CAUSE, "cause") \
	X(COMMON, "common") \
	X(CONJUNCTION, "conjunction") \
	X(DETERMINER, "determiner") \
	X(EACH, "each") \
	X(EVENT, "event") \
	X(FACTION, "faction") \
	X(FATAL, "fatal") \
	X(FRACTION, "fraction") \
	X(GIVEN, "given") \
	X(GRAMMAR, "grammar") \
	X(GUARD, "guard") \
	X(HEDGE, "hedge") \
	X(INCLUDING, "including") \
	X(LIGHT, "light") \
	X(MONTH, "month") \
	X(MULTIPLIER, "multiplier") \
	X(NEGATION, "negation") \
	X(NUMBER, "number") \
	X(OPEN, "open") \
	X(ORDINAL, "ordinal") \
	X(ORGANISATION, "organisation") \
	X(OTHERS, "others") \
	X(PERSON, "person") \
	X(PLACE, "place") \
	X(PREPOSITION, "preposition") \
	X(PRONOUN, "pronoun") \
	X(QUALIFIER, "qualifier") \
	X(QUANTIFIER, "quantifier") \
	X(RECIPROCAL, "reciprocal") \
	X(RELATION, "relation") \
	X(RELATIVE, "relative") \
	X(RESPONSIBLE, "responsible") \
	X(SAY, "say") \
	X(SEASON, "season") \
	X(SHARE, "share") \
	X(SOURCE, "source") \
	X(TARGET, "target") \
	X(THING, "thing") \
	X(TITLE, "title") \
	X(TO, "to") \
	X(TOLL, "toll") \
	X(UNIT, "unit") \
	X(VAGUE, "vague") \
	X(VERB, "verb") \
	X(VIOLENCE, "violence") \
	X(WEEKDAY, "weekday") \
	X(WHEN, "when") \
	X(WHEN_LINK, "when_link")

enum word_class {
#define READING_CLASS_ENUM(name, word) CLASS_##name,
	READING_CLASSES(READING_CLASS_ENUM)
#undef READING_CLASS_ENUM
		CLASS_COUNT
};

/* A set of classes as bits. */
#define CLASS_BIT(name) (UINT64_C(1) << CLASS_##name)

/* Names in the order of the enum, NULL behind the last. */
extern const char *const reading_class_names[CLASS_COUNT + 1];

#endif

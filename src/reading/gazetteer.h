/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Places by name, in any script that the gazetteer has. Names that several places share stay several: the ranking says
 * why one comes first, and a tie is asked.
 */
#ifndef READING_GAZETTEER_H
#define READING_GAZETTEER_H

#include "base/err.h"
#include "base/mem.h"
#include "reading/gazetteer_words.h"

enum place_feature { PLACE_COUNTRY, PLACE_ADMIN1, PLACE_ADMIN2, PLACE_TOWN, PLACE_OTHER };

/* Texts are owned by the gazetteer. Countries and first-level divisions have the coordinates of their seat, second-level
 * ones the middle of their towns. */
struct gazetteer_place {
	int64_t id;          /* GeoNames id; 0 for what has none */
	const char *name;    /* main name */
	const char *country; /* ISO 3166 alpha-2 */
	const char *admin1;  /* name of the first-level division; "" when unknown */
	enum place_feature feature;
	bool is_capital;    /* of its country or of a first-level division */
	int64_t population; /* 0: unknown */
	double latitude;    /* degrees, WGS 84 */
	double longitude;
};

struct gazetteer; /* opaque */

/* What else is known of the document, to rank places that share a name. Zeroed: nothing. */
struct gazetteer_context {
	const char *const *countries; /* ISO letters, the most mentioned first */
	size_t country_count;
	const char *const *admins; /* names of divisions that the document mentions */
	size_t admin_count;
};

/*
 * Opens a gazetteer in its stored form (docs/formats/gazetteer.md). Looks at its head only: pages come as they are asked
 * for. Thousands of documents share one; safe to read from many threads.
 *
 * data: must outlive it; any bytes, also of a stranger
 * words: kinds of divisions and case endings; must outlive it
 * Returns 0, or -ERR_INPUT when it is not one.
 * ^ Whatever the bytes, a gazetteer that opens is safe to ask.
 */
int gazetteer_open(struct bytes data, const struct gazetteer_words *words, struct arena *a,
	struct gazetteer **out, struct err *e) MUST_USE;

/*
 * The gazetteer that is built into the program: places of GeoNames (data/gazetteer/NOTICE).
 *
 * words: kinds of divisions and case endings; must outlive it
 */
int gazetteer_builtin(
	const struct gazetteer_words *words, struct arena *a, struct gazetteer **out, struct err *e) MUST_USE;

/*
 * Kinds of divisions and case endings that are built into the program.
 *
 * tables: of a group's own, named "LANGUAGE/place.txt": each takes the place of the built-in one of its name, or is
 *         added. They must outlive the words; NULL: none
 */
int gazetteer_words_builtin(const struct lexicon_table *tables, size_t count, struct arena *a,
	struct gazetteer_words **out, struct err *e) MUST_USE;

/*
 * Has the gazetteer ask another for the names that it does not have itself: places of a group's own stand before those
 * of the world.
 *
 * behind: must outlive it; made with the same words
 * ^ A name that the first has is never looked for behind it.
 */
void gazetteer_put_before(struct gazetteer *first, const struct gazetteer *behind);

/*
 * Places with this name (main or alternate; case, accents and the endings of the tables apart), the best first.
 *
 * A kind of division in the name ("Mangystau region") asks for divisions only. Else a place stands before another by
 * the sum of what speaks for it: a division that lies around it is mentioned; the document is about its country; it is
 * a country, a capital, a seat; its population; the name is its main one. Names are looked for as they stand, and only
 * when there are none as cases of other names.
 *
 * name: valid UTF-8. context: NULL: nothing is known. places: room for max; their texts live as long as the gazetteer.
 * is_ambiguous: what speaks for the first is little more than what speaks for the second, and they lie apart.
 * Returns how many were written.
 * ^ The places come in an order that does not depend on max.
 * ^ A seat of a first-level division comes before villages that have its alternate name as their main one.
 * ^ Two places of the same weight are ambiguous until the context tells them apart.
 */
size_t gazetteer_find(const struct gazetteer *gazetteer, struct bytes name,
	const struct gazetteer_context *context, struct gazetteer_place *places, size_t max,
	bool *is_ambiguous);

/*
 * Whether some name begins with these words, or is them: the longest match is looked for word by word.
 *
 * ^ Every beginning of a name that is found, cut between its words, is a prefix.
 */
bool gazetteer_has_prefix(const struct gazetteer *gazetteer, struct bytes words);

/* UCDP precision of a place as such: 1 a point, 3 second-level, 4 first-level division, 6 country. (2, near a place, and
 * 5, a line or border, depend on the words around it.) */
unsigned gazetteer_precision(const struct gazetteer_place *place);

#endif

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Kazakh given and family names without endings, by every route (data/names/kazakh/README.md): the forms of one name
 * stand one behind the other. A fifth of the stems, by a hash, is held out of training; a given name that is a family
 * name, too, is on one side.
 */
#ifndef BENCH_MATCHING_ROUTES_H
#define BENCH_MATCHING_ROUTES_H

#include "base/err.h"
#include "base/mem.h"
#include "match/align_train.h"

struct route_form {
	struct bytes id;     /* of the name */
	struct bytes stem;   /* its Kazakh form */
	struct bytes text;   /* as it is written */
	struct bytes folded; /* without spaces */
	enum match_script script;
	bool is_held_out;
};

struct routes {
	struct route_form *form;
	size_t count;
};

/*
 * Reads routes.tsv.
 *
 * returns   0, or a code when the file cannot be read; what is read lives as long as a
 */
int routes_read(const char *path, struct arena *a, struct routes *routes, struct err *e) MUST_USE;

/* The number of the first form behind those of the name that form i is of. */
size_t routes_name_end(const struct routes *routes, size_t i);

/*
 * All pairs of forms of one name, the left one in one script and the right one in the other. A pair weighs 1; of one
 * script with n forms in it 1 / (n - 1), so that a name weighs as its forms.
 *
 * with_held_out   also of stems that are held out
 * count           receives their number
 * returns         the pairs, which live as long as a
 */
struct match_align_pair *routes_pairs(const struct routes *routes, enum match_script left,
	enum match_script right, bool with_held_out, struct arena *a, size_t *count);

#endif

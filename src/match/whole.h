/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Names whose parts disagree only because words were put together or taken apart between them: with given and father's
 * name written as one word, each part that follows stands one place too early.
 */
#ifndef MATCH_WHOLE_H
#define MATCH_WHOLE_H

#include "match/table.h"

/*
 * Do the parts of two names, written one after the other without spaces, give the same letters, but for one slip of the
 * pen? Made for names whose parts were found to disagree: names in two scripts never do.
 *
 * ^ The order makes no difference.
 */
bool match_is_same_whole(const struct match_table *t, uint32_t a, uint32_t b);

/*
 * Are the words of one name the first words of the other, whatever part they were put into? "Luis | Rios" and "Luis Rios
 * | Mora": who has two family names may be listed with one. The shorter one has at least two words.
 *
 * ^ The order makes no difference.
 */
bool match_is_whole_begun(const struct match_table *t, uint32_t a, uint32_t b);

#endif

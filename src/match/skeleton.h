/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The skeleton of a name: the classes of its consonants, mostly the same for one name in Latin, Cyrillic, Arabic and
 * Hebrew letters. A key for blocking: it brings together what is then compared letter by letter.
 *
 * The classes, and how often one name has one skeleton in two scripts: docs/methods/matching-names.md#skeletons.
 * Sources: the idea of classes of consonants is that of Soundex (Russell, US patent 1,261,167, 1918); the classes are
 * ours.
 */
#ifndef MATCH_SKELETON_H
#define MATCH_SKELETON_H

#include "base/bytes.h"

/* Classes that a skeleton holds; a longer name shares its skeleton with those that begin like it. */
enum { MATCH_SKELETON_CLASSES = 8 };

/*
 * The skeleton of one token.
 *
 * folded_token   folded with match_fold_name(), without spaces (match_fold_key()'s form does as well)
 * returns        the classes, four bits each, the first one highest; 0: no letter of the four scripts
 *
 * ^ Mohammed, Muhamad, محمد, Мухаммед and מוחמד have one skeleton; and Hussein, حسين, Хусейн and חוסיין have one.
 * ^ A name of vowels only has a skeleton, too.
 */
uint64_t match_skeleton(struct bytes folded_token);

#endif

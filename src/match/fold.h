/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The form in which two writings of a name are compared: docs/methods/matching-names.md#the-folded-form.
 *
 * A folded name is tokens of letters and digits with one space between them. Pure; safe from any thread.
 */
#ifndef MATCH_FOLD_H
#define MATCH_FOLD_H

#include "base/buf.h"

/* Tokens of one name that are told apart; what follows stays in the last one. */
enum { MATCH_TOKEN_MAX = 16 };

enum match_script {
	MATCH_SCRIPT_LATIN,
	MATCH_SCRIPT_CYRILLIC,
	MATCH_SCRIPT_ARABIC,
	MATCH_SCRIPT_HEBREW,
	MATCH_SCRIPT_OTHER, /* another one, or no letter at all */
	MATCH_SCRIPT_COUNT
};

/*
 * Appends the folded form of a name to out: no case, no marks, no apostrophes; punctuation and hyphens are spaces;
 * letters that writers mix are one letter; three or more letters that stand alone, each one space from the next, are
 * one word ("م ح م د").
 *
 * raw       UTF-8; ill-formed bytes are spaces
 * out       appended to; nothing when the name has no letter or digit
 *
 * ^ Folding again a folded name that has no lone letters changes nothing.
 * ^ Letters of Kazakh stay letters of their own.
 * ^ Initials with full stops are not joined.
 */
void match_fold_name(struct bytes raw, struct buf *out);

/*
 * Appends the form of a folded name that glued or split words and a reversed lam-alef leave as it is: without spaces,
 * and in a run of alefs and lams the alefs first. For keys only: different names may share it.
 *
 * ^ عبد الله and عبدالله, and علاء and its reversed writing عالء, have one key form.
 */
void match_fold_key(struct bytes folded, struct buf *out);

/*
 * Cuts a folded name into tokens.
 *
 * token     receives views of `folded`
 * returns   how many, 0 … MATCH_TOKEN_MAX
 */
size_t match_tokens(struct bytes folded, struct bytes token[MATCH_TOKEN_MAX]);

/* The script of the first letter that has one; digits have none. */
enum match_script match_script_of(struct bytes folded);

/* The script of one character. */
enum match_script match_script_of_letter(uint32_t c);

#endif

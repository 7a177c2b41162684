/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The words by which lists say somebody's sex, in several languages, as one letter. */
#ifndef MATCH_SEX_H
#define MATCH_SEX_H

#include "base/bytes.h"

/*
 * folded    of match_fold_name()
 * returns   "f", "m", or folded itself when it is no such word
 */
struct bytes match_sex(struct bytes folded);

#endif

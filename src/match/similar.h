/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How alike two values are, as a level. 0 is MATCH_LEVEL_MISSING and 1 MATCH_LEVEL_DIFFERENT in both scales; the model
 * learns what each level is worth, so that a level only has to mean one thing everywhere.
 *
 * Rarity is part of a level, not only where values are equal: two writings that nearly agree on a rare name say more
 * than two that nearly agree on a frequent one.
 */
#ifndef MATCH_SIMILAR_H
#define MATCH_SIMILAR_H

#include "match/align.h"
#include "match/pattern.h"
#include "match/table.h"

/* Names, places, texts. */
enum match_text_level {
	MATCH_TEXT_PARTIAL = 2, /* an initial, or the words of one are among those of the other */
	MATCH_TEXT_WEAK,
	MATCH_TEXT_WEAK_RARE,
	MATCH_TEXT_SLIP, /* one slip of the pen in a name so short that it may well be another one */
	MATCH_TEXT_SLIP_RARE,
	MATCH_TEXT_CLOSE,
	MATCH_TEXT_CLOSE_RARE,
	MATCH_TEXT_NEAR, /* one slip of the pen, or other spaces */
	MATCH_TEXT_NEAR_RARE,
	MATCH_TEXT_SAME, /* and one level more for each class of rarity */
	MATCH_TEXT_LEVEL_COUNT = MATCH_TEXT_SAME + MATCH_RARITY_COUNT,
};

/* Dates and ages. */
enum match_date_level {
	MATCH_DATE_YEARS_5 = 2, /* two to five years apart */
	MATCH_DATE_YEAR_1,      /* one year apart */
	MATCH_DATE_YEAR,        /* the same year, or ages that fit */
	MATCH_DATE_MONTH_DAY,   /* the same day of another year */
	MATCH_DATE_MONTH,       /* the same month of the same year */
	MATCH_DATE_NEXT_DAY,
	MATCH_DATE_DIGIT,   /* one digit differs, or two that stand side by side are exchanged */
	MATCH_DATE_SWAPPED, /* day and month are exchanged */
	MATCH_DATE_SAME,    /* and one level more for each class of rarity */
	MATCH_DATE_LEVEL_COUNT = MATCH_DATE_SAME + MATCH_RARITY_COUNT,
};

/*
 * Two values of one pool.
 *
 * values    the pool; rarity: of its codes in this role
 * aligner   for values in different scripts, and for those in one where the pool has several; NULL: neither
 * a, b      codes; 0 gives MATCH_LEVEL_MISSING
 * returns   a level below MATCH_TEXT_LEVEL_COUNT
 *
 * ^ The order of a and b makes no difference.
 */
unsigned match_text_level(const struct match_values *values, const uint8_t *rarity,
	const struct match_aligner *aligner, uint32_t a, uint32_t b);

/*
 * Two dates, by codes (match_date_code).
 *
 * returns   a level below MATCH_DATE_LEVEL_COUNT
 *
 * ^ The order makes no difference; a date without its day or month is never farther from a date than each day that it
 *   can stand for.
 */
unsigned match_date_level(const uint8_t *rarity, uint32_t a, uint32_t b);

/* The years in which somebody may have been born; both ends belong to it. */
struct match_years {
	int first;
	int last;
};

/* Two spans of years: MATCH_DATE_YEAR where they meet, else by how far they are apart. */
unsigned match_years_level(struct match_years a, struct match_years b);

#endif

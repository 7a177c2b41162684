/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A trained model as text, to be kept and used for the next list: one JSON object, with every number in full.
 *
 *     {"version": 1, "has_kin": true, "has_near": true, "missing_informs": false,
 *      "prior": [same, kin, near, unrelated],
 *      "comparisons": [{"name": "given", "part": "given", "levels": 5, "exact_from": 3,
 *                       "same": [missing, different, ...], "kin": [...], "near": [...], "unrelated": [...]}, ...],
 *      "lineage": {"same": [...], "kin": [...], "near": [...], "unrelated": [...]}}
 *
 * A row of "lineage" holds the cells of its joint table, the level of the first comparison of lineage changing fastest.
 */
#ifndef MATCH_MODEL_TEXT_H
#define MATCH_MODEL_TEXT_H

#include "base/buf.h"
#include "base/err.h"
#include "match/model.h"

/* Names of enum match_part. */
extern const char *const match_part_name[MATCH_PART_COUNT];

/* Appends the text of a model. */
void match_model_write(const struct match_model *m, struct buf *out);

/*
 * Reads a model.
 *
 * returns   0, or ERR_INPUT with what is wrong where: a member that is missing or not known, a probability that is none,
 *           probabilities that do not add up to 1
 *
 * ^ What match_model_write() wrote reads back as a model that is written the same.
 * ^ A model that was read gives every pattern chances that add up to 1.
 */
int match_model_read(struct match_model *m, struct bytes text, struct err *e) MUST_USE;

#endif

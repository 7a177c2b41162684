/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The gate: what a language model claims about a document, held to the document. The same for every model and every way
 * of asking one; a server that promises a form is not believed.
 *
 * A reply is {"claims": [ROW, …]} with rows of
 *
 *     {"quote": text, "measure": text, "low": number | null, "high": number | null,
 *      "source": text | null, "date": text | null, "place": text | null}
 *
 * where null and absent are the same. A row becomes a proposal when its quote stands in the document just once, after
 * runs of spaces, quotation marks and dashes were made alike; when our own reading of numbers finds the number in the
 * quote; and when a word for the measure stands in the quote's sentences. The proposal has our number and the bytes of
 * the document. Without number or word it is a suggestion: a place to look at, without a number.
 */
#ifndef READING_GATE_H
#define READING_GATE_H

#include "reading/reading.h"

enum { GATE_ROWS_MAX = 1000 };

#define GATE_RULE "model.claim"
#define GATE_RULE_SUGGESTION "model.suggestion"

struct gate_refusal {
	size_t row; /* of the reply, from 0 */
	const char *reason;
};

/* Owned by the arena. */
struct gate_result {
	struct proposal *proposals; /* in the order of the text */
	size_t count;
	struct gate_refusal *refusals;
	size_t refusal_count;
	const char *trouble; /* why the reply as a whole was refused; NULL: it was not */
};

/*
 * Holds a reply to the document.
 *
 * own        our own reading of it, made with the same tables
 * measures   those that a row may have, NULL behind the last
 * reply      any bytes
 *
 * ^ gate_quotes_are_the_documents: the quote, source, date and place of every proposal are bytes of the document.
 * ^ gate_numbers_are_ours: a number of a proposal is what our own parser reads in its quote.
 * ^ gate_contradiction_is_a_suggestion: a number that our rules read for another measure is not taken over.
 * ^ gate_bounds_work: no reply makes more than GATE_ROWS_MAX proposals.
 */
void gate_check(const struct reading_tables *tables, const struct reading_document *document,
	const struct reading *own, const char *const *measures, struct bytes reply, struct arena *a,
	struct gate_result *out);

#endif

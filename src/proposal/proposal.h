/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Proposals as JSON: the form that analysts, the terminal and the reply of `recount read` share
 * (docs/formats/proposal.md).
 */
#ifndef PROPOSAL_PROPOSAL_H
#define PROPOSAL_PROPOSAL_H

#include "base/json.h"
#include "reading/reading.h"

/* "fact", "reported", …; "total", "part", …, NULL for RELATION_NONE; "claimed", "accused", …, NULL when nobody is named. */
const char *proposal_modality_name(enum reading_modality modality);
const char *proposal_relation_name(enum reading_relation relation);
const char *proposal_responsibility_name(enum reading_responsibility responsibility);

/* The bytes of a span; absent for an absent span. */
struct bytes proposal_words(struct bytes text, struct span span);

/*
 * Writes the members of one proposal into an open object. What the text does not say is null; members behind "rule"
 * stand only when there is something to say.
 *
 * text      of the document
 */
void proposal_put_members(struct json_writer *j, struct bytes text, const struct proposal *p);

/*
 * Writes the members "language", "trouble" and "proposals" of a document, and with is_total "totals": an answer or null
 * for killed, injured and arrested, and for every measure that some proposal has.
 *
 * ^ The same reading gives the same bytes.
 */
void proposal_put_reading(struct json_writer *j, struct bytes text, const struct reading *reading,
	bool has_totals, struct arena *a);

/* The totals alone, as an object. */
void proposal_put_totals(struct json_writer *j, const struct reading *reading, struct arena *a);

#endif

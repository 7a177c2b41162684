/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The report of an incident: one HTML page that holds everything, from the sentence in words to the walk of
 * each number back to the bytes that it rests on.
 *
 * Pure: no clock, no file, no database. The page loads nothing from anywhere, has no script, and prints.
 *
 * Source: docs/methods/figures.md for the figures; docs/formats/claim.md for what a claim holds.
 */
#ifndef VIEW_REPORT_H
#define VIEW_REPORT_H

#include "base/buf.h"
#include "figure/figure.h"

/* The figures of one measure, one for each rule, all of the report's incident and of one target scope. */
struct report_measure {
	const struct figure *figures; /* in the order in which the rules are compared */
	size_t figure_count;          /* at least 1 */
	size_t headline;              /* index of the figure that is said first */
};

/* A preserved file or an extracted text that citations name by its SHA-256. */
struct report_file {
	struct bytes sha256; /* hex, as in a citation */
	int64_t seq;         /* index of its journal entry */
	struct bytes name;   /* as it was received; absent: none, or a text that was extracted */
	struct bytes path;   /* within the vault: "evidence/ab/cdef…"; absent: its bytes are not there */
	int64_t size_bytes;
};

/* A record whose content the reader must not see: of any type, by its id (of evidence: its SHA-256). */
struct report_withheld {
	struct bytes id;
	int64_t seq; /* index of its journal entry, which holds the commitment */
};

/* The journal as it stood when the page was made. */
struct report_journal {
	struct bytes origin;
	struct bytes verifier_key; /* as note_key_write() writes it */
	struct bytes checkpoint;   /* the newest signed note; absent: none was signed yet */
	int64_t size;              /* entries */
	struct bytes root;         /* of these entries, base64 */
};

struct report_input {
	struct bytes incident; /* id */
	/* What the figures were computed from. Ids are unique in each array; the order does not matter. */
	const struct figure_input *record;
	const struct report_measure
		*measures;    /* in the order of the page; the first gives the opening sentence */
	size_t measure_count; /* at least 1 */
	const struct report_file *files;
	size_t file_count;
	const struct report_withheld *withheld;
	size_t withheld_count;
	struct report_journal journal;
	int64_t codebook_seq; /* index of the journal entry of the codebook; -1: the program's own */
	struct bytes program; /* "recount 0.1.0" */
	struct bytes made_at; /* as it shall be shown */
};

/*
 * Appends the page to out.
 *
 * in        the incident must be in in->record->incidents
 *
 * A number on the page may rest on a withheld claim: whoever must not let it show leaves the claim out of what
 * the figures are computed from, and only names it in in->withheld.
 *
 * ^ The page names no address that a browser would load: no script, no style sheet, no font, no image.
 * ^ The page is well-formed, whatever the texts of the input hold.
 * ^ The same input gives the same bytes, and the order of the arrays of in->record changes nothing.
 * ^ Of a withheld record no field is on the page, only the number of its entry.
 * ^ Every link within the page has its target.
 */
void report_write(const struct report_input *in, struct buf *out);

#endif

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading the register into the plain structs of record/types.h, for the pure engines and for reports.
 *
 * What is read lives as long as the arena. A publication, source, place or incident that a later one `replaces` is given
 * with the content of the later one under both ids.
 */
#ifndef RECORD_QUERY_H
#define RECORD_QUERY_H

#include "record/types.h"
#include "record/vault.h"

/* Everything that figures of one incident rest on. */
struct query_result {
	struct claim *
		claims; /* count and share claims about the incident and its descendants, and what replaces them */
	size_t claim_count;
	struct decision *decisions;
	size_t decision_count;
	struct place *places;
	size_t place_count;
	struct incident *incidents;
	size_t incident_count;
	struct source *sources;
	size_t source_count;
	struct publication *publications;
	size_t publication_count;
	struct bytes codebook; /* text of the newest codebook entry; absent: none */
	int64_t codebook_seq;
};

/*
 * Reads it. An unknown incident gives ERR_NOT_FOUND.
 *
 * ^ What a forger wrote into the register is ERR_DAMAGED when it is no UTF-8, no JSON or no number in its range.
 */
int query_incident(struct vault *v, struct bytes incident, struct arena *a, struct query_result *out,
	struct err *e) MUST_USE;

/* The text of the codebook in force; absent when the journal holds none. */
int query_codebook(
	struct vault *v, struct arena *a, struct bytes *text, int64_t *seq, struct err *e) MUST_USE;

#endif

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Taking a file in: its bytes are preserved, its type found, its text taken out and frozen, and the acts recorded.
 * Custody is recorded here and not by callers, so that it cannot be forgotten.
 */
#ifndef INTAKE_ADD_H
#define INTAKE_ADD_H

#include "evidence/blob.h"
#include "intake/extract.h"
#include "record/vault.h"

/* What the person says of the file; absent where nothing is said. */
struct add_request {
	const char *file;
	const char *role; /* NULL: evidentiary */
	const char *collector;
	const char *collected_from;
	const char *collected_at;
	const char *received_from;
	const char *of; /* evidence that it was made from */
	const char *risk_note;
	const char *visibility;  /* NULL: public */
	const char *const *seal; /* groups to encrypt; not what: the program needs size and type */
	size_t seal_count;
	const char *researcher;
	const char *now; /* time of recording */
};

struct add_result {
	char evidence[HASH_HEX_CHARS + 1];
	char text[HASH_HEX_CHARS + 1]; /* frozen now; empty: no text, or it was there already */
	char media_type[128];
	uint64_t size_bytes;
	uint64_t characters;
	int64_t seq; /* entry of the evidence */
	bool is_new; /* false: the same bytes were here already; only a text that they lacked is added */
	bool has_landlock;
	char notice
		[EXTRACT_REASON_BYTES]; /* why there is no text, or that name and content disagree; empty: nothing */
};

/*
 * Adds a file.
 *
 * returns   0; ERR_INPUT, ERR_NOT_FOUND, ERR_IO; then the journal is as it was (bytes that were already preserved
 *           stay, which does no harm)
 *
 * ^ Adding the same bytes twice changes nothing and says so.
 * ^ Adding bytes again whose text could not be taken out then, and can now, adds their text.
 * ^ When add_file() has returned 0, bytes, text and entries survive a power cut.
 */
int add_file(struct vault *v, const struct add_request *request, const struct blob_progress *progress,
	struct add_result *result, struct err *e) MUST_USE;

#endif

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The folder that a matching run wrote, read again: its reply (reply.json), its model (model.json), who is in which
 * cluster (clusters.csv), the pairs that were kept (pairs.csv) and what persons said (run.json).
 */
#ifndef OPS_MATCH_FOLDER_H
#define OPS_MATCH_FOLDER_H

#include "ops/match.h"

/* Zeroed is valid to match_folder_done(). */
struct match_folder {
	struct op_call *call;
	const char *path;
	json_t *reply;
	json_t *kept; /* match_keep() */
	struct match_model *model;
};

/*
 * Opens a folder.
 *
 * returns   0; ERR_NOT_FOUND, ERR_IO; ERR_INPUT: a file is not what recount match writes
 */
int match_folder_open(
	struct match_folder *folder, struct op_call *call, const char *path, struct err *e) MUST_USE;
void match_folder_done(struct match_folder *folder);

/* One row of a list. Views live as long as the call. */
struct match_folder_row {
	size_t list_number;
	struct bytes list;
	struct bytes row;
	int64_t number; /* of the row in its list, from 1 */
	bool is_unique; /* its list holds each person once */
	uint32_t cluster;
	double probability; /* that it belongs where it is */
};

/*
 * Finds two rows, written LIST:ROW.
 *
 * returns   0; ERR_NOT_FOUND: no such list, no such row; ERR_INPUT: several rows of the list have that id
 */
int match_folder_find(struct match_folder *folder, const char *const what[2],
	struct match_folder_row found[2], struct err *e) MUST_USE;

/* The rows of a cluster, in the arena of the call. */
struct match_folder_cluster {
	struct match_folder_row *rows;
	size_t count;
};

/* The clusters of two rows; the two are the same where the rows share theirs. */
int match_folder_clusters(struct match_folder *folder, const struct match_folder_row of[2],
	struct match_folder_cluster cluster[2], struct err *e) MUST_USE;

struct match_folder_pair {
	bool is_kept;
	match_pattern pattern;
	bool is_vetoed; /* known days of death too far apart */
};

/* Looks a pair up. */
int match_folder_pair(struct match_folder *folder, const struct match_folder_row of[2],
	struct match_folder_pair *pair, struct err *e) MUST_USE;

/* What a person said of two rows; MATCH_ANSWER_OPEN: nothing. */
int match_folder_said(const struct match_folder *folder, const struct match_folder_row of[2],
	enum match_answer *answer, struct err *e) MUST_USE;

#endif

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the operations of matching share: lists read into a table, the run, what it writes and replies.
 */
#ifndef OPS_MATCH_H
#define OPS_MATCH_H

#include "match/match.h"
#include "match/quality.h"
#include "ops/lists.h"
#include "ops/shard.h"

/* ------- what is asked for ------- */

/* Lists and options of a run, from the command line or from what an earlier run kept. */
struct match_request {
	const char **list; /* files, or lists of the vault */
	size_t list_count;
	const char *map;          /* file of the column map; NULL: columns are known by their headers */
	const struct bytes *maps; /* texts, one a list, in place of it; NULL: there are none */
	const char *truth;
	struct bytes rules; /* one a line; absent: those made for the lists */
	const char *rules_name;
	const char *only;      /* list: only pairs with a row of it */
	struct bytes verdicts; /* as CSV (docs/formats/verdicts.md); absent: none */
	const char *verdicts_name;
	int64_t seed;
	int64_t death_days;
	int64_t replicates;
	const char
		*strata; /* role, and what is taken of it, that divides the overlap tables; NULL: nothing */
};

/* The request of the command line; it lives as long as the call. */
int match_request_read(struct op_call *call, struct match_request *request, struct err *e) MUST_USE;

/* The folder that --output names; ERR_USAGE when nothing is said. */
int match_folder(const struct op_call *call, const char **folder, struct err *e) MUST_USE;

/* ------- lists ------- */

struct match_lists {
	size_t count;
	struct lists_rows rows[MATCH_LISTS_MAX]; /* of lists of the vault, or with a map each; else unused */
	struct list_map map;                     /* of files */
	struct list_reader *reader[MATCH_LISTS_MAX];
	struct bytes name[MATCH_LISTS_MAX]; /* each different */
	const char *file[MATCH_LISTS_MAX];  /* NULL: it is of the vault */
	struct bytes id[MATCH_LISTS_MAX];   /* of the list in the vault; absent: a file */
	struct match_builder *builder;
	const struct match_table *table;
	uint64_t unread_ages;
	struct buf notes; /* sentences for a person, each with a line feed */
	struct buf ids;   /* own ids of rows, one behind the other */
	uint64_t *id_end; /* record_count + 1 offsets; NULL: no list has ids of its own */
	struct match_dict truth_names;
	uint32_t *truth; /* of each record, from 0; UINT32_MAX: not known. NULL: not asked for */
};

/*
 * Reads lists into a table: files, or lists of the vault where there is one and no file has that name.
 *
 * returns   0; errors of list_open(); ERR_USAGE: more than MATCH_LISTS_MAX, or one list twice
 *
 * lists is zeroed before, and valid to match_lists_done() after an error too.
 */
int match_lists_read(struct op_call *call, const struct match_request *request, struct match_lists *lists,
	struct err *e) MUST_USE;
void match_lists_done(struct match_lists *lists);

/* Appends the id of a record: its own, or else the number of its row. */
void match_lists_put_id(const struct match_lists *lists, uint32_t record, struct buf *out);

/* ------- strata ------- */

#define MATCH_STRATUM_TITLE "stratum"

/* Zeroed is valid to match_strata_done(). */
struct match_strata {
	uint32_t *of_record;     /* 0: not known; NULL: no strata */
	struct match_dict names; /* of strata 1 and up */
	struct bytes *name;      /* of all */
};

/*
 * Finds what a role says of each record.
 *
 * wanted    "sex", "death_place", "death_date:year", "death_date:month", "age:15"
 * a         owns strata->name
 * returns   0; ERR_USAGE: there is no such role, or it has no such part; ERR_INPUT: no list tells
 */
int match_strata_find(struct match_strata *strata, const struct match_lists *lists, const char *wanted,
	struct arena *a, struct err *e) MUST_USE;
void match_strata_done(struct match_strata *strata);

/* ------- verdicts ------- */

enum match_answer {
	MATCH_ANSWER_SAME,
	MATCH_ANSWER_DIFFERENT,
	MATCH_ANSWER_KIN, /* of one family, and two persons */
	MATCH_ANSWER_UNSURE,
	MATCH_ANSWER_OPEN, /* what was said before is taken back */
	MATCH_ANSWER_COUNT
};
extern const char *const match_answer_names[MATCH_ANSWER_COUNT];

struct match_saying {
	uint32_t a; /* below b */
	uint32_t b;
	enum match_answer answer;
	size_t order; /* what is said later holds */
};

/* What persons said of pairs: each pair once after match_said_settle(), by a and b. Zeroed is valid and empty. */
struct match_said {
	struct match_saying *list;
	size_t count;
	size_t room;
};

void match_said_add(struct match_said *said, uint32_t a, uint32_t b, enum match_answer answer);

/*
 * Adds what a table of verdicts says: columns list_a, row_a, list_b, row_b, verdict; others are passed over, and so are
 * rows without a verdict.
 *
 * name      of the table, for errors
 * returns   0; ERR_INPUT with the line: no such column, list, row or word; an id that several rows have
 */
int match_said_read(struct match_said *said, const struct match_lists *lists, struct bytes table,
	const char *name, struct err *e) MUST_USE;

/* Keeps the last word on each pair; pairs of which it is "open" are left out. */
void match_said_settle(struct match_said *said);

/* What was said of a pair; NULL: nothing. Only after match_said_settle(). */
const struct match_saying *match_said_of(const struct match_said *said, uint32_t a, uint32_t b);

void match_said_done(struct match_said *said);

/* A row as a table of verdicts names it: by its own id, or "#" and its number where other rows have that id too. */
void match_lists_put_row_name(const struct match_lists *lists, uint32_t record, struct buf *out);

/* ------- the work ------- */

struct match_phase_time {
	const char *name;
	double seconds;
};

enum { MATCH_TIMES_MAX = 8 };

struct match_work {
	struct op_call *call;
	struct match_lists lists;
	struct pool *pool;
	struct match_aligner *aligner;
	struct match_settings settings;
	struct match_rule rules[MATCH_RULES_MAX];
	struct match_run *run;
	struct match_scored scored;
	struct match_said said;
	struct match_verdict *verdicts; /* those of what was said that bind */
	size_t verdict_count;
	struct match_result result;
	struct match_strata strata;
	const struct match_request *request;
	const char *folder;
	size_t replicate_count;
	struct match_phase_time time[MATCH_TIMES_MAX];
	size_t time_count;
	double began;
};

/*
 * Reads the lists and begins the run.
 *
 * folder    where files go, made if it is not there; NULL: nothing is written
 */
int match_work_begin(struct match_work *w, struct op_call *call, const struct match_request *request,
	const char *folder, struct err *e) MUST_USE;

/* Compares, and finds clusters. */
void match_work_run(struct match_work *w);
void match_work_done(struct match_work *w);

/* Ends a phase: what was done since the one before took so long. */
void match_work_time(struct match_work *w, const char *phase);

/* Settles what was scored, writes the files and the reply. */
int match_work_finish(struct match_work *w, struct err *e) MUST_USE;

/* Writes clusters.csv, pairs.csv, overlap.csv and the sampled overlap tables into the folder. */
int match_write_files(struct match_work *w, struct err *e) MUST_USE;

/* Writes model.json, run.json (the reply) and report.html, which is made from the reply. */
int match_write_report(struct match_work *w, struct err *e) MUST_USE;

/* In the column "veto" of pairs.csv: known days of death too far apart. Empty: nothing forbids the pair. */
#define MATCH_VETO_DEATH "death"

#define MATCH_MODEL_FILE "model.json"
#define MATCH_RUN_FILE "run.json"

/* The reply, of the shape in the row of the operation. */
void match_put_reply(struct match_work *w, struct json_writer *j);

/* What the page shows beside the reply; see view/match.h. */
void match_put_details(struct match_work *w, struct json_writer *j);

/* Members list and row of a record. */
void match_put_row(struct json_writer *j, const struct match_lists *lists, uint32_t record);

/* ------- one pair ------- */

/* What is told of a pair. */
struct match_told_pair {
	const struct match_model *model; /* its comparisons are called like roles */
	match_pattern pattern;
	const struct match_table *table; /* whose values are shown; NULL: none are */
	uint32_t a;
	uint32_t b;
};

/* Weight by weight, in bits. */
void match_put_account(struct json_writer *j, const struct match_told_pair *pair);

#define MATCH_ACCOUNT_SHAPE \
	"{prior: number, steps: [{fields: [{name: text, level: text, words: text, a?: text, b?: text}], " \
	"weight: number}], rivals: number, weight: number, probability: number, class: text, " \
	"chances: {same: number, kin: number, near: number, unrelated: number}}"

#define MATCH_EXPLAINED_ROW_SHAPE \
	"{list: text, row: text, cluster: int, cluster_rows: int, probability: number}"

/* The role that a comparison is called like; MATCH_ROLE_COUNT: none. */
enum match_role match_role_of(const struct match_comparison *c);

/* ------- shards ------- */

enum { MATCH_SHARDS_MAX = 1000000 };

/* The work of one shard, from its options to the reply. */
int match_shard(struct op_call *call, struct err *e) MUST_USE;

/* Writes the part of a shard into the folder; name receives the file's, in the arena of the call. */
int match_part_write(
	struct match_work *w, const struct op_shard *shard, const char **name, struct err *e) MUST_USE;

/*
 * How many parts are in a folder.
 *
 * returns   0; ERR_NOT_FOUND: none; ERR_INPUT: not all, or of more runs than one; ERR_IO
 */
int match_part_count(struct op_call *call, const char *folder, size_t *count, struct err *e) MUST_USE;

/*
 * Takes all parts of the folder into w->scored, which then is that of the undivided run.
 *
 * returns   0; ERR_DAMAGED; ERR_INPUT: a part of another run; errors of file_map()
 */
int match_part_read_all(struct match_work *w, size_t count, struct err *e) MUST_USE;

void match_put_part_reply(struct match_work *w, const struct op_shard *shard, const char *name);

#define MATCH_RATE_SHAPE "{precision?: number, recall?: number, f1?: number}"
#define MATCH_REPLY_SHAPE \
	"{folder: text, shard?: {index: int, of: int}, records: int, compared: int, kept: int, " \
	"same_expected?: number, clusters?: int, in_clusters?: int, " \
	"lists: [{name: text, rows: int, is_unique: bool}], notes: [text], " \
	"rules: [{rule: text, pairs: int, added: int, largest_block: int, refined: int, skipped_blocks: " \
	"int, skipped: int}], " \
	"prior?: {same: number, kin: number, near: number}, death_days?: int, " \
	"comparisons?: [{name: text, levels: [{level: int, code: text, words: text, same: number, kin?: " \
	"number, near?: number, " \
	"unrelated: number, weight: number}]}], " \
	"scores?: [{from: number, to: number, pairs: int}], " \
	"verdicts?: int, contradictions?: [{a: text, b: text, why: text}], " \
	"truth?: {pairs: " MATCH_RATE_SHAPE ", best_pairs: " MATCH_RATE_SHAPE \
	", best_probability: number, kept_recall?: number, " \
	"cluster_pairs: " MATCH_RATE_SHAPE ", clusters: " MATCH_RATE_SHAPE ", b_cubed: " MATCH_RATE_SHAPE \
	"}, " \
	"phases: [{name: text, seconds: number}], peak_mib: number, files: [text]}"

#endif

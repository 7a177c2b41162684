/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the operations of matching share: lists read into a table, the run, what it writes and replies.
 */
#ifndef OPS_MATCH_H
#define OPS_MATCH_H

#include "crypto/hash.h"
#include "match/match.h"
#include "match/partition.h"
#include "match/quality.h"
#include "match/recall.h"
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
	struct bytes said;  /* verdicts as an earlier run kept them; absent: none */
	struct bytes model; /* match/model_text.h; absent: one is learned */
	const char *model_name;
	const char *only;      /* list: only pairs with a row of it */
	struct bytes verdicts; /* as CSV (docs/formats/verdicts.md); absent: none */
	const char *verdicts_name;
	bool is_replay; /* decisions of the vault are not asked: `said` has those of then */
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
	uint32_t *of_record; /* 0: not known; NULL: no strata */
	struct bytes *name;  /* of each, in the order of years, of ages or of text */
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
 * Adds what a table of verdicts says: columns list_a, row_a, list_b, row_b, verdict; others are passed over.
 *
 * name           of the table, for errors
 * with_unjudged  rows without a verdict are added as open, else they are passed over too
 * returns   0; ERR_INPUT with the line: no such column, list, row or word; an id that several rows have
 */
int match_said_read(struct match_said *said, const struct match_lists *lists, struct bytes table,
	const char *name, bool with_unjudged, struct err *e) MUST_USE;

/*
 * Adds the decisions of the vault that are in force. A row is known by list and number; in another edition of its list by
 * its bytes, and lists->notes tells how many are not found.
 */
int match_said_read_vault(
	struct op_call *call, struct match_lists *lists, struct match_said *said, struct err *e) MUST_USE;

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
	struct match_model *model; /* that was given; NULL: none */
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
	bool is_audited;
	size_t audit_slice; /* records */
	struct match_audit audit;
	struct match_partition_report drawn; /* of all replicates together */
	struct bytes recorded_as;            /* id of the record that was made of it; absent: none */
	int64_t entry;                       /* of that record */
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

/* Pairs less likely than this never join in a drawn partition. */
#define MATCH_DRAWN_P_MIN 0.01

/*
 * Draws a partition from what is uncertain.
 *
 * view      made with log(MATCH_DRAWN_P_MIN)
 * cluster   receives the number of each record's cluster
 * returns   how many clusters there are
 */
uint32_t match_draw_partition(
	struct match_work *w, const struct match_problem_view *view, uint32_t number, uint32_t *cluster);

/* Add to the notes what is to be said of the lists, of the run, and of the partitions that were drawn. */
void match_notes_of_lists(struct match_work *w);
void match_notes_of_run(struct match_work *w);
void match_notes_of_draws(struct match_work *w);

/* Writes clusters.csv, pairs.csv, overlap.csv and the sampled overlap tables into the folder. */
int match_write_files(struct match_work *w, struct err *e) MUST_USE;

/* Writes model.json, reply.json and report.html, which is made from the reply. */
int match_write_report(struct match_work *w, struct err *e) MUST_USE;

/* In the column "veto" of pairs.csv: known days of death too far apart. Empty: nothing forbids the pair. */
#define MATCH_VETO_DEATH "death"

#define MATCH_MODEL_FILE "model.json"
#define MATCH_REPLY_FILE "reply.json"

/* ------- what a run keeps of itself ------- */

#define MATCH_KEEP_NAME "run.json"

/* Lists, rules, verdicts and options, from which the run can be worked again. The caller's. */
json_t *match_keep(const struct match_work *w) MUST_USE;

/* Writes it into the folder of the run. */
int match_keep_write(const struct match_work *w, struct err *e) MUST_USE;

/*
 * Reads it back.
 *
 * what      a folder, or an entry of the vault
 * kept      the caller's
 */
int match_keep_read(struct op_call *call, const char *what, json_t **kept, struct err *e) MUST_USE;
int match_keep_entry(
	struct op_call *call, const char *name, int64_t *seq, json_t **kept, struct err *e) MUST_USE;

/*
 * The request, whose run gives what the run that kept it gave.
 *
 * returns   0; ERR_CHANGED, ERR_NOT_FOUND: a file is another one, or not here; ERR_INPUT: no lists are told
 */
int match_keep_request(
	struct op_call *call, const json_t *kept, struct match_request *request, struct err *e) MUST_USE;

/* Verdicts as match_keep() writes them; ERR_DAMAGED. */
int match_keep_said(
	struct match_said *said, const struct match_table *t, struct bytes text, struct err *e) MUST_USE;

/* ------- a run in the journal ------- */

/* returns   0; ERR_INPUT: a list is not of the vault */
int match_record_check(const struct match_work *w, struct err *e) MUST_USE;

/*
 * Appends a record of a run whose files are written (docs/formats/claim.md), and sets recorded_as and entry.
 *
 * returns   0; ERR_LIMIT: more than fits in a record; what vault_append_alone() gives
 */
int match_record(struct match_work *w, struct err *e) MUST_USE;

/* Sets the fields of a record that say what came out: counts, digests of files, model. */
int match_record_results(const struct match_work *w, json_t *record, struct err *e) MUST_USE;

/* The i-th file that a run writes and a record has the digest of; NULL: there are no more. */
const char *match_output_name(const struct match_work *w, size_t i);

/* ------- rows as they were written ------- */

enum { MATCH_SHOWN_CELLS = MATCH_ROLE_COUNT + LIST_OWN_COUNT };

struct match_shown {
	uint32_t record;
	size_t number; /* of the row in its list, from 1 */
	char digest[HASH_HEX_CHARS + 1];
	struct bytes cell[MATCH_SHOWN_CELLS]; /* in the arena of the call */
};

/*
 * Reads rows again.
 *
 * shown     record is set, in any order and also twice; becomes ascending by it, and the rest is filled in
 */
int match_rows_show(struct match_work *w, struct match_shown *shown, size_t count, struct err *e) MUST_USE;

/* One of them. */
const struct match_shown *match_shown_of(const struct match_shown *shown, size_t count, uint32_t record);

/* ------- asking a person ------- */

/* Where verdicts are written. */
struct match_pen {
	struct op_call *call;
	const char *path;      /* of a table; NULL: the journal */
	struct bytes *columns; /* of the table */
	size_t column_count;
	struct bytes before;  /* to be written before the first row */
	const char *decision; /* id of the one that was written last; NULL: none, or a table */
};

/*
 * Begins a table, or goes on with one.
 *
 * text      what stands in it; empty: a header is written before the first row
 */
int match_pen_table(struct match_pen *pen, struct op_call *call, const char *path, struct bytes text,
	struct err *e) MUST_USE;

/* Writes a verdict, and it is kept when this returns 0. */
int match_pen_write(struct match_pen *pen, const struct match_work *w, const struct match_shown *a,
	const struct match_shown *b, enum match_answer answer, struct err *e) MUST_USE;

/* Takes it back. decision: what pen->decision was then */
int match_pen_take_back(struct match_pen *pen, const struct match_work *w, uint32_t a, uint32_t b,
	const char *decision, struct err *e) MUST_USE;
int match_pen_revoke(struct op_call *call, const char *decision, struct err *e) MUST_USE;

/*
 * Takes back the last verdict of a table.
 *
 * pair      receives list_a, row_a, list_b, row_b
 * returns   0; ERR_NOT_FOUND: there is none
 */
int match_pen_undo(struct match_pen *pen, struct bytes text, struct bytes pair[4], struct err *e) MUST_USE;

struct match_question_pair {
	uint32_t a;
	uint32_t b;
	double p; /* what the model gives; negative: nothing */
};

struct match_asked {
	const struct match_question_pair *pair;
	size_t count;
	const struct match_shown *shown; /* both rows of each, from match_rows_show() */
};

/*
 * Asks about pairs on the terminal of the call.
 *
 * counts    of answers, added to; MATCH_ANSWER_OPEN: not judged
 * returns   0; ERR_INPUT: there is no terminal
 */
int match_ask(struct match_work *w, const struct match_asked *asked, struct match_pen *pen,
	size_t counts[MATCH_ANSWER_COUNT], struct err *e) MUST_USE;

/* ------- replies ------- */

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

/* Without its last brace, so that more can follow. */
#define MATCH_THRESHOLD_SHAPE \
	"{probability: number, precision?: {value: number, low: number, high: number}, " \
	"recall?: {value: number, low: number, high: number}"
#define MATCH_RATE_SHAPE "{precision?: number, recall?: number, f1?: number}"
#define MATCH_REPLY_SHAPE \
	"{folder: text, shard?: {index: int, of: int}, records: int, keyless: int, compared: int, kept: " \
	"int, " \
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
	"audit?: {slice: int, likely: int, made: int, recall?: number, low?: number, high?: number, " \
	"missed: [{a: text, b: text}]}, " \
	"truth?: {pairs: " MATCH_RATE_SHAPE ", best_pairs: " MATCH_RATE_SHAPE \
	", best_probability: number, compared_recall?: number, " \
	"cluster_pairs: " MATCH_RATE_SHAPE ", clusters: " MATCH_RATE_SHAPE ", b_cubed: " MATCH_RATE_SHAPE \
	"}, " \
	"recorded_as?: text, entry?: int, phases: [{name: text, seconds: number}], peak_mib: number, " \
	"files: [text]}"

#endif

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What estimate and its merge share. The work of one stratum in one replicate is a unit: it depends on nothing but its
 * table, the settings and its place, so that units may be worked anywhere and put together afterwards.
 */
#ifndef OPS_ESTIMATE_H
#define OPS_ESTIMATE_H

#include "estimate/combine.h"
#include "estimate/estimate.h"
#include "estimate/strata.h"
#include "ops/op.h"
#include "ops/shard.h"

enum {
	ESTIMATE_DRAWS = 1000,         /* of each unit, for totals */
	ESTIMATE_UNITS_MAX = 10000000, /* strata times replicates */
};

/* The tables of an estimate. */
struct estimate_input {
	struct strata_request request;
	struct strata *strata; /* one a replicate */
	const char **files;    /* their names */
	size_t count;          /* of replicates */
};

/* What one unit gives; `run` is all of it as JSON, the rest is what totals need. */
struct estimate_unit {
	struct bytes run; /* absent: not worked here */
	int64_t documented;
	bool may_be_said;
	struct combine_bounds bounds;    /* of the answer; total NAN where the answer is only a range */
	struct combine_bounds published; /* as averaged for Gaza; NAN where there are none */
	const double *draws;             /* ESTIMATE_DRAWS of them; NULL: none */
};

/* Everything that a reply is made from. */
struct estimate_work {
	const char *const *files; /* one a replicate */
	size_t replicate_count;
	const struct bytes *columns; /* that divide the strata */
	size_t column_count;
	const struct bytes *values; /* of stratum s at [s * column_count] */
	size_t stratum_count;
	struct estimate_options options;
	struct bytes settings;       /* options that the work depends on, as the command line had them */
	int64_t rows;                /* that were read */
	int64_t left_out;            /* people on none of the lists that were named */
	int64_t repeated;            /* of these, with a pattern that was there before */
	struct estimate_unit *units; /* of stratum s in replicate r at [r * stratum_count + s] */
	bool is_of_match;            /* the tables are a match and the partitions that it has drawn */
	struct bytes recorded_as;    /* id of the record that was made of it; absent: none */
	int64_t entry;               /* of that record */
};

/* The stratum of a replicate that has the values of a stratum of the first; NULL when nobody is in it there. */
const struct stratum *estimate_find_stratum(
	const struct estimate_input *in, size_t replicate, size_t stratum);

/*
 * Fills in what follows from the tables.
 *
 * returns   0; ERR_INPUT when replicates differ in lists or strata; ERR_LIMIT: more than ESTIMATE_UNITS_MAX units
 */
int estimate_begin(struct op_call *call, const struct estimate_input *in, struct estimate_work *work,
	struct err *e) MUST_USE;

/* Works the units of a shard into work->units. */
void estimate_work_units(struct op_call *call, const struct estimate_input *in, const struct op_shard *shard,
	struct estimate_work *work);

/*
 * Options as the command line and a record have them: the name of a method, "LOW:HIGH".
 *
 * returns   0 or ERR_USAGE
 */
int estimate_read_method(const char *name, struct estimate_options *options, struct err *e) MUST_USE;
int estimate_read_odds(const char *text, struct estimate_options *options, struct err *e) MUST_USE;

/*
 * Appends a record of an estimate (docs/formats/claim.md) to the vault of the call.
 *
 * work      all units worked
 * id, seq   set to its id, in the arena, and the number of its entry
 * returns   0; ERR_LIMIT: more than fits in a record; what vault_append_alone() gives
 *
 * ^ Of tables of so few people that they could be recognised the record holds nothing but their number.
 */
int estimate_record(struct op_call *call, const struct estimate_input *in, const struct estimate_work *work,
	struct bytes *id, int64_t *seq, struct err *e) MUST_USE;

/* Sets the fields of a record that say what came out: results, combined, all, reply_digest. */
int estimate_set_results(json_t *record, const struct estimate_work *work, struct err *e) MUST_USE;

/*
 * The tables and options of a record.
 *
 * returns   0; ERR_INPUT when the record lacks its tables; ERR_DAMAGED when they do not fit its results
 *
 * ^ Working them gives the results of the record.
 */
int estimate_take_inputs(
	const json_t *record, struct estimate_input *in, struct arena *a, struct err *e) MUST_USE;
int estimate_take_options(
	const json_t *record, struct estimate_options *options, struct arena *a, struct err *e) MUST_USE;

/* Writes the reply of a shard: the settings, and the units that were worked. */
void estimate_put_shard(
	struct json_writer *j, const struct estimate_work *work, const struct op_shard *shard);

/* Writes the reply of all units. ERR_INPUT, with the reply, when of none of them a number may be said. */
int estimate_finish(struct op_call *call, const struct estimate_work *work, struct err *e) MUST_USE;

/* Members that say from what and how it was worked. */
void estimate_put_settings(struct json_writer *j, const struct estimate_work *work);

/* Members that say what came out of it, alike for equal tables and options; every unit must have been worked. */
void estimate_put_results(struct json_writer *j, const struct estimate_work *work);

/* Writes the whole reply; every unit must have been worked. */
void estimate_put_reply(struct json_writer *j, const struct estimate_work *work);

/* One stratum in one replicate, as one value; `given` is the table with its empty lists. */
void estimate_put_run(struct json_writer *j, const struct estimate *e, const struct capture_table *given,
	const struct estimate_options *options);

/* The assumption that an entry rests on, in one sentence. */
void estimate_say_assumption(struct buf *out, const struct estimate *e, enum estimate_method method,
	const struct estimate_options *options);

/* What a reply says of who is the same person: in how many drawn partitions it was counted. */
void estimate_say_linkage(struct buf *out, size_t partitions);

/* Why it is refused, with the facts; and what would help. */
void estimate_say_reason(struct buf *out, const struct estimate *e, const struct decide_finding *finding);
void estimate_say_help(struct buf *out, const struct decide_finding *finding);

#endif

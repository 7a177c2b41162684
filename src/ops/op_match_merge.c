/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Matching divided among machines: a shard compares its share of the pairs, match merge goes on with those of all. */
#include "ops/handlers.h"
#include "ops/match.h"

int match_shard(struct op_call *call, struct err *e)
{
	struct match_work w = {0};
	struct match_request request;
	struct op_shard shard;
	const char *name;
	const char *folder;
	int rc = match_folder(call, &folder, e);
	if (rc == 0) {
		rc = op_shard_read(op_text(call, "shard"), &shard, e);
	}
	if (rc == 0 && shard.count > MATCH_SHARDS_MAX) {
		rc = err_set(e, ERR_USAGE, "--shard takes at most %d shards", MATCH_SHARDS_MAX);
	}
	if (rc == 0) {
		rc = match_request_read(call, &request, e);
	}
	if (rc == 0) {
		rc = match_work_begin(&w, call, &request, folder, e);
	}
	if (rc == 0) {
		match_run_score(w.run, (uint32_t)(shard.index - 1), (uint32_t)shard.count, &w.scored);
		match_work_time(&w, "score");
		rc = match_part_write(&w, &shard, &name, e);
		match_work_time(&w, "write");
	}
	if (rc == 0) {
		match_put_part_reply(&w, &shard, name);
	}
	match_work_done(&w);
	return rc;
}

int op_match_merge(struct op_call *call, struct err *e)
{
	struct match_work w = {0};
	struct match_request request;
	const char *folder;
	size_t count;
	int rc = match_folder(call, &folder, e);
	if (rc == 0) {
		rc = match_part_count(call, folder, &count, e);
	}
	if (rc == 0) {
		rc = match_request_read(call, &request, e);
	}
	if (rc == 0) {
		rc = match_work_begin(&w, call, &request, folder, e);
	}
	if (rc == 0) {
		rc = match_part_read_all(&w, count, e);
		match_work_time(&w, "merge");
	}
	if (rc == 0) {
		rc = match_work_finish(&w, e);
	}
	match_work_done(&w);
	return rc;
}

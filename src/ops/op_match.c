/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* match: who is on more than one list, or twice on one. */
#include "ops/handlers.h"
#include "ops/match.h"
#include "ops/say.h"

int op_match(struct op_call *call, struct err *e)
{
	struct match_work w = {0};
	struct match_request request;
	const char *folder;
	if (op_has(call, "shard")) {
		return match_shard(call, e);
	}
	int rc = match_folder(call, &folder, e);
	if (rc == 0) {
		rc = match_request_read(call, &request, e);
	}
	if (rc == 0) {
		rc = match_work_begin(&w, call, &request, folder, e);
	}
	if (rc == 0 && op_has(call, "record")) {
		rc = match_record_check(&w, e);
	}
	if (rc == 0) {
		match_run_score(w.run, 0, 1, &w.scored);
		match_work_time(&w, "score");
		rc = match_work_finish(&w, e);
	}
	match_work_done(&w);
	return rc;
}

/* ------- in words ------- */

static void say_lists(const json_t *reply, struct buf *out)
{
	size_t i;
	json_t *list;
	json_array_foreach (json_object_get(reply, "lists"), i, list) {
		buf_add_text(out, "  ");
		say_safe(out, say_text(list, "name"));
		buf_add_text(out, "  ");
		say_count(out, say_int(list, "rows"), "row", "rows");
		buf_add_text(out, say_is(list, "is_unique") ? ", each person once\n" : "\n");
	}
}

/* Pairs of a rule that were not compared by it. */
static void say_left_out(const json_t *rule, const char *key, const char *words, struct buf *out)
{
	if (say_int(rule, key) > 0) {
		buf_printf(out, "; %s: ", words);
		say_number(out, say_int(rule, key));
	}
}

static void say_rules(const json_t *reply, struct buf *out)
{
	size_t i;
	json_t *rule;
	int64_t cut_off = 0;
	int64_t left_out = 0;
	buf_add_text(out, "\nPairs compared, by the rule that made them:\n");
	json_array_foreach (json_object_get(reply, "rules"), i, rule) {
		size_t from = out->len;
		buf_add_text(out, "  ");
		say_safe(out, say_text(rule, "rule"));
		say_pad(out, from, 48);
		say_number(out, say_int(rule, "added"));
		say_left_out(rule, "refined", "cut off", out);
		say_left_out(rule, "skipped", "left out", out);
		cut_off += say_int(rule, "refined");
		left_out += say_int(rule, "skipped");
		buf_add_char(out, '\n');
	}
	if (cut_off > 0) {
		buf_add_text(out,
			"  Cut off: of many rows that a rule brings together, only those are compared that "
			"also agree on "
			"the\n  year of birth, the month of death and the like.\n");
	}
	if (left_out > 0) {
		buf_add_text(out,
			"  Left out: thousands of rows agree on everything that could tell them apart, and "
			"were not "
			"compared by\n  this rule.\n");
	}
}

static void say_verdicts(const json_t *reply, struct buf *out)
{
	size_t i;
	json_t *c;
	if (say_int(reply, "verdicts") > 0) {
		say_count(out, say_int(reply, "verdicts"), "verdict of a person was",
			"verdicts of persons were");
		buf_add_text(out, " taken into account.\n");
	}
	json_array_foreach (json_object_get(reply, "contradictions"), i, c) {
		buf_add_text(out, "  contradiction: verdicts make ");
		say_safe(out, say_text(c, "a"));
		buf_add_text(out, " and ");
		say_safe(out, say_text(c, "b"));
		buf_add_text(out, " one person, and ");
		buf_add_bytes(out, say_text(c, "why"));
		buf_add_text(out, "; until that is resolved the model decides on these rows\n");
	}
}

static void say_rate(const json_t *truth, const char *key, const char *name, struct buf *out)
{
	const json_t *rate = json_object_get(truth, key);
	buf_printf(out, "  %-34s", name);
	static const char *const parts[] = {"precision", "recall", "f1"};
	for (size_t i = 0; i < ARRAY_COUNT(parts); i++) {
		const json_t *value = json_object_get(rate, parts[i]);
		if (value) {
			buf_printf(out, " %s %.4f", i == 2 ? "F1" : parts[i], json_number_value(value));
		} else {
			buf_printf(out, " %s -", i == 2 ? "F1" : parts[i]);
		}
	}
	buf_add_char(out, '\n');
}

static void say_audit(const json_t *reply, struct buf *out)
{
	const json_t *audit = json_object_get(reply, "audit");
	if (!audit) {
		return;
	}
	buf_add_text(out, "\nWhat the rules miss: in a slice of ");
	say_count(out, say_int(audit, "slice"), "row ", "rows ");
	say_count(out, say_int(audit, "likely"), "likely pair was", "likely pairs were");
	buf_add_text(out, " found without them");
	if (json_object_get(audit, "recall")) {
		buf_printf(out, ", of which they make about %.1f %% (%.1f to %.1f %%)",
			100 * json_number_value(json_object_get(audit, "recall")),
			100 * json_number_value(json_object_get(audit, "low")),
			100 * json_number_value(json_object_get(audit, "high")));
	}
	buf_add_text(out, ".\nPairs that are written in no way alike are not seen by this.\n");
}

static void say_truth(const json_t *reply, struct buf *out)
{
	const json_t *truth = json_object_get(reply, "truth");
	if (!truth) {
		return;
	}
	buf_add_text(out, "\nAgainst the truth:\n");
	say_rate(truth, "pairs", "pairs, at probability 0.5", out);
	say_rate(truth, "best_pairs", "pairs, at the best threshold", out);
	buf_printf(out, "    which is %.6f\n", json_number_value(json_object_get(truth, "best_probability")));
	const json_t *compared = json_object_get(truth, "compared_recall");
	if (compared) {
		buf_printf(out, "  of the true pairs %.4f were compared\n", json_number_value(compared));
	}
	say_rate(truth, "cluster_pairs", "pairs of the clusters", out);
	say_rate(truth, "clusters", "whole clusters", out);
	say_rate(truth, "b_cubed", "B-cubed", out);
}

static void say_phases(const json_t *reply, struct buf *out)
{
	size_t i;
	json_t *phase;
	buf_add_text(out, "\nSeconds: ");
	json_array_foreach (json_object_get(reply, "phases"), i, phase) {
		buf_printf(out, "%s%s %.2f", i > 0 ? ", " : "",
			json_string_value(json_object_get(phase, "name")),
			json_number_value(json_object_get(phase, "seconds")));
	}
	buf_printf(out, "; memory %.0f MiB\n", json_number_value(json_object_get(reply, "peak_mib")));
}

static void say_found(const json_t *reply, struct buf *out)
{
	const json_t *shard = json_object_get(reply, "shard");
	if (shard) {
		buf_printf(out, "Part %lld of %lld: ", (long long)say_int(shard, "index"),
			(long long)say_int(shard, "of"));
		say_count(out, say_int(reply, "compared"), "pair", "pairs");
		buf_add_text(out, " compared. \"recount match merge\" puts the parts together.\n");
		return;
	}
	say_count(out, say_int(reply, "records"), "row is ", "rows are ");
	say_count(out, say_int(reply, "clusters"), "person", "persons");
	buf_add_text(out, ": ");
	say_number(out, say_int(reply, "in_clusters"));
	buf_add_text(out, " of the rows share theirs with another row.\n");
}

void op_match_print(const json_t *reply, struct buf *out)
{
	size_t i;
	json_t *note;
	say_found(reply, out);
	say_lists(reply, out);
	json_array_foreach (json_object_get(reply, "notes"), i, note) {
		buf_add_text(out, "  note: ");
		say_safe(out, bytes_of(json_string_value(note)));
		buf_add_char(out, '\n');
	}
	say_verdicts(reply, out);
	say_rules(reply, out);
	say_audit(reply, out);
	say_truth(reply, out);
	say_phases(reply, out);
	if (say_text(reply, "recorded_as").s) {
		buf_add_text(out, "Recorded as ");
		say_safe(out, say_text(reply, "recorded_as"));
		buf_printf(out, " (entry %lld).\n", (long long)say_int(reply, "entry"));
	}
	buf_add_text(out, "Written to ");
	say_safe(out, say_text(reply, "folder"));
	buf_add_text(out, ":\n");
	json_array_foreach (json_object_get(reply, "files"), i, note) {
		buf_printf(out, "  %s\n", json_string_value(note));
	}
}

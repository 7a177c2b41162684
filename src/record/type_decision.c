/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/limits.h"
#include "record/entry.h"
#include "record/type.h"
#include "record/types.h"

/* What tells a proposal from others: the same words of the same text, read for the same measure by the same rule. */
static const struct field proposal_fields[] = {
	{.name = "evidence",
		.help = "SHA-256 of the file",
		.kind = FIELD_REF,
		.of = "evidence",
		.flags = FIELD_REQUIRED},
	{.name = "text", .help = "SHA-256 of the frozen text", .kind = FIELD_HASH, .flags = FIELD_REQUIRED},
	{.name = "byte_start",
		.help = "offset of the first byte of its quote, from 0",
		.kind = FIELD_INT,
		.max = LIMIT_TEXT_BYTES,
		.flags = FIELD_REQUIRED},
	{.name = "byte_end",
		.help = "offset behind the last byte",
		.kind = FIELD_INT,
		.max = LIMIT_TEXT_BYTES,
		.flags = FIELD_REQUIRED},
	{.name = "measure", .help = "what was read as counted", .kind = FIELD_SLUG, .flags = FIELD_REQUIRED},
	{.name = "rule", .help = "rule that found it", .kind = FIELD_TEXT, .flags = FIELD_REQUIRED},
	{.name = "as_stated", .help = "words of the number", .kind = FIELD_TEXT},
	{0},
};

static const char *const verdict_names[] = {"same", "different", "kin", "unsure"};

enum { ROWS_MAX = 2000000000 };

/* A side of a pair: a row by its list, its number there, and its bytes. */
#define ROW(side) \
	{.name = "list_" side, \
		.help = "list of the row", \
		.kind = FIELD_REF, \
		.of = "list", \
		.flags = FIELD_REQUIRED}, \
		{.name = "row_" side, \
			.help = "its number there, from 1", \
			.kind = FIELD_INT, \
			.min = 1, \
			.max = ROWS_MAX, \
			.flags = FIELD_REQUIRED}, \
	{ \
		.name = "digest_" side, .help = "SHA-256 of its bytes", .kind = FIELD_HASH, \
		.flags = FIELD_REQUIRED \
	}

static const struct field pair_fields[] = {
	ROW("a"),
	ROW("b"),
	{.name = "verdict",
		.help = "what the two rows are to each other",
		.kind = FIELD_WORD,
		.names = verdict_names,
		.name_count = ARRAY_COUNT(verdict_names),
		.flags = FIELD_REQUIRED},
	{0},
};

static const struct field fields[] = {
	{.name = "kind",
		.help = "what is decided",
		.kind = FIELD_WORD,
		.names = record_decision_kind_names,
		.name_count = RECORD_DECISION_KIND_COUNT,
		.group = GROUP_WHAT,
		.flags = FIELD_REQUIRED},
	{.name = "about",
		.help = "incident for whose figures it holds",
		.kind = FIELD_REF,
		.of = "incident",
		.group = GROUP_WHAT},
	{.name = "claims",
		.help = "claims that it is on",
		.kind = FIELD_REFS,
		.of = "claim",
		.group = GROUP_WHAT},
	{.name = "originators",
		.help = "originators that it is on",
		.kind = FIELD_SLUGS,
		.group = GROUP_WHAT},
	{.name = "relation",
		.help = "how the claims stand to the target scope",
		.kind = FIELD_WORD,
		.names = record_relation_names,
		.name_count = RECORD_RELATION_COUNT,
		.group = GROUP_WHAT},
	{.name = "measure",
		.help = "only for this measure",
		.kind = FIELD_WORD,
		.of = "measure",
		.group = GROUP_WHAT},
	{.name = "rule", .help = "only for this rule", .kind = FIELD_TEXT, .group = GROUP_WHAT},
	{.name = "total",
		.help = "claim that states the sum of the parts",
		.kind = FIELD_REF,
		.of = "claim",
		.group = GROUP_WHAT},
	{.name = "list_count",
		.help = "distinct named persons",
		.kind = FIELD_INT,
		.max = LIMIT_COUNT,
		.group = GROUP_WHAT},
	{.name = "reason", .help = "why", .kind = FIELD_TEXT, .group = GROUP_CODING, .flags = FIELD_REQUIRED},
	{.name = "revokes",
		.help = "decision that no longer holds",
		.kind = FIELD_REF,
		.of = "decision",
		.group = GROUP_CITED},
	{.name = "proposal",
		.help = "proposal that is rejected",
		.kind = FIELD_OBJECT,
		.fields = proposal_fields,
		.group = GROUP_CITED},
	{.name = "pair",
		.help = "two rows of lists, and whether they are one person",
		.kind = FIELD_OBJECT,
		.fields = pair_fields,
		.group = GROUP_CITED},
	{.name = "decided_by", .help = "who decided", .kind = FIELD_SLUG, .group = GROUP_MADE},
	{.name = "decided_at", .help = "when", .kind = FIELD_DATE, .group = GROUP_WHEN},
	{0},
};

/* What each kind needs; a field that is not listed must be absent. */
static const struct {
	enum record_decision_kind kind;
	const char *needs[2];
	const char *may[2];
} rules[] = {
	{RECORD_DECIDE_RELATION, {"claims", "relation"}, {NULL}},
	{RECORD_DECIDE_EXCLUDE, {"claims"}, {NULL}},
	{RECORD_DECIDE_GRADE_BEST, {"claims"}, {NULL}},
	{RECORD_DECIDE_SAME_ORIGINATOR, {"originators"}, {NULL}},
	{RECORD_DECIDE_ACCUSED, {"originators"}, {NULL}},
	{RECORD_DECIDE_PARTS, {"claims"}, {"total"}},
	{RECORD_DECIDE_PENDING, {NULL}, {NULL}},
	{RECORD_DECIDE_NAMED, {"list_count"}, {"claims"}},
	{RECORD_DECIDE_SUBTRACTION, {NULL}, {"claims"}},
	{RECORD_DECIDE_REVOKE, {"revokes"}, {NULL}},
	{RECORD_DECIDE_REJECT_PROPOSAL, {"proposal"}, {NULL}},
	{RECORD_DECIDE_MATCH, {"pair"}, {NULL}},
};

static bool is_listed(const char *const list[2], const char *name)
{
	return (list[0] && strcmp(list[0], name) == 0) || (list[1] && strcmp(list[1], name) == 0);
}

static int check_kind(const json_t *record, struct err *e)
{
	static const char *const special[] = {
		"claims", "relation", "originators", "total", "list_count", "revokes", "proposal", "pair"};
	struct bytes kind = json_get_view(record, "kind");
	int k = record_word_index(record_decision_kind_names, RECORD_DECISION_KIND_COUNT, kind);
	BUG_IF(k < 0 || rules[k].kind != (enum record_decision_kind)k);
	for (size_t i = 0; i < ARRAY_COUNT(special); i++) {
		bool is_there = json_object_get(record, special[i]) != NULL;
		if (is_listed(rules[k].needs, special[i]) && !is_there) {
			return err_set(e, ERR_INPUT, "a decision %.*s needs the field \"%s\"",
				BYTES_ARG(kind), special[i]);
		}
		if (is_there && !is_listed(rules[k].needs, special[i]) &&
			!is_listed(rules[k].may, special[i])) {
			return err_set(e, ERR_INPUT, "a decision %.*s has no field \"%s\"", BYTES_ARG(kind),
				special[i]);
		}
	}
	if (k == RECORD_DECIDE_GRADE_BEST && json_array_size(json_object_get(record, "claims")) != 1) {
		return err_set(e, ERR_INPUT, "claims: only one claim can be graded best");
	}
	if (k == RECORD_DECIDE_SAME_ORIGINATOR &&
		json_array_size(json_object_get(record, "originators")) < 2) {
		return err_set(e, ERR_INPUT, "originators: at least two are needed to be one");
	}
	return 0;
}

static int check(const json_t *record, struct err *e)
{
	int rc = entry_check_what_is_open(record, e);
	if (rc == 0 && json_object_get(record, "revokes") && entry_is_sealed(record, GROUP_CITED)) {
		rc = err_set(e, ERR_INPUT,
			"seal: \"cited\" cannot be sealed in a decision that revokes another: none could "
			"tell that the other no longer holds");
	}
	if (rc == 0 && json_object_get(record, "proposal") && entry_is_sealed(record, GROUP_CITED)) {
		rc = err_set(e, ERR_INPUT,
			"seal: \"cited\" cannot be sealed in a decision on a proposal: none could tell which "
			"it is, and it would return");
	}
	if (rc == 0 && json_object_get(record, "pair") && entry_is_sealed(record, GROUP_CITED)) {
		rc = err_set(e, ERR_INPUT,
			"seal: \"cited\" cannot be sealed in a decision on two rows: none could tell which "
			"they are");
	}
	return rc == 0 ? check_kind(record, e) : rc;
}

const struct record_type record_type_decision = {
	.name = "decision",
	.help = "a judgement of ours, with its reason; another decision can revoke it",
	.fields = fields,
	.check = check,
	.more_schema =
		"CREATE INDEX decision_about ON decision(about);\n"
		"CREATE INDEX decision_revokes ON decision(revokes) WHERE revokes IS NOT NULL;\n"
		"CREATE INDEX decision_proposal ON decision(proposal_text) WHERE proposal_text IS NOT NULL;\n"
		"CREATE INDEX decision_pair ON decision(pair_list_a) WHERE pair_list_a IS NOT NULL;",
};

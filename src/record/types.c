/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/types.h"

const char *const record_mode_names[RECORD_MODE_COUNT] = {"fact", "reported", "alleged", "finding", "denied",
	"estimate", "opinion", "prediction", "undertaking"};

const char *const record_polarity_names[RECORD_POLARITY_COUNT] = {"affirmed", "denied", "nothing_found"};

const char *const record_status_names[RECORD_STATUS_COUNT] = {
	"accepted", "conflict", "work_needed", "issue", "retracted"};

const char *const record_qualifier_names[RECORD_QUALIFIER_COUNT] = {"exact", "at_least", "more_than",
	"at_most", "as_many_as", "fewer_than", "between", "approximately", "all", "most", "some"};

const char *const record_class_names[RECORD_CLASS_COUNT] = {"official", "foreign_government", "igo", "ngo",
	"court", "hospital", "media", "residents", "party", "unattributed"};

const char *const record_relation_names[RECORD_RELATION_COUNT] = {
	"same", "part", "wider", "early", "additional", "unclear"};

const char *const record_decision_kind_names[RECORD_DECISION_KIND_COUNT] = {"relation", "exclude",
	"grade_best", "same_originator", "accused", "parts", "pending", "named", "subtraction", "revoke",
	"reject_proposal", "match"};

const char *const record_derivation_names[RECORD_DERIVATION_COUNT] = {
	"quotes", "copies", "translates", "summarises", "unproven"};

int record_word_index(const char *const *names, int count, struct bytes word)
{
	for (int i = 0; i < count; i++) {
		if (bytes_is(word, names[i])) {
			return i;
		}
	}
	return -1;
}

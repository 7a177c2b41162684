/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/limits.h"
#include "db/db.h"
#include "record/scope_fields.h"
#include "record/type.h"
#include "record/types.h"

static const struct field value_fields[] = {
	{.name = "text", .help = "in words", .kind = FIELD_TEXT},
	{.name = "ref", .help = "a record", .kind = FIELD_REF, .of = "*"},
	{.name = "term", .help = "a slug", .kind = FIELD_SLUG},
	{.name = "months", .help = "a duration", .kind = FIELD_INT, .max = 12000},
	{.name = "amount", .help = "a sum of money", .kind = FIELD_REAL, .max = INT64_C(1000000000000000)},
	{.name = "currency", .help = "ISO 4217", .kind = FIELD_TEXT},
	{0},
};

static const struct field quantity_fields[] = {
	{.name = "qualifier",
		.help = "how the number is meant",
		.kind = FIELD_WORD,
		.names = record_qualifier_names,
		.name_count = RECORD_QUALIFIER_COUNT,
		.flags = FIELD_REQUIRED},
	{.name = "low", .help = "lower bound", .kind = FIELD_INT, .max = LIMIT_COUNT},
	{.name = "high", .help = "upper bound", .kind = FIELD_INT, .max = LIMIT_COUNT},
	{.name = "point", .help = "about this many", .kind = FIELD_INT, .max = LIMIT_COUNT},
	{.name = "vague", .help = "a word that the codebook turns into a number", .kind = FIELD_TEXT},
	{.name = "percent", .help = "a share, 0 to 100", .kind = FIELD_REAL, .max = 100},
	{.name = "unit", .help = "absent: people", .kind = FIELD_SLUG},
	{.name = "counting_unit", .help = "absent: individual", .kind = FIELD_WORD, .of = "counting_unit"},
	{.name = "of_claim",
		.help = "claim of which this is a part or a share",
		.kind = FIELD_REF,
		.of = "claim"},
	{0},
};

static const struct field when_fields[] = {
	{.name = "first_precise", .help = "first day that is sure", .kind = FIELD_DATE},
	{.name = "last_precise", .help = "last day that is sure", .kind = FIELD_DATE},
	{.name = "first_imprecise", .help = "first day that is possible", .kind = FIELD_DATE},
	{.name = "last_imprecise", .help = "last day that is possible", .kind = FIELD_DATE},
	{.name = "starts", .help = "it began then", .kind = FIELD_BOOL},
	{.name = "ends", .help = "it ended then", .kind = FIELD_BOOL},
	{.name = "start_word", .help = "how it began", .kind = FIELD_TEXT},
	{.name = "end_word", .help = "how it ended", .kind = FIELD_TEXT},
	{0},
};

static const struct field step_fields[] = {
	{.name = "originator", .help = "who speaks; absent: nobody named", .kind = FIELD_SLUG},
	{.name = "class",
		.help = "what kind of speaker",
		.kind = FIELD_WORD,
		.names = record_class_names,
		.name_count = RECORD_CLASS_COUNT,
		.flags = FIELD_REQUIRED},
	{.name = "verb", .help = "how it is said", .kind = FIELD_WORD, .of = "verb"},
	{.name = "as_stated", .help = "the speaker in the source's words", .kind = FIELD_TEXT},
	{.name = "connection", .help = "how the speaker knows", .kind = FIELD_TEXT},
	{0},
};

static const struct field locator_fields[] = {
	{.name = "kind",
		.help = "page, paragraph, line, cell, clip",
		.kind = FIELD_WORD,
		.of = "citation_locator",
		.flags = FIELD_REQUIRED},
	{.name = "value", .help = "which", .kind = FIELD_TEXT, .flags = FIELD_REQUIRED},
	{0},
};

static const struct field citation_fields[] = {
	{.name = "source", .help = "the source", .kind = FIELD_REF, .of = "source", .flags = FIELD_REQUIRED},
	{.name = "evidence",
		.help = "SHA-256 of the file",
		.kind = FIELD_REF,
		.of = "evidence",
		.flags = FIELD_REQUIRED},
	{.name = "text", .help = "SHA-256 of the frozen text", .kind = FIELD_HASH},
	{.name = "exact", .help = "the words there", .kind = FIELD_TEXT},
	{.name = "prefix", .help = "up to 32 characters before", .kind = FIELD_TEXT},
	{.name = "suffix", .help = "up to 32 characters after", .kind = FIELD_TEXT},
	{.name = "byte_start",
		.help = "offset of the first byte, from 0",
		.kind = FIELD_INT,
		.max = LIMIT_TEXT_BYTES},
	{.name = "byte_end",
		.help = "offset behind the last byte",
		.kind = FIELD_INT,
		.max = LIMIT_TEXT_BYTES},
	{.name = "char_start", .help = "the same in characters", .kind = FIELD_INT, .max = LIMIT_TEXT_BYTES},
	{.name = "char_end", .help = "the same in characters", .kind = FIELD_INT, .max = LIMIT_TEXT_BYTES},
	{.name = "locator", .help = "page, line, clip", .kind = FIELD_OBJECT, .fields = locator_fields},
	{.name = "accessed_at", .help = "when it was read", .kind = FIELD_DATE},
	{.name = "archive_url", .help = "address of an archived copy", .kind = FIELD_TEXT},
	{.name = "language", .help = "BCP 47", .kind = FIELD_TEXT},
	{.name = "translation", .help = "our translation", .kind = FIELD_TEXT},
	{.name = "translator", .help = "who translated", .kind = FIELD_SLUG},
	{0},
};

static const struct field coded_fields[] = {
	{.name = "vocabulary", .help = "which vocabulary", .kind = FIELD_TEXT, .flags = FIELD_REQUIRED},
	{.name = "code", .help = "the code", .kind = FIELD_TEXT, .flags = FIELD_REQUIRED},
	{.name = "note", .help = "clarifying note", .kind = FIELD_TEXT},
	{0},
};

static const struct field inferred_fields[] = {
	{.name = "field", .help = "which field", .kind = FIELD_TEXT, .flags = FIELD_REQUIRED},
	{.name = "note", .help = "from what", .kind = FIELD_TEXT, .flags = FIELD_REQUIRED},
	{0},
};

static const struct field credibility_fields[] = {
	{.name = "grade",
		.help = "1 confirmed … 6 cannot be judged (Admiralty)",
		.kind = FIELD_INT,
		.min = 1,
		.max = 6,
		.flags = FIELD_REQUIRED},
	{.name = "grader", .help = "who graded", .kind = FIELD_SLUG},
	{.name = "date", .help = "when", .kind = FIELD_DATE},
	{0},
};

static const struct field fields[] = {
	{.name = "about",
		.help = "what the claim is about, usually an incident",
		.kind = FIELD_REF,
		.of = "*",
		.group = GROUP_WHAT,
		.flags = FIELD_REQUIRED},
	{.name = "property",
		.help = "what it says of it",
		.kind = FIELD_WORD,
		.of = "property",
		.group = GROUP_WHAT,
		.flags = FIELD_REQUIRED},
	{.name = "measure",
		.help = "what is counted",
		.kind = FIELD_WORD,
		.of = "measure",
		.group = GROUP_WHAT},
	{.name = "as_stated",
		.help = "the source's own words for the value",
		.kind = FIELD_TEXT,
		.group = GROUP_WHAT},
	{.name = "value",
		.help = "for every property but count and share",
		.kind = FIELD_OBJECT,
		.fields = value_fields,
		.group = GROUP_WHAT},
	{.name = "quantity",
		.help = "the number",
		.kind = FIELD_OBJECT,
		.fields = quantity_fields,
		.group = GROUP_WHAT},
	{.name = "trend",
		.help = "rising or falling",
		.kind = FIELD_WORD,
		.of = "trend",
		.group = GROUP_WHAT},
	SCOPE_FIELDS,
	{.name = "precision",
		.help = "of the place, 1 to 7 (UCDP)",
		.kind = FIELD_INT,
		.min = 1,
		.max = 7,
		.group = GROUP_WHERE},
	{.name = "as_of",
		.help = "state of knowledge that it stands for",
		.kind = FIELD_RANGE,
		.group = GROUP_WHEN},
	{.name = "when",
		.help = "the time stated",
		.kind = FIELD_OBJECT,
		.fields = when_fields,
		.group = GROUP_WHEN},
	{.name = "attribution",
		.help = "speakers, from the document inward",
		.kind = FIELD_OBJECTS,
		.fields = step_fields,
		.group = GROUP_SAID},
	{.name = "polarity",
		.help = "absent: affirmed",
		.kind = FIELD_WORD,
		.names = record_polarity_names,
		.name_count = RECORD_POLARITY_COUNT,
		.group = GROUP_SAID},
	{.name = "mode",
		.help = "absent: fact",
		.kind = FIELD_WORD,
		.names = record_mode_names,
		.name_count = RECORD_MODE_COUNT,
		.group = GROUP_SAID},
	{.name = "additional",
		.help = "beside another number, not of the whole",
		.kind = FIELD_BOOL,
		.group = GROUP_SAID},
	{.name = "citations",
		.help = "where it stands",
		.kind = FIELD_OBJECTS,
		.fields = citation_fields,
		.group = GROUP_CITED,
		.flags = FIELD_REQUIRED | FIELD_IN_TABLE},
	{.name = "restates",
		.help = "claim of the same source that says the same",
		.kind = FIELD_REF,
		.of = "claim",
		.group = GROUP_CITED},
	{.name = "coded",
		.help = "our codes for it",
		.kind = FIELD_OBJECTS,
		.fields = coded_fields,
		.group = GROUP_CODING},
	{.name = "inferred",
		.help = "what we supplied that the text does not say",
		.kind = FIELD_OBJECTS,
		.fields = inferred_fields,
		.group = GROUP_CODING},
	{.name = "status",
		.help = "absent: accepted",
		.kind = FIELD_WORD,
		.names = record_status_names,
		.name_count = RECORD_STATUS_COUNT,
		.group = GROUP_CODING},
	{.name = "credibility",
		.help = "our grade",
		.kind = FIELD_OBJECT,
		.fields = credibility_fields,
		.group = GROUP_CODING},
	{0},
};

/* Which numbers a qualifier goes with: 1 needed, 0 must be absent. */
static const struct {
	const char *fields; /* in words, for the error */
	bool low;
	bool high;
	bool point;
} qualifiers[RECORD_QUALIFIER_COUNT] = {
	[RECORD_EXACT] = {"low and high, equal", true, true, false},
	[RECORD_AT_LEAST] = {"low only", true, false, false},
	[RECORD_MORE_THAN] = {"low only (one above the number said)", true, false, false},
	[RECORD_AT_MOST] = {"high only", false, true, false},
	[RECORD_AS_MANY_AS] = {"high only", false, true, false},
	[RECORD_FEWER_THAN] = {"high only (one below the number said)", false, true, false},
	[RECORD_BETWEEN] = {"low and high", true, true, false},
	[RECORD_APPROXIMATELY] = {"point only", false, false, true},
	[RECORD_ALL] = {"no number", false, false, false},
	[RECORD_MOST] = {"no number", false, false, false},
	[RECORD_SOME] = {"no number (vague may hold the word)", false, false, false},
};

static int check_quantity(const json_t *quantity, struct err *e)
{
	struct bytes word = json_get_view(quantity, "qualifier");
	int q = record_word_index(record_qualifier_names, RECORD_QUALIFIER_COUNT, word);
	const json_t *low = json_object_get(quantity, "low");
	const json_t *high = json_object_get(quantity, "high");
	bool has_point = json_object_get(quantity, "point") != NULL;
	if (json_object_get(quantity, "percent")) {
		return low || high || has_point
			? err_set(e, ERR_INPUT, "quantity: with percent, low, high and point are absent")
			: 0;
	}
	if ((low != NULL) != qualifiers[q].low || (high != NULL) != qualifiers[q].high ||
		has_point != qualifiers[q].point) {
		return err_set(e, ERR_INPUT, "quantity: the qualifier %.*s goes with %s", BYTES_ARG(word),
			qualifiers[q].fields);
	}
	if (low && high && json_integer_value(low) > json_integer_value(high)) {
		return err_set(e, ERR_INPUT, "quantity: low %lld is above high %lld", json_integer_value(low),
			json_integer_value(high));
	}
	if (q == RECORD_EXACT && json_integer_value(low) != json_integer_value(high)) {
		return err_set(e, ERR_INPUT, "quantity: an exact number has low = high");
	}
	return 0;
}

static int check_when(const json_t *when, struct err *e)
{
	static const char *const order[] = {
		"first_imprecise", "first_precise", "last_precise", "last_imprecise"};
	struct date earlier = {0};
	const char *earlier_name = NULL;
	for (size_t i = 0; i < ARRAY_COUNT(order); i++) {
		struct date d = {0};
		if (!json_object_get(when, order[i]) || !date_parse(json_get_view(when, order[i]), &d)) {
			continue;
		}
		if (earlier_name && date_first_day(earlier) > date_last_day(d)) {
			return err_set(e, ERR_INPUT, "when: %s is after %s", earlier_name, order[i]);
		}
		earlier = d;
		earlier_name = order[i];
	}
	return 0;
}

static int check_value(const json_t *value, struct err *e)
{
	bool has_money = json_object_get(value, "amount") || json_object_get(value, "currency");
	size_t expected = has_money ? 2 : 1;
	bool is_ok = json_object_size(value) == expected &&
		(!has_money || (json_object_get(value, "amount") && json_object_get(value, "currency")));
	return is_ok ? 0
		     : err_set(e, ERR_INPUT,
			       "value: give one of text, ref, term, months, or amount with currency");
}

static int check(const json_t *record, struct err *e)
{
	struct bytes property = json_get_view(record, "property");
	bool is_number = bytes_is(property, "count") || bytes_is(property, "share");
	const json_t *quantity = json_object_get(record, "quantity");
	const json_t *value = json_object_get(record, "value");
	const json_t *when = json_object_get(record, "when");
	if (is_number && (!quantity || !json_object_get(record, "measure"))) {
		return err_set(e, ERR_INPUT, "property %.*s needs \"measure\" and \"quantity\"",
			BYTES_ARG(property));
	}
	if (is_number && value) {
		return err_set(e, ERR_INPUT,
			"property %.*s has no \"value\"; the number goes into \"quantity\"",
			BYTES_ARG(property));
	}
	if (!is_number && quantity) {
		return err_set(e, ERR_INPUT, "a quantity needs property count or share");
	}
	int rc = quantity ? check_quantity(quantity, e) : 0;
	if (rc == 0 && value) {
		rc = check_value(value, e);
	}
	if (rc == 0 && when) {
		rc = check_when(when, e);
	}
	if (rc == 0 && json_array_size(json_object_get(record, "citations")) > 1 &&
		!json_object_get(record, "note")) {
		rc = err_set(e, ERR_INPUT, "more than one citation needs a \"note\" that says why");
	}
	return rc;
}

static const char more_schema[] = "CREATE TABLE citation( -- where a claim stands in a preserved document\n"
				  "  claim INTEGER NOT NULL, -- entry of the claim\n"
				  "  n INTEGER NOT NULL, -- which of its citations, from 0\n"
				  "  source TEXT NOT NULL, -- id of the source\n"
				  "  evidence INTEGER NOT NULL, -- entry of the evidence file\n"
				  "  exact TEXT, -- the words there\n"
				  "  prefix TEXT, -- up to 32 characters before\n"
				  "  suffix TEXT, -- up to 32 characters after\n"
				  "  byte_start INTEGER, -- offset in the frozen text, from 0\n"
				  "  byte_end INTEGER, -- behind the last byte\n"
				  "  char_start INTEGER, -- the same in characters\n"
				  "  char_end INTEGER, -- the same in characters\n"
				  "  PRIMARY KEY(claim, n)\n"
				  ") STRICT, WITHOUT ROWID;\n"
				  "CREATE INDEX citation_evidence ON citation(evidence);\n"
				  "CREATE INDEX claim_about ON claim(about);\n";

static const char *const more_tables[] = {"citation", NULL};

static void bind_int_if(struct db_statement *s, int parameter, const json_t *v)
{
	if (v) {
		db_bind_int(s, parameter, json_integer_value(v));
	} else {
		db_bind_null(s, parameter);
	}
}

static int fold(struct db *db, int64_t seq, const json_t *record, struct err *e)
{
	const json_t *citations = json_object_get(record, "citations");
	for (size_t i = 0; i < json_array_size(citations); i++) {
		static const char sql[] = "INSERT INTO citation SELECT ?1, ?2, ?3, seq, ?5, ?6, ?7, ?8, ?9, "
					  "?10, ?11 FROM id WHERE id = ?4";
		static const char *const offsets[] = {"byte_start", "byte_end", "char_start", "char_end"};
		const json_t *c = json_array_get(citations, i);
		struct db_statement *s;
		int rc = db_prepare(db, sql, &s, e);
		if (rc != 0) {
			return rc;
		}
		db_bind_int(s, 1, seq);
		db_bind_int(s, 2, (int64_t)i);
		db_bind_text(s, 3, json_get_view(c, "source"));
		db_bind_text(s, 4, json_get_view(c, "evidence"));
		db_bind_text(s, 5, json_get_view(c, "exact"));
		db_bind_text(s, 6, json_get_view(c, "prefix"));
		db_bind_text(s, 7, json_get_view(c, "suffix"));
		for (int k = 0; k < 4; k++) {
			bind_int_if(s, 8 + k, json_object_get(c, offsets[k]));
		}
		rc = db_finish(s, e);
		if (rc != 0) {
			return rc;
		}
	}
	return 0;
}

const struct record_type record_type_claim = {
	.name = "claim",
	.help = "what one source said",
	.fields = fields,
	.check = check,
	.more_schema = more_schema,
	.more_tables = more_tables,
	.fold = fold,
};

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The types: that table, columns and fields agree, and the rules across fields. */
#include "fixture.h"
#include "test.h"

#include "journal/leaf.h"
#include "record/types.h"

static struct db *register_in_scratch(struct fold *f)
{
	static char path[256];
	struct db *db;
	struct err e = {0};
	snprintf(path, sizeof(path), "%s/register.db", test_folder());
	fold_init(f);
	BUG_IF(db_open(path, (struct db_settings){.mode = DB_SCRATCH}, &db, &e) != 0);
	if (fold_create_tables(f, db, &e) != 0) {
		test_note("%s", e.text);
		BUG_IF(true);
	}
	return db;
}

static const char *sql_type(enum field_kind kind)
{
	switch (kind) {
	case FIELD_INT:
	case FIELD_BOOL:
		return "INTEGER";
	case FIELD_REAL:
		return "REAL";
	case FIELD_TEXT:
	case FIELD_WORD:
	case FIELD_SLUG:
	case FIELD_REF:
	case FIELD_HASH:
	case FIELD_DATE:
	case FIELD_RANGE:
	case FIELD_TIME:
	case FIELD_OBJECTS:
	case FIELD_REFS:
	case FIELD_SLUGS:
	case FIELD_JSON:
		return "TEXT";
	case FIELD_OBJECT:
		break;
	}
	return "";
}

/* "name TYPE\n" of each column that a table of fields asks for. */
static void expected_columns(const struct field *fields, const char *prefix, struct buf *out)
{
	for (const struct field *f = fields; f->name; f++) {
		if (f->flags & FIELD_IN_TABLE) {
			continue;
		}
		if (f->kind == FIELD_OBJECT) {
			char name[64];
			snprintf(name, sizeof(name), "%s%s_", prefix, f->name);
			expected_columns(f->fields, name, out);
		} else {
			buf_printf(out, "%s%s %s\n", prefix, f->name, sql_type(f->kind));
		}
	}
}

TEST(the_table_of_a_type_is_its_fields)
{
	struct fold f;
	struct db *db = register_in_scratch(&f);
	for (const struct record_type *const *type = record_types; *type; type++) {
		struct arena a = {0};
		struct buf expected = {0};
		struct buf found = {0};
		struct db_statement *s;
		struct err e = {0};
		buf_add_text(&expected, "seq INTEGER\n");
		expected_columns(record_all_fields(*type, &a), "", &expected);
		CHECK_OK(db_prepare(db, "SELECT name, type FROM pragma_table_info(?) ORDER BY cid", &s, &e),
			e);
		db_bind_text(s, 1, bytes_of((*type)->name));
		while (db_step(s, &e) == 1) {
			buf_printf(&found, "%.*s ", BYTES_ARG(db_text(s, 0)));
			buf_printf(&found, "%.*s\n", BYTES_ARG(db_text(s, 1)));
		}
		CHECK_TEXT(buf_bytes(&found), buf_bytes(&expected));
		buf_done(&expected);
		buf_done(&found);
		arena_done(&a);
	}
	db_close(&db);
	fold_done(&f);
}

static size_t count_lines_with(struct bytes text, const char *part)
{
	size_t count = 0;
	struct bytes line;
	while (bytes_next_line(&text, &line)) {
		count += bytes_find(line, bytes_of(part), 0) != SIZE_MAX;
	}
	return count;
}

TEST(derived_tables_are_strict_and_say_what_each_column_is)
{
	struct fold f;
	struct db *db = register_in_scratch(&f);
	struct db_statement *s;
	struct err e = {0};
	int64_t strict = 0;
	int64_t all = 0;
	CHECK_OK(db_query_int(db,
			 "SELECT sum(strict), count(*) FROM pragma_table_list WHERE schema = 'main' AND"
			 " type = 'table' AND name NOT LIKE 'sqlite%'",
			 0, &strict, &e),
		e);
	CHECK_OK(db_query_int(db, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'", 0, &all, &e), e);
	CHECK_INT(strict, all);
	CHECK(all > 11);
	CHECK_OK(db_prepare(db,
			 "SELECT name, sql, (SELECT count(*) FROM pragma_table_info(t.name))"
			 " FROM sqlite_schema t WHERE type = 'table'",
			 &s, &e),
		e);
	while (db_step(s, &e) == 1) {
		/* one comment for the table and one a column */
		size_t comments = count_lines_with(db_text(s, 1), " -- ");
		if ((int64_t)comments != db_int(s, 2) + 1) {
			test_note("%.*s", BYTES_ARG(db_text(s, 1)));
		}
		CHECK_INT((int64_t)comments, db_int(s, 2) + 1);
	}
	db_close(&db);
	fold_done(&f);
}

/* Names and kinds that would break a column, a disclosure, or the help. */
TEST(fields_are_well_made)
{
	struct vocabulary vocabulary;
	vocabulary_init(&vocabulary);
	for (const struct record_type *const *type = record_types; *type; type++) {
		struct arena a = {0};
		CHECK(record_type_find(bytes_of((*type)->name)) == *type);
		CHECK((*type)->help && strlen((*type)->name) <= LEAF_NAME_BYTES);
		for (const struct field *f = record_all_fields(*type, &a); f->name; f++) {
			CHECK(f->help && !strchr(f->help, '\n') && strlen(f->name) <= LEAF_NAME_BYTES);
			CHECK(strspn(f->name, "abcdefghijklmnopqrstuvwxyz_0123456789") == strlen(f->name));
			CHECK(f->kind != FIELD_WORD || (f->names ? f->name_count > 0 : f->of != NULL));
			CHECK(f->kind != FIELD_REF || f->of);
			CHECK(f->kind != FIELD_REF || strcmp(f->of, "*") == 0 ||
				record_type_find(bytes_of(f->of)));
			CHECK((f->kind != FIELD_OBJECT && f->kind != FIELD_OBJECTS) || f->fields);
			CHECK((f->kind != FIELD_INT && f->kind != FIELD_REAL) || f->max > f->min);
			for (int g = 0; g < GROUP_COUNT; g++) {
				CHECK(strcmp(f->name, field_group_names[g]) != 0 ||
					!(f->flags & FIELD_APART));
			}
		}
		arena_done(&a);
	}
	CHECK(record_type_find(BYTES("claims")) == NULL && record_type_find(BYTES_NONE) == NULL);
	vocabulary_done(&vocabulary);
}

TEST(words_stand_in_the_order_of_their_enums)
{
	CHECK_INT(record_word_index(record_mode_names, RECORD_MODE_COUNT, BYTES("undertaking")),
		RECORD_MODE_UNDERTAKING);
	CHECK_INT(record_word_index(record_qualifier_names, RECORD_QUALIFIER_COUNT, BYTES("some")),
		RECORD_SOME);
	CHECK_INT(record_word_index(record_class_names, RECORD_CLASS_COUNT, BYTES("unattributed")),
		RECORD_CLASS_UNATTRIBUTED);
	CHECK_INT(record_word_index(record_relation_names, RECORD_RELATION_COUNT, BYTES("unclear")),
		RECORD_UNCLEAR);
	CHECK_INT(record_word_index(record_decision_kind_names, RECORD_DECISION_KIND_COUNT, BYTES("revoke")),
		RECORD_DECIDE_REVOKE);
	CHECK_INT(record_word_index(record_derivation_names, RECORD_DERIVATION_COUNT, BYTES("unproven")),
		RECORD_UNPROVEN);
	CHECK_INT(record_word_index(record_status_names, RECORD_STATUS_COUNT, BYTES("retracted")),
		RECORD_RETRACTED);
	CHECK_INT(record_word_index(record_polarity_names, RECORD_POLARITY_COUNT, BYTES("nothing_found")),
		RECORD_NOTHING_FOUND);
	CHECK_INT(record_word_index(record_mode_names, RECORD_MODE_COUNT, BYTES("rumour")), -1);
}

#define CITED "\"citations\":[{\"source\":\"s-hrw\",\"evidence\":\"" FIXTURE_EVIDENCE "\"}]"
#define COUNT \
	"{\"type\":\"claim\",\"id\":\"x\",\"about\":\"event\",\"property\":\"count\",\"measure\":" \
	"\"killed\"," CITED ","
#define NAME "{\"type\":\"claim\",\"id\":\"x\",\"about\":\"event\",\"property\":\"name\"," CITED ","
#define DECISION "{\"type\":\"decision\",\"id\":\"x\",\"reason\":\"r\",\"kind\":"
#define PAIR(verdict) \
	"\"pair\":{\"list_a\":\"l1\",\"row_a\":1,\"digest_a\":\"" FIXTURE_TEXT \
	"\",\"list_b\":\"l1\",\"row_b\":2,\"digest_b\":\"" FIXTURE_TEXT "\",\"verdict\":\"" verdict "\"}"
#define ESTIMATE(results, more_inputs) \
	"{\"type\":\"estimate\",\"id\":\"x\",\"results\":[" results "],\"reply_digest\":\"" FIXTURE_TEXT \
	"\",\"inputs\":[{\"file\":\"t\",\"table\":\"t\"}" more_inputs \
	"],\"strata_columns\":0,\"left_out\":0,\"level\":95,\"seed\":1,\"program\":\"0\"}"
#define LIST \
	"{\"type\":\"list\",\"id\":\"x\",\"name\":\"morgue\",\"rows\":3,\"rows_digest\":\"" FIXTURE_TEXT \
	"\",\"evidence\":\"" FIXTURE_EVIDENCE "\",\"map\":\"m\""
#define RESULT "{\"replicate\":1,\"documented\":9,"
#define ANSWER "\"method\":\"bic\",\"low\":9,\"high\":12,\"assumption\":\"a\""
#define REFUSAL "\"refused\":\"few_people\",\"why\":\"w\""

/* expected: a part of the sentence; NULL: the record is taken. */
static const struct {
	const char *record;
	const char *expected;
} rules[] = {
	{LIST "}", NULL},
	{LIST ",\"removed\":1}", "removed: it counts against the list that edition_of names"},
	{LIST ",\"removed\":1,\"edition_of\":\"l1\"}", NULL},
	{COUNT "\"quantity\":{\"qualifier\":\"exact\",\"low\":3,\"high\":3}}", NULL},
	{COUNT "\"quantity\":{\"qualifier\":\"exact\",\"low\":3,\"high\":4}}", "low = high"},
	{COUNT "\"quantity\":{\"qualifier\":\"exact\",\"low\":3}}", "low and high, equal"},
	{COUNT "\"quantity\":{\"qualifier\":\"at_least\",\"low\":3}}", NULL},
	{COUNT "\"quantity\":{\"qualifier\":\"at_least\",\"high\":3}}", "low only"},
	{COUNT "\"quantity\":{\"qualifier\":\"more_than\",\"low\":3,\"point\":3}}", "low only"},
	{COUNT "\"quantity\":{\"qualifier\":\"at_most\",\"high\":3}}", NULL},
	{COUNT "\"quantity\":{\"qualifier\":\"as_many_as\",\"low\":3}}", "high only"},
	{COUNT "\"quantity\":{\"qualifier\":\"fewer_than\",\"high\":3}}", NULL},
	{COUNT "\"quantity\":{\"qualifier\":\"between\",\"low\":3,\"high\":7}}", NULL},
	{COUNT "\"quantity\":{\"qualifier\":\"between\",\"low\":7,\"high\":3}}", "low 7 is above high 3"},
	{COUNT "\"quantity\":{\"qualifier\":\"approximately\",\"point\":3}}", NULL},
	{COUNT "\"quantity\":{\"qualifier\":\"approximately\",\"low\":3}}", "point only"},
	{COUNT "\"quantity\":{\"qualifier\":\"some\",\"vague\":\"dozens\"}}", NULL},
	{COUNT "\"quantity\":{\"qualifier\":\"some\",\"low\":24}}", "no number"},
	{COUNT "\"quantity\":{\"qualifier\":\"most\"}}", NULL},
	{COUNT "\"quantity\":{\"qualifier\":\"all\",\"percent\":50}}", NULL},
	{COUNT "\"quantity\":{\"qualifier\":\"exact\",\"percent\":50,\"low\":1,\"high\":1}}", "with percent"},
	{COUNT "\"quantity\":{\"qualifier\":\"all\",\"percent\":101}}", "0 to 100"},
	{COUNT "\"quantity\":{\"qualifier\":\"at_least\",\"low\":-1}}", "0 to 999999999"},
	{COUNT "\"quantity\":{\"qualifier\":\"at_least\",\"low\":1000000000}}", "0 to 999999999"},
	{COUNT "\"quantity\":{\"low\":3}}", "\"qualifier\" is missing"},
	{COUNT "\"mode\":\"fact\"}", "needs \"measure\" and \"quantity\""},
	{COUNT "\"quantity\":{\"qualifier\":\"all\"},\"value\":{\"text\":\"t\"}}", "has no \"value\""},
	{NAME "\"value\":{\"text\":\"t\"}}", NULL},
	{NAME "\"mode\":\"fact\"}", NULL},
	{NAME "\"quantity\":{\"qualifier\":\"all\"}}", "needs property count or share"},
	{NAME "\"value\":{\"text\":\"t\",\"term\":\"u\"}}", "give one of"},
	{NAME "\"value\":{\"amount\":5}}", "amount with currency"},
	{NAME "\"value\":{\"amount\":5,\"currency\":\"KZT\"}}", NULL},
	{NAME "\"value\":{\"months\":84}}", NULL},
	{NAME "\"when\":{\"first_precise\":\"2011-12-16\",\"last_precise\":\"2011-12-17\"}}", NULL},
	{NAME "\"when\":{\"first_precise\":\"2011-12-17\",\"last_precise\":\"2011-12-16\"}}",
		"first_precise is after last_precise"},
	{NAME "\"when\":{\"first_imprecise\":\"2012\",\"last_imprecise\":\"2011\"}}",
		"is after last_imprecise"},
	{"{\"type\":\"claim\",\"id\":\"x\",\"about\":\"event\",\"property\":\"name\",\"citations\":["
	 "{\"source\":\"s-hrw\",\"evidence\":\"" FIXTURE_EVIDENCE
	 "\"},{\"source\":\"s-paper\",\"evidence\":\"" FIXTURE_EVIDENCE "\"}]}",
		"needs a \"note\""},
	{"{\"type\":\"claim\",\"id\":\"x\",\"about\":\"event\",\"property\":\"name\"}",
		"\"citations\" is missing"},
	{"{\"type\":\"claim\",\"about\":\"event\",\"property\":\"name\"," CITED "}", "\"id\" is missing"},
	{NAME "\"precision\":8}", "1 to 7"},
	{NAME "\"credibility\":{\"grade\":0}}", "1 to 6"},
	{NAME "\"attribution\":[{\"originator\":\"hrw\"}]}", "\"class\" is missing"},
	{NAME "\"visibility\":{\"level\":\"hidden\"}}", "public, restricted, sealed"},
	{NAME "\"seal\":[\"cited\"]}", NULL},
	{NAME "\"seal\":[\"handling\"]}", "cannot be sealed"},
	{NAME "\"seal\":[\"everything\"]}", "cannot be sealed"},
	{NAME "\"seal\":[\"made\"]}", NULL},
	{NAME "\"replaces\":\"c1\",\"seal\":[\"said\"]}", NULL},
	{NAME "\"replaces\":\"c1\",\"seal\":[\"made\"]}", "in a record that replaces another"},
	{"{\"type\":\"incident\",\"id\":\"x\",\"label\":\"l\",\"seal\":[\"coding\"]}", NULL},
	{"{\"type\":\"incident\",\"id\":\"x\",\"label\":\"l\",\"seal\":[\"what\"]}", "of this type"},
	{"{\"type\":\"codebook\",\"id\":\"x\",\"version\":\"1\",\"text\":\"t\",\"seal\":[\"what\"]}",
		"of this type"},
	{ESTIMATE(RESULT ANSWER "}", ""), NULL},
	{ESTIMATE(RESULT REFUSAL "}", ""), NULL},
	{ESTIMATE(RESULT "\"why\":\"w\"}", ""), "low, high and assumption, or refused"},
	{ESTIMATE(RESULT ANSWER "," REFUSAL "}", ""), "low, high and assumption, or refused"},
	{ESTIMATE(RESULT "\"total\":5," REFUSAL "}", ""), "low, high and assumption, or refused"},
	{ESTIMATE(RESULT "\"method\":\"bic\",\"low\":9,\"high\":8,\"assumption\":\"a\"}", ""),
		"low is above high"},
	{ESTIMATE(RESULT ANSWER "},{\"replicate\":2,\"documented\":9," ANSWER
				"},{\"replicate\":2,\"documented\":9," ANSWER "}",
		 ",{\"file\":\"u\",\"table\":\"t\"}"),
		"one a stratum for each of the inputs"},
	{ESTIMATE("{\"replicate\":0,\"documented\":9," ANSWER "}", ""), "1 to 10000000"},
	{ESTIMATE("{\"replicate\":1,\"documented\":9,\"method\":\"bic\",\"low\":-1,\"high\":8,\"assumption\":"
		  "\"a\"}",
		 ""),
		"0 to"},
	{"{\"type\":\"key\",\"id\":\"x\",\"verifier\":\"v\",\"box\":\"b\",\"seal\":[\"what\"]}",
		"of this type"},
	{"{\"type\":\"publication\",\"id\":\"x\",\"name\":\"n\",\"country\":\"KZ\"}", NULL},
	{"{\"type\":\"publication\",\"id\":\"x\",\"name\":\"n\",\"country\":\"kz\"}", "two capital letters"},
	{"{\"type\":\"publication\",\"id\":\"x\",\"name\":\"n\",\"country\":\"KAZ\"}", "two capital letters"},
	{"{\"type\":\"source\",\"id\":\"x\",\"title\":\"t\",\"seen\":\"heard\"}", "seen, cited_only, lost"},
	{"{\"type\":\"place\",\"id\":\"x\",\"label\":\"l\",\"coordinates\":{\"lat\":91,\"lon\":0}}",
		"-90 to 90"},
	{"{\"type\":\"place\",\"id\":\"x\",\"label\":\"l\",\"coordinates\":{\"lat\":1}}",
		"\"lon\" is missing"},
	{DECISION "\"relation\",\"claims\":[\"c1\"],\"relation\":\"part\"}", NULL},
	{DECISION "\"relation\",\"claims\":[\"c1\"]}", "needs the field \"relation\""},
	{DECISION "\"exclude\",\"relation\":\"part\",\"claims\":[\"c1\"]}", "has no field \"relation\""},
	{DECISION "\"exclude\"}", "needs the field \"claims\""},
	{DECISION "\"grade_best\",\"claims\":[\"c1\",\"c2\"]}", "only one claim"},
	{DECISION "\"same_originator\",\"originators\":[\"a\"]}", "at least two"},
	{DECISION "\"same_originator\",\"originators\":[\"a\",\"b\"]}", NULL},
	{DECISION "\"accused\",\"originators\":[\"a\"]}", NULL},
	{DECISION "\"parts\",\"claims\":[\"c1\"],\"total\":\"c2\"}", NULL},
	{DECISION "\"pending\"}", NULL},
	{DECISION "\"named\"}", "needs the field \"list_count\""},
	{DECISION "\"named\",\"list_count\":12,\"claims\":[\"c1\"]}", NULL},
	{DECISION "\"subtraction\"}", NULL},
	{DECISION "\"revoke\",\"revokes\":\"d1\"}", NULL},
	{DECISION "\"revoke\",\"revokes\":\"d1\",\"seal\":[\"cited\"]}", "that revokes another"},
	{DECISION "\"pending\",\"seal\":[\"what\"]}", "of this type"},
	{DECISION "\"pending\",\"seal\":[\"coding\",\"cited\"]}", NULL},
	{DECISION "\"match\"," PAIR("kin") "}", NULL},
	{DECISION "\"match\"," PAIR("open") "}", "\"open\" is not one of same, different, kin, unsure"},
	{DECISION "\"match\"}", "needs the field \"pair\""},
	{DECISION "\"pending\"," PAIR("same") "}", "has no field \"pair\""},
	{DECISION "\"match\"," PAIR("same") ",\"seal\":[\"cited\"]}", "none could tell which they are"},
	{DECISION "\"revoke\"}", "needs the field \"revokes\""},
	{"{\"type\":\"decision\",\"id\":\"x\",\"kind\":\"pending\"}", "\"reason\" is missing"},
};

/* What each record refers to; the references of `rules` are good. */
static const struct {
	const char *record;
	const char *expected;
} references[] = {
	{"{\"type\":\"source\",\"id\":\"x\",\"title\":\"t\",\"seen\":\"seen\",\"publication\":\"nobody\"}",
		"publication: no publication has the id \"nobody\""},
	{"{\"type\":\"source\",\"id\":\"x\",\"title\":\"t\",\"seen\":\"seen\",\"publication\":\"s-hrw\"}",
		"\"s-hrw\" is of type source, and type publication is needed"},
	{"{\"type\":\"publication\",\"id\":\"x\",\"name\":\"n\",\"replaces\":\"hrw\"}", NULL},
	{"{\"type\":\"publication\",\"id\":\"x\",\"name\":\"n\",\"replaces\":\"s-hrw\"}",
		"type publication is needed"},
	{"{\"type\":\"publication\",\"id\":\"x\",\"name\":\"n\",\"replaces\":\"x\"}", "must come first"},
	{"{\"type\":\"publication\",\"id\":\"hrw\",\"name\":\"n\"}",
		"the id \"hrw\" is taken (type publication)"},
	{"{\"type\":\"place\",\"id\":\"hrw\",\"label\":\"l\"}", "the id \"hrw\" is taken (type publication)"},
	{NAME "\"places\":[\"town\",\"atlantis\"]}", "no place has the id \"atlantis\""},
	{NAME "\"value\":{\"ref\":\"c1\"}}", NULL},
	{NAME "\"value\":{\"ref\":\"nobody\"}}", "no record has the id"},
	{COUNT "\"quantity\":{\"qualifier\":\"all\",\"of_claim\":\"hrw\"}}", "type claim is needed"},
};

static bool is_as_expected(struct vault *v, const char *text, const char *expected)
{
	struct err e = {0};
	json_t *record;
	BUG_IF(json_parse(bytes_of(text), &record, &e) != 0);
	const struct record_type *type = record_type_find(json_get_view(record, "type"));
	json_object_del(record, "type");
	int rc = vault_check_record(v, type, record, &e);
	json_decref(record);
	bool is_ok = expected ? rc != 0 && strstr(e.text, expected) : rc == 0;
	if (!is_ok) {
		test_note("%s: %s", text, rc == 0 ? "taken" : e.text);
	}
	return is_ok;
}

TEST(the_rules_of_the_types)
{
	struct vault *v = fixture_open(fixture_vault(), true);
	fixture_fill(v);
	bool is_ok = true;
	for (size_t i = 0; i < ARRAY_COUNT(rules); i++) {
		is_ok = is_as_expected(v, rules[i].record, rules[i].expected) && is_ok;
	}
	for (size_t i = 0; i < ARRAY_COUNT(references); i++) {
		is_ok = is_as_expected(v, references[i].record, references[i].expected) && is_ok;
	}
	vault_close(&v);
	CHECK(is_ok);
}

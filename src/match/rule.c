/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/rule.h"

/* ------- text ------- */

static const char name_word[] = "name";

static const struct {
	const char *word;
	enum match_take take;
} takes[] = {{"sound", MATCH_TAKE_SOUND}, {"word", MATCH_TAKE_WORD}, {"year", MATCH_TAKE_YEAR},
	{"month", MATCH_TAKE_MONTH}, {"month_day", MATCH_TAKE_MONTH_DAY}, {"set", MATCH_TAKE_SET},
	{"end", MATCH_TAKE_END}};

enum { TAKE_LETTERS_MAX = 16 };

static bool role_of(struct bytes word, unsigned *role)
{
	if (bytes_is(word, name_word)) {
		*role = MATCH_RULE_NAME;
		return true;
	}
	for (unsigned r = 0; r < MATCH_ROLE_COUNT; r++) {
		if (bytes_is(word, match_roles[r].name)) {
			*role = r;
			return true;
		}
	}
	return false;
}

static bool take_of(struct bytes word, struct match_rule_part *part)
{
	for (size_t i = 0; i < ARRAY_COUNT(takes); i++) {
		if (bytes_is(word, takes[i].word)) {
			part->take = takes[i].take;
			return true;
		}
	}
	int64_t letters;
	if (!bytes_int64(word, &letters) || letters == 0 || letters > TAKE_LETTERS_MAX ||
		letters < -TAKE_LETTERS_MAX) {
		return false;
	}
	part->take = letters > 0 ? MATCH_TAKE_FIRST : MATCH_TAKE_LAST;
	part->letters = (unsigned)(letters > 0 ? letters : -letters);
	return true;
}

/* Can this be taken of values of the role? */
static bool is_takeable(const struct match_rule_part *part)
{
	if (part->role == MATCH_RULE_NAME) {
		return part->take <= MATCH_TAKE_SOUND || part->take >= MATCH_TAKE_SET;
	}
	switch (match_roles[part->role].kind) {
	case MATCH_KIND_DATE:
		return part->take == MATCH_TAKE_ALL ||
			(part->take >= MATCH_TAKE_YEAR && part->take <= MATCH_TAKE_MONTH_DAY);
	case MATCH_KIND_NAME:
	case MATCH_KIND_PLACE:
	case MATCH_KIND_TEXT:
		return part->take <= MATCH_TAKE_WORD;
	case MATCH_KIND_AGE:
	case MATCH_KIND_CODE:
		break;
	}
	return part->take == MATCH_TAKE_ALL;
}

static int parse_part(struct bytes text, struct match_rule_part *part, struct err *e)
{
	*part = (struct match_rule_part){0};
	size_t colon = bytes_find(text, BYTES(":"), 0);
	struct bytes role = bytes_trim((struct bytes){text.s, colon == SIZE_MAX ? text.len : colon});
	if (!role_of(role, &part->role)) {
		return err_set(e, ERR_INPUT,
			"\"%.*s\" is no role that a column can have; write for example \"given + "
			"birth_date\"",
			BYTES_ARG(role));
	}
	if (colon == SIZE_MAX) {
		return 0;
	}
	struct bytes take = bytes_trim((struct bytes){text.s + colon + 1, text.len - colon - 1});
	if (!take_of(take, part) || !is_takeable(part)) {
		return err_set(e, ERR_INPUT,
			"\"%.*s\" can't be taken of %.*s; names take a number of letters, sound or word, "
			"dates year, month or month_day",
			BYTES_ARG(take), BYTES_ARG(role));
	}
	return 0;
}

int match_rule_parse(struct bytes text, struct match_rule *rule, struct err *e)
{
	*rule = (struct match_rule){0};
	for (struct bytes rest = text; rest.s;) {
		if (rule->part_count == MATCH_RULE_PARTS_MAX) {
			return err_set(e, ERR_INPUT, "the rule has more than %d parts", MATCH_RULE_PARTS_MAX);
		}
		size_t plus = bytes_find(rest, BYTES("+"), 0);
		struct bytes part = bytes_trim((struct bytes){rest.s, plus == SIZE_MAX ? rest.len : plus});
		int rc = parse_part(part, &rule->part[rule->part_count++], e);
		if (rc != 0) {
			return rc;
		}
		rest = plus == SIZE_MAX ? BYTES_NONE : (struct bytes){rest.s + plus + 1, rest.len - plus - 1};
	}
	return 0;
}

void match_rule_write(const struct match_rule *rule, struct buf *out)
{
	for (size_t p = 0; p < rule->part_count; p++) {
		const struct match_rule_part *part = &rule->part[p];
		buf_printf(out, "%s%s", p > 0 ? " + " : "",
			part->role == MATCH_RULE_NAME ? name_word : match_roles[part->role].name);
		if (part->take == MATCH_TAKE_FIRST || part->take == MATCH_TAKE_LAST) {
			buf_printf(out, ":%s%u", part->take == MATCH_TAKE_LAST ? "-" : "", part->letters);
		}
		for (size_t i = 0; i < ARRAY_COUNT(takes); i++) {
			if (takes[i].take == part->take) {
				buf_printf(out, ":%s", takes[i].word);
			}
		}
	}
}

/* ------- what a rule says ------- */

const enum match_role match_name_parts[MATCH_NAME_PART_COUNT] = {
	MATCH_GIVEN, MATCH_FATHER, MATCH_GRANDFATHER, MATCH_FAMILY};

static bool has_column(const struct match_table *t, unsigned role)
{
	if (role != MATCH_RULE_NAME) {
		return t->column[role] != MATCH_NO_COLUMN;
	}
	for (size_t i = 0; i < MATCH_NAME_PART_COUNT; i++) {
		if (t->column[match_name_parts[i]] != MATCH_NO_COLUMN) {
			return true;
		}
	}
	return false;
}

bool match_rule_applies(const struct match_rule *rule, const struct match_table *t)
{
	for (size_t p = 0; p < rule->part_count; p++) {
		if (!has_column(t, rule->part[p].role)) {
			return false;
		}
	}
	return true;
}

bool match_rule_fixes(const struct match_rule *rule, enum match_role role)
{
	bool is_name_part = false;
	for (size_t i = 0; i < MATCH_NAME_PART_COUNT; i++) {
		is_name_part |= match_name_parts[i] == role;
	}
	for (size_t p = 0; p < rule->part_count; p++) {
		unsigned of = rule->part[p].role;
		if (of == (unsigned)role || (of == MATCH_RULE_NAME && is_name_part)) {
			return true;
		}
	}
	return false;
}

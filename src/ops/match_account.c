/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a pair's agreement is worth, step by step, as JSON and in words. */
#include "match/account.h"
#include "match/compare.h"
#include "ops/match.h"
#include "ops/say.h"

#include <math.h>

/* Beyond this a weight says no more than that it is certain; JSON has no infinity. */
static const double bits_max = 1000;

static double bits(double nats)
{
	return fmax(-bits_max, fmin(bits_max, nats / log(2)));
}

static void put_bits(struct json_writer *j, const char *key, double nats)
{
	jw_key(j, key);
	jw_real(j, bits(nats));
}

enum match_role match_role_of(const struct match_comparison *c)
{
	size_t role = 0;
	while (role < MATCH_ROLE_COUNT && strcmp(match_roles[role].name, c->name) != 0) {
		role++;
	}
	return (enum match_role)role;
}

/* ------- values ------- */

/* What is compared of a record, as it is compared. */
static void add_value(const struct match_table *t, uint32_t record, enum match_role role, struct buf *out)
{
	uint32_t code = match_code(t, record, role);
	char text[DATE_TEXT_BYTES];
	if (code == 0) {
		if (role == MATCH_BIRTH_DATE && match_code(t, record, MATCH_AGE) > 0) {
			buf_printf(out, "aged %u", match_code(t, record, MATCH_AGE) - 1);
		}
		return;
	}
	switch (match_roles[role].kind) {
	case MATCH_KIND_DATE:
		buf_add_text(out, date_text(match_date_of(code), text));
		break;
	case MATCH_KIND_AGE:
		buf_printf(out, "%u", code - 1);
		break;
	case MATCH_KIND_NAME:
	case MATCH_KIND_PLACE:
	case MATCH_KIND_TEXT:
	case MATCH_KIND_CODE:
		buf_add_bytes(out, match_dict_text(&t->values[role]->dict, code));
		break;
	}
}

static void put_value(struct json_writer *j, const char *key, const struct match_table *t, uint32_t record,
	enum match_role role)
{
	struct buf value = {0};
	add_value(t, record, role, &value);
	if (value.len > 0) {
		jw_put_string(j, key, buf_bytes(&value));
	}
	buf_done(&value);
}

/* ------- as JSON ------- */

static void put_field(struct json_writer *j, const struct match_told_pair *pair, size_t comparison)
{
	const struct match_comparison *c = &pair->model->comparison[comparison];
	enum match_role role = match_role_of(c);
	unsigned level = match_level(pair->pattern, comparison);
	jw_object_begin(j);
	jw_put_string(j, "name", bytes_of(c->name));
	jw_put_string(j, "level", bytes_of(match_level_code(match_roles[role].kind, level)));
	jw_put_string(j, "words", bytes_of(match_level_words(match_roles[role].kind, level)));
	if (pair->table) {
		put_value(j, "a", pair->table, pair->a, role);
		put_value(j, "b", pair->table, pair->b, role);
	}
	jw_object_end(j);
}

void match_put_account(struct json_writer *j, const struct match_told_pair *pair)
{
	struct match_account account;
	match_account_init(&account, pair->model, pair->pattern);
	jw_object_begin(j);
	put_bits(j, "prior", account.prior_log);
	jw_key(j, "steps");
	jw_array_begin(j);
	for (size_t i = 0; i < account.step_count; i++) {
		const struct match_account_step *step = &account.step[i];
		jw_object_begin(j);
		jw_key(j, "fields");
		jw_array_begin(j);
		for (size_t k = 0; k < step->comparison_count; k++) {
			put_field(j, pair, step->comparison[k]);
		}
		jw_array_end(j);
		put_bits(j, "weight", step->weight_log);
		jw_object_end(j);
	}
	jw_array_end(j);
	put_bits(j, "rivals", account.rivals_log);
	put_bits(j, "weight", account.log_odds - account.prior_log);
	jw_key(j, "probability");
	jw_real(j, account.p[MATCH_SAME]);
	jw_put_string(j, "class", bytes_of(match_class_names[match_likeliest(account.p)]));
	jw_key(j, "chances");
	jw_object_begin(j);
	for (size_t c = 0; c < MATCH_CLASS_COUNT; c++) {
		jw_key(j, match_class_names[c]);
		jw_real(j, account.p[c]);
	}
	jw_object_end(j);
	jw_object_end(j);
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/model_text.h"

#include "base/json.h"
#include "match/joint.h"

#include <math.h>

enum { VERSION = 1, COMPARISON_MEMBERS = 4 + MATCH_CLASS_COUNT, MODEL_MEMBERS = 7 };

/* Of sums of probabilities that were written in full. */
static const double SUM_ERROR = 1e-9;

const char *const match_part_name[MATCH_PART_COUNT] = {"own", "given", "lineage", "birth", "shared"};
static const char *const class_name[MATCH_CLASS_COUNT] = {"same", "kin", "near", "unrelated"};

/* ------- writing ------- */

static void write_row(
	struct json_writer *j, const char *key, const double *p, const uint16_t *place, size_t count)
{
	jw_key(j, key);
	jw_array_begin(j);
	for (size_t i = 0; i < count; i++) {
		jw_real(j, p[place == NULL ? i : place[i]]);
	}
	jw_array_end(j);
}

static void write_comparison(struct json_writer *j, const struct match_model *m, size_t i)
{
	const struct match_comparison *c = &m->comparison[i];
	jw_object_begin(j);
	jw_put_string(j, "name", bytes_of(c->name));
	jw_put_string(j, "part", bytes_of(match_part_name[c->part]));
	jw_put_int(j, "levels", c->level_count);
	jw_put_int(j, "exact_from", c->exact_from);
	for (unsigned which = 0; which < MATCH_CLASS_COUNT; which++) {
		write_row(j, class_name[which], m->level_p[which][i], NULL, c->level_count);
	}
	jw_object_end(j);
}

void match_model_write(const struct match_model *m, struct buf *out)
{
	struct json_writer j;
	struct match_joint_shape shape;
	match_joint_shape_init(&shape, m);
	jw_init(&j, out);
	jw_object_begin(&j);
	jw_put_int(&j, "version", VERSION);
	jw_put_bool(&j, "has_kin", m->has_kin);
	jw_put_bool(&j, "has_near", m->has_near);
	jw_put_bool(&j, "missing_informs", m->missing_informs);
	write_row(&j, "prior", m->prior_p, NULL, MATCH_CLASS_COUNT);
	jw_key(&j, "comparisons");
	jw_array_begin(&j);
	for (size_t i = 0; i < m->comparison_count; i++) {
		write_comparison(&j, m, i);
	}
	jw_array_end(&j);
	jw_key(&j, "lineage");
	jw_object_begin(&j);
	for (unsigned which = 0; which < MATCH_CLASS_COUNT; which++) {
		write_row(&j, class_name[which], m->joint_p[which], shape.cell, shape.cell_count);
	}
	jw_object_end(&j);
	jw_object_end(&j);
}

/* ------- reading ------- */

/* Numbers in (0, 1), or with may_be_0 in [0, 1]; p[place[i]], or p[i]. */
static int read_row(const json_t *object, const char *key, double *p, const uint16_t *place, size_t count,
	bool may_be_0, struct err *e)
{
	const json_t *row = json_object_get(object, key);
	if (!json_is_array(row) || json_array_size(row) != count) {
		return err_set(e, ERR_INPUT, "\"%s\" should be a row of %zu numbers.", key, count);
	}
	for (size_t i = 0; i < count; i++) {
		double x = json_number_value(json_array_get(row, i));
		if (!json_is_number(json_array_get(row, i)) || !(x <= 1) || x < 0 || (x <= 0 && !may_be_0)) {
			return err_set(e, ERR_INPUT, "Number %zu of \"%s\" is no probability.", i + 1, key);
		}
		p[place == NULL ? i : place[i]] = x;
	}
	return 0;
}

static int read_bool(const json_t *object, const char *key, bool *out, struct err *e)
{
	const json_t *v = json_object_get(object, key);
	if (!json_is_boolean(v)) {
		return err_set(e, ERR_INPUT, "\"%s\" should be true or false.", key);
	}
	*out = json_is_true(v);
	return 0;
}

static int read_count(
	const json_t *object, const char *key, unsigned from, unsigned to, unsigned *out, struct err *e)
{
	const json_t *v = json_object_get(object, key);
	json_int_t n = json_integer_value(v);
	if (!json_is_integer(v) || n < from || n > to) {
		return err_set(e, ERR_INPUT, "\"%s\" should be a whole number from %u to %u.", key, from, to);
	}
	*out = (unsigned)n;
	return 0;
}

static int check_sum(const double *p, size_t first, size_t end, const char *what, struct err *e)
{
	double sum = 0;
	for (size_t i = first; i < end; i++) {
		sum += p[i];
	}
	return fabs(sum - 1) <= SUM_ERROR
		? 0
		: err_set(e, ERR_INPUT, "The probabilities of \"%s\" do not add up to 1.", what);
}

static int read_name(const json_t *object, char *name, struct err *e)
{
	struct bytes text = json_get_view(object, "name");
	bool is_good = text.len > 0 && text.len <= MATCH_COMPARISON_NAME_MAX;
	for (size_t i = 0; i < text.len && is_good; i++) {
		char c = text.s[i];
		is_good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
	}
	if (!is_good) {
		return err_set(e, ERR_INPUT, "\"name\" should be 1 to %d of a to z, 0 to 9 and _.",
			MATCH_COMPARISON_NAME_MAX);
	}
	memcpy(name, text.s, text.len);
	name[text.len] = '\0';
	return 0;
}

static int read_part(const json_t *object, enum match_part *part, struct err *e)
{
	struct bytes text = json_get_view(object, "part");
	for (*part = 0; *part < MATCH_PART_COUNT; (*part)++) {
		if (bytes_is(text, match_part_name[*part])) {
			return 0;
		}
	}
	return err_set(e, ERR_INPUT, "\"part\" should be own, given, lineage, birth or shared.");
}

static int read_comparison(struct match_model *m, const json_t *object, struct err *e)
{
	size_t i = m->comparison_count;
	struct match_comparison *c = &m->comparison[i];
	if (json_object_size(object) != COMPARISON_MEMBERS) {
		return err_set(
			e, ERR_INPUT, "A comparison should be an object of %d members.", COMPARISON_MEMBERS);
	}
	int rc = read_name(object, c->name, e);
	rc = rc ? rc : read_part(object, &c->part, e);
	rc = rc ? rc : read_count(object, "levels", 2, MATCH_LEVEL_COUNT, &c->level_count, e);
	rc = rc ? rc : read_count(object, "exact_from", 2, c->level_count, &c->exact_from, e);
	for (unsigned which = 0; which < MATCH_CLASS_COUNT && rc == 0; which++) {
		double *p = m->level_p[which][i];
		rc = read_row(object, class_name[which], p, NULL, c->level_count, false, e);
		rc = rc ? rc : check_sum(p, 1, c->level_count, class_name[which], e);
		if (rc == 0 && p[MATCH_LEVEL_MISSING] >= 1) {
			rc = err_set(e, ERR_INPUT, "\"%s\" is always missing.", class_name[which]);
		}
	}
	if (rc == 0 && c->part == MATCH_PART_LINEAGE) {
		if (m->lineage_count == MATCH_LINEAGE_MAX) {
			return err_set(e, ERR_INPUT, "There are more than %d comparisons of lineage.",
				MATCH_LINEAGE_MAX);
		}
		m->lineage[m->lineage_count++] = i;
	}
	m->comparison_count++;
	return rc;
}

static int read_comparisons(struct match_model *m, const json_t *array, struct err *e)
{
	int rc = 0;
	if (!json_is_array(array) || json_array_size(array) == 0 ||
		json_array_size(array) > MATCH_COMPARISON_MAX) {
		return err_set(
			e, ERR_INPUT, "\"comparisons\" should be 1 to %d objects.", MATCH_COMPARISON_MAX);
	}
	for (size_t i = 0; i < json_array_size(array) && rc == 0; i++) {
		rc = read_comparison(m, json_array_get(array, i), e);
		if (rc != 0) {
			(void)err_context(e, "Comparison %zu", i + 1);
		}
	}
	return rc;
}

static int read_lineage(struct match_model *m, const json_t *object, struct err *e)
{
	struct match_joint_shape shape;
	int rc = 0;
	match_joint_shape_init(&shape, m);
	if (json_object_size(object) != MATCH_CLASS_COUNT) {
		return err_set(e, ERR_INPUT, "\"lineage\" should have a row for each class.");
	}
	for (unsigned which = 0; which < MATCH_CLASS_COUNT && rc == 0; which++) {
		double *p = m->joint_p[which];
		rc = read_row(object, class_name[which], p, shape.cell, shape.cell_count, false, e);
		match_joint_margins(&shape, p);
		rc = rc ? rc : check_sum(p, 0, 1, class_name[which], e);
	}
	return rc;
}

static int read_model(struct match_model *m, const json_t *root, struct err *e)
{
	unsigned version;
	if (json_object_size(root) != MODEL_MEMBERS) {
		return err_set(e, ERR_INPUT, "A model should be an object of %d members.", MODEL_MEMBERS);
	}
	int rc = read_count(root, "version", VERSION, VERSION, &version, e);
	rc = rc ? rc : read_bool(root, "has_kin", &m->has_kin, e);
	rc = rc ? rc : read_bool(root, "has_near", &m->has_near, e);
	rc = rc ? rc : read_bool(root, "missing_informs", &m->missing_informs, e);
	rc = rc ? rc : read_row(root, "prior", m->prior_p, NULL, MATCH_CLASS_COUNT, true, e);
	rc = rc ? rc : check_sum(m->prior_p, 0, MATCH_CLASS_COUNT, "prior", e);
	if (rc == 0 && !(m->prior_p[MATCH_UNRELATED] > 0)) {
		rc = err_set(e, ERR_INPUT, "The last number of \"prior\" should be above 0.");
	}
	rc = rc ? rc : read_comparisons(m, json_object_get(root, "comparisons"), e);
	return rc ? rc : read_lineage(m, json_object_get(root, "lineage"), e);
}

int match_model_read(struct match_model *m, struct bytes text, struct err *e)
{
	json_t *root = NULL;
	memset(m, 0, sizeof(*m));
	int rc = json_parse(text, &root, e);
	rc = rc ? rc : read_model(m, root, e);
	json_decref(root);
	return rc;
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Shards of an estimate, and estimate merge. Units are dealt out to shards in turn; the reply of a shard holds them with
 * their draws, so that the merged reply is made of the same values by the same code as the undivided one.
 */
#include "base/file.h"
#include "ops/estimate.h"
#include "ops/handlers.h"
#include "ops/say.h"

#include <math.h>

enum { PART_BYTES_MAX = 1 << 30 };

/* ------- the reply of a shard ------- */

static void put_number(struct json_writer *j, const char *key, double x)
{
	if (isfinite(x)) {
		jw_key(j, key);
		jw_real(j, x);
	}
}

static void put_unit(struct json_writer *j, const struct estimate_unit *unit, size_t number)
{
	jw_object_begin(j);
	jw_put_int(j, "unit", (int64_t)number);
	jw_put_int(j, "documented", unit->documented);
	jw_put_bool(j, "may_be_said", unit->may_be_said);
	put_number(j, "total", unit->bounds.total);
	put_number(j, "low", unit->bounds.low);
	put_number(j, "high", unit->bounds.high);
	if (unit->draws) {
		jw_key(j, "draws");
		jw_array_begin(j);
		for (size_t i = 0; i < ESTIMATE_DRAWS; i++) {
			jw_real(j, unit->draws[i]);
		}
		jw_array_end(j);
	}
	jw_key(j, "run");
	jw_raw(j, unit->run);
	jw_object_end(j);
}

void estimate_put_shard(struct json_writer *j, const struct estimate_work *work, const struct op_shard *shard)
{
	jw_object_begin(j);
	jw_key(j, "shard");
	jw_object_begin(j);
	jw_put_int(j, "index", (int64_t)shard->index);
	jw_put_int(j, "of", (int64_t)shard->count);
	jw_object_end(j);
	estimate_put_settings(j, work);
	jw_key(j, "values");
	jw_array_begin(j);
	for (size_t i = 0; i < work->stratum_count * work->column_count; i++) {
		jw_string(j, work->values[i]);
	}
	jw_array_end(j);
	jw_put_int(j, "stratum_count", (int64_t)work->stratum_count);
	jw_key(j, "units");
	jw_array_begin(j);
	for (size_t i = 0; i < work->stratum_count * work->replicate_count; i++) {
		if (work->units[i].run.s) {
			put_unit(j, &work->units[i], i);
		}
	}
	jw_array_end(j);
	jw_object_end(j);
}

/* ------- merge ------- */

static double number_of(const json_t *object, const char *key)
{
	const json_t *v = json_object_get(object, key);
	return json_is_number(v) ? json_number_value(v) : NAN;
}

static struct combine_bounds bounds_of(const json_t *from)
{
	return (struct combine_bounds){
		number_of(from, "total"), number_of(from, "low"), number_of(from, "high")};
}

/* The texts of an array; NULL with *count untouched when it is none. */
static const struct bytes *texts_of(const json_t *array, struct arena *a, size_t *count)
{
	struct bytes *texts = arena_calloc(a, json_array_size(array) + 1, sizeof(*texts));
	if (!json_is_array(array)) {
		return NULL;
	}
	for (size_t i = 0; i < json_array_size(array); i++) {
		if (!json_is_string(json_array_get(array, i))) {
			return NULL;
		}
		texts[i] = arena_copy(a, json_view(json_array_get(array, i)));
	}
	*count = json_array_size(array);
	return texts;
}

/* The settings of the first part, and room for all units. */
static int begin_work(const json_t *part, struct arena *a, struct estimate_work *work, struct err *e)
{
	size_t file_count = 0;
	size_t value_count = 0;
	const struct bytes *files = texts_of(json_object_get(part, "files"), a, &file_count);
	work->columns = texts_of(json_object_get(part, "columns"), a, &work->column_count);
	work->values = texts_of(json_object_get(part, "values"), a, &value_count);
	work->options.level = number_of(part, "level");
	work->options.seed = (uint64_t)say_int(part, "seed");
	work->settings = arena_copy(a, say_text(part, "settings"));
	work->rows = say_int(part, "rows");
	work->repeated = say_int(part, "repeated");
	work->left_out = say_int(part, "left_out");
	work->is_of_match = json_object_get(part, "linkage") != NULL;
	int64_t strata = say_int(part, "stratum_count");
	if (!files || file_count == 0 || !work->settings.s || !work->columns || !work->values || strata < 1 ||
		strata > ESTIMATE_UNITS_MAX || (size_t)strata * work->column_count != value_count ||
		file_count > ESTIMATE_UNITS_MAX / (size_t)strata || !(work->options.level > 0) ||
		work->options.level >= 1) {
		return err_set(e, ERR_INPUT, "this is no reply of estimate --shard");
	}
	const char **names = arena_calloc(a, file_count, sizeof(*names));
	for (size_t i = 0; i < file_count; i++) {
		names[i] = files[i].s;
	}
	work->files = names;
	work->replicate_count = file_count;
	work->stratum_count = (size_t)strata;
	work->units = arena_calloc(a, file_count * work->stratum_count, sizeof(*work->units));
	return 0;
}

static int take_draws(const json_t *array, struct arena *a, struct estimate_unit *unit)
{
	if (!array) {
		return 0;
	}
	double *draws = arena_calloc(a, ESTIMATE_DRAWS, sizeof(*draws));
	if (json_array_size(array) != ESTIMATE_DRAWS) {
		return -ERR_INPUT;
	}
	for (size_t i = 0; i < ESTIMATE_DRAWS; i++) {
		const json_t *v = json_array_get(array, i);
		if (!json_is_number(v)) {
			return -ERR_INPUT;
		}
		draws[i] = json_number_value(v);
	}
	unit->draws = draws;
	return 0;
}

static int take_unit(const json_t *from, struct arena *a, struct estimate_work *work, struct err *e)
{
	struct buf run = {0};
	struct json_writer j;
	int64_t number = json_is_integer(json_object_get(from, "unit")) ? say_int(from, "unit") : -1;
	if (number < 0 || (size_t)number >= work->stratum_count * work->replicate_count ||
		!json_is_object(json_object_get(from, "run"))) {
		return err_set(e, ERR_INPUT, "a unit of it is broken");
	}
	struct estimate_unit *unit = &work->units[number];
	if (unit->run.s) {
		return err_set(e, ERR_INPUT, "unit %lld is in two parts", (long long)number);
	}
	jw_init(&j, &run);
	jw_value(&j, json_object_get(from, "run"));
	*unit = (struct estimate_unit){
		.run = arena_copy(a, buf_bytes(&run)),
		.documented = say_int(from, "documented"),
		.may_be_said = say_is(from, "may_be_said"),
		.bounds = bounds_of(from),
		.published = bounds_of(json_object_get(json_object_get(from, "run"), "by_published_rule")),
	};
	buf_done(&run);
	return take_draws(json_object_get(from, "draws"), a, unit) == 0
		? 0
		: err_set(e, ERR_INPUT, "the draws of unit %lld are broken", (long long)number);
}

static bool has_same_settings(const json_t *a, const json_t *b)
{
	static const char *const keys[] = {"files", "columns", "level", "seed", "rows", "repeated",
		"left_out", "values", "stratum_count", "settings", "linkage"};
	for (size_t i = 0; i < ARRAY_COUNT(keys); i++) {
		const json_t *x = json_object_get(a, keys[i]);
		const json_t *y = json_object_get(b, keys[i]);
		if ((x || y) && !json_equal(x, y)) {
			return false;
		}
	}
	return json_equal(json_object_get(json_object_get(a, "shard"), "of"),
		json_object_get(json_object_get(b, "shard"), "of"));
}

static int take_part(
	const json_t *part, const json_t *first, struct arena *a, struct estimate_work *work, struct err *e)
{
	const json_t *units = json_object_get(part, "units");
	int rc = part == first ? begin_work(part, a, work, e) : 0;
	if (rc == 0 && !has_same_settings(part, first)) {
		rc = err_set(e, ERR_INPUT, "it is of other tables or settings than the first part");
	}
	for (size_t i = 0; rc == 0 && i < json_array_size(units); i++) {
		rc = take_unit(json_array_get(units, i), a, work, e);
	}
	return rc;
}

static int check_whole(const struct estimate_work *work, struct err *e)
{
	for (size_t i = 0; i < work->stratum_count * work->replicate_count; i++) {
		if (!work->units[i].run.s) {
			return err_set(e, ERR_INPUT, "a part is missing: unit %zu is in none", i);
		}
	}
	return 0;
}

static int read_part(const char *path, json_t **part, struct err *e)
{
	struct buf text = {0};
	int rc = file_read(path, PART_BYTES_MAX, &text, e);
	if (rc == 0) {
		rc = json_parse(buf_bytes(&text), part, e);
		if (rc != 0) {
			err_context(e, "%s", path);
		}
	}
	buf_done(&text);
	return rc;
}

int op_estimate_merge(struct op_call *call, struct err *e)
{
	const char **paths;
	size_t count = op_texts(call, "part", &paths);
	json_t **parts = arena_calloc(call->arena, count, sizeof(json_t *));
	struct estimate_work work = {0};
	int rc = op_check_output(call, op_text(call, "report"), e);
	for (size_t i = 0; rc == 0 && i < count; i++) {
		rc = op_check_apart(op_text(call, "report"), paths[i], e);
		if (rc == 0) {
			rc = read_part(paths[i], &parts[i], e);
		}
		if (rc == 0 && (rc = take_part(parts[i], parts[0], call->arena, &work, e)) != 0) {
			err_context(e, "%s", paths[i]);
		}
	}
	if (rc == 0) {
		rc = check_whole(&work, e);
	}
	if (rc == 0) {
		rc = estimate_finish(call, &work, e);
	}
	for (size_t i = 0; i < count; i++) {
		json_decref(parts[i]);
	}
	return rc;
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The work of an estimate: tables and options into units. */
#include "ops/estimate.h"

static bool same_values(const struct bytes *a, const struct bytes *b, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!bytes_equal(a[i], b[i])) {
			return false;
		}
	}
	return true;
}

const struct stratum *estimate_find_stratum(const struct estimate_input *in, size_t replicate, size_t stratum)
{
	const struct bytes *values = in->strata[0].list[stratum].values;
	const struct strata *there = &in->strata[replicate];
	/* Replicates mostly have the strata in one order: look there first. */
	for (size_t i = 0; i < there->count; i++) {
		const struct stratum *s = &there->list[(stratum + i) % there->count];
		if (same_values(s->values, values, in->request.column_count)) {
			return s;
		}
	}
	return NULL;
}

static int check_replicate(const struct estimate_input *in, size_t replicate, struct err *e)
{
	const struct strata *first = &in->strata[0];
	const struct strata *other = &in->strata[replicate];
	if (other->list_count != first->list_count ||
		!same_values(other->names, first->names, first->list_count)) {
		return err_set(e, ERR_INPUT, "the lists of %s are not those of %s, in that order",
			in->files[replicate], in->files[0]);
	}
	if (other->count > first->count) {
		return err_set(e, ERR_INPUT, "%s has %zu strata, %s has %zu; replicates have the same strata",
			in->files[replicate], other->count, in->files[0], first->count);
	}
	for (size_t s = 0; s < first->count; s++) {
		if (!estimate_find_stratum(in, replicate, s)) {
			return err_set(e, ERR_INPUT, "%s lacks the stratum \"%.*s\" of %s",
				in->files[replicate], BYTES_ARG(first->list[s].values[0]), in->files[0]);
		}
	}
	return 0;
}

static void work_unit(struct op_call *call, const struct estimate_work *work, const struct capture_table *t,
	size_t replicate, struct estimate_unit *unit)
{
	struct arena a = {0};
	struct estimate e;
	struct buf run = {0};
	struct json_writer j;
	struct estimate_options options = work->options;
	options.replicate = (uint32_t)replicate;
	estimate_stratum(&e, &a, t, &options);
	jw_init(&j, &run);
	estimate_put_run(&j, &e, t, &options);
	*unit = (struct estimate_unit){
		.run = arena_copy(call->arena, buf_bytes(&run)),
		.documented = t->total,
		.may_be_said = e.may_be_said,
		.published = e.published,
	};
	if (e.may_be_said) {
		const struct estimate_entry *entry = &e.entries[e.answer];
		unit->bounds = (struct combine_bounds){entry->total, entry->low, entry->high};
		if (entry->draws) {
			double *draws = arena_calloc(call->arena, ESTIMATE_DRAWS, sizeof(*draws));
			memcpy(draws, entry->draws, ESTIMATE_DRAWS * sizeof(*draws));
			unit->draws = draws;
		}
	}
	buf_done(&run);
	arena_done(&a);
}

void estimate_work_units(struct op_call *call, const struct estimate_input *in, const struct op_shard *shard,
	struct estimate_work *work)
{
	size_t count = work->stratum_count * work->replicate_count;
	work->units = arena_calloc(call->arena, count, sizeof(*work->units));
	call->say(call->context, "Estimating");
	for (size_t i = shard->index - 1; i < count; i += shard->count) {
		size_t replicate = i / work->stratum_count;
		const struct stratum *s = estimate_find_stratum(in, replicate, i % work->stratum_count);
		work_unit(call, work, &s->table, replicate, &work->units[i]);
		call->progress.step(call->progress.context, (int64_t)i + 1, (int64_t)count);
	}
}

static const struct bytes *stratum_values(struct op_call *call, const struct estimate_input *in)
{
	size_t columns = in->request.column_count;
	const struct strata *s = &in->strata[0];
	struct bytes *values = arena_calloc(call->arena, s->count * columns + 1, sizeof(*values));
	for (size_t i = 0; i < s->count * columns; i++) {
		values[i] = s->list[i / columns].values[i % columns];
	}
	return values;
}

int estimate_begin(
	struct op_call *call, const struct estimate_input *in, struct estimate_work *work, struct err *e)
{
	const struct strata *first = &in->strata[0];
	for (size_t i = 1; i < in->count; i++) {
		int rc = check_replicate(in, i, e);
		if (rc != 0) {
			return rc;
		}
	}
	if (first->count > ESTIMATE_UNITS_MAX / in->count) {
		return err_set(e, ERR_LIMIT, "more than %d strata times replicates", ESTIMATE_UNITS_MAX);
	}
	work->files = in->files;
	work->replicate_count = in->count;
	work->columns = in->request.columns;
	work->column_count = in->request.column_count;
	work->values = stratum_values(call, in);
	work->stratum_count = first->count;
	work->rows = (int64_t)first->row_count;
	work->repeated = (int64_t)first->repeated;
	work->left_out = first->left_out;
	return 0;
}

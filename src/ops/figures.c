/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ops/figures.h"

const char *const figures_rules[] = {"range-by-source", "ucdp", "acled", "gtd", "two-source", "majority",
	"priority:official", "pending", NULL};

int figures_load(struct op_call *call, struct bytes incident, struct figures *out, struct err *e)
{
	*out = (struct figures){0};
	int rc = query_incident(call->vault, incident, call->arena, &out->rows, e);
	if (rc != 0) {
		return rc;
	}
	struct bytes text = out->rows.codebook.s ? out->rows.codebook : bytes_of(codebook_default_text);
	rc = codebook_parse(text, call->arena, &out->codebook, e);
	if (rc != 0) {
		return err_context(e, "the codebook in force");
	}
	const struct query_result *r = &out->rows;
	out->input = (struct figure_input){
		.claims = r->claims,
		.claim_count = r->claim_count,
		.decisions = r->decisions,
		.decision_count = r->decision_count,
		.places = r->places,
		.place_count = r->place_count,
		.incidents = r->incidents,
		.incident_count = r->incident_count,
		.sources = r->sources,
		.source_count = r->source_count,
		.publications = r->publications,
		.publication_count = r->publication_count,
		.codebook = &out->codebook,
	};
	return 0;
}

static int rank(struct bytes measure)
{
	return bytes_is(measure, "killed") ? 0 : bytes_is(measure, "injured") ? 1 : 2;
}

static int compare_measures(const void *a, const void *b)
{
	const struct bytes *x = a;
	const struct bytes *y = b;
	return rank(*x) != rank(*y) ? rank(*x) - rank(*y) : bytes_compare(*x, *y);
}

size_t figures_measures(const struct figures *f, struct arena *a, struct bytes **measures)
{
	size_t count = 0;
	*measures = arena_calloc(a, f->rows.claim_count, sizeof(**measures));
	for (size_t i = 0; i < f->rows.claim_count; i++) {
		const struct claim *c = &f->rows.claims[i];
		bool is_known = !bytes_is(c->property, "count") || !c->measure.s;
		for (size_t k = 0; k < count && !is_known; k++) {
			is_known = bytes_equal((*measures)[k], c->measure);
		}
		if (!is_known) {
			(*measures)[count++] = c->measure;
		}
	}
	qsort(*measures, count, sizeof(**measures), compare_measures);
	return count;
}

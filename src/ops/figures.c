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

int figures_measure(struct op_call *call, struct bytes *measure, struct err *e)
{
	const struct vocabulary *vocabulary = &call->vault->vocabulary;
	const char *name = op_text(call, "measure");
	*measure = bytes_of(name ? name : "killed");
	if (vocabulary_has(vocabulary, "measure", *measure)) {
		return 0;
	}
	struct bytes words = vocabulary_list(vocabulary, "measure", vocabulary->ini.count, call->arena);
	return err_set(e, ERR_INPUT, "there is no measure \"%s\"; there are %.*s", name, BYTES_ARG(words));
}

static bool counts(const struct figures *f, struct bytes measure)
{
	for (size_t i = 0; i < f->rows.claim_count; i++) {
		const struct claim *c = &f->rows.claims[i];
		if (bytes_is(c->property, "count") && bytes_equal(c->measure, measure)) {
			return true;
		}
	}
	return false;
}

size_t figures_measures(const struct figures *f, const struct vocabulary *vocabulary, struct arena *a,
	struct bytes **measures)
{
	size_t count = 0;
	*measures = arena_calloc(a, vocabulary->ini.count, sizeof(**measures));
	for (size_t i = 0; i < vocabulary->ini.count; i++) {
		const struct ini_row *row = &vocabulary->ini.rows[i];
		if (bytes_is(row->section, "measure") && counts(f, row->key)) {
			(*measures)[count++] = row->key;
		}
	}
	return count;
}

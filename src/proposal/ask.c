/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Our own reading and a model's, put together. Declared in proposal/reader.h. */
#include "proposal/reader.h"
#include "record/vocabulary.h"

/* The measures that a model may name: those of the vocabulary. */
static const char *const *measures_of(struct arena *a)
{
	struct vocabulary vocabulary;
	size_t count = 0;
	vocabulary_init(&vocabulary);
	const char **measures = arena_calloc(a, vocabulary.ini.count + 1, sizeof(*measures));
	for (size_t i = 0; i < vocabulary.ini.count; i++) {
		const struct ini_row *row = &vocabulary.ini.rows[i];
		if (bytes_is(row->section, "measure")) {
			measures[count++] = arena_text(a, row->key);
		}
	}
	vocabulary_done(&vocabulary);
	return measures;
}

static bool is_known(const struct reading *own, const struct proposal *p)
{
	for (size_t i = 0; i < own->proposal_count; i++) {
		const struct proposal *q = &own->proposals[i];
		struct span a = p->as_stated.end > p->as_stated.start ? p->as_stated : p->quote;
		struct span b = p->as_stated.end > p->as_stated.start ? q->as_stated : q->quote;
		if (strcmp(p->measure, q->measure) == 0 && a.start < b.end && b.start < a.end) {
			return true;
		}
	}
	return false;
}

static void add_proposals(struct reading *reading, struct reader_answer *answer, struct arena *a)
{
	size_t own = reading->proposal_count;
	const struct gate_result *gate = &answer->gate;
	struct proposal *all = arena_calloc(a, own + gate->count, sizeof(*all));
	if (own > 0) {
		memcpy(all, reading->proposals, own * sizeof(*all));
	}
	for (size_t i = 0; i < gate->count; i++) {
		if (!is_known(reading, &gate->proposals[i])) {
			struct proposal *p = &all[own + answer->added++];
			*p = gate->proposals[i];
			p->reason = arena_printf(a, "%s (%s, reply %.12s)", p->reason, answer->name,
				answer->answer.reply_sha256);
		}
	}
	reading->proposals = all;
	reading->proposal_count = own + answer->added;
}

void reader_ask(const struct reader *r, struct bytes text, const struct reader_hints *hints, struct arena *a,
	struct reading *out, struct reader_answer *answer)
{
	struct err e = {0};
	*answer = (struct reader_answer){0};
	reader_read(r, text, hints, a, out);
	if (!r->model) {
		return;
	}
	struct model_question question = {text, out->language, measures_of(a)};
	struct reading_document document = {
		.text = text, .published = hints->published, .language = hints->language};
	answer->name = r->model->name;
	if (model_ask(r->model, &question, a, &answer->answer, &e) != 0) {
		answer->trouble = arena_text(a, bytes_of(e.text));
		return;
	}
	gate_check(r->tables, &document, out, question.measures, answer->answer.reply, a, &answer->gate);
	answer->trouble = answer->gate.trouble;
	add_proposals(out, answer, a);
}

void reader_put_answer(struct json_writer *j, const struct reader_answer *answer)
{
	if (!answer->name) {
		return;
	}
	jw_key(j, "model");
	jw_object_begin(j);
	jw_put_string(j, "name", bytes_of(answer->name));
	jw_put_string_if(j, "reported", bytes_of(answer->answer.model));
	jw_put_string_if(j, "digest", bytes_of(answer->answer.digest));
	jw_put_string_if(j, "prompt",
		answer->answer.prompt_sha256[0] ? bytes_of(answer->answer.prompt_sha256) : BYTES_NONE);
	jw_put_string_if(j, "reply",
		answer->answer.reply_sha256[0] ? bytes_of(answer->answer.reply_sha256) : BYTES_NONE);
	jw_put_bool(j, "is_kept", answer->answer.is_kept);
	jw_put_int(j, "proposals", (int64_t)answer->added);
	jw_put_string_if(j, "trouble", bytes_of(answer->trouble));
	jw_key(j, "refused");
	jw_array_begin(j);
	for (size_t i = 0; i < answer->gate.refusal_count; i++) {
		jw_object_begin(j);
		jw_put_int(j, "row", (int64_t)answer->gate.refusals[i].row);
		jw_put_string(j, "reason", bytes_of(answer->gate.refusals[i].reason));
		jw_object_end(j);
	}
	jw_array_end(j);
	jw_object_end(j);
}

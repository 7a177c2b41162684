/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The gate: whatever a model replies, what passes has bytes of the document and a number that our rules read.
 *
 * The input is a document, a line "---", and the reply.
 */
#include "fuzz.h"

#include "reading/gate.h"
#include "text/utf8.h"

#include <math.h>

static void check_span(struct bytes text, struct span s)
{
	BUG_IF(s.start > s.end || s.end > text.len);
	BUG_IF(!utf8_is_boundary(text, s.start) || !utf8_is_boundary(text, s.end));
}

static void check_result(struct bytes text, const struct gate_result *gate)
{
	BUG_IF(gate->count > GATE_ROWS_MAX);
	for (size_t i = 0; i < gate->count; i++) {
		const struct proposal *p = &gate->proposals[i];
		bool is_suggestion = strcmp(p->rule, GATE_RULE_SUGGESTION) == 0;
		check_span(text, p->quote);
		check_span(text, p->as_stated);
		check_span(text, p->place);
		BUG_IF(p->quote.start == p->quote.end || !p->reason);
		BUG_IF(!is_suggestion && strcmp(p->rule, GATE_RULE) != 0);
		BUG_IF(is_suggestion && !(isnan(p->low) && isnan(p->high)));
		BUG_IF(i > 0 && gate->proposals[i - 1].quote.start > p->quote.start);
		for (size_t k = 0; k < p->attribution_count; k++) {
			check_span(text, p->attributions[k].who);
		}
	}
	for (size_t i = 0; i < gate->refusal_count; i++) {
		BUG_IF(!gate->refusals[i].reason);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const measures[] = {"killed", "injured", "missing", NULL};
	static struct reading_tables *tables; /* lint: mutable: made once, for speed */
	static struct arena kept;             /* lint: mutable: holds the tables */
	struct bytes input = {(const char *)data, size};
	struct bytes mark = BYTES("\n---\n");
	struct buf text = {0};
	struct arena a = {0};
	if (!tables) {
		const struct reading_table *list;
		size_t count = reading_builtin(&kept, &list);
		BUG_IF(reading_load(list, count, &kept, &tables, NULL) != 0);
	}
	size_t found = bytes_find(input, mark, 0);
	size_t end = found < size ? found : size;
	size_t reply = found < size ? found + mark.len : size;
	utf8_repair(&text, (struct bytes){input.s, end});
	struct reading own;
	struct gate_result gate;
	struct reading_document d = {.text = buf_bytes(&text), .published = {2020, 2, 29}, .language = "en"};
	reading_read(tables, NULL, &d, &a, &own);
	gate_check(tables, &d, &own, measures, (struct bytes){input.s + reply, size - reply}, &a, &gate);
	check_result(d.text, &gate);
	arena_done(&a);
	buf_done(&text);
	return 0;
}

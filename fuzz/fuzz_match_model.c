/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A trained model: what is read scores patterns with chances, and survives being written out. */
#include "fuzz.h"

#include "base/mem.h"
#include "match/model_text.h"

#include <math.h>

static void check_patterns(const struct match_model *m)
{
	for (unsigned level = 0; level < MATCH_LEVEL_COUNT; level++) {
		match_pattern pattern = 0;
		double p[MATCH_CLASS_COUNT];
		double sum = 0;
		for (size_t i = 0; i < m->comparison_count; i++) {
			pattern |= match_pattern_of(i, level % m->comparison[i].level_count);
		}
		match_model_posterior(m, pattern, p);
		for (unsigned which = 0; which < MATCH_CLASS_COUNT; which++) {
			BUG_IF(!(p[which] >= 0 && p[which] <= 1));
			sum += p[which];
		}
		BUG_IF(fabs(sum - 1) > 1e-9);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct match_model *m = mem_calloc(2, sizeof(*m));
	struct buf first = {0};
	struct buf second = {0};
	struct err e = {0};
	if (match_model_read(&m[0], (struct bytes){(const char *)data, size}, &e) == 0) {
		check_patterns(&m[0]);
		match_model_write(&m[0], &first);
		BUG_IF(match_model_read(&m[1], buf_bytes(&first), &e) != 0);
		match_model_write(&m[1], &second);
		BUG_IF(!bytes_equal(buf_bytes(&first), buf_bytes(&second)));
	} else {
		BUG_IF(e.text[0] == '\0');
	}
	buf_done(&first);
	buf_done(&second);
	free(m);
	return 0;
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Models of strangers: one that opens gives a number for any two words, the same in both orders. */
#include "fuzz.h"

#include "match/align.h"
#include "match/align_train.h"

#include <math.h>

static void ask(const struct match_aligner *aligner, struct bytes a, struct bytes b)
{
	double forth = match_align_log(aligner, a, b);
	double back = match_align_log(aligner, b, a);
	BUG_IF(isnan(forth) != isnan(back) || (!isnan(forth) && forth != back));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const words[] = {"anna", "анна", "انا", "אנה", "", "x"};
	struct bytes input = {(const char *)data, size};
	struct match_aligner *aligner;
	struct err e = {0};
	if (match_aligner_open(&input, 1, &aligner, &e) == 0) {
		for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
			for (size_t j = 0; j < ARRAY_COUNT(words); j++) {
				ask(aligner, bytes_of(words[i]), bytes_of(words[j]));
			}
			ask(aligner, bytes_of(words[i]), input);
		}
		match_aligner_close(&aligner);
	} else {
		BUG_IF(e.code == 0 || e.text[0] == '\0' || aligner);
	}
	struct buf joined = {0};
	if (match_align_join(input, &joined, &e) == 0) {
		struct bytes text = buf_bytes(&joined);
		BUG_IF(match_aligner_open(&text, 1, &aligner, &e) != 0);
		match_aligner_close(&aligner);
	}
	buf_done(&joined);
	return 0;
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Full names: any bytes are read, a score is a probability, and the same both ways. */
#include "fuzz.h"

#include "match/person_name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct person_words *words;
	static struct person_matcher *m; /* kept: ICU takes long to open */
	struct err e = {0};
	struct person_name a;
	struct person_name b;
	struct person_score score;
	if (!words) {
		BUG_IF(person_words_open(person_words_builtin(), &words, &e) != 0);
		m = person_matcher_open(words, match_aligner_builtin());
	}
	const uint8_t *tab = size ? memchr(data, '\t', size) : NULL;
	size_t len = tab ? (size_t)(tab - data) : size;
	size_t rest = tab ? size - len - 1 : 0;
	person_name_read(m, (struct bytes){(const char *)data, len}, &a);
	person_name_read(m, (struct bytes){(const char *)(tab ? tab + 1 : data), rest}, &b);
	double there = person_name_score(m, &a, &b, &score);
	BUG_IF(!(there >= 0 && there <= 1) || score.count > PERSON_TOKEN_MAX);
	double back = person_name_score(m, &b, &a, &score);
	BUG_IF(there > back + 1e-9 || there < back - 1e-9);
	return 0;
}

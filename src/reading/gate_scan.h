/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to src/reading/: the numbers and the acts of a document as the cascade sees them, for the gate. */
#ifndef READING_GATE_SCAN_H
#define READING_GATE_SCAN_H

#include "reading/line.h"

struct scan_number {
	struct span span;
	struct number number;
};

/* An act can be of several measures, each is one of these. */
struct scan_act {
	struct span span;
	const char *measure;
};

/* In the order of the text. Owned by the arena. */
struct scan {
	struct span *sentences;
	size_t sentence_count;
	struct scan_number *numbers;
	size_t number_count;
	struct scan_act *acts;
	size_t act_count;
};

/* text: as of reading_read(). */
void scan_text(struct bytes text, const struct lexicon *lexicon, struct arena *a, struct scan *out);

#endif

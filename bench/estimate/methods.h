/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The methods of estimation behind one door, for programs that try all of them on many tables. */
#ifndef BENCH_ESTIMATE_METHODS_H
#define BENCH_ESTIMATE_METHODS_H

#include "estimate/capture.h"

struct method_answer {
	double estimate; /* of N */
	double low;      /* 95 % */
	double high;
	bool is_refused; /* more than 10 % on the complete graph (dga), or chains that do not agree (latent) */
};

struct method {
	const char *name;
	unsigned lists_min;
	unsigned lists_max;
	/* Fails where the method has no answer. */
	int (*fit)(struct method_answer *answer, const struct capture_table *t, struct err *e);
};

extern const struct method methods[];
extern const size_t method_count;

#endif

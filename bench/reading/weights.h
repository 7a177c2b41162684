/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tables of weights, as the trainers write them: lines "feature\tweight\tweight…", sorted by feature. */
#ifndef BENCH_READING_WEIGHTS_H
#define BENCH_READING_WEIGHTS_H

#include "base/bytes.h"

/* The weights behind a feature in a table, from the tab before the first of them; NULL when it has none. */
const char *weights_of(const char *table, const char *table_end, struct bytes feature);

#endif

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Figures of one incident: what the register holds, brought to the engine. */
#ifndef OPS_FIGURES_H
#define OPS_FIGURES_H

#include "figure/figure.h"
#include "ops/op.h"
#include "record/query.h"

struct figures {
	struct query_result rows;
	struct codebook codebook;
	struct figure_input input;
};

/* Reads everything about an incident and the codebook in force. Lives in the call's arena. */
int figures_load(struct op_call *call, struct bytes incident, struct figures *out, struct err *e) MUST_USE;

/* The measure that --measure names, or killed. ERR_INPUT for a word that the vocabulary lacks, with those it has. */
int figures_measure(struct op_call *call, struct bytes *measure, struct err *e) MUST_USE;

/* The rules of the comparison table, in its order; ends with NULL. */
extern const char *const figures_rules[];

/* The measures that claims about the incident count, in the order of the vocabulary: the dead first. */
size_t figures_measures(const struct figures *f, const struct vocabulary *vocabulary, struct arena *a,
	struct bytes **measures);

#endif

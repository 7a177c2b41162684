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

/* The rules of the comparison table, in its order; ends with NULL. */
extern const char *const figures_rules[];

/* The measures that claims about the incident count, killed and injured first, the others by name. */
size_t figures_measures(const struct figures *f, struct arena *a, struct bytes **measures);

#endif

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which records are not public, for everything that goes out: report and export --public.
 *
 * A record is not public when its own visibility.level is not public, when it is a claim of which a group is sealed,
 * and when it rests on, belongs to or names a record that is not public. Of a chain of replacements (and of a decision
 * and what takes it back) all are public or none: hiding only the newer one would bring the older one back.
 */
#ifndef OPS_VISIBILITY_H
#define OPS_VISIBILITY_H

#include "record/vault.h"
#include "view/report.h"

struct visibility {
	struct report_withheld *hidden; /* by id */
	size_t count;
};

/* Reads it, once for the whole vault. Lives in the arena. */
int visibility_load(struct vault *v, struct arena *a, struct visibility *out, struct err *e) MUST_USE;

bool visibility_hides(const struct visibility *visibility, struct bytes id);

#endif

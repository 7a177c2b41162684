/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Help, man page and completion, made from the table of operations. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "ops/op.h"

/* The overview: every command in one line. */
void help_overview(struct buf *out);

/* One command: use, options, examples. */
void help_command(const struct op *op, struct buf *out);

/* The man page recount(1), in roff. */
void help_man(struct buf *out, const char *version);

/* A completion script for bash. */
void help_completion(struct buf *out);

#endif

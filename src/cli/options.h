/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From argv to an operation and its values. The options of a command come from its row in the table of operations. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "ops/op.h"

/* Options that every command has. */
extern const struct op_arg options_global[];

struct options {
	const struct op
		*op; /* NULL: a word of the command line itself (help, version, man, completion), or none */
	const char *own_word;     /* NULL: there is an op, or no word at all */
	const char *const *words; /* that follow own_word */
	size_t word_count;
	struct op_value *values;
	size_t value_count;
	const char *vault; /* NULL: not given */
	int passphrase_fd; /* -1: ask on the terminal */
	bool is_json;
	bool is_quiet;
	bool wants_help;
	bool wants_version;
};

/*
 * Parses the command line.
 *
 * a         owns what *out points to beside argv
 * returns   0, or ERR_USAGE with what was not understood and what is near to it; then is_json still says whether --json
 *           was given
 */
int options_parse(int argc, char **argv, struct arena *a, struct options *out, struct err *e) MUST_USE;

#endif

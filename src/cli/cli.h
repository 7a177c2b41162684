/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The command line: finds the operation, parses its arguments, runs it, and prints the reply for a person or as JSON. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

/*
 * Runs the program.
 *
 * returns   the exit code: 0, or that of base/err.h
 */
int cli_main(int argc, char **argv);

#endif

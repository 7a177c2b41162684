/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Scores the reading module: score DATA [DETAILS [BEFORE]]
 *
 * DATA is the folder of annotated sets; what it does not have is left out. The table goes to standard output, each line
 * with BEFORE in front; misses, answers beside keys and the slot rows go to the file DETAILS.
 */
#include "score.h"

int main(int argc, char **argv)
{
	if (argc < 2 || argc > 4) {
		fputs("usage: score DATA [DETAILS [BEFORE]]\n", stderr);
		return 1;
	}
	struct err e = {0};
	struct reader reader;
	struct figures figures = {0};
	const char *before = argc == 4 ? argv[3] : "";
	FILE *details = fopen(argc >= 3 ? argv[2] : "/dev/null", "w");
	if (details == NULL) {
		fprintf(stderr, "score: %s cannot be written\n", argc >= 3 ? argv[2] : "/dev/null");
		return 1;
	}
	int status = reader_init(&reader, &e);
	if (status == 0) {
		status = score_all(&reader, argv[1], details, &figures, &e);
	}
	if (status == 0) {
		figures_print(&figures, before, stdout);
	} else {
		fprintf(stderr, "score: %s\n", e.text);
	}
	fclose(details);
	reader_done(&reader);
	return err_exit_code(status);
}

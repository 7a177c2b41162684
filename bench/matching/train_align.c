/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Makes the models of data/names/:
 *
 *     train_align FOLDER ROUTES OUT
 *
 * FOLDER holds the files that pairs.h names, ROUTES is data/names/kazakh/routes.tsv; the models are written into OUT.
 */
#include "base/file.h"
#include "pairs.h"

#include <limits.h>

static int train(const struct pair_files *files, enum match_script left, enum match_script right,
	const char *out, struct err *e)
{
	struct buf model = {0};
	struct match_align_report report;
	int status = pairs_train(files, left, right, PAIR_PART_COUNT + 1, &model, &report, e);
	if (status == 0) {
		char path[PATH_MAX];
		snprintf(path, sizeof(path), "%s/%s-%s.align", out, pair_scripts[left], pair_scripts[right]);
		status = file_replace(path, buf_bytes(&model), 0644, e);
		printf("%s-%s: %zu pairs, %zu steps, %.4f of pairs apart, %zu bytes\n", pair_scripts[left],
			pair_scripts[right], report.pair_count, report.step_count, report.apart_p, model.len);
	}
	buf_done(&model);
	return status;
}

int main(int argc, char **argv)
{
	struct arena a = {0};
	struct err e = {0};
	struct pair_files files;
	if (argc != 4) {
		fprintf(stderr, "usage: train_align FOLDER ROUTES OUT\n");
		return 1;
	}
	int status = pairs_read(argv[1], argv[2], &a, &files, &e);
	for (unsigned left = 0; left < MATCH_SCRIPT_OTHER; left++) {
		for (unsigned right = left; status == 0 && right < MATCH_SCRIPT_OTHER; right++) {
			status =
				train(&files, (enum match_script)left, (enum match_script)right, argv[3], &e);
		}
	}
	if (status != 0) {
		fprintf(stderr, "train_align: %s\n", e.text);
	}
	arena_done(&a);
	return err_exit_code(status);
}

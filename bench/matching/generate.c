/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Makes synthetic lists of people (README.md): the same bytes for a seed on any machine.
 *
 *     generate --benchmark [--records N] [--seed N] [-o FILE]
 */
#include "benchmark.h"

#include <getopt.h>

enum { RECORDS_DEFAULT = 1000000, RECORDS_MAX = 1 << 30, SEED_DEFAULT = 1 };

struct request {
	bool is_benchmark;
	int64_t records;
	int64_t seed;
	const char *path;
};

static int usage(void)
{
	fprintf(stderr, "usage: generate --benchmark [--records N] [--seed N] [-o FILE]\n");
	return 1;
}

static bool read_request(int argc, char **argv, struct request *q)
{
	static const struct option options[] = {{"benchmark", no_argument, NULL, 'b'},
		{"records", required_argument, NULL, 'n'}, {"seed", required_argument, NULL, 's'}, {0}};
	int option;
	while ((option = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		bool is_good = true;
		switch (option) {
		case 'b':
			q->is_benchmark = true;
			break;
		case 'n':
			is_good = bytes_int64(bytes_of(optarg), &q->records) && q->records > 0 &&
				q->records <= RECORDS_MAX;
			break;
		case 's':
			is_good = bytes_int64(bytes_of(optarg), &q->seed) && q->seed >= 0;
			break;
		case 'o':
			q->path = optarg;
			break;
		default:
			is_good = false;
		}
		if (!is_good) {
			return false;
		}
	}
	return optind == argc && q->is_benchmark;
}

int main(int argc, char **argv)
{
	struct request q = {.records = RECORDS_DEFAULT, .seed = SEED_DEFAULT, .path = "-"};
	struct err e = {0};
	if (!read_request(argc, argv, &q)) {
		return usage();
	}
	int rc = benchmark_write(q.path, (uint64_t)q.records, (uint64_t)q.seed, &e);
	if (rc != 0) {
		fprintf(stderr, "generate: %s\n", e.text);
	}
	return err_exit_code(rc);
}

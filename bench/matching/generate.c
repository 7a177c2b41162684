/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Makes synthetic lists of people (README.md): the same bytes for a seed on any machine.
 *
 *     generate --benchmark [--records N] [--seed N] [-o FILE]
 *     generate --casualty arabic|kazakh|spanish|english [--persons N] [--seed N] -o FOLDER
 */
#include "benchmark.h"
#include "lists.h"

#include <getopt.h>

enum { RECORDS_DEFAULT = 1000000, PERSONS_DEFAULT = 20000, COUNT_MAX = 1 << 30, SEED_DEFAULT = 1 };

struct request {
	bool is_benchmark;
	enum culture_kind culture; /* CULTURE_COUNT: no lists of a culture are asked for */
	int64_t count;             /* records or persons; 0: the default */
	int64_t seed;
	const char *path;
};

static bool read_culture(const char *name, enum culture_kind *culture)
{
	for (enum culture_kind i = 0; i < CULTURE_COUNT; i++) {
		if (strcmp(name, culture_names[i]) == 0) {
			*culture = i;
			return true;
		}
	}
	return false;
}

static bool read_option(int option, const char *value, struct request *q)
{
	switch (option) {
	case 'b':
		q->is_benchmark = true;
		return true;
	case 'c':
		return read_culture(value, &q->culture);
	case 'n':
		return bytes_int64(bytes_of(value), &q->count) && q->count > 0 && q->count <= COUNT_MAX;
	case 's':
		return bytes_int64(bytes_of(value), &q->seed) && q->seed >= 0;
	case 'o':
		q->path = value;
		return true;
	default:
		return false;
	}
}

static bool read_request(int argc, char **argv, struct request *q)
{
	static const struct option options[] = {{"benchmark", no_argument, NULL, 'b'},
		{"casualty", required_argument, NULL, 'c'}, {"records", required_argument, NULL, 'n'},
		{"persons", required_argument, NULL, 'n'}, {"seed", required_argument, NULL, 's'}, {0}};
	int option;
	while ((option = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		if (!read_option(option, optarg, q)) {
			return false;
		}
	}
	bool is_casualty = q->culture != CULTURE_COUNT;
	return optind == argc && q->is_benchmark != is_casualty && (q->path != NULL || q->is_benchmark);
}

int main(int argc, char **argv)
{
	struct request q = {.culture = CULTURE_COUNT, .seed = SEED_DEFAULT};
	struct err e = {0};
	int rc;
	if (!read_request(argc, argv, &q)) {
		fprintf(stderr,
			"usage: generate --benchmark [--records N] [--seed N] [-o FILE]\n"
			"       generate --casualty arabic|kazakh|spanish|english [--persons N] [--seed N] "
			"-o FOLDER\n");
		return 1;
	}
	if (q.is_benchmark) {
		uint64_t count = q.count > 0 ? (uint64_t)q.count : RECORDS_DEFAULT;
		rc = benchmark_write(q.path != NULL ? q.path : "-", count, (uint64_t)q.seed, &e);
	} else {
		uint64_t count = q.count > 0 ? (uint64_t)q.count : PERSONS_DEFAULT;
		rc = lists_write(q.path, q.culture, count, (uint64_t)q.seed, &e);
	}
	if (rc != 0) {
		fprintf(stderr, "generate: %s\n", e.text);
	}
	return err_exit_code(rc);
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Runs a program and says on standard error what it took: wall time, processor time, peak memory.
 *
 *     measure PROGRAM ARGUMENT ...
 *
 * Exits as the program did.
 */
#include "base/base.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
	struct timespec start;
	struct timespec end;
	struct rusage used;
	int status = 0;
	if (argc < 2) {
		fprintf(stderr, "usage: measure PROGRAM ARGUMENT ...\n");
		return 1;
	}
	clock_gettime(CLOCK_MONOTONIC, &start);
	pid_t child = fork();
	if (child == 0) {
		execvp(argv[1], argv + 1);
		fprintf(stderr, "measure: cannot run %s: %s\n", argv[1], strerror(errno));
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &used) != child) {
		fprintf(stderr, "measure: %s\n", strerror(errno));
		return 1;
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	double wall = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
	fprintf(stderr, "  took %.2f s, processor %.2f s, peak %.2f GiB\n", wall,
		seconds(used.ru_utime) + seconds(used.ru_stime), (double)used.ru_maxrss / (1 << 20));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

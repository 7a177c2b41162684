/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Runs a fuzzer's function over the files of a folder, each as a test:
 *
 *     replay_NAME FOLDER
 */
#include "fuzz.h"

#include "base/buf.h"
#include "base/file.h"

#include <dirent.h>

enum { INPUT_BYTES = 1 << 20 };

static void run_file(const char *folder, const char *name, int number)
{
	char path[4096];
	struct buf content = {0};
	struct err e;
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (file_read(path, INPUT_BYTES, &content, &e) != 0) {
		printf("not ok %d - %s: %s\n", number, name, e.text);
	} else {
		/* A copy of the exact length, so that the address sanitizer sees one byte too far. */
		uint8_t *exact = malloc(content.len > 0 ? content.len : 1);
		BUG_IF(!exact);
		memcpy(exact, buf_bytes(&content).s, content.len);
		int rc = LLVMFuzzerTestOneInput(exact, content.len);
		printf("%s %d - %s\n", rc == 0 ? "ok" : "not ok", number, name);
		free(exact);
	}
	fflush(stdout);
	buf_done(&content);
}

int main(int argc, char **argv)
{
	struct dirent **files = NULL;
	int count = argc == 2 ? scandir(argv[1], &files, NULL, alphasort) : -1;
	int number = 0;
	if (count < 0) {
		fprintf(stderr, "usage: replay FOLDER\n");
		return 1;
	}
	for (int i = 0; i < count; i++) {
		if (files[i]->d_name[0] != '.') {
			run_file(argv[1], files[i]->d_name, ++number);
		}
		free(files[i]);
	}
	free(files);
	printf("1..%d\n", number);
	return number > 0 ? 0 : 1;
}

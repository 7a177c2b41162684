/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The sets of the data folder, by the places where they lie in it. */
#include "base/file.h"
#include "score.h"

#include <glob.h>

enum { FILES_MAX = 64, PATH_BYTES = 4096 };

struct files {
	struct file_map maps[FILES_MAX];
	struct bytes bytes[FILES_MAX];
	size_t count;
};

/* Maps the files that match a pattern below the folder; none is no failure. */
static int open_files(const char *data, const char *pattern, struct files *f, struct err *e)
{
	char path[PATH_BYTES];
	glob_t found = {0};
	int status = 0;
	snprintf(path, sizeof(path), "%s/%s", data, pattern);
	if (glob(path, GLOB_BRACE, NULL, &found) == 0) {
		for (size_t i = 0; status == 0 && i < found.gl_pathc && f->count < FILES_MAX; i++) {
			status = file_map(found.gl_pathv[i], &f->maps[f->count], e);
			if (status == 0) {
				f->bytes[f->count] = f->maps[f->count].bytes;
				f->count++;
			}
		}
	}
	globfree(&found);
	return status;
}

static void close_files(struct files *f)
{
	for (size_t i = 0; i < f->count; i++) {
		file_unmap(&f->maps[i]);
	}
	*f = (struct files){0};
}

struct set {
	const char *name;
	const char *texts;
	const char *keys; /* NULL: the texts hold the answers */
	int (*score)(const struct reader *r, const struct set *set, const struct files *texts,
		const struct files *keys, FILE *details, struct figures *out, struct err *e);
};

static int run_claims(const struct reader *r, const struct set *set, const struct files *texts,
	const struct files *keys, FILE *details, struct figures *out, struct err *e)
{
	struct arena a = {0};
	struct reading reading;
	struct reading_document document = {.text = texts->bytes[0]};
	reading_read(r->tables, r->gazetteer, &document, &a, &reading);
	int status = score_claims(set->name, document.text, &reading, keys->bytes[0], details, out, e);
	arena_done(&a);
	return status;
}

static int run_incidents(const struct reader *r, const struct set *set, const struct files *texts,
	const struct files *keys, FILE *details, struct figures *out, struct err *e)
{
	(void)keys;
	return score_incidents(r, set->name, texts->bytes[0], details, out, e);
}

static int run_muc(const struct reader *r, const struct set *set, const struct files *texts,
	const struct files *keys, FILE *details, struct figures *out, struct err *e)
{
	return score_muc(r, set->name, texts->bytes, texts->count, keys->bytes, keys->count, details, out, e);
}

static const struct set sets[] = {
	{"zhanaozen", "zhanaozen/globalsecurity.txt", "zhanaozen/globalsecurity.gold.csv", run_claims},
	{"wikipedia", "reading/wikipedia_incidents_dev.json", NULL, run_incidents},
	{"muc-dev", "reading/muc34/dev/dev-muc*", "reading/muc34/dev/key-*", run_muc},
	{"muc-tst", "reading/muc34/{tst1/tst1-muc*,tst2/tst2-muc*}", "reading/muc34/{tst1,tst2}/key-*",
		run_muc},
};

int score_all(const struct reader *r, const char *data, FILE *details, struct figures *out, struct err *e)
{
	int status = 0;
	for (size_t i = 0; status == 0 && i < ARRAY_COUNT(sets); i++) {
		struct files texts = {0};
		struct files keys = {0};
		status = open_files(data, sets[i].texts, &texts, e);
		if (status == 0 && sets[i].keys != NULL) {
			status = open_files(data, sets[i].keys, &keys, e);
		}
		if (status == 0 && (texts.count == 0 || (sets[i].keys != NULL && keys.count == 0))) {
			fprintf(details, "%s: not in the data folder, left out\n", sets[i].name);
		} else if (status == 0) {
			status = sets[i].score(r, &sets[i], &texts, &keys, details, out, e);
		}
		close_files(&texts);
		close_files(&keys);
	}
	return status;
}

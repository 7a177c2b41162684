/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Scores of the reading module on the data folder, when it is there: shown, and none below what was reached before. */
#include "test.h"

#include "score.h"

#include <math.h>

/* One row a promise. A score that fell is mended or argued for; a score that rose is raised here. */
static const struct {
	const char *set;
	const char *part;
	const char *group;
	const char *name;
	double floor;
} floors[] = {
	{"zhanaozen", "all", "claims", "found", 31},
	{"zhanaozen", "all", "decoys", "refused", 7},
	{"wikipedia", "development", "killed in text", "F", 98},
	{"wikipedia", "development", "injured in text", "F", 92},
	{"wikipedia", "test", "killed in text", "F", 90},
	{"wikipedia", "test", "injured in text", "F", 96},
	{"muc-dev", "test", "perp-org-conf", "F", 18},
	{"muc-dev", "crossed", "hum-tgt-num", "F", 50},
};

TEST(scores_are_not_below_their_floors)
{
	if (test_shared_data() == NULL) {
		test_skip("no folder of shared data");
		return;
	}
	struct err e = {0};
	struct reader reader;
	struct figures figures = {0};
	FILE *details = fopen("/dev/null", "w");
	CHECK(details != NULL);
	CHECK_OK(reader_init(&reader, &e), e);
	CHECK_OK(score_all(&reader, test_shared_data(), details, &figures, &e), e);
	figures_print(&figures, "# ", stdout);
	for (size_t i = 0; i < ARRAY_COUNT(floors); i++) {
		double value = figures_find(
			&figures, floors[i].set, floors[i].part, floors[i].group, floors[i].name);
		test_note("%s %s %s %s", floors[i].set, floors[i].part, floors[i].group, floors[i].name);
		CHECK((isnan(value) ? 0 : value) >= floors[i].floor);
	}
	reader_done(&reader);
	fclose(details);
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tables of overlaps, and reading them back as estimation does. */
#include "base/mem.h"
#include "estimate/strata.h"
#include "match/overlap.h"
#include "test.h"

TEST(overlap_counts_clusters_by_their_lists)
{
	GUARANTEE("overlap.h: Counts add up to the number of clusters, and each cluster is on a list.");
	/* lists: 0 1 2 | 3 4 | 5 6; clusters: {0, 3, 5} {1, 6} {2} {4} */
	const uint32_t cluster[] = {0, 1, 2, 0, 3, 0, 1};
	const uint32_t list_start[] = {0, 3, 5, 7};
	struct match_overlap o;
	match_overlap_init(&o, &(struct match_overlap_input){7, cluster, 4, list_start, 3, NULL});
	const uint32_t rows[][2] = {{1, 1}, {2, 1}, {5, 1}, {7, 1}};
	CHECK_INT((int64_t)o.count, 4);
	for (size_t i = 0; i < 4; i++) {
		CHECK(o.row[i].stratum == 0 && o.row[i].lists == rows[i][0] && o.row[i].count == rows[i][1]);
	}
	struct buf out = {0};
	const struct bytes name[] = {BYTES("A"), BYTES("B, C"), BYTES("D")};
	match_overlap_write(&o, 3, name, BYTES_NONE, NULL, &out);
	CHECK_TEXT(
		buf_bytes(&out), BYTES("A,\"B, C\",D,count\r\n1,0,0,1\r\n0,1,0,1\r\n1,0,1,1\r\n1,1,1,1\r\n"));
	buf_done(&out);
	match_overlap_done(&o);
}

TEST(overlap_puts_a_cluster_where_most_of_its_records_are)
{
	GUARANTEE("overlap.h: The stratum of a cluster is that of most of its records, the first one where "
		  "several have "
		  "as many.");
	/* {0, 3, 6}: 2 1 1; {1, 4}: 2 1; {2, 5}: 0 3; {7}: 0 */
	const uint32_t cluster[] = {0, 1, 2, 0, 1, 2, 0, 3};
	const uint32_t stratum[] = {2, 2, 0, 1, 1, 3, 1, 0};
	const uint32_t list_start[] = {0, 3, 6, 8};
	struct match_overlap o;
	match_overlap_init(&o, &(struct match_overlap_input){8, cluster, 4, list_start, 3, stratum});
	const struct match_overlap_row rows[] = {{0, 4, 1}, {1, 7, 1}, {2, 3, 1}, {3, 3, 1}};
	CHECK_INT((int64_t)o.count, 4);
	for (size_t i = 0; i < 4; i++) {
		CHECK(o.row[i].stratum == rows[i].stratum && o.row[i].lists == rows[i].lists);
		CHECK(o.row[i].count == rows[i].count);
	}
	match_overlap_done(&o);
}

TEST(overlap_has_strata_that_no_cluster_is_in)
{
	GUARANTEE(
		"overlap.h: Every stratum that a record has is in the table, also when no cluster is in it: "
		"partitions of the same records have the same strata.");
	const uint32_t cluster[] = {0, 0, 0, 1};
	const uint32_t stratum[] = {1, 3, 3, 1};
	const uint32_t list_start[] = {0, 2, 4};
	const struct bytes name[] = {BYTES("A"), BYTES("B")};
	const struct bytes stratum_name[] = {BYTES("-"), BYTES("x"), BYTES("y"), BYTES("z")};
	struct match_overlap o;
	struct buf out = {0};
	match_overlap_init(&o, &(struct match_overlap_input){4, cluster, 2, list_start, 2, stratum});
	match_overlap_write(&o, 2, name, BYTES("s"), stratum_name, &out);
	CHECK_TEXT(buf_bytes(&out), BYTES("s,A,B,count\r\nx,0,1,1\r\nz,1,1,1\r\n"));
	match_overlap_done(&o);
	buf_clear(&out);
	const uint32_t joined[] = {0, 0, 0, 0};
	const uint32_t mostly[] = {1, 3, 3, 3};
	match_overlap_init(&o, &(struct match_overlap_input){4, joined, 1, list_start, 2, mostly});
	match_overlap_write(&o, 2, name, BYTES("s"), stratum_name, &out);
	CHECK_TEXT(buf_bytes(&out), BYTES("s,A,B,count\r\nx,1,0,0\r\nz,1,1,1\r\n"));
	match_overlap_done(&o);
	buf_done(&out);
}

TEST(overlap_is_read_by_estimation)
{
	GUARANTEE("overlap.h: `recount estimate` reads the table back with the same counts.");
	enum { RECORDS = 3000, CLUSTERS = 900 };
	static uint32_t cluster[RECORDS];
	static uint32_t stratum[RECORDS];
	const uint32_t list_start[] = {0, 1000, 2000, 2500, RECORDS};
	for (uint32_t r = 0; r < RECORDS; r++) {
		cluster[r] = r < CLUSTERS ? r : (uint32_t)test_random_below(CLUSTERS);
		stratum[r] = 1 + (uint32_t)test_random_below(3);
	}
	struct match_overlap o;
	struct buf out = {0};
	struct arena a = {0};
	struct err e = {0};
	struct strata s;
	const struct bytes list_name[] = {BYTES("north"), BYTES("south"), BYTES("=east"), BYTES("west")};
	const struct bytes stratum_name[] = {BYTES("?"), BYTES("x"), BYTES("y"), BYTES("z")};
	const struct bytes column = BYTES("region");
	match_overlap_init(
		&o, &(struct match_overlap_input){RECORDS, cluster, CLUSTERS, list_start, 4, stratum});
	match_overlap_write(&o, 4, list_name, column, stratum_name, &out);
	CHECK_OK(strata_read(&s, &a, buf_bytes(&out),
			 &(struct strata_request){.columns = &column, .column_count = 1}, &e),
		e);
	CHECK(s.count == 3 && s.list_count == 4 && s.repeated == 0);
	size_t row = 0;
	int64_t people = 0;
	for (size_t i = 0; i < s.count; i++) {
		for (size_t c = 0; c < s.list[i].table.cell_count; c++, row++) {
			CHECK(s.list[i].table.mask[c] == o.row[row].lists);
			CHECK_INT(s.list[i].table.count[c], o.row[row].count);
			people += s.list[i].table.count[c];
		}
	}
	CHECK_INT(people, CLUSTERS);
	buf_done(&out);
	arena_done(&a);
	match_overlap_done(&o);
}

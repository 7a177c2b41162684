/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page of a matching run. */
#include "test.h"

#include "view/match.h"

#include <libxml/parser.h>

#define HOSTILE "</script></style><script>alert(1)</script>' onload='x' & &lt; ]]> -->\\u001b[31m\\u202e"

static const char reply_text[] =
	"{\"folder\":\"/home/somebody/"
	"out\",\"records\":2001,\"keyless\":3,\"compared\":1500,\"kept\":9,\"same_expected\":6.4,"
	"\"clusters\":1995,\"in_clusters\":12,\"lists\":[{\"name\":\"" HOSTILE
	"\",\"rows\":1001,\"is_unique\":true},{\"name\":\"وزارة "
	"الصحة\",\"rows\":1000,\"is_unique\":false}],\"notes\":"
	"[\"" HOSTILE "\"],\"rules\":[{\"rule\":\"" HOSTILE
	"\",\"pairs\":900,\"added\":900,\"largest_block\":7,\"refined\":0,\"skipped_blocks\":0,\"skipped\":0}"
	",{"
	"\"rule\":\"given\",\"pairs\":700,\"added\":600,\"largest_block\":70,\"refined\":3,\"skipped_"
	"blocks\":2,"
	"\"skipped\":4321}],\"prior\":{\"same\":0.001,\"kin\":0.002,\"near\":0.0},\"death_days\":31,"
	"\"comparisons\":[{\"name\":\"given\",\"levels\":[{\"level\":0,\"code\":\"missing\",\"words\":\"one "
	"side "
	"does not say\",\"same\":0.1,\"kin\":0.1,\"unrelated\":0.1,\"weight\":0},{\"level\":1,\"code\":"
	"\"different\",\"words\":\"different\",\"same\":0.25,\"kin\":0.9,\"unrelated\":0.99,\"weight\":-2.0},"
	"{"
	"\"level\":2,\"code\":\"same1\",\"words\":\"" HOSTILE
	"\",\"same\":0.75,\"kin\":0.1,\"unrelated\":0.01,\"weight\":6.2},{\"level\":3,\"code\":\"same2\","
	"\"words\":\"unheard of\",\"same\":1e-7,\"kin\":0,\"unrelated\":1e-9,\"weight\":90.0}]}],"
	"\"scores\":[{\"from\":-10,\"to\":-9,\"pairs\":0},{\"from\":-1,\"to\":0,\"pairs\":3},{\"from\":0,"
	"\"to\":1,"
	"\"pairs\":0},{\"from\":1,\"to\":2,\"pairs\":6}],\"verdicts\":2,\"contradictions\":[{\"a\":\"" HOSTILE
	"\",\"b\":\"B "
	"2\",\"why\":\"far "
	"apart\"}],\"truth\":{\"pairs\":{\"precision\":0.9},\"best_pairs\":{},\"best_probability\":0.4,"
	"\"cluster_pairs\":{},\"clusters\":{},\"b_cubed\":{}},\"phases\":[{\"name\":\"read\",\"seconds\":0."
	"25}],"
	"\"peak_mib\":5.0,\"files\":[]}";

#define ROWS "\"a\":{\"list\":\"" HOSTILE "\",\"row\":\"" HOSTILE "\"},\"b\":{\"list\":\"B\",\"row\":\"1\"}"

#define DETAILS(values) \
	"{\"patterns\":[{\"on\":\"10\",\"people\":800},{\"on\":\"01\",\"people\":1194},{\"on\":\"11\"," \
	"\"people\":" \
	"1}],\"lists\":[{\"name\":\"" HOSTILE \
	"\",\"people\":801},{\"name\":\"B\",\"people\":1195}],\"thresholds\":[{\"from\":0.01,\"pairs\":9," \
	"\"precision\":0.7,\"recall\":1},{\"from\":0.5,\"pairs\":6,\"precision\":0.95,\"recall\":0.875},{" \
	"\"from\":" \
	"0.9999,\"pairs\":0}],\"classes\":{\"same\":6,\"kin\":2,\"near\":1,\"unrelated\":0},\"examples\":[{" \
	"\"kind\":\"kin\"," ROWS \
	",\"account\":{\"prior\":-10.0,\"steps\":[{\"fields\":[{\"name\":\"given\"," \
	"\"level\":\"same1\",\"words\":\"the same\"" values \
	"}],\"weight\":6.2}],\"rivals\":3.0,\"weight\":3.2," \
	"\"probability\":0.01,\"class\":\"kin\",\"chances\":{\"same\":0.01,\"kin\":0.98,\"near\":0," \
	"\"unrelated\":" \
	"0.01}}}],\"clusters\":[{\"cluster\":17,\"least\":0.4,\"rows\":[{\"list\":\"" HOSTILE \
	"\",\"row\":\"" HOSTILE \
	"\",\"is_in\":true},{\"list\":\"B\",\"row\":\"2\",\"is_in\":true},{\"list\":" \
	"\"B\",\"row\":\"3\",\"is_in\":false}],\"pairs\":[{\"a\":0,\"b\":1,\"probability\":0.6},{\"a\":0," \
	"\"b\":2," \
	"\"probability\":1}]}]}"

static struct buf page_of(const char *details_text)
{
	struct buf page = {0};
	struct err e = {0};
	json_t *reply;
	json_t *details;
	BUG_IF(json_parse(bytes_of(reply_text), &reply, &e) != 0);
	BUG_IF(json_parse(bytes_of(details_text), &details, &e) != 0);
	match_page_write(reply, details, BYTES("recount 0.1.0"), BYTES("2026-11-22T20:00:00Z"), &page);
	json_decref(details);
	json_decref(reply);
	return page;
}

static bool has(const struct buf *page, const char *what)
{
	return bytes_find(buf_bytes(page), bytes_of(what), 0) != SIZE_MAX;
}

TEST(match_page_is_well_formed_and_loads_nothing)
{
	GUARANTEE("match.h: The page of a matching run is well-formed, whatever lists and rows are called.");
	GUARANTEE("match.h: The page of a matching run names no address that a browser would load.");
	struct buf page = page_of(DETAILS(",\"a\":\"" HOSTILE "\""));
	xmlDoc *doc = xmlReadMemory(page.s, (int)page.len, "report.html", "UTF-8", XML_PARSE_NONET);
	CHECK(doc != NULL);
	xmlFreeDoc(doc);
	xmlCleanupParser();
	CHECK(!has(&page, "<script") && !has(&page, "src=") && !has(&page, "url(") && !has(&page, "@import"));
	CHECK(!has(&page, "href=\"http") && has(&page, "href=\"#clusters\""));
	CHECK(!has(&page, "\x1b") && !has(&page, "\xe2\x80\xae"));
	buf_done(&page);
}

TEST(match_page_says_in_words_what_was_found_and_what_was_not_compared)
{
	struct buf page = page_of(DETAILS(""));
	CHECK(has(&page, "2,001 rows are 1,995 persons."));
	CHECK(has(&page, "1,500 pairs of rows of 2,001,000 that there are"));
	CHECK(has(&page, "4,321 pairs were left out although a rule made them"));
	CHECK(has(&page, "reckoning 95.0 % of the pairs above that are one person, and they are 87.5 %"));
	CHECK(has(&page, "3 rows say nothing that a rule goes by, and were compared with none."));
	CHECK(has(&page, "2 verdicts of persons were taken into account"));
	CHECK(has(&page, "None of the decisions is followed") && has(&page, "<td>far apart</td>"));
	buf_done(&page);
}

TEST(match_page_shows_values_only_where_they_are_given)
{
	GUARANTEE("match.h: What stands in the rows is on the page only where the details hold it.");
	struct buf with = page_of(DETAILS(",\"a\":\"marhta\",\"b\":\"martha\""));
	struct buf without = page_of(DETAILS(""));
	CHECK(has(&with, "<bdi>marhta</bdi>, <bdi>martha</bdi>"));
	CHECK(!has(&without, "<span class=\"by\">("));
	buf_done(&with);
	buf_done(&without);
}

TEST(match_page_leaves_out_levels_that_hardly_occur)
{
	struct buf page = page_of(DETAILS(""));
	CHECK(!has(&page, "unheard of"));
	buf_done(&page);
}

TEST(match_page_does_not_say_where_the_folder_is)
{
	struct buf page = page_of(DETAILS(""));
	CHECK(!has(&page, "somebody"));
	buf_done(&page);
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page of an estimate. */
#include "test.h"

#include "view/estimate.h"

#include <libxml/parser.h>

#define HOSTILE "</script></style><script>alert(1)</script>' onload='x' & &lt; ]]> -->"

/* A reply with a method that was given, one that was refused, and names that nobody should trust. */
static const char reply_text[] =
	"{\"files\":[\"/home/somebody/" HOSTILE "\"],\"columns\":[\"" HOSTILE
	"\"],\"level\":0.95,\"seed\":1,\"rows\":3,\"repeated\":0,"
	"\"settings\":\"--lists " HOSTILE "\",\"strata\":[{\"values\":[\"" HOSTILE
	"\"],\"runs\":[{\"documented\":4400,"
	"\"digest\":\"ab\",\"may_be_said\":true,\"answer\":{\"method\":\"dga\",\"total\":12595.0,\"low\":"
	"9827.0,\"high\":"
	"16544.0,\"assumption\":\"" HOSTILE
	"\"},\"refusals\":[],\"facts\":{\"patterns\":3,\"patterns_possible\":7.0,"
	"\"on_one_list\":3218,\"pairs\":3,\"pairs_without_overlap\":0,\"parts\":1,\"overlapping_triples\":1},"
	"\"lists\":[{"
	"\"name\":\"" HOSTILE
	"\",\"people\":900,\"overlaps\":[900,3,4]},{\"name\":\"B\",\"people\":4000,\"overlaps\":[3,4000,"
	"5]},{\"name\":\"C\",\"people\":0,\"overlaps\":[0,0,0]}],\"patterns\":[{\"on\":\"100\",\"people\":"
	"800},{\"on\":"
	"\"110\",\"people\":7}],\"methods\":[{\"method\":\"dga\",\"state\":\"given\",\"total\":12595.0,"
	"\"low\":9827.0,"
	"\"high\":16544.0,\"dots\":[9000.0,12000.0,16000.0],\"rhat\":1.003,\"modes\":[{\"at\":9000.0,"
	"\"share\":0.2},{\"at\":"
	"12000.0,\"share\":0.8}],\"refusals\":[]},{\"method\":\"latent\",\"state\":\"refused\",\"total\":"
	"77777.0,\"rhat\":"
	"1.4,\"modes\":[{\"at\":55555.0,\"share\":0.5},{\"at\":66666.0,\"share\":0.5}],\"refusals\":[{"
	"\"code\":\"rhat\","
	"\"reason\":\"The chains do not "
	"agree.\",\"help\":\"x\"}]}],\"spread\":1.2,\"line\":[{\"xi\":0.5,\"total\":29484.0}],"
	"\"pairs\":[{\"list\":\"B\",\"other\":\"" HOSTILE
	"\",\"change\":1,\"total\":10279.0,\"low\":8938.0,\"high\":12004.0}],"
	"\"without\":[{\"list\":\"B\"}],\"within\":[{\"list\":\"B\",\"known\":4000,\"total\":1.0,\"low\":1.0,"
	"\"high\":2.0}]}]},"
	"{\"values\":[\"few\"],\"runs\":[{\"documented\":3,\"digest\":\"cd\",\"may_be_said\":false,"
	"\"refusals\":[{\"code\":"
	"\"few_people\",\"reason\":\"Fewer than 10.\",\"help\":\"Put strata "
	"together.\"}],\"methods\":[],\"line\":[],\"pairs\":"
	"[],\"without\":[],\"within\":[]}]}],\"total\":{\"documented\":4403,\"strata\":2,\"estimated_"
	"strata\":1,"
	"\"documented_only\":3,\"estimate\":{\"total\":12598.0,\"low\":9830.0,\"high\":16547.0},\"sum_of_"
	"bounds\":{\"total\":"
	"12598.0,\"low\":9830.0,\"high\":16547.0}}}";

static struct buf page_of(const char *text)
{
	struct buf page = {0};
	struct err e = {0};
	json_t *reply;
	BUG_IF(json_parse(bytes_of(text), &reply, &e) != 0);
	estimate_page_write(reply, BYTES("recount 0.1.0"), BYTES("2026-11-22T20:00:00Z"), &page);
	json_decref(reply);
	return page;
}

static bool has(const struct buf *page, const char *what)
{
	return bytes_find(buf_bytes(page), bytes_of(what), 0) != SIZE_MAX;
}

TEST(estimate_page_is_well_formed_and_loads_nothing)
{
	GUARANTEE("estimate.h: The page of an estimate is well-formed, whatever the names of lists hold.");
	GUARANTEE("estimate.h: The page of an estimate names no address that a browser would load.");
	struct buf page = page_of(reply_text);
	xmlDoc *doc = xmlReadMemory(page.s, (int)page.len, "estimate.html", "UTF-8", XML_PARSE_NONET);
	CHECK(doc != NULL);
	xmlFreeDoc(doc);
	xmlCleanupParser();
	CHECK(!has(&page, "<script") && !has(&page, "src=") && !has(&page, "url(") && !has(&page, "@import"));
	CHECK(!has(&page, "href=\"http") && has(&page, "href=\"#stratum-1\""));
	buf_done(&page);
}

TEST(estimate_page_says_the_answer_and_what_it_assumes)
{
	struct buf page = page_of(reply_text);
	CHECK(has(&page, "Documented: 4,403 people. Estimated total: 9,830 to 16,547."));
	CHECK(has(&page, "It assumes: "));
	CHECK(has(&page, "so that the whole is too low"));
	CHECK(has(&page, "none: documented only"));
	CHECK(has(&page, "Fewer than 10."));
	buf_done(&page);
}

TEST(estimate_page_gives_no_number_of_a_refused_method)
{
	GUARANTEE("estimate.h: Of a method that was refused no number is on the page.");
	struct buf page = page_of(reply_text);
	CHECK(has(&page, "Refused: The chains do not agree."));
	CHECK(!has(&page, "77,777") && !has(&page, "55,555") && !has(&page, "66,666"));
	CHECK(has(&page, "near 9,000 (20 %), near 12,000 (80 %)"));
	buf_done(&page);
}

TEST(a_page_does_not_say_where_a_file_lay)
{
	struct buf page = page_of(reply_text);
	CHECK(bytes_find(buf_bytes(&page), BYTES("somebody"), 0) == SIZE_MAX);
	buf_done(&page);
}

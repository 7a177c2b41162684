/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "test.h"

#include "base/mem.h"
#include "text/utf8.h"
#include "view/axis.h"
#include "view/group.h"
#include "view/html.h"
#include "view/phrase.h"
#include "view/report.h"

#include <libxml/parser.h>

/* What a hostile source may write: markup, ends of elements, references, controls, bad bytes. */
#define HOSTILE \
	"</script></style><script>alert(1)</script>\"' onload='x' & &lt; ]]> --> \xE2\x80\xAE 71 \x1B[2J " \
	"\xFF " \
	"جاناوزن"
#define HASH_A "a1f24b7fd2649e70fd6d06a877ec570f3596648cbb64904bd5cc5b1439c7733b"
#define HASH_B "b1f24b7fd2649e70fd6d06a877ec570f3596648cbb64904bd5cc5b1439c7733b"

/* For initialisers; BYTES() is for expressions. */
#define TEXT(literal) \
	{ \
		literal, sizeof(literal) - 1 \
	}

static const struct publication publications[] = {
	{.seq = 1, .id = TEXT("wire"), .name = TEXT("Wire " HOSTILE), .kind = TEXT("media")},
	{.seq = 2, .id = TEXT("group"), .name = TEXT("A rights group"), .kind = TEXT("ngo")},
	{.seq = 3, .id = TEXT("hidden-press"), .name = TEXT("The hidden press"), .kind = TEXT("media")},
};

static const struct source_link copied[] = {{TEXT("src-group"), RECORD_COPIES}};

#define DAY(year, month, day) \
	{ \
		{year, month, day}, \
		{ \
			year, month, day \
		} \
	}

static const struct source sources[] = {
	{.seq = 4,
		.id = TEXT("src-wire"),
		.title = TEXT("Title " HOSTILE),
		.publication = TEXT("wire"),
		.url = TEXT("javascript:alert('" HOSTILE "')"),
		.language = TEXT("ar\" onclick=\"x"),
		.published = DAY(2011, 12, 18),
		.seen = TEXT("seen")},
	{.seq = 5,
		.id = TEXT("src-group"),
		.title = TEXT("Report"),
		.publication = TEXT("group"),
		.url = TEXT("https://example.org/?a=1&b=\"<2>"),
		.language = TEXT("en"),
		.published = DAY(2013, 1, 0),
		.seen = TEXT("cited_only")},
	{.seq = 6,
		.id = TEXT("src-copy"),
		.title = TEXT("Copy"),
		.publication = TEXT("wire"),
		.published = DAY(2014, 0, 0),
		.seen = TEXT("lost"),
		.derived_from = copied,
		.derived_count = 1},
	{.seq = 7,
		.id = TEXT("src-hidden"),
		.title = TEXT("The hidden title"),
		.publication = TEXT("hidden-press"),
		.seen = TEXT("seen")},
};

static const struct citation citations[] = {
	{.source = TEXT("src-wire"),
		.evidence = TEXT(HASH_A),
		.text = TEXT(HASH_B),
		.exact = TEXT("17 dead " HOSTILE),
		.prefix = TEXT("before\n" HOSTILE),
		.suffix = TEXT(HOSTILE "\nafter"),
		.byte_start = 276,
		.byte_end = 308},
	{.source = TEXT("src-group"), .evidence = TEXT(HASH_A), .text = TEXT(HASH_A), .exact = TEXT("16")},
	{.source = TEXT("src-copy"), .evidence = TEXT(HASH_B), .exact = TEXT("at least 15")},
	{.source = TEXT("src-hidden"), .evidence = TEXT(HASH_A), .exact = TEXT("the hidden quote")},
};

static const struct attribution_step spokesman[] = {
	{.originator = TEXT("office"), .class = RECORD_CLASS_OFFICIAL, .as_stated = TEXT("he " HOSTILE)}};
static const struct attribution_step nobody[] = {{.class = RECORD_CLASS_UNATTRIBUTED}};

static const struct bytes town[] = {TEXT("town")};

#define COUNT_OF(name, entry) \
	.seq = (entry), .id = TEXT(name), .about = TEXT("event"), .property = TEXT("count"), \
	.measure = TEXT("killed")

static const struct claim claims[] = {
	{COUNT_OF("wire-17", 10), .as_stated = TEXT(HOSTILE),
		.quantity = {.qualifier = RECORD_AT_LEAST, .has_low = true, .low = 17},
		.attribution = spokesman, .attribution_count = 1, .published = DAY(2011, 12, 18),
		.source = TEXT("src-wire"), .citations = &citations[0], .citation_count = 1},
	{COUNT_OF("wire-70", 11), .quantity = {.qualifier = RECORD_AS_MANY_AS, .has_high = true, .high = 70},
		.attribution = nobody, .attribution_count = 1, .published = DAY(2011, 12, 18),
		.source = TEXT("src-wire"), .citations = &citations[0], .citation_count = 1},
	{COUNT_OF("group-16", 12),
		.quantity =
			{.qualifier = RECORD_EXACT, .has_low = true, .has_high = true, .low = 16, .high = 16},
		.published = DAY(2013, 1, 0), .source = TEXT("src-group"), .citations = &citations[1],
		.citation_count = 1},
	{COUNT_OF("copy-15", 13), .quantity = {.qualifier = RECORD_AT_LEAST, .has_low = true, .low = 15},
		.scope = {.victim_class = TEXT("protesters"), .places = town, .place_count = 1},
		.published = DAY(2014, 0, 0), .source = TEXT("src-copy"), .citations = &citations[2],
		.citation_count = 1},
	{COUNT_OF("hidden-40", 14), .as_stated = TEXT("the hidden words"),
		.quantity =
			{.qualifier = RECORD_EXACT, .has_low = true, .has_high = true, .low = 40, .high = 40},
		.source = TEXT("src-hidden"), .citations = &citations[3], .citation_count = 1},
};

static const struct bytes excluded[] = {TEXT("wire-70")};

static const struct decision decisions[] = {
	{.seq = 20,
		.id = TEXT("d-names"),
		.kind = RECORD_DECIDE_NAMED,
		.about = TEXT("event"),
		.measure = TEXT("killed"),
		.list_count = 9,
		.reason = TEXT("Nine names. " HOSTILE)},
	{.seq = 21,
		.id = TEXT("d-out"),
		.kind = RECORD_DECIDE_EXCLUDE,
		.about = TEXT("event"),
		.rule = TEXT("ucdp"),
		.claims = excluded,
		.claim_count = 1,
		.list_count = -1,
		.reason = TEXT("No reason.")},
};

static const struct place places[] = {{.id = TEXT("town"), .label = TEXT("Town " HOSTILE)}};
static const struct incident incidents[] = {{.seq = 8,
	.id = TEXT("event"),
	.label = TEXT("Event } @import url(x) " HOSTILE),
	.target = {.places = town, .place_count = 1, .window = {{2011, 12, 16}, {2011, 12, 17}}}}};

static const struct report_file files[] = {
	{TEXT(HASH_A), 1, TEXT("file " HOSTILE), TEXT("evidence/a1/f24b"), 400},
	{TEXT(HASH_B), 2, {NULL, 0}, TEXT("evidence/b1/f24b"), 380},
};
static const struct report_withheld withheld[] = {
	{TEXT("hidden-40"), 14}, {TEXT("src-hidden"), 7}, {TEXT("hidden-press"), 3}};

/* Writes the report of the arrays above; reversed: with each array in the opposite order. */
static void write_report(struct buf *out, bool is_reversed)
{
	struct arena a = {0};
	struct err e = {0};
	struct codebook codebook;
	if (codebook_parse(bytes_of(codebook_default_text), &a, &codebook, &e) != 0) {
		return;
	}
	struct figure_input record = {.codebook = &codebook,
		.places = places,
		.place_count = 1,
		.incidents = incidents,
		.incident_count = 1};
#define TAKE(name, member) \
	struct name *member = arena_calloc(&a, ARRAY_COUNT(member##s), sizeof(*member)); \
	for (size_t i = 0; i < ARRAY_COUNT(member##s); i++) { \
		member[is_reversed ? ARRAY_COUNT(member##s) - 1 - i : i] = member##s[i]; \
	} \
	record.member##s = member; \
	record.member##_count = ARRAY_COUNT(member##s)
	TAKE(claim, claim);
	TAKE(decision, decision);
	TAKE(source, source);
	TAKE(publication, publication);
#undef TAKE
	static const char *const rules[] = {"range-by-source", "ucdp", "gtd", "pending"};
	struct figure figures[ARRAY_COUNT(rules)];
	for (size_t i = 0; i < ARRAY_COUNT(rules); i++) {
		struct figure_request request = {BYTES("event"), BYTES("killed"), bytes_of(rules[i]), NULL};
		if (figure_compute(&record, &request, &a, &figures[i], &e) != 0) {
			test_note("%s", e.text);
			arena_done(&a);
			return;
		}
	}
	struct report_measure measure = {figures, ARRAY_COUNT(rules), 0};
	struct report_input in = {.incident = BYTES("event"),
		.record = &record,
		.measures = &measure,
		.measure_count = 1,
		.files = files,
		.file_count = ARRAY_COUNT(files),
		.withheld = withheld,
		.withheld_count = ARRAY_COUNT(withheld),
		.journal = {BYTES("example.org/log" HOSTILE), BYTES("example.org/log+00+AAAA"),
			BYTES("example.org/log\n22\n" HOSTILE "\n"), 22, BYTES("AAAA=")},
		.codebook_seq = 9,
		.program = BYTES("recount"),
		.made_at = BYTES("1 January 2026")};
	report_write(&in, out);
	arena_done(&a);
}

static bool has_text(const struct buf *page, const char *text)
{
	return bytes_find(buf_bytes(page), bytes_of(text), 0) != SIZE_MAX;
}

static size_t count_text(const struct buf *page, const char *text)
{
	size_t count = 0;
	size_t at = bytes_find(buf_bytes(page), bytes_of(text), 0);
	for (; at != SIZE_MAX; at = bytes_find(buf_bytes(page), bytes_of(text), at + 1)) {
		count++;
	}
	return count;
}

/* The page is written so that a strict XML parser takes it too. */
static xmlDocPtr parse_page(const struct buf *page)
{
	return xmlReadMemory(page->s, (int)page->len, "report.html", "UTF-8",
		XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
}

static xmlNodePtr next_node(xmlNodePtr node)
{
	if (node->children && node->type == XML_ELEMENT_NODE) {
		return node->children;
	}
	while (node && !node->next) {
		node = node->parent;
		if (node && node->type != XML_ELEMENT_NODE) {
			return NULL;
		}
	}
	return node ? node->next : NULL;
}

static bool is_word_of(const xmlChar *name, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (xmlStrcmp(name, (const xmlChar *)words[i]) == 0) {
			return true;
		}
	}
	return false;
}

/* Nothing that a browser would load or run. */
static bool is_inert(xmlNodePtr node)
{
	static const char *const elements[] = {"script", "link", "img", "image", "iframe", "frame", "object",
		"embed", "audio", "video", "source", "base", "form", "input", "use"};
	static const char *const attributes[] = {"src", "srcset", "data", "background", "ping", "poster"};
	if (is_word_of(node->name, elements, ARRAY_COUNT(elements))) {
		return false;
	}
	if (xmlStrcmp(node->name, (const xmlChar *)"style") == 0) {
		xmlChar *css = xmlNodeGetContent(node);
		bool is_safe = !xmlStrstr(css, (const xmlChar *)"url(") &&
			!xmlStrstr(css, (const xmlChar *)"@import");
		xmlFree(css);
		return is_safe;
	}
	for (xmlAttrPtr at = node->properties; at; at = at->next) {
		xmlChar *value = xmlGetProp(node, at->name);
		bool is_link = xmlStrcmp(at->name, (const xmlChar *)"href") == 0;
		bool is_safe = !is_word_of(at->name, attributes, ARRAY_COUNT(attributes)) &&
			xmlStrncmp(at->name, (const xmlChar *)"on", 2) != 0 &&
			!xmlStrstr(value, (const xmlChar *)"url(") &&
			(!is_link || value[0] == '#' ||
				xmlStrncmp(value, (const xmlChar *)"https://", 8) == 0 ||
				xmlStrncmp(value, (const xmlChar *)"http://", 7) == 0);
		xmlFree(value);
		if (!is_safe) {
			return false;
		}
	}
	return true;
}

TEST(report_is_well_formed_and_loads_nothing)
{
	GUARANTEE("report.h: The page names no address that a browser would load: no script, no style sheet, "
		  "no font, no image.");
	GUARANTEE("report.h: The page is well-formed, whatever the texts of the input hold.");
	GUARANTEE("html.h: No other scheme becomes a link.");
	struct buf page = {0};
	write_report(&page, false);
	xmlDocPtr doc = parse_page(&page);
	bool is_parsed = doc != NULL;
	bool is_inert_everywhere = is_parsed;
	xmlNodePtr node = doc ? xmlDocGetRootElement(doc) : NULL;
	for (; node && is_inert_everywhere; node = next_node(node)) {
		is_inert_everywhere = node->type != XML_ELEMENT_NODE || is_inert(node);
	}
	bool has_address = has_text(&page, "href=\"https://example.org/?a=1&amp;b=&quot;&lt;2&gt;\"");
	bool has_policy = has_text(&page, "content=\"default-src 'none'; style-src 'unsafe-inline'");
	bool is_valid = utf8_is_valid(buf_bytes(&page));
	xmlFreeDoc(doc);
	buf_done(&page);
	CHECK(is_parsed);
	CHECK(is_inert_everywhere);
	CHECK(has_address);
	CHECK(has_policy);
	CHECK(is_valid);
}

static bool has_id(xmlDocPtr doc, const xmlChar *id, int *count)
{
	*count = 0;
	for (xmlNodePtr node = xmlDocGetRootElement(doc); node; node = next_node(node)) {
		xmlChar *value =
			node->type == XML_ELEMENT_NODE ? xmlGetProp(node, (const xmlChar *)"id") : NULL;
		*count += value && xmlStrcmp(value, id) == 0;
		xmlFree(value);
	}
	return *count > 0;
}

TEST(report_links_reach_their_targets)
{
	GUARANTEE("report.h: Every link within the page has its target.");
	struct buf page = {0};
	write_report(&page, false);
	xmlDocPtr doc = parse_page(&page);
	size_t links = 0;
	size_t lost = 0;
	size_t repeated = 0;
	for (xmlNodePtr node = doc ? xmlDocGetRootElement(doc) : NULL; node; node = next_node(node)) {
		int count;
		xmlChar *href =
			node->type == XML_ELEMENT_NODE ? xmlGetProp(node, (const xmlChar *)"href") : NULL;
		xmlChar *id = node->type == XML_ELEMENT_NODE ? xmlGetProp(node, (const xmlChar *)"id") : NULL;
		if (href && href[0] == '#') {
			links++;
			lost += !has_id(doc, href + 1, &count);
		}
		repeated += id && has_id(doc, id, &count) && count > 1;
		xmlFree(href);
		xmlFree(id);
	}
	xmlFreeDoc(doc);
	buf_done(&page);
	CHECK(links > 30);
	CHECK_INT((int64_t)lost, 0);
	CHECK_INT((int64_t)repeated, 0);
}

TEST(report_is_the_same_for_the_same_input)
{
	GUARANTEE("report.h: The same input gives the same bytes, and the order of the arrays of in->record "
		  "changes nothing.");
	struct buf first = {0};
	struct buf second = {0};
	struct buf reversed = {0};
	write_report(&first, false);
	write_report(&second, false);
	write_report(&reversed, true);
	bool is_same = first.len > 10000 && bytes_equal(buf_bytes(&first), buf_bytes(&second));
	bool is_same_reversed = bytes_equal(buf_bytes(&first), buf_bytes(&reversed));
	buf_done(&first);
	buf_done(&second);
	buf_done(&reversed);
	CHECK(is_same);
	CHECK(is_same_reversed);
}

TEST(report_withholds_what_is_withheld)
{
	GUARANTEE("report.h: Of a withheld record no field is on the page, only the number of its entry.");
	struct buf page = {0};
	write_report(&page, false);
	bool has_hidden = has_text(&page, "hidden-") || has_text(&page, "he hidden");
	bool has_entries = has_text(&page, "withheld, commitment present in entry 14") &&
		has_text(&page, "withheld, commitment present in entry 7") &&
		has_text(&page, "withheld, commitment present in entry 3");
	buf_done(&page);
	CHECK(!has_hidden);
	CHECK(has_entries);
}

TEST(report_walks_from_number_to_bytes)
{
	static const char *const parts[] = {
		"<a class=\"n\" href=\"#rests-killed-range-by-source-lowest\">16</a>",
		"<a class=\"n\" href=\"#rests-killed-range-by-source-highest\">70</a>",
		"id=\"rests-killed-range-by-source-lowest\"",
		"-lowest\">16</a> people were killed",
		"<a href=\"#claim-group-16\">",
		"id=\"claim-group-16\"",
		"<mark>16</mark>",
		"sha256sum evidence/a1/f24b\ntail -c +277 evidence/b1/f24b | head -c 32",
		"entry 10 of the journal",
		"Known by name",
		"<a href=\"#decision-d-out\">",
		"; <bdi>Town ",
		"lang=\"ar&quot; onclick=&quot;x\"",
	};
	struct buf page = {0};
	write_report(&page, false);
	const char *missing = NULL;
	for (size_t i = 0; i < ARRAY_COUNT(parts) && !missing; i++) {
		missing = has_text(&page, parts[i]) ? NULL : parts[i];
	}
	size_t people = count_text(&page, "class=\"person\"");
	buf_done(&page);
	if (missing) {
		test_note("missing: %s", missing);
	}
	CHECK(!missing);
	CHECK_INT((int64_t)people, 9);
}

static const char *const references[] = {"&lt;", "&gt;", "&amp;", "&quot;", "&#39;"};

static bool is_escaped(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (strchr("<>\"'", text.s[i])) {
			return false;
		}
		bool is_reference = text.s[i] != '&';
		for (size_t k = 0; k < ARRAY_COUNT(references); k++) {
			is_reference |= bytes_starts((struct bytes){text.s + i, text.len - i}, references[k]);
		}
		if (!is_reference) {
			return false;
		}
	}
	return true;
}

/* The originators, '-' for none, and the groups that they give, each with its items by their place. */
TEST(items_stand_with_their_originator_in_the_order_given)
{
	static const struct {
		const char *originators;
		const char *groups;
	} rows[] = {
		{"", ""},
		{"a", "a0 "},
		{"ba", "b0 a1 "},
		{"bab-a-b", "b026 a14 -35 "},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct arena a = {0};
		struct buf shown = {0};
		struct figure_item items[8] = {0};
		const struct figure_item *list[8];
		size_t count = strlen(rows[i].originators);
		size_t group_count;
		for (size_t k = 0; k < count; k++) {
			const char *name = &rows[i].originators[k];
			items[k].originator = *name == '-' ? BYTES_NONE : (struct bytes){name, 1};
			list[k] = &items[k];
		}
		const struct item_group *groups = group_by_originator(&a, list, count, &group_count);
		for (size_t g = 0; g < group_count; g++) {
			struct bytes name = groups[g].items[0]->originator;
			buf_add_bytes(&shown, name.s ? name : BYTES("-"));
			for (size_t k = 0; k < groups[g].count; k++) {
				buf_printf(&shown, "%d", (int)(groups[g].items[k] - items));
			}
			buf_add_char(&shown, ' ');
		}
		CHECK_TEXT(shown.s ? buf_bytes(&shown) : BYTES(""), bytes_of(rows[i].groups));
		buf_done(&shown);
		arena_done(&a);
	}
}

TEST(html_escapes_everything)
{
	GUARANTEE("html.h: No output holds < > \" ' or an & that does not begin one of our five references.");
	GUARANTEE(
		"html.h: Bidirectional controls, control characters and bytes that are not UTF-8 come out as "
		"visible words.");
	struct buf out = {0};
	html_text(&out, BYTES("<a href='x'>\"&\xE2\x80\xAE\xFF\n\x07"));
	bool is_right = test_check_text(buf_bytes(&out),
		BYTES("&lt;a href=&#39;x&#39;&gt;&quot;&amp;&lt;U+202E&gt;&lt;0xFF&gt; &lt;U+0007&gt;"),
		__FILE__, __LINE__, "html_text");
	for (int round = 0; round < 2000 && is_right; round++) {
		char text[32];
		for (size_t i = 0; i < sizeof(text); i++) {
			text[i] = (char)test_random_below(256);
		}
		buf_clear(&out);
		html_lines(&out, (struct bytes){text, sizeof(text)});
		is_right = is_escaped(buf_bytes(&out)) && utf8_is_valid(buf_bytes(&out));
	}
	buf_done(&out);
	CHECK(is_right);
}

TEST(html_links_only_http)
{
	static const struct {
		const char *url;
		bool is_link;
	} rows[] = {{"https://example.org/", true}, {"http://example.org/", true},
		{"javascript:alert(1)", false}, {"data:text/html,x", false}, {" https://example.org/", false},
		{"//example.org", false}, {"ftp://example.org", false}, {"HTTPS", false}, {"", false}};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct buf out = {0};
		html_address(&out, bytes_of(rows[i].url));
		bool is_link = has_text(&out, "href");
		buf_done(&out);
		CHECK(is_link == rows[i].is_link);
	}
}

TEST(html_css_string_ends_nowhere)
{
	GUARANTEE("html.h: Nothing in the text ends the string, the rule or the style element.");
	struct buf out = {0};
	html_css_string(&out, BYTES("a\"}\\\n</style>ж"));
	bool is_right = test_check_text(buf_bytes(&out),
		BYTES("\"a\\000022\\00007d\\00005c \\00003c\\00002fstyle\\00003eж\""), __FILE__, __LINE__,
		"css");
	buf_done(&out);
	CHECK(is_right);
}

TEST(axis_is_linear_and_round)
{
	GUARANTEE("axis.h: The step is 1, 2 or 5 times a power of ten, at most 8 steps reach max, and max is "
		  "at "
		  "or above highest and 1.");
	GUARANTEE("axis.h: Equal differences of n are equal distances.");
	static const struct {
		int64_t highest;
		int64_t step;
		int64_t max;
	} rows[] = {{0, 1, 1}, {1, 1, 1}, {8, 1, 8}, {9, 2, 10}, {17, 5, 20}, {70, 10, 70}, {151, 20, 160},
		{400, 50, 400}, {999999999, 200000000, 1000000000}};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct axis axis = axis_of(rows[i].highest);
		CHECK_INT(axis.step, rows[i].step);
		CHECK_INT(axis.max, rows[i].max);
		double step = axis_percent(&axis, axis.step) - axis_percent(&axis, 0);
		double last = axis_percent(&axis, axis.max) - axis_percent(&axis, axis.max - axis.step);
		CHECK(step - last < 1e-9 && last - step < 1e-9);
		CHECK(axis_percent(&axis, 0) > 0 && axis_percent(&axis, axis.max) < 100);
	}
}

TEST(phrases_say_what_the_claim_says)
{
	static const struct {
		struct quantity quantity;
		const char *words;
	} rows[] = {
		{{.qualifier = RECORD_EXACT, .has_low = true, .has_high = true, .low = 17, .high = 17}, "17"},
		{{.qualifier = RECORD_AT_LEAST, .has_low = true, .low = 17}, "at least 17"},
		{{.qualifier = RECORD_MORE_THAN, .has_low = true, .low = 151}, "more than 150"},
		{{.qualifier = RECORD_AT_MOST, .has_high = true, .high = 9}, "at most 9"},
		{{.qualifier = RECORD_AS_MANY_AS, .has_high = true, .high = 70}, "up to 70"},
		{{.qualifier = RECORD_FEWER_THAN, .has_high = true, .high = 9}, "fewer than 10"},
		{{.qualifier = RECORD_BETWEEN, .has_low = true, .has_high = true, .low = 30, .high = 70},
			"30 to 70"},
		{{.qualifier = RECORD_APPROXIMATELY, .has_point = true, .point = 70}, "about 70"},
		{{.qualifier = RECORD_SOME, .vague = TEXT("dozens")}, "dozens"},
		{{.qualifier = RECORD_SOME}, "no number"},
		{{.qualifier = RECORD_EXACT, .has_percent = true, .percent = 85.5}, "85.5 %"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct buf out = {0};
		phrase_quantity(&rows[i].quantity, &out);
		bool is_right = test_check_text(
			buf_bytes(&out), bytes_of(rows[i].words), __FILE__, __LINE__, rows[i].words);
		buf_done(&out);
		CHECK(is_right);
	}
}

TEST(phrases_say_dates)
{
	static const struct {
		struct date_range range;
		const char *words;
	} rows[] = {
		{DAY(2011, 12, 16), "16 December 2011"},
		{DAY(2011, 12, 0), "December 2011"},
		{DAY(2011, 0, 0), "2011"},
		{{{2011, 12, 16}, {2011, 12, 17}}, "16 and 17 December 2011"},
		{{{2011, 12, 16}, {2011, 12, 19}}, "16 to 19 December 2011"},
		{{{2011, 5, 0}, {2011, 12, 15}}, "May 2011 to 15 December 2011"},
		{{{2011, 5, 0}, {0, 0, 0}}, "from May 2011"},
		{{{0, 0, 0}, {2012, 0, 0}}, "until 2012"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct buf out = {0};
		phrase_range(rows[i].range, &out);
		bool is_right = test_check_text(
			buf_bytes(&out), bytes_of(rows[i].words), __FILE__, __LINE__, rows[i].words);
		buf_done(&out);
		CHECK(is_right);
	}
}

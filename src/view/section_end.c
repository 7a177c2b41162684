/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a report ends with: our decisions, the sources, what is withheld, and how to verify. */
#include "view/phrase.h"
#include "view/section.h"

static const char *const decision_headings[RECORD_DECISION_KIND_COUNT] = {
	[RECORD_DECIDE_RELATION] = "How claims stand to what the figure covers",
	[RECORD_DECIDE_EXCLUDE] = "Excluded",
	[RECORD_DECIDE_GRADE_BEST] = "Graded best",
	[RECORD_DECIDE_SAME_ORIGINATOR] = "One witness",
	[RECORD_DECIDE_ACCUSED] = "The accused party",
	[RECORD_DECIDE_PARTS] = "Parts of a whole",
	[RECORD_DECIDE_PENDING] = "Pending",
	[RECORD_DECIDE_NAMED] = "Known by name",
	[RECORD_DECIDE_SUBTRACTION] = "Subtracted",
	[RECORD_DECIDE_REVOKE] = "Taken back",
	[RECORD_DECIDE_REJECT_PROPOSAL] = "Proposal rejected",
	[RECORD_DECIDE_MATCH] = "Rows of lists",
};

static void add_claims(struct page *p, const struct decision *d)
{
	if (d->claim_count == 0) {
		return;
	}
	buf_add_text(p->out, "<p class=\"by\">On ");
	for (size_t i = 0; i < d->claim_count; i++) {
		buf_add_text(p->out, i > 0 ? "; " : "");
		page_link_claim(p, d->claims[i]);
	}
	buf_add_text(p->out, "</p>");
}

static void add_originators(struct page *p, const struct decision *d)
{
	if (d->originator_count == 0) {
		return;
	}
	buf_add_text(p->out, "<p class=\"by\">On ");
	for (size_t i = 0; i < d->originator_count; i++) {
		buf_add_text(p->out, i > 0 ? ", " : "");
		page_add_originator(p, d->originators[i]);
	}
	buf_add_text(p->out, "</p>");
}

static void add_limit(struct page *p, const char *name, struct bytes word)
{
	if (word.s) {
		buf_printf(p->out, ", %s <code>", name);
		html_text(p->out, word);
		buf_add_text(p->out, "</code>");
	}
}

/* Which decisions are on the page. */
struct deciding {
	struct page *p;
	struct page_row *incidents; /* by id */
	struct buf named;           /* ids: claims and originators on the page, decisions in its figures */
	const struct decision **shown;
	size_t shown_count;
};

static int compare_ids(const void *a, const void *b)
{
	return bytes_compare(*(const struct bytes *)a, *(const struct bytes *)b);
}

static void name(struct deciding *g, struct bytes id)
{
	if (id.s) {
		buf_add(&g->named, &id, sizeof(id));
	}
}

static bool is_named(const struct deciding *g, struct bytes id)
{
	return id.s && g->named.len > 0 &&
		bsearch(&id, g->named.s, g->named.len / sizeof(id), sizeof(id), compare_ids);
}

static void name_all_of(struct deciding *g, const struct figure *f)
{
	for (size_t i = 0; i < f->item_count; i++) {
		name(g, f->items[i].originator);
		name(g, f->items[i].named_originator);
		name(g, f->items[i].cause);
		name(g, f->items[i].relation_decision);
	}
	for (size_t i = 0; i < 3; i++) {
		name(g, page_end(f, i)->decision);
	}
	for (size_t i = 0; i < f->sum_count; i++) {
		name(g, f->sums[i].decision);
	}
	for (size_t i = 0; i < f->check_count; i++) {
		name(g, f->checks[i].decision);
	}
	for (size_t i = 0; i < f->note_count; i++) {
		name(g, f->notes[i].id);
		name(g, f->notes[i].other);
	}
	name(g, f->named_decision);
}

static void name_page(struct deciding *g)
{
	const struct page *p = g->p;
	for (size_t i = 0; i < p->walked.count; i++) {
		name(g, p->walked.rows[i].id);
	}
	for (size_t i = 0; i < p->in->measure_count; i++) {
		for (size_t k = 0; k < p->in->measures[i].figure_count; k++) {
			name_all_of(g, &p->in->measures[i].figures[k]);
		}
	}
	if (g->named.len > 0) {
		qsort(g->named.s, g->named.len / sizeof(struct bytes), sizeof(struct bytes), compare_ids);
	}
}

static void sort_incidents(struct deciding *g)
{
	const struct figure_input *record = g->p->in->record;
	g->incidents = arena_calloc(&g->p->arena, record->incident_count, sizeof(*g->incidents));
	for (size_t i = 0; i < record->incident_count; i++) {
		g->incidents[i] = (struct page_row){record->incidents[i].id, &record->incidents[i]};
	}
	qsort(g->incidents, record->incident_count, sizeof(*g->incidents), compare_ids);
}

/* Whether the incident `inner` is `outer` or part of it. */
static bool is_within(const struct deciding *g, struct bytes inner, struct bytes outer)
{
	size_t count = g->p->in->record->incident_count;
	for (size_t steps = 0; steps <= count && inner.s; steps++) {
		if (bytes_equal(inner, outer)) {
			return true;
		}
		const struct page_row *row =
			bsearch(&inner, g->incidents, count, sizeof(*g->incidents), compare_ids);
		inner = row ? ((const struct incident *)row->what)->parent : BYTES_NONE;
	}
	return false;
}

/* About the incident, a part of it or what it is part of; or about none, and naming what is on the page. */
static bool concerns_page(const struct deciding *g, const struct decision *d)
{
	struct bytes incident = g->p->in->incident;
	if (d->about.s) {
		return is_within(g, d->about, incident) || is_within(g, incident, d->about);
	}
	bool concerns = is_named(g, d->id) || is_named(g, d->total);
	for (size_t i = 0; i < d->claim_count && !concerns; i++) {
		concerns = is_named(g, d->claims[i]);
	}
	for (size_t i = 0; i < d->originator_count && !concerns; i++) {
		concerns = is_named(g, d->originators[i]);
	}
	return concerns;
}

static bool is_shown(const struct deciding *g, struct bytes id)
{
	const struct decision *d = page_decision(g->p, id);
	for (size_t i = 0; d && i < g->shown_count; i++) {
		if (g->shown[i] == d) {
			return true;
		}
	}
	return false;
}

/* In the order of their ids; then those that take one of them back and are about no incident, and so on. */
static void choose_decisions(struct deciding *g)
{
	const struct page_table *all = &g->p->decisions;
	bool *is_chosen = arena_calloc(&g->p->arena, all->count, sizeof(*is_chosen));
	g->shown = arena_calloc(&g->p->arena, all->count, sizeof(const struct decision *));
	size_t before;
	do {
		before = g->shown_count;
		for (size_t i = 0; i < all->count; i++) {
			const struct decision *d = all->rows[i].what;
			bool is_new = !is_chosen[i] && !page_withheld(g->p, d->id) &&
				(concerns_page(g, d) || (!d->about.s && is_shown(g, d->revokes)));
			if (is_new) {
				is_chosen[i] = true;
				g->shown[g->shown_count++] = d;
			}
		}
	} while (g->shown_count > before);
}

/* Whether `by` takes the decision back in the figures of this page. */
static bool takes_back(const struct deciding *g, const struct decision *by, const struct decision *d)
{
	bool holds = !by->about.s || bytes_equal(by->about, d->about) ||
		(!d->about.s && bytes_equal(by->about, g->p->in->incident));
	return by->kind == RECORD_DECIDE_REVOKE && bytes_equal(by->revokes, d->id) && holds;
}

static void add_taken_back(const struct deciding *g, const struct decision *d)
{
	struct page *p = g->p;
	for (size_t i = 0; i < g->shown_count; i++) {
		const struct decision *by = g->shown[i];
		if (takes_back(g, by, d)) {
			buf_add_text(p->out, "<p class=\"by\">Taken back by ");
			page_link_decision(p, by->id);
			add_limit(p, "for", by->measure);
			add_limit(p, "rule", by->rule);
			bool is_void = false;
			for (size_t k = 0; k < g->shown_count && !is_void; k++) {
				is_void = takes_back(g, g->shown[k], by);
			}
			buf_add_text(p->out, is_void ? ", which was itself taken back</p>" : "</p>");
		}
	}
}

static void add_takes_back(const struct deciding *g, struct bytes id)
{
	struct page *p = g->p;
	buf_add_text(p->out, "<p class=\"by\">Takes back ");
	if (is_shown(g, id) || page_withheld(p, id)) {
		page_link_decision(p, id);
	} else {
		buf_add_text(p->out, "<code>");
		html_bdi(p->out, id, BYTES_NONE);
		buf_add_text(p->out, "</code>");
	}
	buf_add_text(p->out, "</p>");
}

static void add_decision(const struct deciding *g, const struct decision *d)
{
	struct page *p = g->p;
	buf_add_text(p->out, "<article class=\"decision\"");
	html_id(p->out, "decision", d->id);
	buf_printf(p->out, ">\n<h3>%s", decision_headings[d->kind]);
	if (d->kind == RECORD_DECIDE_RELATION) {
		buf_printf(p->out, ": %s", record_relation_names[d->relation]);
	}
	buf_add_text(p->out, " <span class=\"by\"><code>");
	html_bdi(p->out, d->id, BYTES_NONE);
	buf_printf(p->out, "</code>, entry %lld", (long long)d->seq);
	add_limit(p, "for", d->measure);
	add_limit(p, "rule", d->rule);
	buf_add_text(p->out, "</span></h3>\n<p class=\"reason\" dir=\"auto\">");
	html_text(p->out, d->reason);
	buf_add_text(p->out, "</p>");
	if (d->list_count >= 0) {
		buf_printf(p->out, "<p class=\"by\">%lld names</p>", (long long)d->list_count);
	}
	add_claims(p, d);
	add_originators(p, d);
	if (d->total.s) {
		buf_add_text(p->out, "<p class=\"by\">Stated total: ");
		page_link_claim(p, d->total);
		buf_add_text(p->out, "</p>");
	}
	if (d->revokes.s) {
		add_takes_back(g, d->revokes);
	}
	add_taken_back(g, d);
	buf_add_text(p->out, "\n</article>\n");
}

void section_decisions(struct page *p)
{
	struct deciding g = {.p = p};
	name_page(&g);
	sort_incidents(&g);
	choose_decisions(&g);
	buf_done(&g.named);
	if (g.shown_count == 0) {
		return;
	}
	buf_add_text(p->out,
		"<section id=\"decisions\">\n<h2>What we decided</h2>\n<p>Each of these is a judgement of "
		"ours, with its reason. Another coder may see it otherwise; it can be taken back, and then "
		"the figures change.</p>\n");
	for (size_t i = 0; i < g.shown_count; i++) {
		add_decision(&g, g.shown[i]);
	}
	buf_add_text(p->out, "</section>\n");
}

static const struct publication *publication_of(const struct page *p, const struct source *source)
{
	return page_publication(p, source->publication);
}

static void add_derivations(struct page *p, const struct source *source)
{
	for (size_t i = 0; i < source->derived_count; i++) {
		const struct source_link *link = &source->derived_from[i];
		const struct source *from = page_source(p, link->source);
		buf_printf(p->out, "<p class=\"by\">%s ",
			link->kind == RECORD_UNPROVEN ? "Perhaps derived from"
						      : record_derivation_names[link->kind]);
		if (from) {
			buf_add_text(p->out, "<a");
			html_href(p->out, "source", from->id);
			buf_add_char(p->out, '>');
			html_bdi(p->out, from->title, from->language);
			buf_add_text(p->out, "</a></p>");
		} else {
			buf_add_text(p->out, "a source that is not in this record</p>");
		}
	}
}

static const char *seen_words(struct bytes seen)
{
	return bytes_is(seen, "seen")          ? "seen"
		: bytes_is(seen, "cited_only") ? "cited only: we did not hold the document itself"
					       : "lost";
}

/* That a claim cites a source. */
struct citing {
	struct bytes source;
	const struct claim *claim;
};

static int compare_citings(const void *a, const void *b)
{
	const struct citing *x = a;
	const struct citing *y = b;
	int order = bytes_compare(x->source, y->source);
	return order != 0 ? order : bytes_compare(x->claim->id, y->claim->id);
}

/* Which claims of the page cite which source, by source. */
static struct citing *citings_of(struct page *p, size_t *count)
{
	size_t all = 0;
	for (size_t i = 0; i < p->walked.count; i++) {
		all += ((const struct claim *)p->walked.rows[i].what)->citation_count;
	}
	struct citing *citings = arena_calloc(&p->arena, all, sizeof(*citings));
	*count = 0;
	for (size_t i = 0; i < p->walked.count; i++) {
		const struct claim *claim = p->walked.rows[i].what;
		for (size_t k = 0; k < claim->citation_count; k++) {
			citings[(*count)++] = (struct citing){claim->citations[k].source, claim};
		}
	}
	qsort(citings, all, sizeof(*citings), compare_citings);
	return citings;
}

/* The claims of the page that cite the source, each once. */
static void add_citing(struct page *p, const struct citing *citings, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct claim *claim = citings[i].claim;
		struct buf words = {0};
		if (i > 0 && claim == citings[i - 1].claim) {
			continue;
		}
		phrase_word(claim->measure, &words);
		buf_add_char(&words, ' ');
		phrase_quantity(&claim->quantity, &words);
		buf_printf(p->out, "%s<a", i == 0 ? "<p class=\"by\">Claims: " : ", ");
		html_href(p->out, "claim", claim->id);
		buf_add_char(p->out, '>');
		html_text(p->out, buf_bytes(&words));
		buf_add_text(p->out, "</a>");
		buf_done(&words);
	}
	buf_add_text(p->out, count > 0 ? "</p>" : "");
}

static void add_source(
	struct page *p, const struct source *source, const struct citing *citings, size_t citing_count)
{
	const struct publication *publication = publication_of(p, source);
	buf_add_text(p->out, "<li");
	html_id(p->out, "source", source->id);
	buf_add_text(p->out, "><cite>");
	html_bdi(p->out, source->title, source->language);
	buf_add_text(p->out, "</cite>");
	if (publication) {
		buf_add_text(p->out, ", ");
		html_bdi(p->out, publication->name, BYTES_NONE);
	}
	buf_add_text(p->out, ", ");
	page_add_range(p, source->published);
	if (source->language.s) {
		buf_add_text(p->out, " (");
		html_bdi(p->out, source->language, BYTES_NONE);
		buf_add_char(p->out, ')');
	}
	buf_printf(p->out, ". <span class=\"by\">%s; entry %lld</span>", seen_words(source->seen),
		(long long)source->seq);
	if (source->url.s) {
		buf_add_text(p->out, "<br/>");
		html_address(p->out, source->url);
	}
	add_derivations(p, source);
	add_citing(p, citings, citing_count);
	buf_add_text(p->out, "</li>\n");
}

struct listed_source {
	struct bytes publisher;
	const struct source *source;
	const struct citing *citings;
	size_t citing_count;
};

/* By the name of the publisher, then of the title. */
static int compare_listed(const void *a, const void *b)
{
	const struct listed_source *x = a;
	const struct listed_source *y = b;
	int order = bytes_compare(x->publisher, y->publisher);
	order = order != 0 ? order : bytes_compare(x->source->title, y->source->title);
	return order != 0 ? order : bytes_compare(x->source->id, y->source->id);
}

/* Both the sources of the page and what cites them are in the order of the sources' ids. */
static struct listed_source *list_sources(struct page *p)
{
	size_t citing_count;
	size_t at = 0;
	const struct citing *citings = citings_of(p, &citing_count);
	struct listed_source *list = arena_calloc(&p->arena, p->cited.count, sizeof(*list));
	for (size_t i = 0; i < p->cited.count; i++) {
		const struct source *source = p->cited.rows[i].what;
		const struct publication *publication = publication_of(p, source);
		struct bytes publisher = publication ? publication->name : BYTES_NONE;
		while (at < citing_count && bytes_compare(citings[at].source, source->id) < 0) {
			at++;
		}
		size_t from = at;
		while (at < citing_count && bytes_equal(citings[at].source, source->id)) {
			at++;
		}
		list[i] = (struct listed_source){publisher, source, &citings[from], at - from};
	}
	qsort(list, p->cited.count, sizeof(*list), compare_listed);
	return list;
}

void section_sources(struct page *p)
{
	const struct listed_source *list = list_sources(p);
	buf_printf(p->out,
		"<section id=\"sources\">\n<h2>Sources</h2>\n<p>%zu %s cited on this page.</p>\n<ol "
		"class=\"sources\">\n",
		p->cited.count, p->cited.count == 1 ? "source is" : "sources are");
	for (size_t i = 0; i < p->cited.count; i++) {
		add_source(p, list[i].source, list[i].citings, list[i].citing_count);
	}
	buf_add_text(p->out, "</ol>\n</section>\n");
}

static int compare_seqs(const void *a, const void *b)
{
	int64_t x = ((const struct report_withheld *)a)->seq;
	int64_t y = ((const struct report_withheld *)b)->seq;
	return (x > y) - (x < y);
}

void section_withheld(struct page *p)
{
	size_t count = p->in->withheld_count;
	if (count == 0) {
		return;
	}
	struct report_withheld *rows = arena_calloc(&p->arena, count, sizeof(*rows));
	memcpy(rows, p->in->withheld, count * sizeof(*rows));
	qsort(rows, count, sizeof(*rows), compare_seqs);
	buf_add_text(p->out,
		"<section id=\"withheld\">\n<h2>Withheld</h2>\n<p>The content of these records is not "
		"here, mostly to protect people. Their commitments are in the journal, so that nobody can "
		"change or remove them unseen.</p>\n<ul class=\"withheld\">\n");
	for (size_t i = 0; i < count; i++) {
		buf_printf(p->out,
			"<li id=\"withheld-%lld\">withheld, commitment present in entry %lld</li>\n",
			(long long)rows[i].seq, (long long)rows[i].seq);
	}
	buf_add_text(p->out, "</ul>\n</section>\n");
}

static void add_code_term(struct page *p, const char *name, struct bytes code)
{
	buf_printf(p->out, "<div><dt>%s</dt><dd><code>", name);
	html_text(p->out, code);
	buf_add_text(p->out, "</code></dd></div>\n");
}

static void add_journal(struct page *p)
{
	const struct report_journal *journal = &p->in->journal;
	buf_add_text(p->out, "<dl class=\"terms\">\n");
	add_code_term(p, "journal", journal->origin);
	add_code_term(p, "verifier key", journal->verifier_key);
	buf_printf(p->out, "<div><dt>entries</dt><dd>%lld</dd></div>\n", (long long)journal->size);
	add_code_term(p, "root", journal->root);
	buf_add_text(p->out, "</dl>\n");
	if (journal->checkpoint.s) {
		buf_add_text(p->out, "<p>The newest signed checkpoint:</p>\n<pre><code>");
		html_lines(p->out, journal->checkpoint);
		buf_add_text(p->out, "</code></pre>\n");
	} else {
		buf_add_text(p->out, "<p>No checkpoint has been signed yet.</p>\n");
	}
}

/* The words that the codebook turns into numbers, as it is in force here. */
static void add_codebook(struct page *p)
{
	const struct codebook *codebook = p->in->record->codebook;
	buf_add_text(p->out, "<h3>Codebook</h3>\n<p>Version ");
	html_bdi(p->out, codebook->version, BYTES_NONE);
	if (p->in->codebook_seq >= 0) {
		buf_printf(p->out, ", entry %lld of the journal", (long long)p->in->codebook_seq);
	} else {
		buf_add_text(p->out, ", the program’s own");
	}
	buf_printf(p->out, ". A figure is confirmed from %lld independent witnesses.",
		(long long)codebook->confirm_originators);
	const char *before = " A vague word counts as a lowest number: ";
	for (size_t i = 0; i < codebook->vague.count; i++) {
		const struct codebook_word *word = &codebook->vague.words[i];
		if (word->has_number) {
			buf_add_text(p->out, before);
			html_bdi(p->out, word->word, BYTES_NONE);
			buf_printf(p->out, " %lld", (long long)word->number);
			before = ", ";
		}
	}
	buf_add_text(p->out, before[0] == ',' ? ".</p>\n" : "</p>\n");
}

void section_verify(struct page *p)
{
	buf_add_text(p->out,
		"<section id=\"verify\">\n<h2>How to check all this</h2>\n"
		"<ol class=\"how\"><li>Take a number. Its link leads to the claims that it rests on, each "
		"claim to its quote, its file and its entry in the journal.</li>\n"
		"<li>In the folder of the vault, run the two commands of a claim. The first prints the "
		"SHA-256 that stands above it; the second prints the marked quote, byte for byte.</li>\n"
		"<li><code>recount check</code> recomputes every entry, the root and the signature. "
		"<code>recount prove</code> with the number of an entry writes a proof that other programs "
		"can check against the root below.</li></ol>\n");
	add_journal(p);
	add_codebook(p);
	buf_add_text(p->out, "<h3>This page</h3>\n<p>Made by ");
	html_text(p->out, p->in->program);
	buf_add_text(p->out, ", ");
	html_text(p->out, p->in->made_at);
	buf_add_text(p->out,
		". It holds everything that it shows, loads nothing from anywhere and runs no "
		"script.</p>\n<p>Numbers, dates and names of publishers are facts, free for all to use. "
		"The quotes belong to their publishers and are given as evidence; the documents are not on "
		"this page. When you cite a number, cite its state, its rule and the date of this page "
		"with it.</p>\n</section>\n");
}

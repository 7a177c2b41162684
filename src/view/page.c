/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "view/page.h"

#include "view/phrase.h"

static int compare_rows(const void *a, const void *b)
{
	return bytes_compare(((const struct page_row *)a)->id, ((const struct page_row *)b)->id);
}

/* items: an array of structs of size bytes that hold their id at id_offset. */
static struct page_table table_of(
	struct arena *a, const void *items, size_t count, size_t size, size_t id_offset)
{
	struct page_table table = {arena_calloc(a, count, sizeof(*table.rows)), count};
	for (size_t i = 0; i < count; i++) {
		const char *item = (const char *)items + i * size;
		memcpy(&table.rows[i].id, item + id_offset, sizeof(table.rows[i].id));
		table.rows[i].what = item;
	}
	if (count > 1) {
		qsort(table.rows, count, sizeof(*table.rows), compare_rows);
	}
	return table;
}

static struct page_row *find_row(const struct page_table *table, struct bytes id)
{
	struct page_row key = {id, NULL};
	return !id.s || table->count == 0
		? NULL
		: bsearch(&key, table->rows, table->count, sizeof(key), compare_rows);
}

static const void *find(const struct page_table *table, struct bytes id)
{
	const struct page_row *row = find_row(table, id);
	return row ? row->what : NULL;
}

/* The claims of all figures, each once. */
static struct page_table walked_of(struct page *p)
{
	size_t count = 0;
	for (size_t i = 0; i < p->in->measure_count; i++) {
		count += page_headline(&p->in->measures[i])->item_count;
	}
	struct page_table table = {arena_calloc(&p->arena, count, sizeof(*table.rows)), 0};
	for (size_t i = 0; i < p->in->measure_count; i++) {
		const struct figure *f = page_headline(&p->in->measures[i]);
		for (size_t k = 0; k < f->item_count; k++) {
			if (!page_withheld(p, f->items[k].claim->id)) {
				table.rows[table.count++] =
					(struct page_row){f->items[k].claim->id, f->items[k].claim};
			}
		}
	}
	if (table.count > 1) {
		qsort(table.rows, table.count, sizeof(*table.rows), compare_rows);
	}
	return table;
}

/* Sources by the index of their row, on the way through what they derive from. */
struct cited {
	const struct page *p;
	bool *is_cited;
	size_t *waiting;
	size_t waiting_count;
};

static void cite(struct cited *c, struct bytes source)
{
	const struct page_row *row = page_withheld(c->p, source) ? NULL : find_row(&c->p->sources, source);
	size_t i = row ? (size_t)(row - c->p->sources.rows) : 0;
	if (row && !c->is_cited[i]) {
		c->is_cited[i] = true;
		c->waiting[c->waiting_count++] = i;
	}
}

static struct page_table cited_of(struct page *p)
{
	size_t count = p->sources.count;
	struct cited c = {p, arena_calloc(&p->arena, count, sizeof(bool)),
		arena_calloc(&p->arena, count, sizeof(size_t)), 0};
	for (size_t i = 0; i < p->walked.count; i++) {
		const struct claim *claim = p->walked.rows[i].what;
		for (size_t k = 0; k < claim->citation_count; k++) {
			cite(&c, claim->citations[k].source);
		}
	}
	while (c.waiting_count > 0) {
		const struct source *source = p->sources.rows[c.waiting[--c.waiting_count]].what;
		for (size_t k = 0; k < source->derived_count; k++) {
			cite(&c, source->derived_from[k].source);
		}
	}
	struct page_table table = {arena_calloc(&p->arena, count, sizeof(*table.rows)), 0};
	for (size_t i = 0; i < count; i++) {
		if (c.is_cited[i]) {
			table.rows[table.count++] = p->sources.rows[i];
		}
	}
	return table;
}

void page_init(struct page *p, const struct report_input *in, struct buf *out)
{
	const struct figure_input *record = in->record;
	*p = (struct page){.in = in, .out = out};
#define COLUMN(type, id) sizeof(struct type), offsetof(struct type, id)
	p->withheld = table_of(&p->arena, in->withheld, in->withheld_count, COLUMN(report_withheld, id));
	p->claims = table_of(&p->arena, record->claims, record->claim_count, COLUMN(claim, id));
	p->decisions = table_of(&p->arena, record->decisions, record->decision_count, COLUMN(decision, id));
	p->sources = table_of(&p->arena, record->sources, record->source_count, COLUMN(source, id));
	p->publications =
		table_of(&p->arena, record->publications, record->publication_count, COLUMN(publication, id));
	p->places = table_of(&p->arena, record->places, record->place_count, COLUMN(place, id));
	p->files = table_of(&p->arena, in->files, in->file_count, COLUMN(report_file, sha256));
	struct page_table incidents =
		table_of(&p->arena, record->incidents, record->incident_count, COLUMN(incident, id));
#undef COLUMN
	p->incident = find(&incidents, in->incident);
	BUG_IF(!p->incident || in->measure_count == 0);
	p->walked = walked_of(p);
	p->cited = cited_of(p);
}

void page_done(struct page *p)
{
	arena_done(&p->arena);
}

const struct report_withheld *page_withheld(const struct page *p, struct bytes id)
{
	return find(&p->withheld, id);
}

static const void *find_open(const struct page *p, const struct page_table *table, struct bytes id)
{
	return page_withheld(p, id) ? NULL : find(table, id);
}

const struct claim *page_claim(const struct page *p, struct bytes id)
{
	return find_open(p, &p->claims, id);
}

const struct decision *page_decision(const struct page *p, struct bytes id)
{
	return find_open(p, &p->decisions, id);
}

const struct source *page_source(const struct page *p, struct bytes id)
{
	return find_open(p, &p->sources, id);
}

const struct publication *page_publication(const struct page *p, struct bytes id)
{
	return find_open(p, &p->publications, id);
}

const struct place *page_place(const struct page *p, struct bytes id)
{
	return find_open(p, &p->places, id);
}

const struct report_file *page_file(const struct page *p, struct bytes sha256)
{
	return find_open(p, &p->files, sha256);
}

const struct figure_item *page_item(const struct figure *f, struct bytes claim)
{
	size_t from = 0;
	size_t to = f->item_count;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int order = bytes_compare(f->items[middle].claim->id, claim);
		if (order == 0) {
			return &f->items[middle];
		}
		if (order < 0) {
			from = middle + 1;
		} else {
			to = middle;
		}
	}
	return NULL;
}

const struct figure *page_headline(const struct report_measure *m)
{
	BUG_IF(m->headline >= m->figure_count);
	return &m->figures[m->headline];
}

const struct figure_end *page_end(const struct figure *f, size_t i)
{
	return i == 0 ? &f->low : i == 1 ? &f->best : &f->high;
}

static int compare_indexes(const void *a, const void *b)
{
	size_t x = *(const size_t *)a;
	size_t y = *(const size_t *)b;
	return (x > y) - (x < y);
}

unsigned page_ends_of(const struct figure *f, const struct figure_item *item)
{
	unsigned bits = 0;
	for (size_t e = 0; item && e < 3; e++) {
		const struct figure_end *end = page_end(f, e);
		size_t index = (size_t)(item - f->items);
		if (end->item_count > 0 &&
			bsearch(&index, end->items, end->item_count, sizeof(index), compare_indexes)) {
			bits |= 1U << e;
		}
	}
	return bits;
}

void page_add_publisher(const struct page *p, const struct claim *claim)
{
	const struct source *source = page_source(p, claim->source);
	const struct publication *publication = source ? page_publication(p, source->publication) : NULL;
	const struct report_withheld *withheld =
		page_withheld(p, source ? source->publication : claim->source);
	if (publication) {
		html_bdi(p->out, publication->name, BYTES_NONE);
	} else if (withheld) {
		buf_printf(p->out, "Source withheld (entry %lld)", (long long)withheld->seq);
	} else if (source) {
		html_bdi(p->out, source->title, source->language);
	} else {
		buf_add_text(p->out, "Unnamed source");
	}
}

void page_add_originator(const struct page *p, struct bytes originator)
{
	const struct publication *publication = page_publication(p, originator);
	if (publication) {
		html_bdi(p->out, publication->name, BYTES_NONE);
	} else if (page_withheld(p, originator)) {
		buf_add_text(p->out, "withheld");
	} else {
		buf_add_text(p->out, "<code>");
		html_bdi(p->out, originator, BYTES_NONE);
		buf_add_text(p->out, "</code>");
	}
}

static bool link_withheld(const struct page *p, struct bytes id)
{
	const struct report_withheld *withheld = page_withheld(p, id);
	if (withheld) {
		buf_printf(p->out, "<a href=\"#withheld-%lld\">a withheld record (entry %lld)</a>",
			(long long)withheld->seq, (long long)withheld->seq);
	}
	return withheld != NULL;
}

void page_link_claim(const struct page *p, struct bytes id)
{
	const struct claim *claim = page_claim(p, id);
	if (link_withheld(p, id)) {
		return;
	}
	if (!claim) {
		buf_add_text(p->out, "<code>");
		html_bdi(p->out, id, BYTES_NONE);
		buf_add_text(p->out, "</code>");
		return;
	}
	bool is_walked = find(&p->walked, id) != NULL;
	if (is_walked) {
		buf_add_text(p->out, "<a");
		html_href(p->out, "claim", id);
		buf_add_char(p->out, '>');
	}
	page_add_publisher(p, claim);
	buf_add_text(p->out, ": ");
	struct buf words = {0};
	phrase_quantity(&claim->quantity, &words);
	html_bdi(p->out, buf_bytes(&words), BYTES_NONE);
	buf_done(&words);
	buf_add_text(p->out, is_walked ? "</a>" : "");
}

void page_link_decision(const struct page *p, struct bytes id)
{
	if (link_withheld(p, id)) {
		return;
	}
	bool is_known = page_decision(p, id) != NULL;
	if (is_known) {
		buf_add_text(p->out, "<a");
		html_href(p->out, "decision", id);
		buf_add_char(p->out, '>');
	}
	buf_add_text(p->out, "<code>");
	html_bdi(p->out, id, BYTES_NONE);
	buf_add_text(p->out, is_known ? "</code></a>" : "</code>");
}

/* The longest of the ids that stands at the front of text; absent when none does. */
static struct bytes id_at(struct bytes text, const struct bytes *ids, size_t id_count)
{
	struct bytes longest = BYTES_NONE;
	for (size_t i = 0; i < id_count; i++) {
		if (ids[i].len > longest.len && ids[i].len <= text.len &&
			memcmp(text.s, ids[i].s, ids[i].len) == 0) {
			longest = ids[i];
		}
	}
	return longest;
}

void page_add_sentence(const struct page *p, struct bytes sentence, const struct bytes *ids, size_t id_count)
{
	size_t shown = 0;
	size_t at = 0;
	while (at < sentence.len) {
		bool is_start = at == 0 || sentence.s[at - 1] == ' ' || sentence.s[at - 1] == '(';
		struct bytes id = is_start
			? id_at((struct bytes){sentence.s + at, sentence.len - at}, ids, id_count)
			: BYTES_NONE;
		if (!id.s) {
			at++;
			continue;
		}
		html_text(p->out, (struct bytes){sentence.s + shown, at - shown});
		if (find(&p->decisions, id)) {
			page_link_decision(p, id);
		} else {
			page_link_claim(p, id);
		}
		at += id.len;
		shown = at;
	}
	html_text(p->out, (struct bytes){sentence.s + shown, at - shown});
}

void page_add_range(const struct page *p, struct date_range range)
{
	if (date_range_is_absent(range)) {
		buf_add_text(p->out, "no date");
		return;
	}
	char from[DATE_TEXT_BYTES];
	char to[DATE_TEXT_BYTES];
	date_text(range.from, from);
	bool is_one = strcmp(from, date_text(range.to, to)) == 0;
	if (is_one) {
		buf_printf(p->out, "<time datetime=\"%s\">", from);
	}
	phrase_range(range, p->out);
	buf_add_text(p->out, is_one ? "</time>" : "");
}

static const char *add_scope_word(
	const struct page *p, const char *before, const char *name, struct bytes word)
{
	if (!word.s) {
		return before;
	}
	struct buf words = {0};
	phrase_word(word, &words);
	buf_printf(p->out, "%s%s", before, name);
	html_bdi(p->out, buf_bytes(&words), BYTES_NONE);
	buf_done(&words);
	return "; ";
}

void page_add_scope(const struct page *p, const struct scope *scope)
{
	const char *before = add_scope_word(p, "", "", scope->victim_class);
	before = add_scope_word(p, before, "by ", scope->by);
	before = add_scope_word(p, before, "", scope->cause);
	for (size_t i = 0; i < scope->place_count; i++) {
		buf_add_text(p->out, i == 0 ? before : ", ");
		before = "; ";
		page_add_place(p, scope->places[i]);
	}
	if (!date_range_is_absent(scope->window)) {
		buf_add_text(p->out, before);
		page_add_range(p, scope->window);
	}
}

void page_add_place(const struct page *p, struct bytes id)
{
	const struct place *place = page_place(p, id);
	if (page_withheld(p, id)) {
		buf_add_text(p->out, "a withheld place");
	} else {
		html_bdi(p->out, place ? place->label : id, BYTES_NONE);
	}
}

void page_add_figure_name(const struct page *p, const struct figure *f)
{
	html_text(p->out, f->measure);
	buf_add_char(p->out, '-');
	html_text(p->out, f->rule);
}

void page_add_number(const struct page *p, const struct figure *f, size_t end)
{
	const struct figure_end *e = page_end(f, end);
	if (!e->has) {
		buf_add_text(p->out, "<span class=\"none\" role=\"img\" aria-label=\"none\">–</span>");
		return;
	}
	buf_add_text(p->out, "<a class=\"n\" href=\"#rests-");
	page_add_figure_name(p, f);
	buf_printf(p->out, "-%s\">%lld</a>", phrase_end_names[end], (long long)e->n);
}

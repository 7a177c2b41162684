/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/query.h"

#include "base/limits.h"
#include "text/utf8.h"

/*
 * A row that is being read. Nobody signs the register, so what no fold would have written there is looked for: text that
 * is not UTF-8, a number out of its range, a list that is no JSON.
 */
struct row {
	const struct db_statement *s;
	struct arena *arena;
	bool is_damaged;
};

/* The tables that are small enough to be read whole, and how a row of each becomes a struct. */
struct loader {
	const char *sql;
	size_t size;
	void (*fill)(void *item, struct row *r);
};

static struct bytes text_of(struct row *r, int column)
{
	struct bytes view = db_text(r->s, column);
	r->is_damaged = r->is_damaged || !utf8_is_valid(view);
	return view.s ? arena_copy(r->arena, view) : BYTES_NONE;
}

/* A number in [0, max]; `otherwise` for NULL. */
static int64_t int_of(struct row *r, int column, int64_t max, int64_t otherwise)
{
	if (db_is_null(r->s, column)) {
		return otherwise;
	}
	int64_t n = db_int(r->s, column);
	bool is_ok = n >= 0 && n <= max;
	r->is_damaged = r->is_damaged || !is_ok;
	return is_ok ? n : otherwise;
}

/* NULL for NULL; else the caller's. */
static json_t *json_of(struct row *r, int column)
{
	json_t *value = NULL;
	struct bytes text = db_text(r->s, column);
	r->is_damaged = r->is_damaged || (text.s && json_parse(text, &value, NULL) != 0);
	return value;
}

static const struct bytes *list_of(const json_t *list, struct arena *a, size_t *count)
{
	*count = json_array_size(list);
	struct bytes *items = arena_calloc(a, *count, sizeof(*items));
	for (size_t i = 0; i < *count; i++) {
		items[i] = arena_copy(a, json_view(json_array_get(list, i)));
	}
	return items;
}

static const struct bytes *list_column(struct row *r, int column, size_t *count)
{
	json_t *list = json_of(r, column);
	const struct bytes *items = list_of(list, r->arena, count);
	json_decref(list);
	return items;
}

static int word_of(const struct row *r, int column, const char *const *names, int count, int otherwise)
{
	struct bytes word = db_text(r->s, column);
	int index = word.s ? record_word_index(names, count, word) : otherwise;
	return index >= 0 ? index : otherwise;
}

/* Runs SQL with up to one text parameter and appends the structs to *items. */
static int load(struct vault *v, const struct loader *loader, struct bytes parameter, struct arena *a,
	void *items, size_t *count, struct err *e)
{
	struct db_statement *s;
	struct buf rows = {0};
	int rc = db_prepare(v->db, loader->sql, &s, e);
	if (rc != 0) {
		return rc;
	}
	if (parameter.s) {
		db_bind_text(s, 1, parameter);
	}
	*count = 0;
	while ((rc = db_step(s, e)) == 1) {
		struct row row = {.s = s, .arena = a};
		char *item = buf_room(&rows, loader->size);
		memset(item, 0, loader->size);
		loader->fill(item, &row);
		if (row.is_damaged) {
			rc = err_set(e, ERR_DAMAGED,
				"the register is damaged; \"recount rebuild\" makes it again");
			break;
		}
		rows.len += loader->size;
		(*count)++;
	}
	db_reset(s);
	void *copy = arena_alloc(a, rows.len);
	if (rows.len > 0) {
		memcpy(copy, rows.s, rows.len);
	}
	memcpy(items, &copy, sizeof(copy));
	buf_done(&rows);
	return rc;
}

/*
 * `v` below joins each record with the newest one that replaces it, through any number of replacements. Old and new
 * are both listed, with the newest content.
 */
#define NEWEST(table) \
	"WITH RECURSIVE chain(first, last) AS (SELECT id, id FROM " table \
	" UNION SELECT first, t.id FROM chain JOIN " table " t ON t.replaces = chain.last)," \
	" newest(first, seq) AS (SELECT first, max(t.seq) FROM chain JOIN " table \
	" t ON t.id = chain.last GROUP BY first)" \
	" SELECT n.first, t.* FROM newest n JOIN (SELECT * FROM " table \
	") t ON t.seq = n.seq ORDER BY n.first"

static int column_of(const struct row *r, const char *name)
{
	for (int i = 0; i < db_column_count(r->s); i++) {
		if (strcmp(db_column_name(r->s, i), name) == 0) {
			return i;
		}
	}
	BUG_IF(true);
}

static void fill_publication(void *item, struct row *r)
{
	*(struct publication *)item = (struct publication){
		.seq = int_of(r, column_of(r, "seq"), INT64_MAX, 0),
		.id = text_of(r, 0),
		.name = text_of(r, column_of(r, "name")),
		.kind = text_of(r, column_of(r, "kind")),
		.country = text_of(r, column_of(r, "country")),
	};
}

static void fill_source(void *item, struct row *r)
{
	json_t *links = json_of(r, column_of(r, "derived_from"));
	size_t count = json_array_size(links);
	struct source_link *derived = arena_calloc(r->arena, count, sizeof(*derived));
	for (size_t i = 0; i < count; i++) {
		const json_t *link = json_array_get(links, i);
		int kind = record_word_index(
			record_derivation_names, RECORD_DERIVATION_COUNT, json_get_view(link, "kind"));
		derived[i].source = arena_copy(r->arena, json_get_view(link, "source"));
		derived[i].kind = kind >= 0 ? (enum record_derivation)kind : RECORD_UNPROVEN;
	}
	*(struct source *)item = (struct source){
		.seq = int_of(r, column_of(r, "seq"), INT64_MAX, 0),
		.id = text_of(r, 0),
		.title = text_of(r, column_of(r, "title")),
		.publication = text_of(r, column_of(r, "publication")),
		.url = text_of(r, column_of(r, "url")),
		.language = text_of(r, column_of(r, "language")),
		.published = field_range_of_text(db_text(r->s, column_of(r, "published"))),
		.seen = text_of(r, column_of(r, "seen")),
		.derived_from = derived,
		.derived_count = count,
	};
	json_decref(links);
}

static void fill_place(void *item, struct row *r)
{
	*(struct place *)item = (struct place){
		.id = text_of(r, 0),
		.label = text_of(r, column_of(r, "label")),
		.within = text_of(r, column_of(r, "within")),
	};
}

static void fill_scope(struct scope *scope, struct row *r, const char *prefix)
{
	char name[5][40];
	static const char *const parts[5] = {"victim_class", "by", "cause", "places", "window"};
	for (int i = 0; i < 5; i++) {
		snprintf(name[i], sizeof(name[i]), "%s%s", prefix, parts[i]);
	}
	scope->victim_class = text_of(r, column_of(r, name[0]));
	scope->by = text_of(r, column_of(r, name[1]));
	scope->cause = text_of(r, column_of(r, name[2]));
	scope->window = field_range_of_text(db_text(r->s, column_of(r, name[4])));
	scope->places = list_column(r, column_of(r, name[3]), &scope->place_count);
}

static void fill_incident(void *item, struct row *r)
{
	struct incident *incident = item;
	*incident = (struct incident){
		.seq = int_of(r, column_of(r, "seq"), INT64_MAX, 0),
		.id = text_of(r, 0),
		.label = text_of(r, column_of(r, "label")),
		.parent = text_of(r, column_of(r, "parent")),
	};
	fill_scope(&incident->target, r, "target_");
}

static void fill_decision(void *item, struct row *r)
{
	struct decision *d = item;
	*d = (struct decision){
		.seq = int_of(r, column_of(r, "seq"), INT64_MAX, 0),
		.id = text_of(r, column_of(r, "id")),
		.kind = (enum record_decision_kind)word_of(
			r, column_of(r, "kind"), record_decision_kind_names, RECORD_DECISION_KIND_COUNT, 0),
		.about = text_of(r, column_of(r, "about")),
		.relation = (enum record_relation)word_of(
			r, column_of(r, "relation"), record_relation_names, RECORD_RELATION_COUNT, 0),
		.measure = text_of(r, column_of(r, "measure")),
		.rule = text_of(r, column_of(r, "rule")),
		.total = text_of(r, column_of(r, "total")),
		.list_count = int_of(r, column_of(r, "list_count"), LIMIT_COUNT, -1),
		.reason = text_of(r, column_of(r, "reason")),
		.revokes = text_of(r, column_of(r, "revokes")),
	};
	d->claims = list_column(r, column_of(r, "claims"), &d->claim_count);
	d->originators = list_column(r, column_of(r, "originators"), &d->originator_count);
}

int query_codebook(struct vault *v, struct arena *a, struct bytes *text, int64_t *seq, struct err *e)
{
	struct db_statement *s;
	*text = BYTES_NONE;
	*seq = -1;
	int rc = db_prepare(v->db, "SELECT seq, text FROM codebook ORDER BY seq DESC LIMIT 1", &s, e);
	if (rc != 0) {
		return rc;
	}
	rc = db_step(s, e);
	if (rc == 1) {
		*seq = db_int(s, 0);
		*text = arena_copy(a, db_text(s, 1));
	}
	db_reset(s);
	return rc < 0 ? rc : 0;
}

static int load_small_tables(struct vault *v, struct arena *a, struct query_result *out, struct err *e)
{
	static const struct loader publications = {
		NEWEST("publication"), sizeof(struct publication), fill_publication};
	static const struct loader sources = {NEWEST("source"), sizeof(struct source), fill_source};
	static const struct loader places = {NEWEST("place"), sizeof(struct place), fill_place};
	static const struct loader incidents = {NEWEST("incident"), sizeof(struct incident), fill_incident};
	static const struct loader decisions = {"SELECT d.* FROM decision d WHERE NOT EXISTS (SELECT 1 FROM "
						"decision n WHERE n.replaces = d.id)"
						" ORDER BY seq",
		sizeof(struct decision), fill_decision};
	int rc = load(v, &publications, BYTES_NONE, a, &out->publications, &out->publication_count, e);
	if (rc == 0) {
		rc = load(v, &sources, BYTES_NONE, a, &out->sources, &out->source_count, e);
	}
	if (rc == 0) {
		rc = load(v, &places, BYTES_NONE, a, &out->places, &out->place_count, e);
	}
	if (rc == 0) {
		rc = load(v, &incidents, BYTES_NONE, a, &out->incidents, &out->incident_count, e);
	}
	if (rc == 0) {
		rc = load(v, &decisions, BYTES_NONE, a, &out->decisions, &out->decision_count, e);
	}
	return rc;
}

/* Columns of the claim query, in its order. */
enum {
	C_SEQ,
	C_ID,
	C_ABOUT,
	C_PROPERTY,
	C_MEASURE,
	C_AS_STATED,
	C_QUALIFIER,
	C_LOW,
	C_HIGH,
	C_POINT,
	C_VAGUE,
	C_PERCENT,
	C_UNIT,
	C_COUNTING_UNIT,
	C_OF_CLAIM,
	C_VICTIM_CLASS,
	C_BY,
	C_CAUSE,
	C_PLACES,
	C_WINDOW,
	C_AS_OF,
	C_ATTRIBUTION,
	C_POLARITY,
	C_MODE,
	C_STATUS,
	C_ADDITIONAL,
	C_CREDIBILITY,
	C_RESTATES,
	C_REPLACES,
	C_SEAL,
};

#define CLAIM_COLUMNS \
	"c.seq, c.id, c.about, c.property, c.measure, c.as_stated, c.quantity_qualifier, c.quantity_low," \
	" c.quantity_high, c.quantity_point, c.quantity_vague, c.quantity_percent, c.quantity_unit," \
	" c.quantity_counting_unit, c.quantity_of_claim, c.victim_class, c.\"by\", c.cause, c.places, " \
	"c.window, c.as_of," \
	" c.attribution, c.polarity, c.mode, c.status, c.additional, c.credibility_grade, c.restates, " \
	"c.replaces, c.seal"

/* Incident ?1 and its descendants. */
#define INCIDENT_TREE \
	"WITH RECURSIVE tree(id) AS (SELECT ?1 UNION SELECT i.id FROM incident i JOIN tree ON i.parent = " \
	"tree.id)"

static bool count_of(struct row *r, int column, int64_t *out)
{
	*out = int_of(r, column, LIMIT_COUNT, 0);
	return !db_is_null(r->s, column);
}

static void fill_quantity(struct quantity *q, struct row *r)
{
	q->qualifier = (enum record_qualifier)word_of(
		r, C_QUALIFIER, record_qualifier_names, RECORD_QUALIFIER_COUNT, RECORD_SOME);
	q->has_low = count_of(r, C_LOW, &q->low);
	q->has_high = count_of(r, C_HIGH, &q->high);
	q->has_point = count_of(r, C_POINT, &q->point);
	q->has_percent = !db_is_null(r->s, C_PERCENT);
	q->percent = db_real(r->s, C_PERCENT);
	r->is_damaged = r->is_damaged || !(q->percent >= 0 && q->percent <= 100);
	q->vague = text_of(r, C_VAGUE);
	q->unit = text_of(r, C_UNIT);
	q->counting_unit = text_of(r, C_COUNTING_UNIT);
	q->of_claim = text_of(r, C_OF_CLAIM);
}

static void fill_attribution(struct claim *c, struct row *r)
{
	json_t *steps = json_of(r, C_ATTRIBUTION);
	c->attribution_count = json_array_size(steps);
	struct attribution_step *list = arena_calloc(r->arena, c->attribution_count, sizeof(*list));
	for (size_t i = 0; i < c->attribution_count; i++) {
		const json_t *step = json_array_get(steps, i);
		int class = record_word_index(
			record_class_names, RECORD_CLASS_COUNT, json_get_view(step, "class"));
		struct bytes originator = json_get_view(step, "originator");
		struct bytes verb = json_get_view(step, "verb");
		struct bytes as_stated = json_get_view(step, "as_stated");
		list[i] = (struct attribution_step){
			.originator = originator.s ? arena_copy(r->arena, originator) : BYTES_NONE,
			.class = class >= 0 ? (enum record_class) class : RECORD_CLASS_UNATTRIBUTED,
			.verb = verb.s ? arena_copy(r->arena, verb) : BYTES_NONE,
			.as_stated = as_stated.s ? arena_copy(r->arena, as_stated) : BYTES_NONE,
		};
	}
	c->attribution = list;
	json_decref(steps);
}

static void fill_claim(void *item, struct row *r)
{
	struct claim *c = item;
	*c = (struct claim){
		.seq = int_of(r, C_SEQ, INT64_MAX, 0),
		.id = text_of(r, C_ID),
		.about = text_of(r, C_ABOUT),
		.property = text_of(r, C_PROPERTY),
		.measure = text_of(r, C_MEASURE),
		.as_stated = text_of(r, C_AS_STATED),
		.scope = {.victim_class = text_of(r, C_VICTIM_CLASS),
			.by = text_of(r, C_BY),
			.cause = text_of(r, C_CAUSE),
			.window = field_range_of_text(db_text(r->s, C_WINDOW))},
		.as_of = field_range_of_text(db_text(r->s, C_AS_OF)),
		.polarity = (enum record_polarity)word_of(
			r, C_POLARITY, record_polarity_names, RECORD_POLARITY_COUNT, RECORD_AFFIRMED),
		.mode = (enum record_mode)word_of(
			r, C_MODE, record_mode_names, RECORD_MODE_COUNT, RECORD_MODE_FACT),
		.status = (enum record_status)word_of(
			r, C_STATUS, record_status_names, RECORD_STATUS_COUNT, RECORD_ACCEPTED),
		.additional = int_of(r, C_ADDITIONAL, 1, 0) != 0,
		.credibility = (int)int_of(r, C_CREDIBILITY, 6, 0),
		.restates = text_of(r, C_RESTATES),
		.replaces = text_of(r, C_REPLACES),
		.sealed = !db_is_null(r->s, C_SEAL),
	};
	fill_quantity(&c->quantity, r);
	c->scope.places = list_column(r, C_PLACES, &c->scope.place_count);
	fill_attribution(c, r);
}

/* A citation and the claim that it belongs to. */
struct cited {
	int64_t claim;
	struct citation citation;
};

static void fill_cited(void *item, struct row *r)
{
	struct cited *c = item;
	*c = (struct cited){
		.claim = int_of(r, 0, INT64_MAX, 0),
		.citation = {.source = text_of(r, 1),
			.evidence = text_of(r, 2),
			.text = text_of(r, 3),
			.exact = text_of(r, 4),
			.prefix = text_of(r, 5),
			.suffix = text_of(r, 6),
			.byte_start = int_of(r, 7, LIMIT_TEXT_BYTES, 0),
			.byte_end = int_of(r, 8, LIMIT_TEXT_BYTES, 0),
			.char_start = int_of(r, 9, LIMIT_TEXT_BYTES, 0),
			.char_end = int_of(r, 10, LIMIT_TEXT_BYTES, 0)},
	};
	r->is_damaged = r->is_damaged || c->citation.byte_end < c->citation.byte_start;
}

#define CITATION_COLUMNS \
	"k.claim, k.source, ev.id, (SELECT digest FROM text WHERE text.evidence = ev.id ORDER BY seq DESC " \
	"LIMIT 1)," \
	" k.exact, k.prefix, k.suffix, k.byte_start, k.byte_end, k.char_start, k.char_end" \
	" FROM citation k JOIN evidence ev ON ev.seq = k.evidence"

static const struct source *source_of(const struct query_result *all, struct bytes id)
{
	size_t low = 0;
	size_t high = all->source_count; /* sorted by id */
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = bytes_compare(all->sources[middle].id, id);
		if (order == 0) {
			return &all->sources[middle];
		}
		if (order < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return NULL;
}

/* Gives the claims, in the order of their entries, their citations, in the same order. */
static void join_citations(const struct query_result *all, struct claim *claims, size_t claim_count,
	struct cited *cited, size_t cited_count, struct arena *a)
{
	size_t at = 0;
	for (size_t i = 0; i < claim_count; i++) {
		struct claim *c = &claims[i];
		while (at < cited_count && cited[at].claim < c->seq) {
			at++;
		}
		size_t from = at;
		while (at < cited_count && cited[at].claim == c->seq) {
			at++;
		}
		c->citation_count = at - from;
		struct citation *list = arena_calloc(a, c->citation_count, sizeof(*list));
		for (size_t k = from; k < at; k++) {
			list[k - from] = cited[k].citation;
		}
		c->citations = list;
		c->source = c->citation_count > 0 ? list[0].source : BYTES_NONE;
		const struct source *source = source_of(all, c->source);
		if (source) {
			c->published = source->published;
		}
	}
}

static int load_claims(
	struct vault *v, struct bytes incident, struct arena *a, struct query_result *out, struct err *e)
{
	static const struct loader claims = {INCIDENT_TREE
		" SELECT " CLAIM_COLUMNS
		" FROM claim c WHERE c.property IN ('count', 'share') AND (c.about IN (SELECT id FROM tree)"
		" OR c.replaces IN (SELECT id FROM claim WHERE about IN (SELECT id FROM tree))) ORDER BY "
		"c.seq",
		sizeof(struct claim), fill_claim};
	static const struct loader citations = {INCIDENT_TREE
		" SELECT " CITATION_COLUMNS
		" JOIN claim c ON c.seq = k.claim WHERE c.property IN ('count', 'share')"
		" AND (c.about IN (SELECT id FROM tree)"
		" OR c.replaces IN (SELECT id FROM claim WHERE about IN (SELECT id FROM tree)))"
		" ORDER BY k.claim, k.n",
		sizeof(struct cited), fill_cited};
	struct cited *cited;
	size_t cited_count;
	int rc = load(v, &claims, incident, a, &out->claims, &out->claim_count, e);
	if (rc == 0) {
		rc = load(v, &citations, incident, a, &cited, &cited_count, e);
	}
	if (rc == 0) {
		join_citations(out, out->claims, out->claim_count, cited, cited_count, a);
	}
	return rc;
}

int query_incident(
	struct vault *v, struct bytes incident, struct arena *a, struct query_result *out, struct err *e)
{
	int64_t seq;
	const struct record_type *type;
	*out = (struct query_result){0};
	int rc = vault_find(v, incident, &seq, &type, e);
	if (rc == 0 && strcmp(type->name, "incident") != 0) {
		rc = err_set(e, ERR_NOT_FOUND, "\"%.*s\" is no incident (type %s)", BYTES_ARG(incident),
			type->name);
	}
	if (rc == 0) {
		rc = load_small_tables(v, a, out, e);
	}
	if (rc == 0) {
		rc = load_claims(v, incident, a, out, e);
	}
	return rc != 0 ? rc : query_codebook(v, a, &out->codebook, &out->codebook_seq, e);
}

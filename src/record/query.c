/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/query.h"

#include "base/limits.h"

/* The tables that are small enough to be read whole, and how a row of each becomes a struct. */
struct loader {
	const char *sql;
	size_t size;
	int (*fill)(void *item, const struct db_statement *s, struct arena *a, struct err *e);
};

static struct bytes text_of(const struct db_statement *s, int column, struct arena *a)
{
	struct bytes view = db_text(s, column);
	return view.s ? arena_copy(a, view) : BYTES_NONE;
}

/* A JSON column that the fold wrote. */
static int json_of(const struct db_statement *s, int column, json_t **out, struct err *e)
{
	*out = NULL;
	struct bytes text = db_text(s, column);
	if (!text.s || json_parse(text, out, e) == 0) {
		return 0;
	}
	return err_set(e, ERR_DAMAGED, "the register is damaged; \"recount rebuild\" makes it again");
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

static int list_column(const struct db_statement *s, int column, struct arena *a, const struct bytes **items,
	size_t *count, struct err *e)
{
	json_t *list;
	int rc = json_of(s, column, &list, e);
	if (rc == 0) {
		*items = list_of(list, a, count);
	}
	json_decref(list);
	return rc;
}

static int word_of(
	const struct db_statement *s, int column, const char *const *names, int count, int otherwise)
{
	struct bytes word = db_text(s, column);
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
		char *item = buf_room(&rows, loader->size);
		memset(item, 0, loader->size);
		rc = loader->fill(item, s, a, e);
		if (rc != 0) {
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

static int column_of(const struct db_statement *s, const char *name)
{
	for (int i = 0; i < db_column_count(s); i++) {
		if (strcmp(db_column_name(s, i), name) == 0) {
			return i;
		}
	}
	BUG_IF(true);
}

static int fill_publication(void *item, const struct db_statement *s, struct arena *a, struct err *e)
{
	(void)e;
	*(struct publication *)item = (struct publication){
		.seq = db_int(s, column_of(s, "seq")),
		.id = text_of(s, 0, a),
		.name = text_of(s, column_of(s, "name"), a),
		.kind = text_of(s, column_of(s, "kind"), a),
		.country = text_of(s, column_of(s, "country"), a),
	};
	return 0;
}

static int fill_source(void *item, const struct db_statement *s, struct arena *a, struct err *e)
{
	json_t *links;
	int rc = json_of(s, column_of(s, "derived_from"), &links, e);
	if (rc != 0) {
		return rc;
	}
	size_t count = json_array_size(links);
	struct source_link *derived = arena_calloc(a, count, sizeof(*derived));
	for (size_t i = 0; i < count; i++) {
		const json_t *link = json_array_get(links, i);
		int kind = record_word_index(
			record_derivation_names, RECORD_DERIVATION_COUNT, json_get_view(link, "kind"));
		derived[i].source = arena_copy(a, json_get_view(link, "source"));
		derived[i].kind = kind >= 0 ? (enum record_derivation)kind : RECORD_UNPROVEN;
	}
	*(struct source *)item = (struct source){
		.seq = db_int(s, column_of(s, "seq")),
		.id = text_of(s, 0, a),
		.title = text_of(s, column_of(s, "title"), a),
		.publication = text_of(s, column_of(s, "publication"), a),
		.url = text_of(s, column_of(s, "url"), a),
		.language = text_of(s, column_of(s, "language"), a),
		.published = field_range_of_text(db_text(s, column_of(s, "published"))),
		.seen = text_of(s, column_of(s, "seen"), a),
		.derived_from = derived,
		.derived_count = count,
	};
	json_decref(links);
	return 0;
}

static int fill_place(void *item, const struct db_statement *s, struct arena *a, struct err *e)
{
	(void)e;
	*(struct place *)item = (struct place){
		.id = text_of(s, 0, a),
		.label = text_of(s, column_of(s, "label"), a),
		.within = text_of(s, column_of(s, "within"), a),
	};
	return 0;
}

static int fill_scope(
	struct scope *scope, const struct db_statement *s, const char *prefix, struct arena *a, struct err *e)
{
	char name[5][40];
	static const char *const parts[5] = {"victim_class", "by", "cause", "places", "window"};
	for (int i = 0; i < 5; i++) {
		snprintf(name[i], sizeof(name[i]), "%s%s", prefix, parts[i]);
	}
	scope->victim_class = text_of(s, column_of(s, name[0]), a);
	scope->by = text_of(s, column_of(s, name[1]), a);
	scope->cause = text_of(s, column_of(s, name[2]), a);
	scope->window = field_range_of_text(db_text(s, column_of(s, name[4])));
	return list_column(s, column_of(s, name[3]), a, &scope->places, &scope->place_count, e);
}

static int fill_incident(void *item, const struct db_statement *s, struct arena *a, struct err *e)
{
	struct incident *incident = item;
	*incident = (struct incident){
		.seq = db_int(s, column_of(s, "seq")),
		.id = text_of(s, 0, a),
		.label = text_of(s, column_of(s, "label"), a),
		.parent = text_of(s, column_of(s, "parent"), a),
	};
	return fill_scope(&incident->target, s, "target_", a, e);
}

static int fill_decision(void *item, const struct db_statement *s, struct arena *a, struct err *e)
{
	struct decision *d = item;
	int list_count = column_of(s, "list_count");
	*d = (struct decision){
		.seq = db_int(s, column_of(s, "seq")),
		.id = text_of(s, column_of(s, "id"), a),
		.kind = (enum record_decision_kind)word_of(
			s, column_of(s, "kind"), record_decision_kind_names, RECORD_DECISION_KIND_COUNT, 0),
		.about = text_of(s, column_of(s, "about"), a),
		.relation = (enum record_relation)word_of(
			s, column_of(s, "relation"), record_relation_names, RECORD_RELATION_COUNT, 0),
		.measure = text_of(s, column_of(s, "measure"), a),
		.rule = text_of(s, column_of(s, "rule"), a),
		.total = text_of(s, column_of(s, "total"), a),
		.list_count = db_is_null(s, list_count) ? -1 : db_int(s, list_count),
		.reason = text_of(s, column_of(s, "reason"), a),
		.revokes = text_of(s, column_of(s, "revokes"), a),
	};
	int rc = list_column(s, column_of(s, "claims"), a, &d->claims, &d->claim_count, e);
	return rc != 0
		? rc
		: list_column(s, column_of(s, "originators"), a, &d->originators, &d->originator_count, e);
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
		*text = text_of(s, 1, a);
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

static bool number_of(const struct db_statement *s, int column, int64_t *out)
{
	*out = db_int(s, column);
	return !db_is_null(s, column);
}

static void fill_quantity(struct quantity *q, const struct db_statement *s, struct arena *a)
{
	q->qualifier = (enum record_qualifier)word_of(
		s, C_QUALIFIER, record_qualifier_names, RECORD_QUALIFIER_COUNT, RECORD_SOME);
	q->has_low = number_of(s, C_LOW, &q->low);
	q->has_high = number_of(s, C_HIGH, &q->high);
	q->has_point = number_of(s, C_POINT, &q->point);
	q->has_percent = !db_is_null(s, C_PERCENT);
	q->percent = db_real(s, C_PERCENT);
	q->vague = text_of(s, C_VAGUE, a);
	q->unit = text_of(s, C_UNIT, a);
	q->counting_unit = text_of(s, C_COUNTING_UNIT, a);
	q->of_claim = text_of(s, C_OF_CLAIM, a);
}

static int fill_attribution(struct claim *c, const struct db_statement *s, struct arena *a, struct err *e)
{
	json_t *steps;
	int rc = json_of(s, C_ATTRIBUTION, &steps, e);
	if (rc != 0 || !steps) {
		return rc;
	}
	c->attribution_count = json_array_size(steps);
	struct attribution_step *list = arena_calloc(a, c->attribution_count, sizeof(*list));
	for (size_t i = 0; i < c->attribution_count; i++) {
		const json_t *step = json_array_get(steps, i);
		int class = record_word_index(
			record_class_names, RECORD_CLASS_COUNT, json_get_view(step, "class"));
		struct bytes originator = json_get_view(step, "originator");
		struct bytes verb = json_get_view(step, "verb");
		struct bytes as_stated = json_get_view(step, "as_stated");
		list[i] = (struct attribution_step){
			.originator = originator.s ? arena_copy(a, originator) : BYTES_NONE,
			.class = class >= 0 ? (enum record_class) class : RECORD_CLASS_UNATTRIBUTED,
			.verb = verb.s ? arena_copy(a, verb) : BYTES_NONE,
			.as_stated = as_stated.s ? arena_copy(a, as_stated) : BYTES_NONE,
		};
	}
	c->attribution = list;
	json_decref(steps);
	return 0;
}

static int fill_claim(void *item, const struct db_statement *s, struct arena *a, struct err *e)
{
	struct claim *c = item;
	*c = (struct claim){
		.seq = db_int(s, C_SEQ),
		.id = text_of(s, C_ID, a),
		.about = text_of(s, C_ABOUT, a),
		.property = text_of(s, C_PROPERTY, a),
		.measure = text_of(s, C_MEASURE, a),
		.as_stated = text_of(s, C_AS_STATED, a),
		.scope = {.victim_class = text_of(s, C_VICTIM_CLASS, a),
			.by = text_of(s, C_BY, a),
			.cause = text_of(s, C_CAUSE, a),
			.window = field_range_of_text(db_text(s, C_WINDOW))},
		.as_of = field_range_of_text(db_text(s, C_AS_OF)),
		.polarity = (enum record_polarity)word_of(
			s, C_POLARITY, record_polarity_names, RECORD_POLARITY_COUNT, RECORD_AFFIRMED),
		.mode = (enum record_mode)word_of(
			s, C_MODE, record_mode_names, RECORD_MODE_COUNT, RECORD_MODE_FACT),
		.status = (enum record_status)word_of(
			s, C_STATUS, record_status_names, RECORD_STATUS_COUNT, RECORD_ACCEPTED),
		.additional = db_int(s, C_ADDITIONAL) != 0,
		.credibility = (int)db_int(s, C_CREDIBILITY),
		.restates = text_of(s, C_RESTATES, a),
		.replaces = text_of(s, C_REPLACES, a),
		.sealed = !db_is_null(s, C_SEAL),
	};
	fill_quantity(&c->quantity, s, a);
	int rc = list_column(s, C_PLACES, a, &c->scope.places, &c->scope.place_count, e);
	return rc != 0 ? rc : fill_attribution(c, s, a, e);
}

/* A citation and the claim that it belongs to. */
struct cited {
	int64_t claim;
	struct citation citation;
};

static int fill_cited(void *item, const struct db_statement *s, struct arena *a, struct err *e)
{
	(void)e;
	*(struct cited *)item = (struct cited){
		.claim = db_int(s, 0),
		.citation = {.source = text_of(s, 1, a),
			.evidence = text_of(s, 2, a),
			.text = text_of(s, 3, a),
			.exact = text_of(s, 4, a),
			.prefix = text_of(s, 5, a),
			.suffix = text_of(s, 6, a),
			.byte_start = db_int(s, 7),
			.byte_end = db_int(s, 8),
			.char_start = db_int(s, 9),
			.char_end = db_int(s, 10)},
	};
	return 0;
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
		const struct source *source = all ? source_of(all, c->source) : NULL;
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

int query_claim(struct vault *v, struct bytes id, struct arena *a, struct claim *out, struct err *e)
{
	static const struct loader claims = {
		"SELECT " CLAIM_COLUMNS " FROM claim c WHERE c.id = ?", sizeof(struct claim), fill_claim};
	static const struct loader citations = {
		"SELECT " CITATION_COLUMNS " JOIN claim c ON c.seq = k.claim WHERE c.id = ? ORDER BY k.n",
		sizeof(struct cited), fill_cited};
	struct claim *found;
	struct cited *cited;
	size_t count;
	size_t cited_count;
	int rc = load(v, &claims, id, a, &found, &count, e);
	if (rc == 0) {
		rc = load(v, &citations, id, a, &cited, &cited_count, e);
	}
	if (rc == 0 && count == 0) {
		rc = err_set(e, ERR_NOT_FOUND, "there is no claim with the id \"%.*s\"", BYTES_ARG(id));
	}
	if (rc == 0) {
		join_citations(NULL, found, count, cited, cited_count, a);
		*out = found[0];
	}
	return rc;
}

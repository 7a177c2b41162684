/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From what was read to the templates of the MUC task: acts of one kind that nothing tells apart by date or place are one
 * incident, and an incident out of the task's scope (template-doc-part1, section 1) gives none. What the task asks for and
 * a reading does not say is listed in bench/reading/README.md.
 */
#include "muc_people.h"
#include "muc_perpetrator.h"
#include "score.h"

#include <math.h>
#include <strings.h>
#include <unicode/uloc.h>

enum {
	INCIDENTS_MAX = 64,
	ACTS_MAX = 64,
	PEOPLE_MAX = MUC_FILLS_MAX,
	VICTIMS_MAX = 500, /* more are a sum over many incidents */
};

struct incident {
	const char *type;
	const struct proposal *acts[ACTS_MAX];
	size_t count;
	const struct muc_person *people[PEOPLE_MAX];
	size_t people_count;
};

struct job {
	const struct reader *reader;
	const struct muc_message *message;
	struct bytes text;
	const struct reading *reading;
	struct muc_dateline dateline;
	unsigned left_out;
	struct arena *a;
	struct incident incidents[INCIDENTS_MAX];
	size_t count;
};

/* Measures that are acts of the task. */
static const struct {
	const char *measure;
	const char *type;
	const char *effect; /* NULL: being a target is all */
} acts[] = {
	{"killed", "ATTACK", "DEATH"},
	{"bodies", "ATTACK", "DEATH"},
	{"injured", "ATTACK", "INJURY"},
	{"attacked", "ATTACK", NULL},
	{"abducted", "KIDNAPPING", NULL},
	{"missing", "KIDNAPPING", NULL},
	{"arrested", "KIDNAPPING", NULL},
	{"detained", "KIDNAPPING", NULL},
	{"released", "KIDNAPPING", "REGAINED FREEDOM"},
};

/* Beginnings of words. Fighters of illegal groups are no targets. */
static const char *const fighters[] = {"GUERRILLA", "SUBVERSIVE", "TERRORIST", "REBEL", "EXTREMIST",
	"INSURGENT", "TRAFFICKER", "HITM", "HIRED", "ASSAILANT", "ATTACKER", NULL};
static const char *const state[] = {"SOLDIER", "TROOP", "POLICE", "MILITARY", "ARMY", "ARMED FORCES",
	"AIR FORCE", "GOVERNMENT", "NATIONAL GUARD", "SECURITY FORCES", "BATTALION", NULL};
static const char *const explosives[] = {"BOMB", "EXPLO", "DYNAMITE", "GRENADE", "MINE", "DETONAT", NULL};
static const char *const fires[] = {"FIRE ", "ARSON", "BURN", "TORCH", NULL};

static struct bytes words(const struct job *j, struct span s)
{
	return (struct bytes){j->text.s + s.start, s.end - s.start};
}

static bool has_any(struct bytes text, const char *const *beginnings)
{
	for (; *beginnings != NULL; beginnings++) {
		size_t len = strlen(*beginnings);
		for (size_t at = 0; at + len <= text.len; at++) {
			bool is_start = at == 0 || text.s[at - 1] == ' ' || text.s[at - 1] == '\n';
			if (is_start && strncasecmp(text.s + at, *beginnings, len) == 0) {
				return true;
			}
		}
	}
	return false;
}

static size_t act_of(const struct proposal *p)
{
	size_t i = 0;
	while (i < ARRAY_COUNT(acts) && strcmp(acts[i].measure, p->measure) != 0) {
		i++;
	}
	return i;
}

static const char *type_of(const struct job *j, const struct proposal *p)
{
	const char *type = acts[act_of(p)].type;
	struct bytes cause = words(j, p->cause);
	if (strcmp(type, "ATTACK") == 0 && has_any(cause, explosives)) {
		return "BOMBING";
	}
	return strcmp(type, "ATTACK") == 0 && has_any(cause, fires) ? "ARSON" : type;
}

static bool is_class(const struct proposal *p, const char *class_name)
{
	return p->victim_class != NULL && strcmp(p->victim_class, class_name) == 0;
}

static bool is_fighter(const struct job *j, const struct proposal *p)
{
	return is_class(p, "militants") || is_class(p, "perpetrators") ||
		has_any(words(j, p->victims), fighters);
}

/* Whether an act is one of the task, and one that happened. */
static bool is_act(const struct job *j, const struct proposal *p)
{
	bool is_real = p->modality != MODALITY_HYPOTHETICAL && p->modality != MODALITY_FUTURE;
	return act_of(p) < ARRAY_COUNT(acts) && is_real &&
		(p->unit == NULL || strcmp(p->unit, "people") == 0) && !is_fighter(j, p) &&
		!(p->low > VICTIMS_MAX) && !(p->point > VICTIMS_MAX);
}

static bool is_same_date(const struct proposal *a, const struct proposal *b)
{
	if (date_is_absent(a->from) || date_is_absent(a->to) || date_is_absent(b->from) ||
		date_is_absent(b->to)) {
		return true;
	}
	return date_first_day(a->from) <= date_last_day(b->to) &&
		date_first_day(b->from) <= date_last_day(a->to);
}

static bool is_same_place(const struct job *j, const struct proposal *a, const struct proposal *b)
{
	bool is_open = a->place.start == a->place.end || b->place.start == b->place.end;
	bool is_found = a->place_found != NULL && b->place_found != NULL && a->place_found == b->place_found;
	return is_open || is_found || phrase_same(words(j, a->place), words(j, b->place));
}

/* ATTACK is what an act is called when nothing says how it was done. */
static bool is_same_type(const char *a, const char *b)
{
	bool is_open = strcmp(a, "ATTACK") == 0 || strcmp(b, "ATTACK") == 0;
	bool is_kidnapping = strcmp(a, "KIDNAPPING") == 0 || strcmp(b, "KIDNAPPING") == 0;
	return strcmp(a, b) == 0 || (is_open && !is_kidnapping);
}

static bool belongs(const struct job *j, const struct incident *incident, const struct proposal *p)
{
	bool is_fitting = incident->count < ACTS_MAX && is_same_type(incident->type, type_of(j, p));
	for (size_t i = 0; is_fitting && i < incident->count; i++) {
		is_fitting = is_same_date(incident->acts[i], p) && is_same_place(j, incident->acts[i], p);
	}
	return is_fitting;
}

/* Whether an act is the same as one of the incident, done to others: "killed X and wounded Y" are two. */
static bool has_act_of(const struct incident *incident, const struct proposal *act)
{
	for (size_t i = 0; i < incident->count; i++) {
		if (incident->acts[i]->list == act->list) {
			return true;
		}
	}
	return false;
}

/* The incident that people belong to by what was done to them, else the latest; a new one where nothing fits. */
static struct incident *incident_of(struct job *j, const struct muc_person *person)
{
	const struct proposal *act = NULL;
	for (size_t i = 0; act == NULL && i < person->act_count; i++) {
		act = is_act(j, person->acts[i]) ? person->acts[i] : NULL;
	}
	for (size_t k = j->count; act != NULL && k > 0; k--) {
		if (has_act_of(&j->incidents[k - 1], act)) {
			return &j->incidents[k - 1];
		}
	}
	for (size_t k = j->count; k > 0; k--) {
		if (act == NULL || belongs(j, &j->incidents[k - 1], act)) {
			return &j->incidents[k - 1];
		}
	}
	if (j->count == INCIDENTS_MAX) {
		return &j->incidents[j->count - 1];
	}
	struct incident *incident = &j->incidents[j->count++];
	incident->type = act != NULL ? type_of(j, act) : "ATTACK";
	return incident;
}

static void add_person(struct job *j, const struct muc_person *person)
{
	struct incident *incident = incident_of(j, person);
	if (incident->people_count == PEOPLE_MAX) {
		return;
	}
	incident->people[incident->people_count++] = person;
	for (size_t i = 0; i < person->act_count && incident->count < ACTS_MAX; i++) {
		if (is_act(j, person->acts[i])) {
			incident->acts[incident->count++] = person->acts[i];
			if (strcmp(incident->type, "ATTACK") == 0) {
				incident->type = type_of(j, person->acts[i]);
			}
		}
	}
}

static void add_fill(
	struct job *j, struct muc_template *t, enum muc_slot slot, struct bytes value, struct bytes referent)
{
	struct bytes *views = arena_calloc(j->a, 2, sizeof(*views));
	views[0] = value;
	views[1] = referent;
	struct muc_fill fill = {.values = views,
		.value_count = 1,
		.referents = views + 1,
		.referent_count = referent.len > 0};
	for (size_t i = 0; i < t->slots[slot].count; i++) {
		const struct muc_fill *other = &t->slots[slot].list[i];
		if (phrase_same(other->values[0], value) && phrase_same(other->referents[0], referent)) {
			return;
		}
	}
	if (t->slots[slot].count < MUC_FILLS_MAX) {
		muc_fills_add(&t->slots[slot], fill, j->a);
	}
}

static bool has_qualifier(const struct muc_person *p, const char *qualifier)
{
	return p->qualifier != NULL && strcmp(p->qualifier, qualifier) == 0;
}

/* "6", "6-8", "6-", "-26", "~100", "PLURAL", in the numbers of the text ("more than 6" is "6-"); empty for nobody. */
static struct bytes number_of(const struct job *j, const struct muc_person *p)
{
	double low = has_qualifier(p, "more_than") ? p->low - 1 : p->low;
	double high = has_qualifier(p, "fewer_than") ? p->high + 1 : p->high;
	if (p->high <= 0) {
		return BYTES_NONE;
	}
	if (!isnan(p->point) || has_qualifier(p, "approximately")) {
		return bytes_of(arena_printf(j->a, "~%.0f", isnan(p->point) ? low : p->point));
	}
	if (isnan(low) && isnan(high)) {
		return BYTES("PLURAL");
	}
	if (isnan(low)) {
		return bytes_of(arena_printf(j->a, "-%.0f", high));
	}
	if (isnan(high)) {
		return bytes_of(arena_printf(j->a, "%.0f-", low));
	}
	return bytes_of(
		low < high ? arena_printf(j->a, "%.0f-%.0f", low, high) : arena_printf(j->a, "%.0f", low));
}

/* The fill for what people are. */
static const char *type_of_people(const struct muc_person *p)
{
	static const char *const types[][2] = {{"officials", "GOVERNMENT OFFICIAL"},
		{"lawyers", "LEGAL OR JUDICIAL"}, {"police", "LAW ENFORCEMENT"},
		{"soldiers", "ACTIVE MILITARY"}, {"security", "SECURITY GUARD"}};
	for (size_t i = 0; p->victim_class != NULL && i < ARRAY_COUNT(types); i++) {
		if (strcmp(p->victim_class, types[i][0]) == 0) {
			return types[i][1];
		}
	}
	return "CIVILIAN";
}

/* What people without a name or noun are called: by what was done to them. */
static struct bytes words_of(const struct job *j, const struct muc_person *p)
{
	if (p->is_named || p->head_count > 0) {
		return p->words;
	}
	const char *effect = NULL;
	for (size_t i = 0; effect == NULL && i < p->act_count; i++) {
		effect = is_act(j, p->acts[i]) ? acts[act_of(p->acts[i])].effect : NULL;
	}
	return effect == NULL                  ? BYTES("PEOPLE")
		: strcmp(effect, "DEATH") == 0 ? BYTES("DEAD")
					       : BYTES("WOUNDED");
}

static void add_target(struct job *j, struct muc_template *t, const struct muc_person *p)
{
	struct bytes number = number_of(j, p);
	struct bytes target = words_of(j, p);
	if (number.len == 0) {
		return;
	}
	add_fill(j, t, p->is_named ? MUC_NAME : MUC_DESCRIPTION, target, BYTES_NONE);
	if (p->is_named && p->head_count > 0) {
		add_fill(j, t, MUC_DESCRIPTION, p->heads[0], target);
	}
	add_fill(j, t, MUC_NUMBER, number, target);
	add_fill(j, t, MUC_HUMAN_TYPE, bytes_of(type_of_people(p)), target);
	for (size_t i = 0; i < p->act_count; i++) {
		const char *effect = is_act(j, p->acts[i]) ? acts[act_of(p->acts[i])].effect : NULL;
		if (effect != NULL) {
			add_fill(j, t, MUC_EFFECT, bytes_of(effect), target);
		}
	}
}

static void add_perpetrator(struct job *j, struct muc_template *t, const struct proposal *p)
{
	struct bytes by = words(j, p->by);
	if (by.len > 0 && !phrase_same(by, words(j, p->by_organisation))) {
		add_fill(j, t, MUC_INDIVIDUAL, by, BYTES_NONE);
	}
	if (t->slots[MUC_CATEGORY].count == 0 && by.len > 0) {
		add_fill(j, t, MUC_CATEGORY,
			bytes_of(has_any(by, state) ? "STATE-SPONSORED VIOLENCE" : "TERRORIST ACT"),
			BYTES_NONE);
	}
}

static char *date_words(struct job *j, struct date d, bool is_last)
{
	struct date day = date_of_day(is_last ? date_last_day(d) : date_first_day(d));
	return arena_printf(
		j->a, "%02d %.3s %02d", day.day, muc_months + 3 * (day.month - 1), day.year % 100);
}

static void add_date(struct job *j, struct muc_template *t, const struct incident *incident)
{
	for (size_t i = 0; i < incident->count; i++) {
		const struct proposal *p = incident->acts[i];
		if (!date_is_absent(p->from) && !date_is_absent(p->to)) {
			char *first = date_words(j, p->from, false);
			char *last = date_words(j, p->to, true);
			bool is_day = strcmp(first, last) == 0;
			add_fill(j, t, MUC_DATE,
				bytes_of(is_day ? first : arena_printf(j->a, "%s - %s", first, last)),
				BYTES_NONE);
			return;
		}
	}
	if (!date_is_absent(j->dateline.date)) {
		char *text = arena_printf(j->a, "- %s", date_words(j, j->dateline.date, true));
		add_fill(j, t, MUC_DATE, bytes_of(text), BYTES_NONE);
	}
}

static struct bytes country_name(struct job *j, const struct gazetteer_place *place)
{
	UChar name[64];
	char *text = arena_alloc(j->a, sizeof(name));
	char *locale = arena_printf(j->a, "und_%s", place->country);
	UErrorCode error = U_ZERO_ERROR;
	int32_t len = uloc_getDisplayCountry(locale, "en", name, ARRAY_COUNT(name), &error);
	for (int32_t i = 0; i < len && U_SUCCESS(error); i++) {
		text[i] = (char)(name[i] < 0x80 ? name[i] : '?');
	}
	return U_SUCCESS(error) ? (struct bytes){text, (size_t)len} : BYTES_NONE;
}

static struct bytes dateline_country(struct job *j)
{
	struct gazetteer_place place;
	bool is_ambiguous;
	if (j->dateline.country.len > 0 || j->dateline.city.len == 0 ||
		gazetteer_find(j->reader->gazetteer, j->dateline.city, NULL, &place, 1, &is_ambiguous) == 0) {
		return j->dateline.country;
	}
	return country_name(j, &place);
}

/* The country and the place; the dateline's country where the text says no place. */
static void add_location(struct job *j, struct muc_template *t, const struct incident *incident)
{
	struct bytes country = dateline_country(j);
	struct bytes place = BYTES_NONE;
	for (size_t i = 0; i < incident->count && place.len == 0; i++) {
		const struct proposal *p = incident->acts[i];
		place = words(j, p->place);
		if (p->place_found != NULL) {
			country = country_name(j, p->place_found);
			place = p->place_found->feature == PLACE_COUNTRY ? BYTES_NONE : place;
		}
	}
	struct bytes first = country.len > 0 ? country : place;
	if (first.len > 0) {
		char *text = country.len > 0 && place.len > 0
			? arena_printf(j->a, "%.*s: %.*s", BYTES_ARG(country), BYTES_ARG(place))
			: arena_printf(j->a, "%.*s", BYTES_ARG(first));
		add_fill(j, t, MUC_LOCATION, bytes_of(text), BYTES_NONE);
	}
}

static void add_organisation(
	struct job *j, struct muc_template *t, const struct muc_side *side, enum muc_confidence confidence)
{
	add_fill(j, t, MUC_ORGANIZATION, side->name, BYTES_NONE);
	add_fill(j, t, MUC_CONFIDENCE, bytes_of(muc_confidence_name(confidence)), side->name);
	if (t->slots[MUC_CATEGORY].count == 0) {
		add_fill(j, t, MUC_CATEGORY,
			bytes_of(side->is_state ? "STATE-SPONSORED VIOLENCE" : "TERRORIST ACT"), BYTES_NONE);
	}
}

static void make_template(struct job *j, const struct incident *incident, struct muc_template *t)
{
	bool is_threat = incident->count > 0;
	for (size_t i = 0; i < incident->people_count; i++) {
		add_target(j, t, incident->people[i]);
	}
	add_fill(j, t, MUC_TYPE, bytes_of(incident->type), BYTES_NONE);
	for (size_t i = 0; i < incident->count; i++) {
		const struct proposal *p = incident->acts[i];
		is_threat = is_threat && p->modality == MODALITY_THREATENED;
		add_perpetrator(j, t, p);
	}
	add_fill(j, t, MUC_STAGE, bytes_of(is_threat ? "THREATENED" : "ACCOMPLISHED"), BYTES_NONE);
	add_date(j, t, incident);
	add_location(j, t, incident);
}

/* The organisations that did it: in each incident of the message, or in one of their own where there is none. */
static size_t add_organisations(struct job *j, struct muc_template *out, size_t count, size_t max)
{
	struct muc_side sides[MUC_SIDES_MAX];
	struct muc_traits *traits = arena_alloc(j->a, sizeof(*traits));
	size_t side_count = muc_sides_of(j->message, j->reading, sides, ARRAY_COUNT(sides));
	size_t incidents = count;
	for (size_t i = 0; i < side_count; i++) {
		muc_traits_of(j->message, j->reading, sides, side_count, i, j->a, traits);
		enum muc_confidence confidence = muc_perpetrator_judge(traits, j->left_out);
		if (confidence == MUC_NO_PERPETRATOR) {
			continue;
		}
		if (incidents == 0 && count < max) {
			const struct incident own = {.type = "ATTACK"};
			out[count] = (struct muc_template){.message = j->message->id};
			make_template(j, &own, &out[count]);
			add_organisation(j, &out[count++], &sides[i], confidence);
		}
		for (size_t k = 0; k < incidents; k++) {
			add_organisation(j, &out[k], &sides[i], confidence);
		}
	}
	return count;
}

size_t muc_templates_of(const struct reader *reader, const struct muc_message *message,
	const struct reading *reading, const struct muc_people *people, unsigned left_out, struct arena *a,
	struct muc_template *out, size_t max)
{
	struct job *j = arena_calloc(a, 1, sizeof(*j));
	size_t count = 0;
	j->reader = reader;
	j->message = message;
	j->text = message->text;
	j->reading = reading;
	j->dateline = muc_dateline(message->text);
	j->left_out = left_out;
	j->a = a;
	for (size_t i = 0; i < people->count; i++) {
		if (people->list[i].is_target) {
			add_person(j, &people->list[i]);
		}
	}
	for (size_t i = 0; i < j->count && count < max; i++) {
		out[count] = (struct muc_template){.message = message->id};
		make_template(j, &j->incidents[i], &out[count++]);
	}
	return add_organisations(j, out, count, max);
}

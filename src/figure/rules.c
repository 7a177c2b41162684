/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "figure/rules.h"

#include "figure/work.h"

/* One originator giving one number. */
struct vote {
	int64_t n;
	size_t who;
};

static int compare_votes(const void *a, const void *b)
{
	const struct vote *x = a;
	const struct vote *y = b;
	int order = (x->n > y->n) - (x->n < y->n);
	return order != 0 ? order : (x->who > y->who) - (x->who < y->who);
}

/* Sorts and drops repetitions. returns the count left */
static size_t sort_votes(struct vote *votes, size_t count)
{
	if (count > 1) {
		qsort(votes, count, sizeof(*votes), compare_votes);
	}
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		if (kept == 0 || compare_votes(&votes[kept - 1], &votes[i]) != 0) {
			votes[kept++] = votes[i];
		}
	}
	return kept;
}

/* The lowest of the numbers with most votes. votes: sorted, at least one */
static int64_t most_votes(const struct vote *votes, size_t count, bool *is_tied)
{
	size_t most = 0;
	int64_t winner = 0;
	for (size_t from = 0, to; from < count; from = to) {
		for (to = from; to < count && votes[to].n == votes[from].n; to++) {
		}
		if (to - from > most) {
			most = to - from;
			winner = votes[from].n;
			*is_tied = false;
		} else if (to - from == most) {
			*is_tied = true;
		}
	}
	return winner;
}

static void include(struct figure_number *low, struct figure_number *high, struct figure_number x)
{
	if (x.has) {
		low->n = !low->has || x.n < low->n ? x.n : low->n;
		high->n = !high->has || x.n > high->n ? x.n : high->n;
		low->has = true;
		high->has = true;
	}
}

static bool is_number(struct figure_number x, int64_t n)
{
	return x.has && x.n == n;
}

static bool gives_low_or_point(const struct figure_item *item, int64_t n)
{
	return is_number(item->low, n) || is_number(item->point, n);
}

static bool gives_floor(const struct figure_item *item, int64_t n)
{
	return is_number(item->floor, n);
}

static bool gives_value(const struct figure_item *item, int64_t n)
{
	return is_number(item->value, n);
}

static bool gives_any(const struct figure_item *item, int64_t n)
{
	return gives_low_or_point(item, n) || is_number(item->high, n);
}

static bool gives_divided(const struct figure_item *item, int64_t n)
{
	return is_number(item->divided, n);
}

static bool is_chosen(const struct figure_item *item, int64_t n)
{
	(void)item;
	(void)n;
	return true;
}

void work_rest(struct work *w, struct figure_end *end, int64_t n,
	bool (*gives)(const struct figure_item *item, int64_t n))
{
	size_t *items = arena_calloc(w->out, w->item_count, sizeof(*items));
	*end = (struct figure_end){.has = true, .n = n, .items = items};
	for (size_t i = 0; i < w->item_count; i++) {
		if (w->more[i].in_set && gives(&w->items[i], n)) {
			items[end->item_count++] = i;
		}
	}
}

static void rest_if(struct work *w, struct figure_end *end, struct figure_number x,
	bool (*gives)(const struct figure_item *item, int64_t n))
{
	if (x.has) {
		work_rest(w, end, x.n, gives);
	}
}

/* class     RECORD_CLASS_COUNT: every class. returns the number of used claims in it */
static size_t select_used(struct work *w, enum record_class class)
{
	size_t count = 0;
	for (size_t i = 0; i < w->item_count; i++) {
		w->more[i].in_set = w->items[i].outcome == FIGURE_USED &&
			(class == RECORD_CLASS_COUNT || w->items[i].class == class);
		count += w->more[i].in_set ? 1 : 0;
	}
	return count;
}

static void select_only(struct work *w, size_t item)
{
	for (size_t i = 0; i < w->item_count; i++) {
		w->more[i].in_set = i == item;
	}
}

/* The number of an exact or approximate claim. */
static struct figure_number exact_of(const struct figure_item *item)
{
	if (item->point.has) {
		return item->point;
	}
	bool is_exact = item->low.has && item->high.has && item->low.n == item->high.n;
	return is_exact ? item->low : (struct figure_number){0};
}

static struct figure_range range_of_set(const struct work *w)
{
	struct figure_number ignored = {0};
	struct figure_number low = {0};  /* least of lows and points */
	struct figure_number high = {0}; /* greatest of all */
	struct figure_number best_low = {0};
	struct figure_number best_high = {0};
	bool has_low = false;
	bool has_high = false;
	bool all_exact = true;
	for (size_t i = 0; i < w->item_count; i++) {
		const struct figure_item *item = &w->items[i];
		if (!w->more[i].in_set) {
			continue;
		}
		has_low = has_low || item->low.has;
		has_high = has_high || item->high.has;
		include(&low, &high, item->low);
		include(&low, &high, item->point);
		include(&ignored, &high, item->high);
		all_exact = all_exact && exact_of(item).has;
		include(&best_low, &best_high, exact_of(item));
	}
	struct figure_range range = {0};
	if (all_exact && best_low.has && best_low.n == best_high.n) {
		range.best = best_low;
	}
	bool points_only = !has_low && !has_high;
	if (has_low || (points_only && !range.best.has)) {
		range.low = low;
	}
	if (has_high || (points_only && !range.best.has)) {
		range.high = high;
	}
	return range;
}

static void set_range(struct work *w)
{
	struct figure_range range = range_of_set(w);
	rest_if(w, &w->f->low, range.low, gives_low_or_point);
	rest_if(w, &w->f->best, range.best, gives_value);
	rest_if(w, &w->f->high, range.high, gives_any);
}

static void run_range_by_source(struct work *w)
{
	struct figure_class_range *classes =
		arena_calloc(w->out, RECORD_CLASS_COUNT, sizeof(struct figure_class_range));
	for (int class = 0; class < RECORD_CLASS_COUNT; class ++) {
		size_t count = select_used(w, (enum record_class) class);
		if (count > 0) {
			classes[w->f->class_count++] = (struct figure_class_range){
				(enum record_class) class, count, range_of_set(w)};
		}
	}
	w->f->classes = classes;
	select_used(w, RECORD_CLASS_COUNT);
	set_range(w);
}

static void run_priority(struct work *w)
{
	select_used(w, w->rule_class);
	set_range(w);
}

/* Rests best on the value of one used claim; without a value best stays absent. */
static void set_best_claim(struct work *w, size_t item, struct bytes decision)
{
	select_only(w, item);
	rest_if(w, &w->f->best, w->items[item].value, is_chosen);
	w->f->best.decision = w->f->best.has ? decision : BYTES_NONE;
}

/* The decision of kind grade_best with the greatest id, of those that name one claim. */
static const struct decision *find_graded(struct work *w)
{
	const struct decision *graded = NULL;
	bool is_conflict = false;
	for (size_t i = 0; i < w->counting_count; i++) {
		const struct decision *d = w->counting[i];
		if (d->kind == RECORD_DECIDE_GRADE_BEST && d->claim_count == 1) {
			is_conflict =
				is_conflict || (graded && !bytes_equal(graded->claims[0], d->claims[0]));
			graded = d;
		}
	}
	if (is_conflict) {
		work_note(w, FIGURE_NOTE_GRADE_CONFLICT, graded->id, BYTES_NONE, 0);
	}
	return graded;
}

static bool set_best_by_decision(struct work *w)
{
	const struct decision *graded = find_graded(w);
	if (!graded) {
		return false;
	}
	size_t item = work_item(w, graded->claims[0]);
	if (item == INDEX_NONE || w->items[item].outcome != FIGURE_USED) {
		work_note(w, FIGURE_NOTE_GRADED_NOT_USED, graded->claims[0], graded->id, 0);
		return false;
	}
	set_best_claim(w, item, graded->id);
	return true;
}

static bool set_best_by_credibility(struct work *w)
{
	int least = 0;
	size_t item = INDEX_NONE;
	for (size_t i = 0; i < w->item_count; i++) {
		int grade = w->items[i].claim->credibility;
		if (w->items[i].outcome != FIGURE_USED || grade == 0) {
			continue;
		}
		if (least == 0 || grade < least) {
			least = grade;
			item = i;
		} else if (grade == least) {
			item = INDEX_NONE;
		}
	}
	if (item != INDEX_NONE) {
		set_best_claim(w, item, BYTES_NONE);
	}
	return item != INDEX_NONE;
}

static void set_best_by_parts(struct work *w)
{
	const struct figure_sum *sum = NULL;
	bool is_conflict = false;
	for (size_t i = 0; i < w->sum_count; i++) {
		if (w->sums[i].is_formed && w->sums[i].sum.best.has) {
			is_conflict = is_conflict || (sum && sum->sum.best.n != w->sums[i].sum.best.n);
			sum = &w->sums[i];
		}
	}
	if (!sum) {
		return;
	}
	select_only(w, INDEX_NONE);
	size_t at = id_index_find(&w->decisions, sum->decision);
	struct bytes uncountable;
	size_t count;
	const size_t *parts = work_parts(w, &w->in->decisions[at], &count, &uncountable);
	for (size_t i = 0; i < count; i++) {
		w->more[parts[i]].in_set = true;
	}
	work_rest(w, &w->f->best, sum->sum.best.n, is_chosen);
	w->f->best.decision = sum->decision;
	work_note(w, FIGURE_NOTE_SUM_OF_PARTS, sum->decision, BYTES_NONE, 0);
	if (is_conflict) {
		work_note(w, FIGURE_NOTE_PARTS_CONFLICT, sum->decision, BYTES_NONE, 0);
	}
}

static void run_ucdp(struct work *w)
{
	struct figure_number ignored = {0};
	struct figure_number low = {0};
	struct figure_number high = {0};
	struct figure_number least = {0};
	select_used(w, RECORD_CLASS_COUNT);
	for (size_t i = 0; i < w->item_count; i++) {
		if (w->more[i].in_set) {
			include(&low, &ignored, w->items[i].floor);
			include(&least, &high, w->items[i].low);
			include(&least, &high, w->items[i].high);
			include(&least, &high, w->items[i].point);
		}
	}
	rest_if(w, &w->f->low, low, gives_floor);
	rest_if(w, &w->f->high, high, gives_any);
	if (!set_best_by_decision(w) && !set_best_by_credibility(w)) {
		set_best_by_parts(w);
	}
}

static int64_t distinct_places(const struct scope *s)
{
	int64_t count = 0;
	for (size_t i = 0; i < s->place_count; i++) {
		bool is_new = true;
		for (size_t k = 0; k < i && is_new; k++) {
			is_new = !bytes_equal(s->places[i], s->places[k]);
		}
		count += is_new ? 1 : 0;
	}
	return count;
}

/* Days of a window; 0 when an end is open. */
static int64_t window_days(struct date_range window)
{
	if (date_is_absent(window.from) || date_is_absent(window.to)) {
		return 0;
	}
	return (int64_t)date_range_last(window) - date_range_first(window) + 1;
}

/* Target and claim in the unit that the codebook divides by; false when the item is not to be divided. */
static bool find_shares(const struct work *w, size_t i, int64_t *target, int64_t *claim)
{
	const struct scope *scope = &w->items[i].claim->scope;
	switch (w->codebook->divide) {
	case CODEBOOK_DIVIDE_DAYS:
		*target = window_days(w->target->window);
		*claim = window_days(scope->window);
		return w->more[i].is_wider_by_window_only;
	case CODEBOOK_DIVIDE_PLACES:
		*target = distinct_places(w->target);
		*claim = distinct_places(scope);
		return w->more[i].is_wider_by_places_only;
	case CODEBOOK_DIVIDE_NONE:
	case CODEBOOK_DIVIDE_COUNT:
		break;
	}
	return false;
}

static void divide(struct work *w, struct figure_number *least)
{
	struct figure_number ignored = {0};
	for (size_t i = 0; i < w->item_count; i++) {
		struct figure_item *item = &w->items[i];
		int64_t target;
		int64_t claim;
		if (item->outcome == FIGURE_WIDER && item->floor.has && find_shares(w, i, &target, &claim) &&
			target > 0 && claim > target) {
			item->divided = (struct figure_number){true, item->floor.n * target / claim};
			include(least, &ignored, item->divided);
			w->more[i].in_set = true;
		}
	}
}

static void run_acled(struct work *w)
{
	struct figure_number ignored = {0};
	struct figure_number least = {0};
	size_t used = select_used(w, RECORD_CLASS_COUNT);
	for (size_t i = 0; i < w->item_count; i++) {
		if (w->more[i].in_set) {
			include(&least, &ignored, w->items[i].floor);
		}
	}
	rest_if(w, &w->f->best, least, gives_floor);
	if (used == 0) {
		divide(w, &least);
		rest_if(w, &w->f->best, least, gives_divided);
		if (least.has) {
			work_note(w, FIGURE_NOTE_DIVIDED, BYTES_NONE, BYTES_NONE, 0);
		}
	}
}

static size_t select_gtd(struct work *w, bool named_and_not_accused)
{
	size_t count = 0;
	for (size_t i = 0; i < w->item_count; i++) {
		size_t who = w->more[i].who;
		bool is_in = w->items[i].outcome == FIGURE_USED && w->items[i].value.has;
		if (named_and_not_accused) {
			is_in = is_in && who != INDEX_NONE && !w->is_accused[who];
		}
		w->more[i].in_set = is_in;
		count += is_in ? 1 : 0;
	}
	return count;
}

/* Keeps the selected items that no other of them is later than. */
static void keep_latest(struct work *w)
{
	const struct figure_item *latest = NULL;
	for (size_t i = 0; i < w->item_count; i++) {
		const struct figure_item *item = &w->items[i];
		if (w->more[i].in_set && item->has_period &&
			(!latest || item->first_day > latest->first_day)) {
			latest = item;
		}
	}
	for (size_t i = 0; i < w->item_count; i++) {
		if (w->more[i].in_set && latest && work_is_later(latest, &w->items[i])) {
			w->more[i].in_set = false;
		}
	}
}

static void run_gtd(struct work *w)
{
	if (select_gtd(w, true) == 0) {
		if (select_gtd(w, false) == 0) {
			return;
		}
		work_note(w, FIGURE_NOTE_ACCUSED_ONLY, BYTES_NONE, BYTES_NONE, 0);
	}
	keep_latest(w);
	struct vote *votes = arena_calloc(&w->scratch, w->item_count, sizeof(*votes));
	size_t count = 0;
	for (size_t i = 0; i < w->item_count; i++) {
		if (w->more[i].in_set) {
			size_t who = w->more[i].who;
			votes[count++] = (struct vote){
				w->items[i].value.n, who == INDEX_NONE ? w->names.count + i : who};
		}
	}
	count = sort_votes(votes, count);
	bool is_tied = false;
	int64_t n = most_votes(votes, count, &is_tied);
	if (votes[0].n != votes[count - 1].n) {
		work_note(w, is_tied ? FIGURE_NOTE_LOWEST_OF_TIED : FIGURE_NOTE_MAJORITY, BYTES_NONE,
			BYTES_NONE, 0);
	}
	work_rest(w, &w->f->best, n, gives_value);
}

static void run_two_source(struct work *w)
{
	struct vote *votes = arena_calloc(&w->scratch, w->item_count, 3 * sizeof(*votes));
	size_t count = 0;
	select_used(w, RECORD_CLASS_COUNT);
	for (size_t i = 0; i < w->item_count; i++) {
		const struct figure_item *item = &w->items[i];
		const struct figure_number numbers[] = {item->low, item->high, item->point};
		w->more[i].in_set = w->more[i].in_set && w->more[i].who != INDEX_NONE;
		for (size_t k = 0; w->more[i].in_set && k < ARRAY_COUNT(numbers); k++) {
			if (numbers[k].has) {
				votes[count++] = (struct vote){numbers[k].n, w->more[i].who};
			}
		}
	}
	count = sort_votes(votes, count);
	struct figure_number low = {0};
	struct figure_number high = {0};
	for (size_t from = 0, to; from < count; from = to) {
		for (to = from; to < count && votes[to].n == votes[from].n; to++) {
		}
		if ((int64_t)(to - from) >= w->codebook->confirm_originators) {
			include(&low, &high, (struct figure_number){true, votes[from].n});
		}
	}
	rest_if(w, &w->f->low, low, gives_any);
	rest_if(w, &w->f->high, high, gives_any);
	if (!low.has) {
		work_note(w, FIGURE_NOTE_NO_SHARED_VALUE, BYTES_NONE, BYTES_NONE,
			w->codebook->confirm_originators);
	}
}

/* Selects the used claims of the originators that give one value only, and collects their votes. */
static size_t select_voters(struct work *w, struct vote *votes)
{
	struct figure_number *low = arena_calloc(&w->scratch, w->names.count, sizeof(*low));
	struct figure_number *high = arena_calloc(&w->scratch, w->names.count, sizeof(*high));
	select_used(w, RECORD_CLASS_COUNT);
	for (size_t i = 0; i < w->item_count; i++) {
		size_t who = w->more[i].who;
		if (w->more[i].in_set && who != INDEX_NONE) {
			include(&low[who], &high[who], w->items[i].value);
		}
	}
	for (size_t i = 0; i < w->item_count; i++) {
		size_t who = w->more[i].who;
		w->more[i].in_set = w->more[i].in_set && who != INDEX_NONE && low[who].n == high[who].n;
	}
	size_t count = 0;
	for (size_t who = 0; who < w->names.count; who++) {
		if (low[who].has && low[who].n == high[who].n) {
			votes[count++] = (struct vote){low[who].n, who};
		}
	}
	return sort_votes(votes, count);
}

static void run_majority(struct work *w)
{
	struct vote *votes = arena_calloc(&w->scratch, w->names.count, sizeof(*votes));
	size_t count = select_voters(w, votes);
	if (count == 0) {
		return;
	}
	bool is_tied = false;
	int64_t n = most_votes(votes, count, &is_tied);
	if (is_tied) {
		work_note(w, FIGURE_NOTE_TIE, BYTES_NONE, BYTES_NONE, 0);
	} else {
		work_rest(w, &w->f->best, n, gives_value);
	}
}

static void run_pending(struct work *w)
{
	(void)w;
}

const struct figure_rule figure_rules[] = {
	{"range-by-source", "Every Casualty, Iraq Body Count",
		"Gives the lowest and the highest number of each class of sources, side by side.", false,
		false, run_range_by_source},
	{"priority", "Every Casualty", "Gives the range of one class of sources, and leaves the others out.",
		true, false, run_priority},
	{"ucdp", "UCDP GED codebook",
		"Gives the smallest and the largest number, and as best the claim that is graded best or a "
		"sum of "
		"its parts.",
		false, true, run_ucdp},
	{"acled", "ACLED codebook", "Gives the smallest number.", false, true, run_acled},
	{"gtd", "GTD codebook",
		"Gives the latest number that does not come from the accused, else that of most sources, "
		"else the "
		"lowest.",
		false, true, run_gtd},
	{"two-source", "Iraq Body Count",
		"Gives the smallest and the largest of the numbers that enough independent sources share.",
		false, false, run_two_source},
	{"majority", "Every Casualty", "Gives the number of most independent sources; a tie gives none.",
		false, false, run_majority},
	{"pending", "Every Casualty", "Gives no number yet.", false, false, run_pending},
};

const size_t figure_rule_count = ARRAY_COUNT(figure_rules);

const struct figure_rule *figure_rule_find(struct bytes name, enum record_class *class)
{
	*class = RECORD_CLASS_COUNT;
	size_t colon = bytes_find(name, BYTES(":"), 0);
	struct bytes head = {name.s, colon == SIZE_MAX ? name.len : colon};
	for (size_t i = 0; i < figure_rule_count; i++) {
		const struct figure_rule *rule = &figure_rules[i];
		if (!bytes_is(head, rule->name) || rule->takes_class != (colon != SIZE_MAX)) {
			continue;
		}
		if (!rule->takes_class) {
			return rule;
		}
		struct bytes word = {name.s + colon + 1, name.len - colon - 1};
		int found = record_word_index(record_class_names, RECORD_CLASS_COUNT, word);
		*class = found < 0 ? RECORD_CLASS_COUNT : (enum record_class)found;
		return found < 0 ? NULL : rule;
	}
	return NULL;
}

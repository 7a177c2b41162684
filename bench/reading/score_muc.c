/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "muc_people.h"
#include "muc_perpetrator.h"
#include "score.h"

#include <math.h>

enum { ANSWERS_MAX = 24 };

/* Slots that stand in the table of scores; the printed report has all. */
static const enum muc_slot table_slots[] = {MUC_NUMBER, MUC_CONFIDENCE, MUC_EFFECT, MUC_DATE, MUC_LOCATION};

struct job {
	const struct reader *reader;
	const char *set;
	struct muc_templates key;
	struct muc_report halves[SPLIT_HALF_COUNT];
	struct muc_report
		folds[SPLIT_FOLD_COUNT]; /* of the development half, each by weights that have not seen it */
	FILE *details;
};

/* Templates of a message: they stand together. */
static struct muc_templates of_message(struct muc_templates all, struct bytes id)
{
	size_t first = 0;
	while (first < all.count && !bytes_equal(all.list[first].message, id)) {
		first++;
	}
	size_t end = first;
	while (end < all.count && bytes_equal(all.list[end].message, id)) {
		end++;
	}
	return (struct muc_templates){all.list + first, end - first};
}

static void print_fills(const char *what, const struct muc_template *t, FILE *details)
{
	fprintf(details, "    %s %s", what, t->is_optional ? "(optional)" : "");
	for (enum muc_slot s = MUC_DATE; s < MUC_SLOT_COUNT; s++) {
		bool is_shown = s == MUC_TYPE || s == MUC_ORGANIZATION || s == MUC_CONFIDENCE ||
			s == MUC_NUMBER || s == MUC_EFFECT;
		for (size_t i = 0; is_shown && i < t->slots[s].count; i++) {
			const struct muc_fill *f = &t->slots[s].list[i];
			fprintf(details, " | %s%.*s", f->is_optional ? "? " : "", BYTES_ARG(f->values[0]));
			if (f->referent_count > 0) {
				fprintf(details, ": %.*s", BYTES_ARG(f->referents[0]));
			}
		}
	}
	fputc('\n', details);
}

/* How people stand to the targets of a message: '+' one of them, '-' none, '?' the words of one with another number. */
static char label(const struct muc_person *p, struct muc_templates keys)
{
	char best = '-';
	for (size_t k = 0; k < keys.count; k++) {
		const struct muc_fills *fills = &keys.list[k].slots[MUC_NUMBER];
		for (size_t i = 0; i < fills->count; i++) {
			enum match match = MATCH_NONE;
			for (size_t r = 0; r < fills->list[i].referent_count; r++) {
				enum match m = phrase_match(p->words, fills->list[i].referents[r]);
				match = m > match ? m : match;
			}
			char number[24];
			snprintf(number, sizeof(number), "%.0f", p->low);
			bool is_number =
				bytes_is(fills->list[i].values[0], isnan(p->low) ? "PLURAL" : number);
			if (match != MATCH_NONE && is_number) {
				return '+';
			}
			best = match == MATCH_NONE ? best : '?';
		}
	}
	return best;
}

/* One line for train.c: whether the key has them, and what is known of them. */
static void print_candidate(
	const struct muc_person *p, struct muc_templates keys, unsigned fold, FILE *details)
{
	fprintf(details, "candidate %c %u", label(p, keys), fold);
	for (size_t i = 0; i < p->features->count; i++) {
		fprintf(details, " %.*s", BYTES_ARG(p->features->list[i]));
	}
	fputc('\n', details);
}

/* What the key says of a side: the confidence of the first template that has it. */
static enum muc_confidence confidence_in(
	struct muc_templates keys, const struct muc_message *message, const struct muc_side *side)
{
	for (size_t k = 0; k < keys.count; k++) {
		const struct muc_fills *fills = &keys.list[k].slots[MUC_CONFIDENCE];
		for (size_t i = 0; i < fills->count; i++) {
			const struct muc_fill *f = &fills->list[i];
			bool is_said = false;
			for (size_t r = 0; r < f->referent_count; r++) {
				is_said = is_said || muc_side_is(side, message, f->referents[r]);
			}
			for (enum muc_confidence c = MUC_FACT; is_said && c < MUC_CONFIDENCE_COUNT; c++) {
				if (bytes_is(f->values[0], muc_confidence_name(c))) {
					return c;
				}
			}
		}
	}
	return MUC_NO_PERPETRATOR;
}

/* One line for train_perpetrator.c for each organisation of a message. */
static void print_sides(const struct muc_message *message, struct muc_templates keys,
	const struct reading *reading, struct arena *a, FILE *details)
{
	struct muc_side sides[MUC_SIDES_MAX];
	struct muc_traits *traits = arena_alloc(a, sizeof(*traits));
	size_t count = muc_sides_of(message, reading, sides, ARRAY_COUNT(sides));
	for (size_t i = 0; i < count; i++) {
		muc_traits_of(message, reading, sides, count, i, a, traits);
		fprintf(details, "side %d %u", (int)confidence_in(keys, message, &sides[i]),
			split_fold(message->id));
		for (size_t k = 0; k < traits->count; k++) {
			fprintf(details, " %.*s", BYTES_ARG(traits->list[k]));
		}
		fputc('\n', details);
	}
}

static void score_message(struct job *j, const struct muc_message *message)
{
	struct arena a = {0};
	struct reading reading;
	struct reading_document document = {
		.text = message->text, .published = muc_dateline(message->text).date};
	struct muc_report report = {0};
	struct muc_template answers[ANSWERS_MAX];
	reading_read(j->reader->tables, j->reader->gazetteer, &document, &a, &reading);
	struct muc_people people;
	struct muc_templates keys = of_message(j->key, message->id);
	enum split_half half = split_half(message->id);
	muc_people_of(j->reader, message, &reading, &a, &people);
	muc_people_judge(&people, SPLIT_FOLD_COUNT);
	size_t count = muc_templates_of(
		j->reader, message, &reading, &people, SPLIT_FOLD_COUNT, &a, answers, ANSWERS_MAX);
	muc_score(answers, count, keys.list, keys.count, &report);
	muc_report_add(&j->halves[half], &report);
	if (half == SPLIT_DEVELOPMENT) {
		unsigned fold = split_fold(message->id);
		report = (struct muc_report){0};
		muc_people_judge(&people, fold);
		count = muc_templates_of(
			j->reader, message, &reading, &people, fold, &a, answers, ANSWERS_MAX);
		muc_score(answers, count, keys.list, keys.count, &report);
		muc_report_add(&j->folds[fold], &report);
		struct muc_tally t = muc_report_slot(&report, MUC_NUMBER);
		fprintf(j->details, "%s %.*s: hum-tgt-num cor %u par %u inc %u spu %u mis %u\n", j->set,
			BYTES_ARG(message->id), t.correct, t.partial, t.incorrect, t.spurious, t.missing);
		for (size_t k = 0; k < keys.count; k++) {
			print_fills("key   ", &keys.list[k], j->details);
		}
		for (size_t i = 0; i < count; i++) {
			print_fills("answer", &answers[i], j->details);
		}
		print_sides(message, keys, &reading, &a, j->details);
		for (size_t i = 0; i < people.count; i++) {
			print_candidate(&people.list[i], keys, fold, j->details);
		}
	}
	arena_done(&a);
}

static int read_keys(
	const struct bytes *keys, size_t count, struct arena *a, struct muc_templates *out, struct err *e)
{
	struct muc_templates *parts = arena_calloc(a, count, sizeof(*parts));
	size_t total = 0;
	for (size_t i = 0; i < count; i++) {
		if (muc_key_read(keys[i], a, &parts[i], e) != 0) {
			return err_context(e, "key %zu", i + 1);
		}
		total += parts[i].count;
	}
	*out = (struct muc_templates){arena_calloc(a, total, sizeof(*out->list)), 0};
	for (size_t i = 0; i < count; i++) {
		memcpy(out->list + out->count, parts[i].list, parts[i].count * sizeof(*out->list));
		out->count += parts[i].count;
	}
	return 0;
}

static double percent(int percent)
{
	return percent < 0 ? NAN : (double)percent;
}

static void add_part(const char *set, const char *part, const struct muc_report *report, struct figures *out)
{
	for (size_t i = 0; i < ARRAY_COUNT(table_slots); i++) {
		struct muc_tally t = muc_report_slot(report, table_slots[i]);
		const char *slot = muc_slot_name(table_slots[i]);
		figures_add(out, (struct figure){set, part, slot, "P", percent(muc_precision(t))});
		figures_add(out, (struct figure){set, part, slot, "R", percent(muc_recall(t))});
		figures_add(out, (struct figure){set, part, slot, "F", muc_f(t)});
	}
	figures_add(out, (struct figure){set, part, "template-id", "F", muc_f(report->templates)});
}

static void add_figures(const struct job *j, struct figures *out)
{
	static const char *const fold_names[SPLIT_FOLD_COUNT] = {"0", "1", "2", "3", "4"};
	const char *development = split_half_name(SPLIT_DEVELOPMENT);
	struct muc_report all = j->halves[SPLIT_DEVELOPMENT];
	muc_report_add(&all, &j->halves[SPLIT_TEST]);
	struct muc_report crossed = {0};
	add_part(j->set, development, &j->halves[SPLIT_DEVELOPMENT], out);
	for (unsigned f = 0; f < SPLIT_FOLD_COUNT; f++) {
		double value = muc_f(muc_report_slot(&j->folds[f], MUC_NUMBER));
		muc_report_add(&crossed, &j->folds[f]);
		figures_add(out, (struct figure){j->set, development, "F of folds", fold_names[f], value});
	}
	for (unsigned f = 0; f < SPLIT_FOLD_COUNT; f++) {
		double value = muc_f(muc_report_slot(&j->folds[f], MUC_CONFIDENCE));
		figures_add(out, (struct figure){j->set, development, "conf of folds", fold_names[f], value});
	}
	add_part(j->set, "crossed", &crossed, out);
	add_part(j->set, split_half_name(SPLIT_TEST), &j->halves[SPLIT_TEST], out);
	add_part(j->set, "all", &all, out);
	muc_report_print(&j->halves[SPLIT_DEVELOPMENT], j->set, "recount-development", j->details);
	muc_report_print(&j->halves[SPLIT_TEST], j->set, "recount-test", j->details);
	muc_report_print(&all, j->set, "recount", j->details);
}

int score_muc(const struct reader *r, const char *set, const struct bytes *texts, size_t text_count,
	const struct bytes *keys, size_t key_count, FILE *details, struct figures *out, struct err *e)
{
	struct arena a = {0};
	struct job j = {.reader = r, .set = set, .details = details};
	int status = read_keys(keys, key_count, &a, &j.key, e);
	for (size_t i = 0; status == 0 && i < text_count; i++) {
		const struct muc_message *messages;
		size_t count = muc_messages(texts[i], &a, &messages);
		for (size_t m = 0; m < count; m++) {
			score_message(&j, &messages[m]);
		}
	}
	if (status == 0) {
		add_figures(&j, out);
	}
	arena_done(&a);
	return status;
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "lists.h"

#include "row.h"
#include "sheet.h"

/* Above every number of households, so that its multiples visit each once, neighbours far apart. */
static const uint64_t step_prime = 2654435761;

struct job {
	const struct culture *culture;
	const struct model *model; /* of the list */
	const struct model *base;  /* the list that it is an edition of, or itself */
	uint64_t seed;
	uint64_t base_number; /* of base among the lists */
	uint64_t number;
	uint64_t households;
	struct sheet sheet;
	uint64_t rows;
	struct row row;
};

static bool is_reached(const struct job *j, const struct household *h, const struct victim *v)
{
	const struct model *m = j->base;
	struct random r = row_stream(j->seed, STREAM_REACHED, j->base_number, v->number, 0);
	unsigned p = m->reached * 10U;
	p = h->is_remote ? p * m->remote / 100 : p;
	p = v->death_day - DEATH_FIRST_DAY >= DEATH_DAY_COUNT / 2 ? p * m->late / 100 : p;
	p = people_age(v) < 18 ? p * m->child / 100 : p;
	p = v->is_woman ? p * m->woman / 100 : p;
	bool is_reached = random_below(&r, 1000) < p;
	if (m != j->model) {
		struct random edition = row_stream(j->seed, STREAM_EDITION, j->number, v->number, 0);
		unsigned flips = is_reached ? j->model->removed : j->model->added;
		is_reached = is_reached != (random_below(&edition, 1000) < flips);
	}
	return is_reached;
}

static void write_row(struct job *j, const struct victim *v, unsigned copy)
{
	row_make(&j->row, j->culture, v,
		&(struct row_place){j->model, j->base, j->seed, j->base_number, j->number, copy});
	row_write(&j->row, j->model, &j->sheet, ++j->rows, v);
}

static bool falls(const struct job *j, enum row_stream what, uint64_t person, unsigned thousandth)
{
	struct random r = row_stream(j->seed, what, j->number, person, 0);
	return random_below(&r, 1000) < thousandth;
}

static void write_household(struct job *j, uint64_t number, bool is_again)
{
	struct household h;
	people_household(j->culture, j->seed, number, &h);
	for (size_t i = 0; i < h.count; i++) {
		const struct victim *v = &h.victim[i];
		if (!is_reached(j, &h, v) ||
			(is_again && !falls(j, STREAM_AGAIN, v->number, j->model->again))) {
			continue;
		}
		write_row(j, v, 0);
		if (falls(j, STREAM_TWICE, v->number, j->model->twice)) {
			write_row(j, v, 1);
		}
	}
}

static int write_list(struct job *j, const char *folder, struct err *e)
{
	char path[4096];
	snprintf(path, sizeof(path), "%s/%s.csv", folder, j->model->name);
	int rc = sheet_open(&j->sheet, path, e);
	if (rc != 0) {
		return rc;
	}
	for (const struct column *c = j->model->column; c->header != NULL; c++) {
		sheet_cell(&j->sheet, bytes_of(c->header));
	}
	sheet_end_row(&j->sheet);
	for (int is_again = 0; is_again <= (j->model->again > 0); is_again++) {
		for (uint64_t i = 0; i < j->households; i++) {
			write_household(j, (i * step_prime + j->number) % j->households, is_again);
		}
	}
	return sheet_close(&j->sheet, e);
}

static const char *part_name(char letter)
{
	switch (letter) {
	case 'G':
		return "given";
	case 'F':
		return "father";
	case 'R':
		return "grandfather";
	default:
		return "family";
	}
}

static void describe(FILE *map, const struct model *m)
{
	static const char *const orders[] = {"ymd", "dmy", "mdy"};
	fprintf(map, "[list %s]\nunique = %s\ndate_order = %s\n", m->name, m->is_unique ? "yes" : "no",
		orders[m->date_form]);
	if (m->name_order != NULL) {
		fprintf(map, "name_order =");
		for (const char *p = m->name_order; *p != 0; p++) {
			fprintf(map, " %s", part_name(*p));
		}
		fputc('\n', map);
	}
	for (const struct column *c = m->column; c->header != NULL; c++) {
		fprintf(map, "%s = %s\n", field_names[c->field], c->header);
	}
	fputc('\n', map);
}

static int write_map(const char *folder, const struct model *m, struct err *e)
{
	char path[4096];
	snprintf(path, sizeof(path), "%s/lists.map", folder);
	FILE *map = fopen(path, "w");
	if (map == NULL) {
		return err_errno(e, ERR_IO, "cannot write %s", path);
	}
	fprintf(map, "# What the columns of the lists mean; made by bench/matching/generate.\n\n");
	for (; m->name != NULL; m++) {
		describe(map, m);
	}
	bool has_failed = ferror(map) != 0;
	has_failed |= fclose(map) != 0;
	return has_failed ? err_set(e, ERR_IO, "%s was not written whole", path) : 0;
}

int lists_write(const char *folder, enum culture_kind kind, uint64_t persons, uint64_t seed, struct err *e)
{
	struct culture culture;
	int rc = culture_init(&culture, kind, persons, seed, e);
	if (rc == 0) {
		rc = write_map(folder, models[kind], e);
	}
	struct job job = {
		.culture = &culture, .seed = seed, .households = people_households(&culture, persons)};
	for (; rc == 0 && models[kind][job.number].name != NULL; job.number++) {
		job.model = &models[kind][job.number];
		if (!job.model->is_edition) {
			job.base = job.model;
			job.base_number = job.number;
		}
		job.rows = 0;
		rc = write_list(&job, folder, e);
	}
	row_done(&job.row);
	culture_done(&culture);
	return rc;
}

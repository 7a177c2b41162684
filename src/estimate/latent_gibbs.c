/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/latent_gibbs.h"

#include <math.h>

/* As in the kernel: a class with less is empty. */
static const double NU_MIN = 1e-30;

void latent_gibbs_init(struct latent_gibbs *g, struct arena *a, const struct latent_model *m)
{
	size_t classes = m->class_count;
	size_t lists = classes * m->list_count;
	*g = (struct latent_gibbs){
		.model = m,
		.odds = arena_calloc(a, lists, sizeof(double)),
		.unlisted = arena_calloc(a, classes, sizeof(double)),
		.nu = arena_calloc(a, classes, sizeof(double)),
		.order = arena_calloc(a, classes, sizeof(unsigned)),
		.joint = arena_calloc(a, classes * m->node_count, sizeof(double)),
		.part = arena_calloc(a, classes * m->node_count, sizeof(int64_t)),
		.after = arena_calloc(a, classes, sizeof(double)),
		.people = arena_calloc(a, classes, sizeof(int64_t)),
		.on = arena_calloc(a, lists, sizeof(int64_t)),
	};
}

/* ------- the people's classes ------- */

/* Chances of the classes; those in use go into `order`, descending. */
static void find_classes(struct latent_gibbs *g, const double *y)
{
	unsigned classes = g->model->class_count;
	double left_log = 0;
	g->used = 0;
	for (unsigned k = 0; k < classes; k++) {
		double s = k + 1 < classes ? exp(y[k]) : INFINITY;
		g->nu[k] = exp(left_log) * -expm1(-s);
		left_log -= s;
		if (g->nu[k] <= NU_MIN) {
			continue;
		}
		unsigned i = g->used++;
		for (; i > 0 && g->nu[g->order[i - 1]] < g->nu[k]; i--) {
			g->order[i] = g->order[i - 1];
		}
		g->order[i] = k;
	}
}

static void find_chances(struct latent_gibbs *g, const double *position)
{
	unsigned lists = g->model->list_count;
	for (unsigned i = 0; i < g->used; i++) {
		unsigned k = g->order[i];
		double p = g->nu[k];
		for (unsigned j = 0; j < lists; j++) {
			double odds = exp(position[k * lists + j]);
			g->odds[k * lists + j] = odds;
			p /= 1 + odds;
		}
		g->unlisted[k] = p;
	}
}

static void find_joint(struct latent_gibbs *g)
{
	const struct latent_model *m = g->model;
	for (unsigned i = 0; i < g->used; i++) {
		unsigned k = g->order[i];
		g->joint[i] = g->unlisted[k];
		for (unsigned j = 0; j < m->list_count; j++) {
			double odds = g->odds[(size_t)k * m->list_count + j];
			for (uint32_t c = m->list_begin[j]; c < m->list_begin[j + 1]; c++) {
				g->joint[(size_t)c * m->class_count + i] =
					g->joint[(size_t)m->parent[c] * m->class_count + i] * odds;
			}
		}
	}
}

/* Draws the classes of `count` people of one pattern by their chances; part[i] for the i-th class in use. */
static void split_people(
	struct latent_gibbs *g, struct random *r, int64_t count, const double *chance, int64_t *part)
{
	enum { ONE_BY_ONE = 4 };
	memset(part, 0, g->used * sizeof(*part));
	if (count == 0) {
		return;
	}
	double sum = 0; /* from the small end, so that what is left keeps its digits */
	for (unsigned i = g->used; i-- > 0;) {
		g->after[i] = sum;
		sum += chance[i];
	}
	if (count <= ONE_BY_ONE) {
		for (int64_t c = 0; c < count; c++) {
			double u = random_p(r) * sum;
			unsigned i = 0;
			for (; i + 1 < g->used && u < g->after[i]; i++) {
			}
			part[i]++;
		}
		return;
	}
	for (unsigned i = 0; i < g->used && count > 0; i++) {
		double rest = g->after[i];
		part[i] = rest > 0 ? random_binomial(r, count, chance[i] / (chance[i] + rest)) : count;
		count -= part[i];
	}
}

static void draw_classes(struct latent_gibbs *g, struct random *r, int64_t missing)
{
	const struct latent_model *m = g->model;
	unsigned classes = m->class_count;
	for (size_t c = 0; c < m->node_count; c++) {
		split_people(
			g, r, c == 0 ? missing : m->count[c], g->joint + c * classes, g->part + c * classes);
	}
	memset(g->people, 0, classes * sizeof(*g->people));
	memset(g->on, 0, (size_t)classes * m->list_count * sizeof(*g->on));
	for (unsigned j = m->list_count; j-- > 0;) {
		for (uint32_t c = m->list_begin[j]; c < m->list_begin[j + 1]; c++) {
			const int64_t *part = g->part + (size_t)c * classes;
			int64_t *parent = g->part + (size_t)m->parent[c] * classes;
			for (unsigned i = 0; i < g->used; i++) {
				g->on[(size_t)g->order[i] * m->list_count + j] += part[i];
				parent[i] += part[i];
			}
		}
	}
	for (unsigned i = 0; i < g->used; i++) {
		g->people[g->order[i]] = g->part[i];
	}
}

/* ------- the chances given the classes ------- */

/* logit of a Beta(a, b) number. */
static double draw_logit(struct random *r, double a, double b)
{
	if (a == 1 && b == 1) {
		double u = random_p(r);
		return log(u / (1 - u));
	}
	return random_gamma_log(r, a) - random_gamma_log(r, b);
}

static void draw_lists(struct latent_gibbs *g, struct random *r, double *position)
{
	const struct latent_model *m = g->model;
	for (unsigned k = 0; k < m->class_count; k++) {
		for (unsigned j = 0; j < m->list_count; j++) {
			size_t i = (size_t)k * m->list_count + j;
			position[i] = draw_logit(r, m->prior.list_a + (double)g->on[i],
				m->prior.list_b + (double)(g->people[k] - g->on[i]));
		}
	}
}

static double draw_alpha(const struct latent_model *m, struct random *r, const double *y)
{
	double sum = m->prior.alpha_rate;
	for (unsigned k = 0; k + 1 < m->class_count; k++) {
		sum += exp(y[k]);
	}
	return random_gamma(r, m->prior.alpha_shape + m->class_count - 1) / sum;
}

static void draw_sticks(struct latent_gibbs *g, struct random *r, double alpha, double *y)
{
	int64_t later = 0;
	for (unsigned k = g->model->class_count - 1; k-- > 0;) {
		later += g->people[k + 1]; /* whole numbers first: alpha may be too small to be added twice */
		double rest = alpha + (double)later;
		if (g->people[k] == 0) {
			y[k] = log(random_exponential(r) / rest);
			continue;
		}
		double odds_log = random_gamma_log(r, 1 + (double)g->people[k]) - random_gamma_log(r, rest);
		y[k] = odds_log > 700 ? log(odds_log) : log(log1p(exp(odds_log)));
		if (odds_log < -30) {
			y[k] = odds_log;
		}
	}
}

void latent_gibbs_sweep(struct latent_gibbs *g, struct random *r, double *position, int64_t missing)
{
	double *y = position + (size_t)g->model->class_count * g->model->list_count;
	find_classes(g, y);
	find_chances(g, position);
	find_joint(g);
	draw_classes(g, r, missing);
	draw_lists(g, r, position);
	draw_sticks(g, r, draw_alpha(g->model, r, y), y);
	for (size_t i = 0; i < g->model->size; i++) {
		position[i] = fmin(fmax(position[i], -LATENT_BOUND), LATENT_BOUND);
	}
}

/* ------- labels ------- */

void latent_swap_labels(const struct latent_model *m, struct random *r, double *position)
{
	unsigned lists = m->list_count;
	double *y = position + (size_t)m->class_count * lists;
	double left_log = 0;
	for (unsigned k = 0; k + 2 < m->class_count && left_log > log(NU_MIN); k++) {
		double s = exp(y[k]);
		double next = exp(y[k + 1]);
		double moved = exp(-s) * -expm1(-next); /* V_k after the exchange */
		double hazard = -log1p(-moved);
		if (moved > 0 && log(random_p(r)) < hazard - s) {
			double v = -expm1(-s) / (1 - moved);
			for (unsigned j = 0; j < lists; j++) {
				double x = position[k * lists + j];
				position[k * lists + j] = position[(k + 1) * lists + j];
				position[(k + 1) * lists + j] = x;
			}
			y[k] = log(hazard);
			y[k + 1] = log(v < 0.5 ? -log1p(-v) : s + next - hazard);
		}
		left_log -= exp(y[k]);
	}
}

double latent_missing_odds(const struct latent_model *m, const double *position)
{
	const double *y = position + (size_t)m->class_count * m->list_count;
	double left_log = 0;
	double listed = 0;
	double unlisted = 0;
	for (unsigned k = 0; k < m->class_count; k++) {
		double s = k + 1 < m->class_count ? exp(y[k]) : INFINITY;
		double missed = exp(left_log) * -expm1(-s);
		for (unsigned j = 0; j < m->list_count; j++) {
			double odds = exp(position[k * m->list_count + j]);
			double off = 1 / (1 + odds);
			listed += missed * odds * off;
			missed *= off;
		}
		unlisted += missed;
		left_log -= s;
	}
	return unlisted / listed;
}

int64_t latent_draw_missing(const struct latent_model *m, struct random *r, double missing_odds)
{
	double mean = random_gamma(r, (double)m->total) * missing_odds;
	return mean < (double)CAPTURE_TOTAL_MAX ? random_poisson(r, mean) : INT64_MAX;
}

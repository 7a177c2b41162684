/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Compiled once for each kind of processor, LATENT_KERNEL being the name of the table at the end. */
#include "estimate/latent_kernel.h"

#include "estimate/lanes.h"

/* A class with less than this chance is taken to be empty: its share is lost in the rounding of any sum. */
static const double NU_MIN = 1e-30;

/* ------- the classes ------- */

/* 1 - e^-s for s above 0, of small s by its series. */
static inline lanes one_minus_exp(lanes s, lanes exp_minus_s)
{
	lanes series = s * (1 - s * (0.5 - s * (1.0 / 6 - s * (1.0 / 24))));
	return lanes_select((lanes_bits)(s < 1e-3), series, 1 - exp_minus_s);
}

/* The chances of the classes from the sticks y, into `listed`; hazards and slopes. Returns the sum of the hazards. */
static lanes break_sticks(const struct latent_model *m, struct latent_work *w, const lanes *y)
{
	lanes *hazard = (lanes *)w->hazard;
	lanes *slope = (lanes *)w->slope;
	lanes *nu = (lanes *)w->listed;
	lanes left = lanes_all(1);
	lanes sum = lanes_all(0);
	for (unsigned k = 0; k < m->class_count; k++) {
		lanes v = lanes_all(1);
		lanes keep = lanes_all(0);
		if (k + 1 < m->class_count) {
			lanes s = lanes_exp(y[k]);
			keep = lanes_exp(-s);
			v = one_minus_exp(s, keep);
			hazard[k] = s;
			slope[k] = s * keep / v;
			sum += s;
		}
		lanes share = left * v;
		nu[k] = lanes_select((lanes_bits)(share > NU_MIN), share, lanes_all(0));
		w->is_used[k] = lanes_any(nu[k]);
		left *= keep;
	}
	return sum;
}

/* lambda of one class; nu is cut into its listed and its unlisted part. Returns the prior's logarithm. */
static lanes list_chances(
	const struct latent_model *m, struct latent_work *w, const lanes *x, unsigned k, bool with_prior)
{
	enum { AT_ONCE = 3 }; /* so many factors of e^-200 do not underflow */
	lanes *lambda = (lanes *)w->lambda + (size_t)k * m->list_count;
	lanes *odds = (lanes *)w->odds + (size_t)k * m->list_count;
	double a = m->prior.list_a;
	double b = m->prior.list_b;
	lanes missed = lanes_all(1);
	lanes seen =
		lanes_all(0); /* on some list, summed over the first one that has them: no digits cancel */
	lanes few = lanes_all(1);
	lanes prior = lanes_all(0);
	for (unsigned j = 0; j < m->list_count; j++) {
		lanes c = lanes_clamp(x[j], -LATENT_BOUND, LATENT_BOUND);
		odds[j] = lanes_exp(c);
		lanes off = 1 / (1 + odds[j]);
		lambda[j] = odds[j] * off;
		seen += missed * lambda[j];
		missed *= off;
		if (with_prior) {
			prior += a * c;
			few *= off;
			if (j % AT_ONCE == AT_ONCE - 1 || j + 1 == m->list_count) {
				prior += (a + b) * lanes_log(few);
				few = lanes_all(1);
			}
		}
	}
	lanes nu = ((lanes *)w->listed)[k];
	((lanes *)w->unlisted)[k] = nu * missed;
	((lanes *)w->listed)[k] = nu * seen;
	return prior;
}

/* ------- the cells ------- */

/* Chances of the patterns by class into `joint`, their sums over the classes into `node`. */
static void pattern_chances(const struct latent_model *m, struct latent_work *w)
{
	lanes *node = (lanes *)w->node;
	for (size_t i = 0; i < m->node_count; i++) {
		node[i] = lanes_all(0);
	}
	for (unsigned k = 0; k < m->class_count; k++) {
		if (!w->is_used[k]) {
			continue;
		}
		lanes *joint = (lanes *)w->joint + k * m->node_count;
		joint[0] = ((const lanes *)w->unlisted)[k];
		for (unsigned j = 0; j < m->list_count; j++) {
			lanes odds = ((const lanes *)w->odds)[(size_t)k * m->list_count + j];
			for (uint32_t i = m->list_begin[j]; i < m->list_begin[j + 1]; i++) {
				joint[i] = joint[m->parent[i]] * odds;
				node[i] += joint[i];
			}
		}
	}
}

static lanes sum_of_classes(const struct latent_model *m, const double *part)
{
	lanes sum = lanes_all(0);
	for (unsigned k = 0; k < m->class_count; k++) {
		sum += ((const lanes *)part)[k];
	}
	return sum;
}

static lanes likelihood(const struct latent_model *m, const struct latent_work *w, lanes listed)
{
	lanes sum = -(double)m->total * lanes_log(listed);
	for (size_t i = 1; i < m->node_count; i++) {
		if (m->count[i] > 0) {
			sum += (double)m->count[i] * lanes_log(((const lanes *)w->node)[i]);
		}
	}
	return sum;
}

/* ------- the gradient ------- */

/*
 * Expected people of one class: on list j into listed[j]; returns all that were seen. From the longest patterns to the
 * shortest each node adds itself to its parent.
 */
static lanes expect_people(const struct latent_model *m, struct latent_work *w, unsigned k, lanes *listed)
{
	const lanes *joint = (const lanes *)w->joint + k * m->node_count;
	const lanes *node = (const lanes *)w->node;
	lanes *share = (lanes *)w->share;
	share[0] = lanes_all(0);
	for (size_t i = 1; i < m->node_count; i++) {
		share[i] = joint[i] * node[i];
	}
	for (unsigned j = m->list_count; j-- > 0;) {
		lanes sum = lanes_all(0);
		for (uint32_t i = m->list_begin[j]; i < m->list_begin[j + 1]; i++) {
			sum += share[i];
			share[m->parent[i]] += share[i];
		}
		listed[j] = sum;
	}
	return share[0];
}

/*
 * Of the classes' list chances: people of class k expected on list j, minus lambda times all of class k, those on no list
 * among them. Leaves in `listed` the derivative by ln nu_k.
 */
static void list_gradient(
	const struct latent_model *m, struct latent_work *w, lanes listed, double heat, lanes *gradient)
{
	double a = m->prior.list_a;
	double b = m->prior.list_b;
	lanes all = (double)m->total / listed; /* expected N */
	for (unsigned k = 0; k < m->class_count; k++) {
		const lanes *lambda = (const lanes *)w->lambda + (size_t)k * m->list_count;
		lanes *g = gradient + (size_t)k * m->list_count;
		if (!w->is_used[k]) {
			for (unsigned j = 0; j < m->list_count; j++) {
				g[j] = a - (a + b) * lambda[j];
			}
			continue;
		}
		lanes people = expect_people(m, w, k, g);
		lanes missing = all * ((const lanes *)w->unlisted)[k];
		for (unsigned j = 0; j < m->list_count; j++) {
			g[j] = heat * (g[j] - lambda[j] * (people + missing)) + (a - (a + b) * lambda[j]);
		}
		lanes *of_class = (lanes *)w->listed + k;
		*of_class = people - all * *of_class;
	}
}

static void stick_gradient(const struct latent_model *m, const struct latent_work *w, lanes hazard_sum,
	double heat, lanes *gradient)
{
	const lanes *hazard = (const lanes *)w->hazard;
	lanes pull = (m->prior.alpha_shape + m->class_count - 1) / (m->prior.alpha_rate + hazard_sum);
	const lanes *of_class = (const lanes *)w->listed;
	lanes later = lanes_all(0);
	for (unsigned k = m->class_count - 1; k-- > 0;) {
		later += of_class[k + 1];
		lanes rise = of_class[k] * ((const lanes *)w->slope)[k] - later * hazard[k];
		gradient[k] = heat * rise + (1 - pull * hazard[k]);
	}
}

/* 0 where all coordinates are within LATENT_BOUND, else NAN. */
static lanes check_bounds(const struct latent_model *m, const lanes *position)
{
	lanes far = lanes_all(0);
	for (size_t i = 0; i < m->size; i++) {
		far = lanes_select((lanes_bits)(position[i] > LATENT_BOUND), lanes_all(NAN), far);
		far = lanes_select((lanes_bits)(position[i] < -LATENT_BOUND), lanes_all(NAN), far);
		far += position[i] - position[i];
	}
	return far;
}

/* The gradient at `position`, and the density unless point is NULL. */
static void differentiate(const struct latent_model *m, struct latent_work *w, double heat,
	const lanes *position, lanes *gradient, struct latent_point *point)
{
	size_t sticks = (size_t)m->class_count * m->list_count;
	lanes hazard_sum = break_sticks(m, w, position + sticks);
	lanes prior = lanes_all(0);
	for (unsigned k = 0; k < m->class_count; k++) {
		prior += list_chances(m, w, position + (size_t)k * m->list_count, k, point != NULL);
	}
	pattern_chances(m, w);
	lanes listed = sum_of_classes(m, w->listed);
	if (point != NULL) {
		for (unsigned k = 0; k + 1 < m->class_count; k++) {
			prior += position[sticks + k];
		}
		prior -= (m->prior.alpha_shape + m->class_count - 1) *
			lanes_log(m->prior.alpha_rate + hazard_sum);
		*(lanes *)point->prior_log = prior + check_bounds(m, position);
		*(lanes *)point->likelihood_log = likelihood(m, w, listed);
		*(lanes *)point->missing_odds = sum_of_classes(m, w->unlisted) / listed;
	}
	lanes *node = (lanes *)w->node;
	for (size_t i = 1; i < m->node_count; i++) {
		node[i] = (double)m->count[i] / node[i];
	}
	list_gradient(m, w, listed, heat, gradient);
	stick_gradient(m, w, hazard_sum, heat, gradient + sticks);
}

static void evaluate(const struct latent_model *m, struct latent_work *w, double heat, struct latent_point *p)
{
	differentiate(m, w, heat, (const lanes *)p->position, (lanes *)p->gradient, p);
}

/* ------- trajectories ------- */

static inline lanes_bits multiply(lanes_bits a, uint64_t b)
{
	return (a & UINT32_MAX) * b;
}

/* random_philox() in all lanes; each word in the lower half of its element. */
static void philox(lanes_bits c[4], const uint32_t key[2])
{
	enum { ROUNDS = 10 };
	uint32_t k0 = key[0];
	uint32_t k1 = key[1];
	for (int round = 0; round < ROUNDS; round++) {
		lanes_bits product0 = multiply(c[0], UINT64_C(0xD2511F53));
		lanes_bits product1 = multiply(c[2], UINT64_C(0xCD9E8D57));
		c[0] = (product1 >> 32) ^ c[1] ^ k0;
		c[1] = product1 & UINT32_MAX;
		c[2] = (product0 >> 32) ^ c[3] ^ k1;
		c[3] = product0 & UINT32_MAX;
		k0 += UINT32_C(0x9E3779B9);
		k1 += UINT32_C(0xBB67AE85);
	}
}

/* Draws speeds from the upper half of each lane's stream. */
static void draw_speeds(const struct latent_model *m, const struct latent_move *move, lanes *speed)
{
	lanes_bits chain = {0};
	for (int l = 0; l < LANES; l++) {
		chain[l] = move->chain[l];
	}
	const lanes_bits zero = {0};
	for (size_t i = 0; i < m->size; i += 4) {
		lanes_bits c[4] = {
			zero + (UINT32_C(1) << 31) + i / 4, zero + move->time, chain, zero + move->replicate};
		philox(c, move->key);
		lanes z[4];
		lanes_normal(c[0], c[1], &z[0], &z[1]);
		lanes_normal(c[2], c[3], &z[2], &z[3]);
		for (size_t e = 0; e < 4 && i + e < m->size; e++) {
			speed[i + e] = z[e];
		}
	}
}

static lanes kinetic(const struct latent_model *m, const lanes *speed)
{
	lanes sum = lanes_all(0);
	for (size_t i = 0; i < m->size; i++) {
		sum += speed[i] * speed[i];
	}
	return 0.5 * sum;
}

static lanes density(const struct latent_point *p, double heat)
{
	return *(const lanes *)p->prior_log + heat * *(const lanes *)p->likelihood_log;
}

static void trajectory(const struct latent_model *m, struct latent_work *w, const struct latent_move *move,
	const struct latent_point *from, struct latent_point *to, double *gain)
{
	double step = move->step;
	const double *scale = move->scale;
	lanes *x = (lanes *)to->position;
	lanes *g = (lanes *)to->gradient;
	lanes *v = (lanes *)w->speed;
	memcpy(x, from->position, m->size * sizeof(*x));
	memcpy(g, from->gradient, m->size * sizeof(*g));
	draw_speeds(m, move, v);
	lanes before = density(from, move->heat) - kinetic(m, v);
	double kick = 0.5 * step;
	for (unsigned s = 0; s < move->step_count; s++) {
		bool is_last = s + 1 == move->step_count;
		for (size_t i = 0; i < m->size; i++) {
			v[i] += (kick * scale[i]) * g[i];
			x[i] += (step * scale[i]) * v[i];
		}
		differentiate(m, w, move->heat, x, g, is_last ? to : NULL);
		kick = step; /* the half kicks between two steps make one */
	}
	for (size_t i = 0; i < m->size; i++) {
		v[i] += (0.5 * step * scale[i]) * g[i];
	}
	*(lanes *)gain = density(to, move->heat) - kinetic(m, v) - before;
}

const struct latent_kernel LATENT_KERNEL = {evaluate, trajectory};

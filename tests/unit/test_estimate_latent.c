/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The latent class model: its density, its moves, and the numbers that come out. */
#include "estimate/draws.h"
#include "estimate/latent.h"
#include "estimate/latent_hmc.h"
#include "estimate/latent_ladder.h"
#include "estimate/latent_prior.h"
#include "mse.h"
#include "test.h"

#include <math.h>

static const struct bytes names[] = {{"A", 1}, {"B", 1}, {"C", 1}, {"D", 1}};

static struct capture_table make_table(
	struct arena *a, unsigned lists, const uint64_t *mask, const int64_t *count, size_t cells)
{
	struct err e = {0};
	struct capture_table t = {0};
	BUG_IF(capture_table_build(&t, a, lists, names, mask, count, cells, &e) != 0);
	return t;
}

/*
 * 22 people on three lists. By 3 * 10^7 draws from the prior, weighted with the likelihood, E[N] is 41.56 with three
 * classes and 41.31 with five, at most 20 n missing; both within about 0.02.
 */
static struct capture_table tiny_table(struct arena *a)
{
	return make_table(a, 3, (uint64_t[]){1, 2, 4, 3, 5, 6}, (int64_t[]){8, 6, 4, 2, 1, 1}, 6);
}

static bool is_near(double got, double expected, double tolerance)
{
	if (fabs(got - expected) <= tolerance) {
		return true;
	}
	test_note("%.10g is not %.10g within %g", got, expected, tolerance);
	return false;
}

/* ------- the model ------- */

TEST(latent_model_is_a_tree_of_patterns)
{
	struct arena a = {0};
	struct capture_table t = make_table(&a, 3, (uint64_t[]){7, 4, 1}, (int64_t[]){5, 6, 2}, 3);
	struct latent_options o;
	latent_options_default(&o);
	struct latent_model m;
	latent_model_init(&m, &a, &t, 2, &o.prior);
	/* the root, A, AB (which nobody has), C, ABC */
	CHECK_INT((int64_t)m.node_count, 5);
	const uint32_t parent[] = {0, 0, 1, 0, 2};
	const int64_t count[] = {0, 2, 0, 6, 5};
	for (size_t i = 0; i < 5; i++) {
		CHECK_INT(m.parent[i], parent[i]);
		CHECK_INT(m.count[i], count[i]);
	}
	CHECK(m.list_begin[0] == 1 && m.list_begin[1] == 2 && m.list_begin[2] == 3 && m.list_begin[3] == 5);
	CHECK_INT(latent_class_count(2), 3);
	CHECK_INT(latent_class_count(3), 7);
	CHECK_INT(latent_class_count(4), 15);
	CHECK_INT(latent_class_count(64), 15);
	arena_done(&a);
}

/* The logarithm of the density straight from its definition. */
static double density(const struct latent_model *m, const struct capture_table *t, const double *x)
{
	const double *y = x + (size_t)m->class_count * m->list_count;
	double sum = m->prior.alpha_rate;
	double prior = 0;
	double left = 1;
	double nu[8];
	for (unsigned k = 0; k + 1 < m->class_count; k++) {
		nu[k] = left * -expm1(-exp(y[k]));
		left *= exp(-exp(y[k]));
		sum += exp(y[k]);
		prior += y[k];
	}
	nu[m->class_count - 1] = left;
	prior -= (m->prior.alpha_shape + m->class_count - 1) * log(sum);
	double listed = 0;
	double likelihood = 0;
	for (size_t i = 0; i <= t->cell_count; i++) {
		double pi = 0;
		for (unsigned k = 0; k < m->class_count; k++) {
			double p = nu[k];
			for (unsigned j = 0; j < m->list_count; j++) {
				double lambda = 1 / (1 + exp(-x[k * m->list_count + j]));
				bool is_on = i < t->cell_count && (t->mask[i] >> j & 1);
				p *= is_on ? lambda : 1 - lambda;
				if (i == 0) {
					prior += m->prior.list_a * log(lambda) +
						m->prior.list_b * log1p(-lambda);
				}
			}
			pi += p;
		}
		listed = 1 - pi;
		likelihood += i < t->cell_count ? (double)t->count[i] * log(pi) : 0;
	}
	return prior + likelihood - (double)t->total * log(listed);
}

/* Every lane's density and gradient against the definition and its differences. */
TEST(latent_kernel_is_the_density_and_its_gradient)
{
	struct arena a = {0};
	struct capture_table t = make_table(
		&a, 4, (uint64_t[]){1, 2, 4, 8, 3, 9, 14, 15}, (int64_t[]){30, 22, 9, 40, 5, 4, 3, 1}, 8);
	struct latent_options o;
	latent_options_default(&o);
	o.prior.list_a = 0.7;
	o.prior.list_b = 2.5;
	struct latent_model m;
	latent_model_init(&m, &a, &t, 4, &o.prior);
	struct latent_chains c;
	latent_chains_init(&c, &a, &m, &(struct random_place){.seed = 11});
	struct random r;
	random_init(&r, &(struct random_place){.seed = 12});
	for (size_t i = 0; i < m.size * LATENT_LANES; i++) {
		c.now.position[i] = 1.5 * random_normal(&r) - 0.5;
	}
	latent_chains_evaluate(&c);
	double x[32];
	for (unsigned lane = 0; lane < LATENT_LANES; lane++) {
		for (size_t i = 0; i < m.size; i++) {
			x[i] = c.now.position[i * LATENT_LANES + lane];
		}
		double log_density = density(&m, &t, x);
		CHECK(is_near(c.now.prior_log[lane] + c.now.likelihood_log[lane], log_density, 1e-9));
		for (size_t i = 0; i < m.size; i++) {
			const double step = 1e-5;
			double at = x[i];
			x[i] = at + step;
			double up = density(&m, &t, x);
			x[i] = at - step;
			double down = density(&m, &t, x);
			x[i] = at;
			CHECK(is_near(
				c.now.gradient[i * LATENT_LANES + lane], (up - down) / (2 * step), 1e-4));
		}
	}
	arena_done(&a);
}

TEST(latent_kernels_give_the_same_digits)
{
	GUARANTEE("latent_kernel.h: Every kernel gives the same digits.");
	struct arena a = {0};
	struct capture_table t = tiny_table(&a);
	struct latent_options o;
	latent_options_default(&o);
	struct latent_model m;
	latent_model_init(&m, &a, &t, 5, &o.prior);
	struct latent_chains c[2];
	for (int i = 0; i < 2; i++) {
		latent_chains_init(&c[i], &a, &m, &(struct random_place){.seed = 5});
		if (i == 1) {
			c[i].kernel = latent_kernel_any();
		}
		for (unsigned lane = 0; lane < LATENT_LANES; lane++) {
			latent_chains_start(&c[i], lane, lane % 2 == 1);
		}
		latent_chains_tune(&c[i], 40);
	}
	CHECK(memcmp(c[0].now.position, c[1].now.position, m.size * LATENT_LANES * sizeof(double)) == 0);
	CHECK(memcmp(c[0].now.gradient, c[1].now.gradient, m.size * LATENT_LANES * sizeof(double)) == 0);
	arena_done(&a);
}

/* A point where the density is nought, or can't be computed, is never accepted. */
TEST(latent_density_ends_at_its_bound)
{
	struct arena a = {0};
	struct capture_table t = tiny_table(&a);
	struct latent_options o;
	latent_options_default(&o);
	struct latent_model m;
	latent_model_init(&m, &a, &t, 3, &o.prior);
	struct latent_chains c;
	latent_chains_init(&c, &a, &m, &(struct random_place){.seed = 5});
	const double odd[LATENT_LANES] = {0, 199, -199, 201, -201, 1e300, INFINITY, NAN};
	for (unsigned lane = 0; lane < LATENT_LANES; lane++) {
		c.now.position[(m.size - 1) * LATENT_LANES + lane] = odd[lane];
	}
	latent_chains_evaluate(&c);
	for (unsigned lane = 0; lane < LATENT_LANES; lane++) {
		CHECK(isfinite(c.now.prior_log[lane]) == (lane < 3));
	}
	arena_done(&a);
}

/* ------- the prior ------- */

TEST(latent_prior_has_the_expansion_asked_for)
{
	GUARANTEE("latent_prior.h: Simulated expansion factors have the quantiles asked for, within 5 % of "
		  "their "
		  "distance from 1.");
	enum { DRAWS = 40000 };
	static double factor[DRAWS];
	const double rows[][3] = {{4, 1.1, 1.5}, {4, 1.1, 3}, {5, 1.2, 5}, {8, 1.05, 2}};
	struct random r;
	random_init(&r, &(struct random_place){.seed = 8});
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct latent_prior prior = {0};
		unsigned lists = (unsigned)rows[i][0];
		CHECK(latent_prior_expansion(&prior, lists, rows[i][1], rows[i][2]));
		for (size_t d = 0; d < DRAWS; d++) {
			double missed = 1;
			for (unsigned j = 0; j < lists; j++) {
				double on = random_gamma(&r, prior.list_a);
				missed *= 1 - on / (on + random_gamma(&r, prior.list_b));
			}
			factor[d] = 1 / (1 - missed);
		}
		draws_sort(factor, DRAWS);
		double low = draws_quantile(factor, DRAWS, 0.025, DRAWS_TYPE_7);
		double high = draws_quantile(factor, DRAWS, 0.975, DRAWS_TYPE_7);
		CHECK(is_near((low - 1) / (rows[i][1] - 1), 1, 0.05));
		CHECK(is_near((high - 1) / (rows[i][2] - 1), 1, 0.05));
	}
	/* certainty is none of a few Beta variables */
	CHECK(!latent_prior_expansion(&(struct latent_prior){0}, 1, 1.0001, 1e9));
}

/* ------- the moves, each by itself ------- */

enum { PLAIN_SWEEPS = 40000, PLAIN_CHAINS = 4 };

/* A plain Gibbs sampler of the sweep alone, and with exchanges of labels: LCMCR's algorithm. Returns E[N] with its error. */
static double plain_gibbs(struct arena *a, const struct latent_model *m, bool swaps, double *error)
{
	double *total = arena_calloc(a, (size_t)PLAIN_CHAINS * PLAIN_SWEEPS, sizeof(double));
	struct latent_gibbs g;
	latent_gibbs_init(&g, a, m);
	for (uint32_t chain = 0; chain < PLAIN_CHAINS; chain++) {
		struct random r;
		random_init(&r, &(struct random_place){.seed = 3, .chain = chain});
		double x[32] = {0};
		int64_t missing = 0;
		for (int i = -500; i < PLAIN_SWEEPS; i++) {
			latent_gibbs_sweep(&g, &r, x, missing);
			if (swaps) {
				latent_swap_labels(m, &r, x);
			}
			int64_t next = latent_draw_missing(m, &r, latent_missing_odds(m, x));
			missing = next <= m->prior.missing_max ? next : missing;
			if (i >= 0) {
				total[chain * PLAIN_SWEEPS + (uint32_t)i] = (double)(m->total + missing);
			}
		}
	}
	struct draws d = {total, PLAIN_CHAINS, PLAIN_SWEEPS};
	size_t count = (size_t)PLAIN_CHAINS * PLAIN_SWEEPS;
	*error = sqrt(draws_variance(total, count) / draws_ess_mean(&d));
	return draws_mean(total, count);
}

TEST(latent_gibbs_alone_gives_the_posterior)
{
	GUARANTEE("latent_gibbs.h: The posterior stays as it is, as after every sweep.");
	GUARANTEE("latent_gibbs.h: The posterior stays as it is, whatever is exchanged.");
	struct arena a = {0};
	struct capture_table t = tiny_table(&a);
	struct latent_options o;
	latent_options_lcmcr(&o, t.total);
	struct latent_model m;
	latent_model_init(&m, &a, &t, 3, &o.prior);
	for (int swaps = 0; swaps < 2; swaps++) {
		double error;
		double mean = plain_gibbs(&a, &m, swaps == 1, &error);
		CHECK(error < 0.25);
		CHECK(is_near(mean, 41.56, 4 * error + 0.02));
	}
	arena_done(&a);
}

/* ------- the whole ------- */

static struct latent_options small_options(int64_t total, double bulk)
{
	struct latent_options o;
	latent_options_lcmcr(&o, total);
	o.seed = 1;
	o.bulk_min = bulk;
	o.tail_min = bulk / 4;
	return o;
}

TEST(latent_of_the_exact_table)
{
	const double expected[] = {41.56, 41.31};
	for (int i = 0; i < 2; i++) {
		struct arena a = {0};
		struct capture_table t = tiny_table(&a);
		struct latent_options o = small_options(t.total, 4000);
		o.class_count = i == 0 ? 3 : 5;
		struct latent_result r;
		latent_run(&r, &a, &t, &o, NULL, NULL);
		CHECK_INT(r.state, LATENT_CONVERGED);
		CHECK(r.bulk >= 4000 && r.tail >= 1000 && r.rhat < 1.01 && r.rhat_split < 1.01);
		CHECK(r.mean_error < 0.25);
		CHECK(is_near(r.mean, expected[i], 4 * r.mean_error + 0.02));
		CHECK_INT((int64_t)r.mode_count, 1);
		arena_done(&a);
	}
}

TEST(latent_on_a_ladder_gives_the_same_posterior)
{
	struct arena a = {0};
	struct capture_table t = tiny_table(&a);
	struct latent_options o = small_options(t.total, 1000);
	o.class_count = 3;
	o.ladder = LATENT_LADDER_ALWAYS;
	struct latent_result r;
	latent_run(&r, &a, &t, &o, NULL, NULL);
	CHECK_INT(r.state, LATENT_CONVERGED);
	CHECK(r.rung_count > 1 && r.least_exchange > 0.1);
	CHECK(is_near(r.mean, 41.56, 4 * r.mean_error + 0.02));
	arena_done(&a);
}

TEST(latent_does_not_depend_on_threads)
{
	GUARANTEE("latent.h: The digits do not depend on the number of threads.");
	struct latent_result r[2];
	struct arena a[2] = {{0}, {0}};
	for (unsigned i = 0; i < 2; i++) {
		struct capture_table t = tiny_table(&a[i]);
		struct latent_options o = small_options(t.total, 200);
		o.class_count = 3;
		o.ladder = LATENT_LADDER_ALWAYS;
		struct pool *pool = pool_open(1 + 2 * i);
		latent_run(&r[i], &a[i], &t, &o, pool, NULL);
		pool_close(&pool);
	}
	CHECK_INT((int64_t)r[0].length, (int64_t)r[1].length);
	CHECK(r[0].length > 0);
	CHECK(memcmp(r[0].total, r[1].total, r[0].chain_count * r[0].length * sizeof(double)) == 0);
	CHECK(r[0].mean == r[1].mean && r[0].rhat == r[1].rhat);
	arena_done(&a[0]);
	arena_done(&a[1]);
}

/* Draws of another place in the work are others. */
TEST(latent_depends_on_seed_stratum_and_replicate)
{
	struct arena a = {0};
	struct capture_table t = tiny_table(&a);
	struct latent_options o = small_options(t.total, 100);
	struct latent_result first;
	latent_run(&first, &a, &t, &o, NULL, NULL);
	for (int i = 0; i < 4; i++) {
		struct latent_options other = o;
		other.seed += i == 1;
		other.stratum += i == 2;
		other.replicate += i == 3;
		struct latent_result r;
		latent_run(&r, &a, &t, &other, NULL, NULL);
		CHECK((r.mean == first.mean) == (i == 0));
	}
	arena_done(&a);
}

/*
 * Two lists that never meet, and a third that meets one of them once: the data say next to nothing about who is missing,
 * and in so little work nothing is settled.
 */
TEST(latent_says_when_it_did_not_converge)
{
	GUARANTEE("latent.h: Chains that do not agree are no estimate: the state says so.");
	struct arena a = {0};
	struct capture_table t = make_table(
		&a, 4, (uint64_t[]){1, 2, 4, 8, 5, 10}, (int64_t[]){4000, 3000, 5000, 2000, 300, 200}, 6);
	struct latent_options o = small_options(t.total, 4000);
	o.work_max = 700;
	struct latent_result r;
	latent_run(&r, &a, &t, &o, NULL, NULL);
	CHECK_INT(r.state, LATENT_NOT_CONVERGED);
	CHECK(r.rhat >= 1.01 || r.bulk < 4000 || r.tail < 1000);
	CHECK(r.length > 0 && r.mode_count > 0);
	CHECK(r.rung_count == 1 && isnan(r.least_exchange)); /* no ladder is built in vain */
	arena_done(&a);
}

TEST(latent_keeps_to_its_cap)
{
	struct arena a = {0};
	struct capture_table t = tiny_table(&a);
	struct latent_options o = small_options(t.total, 400);
	o.prior.missing_max = 20;
	struct latent_result r;
	latent_run(&r, &a, &t, &o, NULL, NULL);
	double highest = 0;
	for (size_t i = 0; i < r.chain_count * r.length; i++) {
		highest = fmax(highest, r.total[i]);
	}
	CHECK(highest == 42);
	CHECK(r.cap_share > 0.01);
	arena_done(&a);
}

TEST(latent_gives_up_after_so_many_visits)
{
	struct arena a = {0};
	struct capture_table t = tiny_table(&a);
	struct latent_options o = small_options(t.total, 4000);
	struct latent_result r;
	o.visits_max = 1;
	latent_run(&r, &a, &t, &o, NULL, NULL);
	CHECK_INT(r.state, LATENT_NOT_CONVERGED);
	CHECK(r.work < 2000 && r.visits > 1);
	arena_done(&a);
}

/*
 * All eight chains stay for hundreds of steps at a quarter of where they end, and never come back: they agree, but say
 * nothing of how likely the place is that they left.
 */
TEST(latent_does_not_forget_where_chains_were)
{
	GUARANTEE("latent.h: Chains that stayed where the draws that are kept never come are no estimate.");
	struct arena a = {0};
	struct capture_table t = mse_table(test_data(), "mse/netherlands_6", &a);
	struct latent_options o;
	latent_options_default(&o);
	o.seed = 1;
	struct latent_result r;
	latent_run(&r, &a, &t, &o, NULL, NULL);
	CHECK(r.rhat < 1.01 && r.bulk >= 4000 && r.tail >= 1000);
	CHECK_INT(r.state, LATENT_NOT_CONVERGED);
	CHECK(r.mode_count > 1 && exp(r.modes[0].at) < 60000);
	arena_done(&a);
}

static bool stop_at_once(void *context, uint64_t done, uint64_t total)
{
	*(int *)context += done <= total;
	return false;
}

TEST(latent_stops_when_told)
{
	struct arena a = {0};
	struct capture_table t = tiny_table(&a);
	struct latent_options o = small_options(t.total, 4000);
	int calls = 0;
	struct latent_result r;
	latent_run(&r, &a, &t, &o, NULL, &(struct estimate_watch){stop_at_once, &calls});
	CHECK_INT(r.state, LATENT_STOPPED);
	CHECK_INT(calls, 1);
	CHECK_INT((int64_t)r.length, 0);
	arena_done(&a);
}

/* With two classes on a table of more the last one is used; with more classes it is not. */
TEST(latent_adds_classes_while_the_last_is_used)
{
	struct arena a = {0};
	struct capture_table t =
		make_table(&a, 3, (uint64_t[]){1, 2, 4, 3, 5, 6, 7}, (int64_t[]){50, 40, 60, 5, 4, 6, 30}, 7);
	struct latent_options o = small_options(t.total, 200);
	o.class_count = 2;
	struct latent_result r;
	latent_run(&r, &a, &t, &o, NULL, NULL);
	CHECK_INT(r.class_count, 2);
	CHECK(r.last_use > 0.5);
	o.may_add_classes = true;
	latent_run(&r, &a, &t, &o, NULL, NULL);
	CHECK(r.class_count > 2);
	arena_done(&a);
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/latent_kernel.h"

extern const struct latent_kernel latent_kernel_plain;
#ifdef LATENT_KERNELS_X86
extern const struct latent_kernel latent_kernel_avx2;
extern const struct latent_kernel latent_kernel_avx512;
#endif

const struct latent_kernel *latent_kernel_best(void)
{
#ifdef LATENT_KERNELS_X86
	if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) {
		return &latent_kernel_avx512;
	}
	if (__builtin_cpu_supports("avx2")) {
		return &latent_kernel_avx2;
	}
#endif
	return &latent_kernel_plain;
}

const struct latent_kernel *latent_kernel_any(void)
{
	return &latent_kernel_plain;
}

double *latent_array(struct arena *a, size_t count)
{
	size_t bytes = count * LATENT_LANES * sizeof(double);
	uintptr_t start = (uintptr_t)arena_calloc(a, bytes + LATENT_ALIGN, 1);
	return (double *)((start + LATENT_ALIGN - 1) & ~(uintptr_t)(LATENT_ALIGN - 1));
}

void latent_point_init(struct latent_point *p, struct arena *a, const struct latent_model *m)
{
	*p = (struct latent_point){
		.position = latent_array(a, m->size),
		.gradient = latent_array(a, m->size),
		.missing_odds = latent_array(a, 1),
		.prior_log = latent_array(a, 1),
		.likelihood_log = latent_array(a, 1),
	};
}

void latent_work_init(struct latent_work *w, struct arena *a, const struct latent_model *m)
{
	size_t lists = (size_t)m->class_count * m->list_count;
	*w = (struct latent_work){
		.lambda = latent_array(a, lists),
		.odds = latent_array(a, lists),
		.hazard = latent_array(a, m->class_count),
		.slope = latent_array(a, m->class_count),
		.unlisted = latent_array(a, m->class_count),
		.listed = latent_array(a, m->class_count),
		.joint = latent_array(a, m->class_count * m->node_count),
		.node = latent_array(a, m->node_count),
		.share = latent_array(a, m->node_count),
		.speed = latent_array(a, m->size),
		.is_used = arena_calloc(a, m->class_count, sizeof(bool)),
	};
}

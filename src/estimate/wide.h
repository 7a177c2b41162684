/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Loops over many numbers that are compiled twice, for any processor and for one with AVX2. Both give the same digits:
 * nothing is contracted or added in another order.
 */
#ifndef ESTIMATE_WIDE_H
#define ESTIMATE_WIDE_H

/* Not under sanitizers, which do not see into the choice that the loader makes between the two. */
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__) && \
	!defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

/*
 * The Taylor series of e^r for small r, of numbers or of vectors of them: p holds the first coefficient,
 * WIDE_EXP_FIRST, before, and the value behind.
 */
#define WIDE_EXP_FIRST (1.0 / 479001600)
#define WIDE_EXP_SERIES(p, r) \
	do { \
		(p) = (p) * (r) + 1.0 / 39916800; \
		(p) = (p) * (r) + 1.0 / 3628800; \
		(p) = (p) * (r) + 1.0 / 362880; \
		(p) = (p) * (r) + 1.0 / 40320; \
		(p) = (p) * (r) + 1.0 / 5040; \
		(p) = (p) * (r) + 1.0 / 720; \
		(p) = (p) * (r) + 1.0 / 120; \
		(p) = (p) * (r) + 1.0 / 24; \
		(p) = (p) * (r) + 1.0 / 6; \
		(p) = (p) * (r) + 0.5; \
		(p) = (p) * (r) + 1; \
		(p) = (p) * (r) + 1; \
	} while (0)

/* Of a function that such a loop calls: it must become part of both. */
#define WIDE_PART inline __attribute__((always_inline))

#endif

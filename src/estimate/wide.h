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

/* Of a function that such a loop calls: it must become part of both. */
#define WIDE_PART inline __attribute__((always_inline))

#endif

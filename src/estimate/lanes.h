/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Eight real numbers side by side, one for each of eight chains, and the functions that the latent class kernel needs of
 * them. Every lane is computed by the same operations in the same order whatever vectors the processor has, and without
 * its library, so that digits depend neither on the machine nor on the neighbours.
 *
 * Only for files compiled for it: see src/estimate/meson.build.
 */
#ifndef ESTIMATE_LANES_H
#define ESTIMATE_LANES_H

#include "base/base.h"
#include "estimate/wide.h"

#include <math.h>

enum { LANES = 8 };

typedef double lanes __attribute__((vector_size(LANES * sizeof(double)), may_alias));
typedef uint64_t lanes_bits __attribute__((vector_size(LANES * sizeof(uint64_t)), may_alias));

static inline lanes lanes_all(double x)
{
	return (lanes){x, x, x, x, x, x, x, x};
}

/* yes where the comparison `mask` holds, else no. */
static inline lanes lanes_select(lanes_bits mask, lanes yes, lanes no)
{
	return (lanes)(((lanes_bits)yes & mask) | ((lanes_bits)no & ~mask));
}

static inline lanes lanes_clamp(lanes x, double low, double high)
{
	x = lanes_select((lanes_bits)(x < low), lanes_all(low), x);
	return lanes_select((lanes_bits)(x > high), lanes_all(high), x);
}

static inline bool lanes_any(lanes x)
{
	double sum = 0;
	for (int l = 0; l < LANES; l++) {
		sum += x[l];
	}
	return sum != 0;
}

/* A number to which one adds another to have that rounded to a whole number, in the lowest bits. */
#define LANES_ROUND 0x1.8p52

/* e^x within 2 units in the last place for x in [-700, 700]; beyond it, the value at the limit. NAN stays. */
static inline lanes lanes_exp(lanes x)
{
	x = lanes_clamp(x, -700, 700);
	lanes shifted = x * 0x1.71547652b82fep+0 + LANES_ROUND;
	lanes n = shifted - LANES_ROUND;
	lanes r = x - n * 0x1.62e42fefa0000p-1 - n * 0x1.cf79abc9e3b39p-40;
	lanes p = lanes_all(WIDE_EXP_FIRST);
	WIDE_EXP_SERIES(p, r);
	return (lanes)((lanes_bits)p + ((lanes_bits)shifted << 52));
}

/* ln x within 2 units in the last place for normal x above 0; some number below -700 for 0; NAN for INFINITY and NAN. */
static inline lanes lanes_log(lanes x)
{
	const uint64_t half_root = UINT64_C(0x3fe6a09e667f3bcd); /* the bits of the root of 1/2 */
	const uint64_t bias = UINT64_C(2048) << 52;
	lanes_bits bits = (lanes_bits)x;
	lanes_bits exponent = (bits - half_root + bias) >> 52; /* of x over that root, plus 2048 */
	lanes m = (lanes)(bits - ((exponent - 2048) << 52));
	lanes k = (lanes)(exponent + UINT64_C(0x4330000000000000)) - (0x1p52 + 2048);
	lanes s = (m - 1) / (m + 1);
	lanes z = s * s;
	lanes p = lanes_all(2.0 / 21);
	p = p * z + 2.0 / 19;
	p = p * z + 2.0 / 17;
	p = p * z + 2.0 / 15;
	p = p * z + 2.0 / 13;
	p = p * z + 2.0 / 11;
	p = p * z + 2.0 / 9;
	p = p * z + 2.0 / 7;
	p = p * z + 2.0 / 5;
	p = p * z + 2.0 / 3;
	p = p * z * s + (x - x);
	return k * 0x1.62e42fefa0000p-1 + (2 * s + (p + k * 0x1.cf79abc9e3b39p-40));
}

/* sin and cos of a quarter turn times t, for t in [-1/2, 1/2]. */
static inline void lanes_quarter(lanes t, lanes *sine, lanes *cosine)
{
	lanes x = t * 1.5707963267948966;
	lanes z = x * x;
	lanes s = lanes_all(-1.0 / 1307674368000);
	s = s * z + 1.0 / 6227020800;
	s = s * z - 1.0 / 39916800;
	s = s * z + 1.0 / 362880;
	s = s * z - 1.0 / 5040;
	s = s * z + 1.0 / 120;
	s = s * z - 1.0 / 6;
	*sine = x + x * z * s;
	lanes c = lanes_all(1.0 / 20922789888000);
	c = c * z - 1.0 / 87178291200;
	c = c * z + 1.0 / 479001600;
	c = c * z - 1.0 / 3628800;
	c = c * z + 1.0 / 40320;
	c = c * z - 1.0 / 720;
	c = c * z + 1.0 / 24;
	c = c * z - 0.5;
	*cosine = 1 + z * c;
}

/*
 * Two independent normal numbers a lane from 64 random bits, by Box and Muller (1958).
 *
 * radius, turn   32 random bits each in their lowest bits
 */
static inline void lanes_normal(lanes_bits radius, lanes_bits turn, lanes *first, lanes *second)
{
	const uint64_t integer = UINT64_C(0x4330000000000000); /* 2^52: whole numbers below it fit under it */
	lanes u = ((lanes)(radius | integer) - 0x1p52 + 0.5) * 0x1p-32;
	lanes v = ((lanes)(turn | integer) - 0x1p52) * 0x1p-30; /* quarters of a turn, in [0, 4) */
	lanes square = -2 * lanes_log(u);
	lanes r = {0};
	for (int l = 0; l < LANES; l++) {
		r[l] = sqrt(square[l]);
	}
	lanes shifted = v + LANES_ROUND;
	lanes sine;
	lanes cosine;
	lanes_quarter(v - (shifted - LANES_ROUND), &sine, &cosine);
	lanes_bits quarter = (lanes_bits)shifted;
	lanes_bits is_odd = 0 - (quarter & 1);
	lanes_bits sign = (quarter & 2) << 62; /* the second half turn has both with the opposite sign */
	lanes a = lanes_select(is_odd, -sine, cosine);
	lanes b = lanes_select(is_odd, cosine, sine);
	*first = r * (lanes)((lanes_bits)a ^ sign);
	*second = r * (lanes)((lanes_bits)b ^ sign);
}

#endif

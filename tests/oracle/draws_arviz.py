#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The numbers of draws_agree_with_arviz in tests/unit/test_estimate_draws.c (made with ArviZ 0.21.0)."""
import arviz
import numpy


def uniforms(state=42):
    while True:
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        yield (state >> 11) * 2.0**-53


def chains(count, length, memory, shift, parts):
    u = uniforms()
    out = numpy.zeros((count, length))
    for c in range(count):
        x = 0.0
        for i in range(length):
            x = memory * x + (next(u) + next(u) + next(u) - 1.5)
            v = x + shift * c
            out[c, i] = numpy.floor(v * parts) / parts if parts else v
    return out


for row in [(4, 500, 0, 0, 0), (4, 501, 0.7, 0, 0), (3, 400, -0.6, 0, 0), (4, 300, 0.5, 0.5, 0), (4, 600, 0.9, 0, 2)]:
    x = chains(*row)
    figures = [arviz.rhat(x, method=m) for m in ("split", "rank")]
    figures += [arviz.ess(x, method="mean"), arviz.ess(x, method="bulk")]
    figures += [arviz.ess(x, method="quantile", prob=0.3), arviz.ess(x, method="tail")]
    print(row, *("%.12g" % float(f) for f in figures))

#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The averages of tests/unit/test_estimate_average.c: every stratum of tests/data/mse/gaza_2024_3_by_age_sex.csv whose
age and sex are known, with NumPy 2.4.6."""
import csv
import itertools
import math
import os

import numpy

PATTERNS = [(1, 0, 0), (0, 1, 0), (1, 1, 0), (0, 0, 1), (1, 0, 1), (0, 1, 1), (1, 1, 1)]


def fit(y, pairs):
    x = numpy.array([[1, *p, *[p[a] * p[b] for a, b in pairs]] for p in PATTERNS], float)
    mean = y + 0.1
    eta = numpy.log(mean)
    for _ in range(50):
        information = x.T @ (mean[:, None] * x)
        eta = x @ numpy.linalg.solve(information, x.T @ (mean * eta + y - mean))
        mean = numpy.exp(eta)
    coefficients = numpy.linalg.lstsq(x, eta, rcond=None)[0]
    error = math.sqrt(numpy.linalg.inv(information)[0, 0])
    aic = -2 * (y * eta - mean).sum() + 2 * x.shape[1]
    return [aic] + [math.exp(coefficients[0] + z * error) for z in (0, -1.96, 1.96)]


strata = {}
path = os.path.join(os.path.dirname(__file__), "../data/mse/gaza_2024_3_by_age_sex.csv")
for row in csv.DictReader(open(path)):
    pattern = (int(row["HOSPITAL"]), int(row["SURVEY"]), int(row["SOCIAL"]))
    strata.setdefault((row["age"], row["sex"]), {})[pattern] = int(row["count"])
for key, cells in strata.items():
    if "NA" in key:
        continue
    y = numpy.array([float(cells[p]) for p in PATTERNS])
    models = [m for k in range(4) for m in itertools.combinations([(0, 1), (0, 2), (1, 2)], k)]
    fits = [f for f in (fit(y, m) for m in models) if f[1] <= 5 * y.sum()]
    least = min(f[0] for f in fits)
    weight = numpy.array([math.exp(-(f[0] - least) / 2) for f in fits])
    weight /= weight.sum()
    print("{%s}," % ", ".join("%.4f" % (y.sum() + sum(weight * numpy.array([f[i] for f in fits]))) for i in (1, 2, 3)), *key)

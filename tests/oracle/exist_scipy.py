#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The counts of exist_agrees_with_a_linear_program in tests/unit/test_estimate_model.c (made with SciPy 1.17.1, NumPy 2).

    exist_scipy.py TABLE.csv...    how many hierarchical models of each table have code 0, 1, 2 and 3
"""
import collections
import itertools
import sys

import numpy
import scipy.optimize


def models(lists):
    """Sets of terms: intercept, main effects and a hierarchical set of interactions below the top one."""
    terms = [frozenset(t) for k in range(2, lists) for t in itertools.combinations(range(lists), k)]
    base = {frozenset()} | {frozenset([j]) for j in range(lists)}

    def extend(i, m):
        if i == len(terms):
            yield m
            return
        yield from extend(i + 1, m)
        if all(terms[i] - {j} in m for j in terms[i]):
            yield from extend(i + 1, m | {terms[i]})

    return extend(0, base)


def code(m, cells):
    total = {t: sum(y for w, y in cells.items() if t <= w) for t in m}
    absent = [t for t in m if total[t] == 0]
    terms = [t for t in m if total[t] > 0]
    kept = [w for w in cells if not any(t <= w for t in absent)]
    a = numpy.array([[float(t <= w) for t in terms] for w in kept])
    # Only which cells are empty matters, so counts of 1 stand for all: the program is well scaled.
    y = numpy.array([float(cells[w] > 0) for w in kept])
    size = len(kept)
    equal = numpy.hstack([a.T, numpy.zeros((len(terms), 1))])
    least = numpy.hstack([-numpy.eye(size), numpy.ones((size, 1))])
    best = scipy.optimize.linprog(
        numpy.r_[numpy.zeros(size), -1], A_ub=least, b_ub=numpy.zeros(size), A_eq=equal, b_eq=a.T @ y)
    return int(-best.fun < 1e-9) + 2 * int(numpy.linalg.matrix_rank(a) < len(terms))


for path in sys.argv[1:]:
    rows = [line.strip().split(",") for line in open(path)][1:]
    lists = len(rows[0]) - 1
    seen = {frozenset(j for j in range(lists) if row[j] == "1"): int(row[-1]) for row in rows}
    patterns = [frozenset(w) for k in range(1, lists + 1) for w in itertools.combinations(range(lists), k)]
    cells = {w: seen.get(w, 0) for w in patterns}
    count = collections.Counter(code(m, cells) for m in models(lists))
    print(path, *(count[k] for k in range(4)))

# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs Splink on a set of which the truth is known, for the same work in the same call as ours.

    python bench/peers/splink_run.py DATA/linkage historical_50k|fake_1000|febrl3|febrl4
    python bench/peers/splink_run.py LISTS ministry          (LISTS: made by generate --casualty arabic)
    python bench/peers/splink_run.py --benchmark PEOPLE.csv [bench/matching/benchmark.rules]

Needs the packages of splink-requirements.txt. Prints wall time by step (reading with the start of Python, training,
comparing, clustering), processor time, peak memory, candidate pairs, and of pairs and of clusters precision, recall and F1 at
0.5, at 0.95 and at the threshold that gives pairs the best F1. Clusters are judged by the pairs that they make.
"""
import os
import resource
import sys
import time

START = time.perf_counter()

import duckdb  # noqa: E402
from splink import DuckDBAPI, Linker  # noqa: E402

import splink_models  # noqa: E402

SEED = 1


def read(con, model, folder):
    tables = []
    for i, path in enumerate(model.files):
        raw = con.sql(f"select * from read_csv('{os.path.join(folder, path)}', all_varchar=true, header=true)")
        trimmed = ', '.join(f"nullif(trim(\"{c}\"), '') as \"{c.strip()}\"" for c in raw.columns)
        con.execute(f'create table list_{i} as select {model.select} from (select {trimmed} from raw)')
        tables.append(f'list_{i}')
    return tables


def pairs_within(con, model, rows):
    sql = f'select sum(n * (n - 1) // 2) from (select count(*) n from ({rows}) group by {model.truth})'
    return int(con.sql(sql).fetchall()[0][0])


def true_pairs(con, model, tables):
    """How many pairs are one person: in one list, or between two."""
    lists = [f'select {model.truth} from {table}' for table in tables]
    within = [pairs_within(con, model, rows) for rows in lists] if model.link == 'link_only' else []
    return pairs_within(con, model, ' union all '.join(lists)) - sum(within)


def measures(right, answered, possible):
    p = right / answered if answered else 1
    r = right / possible
    return f'P {p:.4f}  R {r:.4f}  F1 {2 * p * r / (p + r) if right else 0:.4f}'


def curve(con, pairs, truth):
    """(probability, right, answered) of every threshold, from the highest down."""
    return con.sql(f"""
        select p, sum(right_count) over upto, sum(pair_count) over upto from (
            select match_probability p, count(*) pair_count, count(*) filter ({truth}_l = {truth}_r) right_count
            from {pairs} group by p)
        window upto as (order by p desc) order by p desc""").fetchall()


def at(points, threshold):
    reached = [point for point in points if point[0] >= threshold]
    return reached[-1][1:] if reached else (0, 0)


def cluster_counts(con, clusters, truth):
    made = f'select sum(n * (n - 1) // 2) from (select count(*) n from {clusters} group by '
    right = con.sql(f'{made} cluster_id, {truth})').fetchall()[0][0]
    return int(right), int(con.sql(f'{made} cluster_id)').fetchall()[0][0])


def run(name, model, folder):
    marks = [time.perf_counter()]
    con = duckdb.connect()
    tables = read(con, model, folder)
    database = DuckDBAPI(connection=con)
    linker = Linker([database.register(con.table(t)) for t in tables], splink_models.settings(model))
    marks.append(time.perf_counter())
    splink_models.train(model, linker, SEED)
    marks.append(time.perf_counter())
    predicted = linker.inference.predict()
    marks.append(time.perf_counter())
    first = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold_match_probability=0.95)
    marks.append(time.perf_counter())
    usage = resource.getrusage(resource.RUSAGE_SELF)

    steps = [b - a for a, b in zip(marks, marks[1:])]
    steps[0] += marks[0] - START
    points = curve(con, predicted.physical_name, model.truth)
    possible = true_pairs(con, model, tables)
    right, candidates = points[-1][1:]
    best = max(points, key=lambda point: 2 * point[1] / (point[2] + possible))[0]
    print(f'{name}: {possible} true pairs')
    print(f'  wall {sum(steps):.1f} s (reading {steps[0]:.1f}, training {steps[1]:.1f}, comparing {steps[2]:.1f}, '
          f'clustering {steps[3]:.1f}), processor {usage.ru_utime + usage.ru_stime:.1f} s, '
          f'peak {usage.ru_maxrss / 2 ** 20:.2f} GiB')
    print(f'  candidates {candidates}, of the true pairs {right / possible:.4f}')
    for label, threshold in (('0.5', 0.5), ('0.95', 0.95), (f'best {best:.6g}', best)):
        clusters = first if threshold == 0.95 else (
            linker.clustering.cluster_pairwise_predictions_at_threshold(
                predicted, threshold_match_probability=threshold))
        print(f'  at {label:<14} pairs     {measures(*at(points, threshold), possible)}')
        print(f'     {"":<14} clusters  {measures(*cluster_counts(con, clusters.physical_name, model.truth), possible)}')


def main():
    if len(sys.argv) in (3, 4) and sys.argv[1] == '--benchmark':
        beside = os.path.join(os.path.dirname(__file__), '../matching/benchmark.rules')
        rules = sys.argv[3] if len(sys.argv) == 4 else beside
        run('benchmark', splink_models.Benchmark(sys.argv[2], rules), '')
    elif len(sys.argv) == 3 and sys.argv[2] in splink_models.SETS:
        run(sys.argv[2], splink_models.SETS[sys.argv[2]], sys.argv[1])
    else:
        sys.exit(__doc__)


if __name__ == '__main__':
    main()

"""Grassberger's estimate of a class's entropy against a bound, by its formula or as the reference judges it.

The estimate (Grassberger 2003, arXiv:physics/0307138; Stammler et al. 2016) is G(N) - sum n G(n) / N:
it is `least` or more when sum n G(n) is at most C = N (G(N) - least). G(1) is negative, the others are
not. ARX compares each partial sum with C, so it refuses a class whose sum passes C before the values
of single rows bring it back. That only ever refuses more; which more hangs on the order of the summands.
That order is the one of a hash table a class has (open addressing, linear probing, 8 buckets at
first, doubled when more than three quarters are taken), keyed by the values' numbers of first
appearance in the table, filled row by row. Where the frequency table knows in which order rows bring
the values (`appearance`) it is made here again, so that the outcome is the reference's; else the
formula decides, to which the order of the rows is nothing.
"""

from __future__ import annotations

import math

import numpy as np

from cohortium_anonymize.models.model import NEAR
from cohortium_anonymize.search.appearance import Appearance
from cohortium_anonymize.search.classes import Classes, Histogram
from cohortium_anonymize.search.keys import Floats, Ints, Mask

BUCKETS = 8
EMPTY = -1


def enough(classes: Classes, column: str, histogram: Histogram, least: float, among: Mask) -> Mask:
    """Those of the classes `among` whose estimate (nats) is accepted as `least` or more."""
    terms = histogram.rows * logarithms(histogram.rows)
    totals = np.maximum(histogram.totals, 1)
    bound = totals * (logarithms(totals) - least + NEAR)
    fine = among & (histogram.sum(terms) <= bound)
    seen = classes.frequency.sensitive[column].appearance
    if seen is None:
        return np.asarray(fine)
    worst = histogram.sum(np.maximum(terms, 0))
    worst[histogram.sum(terms > 0) == 0] = logarithms(np.ones(1))[0]
    doubtful = fine & (worst > bound)
    if doubtful.any():
        fine[_stopped(classes, column, seen, doubtful, bound)] = False
    return np.asarray(fine)


def logarithms(counts: Floats | Ints) -> Floats:
    """Grassberger's G, in the place of the logarithm: G(2n+1) = G(2n) = psi(n + 1/2) + log 2."""
    from scipy.special import digamma  # type: ignore[import-untyped] # has none; slow

    distinct, place = np.unique(counts, return_inverse=True)
    values = digamma(distinct // 2 + 0.5) + math.log(2)
    return np.asarray(values[place])


def _stopped(classes: Classes, column: str, seen: Appearance, which: Mask, bound: Floats) -> Ints:
    """Of the classes `which`, those whose sum passes its bound on the way."""
    source = classes.frequency.sensitive[column]
    here = which[classes.of_leaf[source.leaf]]
    owner, value = classes.of_leaf[source.leaf[here]].astype(np.int64), source.value[here]
    order = np.lexsort((seen.first[here], value, owner))
    starts = np.flatnonzero(np.diff(owner[order], prepend=-1) | np.diff(value[order], prepend=-1))
    rows = np.add.reduceat(source.rows[here][order], starts)
    entries = order[starts]  # one of each class and value, of its first row
    owner, number = owner[entries], seen.number[value[entries]]
    order = np.lexsort((seen.first[here][entries], owner))
    owner, number, terms = owner[order], number[order], (rows * logarithms(rows))[order]
    found = [
        owners[_passes(tables, terms, bound[owners])] for owners, tables in _tables(owner, number)
    ]
    return np.concatenate(found)


def _passes(tables: Ints, terms: Floats, bound: Floats) -> Mask:
    """Whether a partial sum in the order of each table is above its bound."""
    taken = tables != EMPTY
    sums = np.cumsum(np.where(taken, terms[tables], 0.0), axis=1)
    return np.asarray((taken & (sums > bound[:, None])).any(axis=1))


def _tables(owner: Ints, number: Ints) -> list[tuple[Ints, Ints]]:
    """Classes and their filled tables, of one size each: the entry in every bucket, or EMPTY.

    Entries stand by class, in the order in which they are put in.
    """
    owners, starts, many = np.unique(owner, return_index=True, return_counts=True)
    sizes = np.full(len(owners), BUCKETS)
    while (small := many > _most(sizes)).any():
        sizes[small] *= 2
    made = []
    for size in np.unique(sizes):
        group = sizes == size
        made.append((owners[group], _filled(starts[group], many[group], number, int(size))))
    return made


def _most(size: Ints | int) -> Ints | int:
    """How many values a table of `size` buckets holds."""
    return size * 3 // 4


def _filled(starts: Ints, many: Ints, number: Ints, size: int) -> Ints:
    tables = np.full((len(starts), BUCKETS), EMPTY)
    for step in range(int(many.max())):
        _put(tables, np.where(step < many, starts + step, EMPTY), number)
        if step + 1 > _most(tables.shape[1]) and tables.shape[1] < size:
            smaller = tables
            tables = np.full((len(starts), 2 * smaller.shape[1]), EMPTY)
            for bucket in smaller.T:
                _put(tables, bucket, number)
    return tables


def _put(tables: Ints, entries: Ints, number: Ints) -> None:
    """Put an entry in each table (none where EMPTY): in its own bucket or the next that is free."""
    width = tables.shape[1]
    row = np.flatnonzero(entries != EMPTY)
    bucket = number[entries[row]] % width
    while len(row):
        free = tables[row, bucket] == EMPTY
        tables[row[free], bucket[free]] = entries[row[free]]
        row, bucket = row[~free], (bucket[~free] + 1) % width

"""Statistics before and after: means, standard deviations, correlations, associations of categories.

What an analyst who has the release alone would compute: a generalized number counts as the middle of
its interval, and where nothing of it is told it is missing. Numbers correlate by Pearson's r;
categories by Cramer's V with Bergsma's correction (2013), without which tables with more categories
would seem more associated.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cohortium_anonymize.errors import InputError
from cohortium_anonymize.search.keys import Floats, Ints, encode

CATEGORIES = 200  # a column with more distinct values is no category: a name, a code, a text
COLUMNS = 24  # of which pairs are looked at; the first of each kind
LARGEST = 200_000  # rows that associations are computed on
SEED = 20240229
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
RAW = r"-?(?:0|[1-9]\d*)(?:\.\d+)?"  # a number as text; 02139 is a code
_RAW = re.compile(rf"{RAW}\Z", re.ASCII)
_INTERVAL = re.compile(rf"[\[(]?\s*({_NUMBER})\s*(?:-|,|\.\.|to)\s*({_NUMBER})\s*([\])\[]?)\Z")
_SINGLE = re.compile(rf"(?:[<>]=?\s*)?({_NUMBER})(?:\s+or\s+(?:later|earlier|more|less)|\+)?\Z")


def compare(before: pa.Table, after: pa.Table, columns: Sequence[str]) -> dict[str, Any]:
    """Figures of `columns` in both tables.

    `numbers`: by column, `mean` and `deviation` [before, after] and `told`, the share of the
    release's rows that still have a number. `correlations` and `associations`: pairs of columns with
    their figure [before, after]. None where there is nothing to compute.
    """
    numeric = {name: _numbers(before.column(name)) for name in columns}
    numbers = [name for name, values in numeric.items() if values is not None][:COLUMNS]
    was = {name: _certain(numeric[name]) for name in numbers}
    now = {name: _middles(after.column(name)) for name in numbers}
    words = [name for name in columns if name not in numbers]
    some, others = _sampled(before), _sampled(after)
    coded = {name: _codes(some, others, name) for name in words}
    categories = [name for name, codes in coded.items() if codes is not None][:COLUMNS]
    return {
        "numbers": {name: _spread(was[name], now[name]) for name in numbers},
        "correlations": [
            {"columns": [a, b], "values": [_correlation(t[a], t[b]) for t in (was, now)]}
            for a, b in combinations(numbers, 2)
        ],
        "associations": _associations({name: coded[name] for name in categories}),
    }


def _sampled(table: pa.Table) -> pa.Table:
    """The table, or as many of its rows as tell how categories go together; the same ones each time."""
    if table.num_rows <= LARGEST:
        return table
    rows = np.random.default_rng(SEED).choice(table.num_rows, LARGEST, replace=False)
    return table.take(pa.array(np.sort(rows)))


def middle(label: str | None) -> float:
    """The number that a label stands for, the middle of an interval; nan when it stands for none."""
    if label is None:
        return math.nan
    if found := _INTERVAL.match(label.strip()):
        return (float(found[1]) + float(found[2])) / 2
    single = _SINGLE.match(label.strip())
    return float(single[1]) if single else math.nan


def _numbers(column: pa.ChunkedArray) -> Floats | None:
    """A column of numbers, or of words that all are; None when it is none."""
    if not (pa.types.is_integer(column.type) or pa.types.is_floating(column.type)):
        if not is_text(column.type):
            return None
        distinct = pc.drop_null(pc.unique(column)).to_pylist()
        if not distinct or not all(map(_RAW.match, distinct)):
            return None
        return _middles(column)
    values: Floats = column.cast(pa.float64(), safe=False).to_numpy().astype(np.float64)
    return values


def is_text(kind: pa.DataType) -> bool:
    """Whether a column of this type may be numbers that stand there as words."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def is_category(kind: pa.DataType) -> bool:
    """Whether a column of this type can be categories: no lists, no bytes."""
    try:
        encode(pa.chunked_array([], kind), "")
    except InputError:
        return False
    return True


def _certain(values: Floats | None) -> Floats:
    assert values is not None  # noqa: S101 - only numeric columns are asked for
    return values


def _middles(column: pa.ChunkedArray) -> Floats:
    """A released column as numbers."""
    encoded = column.cast(pa.string()).combine_chunks().dictionary_encode()
    table = np.array([*map(middle, encoded.dictionary.to_pylist()), math.nan])
    places = encoded.indices.fill_null(len(table) - 1).to_numpy(zero_copy_only=False)
    values: Floats = table[places]
    return values


@np.errstate(over="ignore", invalid="ignore")
def _spread(was: Floats, now: Floats) -> dict[str, Any]:
    both = [values[np.isfinite(values)] for values in (was, now)]
    return {
        "mean": [finite(values.mean()) if len(values) else None for values in both],
        "deviation": [finite(values.std(ddof=1)) if len(values) > 1 else None for values in both],
        "told": len(both[1]) / len(now) if len(now) else 0.0,
    }


@np.errstate(over="ignore", invalid="ignore")
def _correlation(one: Floats, other: Floats) -> float | None:
    there = np.isfinite(one) & np.isfinite(other)
    one, other = one[there], other[there]
    if len(one) < 3 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    return finite(np.corrcoef(one, other)[0, 1])


def finite(figure: float) -> float | None:
    """A figure, None where it is beyond all numbers: no report could say it."""
    return float(figure) if math.isfinite(figure) else None


def _codes(before: pa.Table, after: pa.Table, name: str) -> tuple[Ints, Ints] | None:
    try:
        was, now = encode(before.column(name), name), encode(after.column(name), name)
    except InputError:  # lists, bytes: no categories
        return None
    return None if len(was.words) > CATEGORIES else (was.codes, now.codes)


def _associations(coded: Mapping[str, tuple[Ints, Ints] | None]) -> list[dict[str, Any]]:
    told = {name: codes for name, codes in coded.items() if codes is not None}
    return [
        {"columns": [a, b], "values": [association(told[a][t], told[b][t]) for t in (0, 1)]}
        for a, b in combinations(told, 2)
    ]


def association(one: Ints, other: Ints) -> float | None:
    """Cramer's V of two columns of codes, corrected for its bias; None when one is constant."""
    height, width = int(one.max(initial=-1)) + 1, int(other.max(initial=-1)) + 1
    seen = np.bincount(one.astype(np.int64) * width + other, minlength=height * width)
    return associated(seen.reshape(height, width).astype(np.float64))


def associated(seen: Floats) -> float | None:
    """The same, of the number of rows with each pair of values."""
    (height, width), rows = seen.shape, float(seen.sum())
    if rows < 2 or height < 2 or width < 2:
        return None
    expected = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / rows
    there = expected > 0
    square = float((((seen - expected) ** 2)[there] / expected[there]).sum()) / rows
    excess = max(0.0, square - (height - 1) * (width - 1) / (rows - 1))
    least = min(n - (n - 1) ** 2 / (rows - 1) for n in (height, width)) - 1
    return math.sqrt(min(1.0, excess / least)) if least > 0 else None

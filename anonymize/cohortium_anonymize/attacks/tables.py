"""The columns under attack of a table and what was released of it: what any value may be told as.

Words are told as their hierarchies say, numbers as themselves or as the bands that their digits show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types

from cohortium_anonymize.attacks.columns import Column, Floats, Labelled, Measured, Words
from cohortium_anonymize.hierarchies.hierarchy import Rule


def columns_of(
    original: pa.Table, coded: pa.Table, released: pa.Table, rules: Mapping[str, Rule]
) -> list[Column]:
    """One a released column. Row i of all three tables is person i.

    `coded`: `original` after what is done to it before any search, which everybody knows.
    """
    return [
        _column(
            name,
            original.column(name),
            coded.column(name) if name in coded.column_names else original.column(name),
            released.column(name),
            rules.get(name),
        )
        for name in released.column_names
        if name in original.column_names
    ]


def tellings(values: Words, coded: Words, rule: Rule, name: str) -> list[Words]:
    """All that each of `values`, `coded` beforehand, may be told as: itself first."""
    distinct = list(dict.fromkeys(coded))
    place = {word: number for number, word in enumerate(distinct)}
    at = [place[word] for word in coded]
    ladder = rule.climb(distinct, name)
    return [values, *([labels[i] for i in at] for labels in ladder.levels)]


def _column(
    name: str, original: pa.ChunkedArray, coded: pa.ChunkedArray, told: pa.ChunkedArray,
    rule: Rule | None,
) -> Column:  # fmt: skip
    if rule is None and _number(original.type) and _number(told.type):
        return Measured.rounded(name, _floats(original), _floats(told))
    words = _words(original)
    said: Sequence[Words] = [words, _words(coded)]
    if rule is not None:
        said = tellings(words, said[1], rule, name)
    return Labelled.of(name, said, _words(told))


def _number(kind: pa.DataType) -> bool:
    found = pyarrow.types.is_integer(kind) or pyarrow.types.is_floating(kind)
    return bool(found or pyarrow.types.is_decimal(kind))


def _floats(values: pa.ChunkedArray) -> Floats:
    numbers: Floats = pc.cast(values, pa.float64()).to_numpy()
    return numbers


def _words(values: pa.ChunkedArray) -> list[str | None]:
    words: list[str | None] = pc.cast(values, pa.string()).to_pylist()
    return words

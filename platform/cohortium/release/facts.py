"""Facts: what an acquaintance may know of a patient's events, and what a rendition tells of the same.

Of each subject: the days from their first event to their last, over all tables and within the tables
that most subjects have rows in; and the largest value of the things most often measured. What is true
is read from the queryable rendition, in which days and values are exact and one offset moves all days
of a subject; what is told from the download. Pure; shards come in one after the other.
"""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cohortium.records.tables import TABLES
from cohortium_anonymize.attacks.columns import Measured

SPANS = 3  # tables whose spans are looked at, beside that of all
VALUES = 4  # things measured that are looked at
# Share of subjects of whom a fact is known, at least; ten of the fewest that are attacked.
HELD = 0.2
SPAN, WITHIN = "span", "span of "
EPOCH = date(1970, 1, 1).toordinal()
_TOLD = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?\Z")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])\Z")

Floats = npt.NDArray[np.float64]


@dataclass(slots=True)
class Facts:
    """What the shards of one rendition tell of the `chosen` facts."""

    chosen: Sequence[str]
    parts: list[pa.Table] = field(default_factory=list)

    def add(self, name: str, table: pa.Table) -> None:
        """Take in a shard of an event table."""
        wanted = pa.array(self.chosen, pa.string())
        rows = _rows(name, table)
        self.parts.append(_extremes(rows.filter(pc.is_in(rows.column("fact"), wanted))))

    def frame(self) -> pa.Table:
        """One row a subject and fact: the extremes of the lower and of the upper bounds."""
        return _together(pa.concat_tables([_NOTHING, *self.parts]))


@dataclass(slots=True)
class Held:
    """Of how many subjects each fact is known; a subject's rows are in one shard."""

    subjects: Counter[str] = field(default_factory=Counter)

    def add(self, name: str, table: pa.Table) -> None:
        """Take in a shard of an event table of the queryable rendition."""
        held = _rows(name, table).group_by("fact").aggregate([("subject", "count_distinct")])
        facts, counts = held.column("fact"), held.column("subject_count_distinct")
        self.subjects.update(dict(zip(facts.to_pylist(), counts.to_pylist(), strict=True)))

    def chosen(self, count: int) -> list[str]:
        """The facts that most of `count` subjects have; ties by name."""
        ranked = sorted((-n, fact) for fact, n in self.subjects.items() if n >= HELD * count)
        spans = [fact for _, fact in ranked if fact.startswith(WITHIN)]
        values = [fact for _, fact in ranked if fact != SPAN and not fact.startswith(WITHIN)]
        return [SPAN, *spans[:SPANS], *values[:VALUES]] if spans else values[:VALUES]


def is_fact(name: str) -> bool:
    """Whether events may tell a fact of this name; whether enough subjects have it is another matter."""
    events = [table for table in TABLES if table != "subjects"]
    if name == SPAN or name.removeprefix(WITHIN) in events:
        return name == SPAN or name.startswith(WITHIN)
    head, of, code = name.partition(" of ")
    table, _, measure = head.partition(".")
    measures = TABLES[table].columns if table in events else ()
    return bool(of and code) and (measure, "measure") in {(c.name, c.role) for c in measures}


def needed(name: str) -> list[str]:
    """The columns of an event table that facts are made of."""
    spec = TABLES[name]
    dates = [column.name for column in spec.columns if column.role == "date"]
    measures = [column.name for column in spec.columns if column.role == "measure"]
    return ["subject", dates[0], *(["code", *measures] if measures else [])]


def columns(subjects: Sequence[str], true: Facts, told: Facts) -> list[Measured]:
    """The facts as columns under attack; `subjects` are the pseudonyms, in the persons' order."""
    known, leaving = true.frame(), told.frame()
    place = pa.array(subjects, pa.string())
    made = []
    for fact in true.chosen:
        least, _, _, most = _of(known, fact, place)
        low, low_last, high, high_last = _of(leaving, fact, place)
        if fact == SPAN or fact.startswith(WITHIN):
            made.append(Measured(fact, most - least, low_last - high, high_last - low))
        else:
            made.append(Measured.rounded(fact, most, high_last))
    return made


def _rows(name: str, table: pa.Table) -> pa.Table:
    """(subject, fact, low, high) of every row of an event table that tells a fact."""
    date_column, *measures = [
        column for column in needed(name) if column not in ("subject", "code")
    ]
    low, high = bounds(table.column(date_column))
    said = [
        _told(table, pa.repeat(fact, table.num_rows), low, high) for fact in (SPAN, WITHIN + name)
    ]
    for measure in measures:
        values = pc.cast(table.column(measure), pa.float64()).combine_chunks()
        fact = pc.binary_join_element_wise(
            f"{name}.{measure} of ", table.column("code").combine_chunks(), ""
        )
        said.append(_told(table, fact, values, values))
    return pa.concat_tables(said)


def _told(table: pa.Table, fact: pa.Array, low: pa.Array, high: pa.Array) -> pa.Table:
    subject = pc.cast(table.column("subject"), pa.string())
    rows = pa.table({"subject": subject, "fact": fact, "low": low, "high": high})
    return rows.filter(pc.and_(pc.is_valid(fact), pc.fill_null(pc.is_finite(low), False)))


def _of(frame: pa.Table, fact: str, subjects: pa.Array) -> tuple[Floats, ...]:
    """Each subject's extremes; NaN where they have none."""
    rows = frame.filter(pc.equal(frame.column("fact"), fact))
    at = pc.index_in(subjects, value_set=rows.column("subject").combine_chunks())
    found = (pc.take(rows.column(name).combine_chunks(), at) for name in _EXTREMES)
    return tuple(np.asarray(pc.fill_null(v, float("nan")).to_numpy(False)) for v in found)


_EXTREMES = ("low_min", "low_max", "high_min", "high_max")
_NOTHING = pa.table(
    {
        "subject": pa.array([], pa.string()),
        "fact": pa.array([], pa.string()),
        **{name: pa.array([], pa.float64()) for name in _EXTREMES},
    }
)


def _extremes(rows: pa.Table) -> pa.Table:
    both = [(name, how) for name in ("low", "high") for how in ("min", "max")]
    return rows.group_by(["subject", "fact"]).aggregate(both).select(_NOTHING.column_names)


def _together(rows: pa.Table) -> pa.Table:
    """Extremes of extremes."""
    kinds = [(name, name.rpartition("_")[2]) for name in _EXTREMES]
    made = rows.group_by(["subject", "fact"]).aggregate(kinds)
    names = ["subject", "fact", *(f"{name}_{how}" for name, how in kinds)]
    return made.select(names).rename_columns(_NOTHING.column_names)


def bounds(told: pa.Array | pa.ChunkedArray) -> tuple[pa.Array, pa.Array]:
    """The first and the last day that each date may be, in days; null where it says nothing."""
    if isinstance(told, pa.ChunkedArray):
        told = told.combine_chunks()
    if told.type == pa.date32():
        days = pc.cast(pc.cast(told, pa.int32()), pa.float64())
        return days, days
    if pa.types.is_integer(told.type):  # weeks since the first event
        days = pc.multiply(pc.cast(told, pa.float64()), 7.0)
        return days, pc.add(days, 6.0)
    encoded = pc.dictionary_encode(told)
    pairs = [_days(word) for word in encoded.dictionary.to_pylist()]
    low = pa.array([float(first) for first, _ in pairs], pa.float64())
    high = pa.array([float(last) for _, last in pairs], pa.float64())
    return pc.take(low, encoded.indices), pc.take(high, encoded.indices)


@lru_cache(maxsize=1 << 16)
def _days(word: str) -> tuple[int, int]:
    if found := _QUARTER.match(word):
        year, last = int(found[1]), 3 * int(found[2])
        return _day(year, last - 2, 1), _day(year, last, calendar.monthrange(year, last)[1])
    if found := _TOLD.match(word):
        year, month, day = int(found[1]), found[2], found[3]
        first, final = (int(month), int(month)) if month else (1, 12)
        end = int(day) if day else calendar.monthrange(year, final)[1]
        return _day(year, first, int(day) if day else 1), _day(year, final, end)
    raise ValueError("a date is told in days, months, quarters, years or weeks")


def _day(year: int, month: int, day: int) -> int:
    return date(year, month, day).toordinal() - EPOCH

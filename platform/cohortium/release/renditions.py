"""Renditions: identifiable event tables of a few persons in, their two released forms out. Arrow.

*queryable* keeps day-level dates, shifted by each person's offset, and exact values; it is read by
the gate's worker alone. *download* has months (or what the policy says) instead of days and bands instead of values. Rows are
ordered by subject, date and code, so that the order of arrival cannot be read off a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cohortium.records.tables import TABLES
from cohortium.release.keys import ReleaseKeys
from cohortium.release.longitudinal import WEEKS
from cohortium_anonymize import dates, pseudonyms
from cohortium_anonymize.transforms import bands

QUERYABLE = "queryable"
DOWNLOAD = "download"
OLDEST = 89  # years: 45 CFR 164.514(b)(2)(i)(C), no dates that tell of an age over it


@dataclass(frozen=True, slots=True)
class Subjects:
    """The patients of one shard, by position: private key, their person's pseudonym and date offset."""

    patients: Sequence[str]
    names: pa.Array
    offsets: pa.Array
    _encounters: dict[tuple[str, int, str], str] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, persons: Sequence[str], patients: Sequence[str], keys: ReleaseKeys) -> Subjects:
        """Derive names and offsets from private keys: `persons[i]` is the person of `patients[i]`."""
        names = pa.array([keys.subject(person) for person in persons], pa.string())
        offsets = pa.array([keys.offset(person) for person in persons], pa.int32())
        return cls(patients, names, offsets)

    def encounter(self, rendition: str, position: int, encounter: str, key: bytes) -> str:
        """The pseudonym of an encounter, apart for every patient; many tables name the same ones."""
        at = rendition, position, encounter
        if at not in self._encounters:
            self._encounters[at] = pseudonyms.pseudonym(
                key, f"{self.patients[position]}\0{encounter}"
            )
        return self._encounters[at]


def queryable(
    name: str, table: pa.Table, subjects: Subjects, keys: ReleaseKeys, *, year: int
) -> pa.Table:
    """One event table with pseudonyms and shifted dates, ordered (see `shifted`)."""
    return ordered(name, shifted(name, table, subjects, keys, QUERYABLE, year=year))


def shifted(
    name: str,
    table: pa.Table,
    subjects: Subjects,
    keys: ReleaseKeys,
    rendition: str,
    *,
    year: int,
) -> pa.Table:
    """Pseudonymize and shift one event table (column `person` is a position in `subjects`).

    Encounters are named for `rendition` alone, so that a file's names ask nothing of the gate. Dates
    so long before `year`, that of the release, that they imply an age over 89 become null.
    """
    person = table.column("person").combine_chunks()
    columns: dict[str, pa.Array] = {"subject": pc.take(subjects.names, person)}
    offsets = pc.take(subjects.offsets, person)
    for column in TABLES[name].columns[1:]:
        values = table.column(column.name).combine_chunks()
        if column.role == "date":
            values = _recent(dates.shift(_recent(values, year), offsets), year)
        elif column.name == "encounter":
            values = _encounters(person, values, subjects, rendition, keys)
        columns[column.name] = values
    return pa.table(columns)


def _recent(values: pa.Array, year: int) -> pa.Array:
    """`values` (date32) without those before January 1 of `year` - 89."""
    first = pa.scalar(date(year - OLDEST, 1, 1), pa.date32())
    return pc.if_else(pc.greater_equal(values, first), values, pa.scalar(None, pa.date32()))


def download(
    name: str,
    table: pa.Table,
    value_digits: int,
    unit: str = "month",
    first: pa.Table | None = None,
) -> pa.Table:
    """Coarsen a shifted table: days to `unit` (`longitudinal.UNITS`), values to bands.

    `first` has each subject's first day (`first_days`), from which weeks are counted.
    """
    columns = {}
    for column in TABLES[name].columns:
        values = table.column(column.name)
        if column.role == "date":
            values = _told(values, unit, table.column("subject"), first)
        elif column.role == "measure":
            values = bands.band(values, value_digits)
        columns[column.name] = values
    return ordered(name, pa.table(columns))


def first_days(tables: Mapping[str, pa.Table]) -> pa.Table:
    """The first day (column `day_min`) of each `subject` in shifted tables: when rows happened."""
    when = [
        pa.table({"subject": table.column("subject"), "day": table.column(moment(name))})
        for name, table in tables.items()
    ]
    return pa.concat_tables(when).group_by("subject").aggregate([("day", "min")])


def moment(name: str) -> str:
    """The column that says when a row of table `name` happened: its first date."""
    return next(column.name for column in TABLES[name].columns if column.role == "date")


def _told(days: Any, unit: str, subjects: Any, first: pa.Table | None) -> Any:
    if unit != WEEKS or first is None:
        return dates.coarsen(days, unit)
    at = pc.index_in(subjects, first.column("subject"))
    since = pc.subtract(
        days.cast(pa.int32()), pc.take(first.column("day_min"), at).cast(pa.int32())
    )
    return pc.floor(pc.divide(since.cast(pa.float64()), 7.0)).cast(pa.int32())


def _encounters(
    person: pa.Array, encounters: pa.Array, subjects: Subjects, rendition: str, keys: ReleaseKeys
) -> pa.Array:
    """Pseudonyms of encounters; each distinct (person, encounter) is named once."""
    key = keys.encounters(rendition)
    encoded = pc.dictionary_encode(encounters)
    words = encoded.dictionary.to_pylist()
    both = pc.add(pc.multiply(person.cast(pa.int64()), len(words)), encoded.indices)
    distinct = pc.dictionary_encode(both)
    named = [
        subjects.encounter(rendition, at // len(words), words[at % len(words)], key)
        for at in distinct.dictionary.to_pylist()
    ]
    return pc.take(pa.array(named, pa.string()), distinct.indices)


def ordered(name: str, table: pa.Table) -> pa.Table:
    """Rows in an order that is a function of their content alone."""
    order: list[tuple[str, str]] = [(column.name, "ascending") for column in TABLES[name].columns]
    return table.take(pc.sort_indices(table, sort_keys=order))

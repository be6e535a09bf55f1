"""Reading OMOP CDM 5.4 as CSV, row by row.

A row comes in with what it needs to be understood alone: the codes of the concepts it uses
(``@concepts``: code, system, display), and for persons their address (``@location``) and day of death
(``@death``). Only CONCEPT, LOCATION and DEATH are held in memory.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from cohortium.errors import BadInput
from cohortium.records.canonical import canonical
from cohortium.records.coding import VOCABULARIES
from cohortium.records.days import iso, readable
from cohortium.records.omop_tables import (
    CLINICAL,
    CONCEPTS,
    DATES,
    KNOWN,
    NUMBERS,
    PERSONLESS,
    SHARED,
    TELLING,
)
from cohortium.records.record import Record, Rejection, Warned
from cohortium.records.rows_csv import Row, rows
from cohortium.records.source import Member
from cohortium.records.source import readable as whole

Outcome = Record | Rejection | Warned
Concept = tuple[str, str, str | None]
_ADDRESS = ("address_1", "address_2", "city", "state", "zip", "county")


def table_of(member: Member) -> str:
    """The OMOP table that a CSV file's name names, known or not; "" when it is no CSV."""
    return member.base[:-4] if member.base.endswith(".csv") else ""


def is_omop(members: list[Member]) -> bool:
    """Whether there is a PERSON.csv among them."""
    return any(table_of(member) == TELLING for member in members)


def read_omop(members: list[Member]) -> Iterator[Outcome]:
    """Every record of an OMOP folder or zip, persons first."""
    files: dict[str, Member] = {}
    for member in members:
        name = table_of(member)
        if name in files:
            raise BadInput(f"{member.name}: a second file of table {name}; send each table once")
        if name:
            files[name] = member
    yield from _left_out(files)
    reader = _Reader(files)
    order = sorted(set(files) & (CLINICAL.keys() | SHARED.keys()))
    for name in sorted(order, key=lambda table: table != TELLING):
        with whole(files[name].name):
            yield from reader.table(name)


def _left_out(files: Mapping[str, Member]) -> Iterator[Warned]:
    for name, member in sorted(files.items()):
        if name in PERSONLESS:
            yield Warned(member.name, 1, "left out: the table has no person_id")
        elif name not in KNOWN:
            yield Warned(member.name, 1, "left out: it is no table of OMOP CDM 5.4")
    if "concept" not in files:
        person = files[TELLING].name
        yield Warned(person, 1, "there is no CONCEPT.csv: codes will be OMOP concept ids")


class _Reader:
    """The tables that are joined to others, and the rows that need them."""

    def __init__(self, files: Mapping[str, Member]) -> None:
        self._files = files
        self._concepts: dict[str, Concept] = {}
        for row in self._reference("concept"):
            vocabulary = row.get("vocabulary_id", "")
            system = VOCABULARIES.get(vocabulary, vocabulary.lower())
            self._concepts[row.get("concept_id", "")] = (
                row.get("concept_code", ""), system, row.get("concept_name"),
            )  # fmt: skip
        self._deaths = {
            row.get("person_id", ""): iso(row.get("death_date")) or ""
            for row in self._reference("death")
        }
        self._places = {
            row.get("location_id", ""): {part: row[part] for part in _ADDRESS if part in row}
            for row in self._reference("location")
        }

    def _reference(self, name: str) -> Iterator[Row]:
        if name not in self._files:
            return
        member = self._files[name]
        with whole(member.name):
            for item in rows(member):
                if isinstance(item, tuple) and isinstance(item[0], int):
                    yield item[1]

    def table(self, name: str) -> Iterator[Outcome]:
        member = self._files[name]
        key = CLINICAL.get(name) or SHARED[name]
        needed = {key, "person_id"} if name in CLINICAL else {key}
        for item in rows(member):
            if isinstance(item, Rejection):
                yield item
            elif isinstance(item[0], int):
                yield self._record(name, key, member.name, item[0], item[1])
            elif missing := needed - set(item):
                raise BadInput(f"{member.name}: has no column {sorted(missing)[0]}")

    def _record(self, name: str, key: str, file: str, line: int, row: Row) -> Outcome:
        number, person = row.get(key, "").strip(), row.get("person_id", "").strip()
        if not number:
            return Rejection(file, line, f"{key} is missing")
        if name in CLINICAL and not person:
            return Rejection(file, line, "person_id is missing")
        reason = _unreadable(name, row)
        if reason is not None:
            return Rejection(file, line, reason)
        data: dict[str, Any] = {**row}
        joined = self._join(name, row)
        if joined:
            data["@concepts"] = joined
        if name == TELLING:
            self._join_person(data, person)
        owner = person if name in CLINICAL else None
        return Record(f"omop/{name}", number, owner, canonical(data), data, file, line)

    def _join(self, name: str, row: Row) -> dict[str, Concept]:
        joined: dict[str, Concept] = {}
        for stem in CONCEPTS.get(name, ()):
            for column in (stem + "_concept_id", stem + "_source_concept_id"):
                number = row.get(column, "0")
                if number != "0":
                    joined[column] = self._concepts.get(number) or (number, "omop", None)
                    break
        return joined

    def _join_person(self, data: dict[str, Any], person: str) -> None:
        place = self._places.get(data.get("location_id", ""))
        if place:
            data["@location"] = place
        if person in self._deaths:
            data["@death"] = self._deaths[person]


def _unreadable(name: str, row: Row) -> str | None:
    for column in DATES.get(name, ()):
        value = row.get(column)
        if value is not None and not readable(value):
            return f"{column} is not a date"
    for column in NUMBERS.get(name, ()):
        value = row.get(column)
        if value is not None and not is_number(value):
            return f"{column} is not a number"
    return None


def is_number(text: str) -> bool:
    """Whether `text` is a finite decimal number."""
    try:
        return math.isfinite(float(text)) and "_" not in text
    except ValueError:
        return False

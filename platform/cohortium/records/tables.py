"""Records to identifiable Arrow tables: the input of de-identification and anonymization.

`TABLES` says the columns; every format's rules fill them. The tables still identify people: dates are
true, notes are whole, `encounter` is the hospital's own id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from cohortium.records import rows_fhir, rows_omop, rows_table
from cohortium.records.columns import TABLES, Column, TableSpec
from cohortium.records.identity import identity, may_be_person
from cohortium.records.record import PatientRef
from cohortium.records.sink import SCHEMAS, Sink

__all__ = ["EVENT_KINDS", "SCHEMAS", "TABLES", "Column", "TableSpec", "extract", "extract_patients"]

Rule = Callable[[int, Mapping[str, Any], Sink], None]
Records = Callable[[Sequence[PatientRef], Container[str]], Iterator[tuple[PatientRef, str, bytes]]]
_SETTLE_EVERY = 4096  # items between looks at the buffers


def extract(
    items: Iterable[tuple[int, str, Mapping[str, Any]]], *, skipped: Counter[str] | None = None
) -> dict[str, Any]:
    """Tables by name (`pyarrow.Table`) from (person number, kind, data) of each record.

    Column `person` (int32) stands where `TABLES` has `subject`; all tables are there, empty ones too;
    rows keep the order of `items`. Each Patient makes a row of `subjects`, so a person known to two
    hospitals makes two. Kinds without a table make none. `skipped` counts, by table, what could not
    become a row (an attachment in a format that is not read).
    """
    sink = Sink()
    rules = _RULES
    count = 0
    for person, kind, data in items:
        rule = rules.get(kind) or (rows_table.row if kind.startswith("table/") else None)
        if rule is None:
            continue
        rule(person, data, sink)
        count += 1
        if count % _SETTLE_EVERY == 0:
            sink.settle()
    if skipped is not None:
        skipped.update(sink.skipped)
    return sink.tables()


def extract_patients(patients: Sequence[PatientRef], records: Records) -> dict[str, Any]:
    """Event tables of `patients`, numbered as they come, so that hospitals' encounters stay apart.

    `records` gives patient, kind and content of the patients' records of some kinds. Patients of
    FHIR and OMOP make no row of `subjects` here.
    """
    numbers = {patient: number for number, patient in enumerate(patients)}
    return extract(
        (numbers[patient], kind, orjson.loads(content))
        for patient, kind, content in records(patients, EVENT_KINDS)
    )


class _EventKinds(Container[str]):
    """The kinds of which records make rows of events; a mapping's tables may have any name."""

    def __contains__(self, kind: object) -> bool:
        return isinstance(kind, str) and (
            kind.startswith("table/") or (kind in _RULES and not may_be_person(kind))
        )


EVENT_KINDS: Container[str] = _EventKinds()


def _subject(kind: str) -> Rule:
    def rule(person: int, data: Mapping[str, Any], sink: Sink) -> None:
        who = identity(kind, data)
        if who is not None:
            sink.rows["subjects"].append(
                (person, who.sex, who.birth_year, who.zip, who.race, who.ethnicity, who.deceased)
            )

    return rule


_RULES: Mapping[str, Rule] = {
    **rows_fhir.RULES,
    **rows_omop.RULES,
    "Patient": _subject("Patient"),
    "omop/person": _subject("omop/person"),
}

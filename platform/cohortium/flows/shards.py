"""Shards: the rows of a release, written a few persons at a time so that memory stays flat.

Records of some persons -> event tables -> what people wrote confined or de-identified -> pseudonyms
and shifted dates -> two renditions. What many persons share is known only at the end: `revision`
then goes over the written rows once more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
import pyarrow as pa

from cohortium.ports import Installation, ReleaseFolder
from cohortium.records.identity import Identity
from cohortium.records.mentions import mentions
from cohortium.records.record import PatientRef
from cohortium.records.tables import ROW_KINDS, extract
from cohortium.release.ages import capped
from cohortium.release.figures import Figures
from cohortium.release.keys import ReleaseKeys
from cohortium.release.persons import Cohort
from cohortium.release.policy import Policy
from cohortium.release.renditions import (
    DOWNLOAD,
    QUERYABLE,
    Subjects,
    download,
    ordered,
    queryable,
)
from cohortium.release.sharing import Shared
from cohortium.release.text import Author, Tally, clean, text_columns
from cohortium.release.vocabulary import confined
from cohortium_anonymize.text import Deidentifier, Known
from cohortium_anonymize.text.apart import Apart

SHARD = 128  # persons whose records are in memory at once
SUBJECTS = "subjects"
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Making:
    """A release in the making: what the shards are written with, and what they tell."""

    installation: Installation
    keys: ReleaseKeys
    policy: Policy
    cohort: Cohort
    identities: Mapping[PatientRef, Identity]
    folder: ReleaseFolder
    deidentifier: Deidentifier
    year: int
    figures: Figures = field(default_factory=Figures)
    tally: Tally = field(default_factory=Tally)
    shared: Shared = field(default_factory=Shared)
    around: dict[str, Known] = field(default_factory=dict)


@contextmanager
def beside(cohort: Cohort) -> Iterator[Deidentifier]:
    """A de-identifier, beside this process where there is more than a shard to do: its model takes seconds to load."""
    if len(cohort.persons) <= SHARD:
        yield Deidentifier()
        return
    with Apart() as recognizer:
        yield Deidentifier(recognize=recognizer.find)


def unwatched(done: int, total: int) -> None:
    """Nobody watches."""


def write_subjects(making: Making, table: pa.Table, released: Sequence[int]) -> None:
    """The table of subjects, in the order of pseudonyms, the same in both renditions."""
    names = [making.keys.subject(making.cohort.persons[at].key) for at in released]
    named = table.add_column(0, "subject", pa.array(names, pa.string())).sort_by("subject")
    for rendition in _renditions(making.policy):
        making.folder.append(rendition, SUBJECTS, named)


def _renditions(policy: Policy) -> tuple[str, ...]:
    return (QUERYABLE, DOWNLOAD) if policy.download else (QUERYABLE,)


def write_events(making: Making, released: Sequence[int], progress: Progress) -> None:
    """All event tables, a shard of persons at a time, in the order of pseudonyms."""
    persons = making.cohort.persons
    ordered = sorted(released, key=lambda at: making.keys.subject(persons[at].key))
    for start in range(0, len(ordered), SHARD):
        _write_shard(making, ordered[start : start + SHARD])
        progress(min(start + SHARD, len(ordered)), len(ordered))


def _write_shard(making: Making, positions: Sequence[int]) -> None:
    """The rows of a shard. Extraction numbers patients, so that hospitals' encounters stay apart."""
    cohort = making.cohort
    owners = [(p, cohort.persons[at]) for at in positions for p in cohort.persons[at].patients]
    subjects = Subjects.of(
        [person.key for _, person in owners],
        [f"{p.hospital}\0{p.id}" for p, _ in owners],
        making.keys,
    )
    known = {person.key: _known(making, person.patients) for _, person in owners}
    authors = [
        Author(person.key, offset, known[person.key])
        for (_, person), offset in zip(owners, subjects.offsets.to_pylist(), strict=True)
    ]
    numbers = {patient: number for number, (patient, _) in enumerate(owners)}
    for name, table in extract(_items(making.installation, numbers)).items():
        if name != SUBJECTS and (name != "notes" or making.policy.notes):
            _write_table(making, name, table, subjects, authors)


def _items(
    installation: Installation, numbers: Mapping[PatientRef, int]
) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
    for patient, kind, content in installation.vault.records(list(numbers), ROW_KINDS):
        yield numbers[patient], kind, orjson.loads(content)


def _write_table(
    making: Making, name: str, table: pa.Table, subjects: Subjects, authors: Sequence[Author]
) -> None:
    table = capped(name, confined(name, table, making.tally.withheld))
    shifted, dateless = table, table
    for column in text_columns(name):
        with_dates, without = clean(
            table, column, authors, making.keys, making.deidentifier, making.tally
        )
        at = table.column_names.index(column)
        shifted = shifted.set_column(at, column, with_dates)
        dateless = dateless.set_column(at, column, without)
    made = queryable(name, shifted, subjects, making.keys, year=making.year)
    making.figures.add(name, made)
    known = (author.known for author in authors)
    making.shared.watch(name, made, dict(zip(subjects.names.to_pylist(), known, strict=True)))
    making.folder.append(QUERYABLE, name, made)
    if making.policy.download:
        leaving = queryable(name, dateless, subjects, making.keys, DOWNLOAD, year=making.year)
        making.folder.append(DOWNLOAD, name, download(name, leaving, making.policy.value_digits))


def revision(making: Making) -> Callable[[str, str, pa.Table], pa.Table]:
    """What becomes of each written shard, now that it is known which values many persons share."""
    allowed = making.shared.settled(making.policy.k, making.deidentifier)

    def revise(rendition: str, name: str, table: pa.Table) -> pa.Table:
        withheld = making.tally.withheld if rendition == QUERYABLE else Counter[str]()
        made = allowed.apply(name, table, withheld)
        return made if made is table else ordered(name, made)

    return revise


def _known(making: Making, patients: Sequence[PatientRef]) -> Known:
    """What a person's notes may call them and those around them."""
    merged: dict[str, Any] = {}
    for patient in patients:
        who = making.identities.get(patient)
        for name, value in (who.known() if who else {}).items():
            if isinstance(value, str):
                merged[name] = merged.get(name) or value
            else:
                merged[name] = [*merged.get(name, []), *value]
    around: Known | None = None
    for hospital in dict.fromkeys(patient.hospital for patient in patients):
        around = _chained(_around(making, hospital), around)
    return Known.of(merged, around)


def _chained(known: Known, around: Known | None) -> Known:
    return known if around is None else replace(known, around=around)


def _around(making: Making, hospital: str) -> Known:
    """The people and places of a hospital, read once."""
    if hospital not in making.around:
        providers, facilities = dict[str, None](), dict[str, None]()
        for kind, content in making.installation.vault.shared_records(hospital):
            found = mentions(kind, orjson.loads(content))
            providers.update(dict.fromkeys(found.providers))
            facilities.update(dict.fromkeys(found.facilities))
        making.around[hospital] = Known.of(
            {"providers": list(providers), "facilities": list(facilities)}
        )
    return making.around[hospital]

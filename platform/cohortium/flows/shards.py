"""Shards: the rows of a release, written a few persons at a time so that memory stays flat.

Records of some persons -> event tables -> what people wrote confined or de-identified -> pseudonyms
and shifted dates -> two renditions. Texts are read in another process while the next shards are
extracted. What many persons share is known only at the end: `revision` then goes over the written
rows once more.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from cohortium.flows.acquaintance import Acquaintance
from cohortium.flows.reviews import Reviews
from cohortium.ports import Installation, ReleaseFolder
from cohortium.records.record import PatientRef
from cohortium.release.ages import capped
from cohortium.release.figures import Figures
from cohortium.release.histories import Histories, Settled
from cohortium.release.keys import ReleaseKeys
from cohortium.release.longitudinal import WEEKS
from cohortium.release.persons import Cohort, Person
from cohortium.release.policy import Policy
from cohortium.release.recall import Past
from cohortium.release.renditions import (
    DOWNLOAD,
    QUERYABLE,
    Subjects,
    download,
    first_days,
    ordered,
    queryable,
    shifted,
)
from cohortium.release.sharing import Judged, Shared
from cohortium.release.text import Author, Tally, clean, text_columns, texts
from cohortium.release.text_policy import TextTerms
from cohortium.release.trajectories import check_unique
from cohortium.release.vocabulary import confined
from cohortium_anonymize.text import Deidentifier
from cohortium_anonymize.text.apart import Apart
from cohortium_anonymize.text.deidentifier import Ahead

SHARD = 128  # persons whose records are in memory at once
AHEAD = 16 << 20  # bytes of rows that may wait for their texts to be read, beside the newest shard
SUBJECTS = "subjects"
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Making:
    """A release in the making: what the shards are written with, and what they tell.

    `named` are the released persons, by position in the cohort, with their pseudonyms; `upto` gives
    the intake as of which a patient's records are told; `past` is what earlier downloads told.
    """

    installation: Installation
    keys: ReleaseKeys
    policy: Policy
    cohort: Cohort
    named: Mapping[int, str]
    acquaintance: Acquaintance
    folder: ReleaseFolder
    deidentifier: Deidentifier
    year: int
    upto: Mapping[PatientRef, int] = field(default_factory=dict)
    reviews: Reviews = field(kw_only=True)
    past: Past | None = None
    figures: Figures = field(default_factory=Figures)
    tally: Tally = field(default_factory=Tally)
    shared: Shared = field(default_factory=Shared)
    histories: Histories = field(default_factory=Histories)
    settled: Settled | None = None  # what `revision` decided

    @property
    def persons(self) -> list[Person]:
        """The released persons, in the order of pseudonyms."""
        return [self.cohort.persons[at] for at in sorted(self.named, key=self.named.__getitem__)]


@dataclass(frozen=True, slots=True)
class Shard:
    """Confined tables of some persons, whose texts are being read."""

    persons: int
    tables: Mapping[str, pa.Table]
    subjects: Subjects
    authors: Sequence[Author]
    ahead: Ahead

    @property
    def bytes(self) -> int:
        """How much memory the rows take."""
        return sum(table.nbytes for table in self.tables.values())

    @property
    def read(self) -> bool:
        """Whether all texts are."""
        return all(asked.answer.done() for asked in self.ahead.values())


@contextmanager
def beside(consents: int, terms: TextTerms) -> Iterator[Deidentifier]:
    """A de-identifier, beside this process where there is more than a shard to do: its model takes seconds to load."""
    if consents <= SHARD:
        yield terms.reader()
        return
    with Apart(terms.profile) as recognizer:
        yield terms.reader(recognize=recognizer.find, ask=recognizer.ask)


def unwatched(done: int, total: int) -> None:
    """Nobody watches."""


def write_subjects(making: Making, table: pa.Table) -> None:
    """The table of subjects, in the order of pseudonyms, the same in both renditions."""
    names = pa.array(making.named.values(), pa.string())
    named = table.add_column(0, "subject", names).sort_by("subject")
    for rendition in _renditions(making.policy):
        making.folder.append(rendition, SUBJECTS, named)


def _renditions(policy: Policy) -> tuple[str, ...]:
    return (QUERYABLE, DOWNLOAD) if policy.download else (QUERYABLE,)


def write_events(making: Making, progress: Progress) -> Judged:
    """All event tables, a shard of persons at a time, in the order of pseudonyms; and which shared
    values may leave."""
    persons = making.persons
    shards = [persons[start : start + SHARD] for start in range(0, len(persons), SHARD)]
    waiting: deque[Shard] = deque()
    done = 0

    def write() -> None:
        nonlocal done
        shard = waiting.popleft()
        _write(making, shard)
        progress(done := done + shard.persons, len(persons))

    patients = [[patient for _, patient in _owners(shard)] for shard in shards]
    rows = making.installation.rows(patients, making.upto)
    with closing(rows):
        for shard, tables in zip(shards, rows, strict=True):
            waiting.append(_confined(making, shard, tables))
            while waiting[0].read or sum(held.bytes for held in waiting) > AHEAD:
                if len(waiting) == 1:
                    break
                write()
    judged = _judged(making)
    while waiting:
        write()
    return judged


def _owners(persons: Sequence[Person]) -> list[tuple[Person, PatientRef]]:
    return [(person, patient) for person in persons for patient in person.patients]


def _confined(making: Making, persons: Sequence[Person], rows: Mapping[str, pa.Table]) -> Shard:
    """A shard without what is in no closed vocabulary; its words are counted and its texts asked for."""
    owners = _owners(persons)
    subjects = Subjects.of(
        [person.key for person, _ in owners], [f"{p.hospital}\0{p.id}" for _, p in owners],
        making.keys,
    )  # fmt: skip
    authors = [
        Author(
            person.key,
            offset,
            partial(making.acquaintance.known, person.patients),
            making.reviews.of(patient),
        )
        for (person, patient), offset in zip(owners, subjects.offsets.to_pylist(), strict=True)
    ]
    tables: dict[str, pa.Table] = {}
    for name, table in rows.items():
        if name != SUBJECTS and (name != "notes" or making.policy.notes):
            tables[name] = capped(name, confined(name, table, making.tally.withheld))
            names = pc.take(subjects.names, tables[name].column("person"))
            making.shared.watch(name, tables[name].append_column("subject", names))
    said = (text for name, table in tables.items() for text in texts(name, table))
    return Shard(len(persons), tables, subjects, authors, making.deidentifier.ahead(said))


def _write(making: Making, shard: Shard) -> None:
    leaving: dict[str, pa.Table] = {}
    for name, table in shard.tables.items():
        dated, dateless = table, table
        for column in text_columns(name):
            with_dates, without = clean(
                name, table, column, shard.authors, making.keys, making.deidentifier, making.tally,
                shard.ahead,
            )  # fmt: skip
            at = table.column_names.index(column)
            dated = dated.set_column(at, column, with_dates)
            dateless = dateless.set_column(at, column, without)
        made = queryable(name, dated, shard.subjects, making.keys, year=making.year)
        making.figures.add(name, made)
        making.histories.watch(name, made, making.policy.codes)
        making.folder.append(QUERYABLE, name, made)
        if making.policy.download:
            leaving[name] = shifted(
                name, dateless, shard.subjects, making.keys, DOWNLOAD, year=making.year
            )
    if leaving:
        _write_download(making, leaving)


def _write_download(making: Making, leaving: Mapping[str, pa.Table]) -> None:
    """Coarse dates and banded values of a shard's tables, of which all are needed: see `first_days`."""
    policy = making.policy
    first = first_days(leaving) if policy.dates.unit == WEEKS else None
    for name, table in leaving.items():
        coarse = download(name, table, policy.value_digits, policy.dates.unit, first)
        making.folder.append(DOWNLOAD, name, coarse)


def _judged(making: Making) -> Judged:
    """What is shared, once all is counted; what must be read of it is asked for."""
    patients = {name: making.cohort.persons[at].patients for at, name in making.named.items()}
    return making.shared.judged(
        making.policy.k,
        lambda subject: making.acquaintance.known(patients[subject]),
        making.acquaintance.around(patients.values()),
        making.deidentifier,
    )


def revision(making: Making, judged: Judged) -> Callable[[str, str, pa.Table], pa.Table]:
    """What becomes of each written shard, now that it is known which values many persons share.

    :raises Refused: what would leave singles more out than the policy allows
    """
    allowed, policy = judged.allowed(making.deidentifier), making.policy
    making.settled = settled = making.histories.settle(
        allowed, policy.codes, policy.dates, k=policy.k, download=policy.download,
        seed=making.keys.trajectories, past=making.past,
    )  # fmt: skip
    check_unique(settled.trajectories, policy.dates)

    def revise(rendition: str, name: str, table: pa.Table) -> pa.Table:
        withheld = making.tally.withheld if rendition == QUERYABLE else Counter[str]()
        made = allowed.apply(name, table, withheld)
        if rendition == DOWNLOAD:
            made = settled.treatment.apply(name, made)
        return made if made is table else ordered(name, made)

    return revise

"""Text columns of a shard, de-identified: notes, and everything else that people wrote in words.

Each text is read once, ahead where that can be, and rendered twice: with its dates shifted, for the
queryable rendition, and without them, for the one that leaves. A quarantined text is released in
neither, unless a person looked at it and said that it may leave.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cohortium.records.record import PatientRef
from cohortium.records.tables import TABLES
from cohortium.release.keys import ReleaseKeys
from cohortium.release.review import Digest, Held, Look, Review, outcome, text_id
from cohortium_anonymize.text import Deidentifier, Item, Known, Result
from cohortium_anonymize.text.deidentifier import Ahead

REJECTED = "rejected"  # the reason for a text that a person rejected, and nothing else holds back


@dataclass(frozen=True, slots=True)
class Author:
    """Whose texts these are: private key, date offset in days, and how to learn what is known of them."""

    key: str
    offset: int
    known: Callable[[], Known]
    record: Reviewed


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What custodians decided on a patient's texts, by the texts' ids under `digest`."""

    patient: PatientRef
    digest: Digest
    reviews: Mapping[str, Review]


@dataclass(slots=True)
class Tally:
    """How many texts were read, how many are left out, by reason, and how many values of dimension
    columns are withheld, by ``table.column``; and the texts that a person has, or has yet, to look at."""

    texts: int = 0
    quarantined: Counter[str] = field(default_factory=Counter)
    withheld: Counter[str] = field(default_factory=Counter)
    held: list[tuple[PatientRef, Held]] = field(default_factory=list)

    def reviewed(self, outcome: str) -> int:
        """How many texts were ``released`` by a person's decision, or ``rejected``."""
        return sum(held.outcome == outcome for _, held in self.held)

    def describe(self) -> dict[str, Any]:
        """Exact counts of texts."""
        return {
            "texts": self.texts,
            "quarantined": dict(sorted(self.quarantined.items())),
            "released": self.reviewed("released"),
            "rejected": self.reviewed("rejected"),
        }


def text_columns(table: str) -> tuple[str, ...]:
    """The columns of a table that hold human writing."""
    return tuple(column.name for column in TABLES[table].columns if column.role == "text")


def texts(name: str, table: pa.Table) -> Iterator[str]:
    """Each distinct text of a column of one table, for `Deidentifier.ahead`."""
    for column in text_columns(name):
        yield from pc.unique(table.column(column).drop_null()).to_pylist()


def clean(
    name: str,
    table: pa.Table,
    column: str,
    authors: Sequence[Author],
    keys: ReleaseKeys,
    deidentifier: Deidentifier,
    tally: Tally,
    ahead: Ahead,
) -> tuple[pa.Array, pa.Array]:
    """(with shifted dates, without dates) of one text column; `person` is a position in `authors`."""
    values = table.column(column).combine_chunks()
    given = table.select(["person", column]).filter(values.is_valid())
    pairs = list(
        zip(given.column("person").to_pylist(), given.column(column).to_pylist(), strict=True)
    )
    rendered: dict[tuple[int, str], tuple[str | None, str | None]] = dict.fromkeys(
        pairs, (None, None)
    )
    results = deidentifier.deidentify_many(_items(list(rendered), authors, keys), ahead)
    for at in rendered:
        made = next(results), next(results)
        tally.texts += 1
        if _leaves((name, column, at[1]), made, authors[at[0]].record, tally):
            rendered[at] = made[0].text, made[1].text
    return (
        _replaced(values, [rendered[at][0] for at in pairs]),
        _replaced(values, [rendered[at][1] for at in pairs]),
    )


def _leaves(
    at: tuple[str, str, str], made: tuple[Result, Result], record: Reviewed, tally: Tally
) -> bool:
    """Whether a text (table, column, text) leaves as it was `made`; the tally keeps what was held back."""
    if not record.reviews and not any(result.quarantined for result in made):
        return True
    id_ = text_id(record.digest, *at)
    look, review = Look.of(made, record.digest), record.reviews.get(id_)
    became = outcome(review, look)
    if became == "free":
        return True
    seen = review.index if review else -1
    tally.held.append((record.patient, Held(id_, *at[:2], look.reason, became, seen)))
    if became == "released":
        return True
    tally.quarantined[look.reason or REJECTED] += 1
    return False


def _items(
    wanted: Sequence[tuple[int, str]], authors: Sequence[Author], keys: ReleaseKeys
) -> Iterator[Item]:
    whose: dict[int, tuple[Known, bytes]] = {}
    for who, text in wanted:
        author = authors[who]
        if who not in whose:
            whose[who] = author.known(), keys.text(author.key)
        known, key = whose[who]
        yield Item(text, known, key, author.offset)
        yield Item(text, known, key, None)


def _replaced(values: pa.Array, rendered: Sequence[str | None]) -> pa.Array:
    """`values` with `rendered` for those that are not null, in order."""
    return pc.replace_with_mask(values, values.is_valid(), pa.array(rendered, pa.string()))

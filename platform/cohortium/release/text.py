"""Text columns of a shard, de-identified: notes, and everything else that people wrote in words.

Each text is read once, ahead where that can be, and rendered twice: with its dates shifted, for the
queryable rendition, and without them, for the one that leaves. A quarantined text is released in
neither.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from cohortium.records.tables import TABLES
from cohortium.release.keys import ReleaseKeys
from cohortium_anonymize.text import Deidentifier, Item, Known
from cohortium_anonymize.text.deidentifier import Ahead


@dataclass(frozen=True, slots=True)
class Author:
    """Whose texts these are: private key, date offset in days, and how to learn what is known of them."""

    key: str
    offset: int
    known: Callable[[], Known]


@dataclass(slots=True)
class Tally:
    """How many texts were read, how many are quarantined, by reason, and how many values of
    dimension columns are withheld, by ``table.column``."""

    texts: int = 0
    quarantined: Counter[str] = field(default_factory=Counter)
    withheld: Counter[str] = field(default_factory=Counter)


def text_columns(table: str) -> tuple[str, ...]:
    """The columns of a table that hold human writing."""
    return tuple(column.name for column in TABLES[table].columns if column.role == "text")


def texts(name: str, table: pa.Table) -> Iterator[str]:
    """Each distinct text of a column of one table, for `Deidentifier.ahead`."""
    for column in text_columns(name):
        yield from pc.unique(table.column(column).drop_null()).to_pylist()


def clean(
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
        with_dates, without = next(results), next(results)
        tally.texts += 1
        if with_dates.quarantined or without.quarantined:
            tally.quarantined[with_dates.reason or without.reason] += 1
        else:
            rendered[at] = with_dates.text, without.text
    return (
        _replaced(values, [rendered[at][0] for at in pairs]),
        _replaced(values, [rendered[at][1] for at in pairs]),
    )


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

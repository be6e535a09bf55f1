"""Text columns of a shard, de-identified: notes, and everything else that people wrote in words.

Each text is read once and rendered twice: with its dates shifted, for the queryable rendition, and
without them, for the one that leaves. A quarantined text is released in neither.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from cohortium.records.tables import TABLES
from cohortium.release.keys import ReleaseKeys
from cohortium_anonymize.text import Deidentifier, Item, Known


@dataclass(frozen=True, slots=True)
class Author:
    """Whose texts these are: private key, date offset in days, and what is known of them."""

    key: str
    offset: int
    known: Known


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


def clean(
    table: pa.Table,
    column: str,
    authors: Sequence[Author],
    keys: ReleaseKeys,
    deidentifier: Deidentifier,
    tally: Tally,
) -> tuple[pa.Array, pa.Array]:
    """(with shifted dates, without dates) of one text column; `person` is a position in `authors`."""
    person = table.column("person").to_pylist()
    texts = table.column(column).to_pylist()
    wanted = list(dict.fromkeys(
        (who, text) for who, text in zip(person, texts, strict=True) if text is not None
    ))  # fmt: skip
    results = deidentifier.deidentify_many(_items(wanted, authors, keys))
    shifted: dict[tuple[int, str], str | None] = {}
    dateless: dict[tuple[int, str], str | None] = {}
    for at in wanted:
        with_dates, without = next(results), next(results)
        tally.texts += 1
        if with_dates.quarantined or without.quarantined:
            tally.quarantined[with_dates.reason or without.reason] += 1
            shifted[at] = dateless[at] = None
        else:
            shifted[at], dateless[at] = with_dates.text, without.text
    pairs = [None if text is None else (who, text) for who, text in zip(person, texts, strict=True)]
    return _column(pairs, shifted), _column(pairs, dateless)


def _items(
    wanted: Sequence[tuple[int, str]], authors: Sequence[Author], keys: ReleaseKeys
) -> Iterator[Item]:
    text_keys: dict[int, bytes] = {}
    for who, text in wanted:
        author = authors[who]
        key = text_keys.setdefault(who, keys.text(author.key))
        yield Item(text, author.known, key, author.offset)
        yield Item(text, author.known, key, None)


def _column(
    pairs: Sequence[tuple[int, str] | None], rendered: Mapping[tuple[int, str], str | None]
) -> pa.Array:
    return pa.array([None if at is None else rendered[at] for at in pairs], pa.string())

"""Treatment: what the download rendition tells of each subject's items, applied to its rows. Arrow.

A row of an item that is suppressed for its subject is left out: it would tell when without what. A
row of a generalized item keeps the general code, the dates and the measures; display, coded value and
all words go, which would say the item itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cohortium.records.tables import TABLES
from cohortium.release.ladders import APART, code_of

Ints = npt.NDArray[np.int64]
NONE = -1
_SAYING = ("display", "value_code")  # beside texts, what says a generalized item itself


class Uncounted(ValueError):
    """A row has an item that was not counted for its subject."""


@dataclass(frozen=True)
class Pairs:
    """Each subject's items, and what they are told as: positions in `words`, -1 for nothing.

    `subjects` and `items` number names and words; `owners` and `given` are the pairs, sorted by both.
    """

    subjects: Mapping[str, int]
    items: Mapping[str, int]
    words: Sequence[str]
    owners: Ints
    given: Ints
    told: Ints

    @cached_property
    def keys(self) -> Ints:
        """A number of each pair, sorted."""
        return self.owners * len(self.words) + self.given

    def subject(self, name: str) -> int:
        """A subject's number; Uncounted when it is unknown."""
        return _counted(self.subjects, name)

    def item(self, word: str) -> int:
        """An item's number; Uncounted when it is unknown."""
        return _counted(self.items, word)

    def of(self, subjects: Ints, items: Ints) -> Ints:
        """What each (subject, item) is told as; -1 also where `items` is. Uncounted when one is unknown."""
        told = np.full(len(items), NONE, np.int64)
        rows = np.flatnonzero(items >= 0)
        if len(rows):
            wanted = subjects[rows] * len(self.words) + items[rows]
            at = np.searchsorted(self.keys, wanted)
            if (at == len(self.keys)).any() or (self.keys[at] != wanted).any():
                raise Uncounted("an item of a row was not counted for its subject")
            told[rows] = self.told[at]
        return told


@dataclass(frozen=True, slots=True)
class Treatment:
    """What becomes of the rows of `tables`."""

    tables: Sequence[str]
    pairs: Pairs

    def apply(self, name: str, table: pa.Table) -> pa.Table:
        """A shard of table `name` of the download rendition, whose shared values are judged already."""
        if name not in self.tables:
            return table
        items = numbers(words_of(name, table), self.pairs.item)
        subjects = numbers(table.column("subject"), self.pairs.subject)
        told = self.pairs.of(subjects, items)
        if (told == items).all():
            return table
        general = pa.array((told != items) & (told >= 0))
        return self._generalized(name, table, told, general).filter(
            pa.array((items < 0) | (told >= 0))
        )

    def _generalized(self, name: str, table: pa.Table, told: Ints, which: pa.Array) -> pa.Table:
        """`table` with the codes of the rows `which` as `told`, and nothing that says more."""
        positions, place = np.unique(told, return_inverse=True)
        codes = [None if at < 0 else code_of(self.pairs.words[at]) for at in positions.tolist()]
        column = pc.take(pa.array(codes, pa.string()), pa.array(place.reshape(-1)))
        made = _replaced(table, "code", pc.if_else(which, column, table.column("code")))
        for spec in TABLES[name].columns:
            if spec.name in _SAYING or spec.role == "text":
                null = pa.scalar(None, made.schema.field(spec.name).type)
                left = pc.if_else(which, null, made.column(spec.name))
                made = _replaced(made, spec.name, left)
        return made


def words_of(name: str, table: pa.Table) -> pa.ChunkedArray:
    """The item of each row (`ladders`), null where it has none."""
    system, code, display = (table.column(column) for column in ("system", "code", "display"))
    system = pc.fill_null(system, "")
    by_code = pc.binary_join_element_wise(name, system, code, APART)
    by_display = pc.binary_join_element_wise(name, system, "", display, APART)
    return pc.coalesce(by_code, by_display)


def numbers(values: pa.Array | pa.ChunkedArray, number: Callable[[str], int]) -> Ints:
    """The number of each value, asked for once for each distinct one of a chunk; -1 for null."""
    chunks = values.chunks if isinstance(values, pa.ChunkedArray) else [values]
    found = [np.zeros(0, np.int64)]
    for chunk in chunks:
        encoded = pc.dictionary_encode(chunk)
        of = [number(word) for word in encoded.dictionary.to_pylist()]
        at = pc.fill_null(encoded.indices, len(of)).to_numpy(zero_copy_only=False)
        found.append(np.array([*of, NONE], np.int64)[at])
    return np.concatenate(found)


def _counted(known: Mapping[str, int], word: str) -> int:
    if word not in known:
        raise Uncounted("a row has a subject or an item that was not counted")
    return known[word]


def _replaced(table: pa.Table, name: str, values: pa.ChunkedArray) -> pa.Table:
    at = table.column_names.index(name)
    return table.set_column(at, table.schema.field(name), values)

"""Which displays, routes and coded values of a release are its vocabulary, and which are a person's.

Words have no closed set. While shards are written, `Shared.watch` counts for every distinct value
how many persons have it and looks for their own identifiers in what few have; `Shared.settled` then
says which values leave, and `Allowed.apply` withholds all others from the written rows. A value is
withheld from everybody or from nobody: a gap at one person alone would tell whose word it was.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from cohortium.release.codes import answer
from cohortium_anonymize.text import Deidentifier, Item, Known
from cohortium_anonymize.text.normal import normalize
from cohortium_anonymize.text.tokens import words

VOCABULARY = 20  # persons who share a value: from here on it is a word of the trade, no one's own
_WORDS = ("display", "route", "value_code")  # at least k persons share what leaves
_WATCHED = (*_WORDS, "code")  # a code has a shape already (`codes`): it is looked through alone
_APART = "\x1f"
_KEY = b"displays are only looked at, never rewritten"

At = tuple[str, str]  # table, column


@dataclass(slots=True)
class Shared:
    """How many persons have each value, and which values say who one of them is."""

    persons: dict[At, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    telling: dict[At, set[str]] = field(default_factory=lambda: defaultdict(set))
    around: dict[int, Known] = field(default_factory=dict)

    def watch(self, name: str, table: pa.Table, known: Mapping[str, Known]) -> None:
        """Take in a shard of a queryable table; all rows of a person are in one shard."""
        for who in known.values():
            self.around |= {id(layer.content): layer for layer in who.layers[1:]}
        for column in _columns(table):
            counts, telling = self.persons[name, column], self.telling[name, column]
            pairs = list(_pairs(table, column))
            counts.update(key for _, key in pairs)
            for subject, key in pairs:
                if counts[key] < VOCABULARY and key not in telling and _found(known[subject], key):
                    telling.add(key)

    def settled(self, k: int, deidentifier: Deidentifier) -> Allowed:
        """What leaves: shared by `k`, by `VOCABULARY` or saying nothing of anyone."""
        kept = {at: self._kept(at, k) for at in self.persons}
        trade = set[str]()
        for (_, column), keys in kept.items():
            if column in _WORDS:
                trade.update(
                    *(words(_said(key)) for key, count in keys.items() if count >= VOCABULARY)
                )
        rare = {
            _said(key)
            for (_, column), keys in kept.items()
            if column in _WORDS
            for key, count in keys.items()
            if count < VOCABULARY and not (column == "value_code" and answer(key))
        }
        refused = set(_refused(sorted(rare), trade, deidentifier))
        return Allowed(
            {
                at: pa.array(
                    [key for key in keys if at[1] == "code" or _said(key) not in refused],
                    pa.string(),
                )
                for at, keys in kept.items()
            }
        )

    def _kept(self, at: At, k: int) -> dict[str, int]:
        telling = self.telling[at]
        return {
            key: count
            for key, count in self.persons[at].items()
            if self._common(at[1], key, count, k)
            and (key not in telling if count < VOCABULARY else not self._names_staff(key))
        }

    def _common(self, column: str, key: str, count: int, k: int) -> bool:
        return count >= k or column == "code" or (column == "value_code" and answer(key))

    def _names_staff(self, key: str) -> bool:
        """Whether what many patients have names one who treated them."""
        return any(
            span.type == "NAME"
            for around in self.around.values()
            for span in around.find(normalize(_said(key)).text)
        )


@dataclass(frozen=True, slots=True)
class Allowed:
    """The values of each table's columns that leave."""

    values: Mapping[At, pa.Array]

    def apply(self, name: str, table: pa.Table, withheld: Counter[str]) -> pa.Table:
        """`table` without all others; `withheld` counts them by ``table.column``."""
        made = table
        for column in _columns(table):
            keep = pc.is_in(_keys(table, column), self.values.get((name, column), _NONE))
            values = pc.if_else(keep, table.column(column), pa.scalar(None, pa.string()))
            gone = values.null_count - table.column(column).null_count
            if gone:
                withheld[f"{name}.{column}"] += gone
                made = made.set_column(made.column_names.index(column), column, values)
        return made


_NONE = pa.array([], pa.string())


def _columns(table: pa.Table) -> tuple[str, ...]:
    return tuple(column for column in _WATCHED if column in table.column_names)


def _keys(table: pa.Table, column: str) -> pa.ChunkedArray:
    """The value of each row, with system and code where those give it its meaning; null stays."""
    values = table.column(column)
    if column not in ("display", "code"):
        return values
    parts = ("system", "code")[: 2 if column == "display" else 1]
    before = [pc.fill_null(table.column(part), "") for part in parts]
    return pc.binary_join_element_wise(*before, values, _APART)


def _said(key: str) -> str:
    return key.rsplit(_APART, 1)[-1]


def _pairs(table: pa.Table, column: str) -> Iterator[tuple[str, str]]:
    """Each distinct (subject, key)."""
    pairs = pa.table({"subject": table.column("subject"), "key": _keys(table, column)})
    distinct = pairs.drop_null().group_by(["subject", "key"]).aggregate([])
    return zip(distinct["subject"].to_pylist(), distinct["key"].to_pylist(), strict=True)


def _found(known: Known, key: str) -> bool:
    return bool(known.find(normalize(_said(key)).text))


def _refused(texts: list[str], trade: set[str], deidentifier: Deidentifier) -> Iterator[str]:
    """Those in which the de-identifier finds someone. The model alone is not believed on a word
    that the displays of many patients use."""
    results = deidentifier.deidentify_many(Item(text, None, _KEY) for text in texts)
    for text, result in zip(texts, results, strict=True):
        named = any(
            span.source != "ner" or not trade.issuperset(words(text[span.start : span.end]))
            for span in result.spans
        )
        if result.quarantined or named:
            yield text

"""Which displays, routes and coded values of a release are its vocabulary, and which are a person's.

Words have no closed set. While shards are written, `Shared.watch` counts for every distinct value
how many persons have it. When all are counted, `Shared.judged` looks for persons' own identifiers in
what few of them have and gives the rest to be read; `Judged.allowed` then says which values leave, and
`Allowed.apply` withholds all others from the written rows. A value is withheld from everybody or from
nobody: a gap at one person alone would tell whose word it was.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from cohortium.release.codes import answer
from cohortium_anonymize.text import Deidentifier, Item, Known
from cohortium_anonymize.text.deidentifier import Ahead
from cohortium_anonymize.text.forms.normal import normalize
from cohortium_anonymize.text.record.tokens import words

VOCABULARY = 20  # persons who share a value: from here on it is a word of the trade, no one's own
_WORDS = ("display", "route", "value_code")  # at least k persons share what leaves
_WATCHED = (*_WORDS, "code")  # a code has a shape already (`codes`): it is looked through alone
_APART = "\x1f"
_KEY = b"displays are only looked at, never rewritten"

At = tuple[str, str]  # table, column


@dataclass(slots=True)
class Shared:
    """How many persons have each value, and who those are where they are few."""

    persons: dict[At, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    few: dict[At, dict[str, list[str]]] = field(default_factory=lambda: defaultdict(dict))

    def watch(self, name: str, table: pa.Table) -> None:
        """Take in a shard of a table with `subject`; all rows of a person are in one shard."""
        for column in _columns(table):
            counts, few = self.persons[name, column], self.few[name, column]
            for subject, key in _pairs(table, column):
                counts[key] += 1
                if counts[key] < VOCABULARY:
                    few.setdefault(key, []).append(subject)
                else:
                    few.pop(key, None)

    def judged(
        self,
        k: int,
        known: Callable[[str], Known],
        around: Sequence[Known],
        deidentifier: Deidentifier,
    ) -> Judged:
        """What may leave: shared by `k`, and naming nobody: neither one of the few who have it, by
        what is `known` of a subject, nor one of those `around` the many who have it."""
        told = self._telling(k, known)
        kept = {at: self._kept(at, k, told, around) for at in self.persons}
        trade = set[str]()
        for (_, column), keys in kept.items():
            if column in _WORDS:
                trade.update(
                    *(words(_said(key)) for key, count in keys.items() if count >= VOCABULARY)
                )
        rare = sorted({
            _said(key)
            for (_, column), keys in kept.items()
            if column in _WORDS
            for key, count in keys.items()
            if count < VOCABULARY and not (column == "value_code" and answer(key))
        })  # fmt: skip
        return Judged(kept, frozenset(trade), rare, deidentifier.ahead(rare))

    def _telling(self, k: int, known: Callable[[str], Known]) -> set[tuple[At, str]]:
        """The values, of those that few have and that might leave, that say who one of the few is.

        Subject by subject, so that what is known of one is made once and not kept.
        """
        watched: dict[str, list[tuple[At, str]]] = defaultdict(list)
        for at, few in self.few.items():
            for key, subjects in few.items():
                if _common(at[1], key, len(subjects), k):
                    for subject in subjects:
                        watched[subject].append((at, key))
        told: set[tuple[At, str]] = set()
        for subject, values in watched.items():
            who = known(subject)
            told.update(value for value in values if value not in told and _found(who, value[1]))
        return told

    def _kept(
        self, at: At, k: int, told: set[tuple[At, str]], around: Sequence[Known]
    ) -> dict[str, int]:
        return {
            key: count
            for key, count in self.persons[at].items()
            if _common(at[1], key, count, k)
            and ((at, key) not in told if count < VOCABULARY else not _names_staff(around, key))
        }


@dataclass(frozen=True, slots=True)
class Judged:
    """Values that may leave, with how many persons have them, and those being read before they do."""

    kept: Mapping[At, Mapping[str, int]]
    trade: frozenset[str]
    rare: Sequence[str]
    ahead: Ahead

    def allowed(self, deidentifier: Deidentifier) -> Allowed:
        """What leaves: shared by `VOCABULARY` or saying nothing of anyone."""
        refused = set(self._refused(deidentifier))
        return Allowed(
            {
                at: pa.array(
                    [key for key in keys if at[1] == "code" or _said(key) not in refused],
                    pa.string(),
                )
                for at, keys in self.kept.items()
            }
        )

    def _refused(self, deidentifier: Deidentifier) -> Iterator[str]:
        """Those in which the de-identifier finds someone. The model alone is not believed on a word
        that the displays of many patients use."""
        items = (Item(text, None, _KEY) for text in self.rare)
        results = deidentifier.deidentify_many(items, self.ahead)
        for text, result in zip(self.rare, results, strict=True):
            named = any(
                span.source != "ner"
                or not self.trade.issuperset(words(text[span.start : span.end]))
                for span in result.spans
            )
            if result.quarantined or named:
                yield text


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


def _common(column: str, key: str, count: int, k: int) -> bool:
    return count >= k or column == "code" or (column == "value_code" and answer(key))


def _names_staff(around: Sequence[Known], key: str) -> bool:
    """Whether what many patients have names one who treated them."""
    text = normalize(_said(key)).text
    return any(span.type == "NAME" for known in around for span in known.find(text))

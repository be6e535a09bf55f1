"""Histories: what every subject's events give away together, gathered while shards are written.

Of each subject the distinct items (`ladders`) are kept, as numbers; of the first `MEASURED` of them
also when. When all are known, `settle` decides what the download rendition tells of each subject's
rare combinations (`cohortium_anonymize.trajectories`), and measures how many subjects a little
knowledge singles out. Pure; numpy and Arrow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cohortium.release.ladders import APART, coded, ladder, shown
from cohortium.release.longitudinal import Codes, Dates
from cohortium.release.recall import Past, reconciled
from cohortium.release.renditions import moment
from cohortium.release.sharing import Allowed
from cohortium.release.trajectories import Moments, Trajectories, coarse, measured
from cohortium.release.treatment import NONE, Pairs, Treatment, numbers
from cohortium_anonymize.trajectories.combinations import Told, protect
from cohortium_anonymize.trajectories.uniqueness import distinct

Ints = npt.NDArray[np.int64]
Leaving = Mapping[tuple[str, str], frozenset[str]]  # (table, column) -> the values that may leave
_LOW = (1 << 32) - 1
MEASURED = 10_000  # subjects whose moments are kept; among fewer nobody is less unique


@dataclass(frozen=True, slots=True)
class Settled:
    """The `treatment` of the download rendition, what share of (subject, item) pairs it keeps,
    generalizes and suppresses, and what singles subjects out in either rendition."""

    treatment: Treatment
    shares: Mapping[str, float]
    trajectories: Trajectories


@dataclass(slots=True)
class Histories:
    """What shards have told so far, by number: subjects, and what rows tell (`said`)."""

    subjects: dict[str, int] = field(default_factory=dict)
    said: dict[str, int] = field(default_factory=dict)
    pairs: list[Ints] = field(default_factory=list)  # two rows: subject, said
    moments: list[Ints] = field(default_factory=list)  # three rows: subject, said or -1, day

    def watch(self, name: str, table: pa.Table, codes: Codes) -> None:
        """Take in a shard of queryable table `name`; all rows of a subject are in one shard."""
        subjects = numbers(table.column("subject"), lambda word: _number(self.subjects, word))
        said = np.full(table.num_rows, NONE, np.int64)
        if name in codes.tables:
            said = numbers(_said(name, table), lambda word: _number(self.said, word))
            both = distinct((subjects << 32 | said)[said >= 0])
            self.pairs.append(np.stack([both >> 32, both & _LOW]).astype(np.int32))
        when = table.column(moment(name)).cast(pa.int32())
        kept = when.is_valid().to_numpy() & (subjects < MEASURED)
        days = pc.fill_null(when, 0).to_numpy()
        self.moments.append(np.stack([subjects, said, days])[:, kept].astype(np.int32))

    def settle(
        self, allowed: Allowed, codes: Codes, dates: Dates, *, k: int, download: bool, seed: int,
        past: Past | None = None,
    ) -> Settled:  # fmt: skip
        """What the download rendition may tell, of the values that are `allowed` to leave at all.

        `seed` draws the subjects and the knowledge that are tried; `past` is what earlier ones told.
        """
        leaving = {at: frozenset(values.to_pylist()) for at, values in allowed.values.items()}
        words, item_of = _items(self.said, leaving)
        order = sorted(self.subjects)
        subjects = dict(zip(order, range(len(order)), strict=True))
        rank = np.array([*(subjects[name] for name in self.subjects), NONE], np.int64)
        pairs = self._pairs(words, rank, item_of, subjects, codes.m if download else 0, k)
        if past is not None and codes.m and download:
            told = reconciled(
                pairs.owners, Told(pairs.words, pairs.told), past, subjects,
                _displayed(self.said, leaving), k=k, m=codes.m,
            )  # fmt: skip
            pairs = replace(pairs, told=told.codes)
        owners, said, days = _joined(self.moments, 3)
        days_told = Moments(rank[owners], item_of[said], days)
        coarser = replace(days_told, when=coarse(days, rank[owners], dates.unit))
        trajectories = Trajectories(
            measured(days_told, seed),
            measured(_told(coarser, pairs), seed) if download else None,
        )
        return Settled(Treatment(codes.tables, pairs), _shares(pairs), trajectories)

    def _pairs(
        self, words: list[str], rank: Ints, item_of: Ints, subjects: dict[str, int], m: int, k: int
    ) -> Pairs:
        owners, said = _joined(self.pairs, 2)
        owners, items = rank[owners], item_of[said]
        width = max(1, len(words))
        keys = distinct((owners * width + items)[items >= 0])
        owners, items = keys // width, keys % width
        told = protect(owners, items, words, ladder(), k=k, m=m) if m else Told(words, items)
        places = dict(zip(words, range(len(words)), strict=True))
        return Pairs(subjects, places, told.words, owners, items, told.codes)


def _said(name: str, table: pa.Table) -> pa.ChunkedArray:
    """What a row tells, null where it has neither code nor display."""
    parts = [pc.fill_null(table.column(part), "") for part in ("system", "code", "display")]
    said = pc.binary_join_element_wise(name, *parts, APART)
    has = pc.or_(table.column("code").is_valid(), table.column("display").is_valid())
    return pc.if_else(has, said, pa.scalar(None, pa.string()))


def _items(said: Mapping[str, int], leaving: Leaving) -> tuple[list[str], Ints]:
    """The items that may leave, sorted, and which of them each of `said` is; -1 also stands last."""
    items = [_item(word, leaving) for word in said]
    words = sorted({item for item in items if item is not None})
    places: dict[str | None, int] = dict(zip(words, range(len(words)), strict=True))
    return words, np.array([*(places.get(item, NONE) for item in items), NONE], np.int64)


def _item(word: str, leaving: Leaving) -> str | None:
    """A code that leaves, else a display that does."""
    table, system, code, display = word.split(APART, 3)
    if code and APART.join((system, code)) in leaving.get((table, "code"), ()):
        return coded(table, system, code)
    if display and APART.join((system, code, display)) in leaving.get((table, "display"), ()):
        return shown(table, system, display)
    return None


def _displayed(said: Mapping[str, int], leaving: Leaving) -> frozenset[str]:
    """The codes that stand with a display somewhere."""
    parts = (word.split(APART, 3) for word in said)
    return frozenset(
        coded(table, system, code)
        for table, system, code, display in parts
        if code and display
        and APART.join((system, code, display)) in leaving.get((table, "display"), ())
    )  # fmt: skip


def _told(moments: Moments, pairs: Pairs) -> Moments:
    """The moments that the download rendition tells."""
    told = pairs.of(moments.subjects, moments.items)
    kept = (told >= 0) | (moments.items < 0)
    return Moments(moments.subjects[kept], told[kept], moments.when[kept])


def _shares(pairs: Pairs) -> Mapping[str, float]:
    return Told(pairs.words, pairs.told).shares(pairs.given)


def _joined(parts: list[Ints], rows: int) -> Ints:
    return np.concatenate([np.zeros((rows, 0), np.int64), *parts], axis=1)


def _number(known: dict[str, int], word: str) -> int:
    return known.setdefault(word, len(known))

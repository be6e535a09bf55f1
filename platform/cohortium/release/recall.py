"""Recall: what earlier downloads told of each subject's items, and what the next may therefore tell. Pure.

Which combinations of codes are rare depends on who is in a release, so one download may leave out of a
subject what another tells. Whoever has both has the union. In it, too, the rarest items of each subject
are held by k persons, as far as the newest download can see to it (`cohortium_anonymize.trajectories.joint`):
what it would be the first to tell, and would expose somebody with, it tells less exactly or not at all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cohortium.release.ladders import as_read, ladder
from cohortium.release.treatment import numbers, words_of
from cohortium_anonymize.trajectories.combinations import Told, protect
from cohortium_anonymize.trajectories.joint import Pairs, exposing

Ints = npt.NDArray[np.int64]
READ = ("subject", "system", "code", "display")  # columns of a download that say items


@dataclass(frozen=True, slots=True)
class Past:
    """What earlier downloads told: `subjects` are pseudonyms of the release in the making, or names
    of those who are not in it; `words` their items, as they are read there. `k` holds for all releases."""

    subjects: pa.ChunkedArray
    words: pa.ChunkedArray
    k: int


def read_items(name: str, table: pa.Table) -> pa.Table:
    """Each distinct `subject` and `word` in a part of table `name` of a download (columns `READ`)."""
    words = words_of(name, table)
    bare = pc.and_(table.column("code").is_valid(), table.column("display").is_null())
    told = pa.table({"subject": table.column("subject"), "word": words, "bare": bare})
    rows = told.drop_null().group_by(["subject", "word", "bare"]).aggregate([])
    read = [
        as_read(word, shown=not alone)
        for word, alone in zip(rows["word"].to_pylist(), rows["bare"].to_pylist(), strict=True)
    ]
    return pa.table({"subject": rows["subject"], "word": pa.array(read, pa.string())})


def reconciled(
    owners: Ints, told: Told, past: Past, subjects: Mapping[str, int], shown: Collection[str],
    *, k: int, m: int,
) -> Told:  # fmt: skip
    """What each pair may be told as, beside what `past` told; `told` is what it may be by itself.

    `owners` are the pairs' subjects by number in `subjects`; `shown` the items that stand with a display.
    """
    up, places, before, names = _vocabulary(told, past, subjects, shown)
    codes, width = told.codes.copy(), len(names)
    while True:
        there = np.flatnonzero(codes >= 0)
        keys = owners[there] * width + places[codes[there]]
        now = np.unique(keys)
        which = exposing(before, Pairs(now // width, now % width), names, k=past.k, m=m)
        if not which.any():
            return Told(told.words, codes)
        exposed = there[np.isin(keys, now[which])]
        codes[exposed] = up[codes[exposed]]
        codes = _protected(owners, codes, told.words, k, m)


def _vocabulary(
    told: Told, past: Past, subjects: Mapping[str, int], shown: Collection[str]
) -> tuple[Ints, Ints, Pairs, list[str]]:
    """What is above each of the words; where each stands among those that are read, which come last;
    and the pairs of the past, in them."""
    above, place = ladder(), {word: at for at, word in enumerate(told.words)}
    up = [place.get(upper, -1) if (upper := above(word)) else -1 for word in told.words]
    read = [as_read(word, shown=word in shown) for word in told.words]
    names = sorted({*read, *pc.unique(past.words).to_pylist()})
    at, width = {word: number for number, word in enumerate(names)}, max(1, len(names))
    known = dict(subjects)
    persons = numbers(past.subjects, lambda name: known.setdefault(name, len(known)))
    keys = np.unique(persons * width + numbers(past.words, at.__getitem__))
    places = np.array([at[word] for word in read], np.int64)
    return np.array(up, np.int64), places, Pairs(keys // width, keys % width), names


def _protected(owners: Ints, codes: Ints, words: Sequence[str], k: int, m: int) -> Ints:
    """What pairs that are told as `codes` may be told as by themselves."""
    made, there = codes.copy(), np.flatnonzero(codes >= 0)
    keys, row = np.unique(owners[there] * len(words) + codes[there], return_inverse=True)
    again = protect(keys // len(words), keys % len(words), words, ladder(), k=k, m=m)
    made[there] = again.codes[row]
    return made

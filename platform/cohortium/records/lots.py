"""Records on their way from whoever reads them to whoever keeps them: many at once, in columns.

As objects one by one they would cost more to hand on than to parse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

import orjson

from cohortium.records.record import Record, Rejection, Warned

OUTCOMES = 512  # at most in one lot
BYTES = 1 << 20  # of contents in one lot, at most by its last record more
_REMARKS: tuple[type[Rejection | Warned], ...] = (Rejection, Warned)


@dataclass(frozen=True, slots=True)
class Lot:
    """Some of what was read, in its order: records, whose columns are those of `Record`, and what is
    wrong with these, with earlier ones, or with what is no record."""

    kinds: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    patients: list[str | None] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    remarks: list[Rejection | Warned] = field(default_factory=list)


def lots(outcomes: Iterable[Record | Rejection | Warned], most: int = OUTCOMES) -> Iterator[Lot]:
    """All of `outcomes`, at most `most` at once."""
    lot, count, size = Lot(), 0, 0
    for item in outcomes:
        if isinstance(item, Record):
            lot.kinds.append(item.kind)
            lot.ids.append(item.id)
            lot.patients.append(item.patient)
            lot.contents.append(item.content)
            size += len(item.content)
        else:
            lot.remarks.append(item)
        count += 1
        if count >= most or size >= BYTES:
            yield lot
            lot, count, size = Lot(), 0, 0
    if count:
        yield lot


def packed(lot: Lot) -> tuple[bytes, bytes]:
    """A lot as two texts: a JSON list of its columns, and the contents, joined."""
    lengths = [len(content) for content in lot.contents]
    remarks = [(_REMARKS.index(type(one)), one.file, one.line, one.reason) for one in lot.remarks]
    columns = (lot.kinds, lot.ids, lot.patients, lengths, remarks)
    return orjson.dumps(columns), b"".join(lot.contents)


def unpacked(columns: bytes, contents: bytes) -> Lot:
    """The lot that `packed` packed."""
    kinds, ids, patients, lengths, remarks = orjson.loads(columns)
    return Lot(
        kinds,
        ids,
        patients,
        cut(contents, lengths),
        [_REMARKS[which](file, line, reason) for which, file, line, reason in remarks],
    )


def cut(joined: bytes, lengths: Iterable[int], start: int = 0) -> list[bytes]:
    """The pieces of `joined` from `start` on, which have these lengths."""
    return [joined[here:there] for here, there in pairwise(accumulate(lengths, initial=start))]

"""Isolation: what whoever holds two releases can tell apart. The attack, not the defence. Pure. Arrow.

The holder is given everything: who in one release is who in the next. Then the persons of a class fall
into groups: gone, come, moved to another class, with other contents than before. A group of fewer than
k is isolated: what is known of leaving, coming or falling ill singles those few out. Read off the
tables that are released, day-level ones that never leave included; `succession`, which chose who is in
them, is not asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cohortium.records.tables import TABLES

Cell = tuple[str | None, ...]
_MIX = np.uint64(0x9E3779B97F4A7C15)  # odd, so that a product loses nothing: 2^64 / golden ratio
_SPREAD = np.uint64(29)  # bits a value is folded by: high bits reach the low ones


@dataclass(slots=True)
class Seen:
    """What a release shows of its subjects: their class, and a digest of each table's rows of theirs.

    A digest is of the number of rows and of exact measured values, whatever their order: neither
    depends on dates, on names of this release, or on what others have in common.
    """

    cells: dict[str, Cell] = field(default_factory=dict)
    contents: dict[str, dict[str, int]] = field(default_factory=dict)

    def subjects(self, table: pa.Table, quasi: Iterable[str]) -> None:
        """Take in the table of subjects."""
        columns = [table.column(name).to_pylist() for name in quasi]
        names = table.column("subject").to_pylist()
        self.cells = dict(zip(names, zip(*columns, strict=True), strict=True))

    def events(self, name: str, table: pa.Table) -> None:
        """Take in (a part of) an event table."""
        digests = self.contents.setdefault(name, {})
        if not table.num_rows:
            return
        encoded = pc.dictionary_encode(table.column("subject").combine_chunks())
        of = np.asarray(encoded.indices)
        sums = np.zeros(len(encoded.dictionary), np.uint64)
        np.add.at(sums, of, _rows(name, table))
        for subject, value in zip(encoded.dictionary.to_pylist(), sums.tolist(), strict=True):
            digests[subject] = (digests.get(subject, 0) + value) & 0xFFFFFFFFFFFFFFFF


def _rows(name: str, table: pa.Table) -> npt.NDArray[np.uint64]:
    """A number for each row, which the values of its measures decide."""
    made = np.full(table.num_rows, _MIX, np.uint64)
    for column in TABLES[name].columns:
        if column.role == "measure":
            values = table.column(column.name).cast(pa.float64()).fill_null(float("nan"))
            bits = np.asarray(values.to_numpy(), np.float64).view(np.uint64)
            made = (made ^ bits) * _MIX
            made ^= made >> _SPREAD
    return made


@dataclass(frozen=True, slots=True)
class Isolated:
    """The fewest persons of one class that two releases tell apart; `how` says by what."""

    persons: int
    how: str


def smallest(before: Seen, after: Seen, same: Mapping[str, str], k: int) -> Isolated | None:
    """The smallest group under `k` that a holder of both tells apart, if there is one.

    `same` gives the later name of who is in both. A class that was smaller than `k` before, and is as
    a whole what it was, is not told apart by the later release.
    """
    groups: Counter[tuple[Cell | None, Cell | None, str]] = Counter()
    for name, cell in before.cells.items():
        later = same.get(name)
        if later is None:
            groups[cell, None, "gone"] += 1
        else:
            changed = _told(before, name, after) != _told(after, later, before)
            groups[cell, after.cells[later], "changed" if changed else "kept"] += 1
    known = set(same.values())
    groups.update((None, cell, "come") for name, cell in after.cells.items() if name not in known)
    sizes = Counter(before.cells.values())
    found = [
        Isolated(count, how)
        for (cell, _, how), count in groups.items()
        if count < k and (cell is None or count < sizes[cell])
    ]
    return min(found, key=lambda group: (group.persons, group.how), default=None)


def _told(seen: Seen, name: str, other: Seen) -> list[int]:
    """Digests of the tables that both releases have."""
    shared = sorted(seen.contents.keys() & other.contents.keys())
    return [seen.contents[table].get(name, 0) for table in shared]

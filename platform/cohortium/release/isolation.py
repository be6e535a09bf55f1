"""Isolation: what whoever holds all releases can tell apart. The attack, not the defence. Pure. Arrow.

The holder is given everything: who in one release is who in the others. Then persons fall into groups
by all that they were: in which releases, in which class, with the same contents as in which other. A
group of fewer than k is isolated when the newest release makes it: what is known of leaving, coming or
falling ill singles those few out. Whoever holds some releases alone sees unions of such groups. Read off the
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

    def known_as(self, people: Mapping[str, object]) -> Seen:
        """The same of subjects under the names that `people` gives theirs of this release."""
        names = {name: str(people[name]) for name in self.cells}
        return Seen(
            {names[name]: cell for name, cell in self.cells.items()},
            {
                table: {names[name]: value for name, value in digests.items() if name in names}
                for table, digests in self.contents.items()
            },
        )


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
    """The fewest persons of one class whom releases tell apart; `how` says by what."""

    persons: int
    how: str


Step = tuple[Cell, tuple[tuple[str, int], ...]] | None
Trace = tuple[Step, ...]


def smallest(releases: Iterable[Seen], k: int) -> Isolated | None:
    """The smallest group under `k` that a holder of all `releases` tells apart by the last, if there is one.

    The subjects of each are under names that are the same in all. A group that was smaller than `k`
    without the last release, and is as a whole what it was, is not told apart by it.
    """
    traces = _traces(releases)
    sizes = Counter(trace[:-1] for trace in traces)
    groups = Counter(traces)
    found = [
        Isolated(count, _how(trace))
        for trace, count in groups.items()
        if count < k and (not any(trace[:-1]) or count < sizes[trace[:-1]])
    ]
    return min(found, key=lambda group: (group.persons, group.how), default=None)


def _traces(releases: Iterable[Seen]) -> list[Trace]:
    """What each subject was in each release; None where they were not in it."""
    first: dict[tuple[str, str, int], int] = {}
    shared: dict[Step, Step] = {None: None}
    traces: dict[str, list[Step]] = {}
    for number, seen in enumerate(releases):
        for who in seen.cells.keys() - traces.keys():
            traces[who] = [None] * number
        for who, steps in traces.items():
            step = _step(seen, who, number, first)
            steps.append(shared.setdefault(step, step))
    return [tuple(steps) for steps in traces.values()]


def _step(seen: Seen, who: str, number: int, first: dict[tuple[str, str, int], int]) -> Step:
    """The class, and for each table the first release that had the same rows of theirs in it."""
    if who not in seen.cells:
        return None
    digests = ((table, digests.get(who, 0)) for table, digests in sorted(seen.contents.items()))
    same = [(table, first.setdefault((who, table, value), number)) for table, value in digests]
    return seen.cells[who], tuple(same)


def _how(trace: Trace) -> str:
    """What somebody's last step was."""
    before, last = trace[-2] if len(trace) > 1 else None, trace[-1]
    if last is None or before is None:
        return "come" if last else "gone"
    was = dict(before[1])
    news = any(was.get(table, told) != told for table, told in last[1])
    return "changed" if news else "kept"

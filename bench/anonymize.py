"""Rows kanon-*: the proven optimum beside the least work there is, DuckDB's read and GROUP BY.

Also beside anjana, and beside ARX where ARX_JAR names its jar. Every piece of work is a process of its
own, ours and the peer's in turn; figures are medians. kanon-100m reads the file of kanon-10m ten
times, and runs only when it is asked for by name.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bench import anonymize_arx as arx
from bench import anonymize_data as data
from bench import measure
from bench.children import interleaved, json_of
from bench.results import Row
from cohortium_anonymize.tables import read_hierarchy, read_table

NAME = "anonymize"  # what asks for all groups here
WORK = "bench.anonymize_work"
RUNS = 5
NEAR = 1e-9
PEERS = Path(".venv-peers/bin/python")
GROWTH = (10**5, 10**6, 10**7)
Told = list[dict[str, Any]]


def million() -> list[Row]:
    """A million rows of CSV: the search, its memory, the whole path, and ARX."""
    with tempfile.TemporaryDirectory(prefix="cohortium-bench-") as folder:
        file = data.drawn(Path(folder) / "drawn.csv", 10**6)
        ours, peer, whole = interleaved(
            RUNS, (WORK, "search", file), (WORK, "group", file), (WORK, "whole", file)
        )
        _proven(ours)
        rows = [
            *_beside("kanon-1m", ours, peer, target=2.0),
            _memory("kanon-1m", ours, 1.0),
            Row.of("kanon-1m-whole", _of(whole), _of(peer), unit="s", target=8.0),
        ]
        if found := arx.measured(file, RUNS):
            _equal(ours[0]["loss"], found.loss)
            rows.append(
                Row.of("kanon-1m-arx", _of(ours), found.seconds, unit="s", target=round(1 / 3, 3))
            )
        else:
            print("kanon-1m-arx: not run; set ARX_JAR to the jar of ARX", file=sys.stderr)
        return rows


def anjana() -> list[Row]:
    """Adult as it is, beside anjana: seconds, and the loss of what comes out."""
    if not PEERS.exists():
        raise SystemExit(f"kanon-anjana needs the peers' Python at {PEERS}: run make bench")
    script = ["bench/anonymize_anjana.py", data.adult(), data.SHARED, *data.QUASI]
    ours: Told = []
    peer: Told = []
    for _ in range(RUNS):
        ours += interleaved(1, (WORK, "search", data.adult()))[0]
        peer.append(json_of([PEERS, *script]))
    _proven(ours)
    loss = _loss(peer[0])
    return [
        Row.of("kanon-anjana", _of(ours), _of(peer), unit="s", target=0.1),
        Row.of("kanon-anjana-cpu", _of(ours, "cpu"), _of(peer, "cpu"), unit="s", target=0.1),
        Row.of("kanon-anjana-loss", ours[0]["loss"], loss, unit="loss", target=0.87),
    ]


def ten_million() -> list[Row]:
    """Ten million rows of Parquet."""
    return _parquet("kanon-10m", 1)


def hundred_million() -> list[Row]:
    """The same file ten times over; takes minutes, so it is run when asked for alone."""
    return _parquet("kanon-100m", 10)


def hard() -> list[Row]:
    """Fifteen columns, 4^15 nodes: the gap that is left when the time limit ends the search."""
    with tempfile.TemporaryDirectory(prefix="cohortium-bench-") as folder:
        file = data.hard(Path(folder) / "hard.parquet", 10**5)
        (ours,), _ = interleaved(1, (WORK, "hard", file), (WORK, "hard-group", file))
        print(
            f"kanon-hard: {ours['leaves']} leaves, loss {ours['loss']:.4f}, proven at least"
            f" {ours['lower_bound']:.4f}, {ours['checked']} nodes checked", file=sys.stderr,
        )  # fmt: skip
        return [
            Row.of("kanon-hard", ours["loss"], ours["lower_bound"], unit="loss", target=3.0),
            _memory("kanon-hard", [ours], 1.0),
        ]


def growth() -> list[Row]:
    """Parquet of ten times the rows, and again: how seconds grow beside how rows do."""
    with tempfile.TemporaryDirectory(prefix="cohortium-bench-") as folder:
        files = [data.drawn(Path(folder) / f"{rows}.parquet", rows) for rows in GROWTH]
        told = interleaved(3, *((WORK, "search", file) for file in files))
    for rows, runs in zip(GROWTH, told, strict=True):
        print(
            f"kanon-growth: {rows} rows, {runs[0]['leaves']} leaves, {_of(runs):.2f} s,"
            f" {_of(runs, 'memory'):.2f} GB", file=sys.stderr,
        )  # fmt: skip
    first, last = _of(told[0]), _of(told[-1])
    return [Row.of("kanon-growth", last / first, GROWTH[-1] / GROWTH[0], unit="times", target=1.0)]


def _parquet(name: str, times: int) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="cohortium-bench-") as folder:
        files = [data.drawn(Path(folder) / "drawn.parquet", 10**7)] * times
        runs = 3 if times == 1 else 1
        ours, peer = interleaved(runs, (WORK, "search", *files), (WORK, "group", *files))
    _proven(ours)
    return [*_beside(name, ours, peer, target=1.5), _memory(name, ours, 2.0)]


def _beside(name: str, ours: Told, peer: Told, *, target: float) -> list[Row]:
    return [
        Row.of(name, _of(ours), _of(peer), unit="s", target=target),
        Row.of(f"{name}-cpu", _of(ours, "cpu"), _of(peer, "cpu"), unit="s", target=target),
    ]


def _memory(name: str, ours: Told, most: float) -> Row:
    return Row.of(f"{name}-memory", _of(ours, "memory"), most, unit="GB", target=1.0)


def _of(told: Sequence[dict[str, Any]], what: str = "wall") -> float:
    return median(float(run[what]) for run in told)


def _proven(ours: Told) -> None:
    if not all(run["optimal"] for run in ours):
        raise SystemExit("the optimum was not proven: no figure of it would mean anything")


def _equal(ours: float, theirs: float) -> None:
    if abs(ours - theirs) > NEAR * abs(theirs):
        raise SystemExit(f"ARX's loss is {theirs!r}, ours {ours!r}: one of the two is wrong")


def _loss(peer: dict[str, Any]) -> float:
    """The loss of a released table, by our definition, from the rows of each label."""
    rows = read_table(data.adult(), ";").num_rows
    product = 1.0
    for name, cells in peer["cells"].items():
        ladder = read_hierarchy(data.hierarchy(name), ";").rows
        covers = {
            label: count / len(ladder)
            for level in reversed(list(zip(*ladder, strict=True)))
            for label, count in Counter(level).items()
        }
        covered = sum(many * covers[label] for label, many in cells.items()) + rows - peer["kept"]
        least = rows / len(ladder)
        product *= 1 + (covered - least) / (rows - least)
    loss: float = product ** (1 / len(peer["cells"])) - 1
    return loss


GROUPS: dict[str, Callable[[], list[Row]]] = {
    "kanon-1m": million,
    "kanon-anjana": anjana,
    "kanon-10m": ten_million,
    "kanon-hard": hard,
    "kanon-growth": growth,
    "measure-1m": measure.rows,
}
ALONE: dict[str, Callable[[], list[Row]]] = {"kanon-100m": hundred_million}

"""Rows `merkle-append`, `merkle-prove` and `merkle-verify`: our tree in memory beside Go's and pymerkle's.

The peer is Go's x/mod tlog where it is installed, else pymerkle; where both are, pymerkle has rows of
its own. The three must come to the same root.
"""

from __future__ import annotations

import importlib.util
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from bench import ledger_go
from bench.children import child
from bench.results import Row

RUNS = 5
ENTRIES, BYTES, PROOFS = 200_000, 300, 20_000
SLOW_ENTRIES, SLOW_PROOFS = 50_000, 2_000  # pymerkle's: its rates fall with size
TARGETS = {"append": (1.2, 7.0), "prove": (0.5, 5.0), "verify": (0.5, 2.0)}  # Go's, pymerkle's


def rows() -> list[Row]:
    """Medians of interleaved runs."""
    with tempfile.TemporaryDirectory(prefix="cohortium-bench-") as temporary:
        go = ledger_go.build(Path(temporary))
        python = importlib.util.find_spec("pymerkle") is not None
        if go is None and not python:
            raise RuntimeError("no peer: install golang-golang-x-mod-dev or cohortium[bench]")
        runs = [_round(go, python) for _ in range(RUNS)]
    found: list[Row] = []
    if go is not None:
        found += _rows(runs, "ours", "go", 0, "")
    if python:
        found += _rows(runs, "ours-small", "pymerkle", 1, "" if go is None else "-pymerkle")
    return found


def _round(go: Path | None, python: bool) -> dict[str, dict[str, Any]]:
    told: dict[str, dict[str, Any]] = {}
    work = "bench.ledger_merkle_work"
    if go is not None:
        told["go"] = ledger_go.run(go, ENTRIES, BYTES, PROOFS)
        told["ours"] = child(work, "ours", ENTRIES, BYTES, PROOFS)
        _same_root(told["go"], told["ours"])
    if python:
        told["pymerkle"] = child(work, "pymerkle", SLOW_ENTRIES, BYTES, SLOW_PROOFS)
        told["ours-small"] = child(work, "ours", SLOW_ENTRIES, BYTES, SLOW_PROOFS)
        _same_root(told["pymerkle"], told["ours-small"])
    return told


def _same_root(peer: dict[str, Any], ours: dict[str, Any]) -> None:
    if peer["root"] != ours["root"]:
        raise RuntimeError("the peer has another root: not the same work")


def _rows(
    runs: list[dict[str, dict[str, Any]]], ours: str, peer: str, target: int, suffix: str
) -> list[Row]:
    return [
        Row.of(
            f"merkle-{name}{suffix}",
            median(run[ours][name] for run in runs), median(run[peer][name] for run in runs),
            unit="1/s", target=targets[target], better="higher",
        )
        for name, targets in TARGETS.items()
    ]  # fmt: skip

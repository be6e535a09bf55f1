"""Rows text-*: notes de-identified, beside stock presidio in the same process; workers, memory, start.

Stock presidio reads with the same spaCy model. Notes are ACI-Bench's, from the shared vectors.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from bench.children import child, interleaved
from bench.results import Row

WORK = "bench.text_work"
COMMAND = Path(sys.executable).with_name("cohortium")
RUNS = 3
NOTES = 25  # of the 167 in the file, for each profile; the others, enough of them, warm up
TARGETS = {"strict": 2.0, "fast": 5.0, "codes": 40.0}  # times stock presidio's notes a second
COPIES = 5  # of every note, for the workers
ROUNDS = 2  # of them
WORKERS_TARGET = 1.7
FEW, MANY = 500, 4_000  # texts, for the memory
MEMORY_LIMIT_MB = 350.0
GROWTH_TARGET = 1.1


def notes() -> Path:
    """The notes that are read, JSON lines."""
    shared = Path(os.environ.get("COHORTIUM_SHARED", "../shared"))
    return shared / "vectors" / "text" / "aci_notes_dev.jsonl"


def rows() -> list[Row]:
    """All of them, in processes of their own; sized to end within eight minutes on two cores."""
    return [*_speed(), *_start(), _workers(), *_memory()]


def _speed() -> list[Row]:
    """The middle of three runs. A run has all profiles, so that the model is loaded once for all of
    them; each reads 25 notes in turn with stock presidio, in every run other ones."""
    told = [child(WORK, "compare", notes(), NOTES, turn, *TARGETS) for turn in range(RUNS)]
    found = []
    for name, target in TARGETS.items():
        runs = [run[name] for run in told]
        middle = sorted(runs, key=lambda run: run["stock"] / run["ours"])[RUNS // 2]
        rates = 1 / middle["ours"], 1 / middle["stock"]
        found.append(
            Row.of(f"text-{name}", *rates, unit="notes/cpu s", target=target, better="higher")
        )
    return found


def _start() -> list[Row]:
    """The middle of three runs, ours and stock in turn: a few seconds each."""
    ours, stock = interleaved(
        RUNS, (WORK, "start", notes(), "strict"), (WORK, "start", notes(), "stock")
    )
    return [
        Row.of("text-start", _middle(ours, "cpu"), _middle(stock, "cpu"), unit="cpu s", target=1.0)
    ]


def _workers() -> Row:
    """How many times as fast two workers of the command are as one; the better of two rounds.

    With five copies of the 167 notes, one worker reads for more than ten times what the model takes to
    load, which both workers spend: of two that share perfectly, it costs a tenth of the ratio.
    """
    with tempfile.TemporaryDirectory(prefix="cohortium-bench-") as temporary:
        file = _copies(Path(temporary) / "notes.jsonl")
        took: dict[int, list[float]] = {1: [], 2: []}
        for run in range(ROUNDS):
            for workers, seconds in took.items():
                output = file.with_name(f"out-{run}-{workers}.jsonl")
                seconds.append(_deidentify(file, output, workers))
    one, two = (min(seconds) for seconds in took.values())
    count = COPIES * len(notes().read_text(encoding="utf-8").splitlines())
    return Row.of(
        "text-workers", count / two, count / one,
        unit="notes/s", target=WORKERS_TARGET, better="higher",
    )  # fmt: skip


def _copies(file: Path) -> Path:
    records = [json.loads(line) for line in notes().read_text(encoding="utf-8").splitlines()]
    lines = [
        json.dumps({"id": f"{number}-{copy}", "text": record["text"]})
        for copy in range(COPIES)
        for number, record in enumerate(records)
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def _deidentify(file: Path, output: Path, workers: int) -> float:
    begin = time.perf_counter()
    command = [COMMAND, "deidentify", "--input", file, "--output", output, "--workers", workers]
    subprocess.run([*map(str, command), "--json"], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


def _memory() -> list[Row]:
    """One run. After 500 texts all is loaded and compiled; of the 3,500 more, 7 kB left behind by each
    would be past the target."""
    told = child(WORK, "memory", notes(), "strict", FEW, MANY)
    early, late = float(told["early"]), float(told["late"])
    return [
        Row.of("text-memory", late, MEMORY_LIMIT_MB, unit="MB", target=1.0),
        Row.of("text-memory-growth", late, early, unit="MB", target=GROWTH_TARGET),
    ]


def _middle(runs: list[dict[str, Any]], name: str) -> float:
    return median(float(run[name]) for run in runs)

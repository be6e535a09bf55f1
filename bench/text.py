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

from bench.children import interleaved
from bench.results import Row

WORK = "bench.text_work"
COMMAND = Path(sys.executable).with_name("cohortium")
RUNS = 3
NOTES = 60  # of those in the file; the others warm up
TARGETS = {"strict": 2.0, "fast": 5.0, "codes": 40.0}  # times stock presidio's notes a second
COPIES = 4  # of every note, for the workers
WORKERS_TARGET = 1.7
TEXTS = 5_000  # for the memory
MEMORY_LIMIT_MB = 350.0
GROWTH_TARGET = 1.1


def notes() -> Path:
    """The notes that are read, JSON lines."""
    shared = Path(os.environ.get("COHORTIUM_SHARED", "../shared"))
    return shared / "vectors" / "text" / "aci_notes_dev.jsonl"


def rows() -> list[Row]:
    """Medians of interleaved runs, each in a process of its own."""
    return [*_speed(), *_start(), _workers(), *_memory()]


def _speed() -> list[Row]:
    told = interleaved(RUNS, *((WORK, "compare", notes(), name, NOTES) for name in TARGETS))
    found = []
    for (name, target), runs in zip(TARGETS.items(), told, strict=True):
        middle = sorted(runs, key=lambda run: run["stock"] / run["ours"])[RUNS // 2]
        rates = 1 / middle["ours"], 1 / middle["stock"]
        found.append(
            Row.of(f"text-{name}", *rates, unit="notes/cpu s", target=target, better="higher")
        )
    return found


def _start() -> list[Row]:
    ours, stock = interleaved(
        RUNS, (WORK, "start", notes(), "strict"), (WORK, "start", notes(), "stock")
    )
    return [
        Row.of("text-start", _middle(ours, "cpu"), _middle(stock, "cpu"), unit="cpu s", target=1.0)
    ]


def _workers() -> Row:
    """How many times as fast two workers of the command are as one."""
    with tempfile.TemporaryDirectory(prefix="cohortium-bench-") as temporary:
        file = _copies(Path(temporary) / "notes.jsonl")
        took: dict[int, list[float]] = {1: [], 2: []}
        for run in range(RUNS):
            for workers, seconds in took.items():
                output = file.with_name(f"out-{run}-{workers}.jsonl")
                seconds.append(_deidentify(file, output, workers))
    one, two = (median(seconds) for seconds in took.values())
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
    [[told]] = interleaved(1, (WORK, "memory", notes(), "strict", TEXTS))
    early, late = float(told["early"]), float(told["late"])
    return [
        Row.of("text-memory", late, MEMORY_LIMIT_MB, unit="MB", target=1.0),
        Row.of("text-memory-growth", late, early, unit="MB", target=GROWTH_TARGET),
    ]


def _middle(runs: list[dict[str, Any]], name: str) -> float:
    return median(float(run[name]) for run in runs)

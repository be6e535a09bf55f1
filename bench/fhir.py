"""Rows `fhir-release`, `fhir-release-4x` and `fhir-memory`: records to release beside bare parsing."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from bench.children import interleaved
from bench.fhir_data import multiply, unpack
from bench.results import Row

RUNS = 3
TIMES = 4
MOST = 8.0  # times the bare loop
FLAT = 1.3  # peak memory at TIMES the input, over that at once the input


def rows() -> list[Row]:
    """Measure both sizes; medians of interleaved runs."""
    with tempfile.TemporaryDirectory(prefix="cohortium-bench-") as temporary:
        once = unpack(Path(temporary))
        many = multiply(once, TIMES)
        loop, work, long_loop, long_work = interleaved(
            RUNS,
            ("bench.fhir_loop", once), ("bench.fhir_work", once),
            ("bench.fhir_loop", many), ("bench.fhir_work", many),
        )  # fmt: skip
    _tell("1x", loop, work)
    _tell(f"{TIMES}x", long_loop, long_work)
    return [
        _speed("fhir-release", work, loop),
        _speed(f"fhir-release-{TIMES}x", long_work, long_loop),
        Row.of(
            "fhir-memory", _median(long_work, "rss_mb"), _median(work, "rss_mb"),
            unit="MB", target=FLAT,
        ),
    ]  # fmt: skip


def _speed(name: str, work: list[dict[str, Any]], loop: list[dict[str, Any]]) -> Row:
    return Row.of(
        name, _median(work, "seconds"), _median(loop, "seconds"), unit="s", target=MOST
    )  # fmt: skip


def _median(told: list[dict[str, Any]], name: str) -> float:
    return float(median(run[name] for run in told))


def _tell(size: str, loop: list[dict[str, Any]], work: list[dict[str, Any]]) -> None:
    parts = ", ".join(f"{x} {_median(work, x):.2f} s" for x in ("intake", "consent", "publish"))
    cpu = f"CPU of all processes with their start-up {_median(work, 'cpu'):.2f} s"
    print(f"{size}: {loop[0]['lines']} lines, {work[0]['released']} released; {parts}; {cpu}")

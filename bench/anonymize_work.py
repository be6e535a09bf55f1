"""One piece of work of the kanon rows in a process of its own; prints one JSON object.

``python -m bench.anonymize_work WHAT FILE [FILES ...]``. Imports do not count; reading does. Seconds of
the clock and of the processor, peak memory in GB.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow  # noqa: F401 - loaded before the clock starts

from bench import anonymize_data as data
from cohortium_anonymize import Spec, report
from cohortium_anonymize.search.frequency import merge
from cohortium_anonymize.search.lattice import Search
from cohortium_anonymize.search.shards import count_files
from cohortium_anonymize.search.tally import Columns

HARD_SECONDS = 60.0


def search(files: Sequence[Path], spec: Spec) -> dict[str, Any]:
    """Count the files where they are, and search: to the node, its loss and the proof."""
    columns = Columns(tuple(spec.quasi))
    counted = count_files(files, columns, delimiter=spec.delimiter)
    frequency = merge([counted], spec.quasi)
    limit = spec.most_suppressed(frequency.unit_total)
    end = time.monotonic() + spec.time_limit
    looked = Search(frequency, spec.privacy, spec.metric, limit, time.monotonic, end)
    start = time.perf_counter()
    found = looked.run()
    return {
        "loss": found.value, "lower_bound": found.lower_bound, "optimal": found.optimal,
        "node": found.node, "checked": found.checked, "leaves": len(frequency.rows),
        "search": time.perf_counter() - start,
    }  # fmt: skip


def grouped(files: Sequence[Path], names: Sequence[str]) -> dict[str, Any]:
    """What any count must do: DuckDB reads the same files and groups by the same columns."""
    columns = ", ".join(f'"{name}"' for name in names)
    with duckdb.connect() as connection:
        source = (
            connection.read_parquet([str(file) for file in files])
            if files[0].suffix == ".parquet"
            else connection.read_csv(str(files[0]), sep=";", header=True, all_varchar=True)
        )
        source.create_view("source")
        query = f"SELECT {columns}, count(*) AS rows FROM source GROUP BY ALL"
        return {"leaves": connection.sql(query).to_arrow_table().num_rows}


def whole(files: Sequence[Path], spec: Spec) -> dict[str, Any]:
    """The command's work: read, search, apply, measure, write table and report."""
    from dataclasses import replace

    with tempfile.TemporaryDirectory(prefix="cohortium-bench-") as folder:
        figures = report.run(replace(spec, input=files[0]), Path(folder))
    return {"loss": figures["information_loss"], "optimal": figures["optimal"]}


WORK: dict[str, Callable[[Sequence[Path]], dict[str, Any]]] = {
    "search": lambda files: search(files, data.adult_spec()),
    "group": lambda files: grouped(files, data.QUASI),
    "whole": lambda files: whole(files, data.adult_spec()),
    "hard": lambda files: search(files, data.hard_spec(time_limit=HARD_SECONDS)),
    "hard-group": lambda files: grouped(files, list(data.hard_spec(time_limit=1).quasi)),
}


def main(what: str, *names: str) -> None:
    """Do it, and print what it took."""
    files = [Path(name) for name in names]
    wall, cpu = time.perf_counter(), time.process_time()
    figures = WORK[what](files)
    figures["wall"], figures["cpu"] = time.perf_counter() - wall, time.process_time() - cpu
    figures["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(json.dumps(figures))


if __name__ == "__main__":
    main(*sys.argv[1:])

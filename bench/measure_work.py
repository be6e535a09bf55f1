"""Our part of measure-1m in a process of its own: ``python -m bench.measure_work FILE SENSITIVE QUASI ...``.

Prints one JSON object. Imports do not count, as they do not for the peer; reading the file does.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import duckdb  # noqa: F401 - loaded before the clock starts
import pyarrow.parquet  # noqa: F401

from cohortium_anonymize import measure


def main(file: str, sensitive: str, *quasi: str) -> None:
    """Measure, print."""
    wall, cpu = time.perf_counter(), time.process_time()
    figures = measure(Path(file), quasi, sensitive)
    spent = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    print(json.dumps({name: figures[name] for name in ("k", "l", "entropy_l", "t")} | spent))


if __name__ == "__main__":
    main(*sys.argv[1:])

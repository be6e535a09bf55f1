"""Row measure-1m: k, l, entropy-l and t of a million rows, beside pycanon's four calls; processor time.

Ours reads a Parquet file within its time; pycanon is given a data frame that is in memory already. The
figures must be equal, or there is no row.
"""

from __future__ import annotations

import math
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow.csv
import pyarrow.parquet

from bench import anonymize_data as data
from bench.children import interleaved, json_of
from bench.results import Row

PEERS = Path(".venv-peers/bin/python")
SENSITIVE = "salary-class"
RUNS = 5
NEAR = 1e-9


def rows() -> list[Row]:
    """The median of ours over one run of the peer, which takes minutes."""
    if not PEERS.exists():
        raise SystemExit(f"measure-1m needs the peers' Python at {PEERS}: run make bench")
    with tempfile.TemporaryDirectory(prefix="cohortium-bench-") as folder:
        file = data.drawn(Path(folder) / "drawn.parquet", 10**6)
        text = file.with_suffix(".csv")
        pyarrow.csv.write_csv(pyarrow.parquet.read_table(file), text)
        [ours] = interleaved(RUNS, ("bench.measure_work", file, SENSITIVE, *data.QUASI))
        peer = json_of([PEERS, "bench/measure_pycanon.py", text, SENSITIVE, *data.QUASI])
    _equal(ours[0], peer)
    cpu = median(float(run["cpu"]) for run in ours)
    return [
        Row.of("measure-1m", cpu, float(peer["cpu"]), unit="cpu s", target=0.01),
        Row.of("measure-1m-second", cpu, 1.0, unit="cpu s", target=1.0),
    ]


def _equal(ours: dict[str, Any], peer: dict[str, Any]) -> None:
    """pycanon tells the floor of the entropy's l."""
    told = {**ours, "entropy_l": math.floor(ours["entropy_l"] * (1 + NEAR))}
    for name in ("k", "l", "entropy_l", "t"):
        if not math.isclose(told[name], peer[name], rel_tol=NEAR):
            raise SystemExit(
                f"pycanon's {name} is {peer[name]!r}, ours {told[name]!r}: one is wrong"
            )

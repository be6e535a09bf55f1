"""anjana on Adult, run by the peers' own Python; prints seconds and what became of every column.

``python bench/anonymize_anjana.py ADULT.csv HIERARCHIES-FOLDER COLUMN ...``. Knows nothing of ours. The
loss of its output is worked out by its caller from `cells`: rows by column and label.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any


def main(table: str, folder: str, *quasi: str) -> None:
    """Read, anonymize, print."""
    import pandas as pd
    from anjana.anonymity import k_anonymity  # type: ignore[import-not-found]  # a peer, not ours

    ladders: dict[str, dict[Any, Any]] = {}
    for name in quasi:
        file = Path(folder) / f"adult_hierarchy_{name}.csv"
        frame = pd.read_csv(file, sep=";", header=None, dtype=str)
        ladders[name] = {level: frame[level].to_numpy() for level in frame.columns}
    wall, cpu = time.perf_counter(), time.process_time()
    rows = pd.read_csv(table, sep=";", dtype=str)
    out = k_anonymity(rows[list(quasi)], [], list(quasi), 5, 5, ladders)
    told = {
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "kept": len(out),
        "cells": {name: out[name].value_counts().to_dict() for name in quasi},
        "k": int(out.groupby(list(quasi)).size().min()),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])

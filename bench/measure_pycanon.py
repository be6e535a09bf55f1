"""pycanon's part of measure-1m, run by the peers' own Python; knows nothing of ours.

``python bench/measure_pycanon.py FILE.csv SENSITIVE QUASI ...`` prints one JSON object. Neither imports
nor reading the file count.
"""

from __future__ import annotations

import json
import sys
import time


def main(file: str, sensitive: str, *quasi: str) -> None:
    """Its four calls, then print."""
    import pandas as pd
    from pycanon import anonymity  # type: ignore[import-not-found]  # a peer, not ours

    frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    wall, cpu = time.perf_counter(), time.process_time()
    told = {
        "k": int(anonymity.k_anonymity(frame, list(quasi))),
        "l": int(anonymity.l_diversity(frame, list(quasi), [sensitive])),
        "entropy_l": int(anonymity.entropy_l_diversity(frame, list(quasi), [sensitive])),
        "t": float(anonymity.t_closeness(frame, list(quasi), [sensitive])),
    }
    spent = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    print(json.dumps(told | spent))


if __name__ == "__main__":
    main(*sys.argv[1:])

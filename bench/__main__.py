"""``python -m bench [ONLY]``: measure, merge into bench-results.json, print a table.

ONLY is the beginning of rows' names, a group's name (fhir, gate, verify, append, merkle, audit), or
ledger for the last three; without it all groups run.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bench import fhir, gate, ledger, verify
from bench.results import Row, merge, show

RESULTS = Path("bench-results.json")
GROUPS: dict[str, Callable[[], list[Row]]] = {
    "fhir": fhir.rows,
    "gate": gate.rows,
    "verify": verify.rows,
    **ledger.GROUPS,
}


def main(arguments: Sequence[str]) -> int:
    """Run the groups asked for; 2 when there is no such group."""
    only = arguments[0] if arguments else ""
    chosen = [name for name in GROUPS if only.startswith(name) or name.startswith(only)]
    if only == ledger.NAME:
        chosen = list(ledger.GROUPS)
    if not chosen:
        known = ", ".join([*GROUPS, ledger.NAME])
        print(f"no benchmark is called {only}: there are {known}", file=sys.stderr)
        return 2
    for name in chosen:
        merge(RESULTS, GROUPS[name]())
    show(RESULTS)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""``python -m bench [ONLY]``: measure, merge into bench-results.json, print a table.

ONLY is the beginning of rows' names, a group's name (fhir, gate, verify, append, merkle, audit, text), ledger
for the last three, or anonymize for all kanon-*; without it all groups run but kanon-100m.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bench import anonymize, fhir, gate, ledger, text, verify
from bench.results import Row, merge, show

RESULTS = Path("bench-results.json")
GROUPS: dict[str, Callable[[], list[Row]]] = {
    "fhir": fhir.rows,
    "gate": gate.rows,
    "verify": verify.rows,
    **ledger.GROUPS,
    **anonymize.GROUPS,
    "text": text.rows,
}


def main(arguments: Sequence[str]) -> int:
    """Run the groups asked for; 2 when there is no such group."""
    only = arguments[0] if arguments else ""
    chosen = [name for name in GROUPS if only.startswith(name) or name.startswith(only)]
    if only == ledger.NAME:
        chosen = list(ledger.GROUPS)
    if only == anonymize.NAME:
        chosen = list(anonymize.GROUPS)
    if only in anonymize.ALONE:
        chosen = [only]
    elif set(chosen) & set(anonymize.GROUPS):
        print(f"not run unless asked for by name: {', '.join(anonymize.ALONE)}", file=sys.stderr)
    if not chosen:
        known = ", ".join([*GROUPS, ledger.NAME, anonymize.NAME, *anonymize.ALONE])
        print(f"no benchmark is called {only}: there are {known}", file=sys.stderr)
        return 2
    for name in chosen:
        merge(RESULTS, (GROUPS | anonymize.ALONE)[name]())
    show(RESULTS)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

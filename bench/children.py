"""Work in fresh processes: what it takes is not blurred by what was measured before it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any


def child(module: str, *arguments: object) -> dict[str, Any]:
    """Run `python -m module` and read the one JSON object it prints."""
    return json_of([sys.executable, "-m", module, *arguments])


def json_of(command: Sequence[object]) -> dict[str, Any]:
    """Run a command and read the one JSON object it prints, on its last line."""
    done = subprocess.run([*map(str, command)], stdout=subprocess.PIPE, check=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def interleaved(runs: int, *work: Sequence[object]) -> list[list[dict[str, Any]]]:
    """`runs` rounds of every child in turn, so that a slow spell of the machine hits all alike."""
    told: list[list[dict[str, Any]]] = [[] for _ in work]
    for _ in range(runs):
        for results, (module, *arguments) in zip(told, work, strict=True):
            results.append(child(str(module), *arguments))
    return told

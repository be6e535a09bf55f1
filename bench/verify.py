"""Row `verify-receipt`: `cohortium verify` on a receipt, as a command in a fresh process, beside a limit.

Start-up counts: a sponsor's auditor runs it cold. The receipt comes from a home of data/samples' smaller
hospital, made for the purpose.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.results import Row
from cohortium.samples import samples

LIMIT_SECONDS = 0.5
RUNS = 7
QUESTION = "select sex, count(*) from subjects group by sex"
COMMAND = Path(sys.executable).with_name("cohortium")


def rows() -> list[Row]:
    """The median of several cold runs."""
    with tempfile.TemporaryDirectory(prefix="cohortium-bench-") as temporary:
        receipt = _receipt(Path(temporary))
        took = []
        for _ in range(RUNS):
            start = time.perf_counter()
            _run("verify", receipt)
            took.append(time.perf_counter() - start)
    return [Row.of("verify-receipt", median(took), LIMIT_SECONDS, unit="s", target=1.0)]


def _receipt(folder: Path) -> Path:
    home = ("--home", folder / "home")
    _run("init", *home)
    _run("intake", samples() / "south", "--hospital", "south", *home)
    study = json.loads(
        _run("study", "register", samples() / "study.json", "--json", *home)
    )["id"]  # fmt: skip
    _run("consent", "grant", "--study", study, "--patients", "all", *home)
    dataset = json.loads(_run("publish", study, "--json", *home))["dataset"]
    answer = json.loads(_run("ask", "--dataset", dataset, QUESTION, "--json", *home))
    receipt = folder / "receipt.zip"
    _run("bundle", answer["receipt"]["index"], "-o", receipt, *home)
    return receipt


def _run(*arguments: object) -> str:
    done = subprocess.run(
        [COMMAND, *map(str, arguments)], stdout=subprocess.PIPE, check=True, text=True
    )
    return done.stdout

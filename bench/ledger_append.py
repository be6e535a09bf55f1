"""Rows `append-1`, `append-64` and `append-512`: durable appends beside PostgreSQL and beside the bare disk.

All peers run in turn, on the disk of the temporary files. One client cannot be faster than the disk
synchronizes: if it is, something is not durable. Where strace is installed, synchronizations are counted too.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from bench.children import child
from bench.ledger_append_work import BODY
from bench.postgres import Server, server
from bench.results import Row
from cohortium_ledger import Draft
from cohortium_ledger.formats.entry import entry_bytes
from cohortium_ledger.log.clock import now

RUNS = 3
SECONDS = 4
WORK = "bench.ledger_append_work"
FAST = 20_000  # appends a second that are enough where the disk is fast
_PAGE = 4096
_PAGES = 1024


def rows() -> list[Row]:
    """Medians of interleaved runs."""
    with server() as postgres:
        postgres.inserts(64, 1, _entry())
        runs = [_round(postgres) for _ in range(RUNS)]
    disk = median(run["disk"] for run in runs)
    told = {n: [run[n] for run in runs] for n in (1, 64, 512)}
    for clients in told:
        _tell(f"{clients} clients", told[clients], disk)
        print(f"    {_counted(clients)}")
    _tell("64 threads", [run["threads"] for run in runs], disk)
    rate = {n: median(run["acknowledged"] for run in told[n]) for n in told}
    return [
        Row.of("append-1", rate[1], disk, unit="1/s", target=1.0),
        Row.of("append-64", rate[64], median(run["postgres"] for run in runs), unit="1/s",
               target=1.5, better="higher"),
        Row.of("append-512", rate[512], disk, unit="1/s",
               target=round(min(100.0, FAST / disk), 1), better="higher"),
    ]  # fmt: skip


def _round(postgres: Server) -> dict[Any, Any]:
    told: dict[Any, Any] = {}
    before = fdatasyncs(1.0)
    told[1] = child(WORK, 1, SECONDS / 2)
    told["disk"] = max(before, fdatasyncs(1.0))
    told[64] = child(WORK, 64, SECONDS)
    told["postgres"] = postgres.inserts(64, SECONDS, _entry())
    told[512] = child(WORK, 512, SECONDS)
    told["threads"] = child(WORK, 64, SECONDS / 2, "--threads")
    return told


def fdatasyncs(seconds: float) -> float:
    """How often a second this disk takes one page, over one that was there, and says it has it."""
    with tempfile.TemporaryFile() as file:
        file.write(bytes(_PAGE * _PAGES))
        file.flush()
        os.fsync(file.fileno())
        page, count, start = os.urandom(_PAGE), 0, time.perf_counter()
        while (took := time.perf_counter() - start) < seconds:
            os.pwrite(file.fileno(), page, count % _PAGES * _PAGE)
            os.fdatasync(file.fileno())
            count += 1
    return count / took


def _entry() -> bytes:
    """An entry as the clients append it: what PostgreSQL stores in a row."""
    draft = Draft("consent.granted", BODY, now())
    return entry_bytes(100_000, bytes(32), draft, draft.canonical_body())


def _tell(clients: str, runs: list[dict[str, Any]], disk: float) -> None:
    appended = sum(run["appended"] for run in runs)
    transactions = sum(run["transactions"] for run in runs)
    print(
        f"{clients}: {appended} appends in {transactions} transactions,"
        f" {median(run['acknowledged'] for run in runs):.0f}/s,"
        f" CPU {1e6 * sum(run['cpu'] for run in runs) / appended:.0f} us an append;"
        f" all signed {median(run['lag'] for run in runs):.2f} s after the last;"
        f" the disk synchronizes {disk:.0f}/s"
    )


def _counted(clients: int) -> str:
    """Transactions and synchronizations of a short run under strace; refuses fewer of the latter."""
    strace = shutil.which("strace")
    if strace is None:
        return "synchronizations not counted: no strace"
    with tempfile.TemporaryDirectory(prefix="cohortium-bench-") as temporary:
        trace = Path(temporary) / "trace"
        done = subprocess.run(
            [strace, "-f", "--seccomp-bpf", "-qq", "-e", "trace=fsync,fdatasync", "-o", trace,
             sys.executable, "-m", WORK, str(clients), "1", "--unsigned"],
            check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        told: dict[str, Any] = json.loads(done.stdout)
        synced = sum("= 0" in line for line in trace.read_text().splitlines())
    if synced < told["transactions"]:
        raise RuntimeError("fewer synchronizations than transactions: appends are not durable")
    return f"under strace {told['transactions']} transactions, {synced} synchronizations"

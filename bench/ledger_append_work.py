"""``python -m bench.ledger_append_work CLIENTS SECONDS``: durable appends to a new log.

The clients are coroutines of one event loop, as those of an API are; with ``--threads``, threads. Each
awaits that its entry is on the disk before it makes its next. Another process signs all the while, as in an installation: the log's key is never where the clients are.
In the end every entry must be under a signed checkpoint. With ``--unsigned`` nobody signs: the
synchronizations are then the clients' alone, to be counted. Prints one JSON object; `cpu` is the seconds
of this process, clients included, without the signer's.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cohortium_ledger import Draft, Log, Signer
from cohortium_ledger.log.clock import now

BODY = {
    "commitment": "5c" * 32,
    "hospital": "north",
    "method": "portal",
    "purpose": "p" * 40,
    "study": "std_0123456789abcdef",
}
SIGN_EVERY = 1.0  # seconds: the pace of `cohortium serve`
_SIGNER = """
import sys, time
from pathlib import Path
from cohortium_ledger import Log, Signer
with Log.open(Path(sys.argv[1]), Signer.from_skey(sys.stdin.readline().strip())) as log:
    print("ready", flush=True)
    while not Path(sys.argv[2]).exists():
        end = time.monotonic() + float(sys.argv[3])
        log.integrate()
        while time.monotonic() < end and not Path(sys.argv[2]).exists():
            time.sleep(0.02)
    log.integrate()
"""


def main(clients: int, seconds: float, *, signing: bool, threads: bool) -> dict[str, Any]:
    """Appends and what they took."""
    with tempfile.TemporaryDirectory(prefix="cohortium-bench-") as temporary:
        folder, stop = Path(temporary) / "ledger", Path(temporary) / "stop"
        signer = Signer.generate("example.org/bench")
        with Log.create(folder, signer) as log:
            process = _signing(folder, stop, signer) if signing else None
            told = _told(log, _by_threads if threads else _by_coroutines, clients, seconds)
            last = time.perf_counter()
            stop.touch()
            if process is not None:
                if process.wait(600) != 0 or log.state(log.size - 1) != "integrated":
                    raise RuntimeError("not all is signed")
                told["lag"] = time.perf_counter() - last
    return told


def _told(
    log: Log, append: Callable[[Log, int, float], int], clients: int, seconds: float
) -> dict[str, Any]:
    commits = _Commits(log)
    began, cpu = time.perf_counter(), time.process_time()
    appended = append(log, clients, seconds)
    took = time.perf_counter() - began
    if log.size != appended:
        raise RuntimeError("the log has not what was acknowledged")
    return {
        "appended": appended,
        "acknowledged": appended / took,
        "cpu": time.process_time() - cpu,
        "transactions": commits.count,
    }


def _by_coroutines(log: Log, clients: int, seconds: float) -> int:
    """How many entries were acknowledged, until the last of the clients ended."""

    async def client() -> int:
        count = 0
        while time.perf_counter() < end:
            await log.append_async([_draft()])
            count += 1
        return count

    async def all_clients() -> int:
        return sum(await asyncio.gather(*(client() for _ in range(clients))))

    end = time.perf_counter() + seconds
    return asyncio.run(all_clients())


def _by_threads(log: Log, clients: int, seconds: float) -> int:
    counts = [0] * clients

    def client(number: int) -> None:
        while time.perf_counter() < end:
            log.append([_draft()])
            counts[number] += 1

    threads = [threading.Thread(target=client, args=(n,)) for n in range(clients)]
    end = time.perf_counter() + seconds
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)


def _draft() -> Draft:
    return Draft("consent.granted", BODY, now())


class _Commits:
    """Counts the transactions of an open log's store."""

    def __init__(self, log: Log) -> None:
        self.count = 0
        store: Any = log._store
        writing = store.writing

        def counted() -> Any:
            self.count += 1
            return writing()

        store.writing = counted


def _signing(folder: Path, stop: Path, signer: Signer) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _SIGNER, folder, stop, str(SIGN_EVERY)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(os.environ),
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    print(signer.skey, file=process.stdin, flush=True)
    if process.stdout.readline() != "ready\n":
        raise RuntimeError("the signer does not start")
    return process


if __name__ == "__main__":
    clients, seconds, *flags = sys.argv[1:]
    told = main(
        int(clients),
        float(seconds),
        signing="--unsigned" not in flags,
        threads="--threads" in flags,
    )
    print(json.dumps(told))

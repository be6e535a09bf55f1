"""``python -m bench.ledger_append_work CLIENTS SECONDS``: durable appends to a new log, by threads.

Another process signs all the while, as in an installation: the log's key is never where the clients are.
In the end every entry must be under a signed checkpoint. With ``--unsigned`` nobody signs: the
synchronizations are then the clients' alone, to be counted. Prints one JSON object.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from cohortium_ledger import Draft, Log, Signer
from cohortium_ledger.log.log import now

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


def main(clients: int, seconds: float, *, signing: bool) -> dict[str, Any]:
    """Appends and what they took."""
    with tempfile.TemporaryDirectory(prefix="cohortium-bench-") as temporary:
        folder, stop = Path(temporary) / "ledger", Path(temporary) / "stop"
        signer = Signer.generate("example.org/bench")
        with Log.create(folder, signer) as log:
            process = _signing(folder, stop, signer) if signing else None
            told = _appended(log, clients, seconds)
            last = time.perf_counter()
            stop.touch()
            if process is not None:
                if process.wait(600) != 0 or log.state(log.size - 1) != "integrated":
                    raise RuntimeError("not all is signed")
                told["lag"] = time.perf_counter() - last
    return told


def _appended(log: Log, clients: int, seconds: float) -> dict[str, Any]:
    counts = [0] * clients
    gate = threading.Barrier(clients + 1)
    ending = threading.Event()

    def client(number: int) -> None:
        gate.wait()
        while not ending.is_set():
            log.append([Draft("consent.granted", BODY, now())])
            counts[number] += 1

    threads = [threading.Thread(target=client, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    commits = _Commits(log)
    gate.wait()
    began, cpu = time.perf_counter(), time.process_time()
    ending.wait(seconds)
    ending.set()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    if log.size != sum(counts):
        raise RuntimeError("the log has not what was acknowledged")
    return {
        "appended": log.size,
        "acknowledged": log.size / took,
        "cpu": time.process_time() - cpu,
        "transactions": commits.count,
    }


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
    told = main(int(sys.argv[1]), float(sys.argv[2]), signing="--unsigned" not in sys.argv)
    print(json.dumps(told))

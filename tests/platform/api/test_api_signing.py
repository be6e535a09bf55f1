"""Who signs for a server: a process of its own, which alone reads the log's key."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from cohortium_ledger import Log, open_submission, parse_note

QUESTION = "SELECT class, count(*) FROM encounters GROUP BY class"
SERVE = """
import sys
def watch(event, arguments):
    if event == "open" and "log.skey" in str(arguments[0]):
        print("OPENED", arguments[0], file=sys.stderr, flush=True)
    if event == "subprocess.Popen":
        print("STARTED", arguments[1][2], file=sys.stderr, flush=True)
sys.addaudithook(watch)
from cohortium.cli import main
sys.argv[0] = "cohortium"
main()
"""


class Served:
    """A server, its log file, and whoever asks it."""

    def __init__(self, process: Any, url: str, log: Path, own: Any) -> None:
        self.process, self.log, self.own = process, log, own
        headers = {"Authorization": f"Bearer {own.tokens['full']}"}
        self.http = httpx.Client(base_url=url, headers=headers, timeout=60)

    def ask(self) -> Any:
        body = {"dataset": self.own.dataset, "question": QUESTION}
        response = self.http.post("/v1/queries", json=body)
        assert response.status_code == 200, response.text
        return response.json()

    def receipt(self, index: int) -> Any:
        return self.http.get(f"/v1/receipts/{index}").json()

    def signing(self) -> list[int]:
        """The signing processes of this home that run now."""
        return signing_processes(self.own.home)


def signing_processes(home: Path) -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if str(home).encode() in words and b"cohortium.signing" in words[2] and state != "Z":
                found.append(int(folder.name))
    return found


def await_(true: Callable[[], Any], seconds: float = 30.0) -> Any:
    until = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < until
        time.sleep(0.1)
    return found


@pytest.fixture
def serving(launched: Any) -> Callable[[Any], AbstractContextManager[Served]]:
    """Serves a home and says in its log which processes it starts, and whether it opens the key."""

    @contextmanager
    def serve(own: Any) -> Iterator[Served]:
        with launched(SERVE, "serve", "--home", own.home, "--port", "0") as running:
            served = Served(running.process, running.url, running.log, own)
            with served.http:
                yield served

    return serve


@pytest.fixture
def own(published: Any, tmp_path: Path) -> Any:
    """A home of its own, with five local witnesses of which four must cosign."""
    from cohortium.flows.quorum import set_quorum
    from cohortium.wiring import open_home

    made = published.copy(tmp_path / "home")
    with open_home(made.home) as installation:
        set_quorum(installation, installation.local_policy(5))
        assert installation.integrate().state == "cosigned"
    return made


def test_answers_are_cosigned_and_the_server_never_opens_the_key(own: Any, serving: Any) -> None:
    with serving(own) as server:
        told = server.ask()
        index = told["receipt"]["index"]
        assert told["receipt"]["state"] == "sequenced" and told["receipt"]["proof"] is None
        receipt = await_(lambda: (found := server.receipt(index))["state"] == "cosigned" and found)
        with Log.open(own.home / "ledger") as log:
            checkpoint = log.policy.verify_checkpoint(log.checkpoint())
            assert checkpoint.size > index and receipt["proof"]
            keys = [json.loads(data)["body"] for data in log.entries() if b'"receipt"' in data]
        health = server.http.get("/healthz").json()["ledger"]
        assert health["state"] == "cosigned" and health["quorum"] is True
        assert health["size"] == health["integrated"] == health["published"]
        metrics = server.http.get("/metrics").text
        assert f"cohortium_ledger_published {float(health['size'])}" in metrics
    text = server.log.read_text()
    assert "STARTED" in text and "cohortium.signing" in text
    assert "OPENED" not in text
    promise = open_submission(told["receipt"]["submission"], receipt_keys(keys))
    assert promise.index == index


def receipt_keys(bodies: list[dict[str, Any]]) -> list[Any]:
    import base64

    from cohortium_ledger import Verifier

    return [
        Verifier(body["name"], 1, base64.b64decode(body["key"]))
        for body in bodies
        if body.get("role") == "receipt"
    ]


def test_the_watch_would_see_it(own: Any) -> None:
    """The hook of the test above does notice a command that opens the key."""
    command = [sys.executable, "-c", SERVE, "status", "--home", str(own.home)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert "OPENED" in done.stderr


def test_a_signing_process_that_dies_is_replaced(own: Any, serving: Any) -> None:
    with serving(own) as server:
        [first] = await_(server.signing)
        os.kill(first, signal.SIGKILL)
        index = server.ask()["receipt"]["index"]
        await_(lambda: server.receipt(index)["state"] == "cosigned")
        [second] = server.signing()
        assert second != first
        assert '"event": "signing"' in server.log.read_text()
    assert server.signing() == []


def test_it_ends_with_a_server_that_was_killed(own: Any, serving: Any) -> None:
    with serving(own) as server:
        await_(server.signing)
        server.process.kill()
        server.process.wait()
        await_(lambda: server.signing() == [])


def test_what_was_recorded_last_is_cosigned_at_the_end(own: Any, serving: Any) -> None:
    with serving(own) as server:
        await_(server.signing)
        index = server.ask()["receipt"]["index"]
        server.process.terminate()
        assert server.process.wait(60) == 0
    with Log.open(own.home / "ledger") as log:
        assert log.state(index) == "cosigned"


def test_answers_go_on_without_a_quorum(own: Any, serving: Any) -> None:
    for name in ("w1", "w2"):
        (own.home / "witnesses" / name).rename(own.home / f"away-{name}")
    with serving(own) as server:
        index = server.ask()["receipt"]["index"]
        time.sleep(4)
        receipt = server.receipt(index)
        assert (receipt["state"], receipt["proof"]) == ("sequenced", None)
        health = server.http.get("/healthz").json()["ledger"]
        assert health["state"] == "sequenced" and health["published"] < health["size"]
        for name in ("w1", "w2"):
            (own.home / f"away-{name}").rename(own.home / "witnesses" / name)
        await_(lambda: server.receipt(index)["state"] == "cosigned")


def test_an_old_copy_that_witnesses_know_answers_nothing(
    own: Any, tmp_path: Path, serving: Any
) -> None:
    old = shutil.copytree(own.home, tmp_path / "old")
    with serving(own) as server:
        index = server.ask()["receipt"]["index"]
        await_(lambda: server.receipt(index)["state"] == "cosigned")
    for part in own.home.iterdir():
        if part.name != "witnesses":
            shutil.rmtree(part) if part.is_dir() else part.unlink()
    shutil.copytree(old, own.home, dirs_exist_ok=True, ignore=shutil.ignore_patterns("witnesses"))
    with serving(own) as server:
        await_(lambda: server.http.get("/healthz").status_code == 503)
        assert "not signed any more" in server.http.get("/healthz").json()["detail"]
        body = {"dataset": own.dataset, "question": QUESTION}
        refused = server.http.post("/v1/queries", json=body)
        assert refused.status_code == 503 and "rows" not in refused.text


def test_a_rotation_of_the_key_needs_no_restart(own: Any, serving: Any, cohortium: Any) -> None:
    with serving(own) as server:
        index = server.ask()["receipt"]["index"]
        await_(lambda: server.receipt(index)["state"] == "cosigned")
        code, _, error = cohortium("keys", "rotate", "log", "--home", own.home)
        assert code == 0, error
        index = server.ask()["receipt"]["index"]
        await_(lambda: server.receipt(index)["state"] == "cosigned")
    with Log.open(own.home / "ledger") as log:
        signed = parse_note(log.checkpoint()).verified_by(log.verifiers)
        assert len(log.verifiers) == len(signed) == 2

"""A log and its witnesses over real HTTP: child processes on the loopback, some of which misbehave."""

from __future__ import annotations

import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from cohortium_ledger import Cosigner, Draft, Log, Signer, Witness
from cohortium_ledger.formats.quorum import group_policy
from cohortium_ledger.witness.publication import Publisher
from cohortium_ledger.witness.witness_client import UnknownWitness, WebWitness, WitnessClient

TIME = "2026-01-01T00:00:00.000Z"
SIGNER = Signer("example.org/log", b"s" * 32)
TIMEOUT, GRACE = 3.0, 0.2


def client(_: str, url: str | None) -> WitnessClient:
    return UnknownWitness() if url is None else WebWitness(url, TIMEOUT)


@contextmanager
def misbehaving(answer: bytes | None, drip: bool = False) -> Iterator[str]:
    """A server that takes connections and answers `answer`, slowly if `drip`; None: nothing, for ever."""
    ended = threading.Event()

    def serve(connection: socket.socket) -> None:
        with connection:
            if answer is None:
                ended.wait(60)
                return
            connection.recv(65_536)
            pieces = [bytes([byte]) for byte in answer] if drip else [answer]
            for piece in pieces:
                try:
                    connection.sendall(piece)
                except OSError:
                    return
                if drip and ended.wait(0.2):
                    return

    def accept() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        ended.set()


def endless() -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + b"x" * 2_000_000


WRONG = {
    "hangs": (None, False),
    "drips": (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + b"x" * 500, True),
    "is no HTTP": (b"220 mail.example ESMTP\r\n", False),
    "is endless": (endless(), False),
    "redirects": (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n", False),
    "says yes to everything": (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes", False),
    "hangs up": (b"", False),
}


@pytest.fixture
def running(serving: Any, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """Three witnesses as hospitals run them, each with its key."""
    with ExitStack() as stack:
        found = {}
        for name in ("w1", "w2", "w3"):
            with Witness.create(tmp_path / name, f"witness.example/{name}") as witness:
                vkey = witness.vkey
            served = stack.enter_context(serving(tmp_path / name, SIGNER.vkey))
            found[name] = (vkey, served)
        yield found


@contextmanager
def publishing(tmp_path: Path) -> Iterator[tuple[Log, Publisher]]:
    with Log.create(tmp_path / "log", SIGNER):
        pass
    with Log.open(tmp_path / "log", SIGNER) as log:
        publisher = Publisher(log, client, timeout=TIMEOUT, grace=GRACE)
        yield log, publisher
        publisher.close()


def three_of_four(running: dict[str, Any], fourth: str) -> str:
    """The policy; its fourth witness is at the address `fourth`."""
    stranger = Cosigner.generate("witness.example/w4").vkey
    keys = {name: f"{vkey} {served.url}" for name, (vkey, served) in running.items()}
    return group_policy([SIGNER.vkey], {**keys, "w4": f"{stranger} {fourth}"}, 3)


def grow(log: Log) -> None:
    log.append([Draft("model.trained", {"release": "r"}, TIME)])


def test_three_hospitals_whatever_a_fourth_does(running: dict[str, Any], tmp_path: Path) -> None:
    with publishing(tmp_path) as (log, publisher):
        for case, (answer, drip) in WRONG.items():
            with misbehaving(answer, drip) as url:
                log.set_policy(three_of_four(running, url))
                for _ in range(2):
                    grow(log)
                    begun = time.monotonic()
                    reached = publisher.publish()
                    assert reached.state == "cosigned", (case, reached.warning)
                    assert time.monotonic() - begun < TIMEOUT, case
                    assert [name for name, _ in reached.missing] == ["w4"], case
                assert log.policy.verify_checkpoint(log.checkpoint()).size == log.size
        log.set_policy(three_of_four(running, ""))
        grow(log)
        reached = publisher.publish()
        assert reached.state == "cosigned" and "no address" in dict(reached.missing)["w4"]


def test_a_quorum_lost_and_regained(running: dict[str, Any], tmp_path: Path) -> None:
    with misbehaving(None) as url, publishing(tmp_path) as (log, publisher):
        log.set_policy(three_of_four(running, url))
        grow(log)
        assert publisher.publish().state == "cosigned"
        shown = log.checkpoint()
        process = running["w2"][1].process
        process.send_signal(signal.SIGSTOP)
        try:
            grow(log)
            begun = time.monotonic()
            reached = publisher.publish()
            assert TIMEOUT - 0.5 < time.monotonic() - begun < 2 * TIMEOUT
            assert (reached.state, log.checkpoint()) == ("integrated", shown)
            where = running["w2"][1].url.removeprefix("http://")
            late = (f"{where}: no answer", f"{where}: the server took too long")
            assert dict(reached.missing)["w2"] in late
        finally:
            process.send_signal(signal.SIGCONT)
        until = time.monotonic() + 20
        while publisher.publish().state != "cosigned":
            assert time.monotonic() < until
        assert log.policy.verify_checkpoint(log.checkpoint()).size == 3
        assert log.checkpoint() != shown
        running["w2"][1].process.kill()
        running["w2"][1].process.wait()
        grow(log)
        reached = publisher.publish()
        assert reached.state == "integrated"
        reason = "the server cannot be reached: Connection refused"
        assert dict(reached.missing)["w2"] == f"{where}: {reason}"
        assert f"(w2: {where}: {reason}" in str(reached.warning)

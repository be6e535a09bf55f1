"""A witness over HTTP: the real process, over loopback."""

from __future__ import annotations

import hashlib
import json
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from cohortium_ledger import Note, Verifier, parse_checkpoint, parse_note
from cohortium_ledger.formats.submission_request import MAX_REQUEST, parse_cosignatures, parse_size

SECONDS = 1.0


def connected(url: str) -> socket.socket:
    host, port = url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=20)


def until_closed(raw: socket.socket) -> bytes:
    """What the server still says before it closes the connection."""
    parts = []
    while part := raw.recv(4096):
        parts.append(part)
    return b"".join(parts)


def path_of(log: Any) -> str:
    return f"/{hashlib.sha256(log.signer.name.encode()).hexdigest()}/checkpoint"


def push(http: httpx.Client, request: Any, size: int) -> int:
    """Bring a witness to `size` as a log does; returns the last status. `request` takes old, new."""
    told = http.post("/add-checkpoint", content=request(0, size))
    while told.status_code == 409 and (old := parse_size(told.content)) <= size:
        told = http.post("/add-checkpoint", content=request(old, size))
    return told.status_code


def test_a_log_is_cosigned_end_to_end(folder: Path, serving: Any, log: Any) -> None:
    with serving(folder, log.signer.vkey) as running, httpx.Client(base_url=running.url) as http:
        assert http.get(path_of(log)).status_code == 404
        for size in (1, 5, 300):
            assert push(http, log.request, size) == 200
        told = http.post("/add-checkpoint", content=log.request(0, 301))
        assert (told.status_code, told.content) == (409, b"300\n")
        assert told.headers["content-type"] == "text/x.tlog.size"
        told = http.post("/add-checkpoint", content=log.request(300, 301))
        assert told.headers["content-type"] == "text/plain; charset=utf-8"
        note = Note(parse_note(log.checkpoint(301)).text, parse_cosignatures(told.content))
        given = parse_note(http.get(path_of(log)).content)
    assert given.text == note.text
    vkeys = [log.signer.vkey, _vkey(folder)]
    assert len(given.verified_by([Verifier.from_vkey(vkey) for vkey in vkeys])) == 2
    [stated] = note.verified_by([Verifier.from_vkey(vkeys[1])]).values()
    assert stated is not None and abs(stated - time.time()) < 60


def _vkey(folder: Path) -> str:
    from cohortium_ledger import Witness

    with Witness.open(folder, []) as witness:
        return witness.vkey


def test_it_remembers_through_kill_and_restart(folder: Path, serving: Any, log: Any) -> None:
    def forked(old: int, size: int) -> bytes:
        return bytes(log.request(old, size, "b", 5))

    answered = 0
    with serving(folder, log.signer.vkey) as running:
        with httpx.Client(base_url=running.url) as http, ThreadPoolExecutor(1) as pool:
            assert push(http, log.request, 7) == 200
            ending = pool.submit(lambda: (time.sleep(0.15), running.process.kill()))
            for size in range(8, 4000):
                try:
                    if push(http, log.request, size) == 200:
                        answered = size
                except httpx.TransportError:
                    break
            ending.result()
        assert running.process.wait(20) == -signal.SIGKILL
    assert answered >= 8
    with serving(folder, log.signer.vkey) as running, httpx.Client(base_url=running.url) as http:
        stored = parse_checkpoint(parse_note(http.get(path_of(log)).content).text).size
        assert answered <= stored <= answered + 1
        assert push(http, forked, stored + 5) == 422
        assert push(http, log.request, stored + 5) == 200


def test_two_servers_over_one_folder_cosign_one_history(
    folder: Path, serving: Any, log: Any
) -> None:
    def race(url: str, branch: str) -> list[tuple[str, int]]:
        def request(old: int, size: int) -> bytes:
            return bytes(log.request(old, size, branch, 3))

        with httpx.Client(base_url=url) as http:
            return [(branch, size) for size in range(1, 25) if push(http, request, size) == 200]

    with (
        serving(folder, log.signer.vkey) as one,
        serving(folder, log.signer.vkey) as two,
        ThreadPoolExecutor(4) as pool,
    ):
        runs = [pool.submit(race, url, b) for b in "ab" for url in (one.url, two.url)]
        accepted = [pair for run in runs for pair in run.result()]
    assert len({branch for branch, size in accepted if size > 3}) == 1
    assert max(size for _, size in accepted) == 24


def test_many_clients_at_once(folder: Path, serving: Any, growing_log: Any) -> None:
    logs = [growing_log(f"example.org/log{i}", bytes([i]) * 32) for i in range(8)]

    def follow(log: Any) -> list[int]:
        with httpx.Client(base_url=url) as http:
            return [push(http, log.request, size) for size in range(1, 12)]

    with (
        serving(folder, *(log.signer.vkey for log in logs)) as running,
        ThreadPoolExecutor(8) as pool,
    ):
        url = running.url
        for statuses in pool.map(follow, logs):
            assert statuses == [200] * 11


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it(folder: Path, serving: Any, log: Any, number: int) -> None:
    with serving(folder, log.signer.vkey) as running, httpx.Client(base_url=running.url) as http:
        assert push(http, log.request, 5) == 200
        running.process.send_signal(number)
        assert running.process.wait(20) == 0
        assert "Traceback" not in running.log.read_text()


def test_a_state_that_is_gone(folder: Path, serving: Any, log: Any) -> None:
    with serving(folder, log.signer.vkey) as running, httpx.Client(base_url=running.url) as http:
        assert http.get("/healthz").json() == {"status": "ok"}
        (folder / "witness.sqlite").unlink()
        told = http.post("/add-checkpoint", content=log.request(0, 5))
        assert (told.status_code, "\u2014" in told.text) == (500, False)
        assert http.get(path_of(log)).status_code == 500
        health = http.get("/healthz")
        assert (health.status_code, health.json()) == (503, {"status": "down"})
    assert not (folder / "witness.sqlite").exists()


def test_its_log_has_ids_alone_and_its_answers_are_bounded(
    folder: Path, serving: Any, log: Any
) -> None:
    with serving(folder, log.signer.vkey) as running:
        with httpx.Client(base_url=running.url) as http:
            answers = [
                http.post("/add-checkpoint", content=log.request(0, 5)),
                http.post("/add-checkpoint", content=b"Planted-Body"),
                http.post("/add-checkpoint?who=Planted-Query", content=log.request(5, 5, "b")),
                http.get("/Planted-Origin/checkpoint"),
                http.get("/Planted-Nowhere", headers={"User-Agent": "Planted-Agent"}),
                http.get("/add-checkpoint"),
                http.post("/healthz"),
                http.head("/healthz"),
            ]
        time.sleep(0.2)
        text = running.log.read_text()
    assert [a.status_code for a in answers] == [200, 400, 422, 404, 404, 405, 405, 200]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert "server" not in answer.headers
        assert "Planted" not in answer.text
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["status"] for line in lines] == [a.status_code for a in answers]
    assert [line["request"] for line in lines] == [a.headers["x-request-id"] for a in answers]
    assert lines[3]["route"] == "/{origin}/checkpoint"
    for planted in ("Planted", "example.org", hashlib.sha256(b"example.org/log").hexdigest()):
        assert planted not in text


def test_a_request_that_is_too_large(folder: Path, serving: Any, log: Any) -> None:
    def parts() -> Iterator[bytes]:
        yield from [b"x" * 4096] * (MAX_REQUEST // 4096 + 1)

    with serving(folder, log.signer.vkey) as running:
        with connected(running.url) as raw:
            told = f"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: {MAX_REQUEST + 1}"
            raw.sendall(f"{told}\r\n\r\n".encode())
            answer = until_closed(raw)
        assert answer.startswith(b"HTTP/1.1 413 ")
        with httpx.Client(base_url=running.url) as http:
            assert http.post("/add-checkpoint", content=parts()).status_code == 413
            assert push(http, log.request, 5) == 200


SLOW = {
    "nothing": (b"", b""),
    "half a request line": (b"", b"POST /add-ch"),
    "half the headers": (b"", b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\n"),
    "half a body": (
        b"",
        b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 99\r\n\r\nold 0\n",
    ),
    "half a second request": (b"GET /healthz HTTP/1.1\r\nHost: w\r\n\r\n", b"GET /hea"),
}


def test_clients_that_dawdle_are_told_and_closed(folder: Path, serving: Any, log: Any) -> None:
    def dawdle(first: bytes, half: bytes) -> tuple[bytes, float]:
        with connected(running.url) as raw:
            if first:
                raw.sendall(first)
                answered = b""
                while b'"ok"' not in answered:
                    answered += raw.recv(4096)
            raw.sendall(half)
            begun = time.monotonic()
            return until_closed(raw), time.monotonic() - begun

    with (
        serving(folder, log.signer.vkey, seconds=SECONDS) as running,
        httpx.Client(base_url=running.url) as http,
        ThreadPoolExecutor(len(SLOW)) as pool,
    ):
        runs = {case: pool.submit(dawdle, *sent) for case, sent in SLOW.items()}
        assert push(http, log.request, 5) == 200
        for case, run in runs.items():
            answer, seconds = run.result()
            assert answer.startswith(b"HTTP/1.1 408 "), case
            assert SECONDS / 2 < seconds < 10, case
        assert push(http, log.request, 6) == 200


def test_a_client_that_drips_is_not_waited_for(folder: Path, serving: Any, log: Any) -> None:
    with (
        serving(folder, log.signer.vkey, seconds=SECONDS) as running,
        connected(running.url) as raw,
    ):
        begun = time.monotonic()
        with pytest.raises(OSError, match=r"reset|pipe"):  # by who does not wait for the rest
            for letter in b"POST /add-checkpoint HTTP/1.1\r\nX-Slow: " + b"x" * 400:
                raw.sendall(bytes([letter]))
                time.sleep(0.02)
        assert time.monotonic() - begun < 7


def test_a_client_that_hangs_up_is_no_error(folder: Path, serving: Any, log: Any) -> None:
    with serving(folder, log.signer.vkey) as running:
        with connected(running.url) as raw:
            raw.sendall(
                b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 99\r\n\r\nold"
            )
        with connected(running.url) as raw:
            raw.sendall(b"garbage\r\n\r\n")
            assert until_closed(raw).startswith(b"HTTP/1.1 400 ")
        with httpx.Client(base_url=running.url) as http:
            assert push(http, log.request, 5) == 200
        assert "Traceback" not in running.log.read_text()

"""``cohortium serve``: the real process, over loopback."""

from __future__ import annotations

import json
import signal
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

QUESTION = "SELECT count(*) FROM subjects WHERE zip = 'Planted-Hollyhock'"
REFUSED = "SELECT 'Planted-Marigold' FROM subjects"
RESEARCHER = "Quillfeather"


def test_its_log_has_ids_alone(published: Any, serving: Any, tmp_path: Path) -> None:
    own = published.copy(tmp_path / "home")
    token = own.tokens["full"]
    headers = {"Authorization": f"Bearer {token}"}
    with serving(own.home) as running:
        with httpx.Client(base_url=running.url, headers=headers) as http:
            for question in (QUESTION, REFUSED):
                body = {"dataset": own.dataset, "question": question}
                http.post("/v1/queries", json=body, headers={"Idempotency-Key": "Planted-Key"})
            http.get("/v1/grant?who=Planted-Query")
            http.get("/v1/datasets/Planted-Path")
            http.get("/Planted-Nowhere", headers={"User-Agent": "Planted-Agent"})
            http.post(
                "/v1/queries", content=b"Planted-Body", headers={"Content-Type": "application/json"}
            )
        with socket.create_connection(httpx.URL(running.url).netloc.decode().split(":")) as raw:
            raw.sendall(b"Planted-Garbage\r\n\r\n")
            raw.recv(1000)
        time.sleep(0.3)
        text = running.log.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    assert sum(line["event"] == "request" for line in lines) == 6
    grant, secret = token.split("_", 2)[1:]
    assert {line.get("grant") for line in lines if line.get("route") == "/v1/grant"} == {grant}
    for planted in ("Planted", secret, RESEARCHER, "SELECT"):
        assert planted not in text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_after_what_runs(
    published: Any, serving: Any, tmp_path: Path, number: int
) -> None:
    own = published.copy(tmp_path / "home")
    headers = {"Authorization": f"Bearer {own.tokens['full']}"}
    body = {"dataset": own.dataset, "question": "SELECT count(*) FROM subjects"}
    with serving(own.home) as running, httpx.Client(base_url=running.url, headers=headers) as http:
        http.get("/v1/grant")
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(http.post, "/v1/queries", json=body)
            time.sleep(0.1)
            running.process.send_signal(number)
            assert answer.result().status_code == 200
        assert running.process.wait(20) == 0
        assert "Traceback" not in running.log.read_text()


def test_kill_leaves_a_home_that_serves_again(published: Any, serving: Any, tmp_path: Path) -> None:
    own = published.copy(tmp_path / "home")
    headers = {"Authorization": f"Bearer {own.tokens['full']}", "Idempotency-Key": "killed"}
    body = {"dataset": own.dataset, "question": "SELECT count(*) FROM subjects"}
    with serving(own.home) as running, ThreadPoolExecutor(1) as pool:
        pool.submit(httpx.post, f"{running.url}/v1/queries", json=body, headers=headers)
        time.sleep(0.15)
        running.process.kill()
        running.process.wait()
    with serving(own.home) as running:
        told = httpx.post(f"{running.url}/v1/queries", json=body, headers=headers).json()
        again = httpx.post(f"{running.url}/v1/queries", json=body, headers=headers).json()
    assert told["receipt"]["index"] == again["receipt"]["index"]


@pytest.fixture
def fails(cohortium: Any) -> Callable[..., str]:
    """Runs ``serve``, which must end with 2 and one line; returns the line."""

    def serve(*arguments: str) -> str:
        code, out, error = cohortium("serve", *arguments)
        assert (code, out) == (2, b""), error
        assert len(error.splitlines()) == 1
        return str(error)

    return serve


def test_a_port_in_use(published: Any, fails: Callable[..., str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        line = fails("--home", str(published.home), "--port", port)
    assert f"port {port}" in line and "in use" in line


def test_no_home(tmp_path: Path, fails: Callable[..., str]) -> None:
    assert "cohortium init" in fails("--home", str(tmp_path / "none"), "--port", "0")


def test_no_such_address(published: Any, fails: Callable[..., str]) -> None:
    assert "--host" in fails("--home", str(published.home), "--host", "no.such.host.invalid")

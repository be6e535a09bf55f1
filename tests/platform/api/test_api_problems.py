"""Errors: RFC 9457 everywhere, and nothing of the input in any of them."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from cohortium.api import queries
from cohortium.errors import Unavailable
from cohortium_ledger import LedgerCorrupt, LedgerUnavailable

PLANTED = "Zephyrine-Oakenshield-1931"
JSON = {"Content-Type": "application/json"}


def test_nowhere_is_a_problem(api: TestClient, problem: Any) -> None:
    for path in (f"/{PLANTED}", f"/v1/{PLANTED}", "/v1", "/v1/datasets/", f"/docs/{PLANTED}"):
        response = api.get(path)
        problem(response, 404, "not_found")
        assert PLANTED not in response.text


def test_a_wrong_method_names_the_right_ones(api: TestClient, problem: Any) -> None:
    response = api.delete("/v1/queries")
    problem(response, 405, "method")
    assert response.headers["allow"] == "GET, POST"


BODIES = {
    "not json": (b"SELECT " + PLANTED.encode(), 400, "invalid"),
    "truncated": (b'{"dataset": "' + PLANTED.encode(), 400, "invalid"),
    "not utf-8": (b'{"dataset":"d","question":"\xff"}', 400, "invalid"),
    "a list": (b"[]", 400, "invalid"),
    "nothing": (b"", 400, "invalid"),
    "a lone surrogate": (rb'{"dataset":"d","question":"\ud800"}', 400, "invalid"),
    "deep": (b'{"dataset":' + b"[" * 30_000, 400, "invalid"),
    "wrong types": (b'{"dataset":1,"question":["' + PLANTED.encode() + b'"]}', 400, "invalid"),
    "missing": (b'{"dataset":"d"}', 400, "invalid"),
    "a field too many": (
        b'{"dataset":"d","question":"q","' + PLANTED.encode() + b'":1}', 400, "invalid",
    ),
    "too large": (json.dumps({"dataset": "d", "question": PLANTED * 5000}).encode(), 413, "size"),
}  # fmt: skip


@pytest.mark.parametrize("path", ["/v1/queries", "/v1/explain"])
@pytest.mark.parametrize("name", BODIES)
def test_wrong_bodies(api: TestClient, problem: Any, tokens: Any, path: str, name: str) -> None:
    data, status, code = BODIES[name]
    headers = {"Authorization": f"Bearer {tokens['full']}", **JSON}
    response = api.post(path, content=data, headers=headers)
    problem(response, status, code)
    assert PLANTED not in response.text


def test_a_body_that_grows_is_cut(api: TestClient, problem: Any, tokens: Any) -> None:
    """Without a Content-Length the limit holds all the same, before all of it is sent."""
    sent = []

    def endless() -> Iterator[bytes]:
        for _ in range(1000):
            sent.append(1)
            yield b'"' * 4096

    headers = {"Authorization": f"Bearer {tokens['full']}", **JSON}
    problem(api.post("/v1/queries", content=endless(), headers=headers), 413, "size")


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_other_media_types(api: TestClient, problem: Any, tokens: Any, media: str) -> None:
    headers = {"Authorization": f"Bearer {tokens['full']}", "Content-Type": media}
    problem(api.post("/v1/queries", content=b"{}", headers=headers), 415, "media_type")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/queries?limit=0", "/v1/queries?limit=201", f"/v1/queries?limit={PLANTED}",
        f"/v1/queries?cursor={PLANTED}", "/v1/queries?cursor=YmVmb3JlOjAx", "/v1/receipts/-1",
        f"/v1/receipts/{PLANTED}", f"/v1/receipts/{2**53}",
    ],
)  # fmt: skip
def test_wrong_parameters(api: TestClient, problem: Any, tokens: Any, path: str) -> None:
    response = api.get(path, headers={"Authorization": f"Bearer {tokens['full']}"})
    problem(response, 400)
    assert PLANTED not in response.text


FAULTS: dict[str, tuple[Exception, int, str]] = {
    "ours": (Unavailable("the worker is busy", code="busy"), 503, "busy"),
    "ledger": (LedgerUnavailable(PLANTED), 503, "ledger"),
    "corrupt": (LedgerCorrupt(PLANTED), 503, "ledger"),
    "disk": (OSError(errno.ENOSPC, PLANTED), 503, "disk"),
    "unforeseen": (RuntimeError(PLANTED), 500, "fault"),
    "unforeseen too": (KeyError(PLANTED), 500, "fault"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults_read_the_same_whatever_they_say(
    ask: Any, problem: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    error, status, code = FAULTS[name]

    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(queries.flow, "ask", fail)
    response = ask()
    problem(response, status, code)
    assert PLANTED not in response.text
    assert (status == 503) == ("retry-after" in response.headers)


def test_every_response_has_the_headers_that_all_have(api: TestClient) -> None:
    for path in ("/", "/docs", "/healthz", "/v1/grant", "/nowhere", "/log/checkpoint"):
        headers = api.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert len(headers["x-request-id"]) == 16

"""Health, metrics, the log's files, the OpenAPI page, and what the server's own log may say."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from cohortium import logging
from cohortium.api import health
from cohortium_ledger import (
    LedgerCorrupt,
    Log,
    Verifier,
    leaf_hash,
    parse_checkpoint,
    parse_entry_bundle,
    parse_note,
    tree_root,
)

QUESTION = "SELECT count(*) FROM subjects WHERE sex = 'Planted-Wisteria'"


def test_health(api: TestClient) -> None:
    told = api.get("/healthz").json()
    assert told["status"] == "ok"
    assert told["ledger"]["size"] >= told["ledger"]["integrated"] > 0
    assert api.head("/healthz").status_code == 200


def test_no_health_without_a_disk(
    api: TestClient, problem: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(health, "write_atomically", full)
    problem(api.get("/healthz"), 503, "disk")


def test_no_health_without_a_ledger(
    api: TestClient, problem: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def corrupt(*_: Any, **__: Any) -> None:
        raise LedgerCorrupt("entry 7 is not stored as it was sequenced", 7)

    monkeypatch.setattr(Log, "entry", corrupt)
    problem(api.get("/healthz"), 503, "ledger")


def test_the_probe_leaves_nothing(api: TestClient, served: Any) -> None:
    api.get("/healthz")
    assert not list(served.home.glob(".probe*"))


def test_metrics_count_and_name_nobody(api: TestClient, ask: Any, tokens: Any) -> None:
    def figure(name: str) -> float:
        found = re.search(
            rf"^{re.escape(name)} ([0-9.e+]+)$", api.get("/metrics").text, re.MULTILINE
        )
        assert found, name
        return float(found[1])

    answered = figure('cohortium_questions_total{outcome="answered"}')
    refused = figure('cohortium_questions_total{outcome="refused"}')
    ask()
    ask("SELECT nothing")
    assert figure('cohortium_questions_total{outcome="answered"}') == answered + 1
    assert figure('cohortium_questions_total{outcome="refused"}') == refused + 1
    assert figure("cohortium_ledger_size") >= figure("cohortium_ledger_integrated") > 0
    text = api.get("/metrics").text
    assert "# TYPE cohortium_question_seconds histogram" in text
    for token in tokens.values():
        assert token.split("_")[1] not in text


def test_any_client_can_read_and_check_the_log(api: TestClient) -> None:
    checkpoint = api.get("/log/checkpoint")
    assert checkpoint.headers["content-type"] == "text/plain; charset=utf-8"
    assert "max-age=1" in checkpoint.headers["cache-control"]
    log = Verifier.from_vkey(api.get("/log/log.vkey").text.strip())
    signed = parse_checkpoint(parse_note(checkpoint.content).open([log]))
    entries: list[bytes] = []
    for n in range(0, signed.size, 256):
        width = min(256, signed.size - n)
        suffix = "" if width == 256 else f".p/{width}"
        tile = api.get(f"/log/tile/entries/{n // 256:03d}{suffix}")
        assert tile.headers["content-type"] == "application/octet-stream"
        assert "immutable" in tile.headers["cache-control"]
        bundle = parse_entry_bundle(tile.content)
        hashes = api.get(f"/log/tile/0/{n // 256:03d}{suffix}").content
        assert hashes == b"".join(leaf_hash(entry) for entry in bundle)
        entries += bundle
    assert tree_root(entries) == signed.root
    assert api.head("/log/checkpoint").status_code == 200


@pytest.mark.parametrize(
    "path", ["", "x", "tile/0/999", "tile/0/000.p/0", "../keys/log.skey", "%2e%2e/home.json"]
)
def test_nothing_else_is_in_the_log(api: TestClient, problem: Any, path: str) -> None:
    problem(api.get(f"/log/{path}"), 404)


def test_the_pages_ask_no_one_else(api: TestClient) -> None:
    for path in ("/", "/docs"):
        page = api.get(path)
        assert page.status_code == 200
        assert not re.search(r"(?:https?:)?//", page.text), path
        assert "unsafe-eval" not in page.headers["content-security-policy"]
    page = api.get("/docs").text
    local = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(local) == 4
    for path in local:
        assert api.get(path).status_code == 200, path
    assert not re.search(r"<script(?![^>]*src=)", page)
    policy = api.get("/docs").headers["content-security-policy"]
    assert "script-src 'self';" in policy and "http" not in policy


def test_the_openapi_document(api: TestClient) -> None:
    document = api.get("/openapi.json").json()
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert "Problem" in document["components"]["schemas"]
    assert "HTTPValidationError" not in json.dumps(document)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            media = [r.get("content", {}) for s, r in operation["responses"].items() if s >= "400"]
            assert all(set(content) == {"application/problem+json"} for content in media), path
            if path.startswith("/v1"):
                assert operation["security"] == [{"token": []}], (method, path)
                assert "401" in operation["responses"]
    asked = document["paths"]["/v1/queries"]["post"]
    assert set(asked["requestBody"]["content"]["application/json"]["schema"]["required"]) == {
        "dataset", "question",
    }  # fmt: skip


def test_only_ids_pass() -> None:
    event = {
        "event": "request", "route": "/v1/datasets/{dataset}", "status": 200, "ms": 1.5,
        "grant": "0123456789abcdef", "error": None, "question": QUESTION, "token": "coh_x",
        "release": "two words", "request": "x" * 200, "size": ["a"], "level": "info",
    }  # fmt: skip
    kept = logging.only_ids(None, "info", event)
    assert set(kept) == {"event", "route", "status", "ms", "grant", "level"}


def test_libraries_are_reduced_to_their_kind() -> None:
    import logging as standard

    import structlog

    stream = io.StringIO()
    before = standard.root.handlers[:]
    try:
        logging.configure(stream)
        error = ValueError(QUESTION)
        standard.getLogger("uvicorn.error").error("Exception in %s", QUESTION, exc_info=error)
    finally:
        standard.root.handlers[:] = before
        structlog.reset_defaults()
    told = json.loads(stream.getvalue())
    assert (told["source"], told["error"]) == ("uvicorn.error", "ValueError")
    assert "Planted" not in stream.getvalue()

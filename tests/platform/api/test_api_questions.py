"""Questions over HTTP: answers with receipts, refusals, repetition, and nothing unrecorded."""

from __future__ import annotations

import io
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from fastapi.testclient import TestClient

from cohortium.api import create_app, queries
from cohortium.client.verification import verify_receipt
from cohortium_ledger import LedgerUnavailable, Log

ARROW = "application/vnd.apache.arrow.stream"


def test_an_answer_comes_with_its_receipt(ask: Any, entries: Any) -> None:
    response = ask("SELECT class, count(*) AS visits FROM encounters GROUP BY class ORDER BY class")
    told = response.json()
    assert told["columns"] == ["class", "visits"]
    assert "AMB" in [row[0] for row in told["rows"]]
    assert all(row[1] % 5 == 0 and row[1] > 0 for row in told["rows"])
    assert told["tier"] == "threshold"
    receipt = told["receipt"]
    assert response.headers["cohortium-receipt"] == str(receipt["index"])
    entry = entries()[receipt["index"]]
    assert entry["type"] == "query.answered"
    assert json.loads(receipt["entry"]) == entry


def test_the_receipt_is_soon_proven(ask: Any, api: TestClient, tokens: Any) -> None:
    told = ask().json()
    headers = {"Authorization": f"Bearer {tokens['full']}"}
    until = time.monotonic() + 5
    while time.monotonic() < until:
        receipt = api.get(f"/v1/receipts/{told['receipt']['index']}", headers=headers).json()
        if receipt["state"] == "integrated":
            break
        time.sleep(0.1)
    report = verify_receipt(receipt, columns=told["columns"], rows=told["rows"])
    assert report.verified, report.reason


def test_an_answer_as_an_arrow_stream(ask: Any) -> None:
    response = ask(Accept=f"{ARROW}, application/json;q=0.5")
    assert response.headers["content-type"] == ARROW
    with pa.ipc.open_stream(io.BytesIO(response.content)) as reader:
        table = reader.read_all()
    plain = ask().json()
    assert table.schema.names == plain["columns"]
    assert [list(row.values()) for row in table.to_pylist()] == plain["rows"]
    assert table.schema.field("count").type == pa.int64()
    receipt = json.loads(table.schema.metadata[b"cohortium.receipt"])
    assert response.headers["cohortium-receipt"] == str(receipt["index"])


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("SELECT", "parse"),
        ("DROP TABLE subjects", "parse"),
        ("SELECT subject FROM subjects", "column"),
        ("SELECT count(*) FROM nowhere", "column"),
    ],
)
def test_a_refusal_is_recorded_and_says_why(
    ask: Any, problem: Any, entries: Any, question: str, code: str
) -> None:
    before = len(entries())
    told = problem(ask(question), 422, code)
    assert told["reasons"]
    assert [entry["type"] for entry in entries()[before:]] == ["query.refused"]


def test_explain_runs_and_records_nothing(api: TestClient, served: Any, entries: Any) -> None:
    before = len(entries())
    headers = {"Authorization": f"Bearer {served.tokens['plain']}"}
    for question, decision in (("SELECT count(*) FROM subjects", "allow"), ("SELECT 1", "refuse")):
        body = {"dataset": served.dataset, "question": question}
        told = api.post("/v1/explain", json=body, headers=headers).json()
        assert told["decision"] == decision
        assert set(told) == {"decision", "code", "reasons", "canonical"}
    assert len(entries()) == before


def test_receipts_are_the_askers_own(ask: Any, api: TestClient, problem: Any, tokens: Any) -> None:
    index = ask().json()["receipt"]["index"]
    for token, at in (("other", index), ("plain", index), ("full", index - 1), ("full", 10**9)):
        headers = {"Authorization": f"Bearer {tokens[token]}"}
        problem(api.get(f"/v1/receipts/{at}", headers=headers), 404)


def test_history_is_ones_own_newest_first_in_pages(ask: Any, api: TestClient, served: Any) -> None:
    headers = {"Authorization": f"Bearer {served.tokens['plain']}"}
    questions = [f"SELECT count(*) FROM subjects WHERE birth_year = '{n}'" for n in range(3)]
    for question in [*questions, "SELECT nothing at all"]:
        ask(question, who="plain")
    found: list[dict[str, Any]] = []
    cursor = ""
    while cursor is not None:
        page = api.get(
            "/v1/queries",
            params={"limit": 3, **({"cursor": cursor} if cursor else {})},
            headers=headers,
        ).json()
        assert len(page["queries"]) <= 3
        found += page["queries"]
        cursor = page["next"]
    indices = [one["index"] for one in found]
    assert indices == sorted(set(indices), reverse=True)
    assert [one["question"] for one in found[:4]] == ["SELECT nothing at all", *questions[::-1]]
    assert [one["outcome"] for one in found[:4]] == ["refused", *["answered"] * 3]
    theirs = {"Authorization": f"Bearer {served.tokens['other']}"}
    assert not set(indices) & {
        one["index"] for one in api.get("/v1/queries", headers=theirs).json()["queries"]
    }


def test_the_same_key_and_body_are_answered_once(ask: Any, entries: Any) -> None:
    first = ask(key="once").json()
    size = len(entries())
    again = ask(key="once").json()
    assert len(entries()) == size
    assert (again["columns"], again["rows"]) == (first["columns"], first["rows"])
    assert again["receipt"]["opening"] == first["receipt"]["opening"]
    assert again["receipt"]["index"] == first["receipt"]["index"]


def test_the_same_key_with_another_body_is_refused(ask: Any, problem: Any) -> None:
    assert ask(key="reused").status_code == 200
    problem(ask("SELECT count(*) FROM subjects", key="reused"), 422, "key_reused")


def test_keys_of_different_grants_do_not_meet(ask: Any) -> None:
    first, second = ask(key="mine").json(), ask(key="mine", who="plain").json()
    assert first["receipt"]["index"] != second["receipt"]["index"]


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256])
def test_a_key_is_visible_ascii(ask: Any, problem: Any, key: str) -> None:
    problem(ask(key=key), 400, "key")


def test_a_request_under_way_is_a_conflict(
    ask: Any, problem: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, leave = threading.Event(), threading.Event()
    real = queries.flow.ask

    def slow(*args: Any, **kwargs: Any) -> Any:
        entered.set()
        assert leave.wait(20)
        return real(*args, **kwargs)

    monkeypatch.setattr(queries.flow, "ask", slow)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(ask, key="slow")
        assert entered.wait(20)
        problem(ask(key="slow"), 409, "in_flight")
        leave.set()
        answer = first.result().json()
    monkeypatch.undo()
    assert ask(key="slow").json()["receipt"]["index"] == answer["receipt"]["index"]


def test_a_failed_request_may_be_repeated_under_its_key(
    ask: Any, problem: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(queries.flow, "ask", _unavailable)
        problem(ask(key="later"), 503)
    assert ask(key="later").status_code == 200


def test_an_answer_recorded_before_a_crash_is_found_again(
    published: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies after `query.answered` and before it remembered which entry that is."""
    own = published.copy(tmp_path / "home")
    body = {"dataset": own.dataset, "question": "SELECT count(*) FROM subjects"}
    headers = {"Authorization": f"Bearer {own.tokens['full']}", "Idempotency-Key": "crash"}
    app = create_app(own.home)
    with monkeypatch.context() as patch, TestClient(app, raise_server_exceptions=False) as api:
        patch.setattr(type(app.state.server.requests), "settle", _unavailable)
        assert api.post("/v1/queries", json=body, headers=headers).status_code == 503
    with Log.open(own.home / "ledger") as log:
        size = log.size
    with TestClient(create_app(own.home)) as api:
        told = api.post("/v1/queries", json=body, headers=headers).json()
        again = api.post("/v1/queries", json=body, headers=headers).json()
    assert told["receipt"]["index"] == again["receipt"]["index"] == size - 1
    with Log.open(own.home / "ledger") as log:
        assert log.size == size
    kept = b"".join(path.read_bytes() for path in own.home.glob("requests.db*"))
    assert b"SELECT" not in kept and own.tokens["full"].encode() not in kept


@pytest.mark.parametrize("type_", ["query.intent", "query.answered"])
def test_ledger_down_nothing_released(
    ask: Any, problem: Any, entries: Any, monkeypatch: pytest.MonkeyPatch, type_: str
) -> None:
    real = Log.append

    def append(self: Log, drafts: Any, **kwargs: Any) -> Any:
        if any(draft.type == type_ for draft in drafts):
            raise LedgerUnavailable("the disk is full; nothing was recorded")
        return real(self, drafts, **kwargs)

    def answered() -> int:
        return sum(entry["type"] == "query.answered" for entry in entries())

    before = answered()
    with monkeypatch.context() as patch:
        patch.setattr(Log, "append", append)
        response = ask(key=f"down-{type_}")
    told = problem(response, 503, "ledger")
    assert "rows" not in told and "cohortium-receipt" not in response.headers
    assert answered() == before
    assert ask(key=f"down-{type_}").status_code == 200


def test_eight_askers_at_once(ask: Any, entries: Any) -> None:
    with ThreadPoolExecutor(8) as pool:
        responses = list(pool.map(lambda n: ask(key=f"crowd-{n}"), range(8)))
    assert [response.status_code for response in responses] == [200] * 8
    told = [response.json() for response in responses]
    assert len({one["receipt"]["index"] for one in told}) == 8
    assert all(one["rows"] == told[0]["rows"] for one in told)
    types = {one["receipt"]["index"]: entries()[one["receipt"]["index"]]["type"] for one in told}
    assert set(types.values()) == {"query.answered"}


def test_who_withdraws_is_out_of_the_next_answer(
    published: Any, serving: Any, tmp_path: Path, cohortium: Any
) -> None:
    """The server runs on while another process withdraws consents."""
    import httpx

    own = published.copy(tmp_path / "home")
    body = {"dataset": own.dataset, "question": "SELECT count(*) FROM subjects"}
    headers = {"Authorization": f"Bearer {own.tokens['full']}"}
    with serving(own.home) as running, httpx.Client(base_url=running.url, headers=headers) as http:
        before = http.post("/v1/queries", json=body).json()
        withdraw = ["consent", "withdraw", "--study", own.study, "--patients", "all", "--json"]
        code, done, errors = cohortium(*withdraw, "--home", own.home)
        assert code == 0, errors
        after = http.post("/v1/queries", json=body)
    assert before["rows"][0][0] > 100
    withdrawn = json.loads(done)["withdrawn"]
    told = after.json()
    assert told["rows"] in ([], [[None]], [[0]])
    assert before["receipt"]["withdrawals_in_force"] == 0
    assert told["receipt"]["withdrawals_in_force"] == withdrawn > 100


def _unavailable(*_: Any, **__: Any) -> None:
    raise LedgerUnavailable("the disk is full; nothing was recorded")

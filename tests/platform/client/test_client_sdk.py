"""The SDK against the real server: ask, read, verify, download."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import cohortium
from cohortium.client import (
    BadRequest,
    ClientError,
    DownloadFailed,
    NotAllowed,
    NotVerified,
    QuestionRefused,
    Unreachable,
    verify_receipt,
)
from cohortium_ledger import Log, Signer

QUESTION = "SELECT class, count(*) FROM encounters GROUP BY class"


@pytest.fixture(scope="module")
def own(published: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return published.copy(tmp_path_factory.mktemp("sdk") / "home")


@pytest.fixture(scope="module")
def running(own: Any, serving: Any) -> Iterator[Any]:
    with serving(own.home) as server:
        yield server


@pytest.fixture
def client(running: Any, own: Any) -> Iterator[Any]:
    with cohortium.connect(running.url, own.tokens["full"]) as session:
        yield session


@pytest.fixture
def answer(client: Any, own: Any) -> Any:
    return client.dataset(own.dataset).ask(QUESTION)


def test_an_answer_is_a_frame_a_table_and_a_receipt(answer: Any) -> None:
    assert list(answer.frame.columns) == ["class", "count"]
    assert answer.frame["count"].dtype == np.int64
    assert pd.api.types.is_string_dtype(answer.frame["class"])
    assert answer.arrow.num_rows == len(answer) == len(answer.frame) >= 2
    assert answer.receipt["state"] == "integrated"
    assert "receipt" in answer._repr_html_() and str(answer.receipt["index"]) in repr(answer)


def test_an_answer_verifies_without_the_server(answer: Any, own: Any, tmp_path: Path) -> None:
    assert answer.receipt["proof"]
    answer._connection.close()
    assert answer.verify().pinned is False
    with Log.open(own.home / "ledger") as log:
        policy = f"log {log.vkey}\nquorum none\n"
    (tmp_path / "policy").write_text(policy)
    for given in (policy, tmp_path / "policy", str(tmp_path / "policy")):
        report = answer.verify(given)
        assert report.pinned and report.verified
    stranger = f"log {Signer.generate('stranger.example').vkey}\nquorum none\n"
    with pytest.raises(NotVerified, match="another log"):
        answer.verify(stranger)


def test_the_policy_comes_from_the_environment(
    answer: Any, own: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Log.open(own.home / "ledger") as log:
        (tmp_path / "policy").write_text(f"log {log.vkey}\nquorum none\n")
    monkeypatch.setenv("COHORTIUM_POLICY", str(tmp_path / "policy"))
    assert answer.verify().pinned is True


def test_a_receipt_altered_anywhere_is_refused(answer: Any) -> None:
    """Every field of the receipt is either checked or carries nothing that is relied on."""
    receipt = json.loads(json.dumps(answer.receipt))
    assert verify_receipt(receipt).verified
    alterations: dict[str, Any] = {
        "index": receipt["index"] + 1, "intent": 0, "consent_size": 1, "withdrawals_in_force": 7,
        "dataset": "d-x", "release": "r-x", "canonical": "SELECT 1", "proof": None,
        "entry": receipt["entry"].replace(":", ": ", 1), "log": Signer.generate("a.b").vkey,
        "opening": {**receipt["opening"], "key": "00" * 32},
    }  # fmt: skip
    for name, value in alterations.items():
        report = verify_receipt({**receipt, name: value})
        assert not report.verified and report.reason, name
    content = {**receipt["opening"]["content"], "rows": [["AMB", 5]]}
    forged = {**receipt, "opening": {**receipt["opening"], "content": content}}
    assert not verify_receipt(forged).verified
    lines = receipt["proof"].split("\n")
    lines[2] = lines[3] if lines[2] != lines[3] else "A" * 43 + "="
    assert not verify_receipt({**receipt, "proof": "\n".join(lines)}).verified
    assert not verify_receipt({}).verified


def test_other_rows_than_recorded_are_refused(answer: Any) -> None:
    answer.arrow = answer.arrow.slice(0, 1)
    with pytest.raises(NotVerified, match="rows"):
        answer.verify()


def test_a_refusal_says_why(client: Any, own: Any) -> None:
    dataset = client.dataset(own.dataset)
    with pytest.raises(QuestionRefused) as refused:
        dataset.ask("SELECT subject FROM subjects")
    assert refused.value.code == "column"
    assert refused.value.reasons and refused.value.reasons[0] in str(refused.value)
    assert dataset.explain("SELECT subject FROM subjects")["decision"] == "refuse"
    assert dataset.explain(QUESTION)["decision"] == "allow"


def test_what_there_is(client: Any, own: Any) -> None:
    [dataset] = client.datasets()
    assert (dataset.id, dataset.study) == (own.dataset, own.study)
    tables = dataset.tables
    assert tables.loc[("observations", "value"), "role"] == "measure"
    assert dataset.manifest["dataset"] == own.dataset
    assert client.grant()["download"] is True
    assert own.study in set(client.studies()["id"])


def test_history(client: Any, own: Any) -> None:
    index = client.dataset(own.dataset).ask(QUESTION).receipt["index"]
    newest = client.queries(limit=1)
    assert newest.loc[0, "receipt"] == index
    assert client.receipt(index)["index"] == index


def test_downloads_resume_and_are_checked(client: Any, own: Any, tmp_path: Path) -> None:
    dataset = client.dataset(own.dataset)
    files = dataset.download(tmp_path)
    assert {path.name.partition("-")[0] for path in files} >= {"subjects", "observations"}
    assert sum(pq.read_metadata(path).num_rows for path in files) > 1000
    assert json.loads((tmp_path / "manifest.json").read_bytes()) == dataset.manifest
    victim = max(files, key=lambda path: path.stat().st_size)
    whole = victim.read_bytes()
    victim.unlink()
    (tmp_path / f".{victim.name}.part").write_bytes(whole[:1000])
    with Log.open(own.home / "ledger") as log:
        before = log.size
        dataset.download(tmp_path)
        assert victim.read_bytes() == whole
        assert log.size == before + 1  # what was whole was not fetched again
    (tmp_path / f".{victim.name}.part").write_bytes(b"x" * 1000)
    victim.unlink()
    with pytest.raises(DownloadFailed):
        dataset.download(tmp_path)
    assert not victim.exists()
    dataset.download(tmp_path)
    assert victim.read_bytes() == whole


def test_errors_are_one_line(running: Any, own: Any, tmp_path: Path) -> None:
    with cohortium.connect(running.url, own.tokens["plain"]) as session:
        with pytest.raises(NotAllowed, match="download") as denied:
            session.dataset(own.dataset).download(tmp_path)
        assert denied.value.http_status == 403
        with pytest.raises(NotAllowed):
            session.dataset("d-nowhere").ask(QUESTION)
    with (
        cohortium.connect(running.url, own.tokens["expired"]) as session,
        pytest.raises(NotAllowed),
    ):
        session.datasets()
    with cohortium.connect(running.url, "") as session, pytest.raises(NotAllowed, match="token"):
        session.datasets()
    with cohortium.connect("http://127.0.0.1:9", "x") as session:
        with pytest.raises(Unreachable, match="no server answers") as gone:
            session.datasets()
        assert "\n" not in str(gone.value)


@pytest.mark.parametrize("url", ["", "127.0.0.1:8080", "ftp://host", "http://", "http://["])
def test_no_url(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COHORTIUM_URL", url or "nonsense")
    with pytest.raises(BadRequest):
        cohortium.connect(url or None)


def test_a_token_does_not_travel_in_the_clear() -> None:
    with pytest.raises(ClientError, match="https"):
        cohortium.connect("http://cohortium.example.org", "coh_x")


def test_address_and_token_come_from_the_environment(
    running: Any, own: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COHORTIUM_URL", running.url)
    monkeypatch.setenv("COHORTIUM_TOKEN", own.tokens["full"])
    with cohortium.connect() as session:
        assert [dataset.id for dataset in session.datasets()] == [own.dataset]


def test_a_broken_connection_is_tried_again_under_one_key(running: Any, own: Any) -> None:
    """The answer is lost on its way twice; asked once all the same."""
    keys: list[str] = []

    class Lossy(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            response = super().handle_request(request)
            if request.method == "POST":
                keys.append(request.headers["Idempotency-Key"])
                if len(keys) < 3:
                    response.close()
                    raise httpx.ReadError("lost")
            return response

    with cohortium.connect(running.url, own.tokens["full"], transport=Lossy()) as session:
        found = session.dataset(own.dataset).ask(QUESTION)
        assert found.verify().verified
        newest = session.queries(limit=1)
    assert len(keys) == 3 and len(set(keys)) == 1
    assert newest.loc[0, "receipt"] == found.receipt["index"]


def test_the_client_extra_is_enough() -> None:
    """No import of the SDK reaches for what only a server has."""
    program = (
        "import sys\n"
        "for name in ('duckdb','fastapi','uvicorn','structlog','spacy','pydantic_settings','orjson'):\n"
        "    sys.modules[name] = None\n"
        "import cohortium.client\n"
        "assert not any(m.startswith(('cohortium.flows','cohortium.adapters')) for m in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

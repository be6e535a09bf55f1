"""Files that vanish or rot under a running server: 503 with a reason, and no answer leaves."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from cohortium.api import create_app
from cohortium.flows import rendition_check

QUESTION = "SELECT class, count(*) FROM encounters GROUP BY class"


@pytest.fixture
def own(published: Any, tmp_path: Path) -> Any:
    return published.copy(tmp_path / "home")


@pytest.fixture
def asking(own: Any) -> Iterator[TestClient]:
    """A server of its own home, asked with a full token."""
    headers = {"Authorization": f"Bearer {own.tokens['full']}"}
    with TestClient(create_app(own.home), raise_server_exceptions=False, headers=headers) as api:
        yield api


def _ask(api: TestClient, own: Any) -> Any:
    return api.post("/v1/queries", json={"dataset": own.dataset, "question": QUESTION})


def _queryable(own: Any) -> Path:
    [release] = [
        path.parent
        for path in own.home.glob("releases/*/manifest.json")
        if json.loads(path.read_bytes())["dataset"] == own.dataset
    ]
    [path] = release.glob("queryable/encounters-*.parquet")
    return Path(path)


def _rewrite(path: Path, data: bytes) -> None:
    path.chmod(0o600)
    path.write_bytes(data)


@pytest.mark.parametrize("how", ["removed", "replaced"])
def test_no_answer_once_the_ledger_is_gone(
    asking: TestClient, own: Any, problem: Any, how: str
) -> None:
    assert _ask(asking, own).status_code == 200
    ledger = own.home / "ledger"
    if how == "replaced":
        shutil.copytree(ledger, own.home / "restored")
        ledger.rename(own.home / "aside")
        (own.home / "restored").rename(ledger)
    else:
        shutil.rmtree(ledger)
    problem(_ask(asking, own), 503, "ledger")
    problem(asking.get("/healthz"), 503, "ledger")


@pytest.mark.parametrize("how", ["truncated", "flipped", "removed"])
@pytest.mark.parametrize("before", [True, False], ids=["hashed before", "new"])
def test_a_damaged_release_is_our_fault_and_not_the_question_s(
    asking: TestClient, own: Any, problem: Any, how: str, before: bool
) -> None:
    if before:
        assert _ask(asking, own).status_code == 200
    path = _queryable(own)
    data = path.read_bytes()
    middle = len(data) // 2
    if how == "truncated":
        _rewrite(path, data[:middle])
    elif how == "flipped":
        _rewrite(path, data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
    else:
        path.unlink()
    told = problem(_ask(asking, own), 503, "release")
    assert "restore its folder" in told["detail"]
    path.unlink(missing_ok=True)
    path.write_bytes(data)
    assert _ask(asking, own).status_code == 200


def test_a_file_is_hashed_once(
    asking: TestClient, own: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    real = rendition_check.hashlib.file_digest

    def counted(file: Any, name: str) -> Any:
        hashed.append(file.name)
        return real(file, name)

    monkeypatch.setattr(rendition_check.hashlib, "file_digest", counted)
    for _ in range(3):
        assert _ask(asking, own).status_code == 200
    path = str(_queryable(own))
    assert [name for name in map(os.fspath, hashed) if name == path] == [path]

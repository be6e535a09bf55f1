"""The API in this process, over a copy of the published home."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from cohortium.api import create_app

QUESTION = "SELECT class, count(*) FROM encounters GROUP BY class"
PROBLEM = {"type", "title", "status", "detail", "code", "reasons", "instance"}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def check_problem(response: Response, status: int, code: str | None = None) -> dict[str, Any]:
    """`response` is a whole problem document of `status`; returns it."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    told: dict[str, Any] = response.json()
    assert set(told) == PROBLEM
    assert told["status"] == status
    assert told["type"] == f"urn:cohortium:problem:{told['code']}"
    assert told["instance"] == f"urn:cohortium:request:{response.headers['x-request-id']}"
    assert isinstance(told["reasons"], list)
    assert told["title"] and told["detail"]
    if code is not None:
        assert told["code"] == code
    if status == 401:
        assert response.headers["www-authenticate"].startswith("Bearer")
    return told


@pytest.fixture(scope="session")
def served(published: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The home that this folder's shared server serves."""
    return published.copy(tmp_path_factory.mktemp("api") / "home")


@pytest.fixture(scope="session")
def api(served: Any) -> Iterator[TestClient]:
    """A client of the API, without a token."""
    with TestClient(create_app(served.home), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def tokens(served: Any) -> dict[str, str]:
    return dict(served.tokens)


@pytest.fixture
def problem() -> Callable[..., dict[str, Any]]:
    return check_problem


@pytest.fixture
def ask(api: TestClient, served: Any) -> Callable[..., Response]:
    """Ask the dataset; keyword `who` names a grant, `key` an idempotency key."""

    def post(
        question: str = QUESTION, who: str = "full", key: str | None = None, **headers: str
    ) -> Response:
        keyed = {"Idempotency-Key": key} if key is not None else {}
        body = {"dataset": served.dataset, "question": question}
        every = {**bearer(served.tokens[who]), **keyed, **headers}
        return api.post("/v1/queries", json=body, headers=every)

    return post


@pytest.fixture
def entries(served: Any) -> Callable[[], list[dict[str, Any]]]:
    """All entries of the served ledger, as they stand."""
    import json

    from cohortium_ledger import Log

    def read() -> list[dict[str, Any]]:
        with Log.open(served.home / "ledger") as log:
            return [json.loads(data) for data in log.entries()]

    return read

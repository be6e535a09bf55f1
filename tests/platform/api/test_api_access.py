"""Every route against every kind of token: deny unless a grant says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

BODY = {"question": "SELECT count(*) FROM subjects"}
# method, path, whether it is about one dataset, whether it needs the right to download
ROUTES = (
    ("GET", "/v1/grant", False, False),
    ("GET", "/v1/studies", False, False),
    ("GET", "/v1/datasets", False, False),
    ("GET", "/v1/queries", False, False),
    ("GET", "/v1/datasets/{dataset}", True, False),
    ("GET", "/v1/datasets/{dataset}/manifest", True, False),
    ("GET", "/v1/datasets/{dataset}/files", True, True),
    ("GET", "/v1/datasets/{dataset}/files/{file}", True, True),
    ("HEAD", "/v1/datasets/{dataset}/files/{file}", True, True),
    ("POST", "/v1/queries", True, False),
    ("POST", "/v1/explain", True, False),
)
NOBODY = {
    "none": None,
    "empty": "Bearer ",
    "basic": "Basic dXNlcjpwYXNz",
    "malformed": "Bearer coh_zz",
    "unknown": "Bearer coh_0123456789abcdef_" + "A" * 43,
    "not ascii": "Bearer coh_0123456789abcdef_é",
}
ids = [f"{method} {path}" for method, path, _, _ in ROUTES]


@pytest.fixture(scope="module")
def call(api: TestClient, served: Any) -> Callable[..., Any]:
    listed = api.get(
        f"/v1/datasets/{served.dataset}/files",
        headers={"Authorization": f"Bearer {served.tokens['full']}"},
    ).json()["files"]

    def send(method: str, path: str, authorization: str | None, dataset: str | None = None) -> Any:
        where = path.format(dataset=dataset or served.dataset, file=listed[0]["path"])
        headers = {} if authorization is None else {"Authorization": authorization.encode()}
        body = {**BODY, "dataset": dataset or served.dataset} if method == "POST" else None
        return api.request(method, where, headers=headers, json=body)

    return send


@pytest.mark.parametrize(("method", "path", "_about", "_download"), ROUTES, ids=ids)
@pytest.mark.parametrize("kind", [*NOBODY, "expired", "ended"])
def test_without_a_grant_in_force_nothing_opens(
    call: Any,
    problem: Any,
    tokens: Any,
    method: str,
    path: str,
    _about: bool,
    _download: bool,
    kind: str,
) -> None:
    authorization = NOBODY[kind] if kind in NOBODY else f"Bearer {tokens[kind]}"
    response = call(method, path, authorization)
    if method == "HEAD":
        assert response.status_code == 401
    else:
        problem(response, 401, "unauthenticated")


@pytest.mark.parametrize(("method", "path", "about", "_download"), ROUTES, ids=ids)
def test_another_grant_opens_its_own_dataset_alone(
    call: Any, tokens: Any, method: str, path: str, about: bool, _download: bool
) -> None:
    response = call(method, path, f"Bearer {tokens['other']}")
    assert response.status_code == (403 if about else 200)


@pytest.mark.parametrize(("method", "path", "_about", "download"), ROUTES, ids=ids)
def test_downloads_need_a_grant_that_allows_them(
    call: Any, tokens: Any, method: str, path: str, _about: bool, download: bool
) -> None:
    response = call(method, path, f"Bearer {tokens['plain']}")
    assert response.status_code == (403 if download else 200)


@pytest.mark.parametrize(("method", "path", "_about", "_download"), ROUTES, ids=ids)
def test_the_right_grant_opens(
    call: Any, tokens: Any, method: str, path: str, _about: bool, _download: bool
) -> None:
    response = call(method, path, f"Bearer {tokens['full']}")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path"),
    [(method, path) for method, path, about, _ in ROUTES if about and method != "HEAD"],
)
def test_a_foreign_dataset_and_none_at_all_read_the_same(
    call: Any, problem: Any, served: Any, tokens: Any, method: str, path: str
) -> None:
    told = []
    for dataset in (served.other, "d-nowhere"):
        found = problem(call(method, path, f"Bearer {tokens['full']}", dataset), 403, "grant")
        del found["instance"]
        found["detail"] = found["detail"].replace(dataset, "D")
        told.append(found)
    assert told[0] == told[1]


def test_the_list_of_datasets_shows_the_grants_own(api: TestClient, served: Any) -> None:
    for kind, dataset in (("full", served.dataset), ("other", served.other)):
        headers = {"Authorization": f"Bearer {served.tokens[kind]}"}
        found = api.get("/v1/datasets", headers=headers).json()["datasets"]
        assert [one["id"] for one in found] == [dataset]


def test_a_grant_tells_what_it_may_do_and_not_its_secret(api: TestClient, tokens: Any) -> None:
    headers = {"Authorization": f"Bearer {tokens['plain']}"}
    response = api.get("/v1/grant", headers=headers)
    told = response.json()
    assert told["download"] is False
    assert told["purpose"] == {"primary": "GRU"}
    assert tokens["plain"].rpartition("_")[2] not in response.text
    assert "token" not in response.text

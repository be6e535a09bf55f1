"""Downloads: what the manifest lists, in ranges, recorded before it leaves."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from fastapi.testclient import TestClient

from cohortium_ledger import LedgerUnavailable, Log


@pytest.fixture(scope="module")
def file(api: TestClient, served: Any) -> dict[str, Any]:
    """The largest file, with its bytes."""
    headers = {"Authorization": f"Bearer {served.tokens['full']}"}
    listed = api.get(f"/v1/datasets/{served.dataset}/files", headers=headers).json()["files"]
    found = max(listed, key=lambda one: one["bytes"])
    [path] = served.home.glob(f"releases/*/{found['path']}")
    return {**found, "data": path.read_bytes()}


@pytest.fixture
def fetch(api: TestClient, served: Any, file: Any) -> Any:
    def get(method: str = "GET", href: str = file["href"], **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        token = {"Authorization": f"Bearer {served.tokens['full']}"}
        return api.request(method, href, headers={**token, **named})

    return get


def test_a_whole_file(fetch: Any, file: Any) -> None:
    response = fetch()
    assert response.status_code == 200
    assert response.content == file["data"]
    assert hashlib.sha256(response.content).hexdigest() == file["sha256"]
    assert response.headers["etag"] == f'"{file["sha256"]}"'
    assert response.headers["accept-ranges"] == "bytes"


RANGES = {
    "bytes=0-0": (0, 1), "bytes=10-19": (10, 20), "bytes=100-": (100, None),
    "bytes=-7": (-7, None), "bytes=5-999999999": (5, None), "bytes=-999999999": (0, None),
}  # fmt: skip


@pytest.mark.parametrize("asked", RANGES)
def test_a_range(fetch: Any, file: Any, entries: Any, asked: str) -> None:
    start, stop = RANGES[asked]
    response = fetch(Range=asked)
    expected = file["data"][start:stop]
    assert response.status_code == 206
    assert response.content == expected
    assert response.headers["content-length"] == str(len(expected))
    at = file["data"].index(expected) if start else 0
    at = start if start >= 0 else file["bytes"] + start
    assert (
        response.headers["content-range"] == f"bytes {at}-{at + len(expected) - 1}/{file['bytes']}"
    )
    assert entries()[-1]["type"] == "release.downloaded"


@pytest.mark.parametrize("asked", ["bytes=999999999-", "bytes=-0"])
def test_no_such_range(fetch: Any, file: Any, problem: Any, entries: Any, asked: str) -> None:
    before = len(entries())
    response = fetch(Range=asked)
    problem(response, 416, "range")
    assert response.headers["content-range"] == f"bytes */{file['bytes']}"
    assert len(entries()) == before


@pytest.mark.parametrize(
    "asked", ["bytes=5-1", "bytes=a-b", "bytes=1-2,4-5", "lines=1-2", "bytes=-"]
)
def test_what_is_no_range_gives_the_whole_file(fetch: Any, file: Any, asked: str) -> None:
    response = fetch(Range=asked)
    assert (response.status_code, len(response.content)) == (200, file["bytes"])


def test_a_range_of_another_file_starts_over(fetch: Any, file: Any) -> None:
    assert fetch(Range="bytes=5-", If_Range='"other"').status_code == 200
    assert fetch(Range="bytes=5-", If_Range=f'"{file["sha256"]}"').status_code == 206


def test_looking_records_nothing(fetch: Any, file: Any, entries: Any) -> None:
    before = len(entries())
    head = fetch("HEAD")
    assert head.headers["content-length"] == str(file["bytes"]) and not head.content
    same = fetch(If_None_Match=f'"{file["sha256"]}"')
    assert same.status_code == 304 and not same.content
    assert len(entries()) == before


def test_each_download_is_recorded_under_its_grant(fetch: Any, served: Any, entries: Any) -> None:
    fetch()
    entry = entries()[-1]
    assert entry["type"] == "release.downloaded"
    assert entry["body"]["grant"] == served.tokens["full"].split("_")[1]
    assert set(entry["body"]) == {"grant", "release", "commitment"}


def test_ledger_down_no_byte_leaves(
    fetch: Any, problem: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def append(*_: Any, **__: Any) -> None:
        raise LedgerUnavailable("the disk is full; nothing was recorded")

    monkeypatch.setattr(Log, "append", append)
    problem(fetch(), 503, "ledger")


@pytest.mark.parametrize(
    "path",
    [
        "manifest.json", "nothing.parquet", "../manifest.json", "download/../manifest.json",
        "..%2f..%2fkeys/log.skey", "%2fetc/passwd", "download/", "download%00",
    ],
)  # fmt: skip
def test_only_what_the_manifest_lists(fetch: Any, served: Any, problem: Any, path: str) -> None:
    problem(fetch(href=f"/v1/datasets/{served.dataset}/files/{path}"), 404)


def test_the_queryable_rendition_never_leaves(fetch: Any, served: Any, problem: Any) -> None:
    kept = list(served.home.glob("releases/*/queryable/*.parquet"))
    leaving = {path.name for path in served.home.glob("releases/*/download/*.parquet")}
    assert {path.name for path in kept} - leaving  # `subjects` is the same in both, and leaves
    for path in kept:
        if path.name in leaving:
            continue
        for way in (
            f"queryable/{path.name}", f"download/../queryable/{path.name}",
            f"download/%2e%2e/queryable/{path.name}", f"download/{path.name}", path.name,
        ):  # fmt: skip
            response = fetch(href=f"/v1/datasets/{served.dataset}/files/{way}")
            problem(response, 404)
            assert path.name not in response.text.replace(way, "")
            assert b"PAR1" not in response.content
    listed = fetch(href=f"/v1/datasets/{served.dataset}/files").text
    assert [path.name for path in kept if f"queryable/{path.name}" in listed] == []


def test_a_file_that_changed_here_is_not_sent(
    published: Any, tmp_path: Any, problem: Any, file: Any
) -> None:
    from cohortium.api import create_app

    own = published.copy(tmp_path / "home")
    for path in own.home.glob(f"releases/*/{file['path']}"):
        path.write_bytes(path.read_bytes()[:-1])
    with TestClient(create_app(own.home)) as api:
        headers = {"Authorization": f"Bearer {own.tokens['full']}"}
        problem(api.get(file["href"], headers=headers), 503, "file")


def test_the_manifest_is_served_as_recorded(api: TestClient, served: Any, entries: Any) -> None:
    headers = {"Authorization": f"Bearer {served.tokens['plain']}"}
    response = api.get(f"/v1/datasets/{served.dataset}/manifest", headers=headers)
    digest = hashlib.sha256(response.content).hexdigest()
    recorded = [e["body"] for e in entries() if e["type"] == "release.published"]
    assert digest in [b["manifest"] for b in recorded if b["dataset"] == served.dataset]
    assert response.headers["etag"] == f'"{digest}"'

"""A mirror over HTTP: the tree alone, with the types and cache headers that readers rely on."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from cohortium.mirror import create_app
from cohortium_ledger import Draft, Log, Signer
from cohortium_ledger.remote.mirror import Mirror
from cohortium_ledger.remote.reader import open_tree

SIGNER = Signer("example.org/log", b"s" * 32)
TIME = "2026-01-31T09:30:00.000Z"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mirror of a real log of 300 entries."""
    base = tmp_path_factory.mktemp("mirror")
    with Log.create(base / "log", SIGNER) as log:
        log.append([Draft("model.trained", {"n": n}, TIME) for n in range(300)])
        log.integrate()
        log.export(base / "export")
    mirror = Mirror.create(base / "m", vkey=SIGNER.vkey, url="http://127.0.0.1:1")
    mirror.update(open_tree(base / "export"))
    return base / "m"


@pytest.mark.parametrize(
    ("path", "kind", "cache"),
    [
        ("checkpoint", "text/plain; charset=utf-8", "max-age=5"),
        ("log.vkey", "text/plain; charset=utf-8", "max-age=5"),
        ("tile/0/000", "application/octet-stream", "immutable"),
        ("tile/1/000.p/1", "application/octet-stream", "immutable"),
        ("tile/entries/001.p/44", "application/octet-stream", "immutable"),
    ],
)
def test_the_tree_is_served_as_it_stands(folder: Path, path: str, kind: str, cache: str) -> None:
    with TestClient(create_app(folder)) as client:
        got = client.get(f"/{path}")
        assert (got.status_code, got.content) == (200, (folder / path).read_bytes())
        assert got.headers["content-type"] == kind and cache in got.headers["cache-control"]
        head = client.head(f"/{path}")
        assert (head.status_code, head.content) == (200, b"")
        assert client.post(f"/{path}").status_code == 405


@pytest.mark.parametrize(
    "path",
    ["", "mirror.json", "policy", ".lock", ".drafts/", "tile", "tile/0", "tile/0/000/", "tile/0/001",
     "tile/0/000.p/9", "tile/00/000", "tile/entries/x001/000", "../policy", "%2e%2e/policy",
     "tile/0/../../policy", "tile/0/..%2f..%2fpolicy", "checkpoint/", "tile/0/000%00"],
)  # fmt: skip
def test_nothing_else_is(folder: Path, path: str) -> None:
    with TestClient(create_app(folder)) as client:
        assert client.get(f"/{path}").status_code == 404


def test_a_mirror_before_its_first_update(tmp_path: Path) -> None:
    Mirror.create(tmp_path / "m", vkey=SIGNER.vkey, url="http://127.0.0.1:1")
    with TestClient(create_app(tmp_path / "m")) as client:
        assert client.get("/checkpoint").status_code == 404
        assert client.get("/log.vkey").text == f"{SIGNER.vkey}\n"

"""The static tree in a folder and in an object store (moto's server, which is a fake), written alike."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

from cohortium_ledger import (
    Draft,
    FormatError,
    LedgerCorrupt,
    LedgerExists,
    LedgerUnavailable,
    Log,
    Signer,
    parse_checkpoint,
    parse_note,
    tiles_of,
)
from cohortium_ledger.errors import HistoryForked, HistoryRolledBack
from cohortium_ledger.log.tile_store import TileStore, open_tile_store

SIGNER = Signer("example.org/log", b"t" * 32)
DRAFT = Draft("study.registered", {"study": "s"}, "2026-01-31T09:30:00.000Z")
OTHER = Draft("study.registered", {"study": "t"}, "2026-01-31T09:30:00.000Z")
BUCKETS = itertools.count()


@pytest.fixture(scope="module")
def s3_server() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def s3(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The prefix of a bucket of its own."""
    name = f"bucket-{next(BUCKETS)}"
    settings = {
        "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT": s3_server, "AWS_ALLOW_HTTP": "true",
    }  # fmt: skip
    for setting, value in settings.items():
        monkeypatch.setenv(setting, value)
    server = HTTPConnection(s3_server.removeprefix("http://"))
    server.request("PUT", f"/{name}", body=b"")
    assert server.getresponse().status == 200
    server.close()
    return f"s3://{name}/a/log"


@pytest.fixture(params=["folder", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    if request.param == "folder":
        return tmp_path / "export"
    url: str = request.getfixturevalue("s3")
    return url


@pytest.fixture
def store(place: Path | str) -> TileStore:
    return open_tile_store(place)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    with Log.create(tmp_path / "ledger", SIGNER) as log:
        yield log


def grow(log: Log, count: int, draft: Draft = DRAFT) -> None:
    log.append([draft] * count)
    log.integrate()


def content(store: TileStore, path: str) -> bytes | None:
    found = store.read(path)
    return None if found is None else found[0]


def test_what_is_put_is_created_once_and_replaced_by_version(store: TileStore) -> None:
    assert store.is_empty()
    assert store.read("tile/0/000") is None
    assert store.create("tile/0/000", b"hashes")
    assert not store.create("tile/0/000", b"others")
    assert content(store, "tile/0/000") == b"hashes"
    assert not store.is_empty()
    assert store.replace("checkpoint", b"one", None)
    assert not store.replace("checkpoint", b"two", None)
    found = store.read("checkpoint")
    assert found is not None
    assert store.replace("checkpoint", b"two", found[1])
    assert not store.replace("checkpoint", b"three", found[1])
    assert not store.replace("not there", b"three", found[1])
    assert content(store, "checkpoint") == b"two"


def test_an_export_has_every_file_and_is_renewed(
    log: Log, place: Path | str, store: TileStore
) -> None:
    for count in (3, 260, 250):
        grow(log, count)
        log.export(place)
    for size in (3, 263, 513):
        for tile in tiles_of(size):
            assert content(store, tile.path) == log.static(tile.path), tile.path
    assert content(store, "checkpoint") == log.checkpoint()
    assert content(store, "log.vkey") == f"{SIGNER.vkey}\n".encode()
    log.export(place)
    assert content(store, "checkpoint") == log.checkpoint()


def test_what_an_export_covers_is_not_put_again(
    log: Log, place: Path | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    grow(log, 600)
    log.export(place)
    grow(log, 1)
    put: list[str] = []
    kind = type(open_tile_store(place))
    create = kind.create

    def watched(self: TileStore, path: str, data: bytes) -> bool:
        put.append(path)
        return create(self, path, data)  # type: ignore[arg-type]

    monkeypatch.setattr(kind, "create", watched)
    log.export(place)
    assert sorted(put) == ["tile/0/002.p/89", "tile/1/000.p/2", "tile/entries/002.p/89"]


def test_another_tile_in_a_place_is_named(log: Log, place: Path | str, store: TileStore) -> None:
    grow(log, 2)
    log.export(place)
    grow(log, 1)
    assert store.create("tile/entries/000.p/3", b"others")
    with pytest.raises(LedgerCorrupt, match=r"tile/entries/000\.p/3"):
        log.export(place)
    head = parse_checkpoint(parse_note(content(store, "checkpoint") or b"").text)
    assert head.size == 2  # the checkpoint comes last: readers see nothing of this


def test_a_broken_off_export_is_finished(log: Log, place: Path | str, store: TileStore) -> None:
    grow(log, 3)
    vkey, tile = (log.static(path) for path in ("log.vkey", "tile/0/000.p/3"))
    assert vkey and tile
    assert store.create("log.vkey", vkey)
    assert store.create("tile/0/000.p/3", tile)
    log.export(place)
    assert content(store, "tile/entries/000.p/3") == log.static("tile/entries/000.p/3")
    assert content(store, "checkpoint") == log.checkpoint()


def test_an_export_never_gets_smaller_and_never_forks(
    log: Log, place: Path | str, store: TileStore, tmp_path: Path
) -> None:
    grow(log, 5)
    log.export(place)
    before = content(store, "checkpoint")
    with Log.create(tmp_path / "restored", SIGNER) as old:
        grow(old, 4)
        with pytest.raises(HistoryRolledBack, match="5 entries"):
            old.export(place)
        grow(old, 3, OTHER)
        with pytest.raises(HistoryForked, match="another history of 5"):
            old.export(place)
    assert content(store, "checkpoint") == before
    assert store.read("tile/0/000.p/7") is None


def test_an_export_goes_nowhere_where_something_else_is(
    log: Log, place: Path | str, store: TileStore, tmp_path: Path
) -> None:
    assert store.create("letter.txt", b"dear")
    with pytest.raises(LedgerExists):
        log.export(place)
    assert store.create("log.vkey", b"other+00000000+AAAA\n")
    with pytest.raises(LedgerExists, match="another log"):
        log.export(place)


def test_a_checkpoint_that_is_none_is_not_written_over(
    log: Log, place: Path | str, store: TileStore
) -> None:
    log.export(place)
    found = store.read("checkpoint")
    assert found is not None
    assert store.replace("checkpoint", b"no note", found[1])
    with pytest.raises(LedgerCorrupt, match="damaged"):
        log.export(place)


class _Overtaken:
    """A store in which another exporter replaces the checkpoint between our look and our write."""

    def __init__(self, store: TileStore) -> None:
        self._store = store
        self.is_empty, self.create, self.replace = store.is_empty, store.create, store.replace

    def read(self, path: str) -> tuple[bytes, str] | None:
        found = self._store.read(path)
        if path == "checkpoint" and found is not None:
            assert self._store.replace(path, b"theirs", found[1])
        return found


def test_two_exporters_do_not_undo_each_other(
    log: Log, place: Path | str, store: TileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.export(place)
    grow(log, 1)
    monkeypatch.setattr("cohortium_ledger.log.log.open_tile_store", lambda _: _Overtaken(store))
    with pytest.raises(LedgerUnavailable, match="faster"):
        log.export(place)
    assert content(store, "checkpoint") == b"theirs"


def test_a_store_that_is_not_there_is_told_without_its_address(
    log: Log, s3: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(LedgerUnavailable) as missing:
        log.export("s3://no-such-bucket/log")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "false")
    with pytest.raises(LedgerUnavailable) as plain:
        log.export(s3)
    for told in (str(missing.value), str(plain.value)):
        assert "127.0.0.1" not in told
        assert "secret" not in told
        assert "\n" not in told


@pytest.mark.parametrize("where", ["https://example.org/log", "gs://bucket/log"])
def test_no_other_kind_of_store_is_known(where: str) -> None:
    with pytest.raises(FormatError):
        open_tile_store(where)

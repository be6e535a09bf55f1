"""Tiles are derived, copies are whole, and an older one that is put back is refused."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from pathlib import Path

import pytest

from cohortium_ledger import (
    AuditError,
    Draft,
    LedgerCorrupt,
    LedgerError,
    LedgerExists,
    LedgerUnavailable,
    Log,
    Signer,
)

SIGNER = Signer("example.org/log", b"s" * 32)
TIME = "2026-01-31T09:30:00.000Z"
SIZE = 700  # two levels of tiles, each with one at its edge
LARGE = 66_000  # past 256 * 256: three


def drafts(count: int) -> list[Draft]:
    return [Draft("model.trained", {"i": i}, TIME) for i in range(count)]


def change(folder: Path, statement: str) -> None:
    db = sqlite3.connect(folder / "ledger.sqlite")
    with db:
        assert db.execute(statement).rowcount > 0
    db.close()


def tiles(folder: Path) -> list[tuple[int, int, bytes]]:
    with sqlite3.connect(folder / "ledger.sqlite") as db:
        return db.execute("SELECT level, n, hashes FROM tiles ORDER BY level, n").fetchall()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("made") / "ledger", SIZE)


def written(folder: Path, size: int) -> Path:
    """A log of `size` entries, the last five after its newest checkpoint."""
    with Log.create(folder, SIGNER) as log:
        log.append(drafts(size - 5))
        log.integrate()
        log.append(drafts(5))
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "ledger")
    return tmp_path / "ledger"


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM tiles",
        "UPDATE tiles SET hashes = zeroblob(length(hashes))",
        "UPDATE tiles SET hashes = hashes || hashes WHERE level > 0",
        "DELETE FROM tiles WHERE level = 1 AND n = 0",
        "DELETE FROM tiles WHERE level = 0 AND n = 1",
    ],
)
def test_tiles_are_rebuilt_equal_from_the_entries(folder: Path, damage: str) -> None:
    check_rebuilt(folder, damage, size=SIZE, levels={0, 1})


def test_three_levels_of_tiles_are_rebuilt_equal(tmp_path: Path) -> None:
    folder = written(tmp_path / "ledger", LARGE)
    before = tiles(folder)
    edge = "UPDATE tiles SET hashes = zeroblob(length(hashes)) WHERE level = 2"
    check_edge_is_read(folder, edge, "tile 0 of level 2")
    with sqlite3.connect(folder / "ledger.sqlite") as db:
        db.execute("DELETE FROM tiles")
        db.executemany("INSERT INTO tiles (level, n, hashes) VALUES (?, ?, ?)", before)
    db.close()
    check_rebuilt(folder, "DELETE FROM tiles WHERE level = 1 AND n = 1", LARGE, {0, 1, 2})


def check_rebuilt(folder: Path, damage: str, size: int, levels: set[int]) -> None:
    """After `damage` nothing is signed until the tiles are rebuilt, which are then those they were."""
    before = tiles(folder)
    assert {level for level, _, _ in before} == levels
    change(folder, damage)
    with Log.open(folder, SIGNER) as log:
        with pytest.raises(LedgerError):
            log.integrate()
        log.rebuild_tiles()
        assert tiles(folder) == before
        assert log.append(drafts(1)) == [size]
        log.integrate()
        assert log.prove(size)


@pytest.mark.parametrize(
    ("damage", "index", "said"),
    [
        ("UPDATE entries SET data = x'00' WHERE n = 600", 600, "entry 600: "),
        ("DELETE FROM entries WHERE n > 650", 651, "entry 651 is missing"),
        ("DELETE FROM entries WHERE n = 9", 9, "entry 9 is missing"),
    ],
)
def test_tiles_are_not_rebuilt_over_wrong_entries(
    folder: Path, damage: str, index: int, said: str
) -> None:
    before = tiles(folder)
    change(folder, damage)
    with Log.open(folder, SIGNER) as log:
        with pytest.raises((LedgerCorrupt, AuditError), match=said) as caught:
            log.rebuild_tiles()
        assert caught.value.index == index
    assert tiles(folder) == before


def test_a_tile_at_the_edge_is_read_before_signing(folder: Path) -> None:
    edge = "UPDATE tiles SET hashes = zeroblob(length(hashes)) WHERE level = 1"
    check_edge_is_read(folder, edge, "tile 0 of level 1")


def check_edge_is_read(folder: Path, damage: str, said: str) -> None:
    """A damaged tile at the edge is named, and nothing is signed over it."""
    change(folder, damage)
    with Log.open(folder, SIGNER) as log:
        note = log.signed()
        with pytest.raises(LedgerCorrupt, match=said):
            log.integrate()
        assert log.signed() == note


def test_who_only_reads_rebuilds_nothing(folder: Path) -> None:
    with Log.open(folder) as log, pytest.raises(LedgerError, match="only read"):
        log.rebuild_tiles()


def test_a_rewritten_history_is_named_by_the_checkpoints_around_it(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    with Log.create(folder, SIGNER) as log, Log.create(tmp_path / "other", SIGNER) as other:
        for part in range(3):
            log.append(drafts(10))
            log.integrate()
            other.append(drafts(10) if part != 1 else drafts(11)[1:])
    with sqlite3.connect(folder / "ledger.sqlite") as db:
        db.execute("ATTACH ? AS other", (str(tmp_path / "other" / "ledger.sqlite"),))
        for table in ("entries", "tiles"):
            db.execute(f"DELETE FROM {table}")
            db.execute(f"INSERT INTO {table} SELECT * FROM other.{table}")
    db.close()
    with (
        Log.open(folder, SIGNER) as log,
        pytest.raises(LedgerCorrupt, match="entries 10 to 19 are not those that were signed"),
    ):
        log.integrate()


def test_a_copy_is_made_while_others_write(tmp_path: Path) -> None:
    stop = threading.Event()
    with Log.create(tmp_path / "ledger", SIGNER) as log:
        log.append(drafts(500))
        log.integrate()

        def work() -> None:
            while not stop.is_set():
                log.append(drafts(3))
                log.integrate()

        thread = threading.Thread(target=work)
        thread.start()
        try:
            for i in range(5):
                size = log.size
                log.backup(tmp_path / f"copy{i}")
                with Log.open(tmp_path / f"copy{i}") as copy:
                    assert copy.size >= size
                    assert list(copy.entries(0, size)) == list(log.entries(0, size))
        finally:
            stop.set()
            thread.join(30)
        assert [path.name for path in (tmp_path / "copy0").iterdir()] == ["ledger.sqlite"]
        assert (tmp_path / "copy0" / "ledger.sqlite").stat().st_mode & 0o777 == 0o600
        with pytest.raises(LedgerExists):
            log.backup(tmp_path / "copy0")
        (tmp_path / "file").write_text("in the way")
        with pytest.raises(LedgerUnavailable):
            log.backup(tmp_path / "file")


def test_a_copy_that_is_not_whole_is_not_left(tmp_path: Path) -> None:
    with Log.create(tmp_path / "ledger", SIGNER) as log:
        log.append(drafts(500))
        log.integrate()
        change(tmp_path / "ledger", "UPDATE entries SET data = x'00' WHERE n = 77")
        with pytest.raises((LedgerCorrupt, AuditError), match="entry 77"):
            log.backup(tmp_path / "copy")
    assert not (tmp_path / "copy" / "ledger.sqlite").exists()


def test_an_older_copy_that_is_put_back_under_newer_checkpoints_is_refused(tmp_path: Path) -> None:
    with Log.create(tmp_path / "ledger", SIGNER) as log:
        log.append(drafts(300))
        log.integrate()
        log.backup(tmp_path / "old")
        log.append(drafts(10))
        log.integrate()
    with sqlite3.connect(tmp_path / "ledger" / "ledger.sqlite") as db:
        db.execute("ATTACH ? AS old", (str(tmp_path / "old" / "ledger.sqlite"),))
        for table in ("entries", "tiles"):
            db.execute(f"DELETE FROM {table}")
            db.execute(f"INSERT INTO {table} SELECT * FROM old.{table}")
    db.close()
    with Log.open(tmp_path / "ledger", SIGNER) as log:
        for call in (log.integrate, lambda: log.append(drafts(1)), log.rebuild_tiles):
            with pytest.raises(
                (LedgerCorrupt, AuditError), match="entry 300 is missing: 310 were signed for"
            ) as caught:
                call()
            assert caught.value.index == 300

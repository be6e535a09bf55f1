"""A ledger that is moved away under a writer, and one that may only be read."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cohortium_ledger import Draft, LedgerUnavailable, Log, Signer

SIGNER = Signer("example.org/log", b"s" * 32)
TIME = "2026-01-31T09:30:00.000Z"
DRAFT = Draft("model.trained", {"study": "s"}, TIME)


def _made(directory: Path) -> None:
    with Log.create(directory, SIGNER) as log:
        log.append([DRAFT] * 5)
        log.integrate()
        log.append([DRAFT])


def _delete(directory: Path) -> None:
    shutil.rmtree(directory)


def _delete_file(directory: Path) -> None:
    (directory / "ledger.sqlite").unlink()


def _delete_wal(directory: Path) -> None:
    (directory / "ledger.sqlite-wal").unlink()


def _replace_file(directory: Path) -> None:
    shutil.copy2(directory / "ledger.sqlite", directory / "copy")
    (directory / "copy").replace(directory / "ledger.sqlite")


def _replace(directory: Path) -> None:
    directory.rename(directory.with_name("aside"))
    _made(directory)


GONE = [_delete, _delete_file, _delete_wal, _replace_file, _replace]


@pytest.mark.parametrize("take", GONE)
def test_nothing_is_acknowledged_once_the_file_is_gone(
    tmp_path: Path, take: Callable[[Path], None]
) -> None:
    _made(tmp_path / "ledger")
    with Log.open(tmp_path / "ledger", SIGNER) as log:
        assert log.append([DRAFT]) == [6]
        take(tmp_path / "ledger")
        for call in (lambda: log.append([DRAFT]), log.integrate, lambda: log.size):
            with pytest.raises(LedgerUnavailable, match="removed or replaced: stop, and restore"):
                call()


@pytest.mark.parametrize("take", GONE)
def test_nothing_is_acknowledged_when_it_goes_within_a_transaction(
    tmp_path: Path, take: Callable[[Path], None]
) -> None:
    _made(tmp_path / "ledger")
    with Log.open(tmp_path / "ledger", SIGNER) as log:
        with pytest.raises(LedgerUnavailable, match="removed or replaced"), log._store.writing():
            log._store.put_entries(6, [b"lost"])
            take(tmp_path / "ledger")
        assert not log._store._db.in_transaction
        with pytest.raises(sqlite3.OperationalError):
            log._store._db.execute("ROLLBACK")


def test_what_is_put_back_is_written_again(tmp_path: Path) -> None:
    _made(tmp_path / "ledger")
    with Log.open(tmp_path / "ledger", SIGNER) as log:
        (tmp_path / "ledger").rename(tmp_path / "aside")
        with pytest.raises(LedgerUnavailable):
            log.append([DRAFT])
        (tmp_path / "aside").rename(tmp_path / "ledger")
        assert log.append([DRAFT]) == [6]
        assert log.audit().size == 7


READER = """
import contextlib, io, os, sys
import cohortium.cli
with contextlib.redirect_stdout(io.StringIO()):  # whoever reads below may not read the packages
    assert cohortium.cli.run(["ledger", "audit", "--home", sys.argv[1]]) == 0
if os.getuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
sys.exit(cohortium.cli.run(["ledger", *sys.argv[2:]]))
"""


def _copied(live: Path, copy: Path, *, without: tuple[str, ...] = ()) -> None:
    """A read-only copy of the home at `live`, as anybody may read it."""
    shutil.copytree(live, copy, ignore=shutil.ignore_patterns(*without))
    for path in [*copy.rglob("*"), copy]:
        path.chmod(0o555 if path.is_dir() else 0o444)


def _read(own: Path, *arguments: str) -> tuple[int, str, str]:
    """Run a command as somebody who may write nothing; `own` is a home that we may write."""
    done = subprocess.run(
        [sys.executable, "-c", READER, str(own), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        cwd="/",
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("live", [False, True], ids=["closed", "in use"])
def test_a_read_only_copy_is_read_and_left_as_it_was(
    tmp_path: Path, open_folder: Path, live: bool
) -> None:
    _made(tmp_path / "home" / "ledger")
    copy = open_folder / "home"
    with Log.open(tmp_path / "home" / "ledger", SIGNER) as log:
        log.append([DRAFT])
        note = log.checkpoint().decode()
        if live:
            _copied(tmp_path / "home", copy)
    if not live:
        _copied(tmp_path / "home", copy)
    own = tmp_path / "home"
    before = {path.name: path.stat().st_mtime_ns for path in copy.rglob("*")}
    assert ("ledger.sqlite-wal" in before) is live
    home = ("--home", str(copy))
    assert _read(own, "checkpoint", *home) == (0, note, "")
    code, out, error = _read(own, "audit", *home)
    assert (code, error) == (0, "")
    assert out.startswith("7 entries hold together; 5 are under")  # those in the -wal too
    assert _read(own, "policy", *home)[0] == _read(own, "prove", "3", *home)[0] == 0
    (open_folder / "out").mkdir(mode=0o777)
    (open_folder / "out").chmod(0o777)
    assert _read(own, "export", str(open_folder / "out"), *home) == (0, "", "")
    assert before == {path.name: path.stat().st_mtime_ns for path in copy.rglob("*")}


def test_entries_that_cannot_be_read_are_not_left_out(tmp_path: Path, open_folder: Path) -> None:
    _made(tmp_path / "home" / "ledger")
    with Log.open(tmp_path / "home" / "ledger", SIGNER) as log:
        log.append([DRAFT])
        _copied(tmp_path / "home", open_folder / "home", without=("*-shm",))
    code, out, error = _read(tmp_path / "home", "audit", "--home", str(open_folder / "home"))
    assert (code, out, error.count("\n")) == (1, "", 1)
    assert "copy the folder to where it can be written" in error


def test_reading_leaves_nothing_and_claims_no_write(tmp_path: Path) -> None:
    _made(tmp_path / "ledger")
    with Log.open(tmp_path / "ledger") as log:
        assert log.audit().size == 6
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            log._store._db.execute("DELETE FROM entries")
    assert [path.name for path in (tmp_path / "ledger").iterdir()] == ["ledger.sqlite"]


def test_the_error_of_a_read_says_nothing_of_recording(tmp_path: Path) -> None:
    _made(tmp_path / "ledger")
    with Log.open(tmp_path / "ledger", SIGNER) as log:
        assert log.size == 6
        for connection in (log._store._db, *log._store._idle):
            connection.set_progress_handler(lambda: 1, 1)  # interrupts whatever runs
        with pytest.raises(LedgerUnavailable, match=r"interrupted$"):
            log.checkpoint()
        with pytest.raises(LedgerUnavailable, match=r"interrupted; nothing was recorded$"):
            log.append([DRAFT])
        log._store._db.set_progress_handler(None, 0)
        assert log.append([DRAFT]) == [6]

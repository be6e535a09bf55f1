"""What a damaged store, a full disk or a killed process does: nothing wrong is passed on."""

from __future__ import annotations

import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cohortium_ledger import (
    AuditError,
    Draft,
    LedgerCorrupt,
    LedgerError,
    LedgerUnavailable,
    Log,
    Signer,
)

SIGNER = Signer("example.org/log", b"s" * 32)
TIME = "2026-01-31T09:30:00.000Z"
SIZE = 300
UNSIGNED = 5


def _made(directory: Path) -> None:
    with Log.create(directory, SIGNER) as log:
        log.append([Draft("model.trained", {"study": f"s{i}"}, TIME) for i in range(SIZE)])
        log.integrate()
        log.append([Draft("model.trained", {"study": f"u{i}"}, TIME) for i in range(UNSIGNED)])


def _change(directory: Path, statement: str, *values: object) -> None:
    db = sqlite3.connect(directory / "ledger.sqlite")
    with db:
        assert db.execute(statement, values).rowcount > 0
    db.close()


def _read(directory: Path, n: int) -> bytes:
    with Log.open(directory) as log:
        return log.entry(n)


@pytest.mark.parametrize("n", [0, 255, 256, SIZE - 1, SIZE, SIZE + UNSIGNED - 1])
@pytest.mark.parametrize("where", [0, 20, -1])
def test_a_flipped_byte_of_an_entry_is_found_and_named(tmp_path: Path, n: int, where: int) -> None:
    directory = tmp_path / "ledger"
    _made(directory)
    data = bytearray(_read(directory, n))
    data[where] ^= 0x01
    _change(directory, "UPDATE entries SET data = ? WHERE n = ?", bytes(data), n)
    calls: list[Callable[[Log], object]] = [
        lambda log: log.entry(n),
        lambda log: list(log.entries()),
        lambda log: log.integrate(),
        lambda log: log.audit(),
    ]
    for call in calls:
        with (
            Log.open(directory, SIGNER) as log,
            pytest.raises(LedgerError, match=rf"\bentry {n}\b") as e,
        ):
            call(log)
        assert isinstance(e.value, LedgerCorrupt | AuditError)
        assert e.value.index == n


def test_an_open_log_sees_later_damage_of_what_is_new(tmp_path: Path) -> None:
    directory = tmp_path / "ledger"
    _made(directory)
    with Log.open(directory, SIGNER) as log:
        log.integrate()
        log.append([Draft("model.trained", {"study": "late"}, TIME)])
        _change(directory, "UPDATE entries SET data = x'00' WHERE n = ?", SIZE + UNSIGNED)
        with pytest.raises(LedgerCorrupt, match=f"entry {SIZE + UNSIGNED}"):
            log.integrate()
        with pytest.raises(LedgerCorrupt, match=f"entry {SIZE + UNSIGNED}"):
            log.append([Draft("model.trained", {"study": "later"}, TIME)])


DAMAGES = {
    "an entry removed": ("DELETE FROM entries WHERE n = 7", "entry 7 is missing"),
    "signed entries cut off": ("DELETE FROM entries WHERE n >= 299", "entry 299 is missing"),
    "an entry as text": ("UPDATE entries SET data = 'text' WHERE n = 7", "entry 7 "),
    "a leaf hash": (
        "UPDATE tiles SET hashes = zeroblob(8192) WHERE level = 0 AND n = 0",
        "entry 0 ",
    ),
    "a tile cut": (
        "UPDATE tiles SET hashes = substr(hashes, 1, 32) WHERE level = 0 AND n = 1",
        "entry 257 ",
    ),
    "a checkpoint": (
        "UPDATE checkpoints SET note = CAST(replace(CAST(note AS TEXT), char(10) || '300', char(10)"
        " || '301') AS BLOB) WHERE size = 300",
        "checkpoint of size 300",
    ),
    "a checkpoint removed": ("DELETE FROM checkpoints", "no checkpoint"),
    "a checkpoint moved": ("UPDATE checkpoints SET size = 301 WHERE size = 300", "checkpoint"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_refused_by_integrate_and_audit(tmp_path: Path, damage: str) -> None:
    directory = tmp_path / "ledger"
    _made(directory)
    statement, reason = DAMAGES[damage]
    _change(directory, statement)
    for call in (Log.integrate, Log.audit):
        with Log.open(directory, SIGNER) as log, pytest.raises(LedgerError, match=reason):
            call(log)


def test_upper_tiles_are_audited_and_wrong_proofs_never_leave(tmp_path: Path) -> None:
    directory = tmp_path / "ledger"
    _made(directory)
    _change(directory, "UPDATE tiles SET hashes = zeroblob(32) WHERE level = 1")
    with Log.open(directory, SIGNER) as log:
        with pytest.raises(LedgerCorrupt, match="level 1"):
            log.audit()
        with pytest.raises(LedgerCorrupt, match="entry 299"):
            log.prove(299)


def test_a_rewritten_history_is_not_signed(tmp_path: Path) -> None:
    """Entries and tiles replaced together, as a rebuilt log: only the signature tells."""
    directory, forged = tmp_path / "ledger", tmp_path / "forged"
    _made(directory)
    with Log.create(forged, SIGNER) as log:
        log.append([Draft("model.trained", {"study": "forged"}, TIME)] * (SIZE + UNSIGNED))
    db = sqlite3.connect(directory / "ledger.sqlite")
    db.execute("ATTACH ? AS forged", (str(forged / "ledger.sqlite"),))
    with db:
        for table in ("entries", "tiles"):
            db.execute(f"DELETE FROM {table}")
            db.execute(f"INSERT INTO {table} SELECT * FROM forged.{table}")
    db.close()
    for call in (Log.integrate, Log.audit):
        with Log.open(directory, SIGNER) as log, pytest.raises(LedgerError, match="were signed"):
            call(log)


def test_an_unsigned_entry_rewritten_with_its_hash_breaks_the_chain(tmp_path: Path) -> None:
    directory, other = tmp_path / "ledger", tmp_path / "other"
    _made(directory)
    with Log.create(other, SIGNER) as log:
        log.append([Draft("model.trained", {"study": "o"}, TIME)] * (SIZE + UNSIGNED))
        data = log.entry(SIZE + 1)
    from cohortium_ledger import leaf_hash

    position = (SIZE + 1 - 256) * 32
    _change(directory, "UPDATE entries SET data = ? WHERE n = ?", data, SIZE + 1)
    _change(
        directory,
        "UPDATE tiles SET hashes = CAST(substr(hashes, 1, ?) || ? || substr(hashes, ?) AS BLOB)"
        " WHERE level = 0 AND n = 1",
        position,
        leaf_hash(data),
        position + 33,
    )
    for call in (Log.integrate, Log.audit):
        with Log.open(directory, SIGNER) as log, pytest.raises(LedgerError, match="entry 301"):
            call(log)


@pytest.mark.parametrize("seed", range(4))
def test_any_flipped_bit_of_the_file_is_refused_or_harmless(tmp_path: Path, seed: int) -> None:
    directory = tmp_path / "ledger"
    _made(directory)
    with Log.open(directory) as log:
        entries = list(log.entries())
    path = directory / "ledger.sqlite"
    raw = path.read_bytes()
    draw = random.Random(seed)  # noqa: S311 - which bytes to flip is no secret
    # the schema's text is short, and SQLite complains about it in ways of its own
    offsets = [3623, 4050, *(draw.randrange(len(raw)) for _ in range(8)), draw.randrange(4096)]
    found = 0
    for offset in offsets:
        path.write_bytes(raw[:offset] + bytes([raw[offset] ^ 0x80]) + raw[offset + 1 :])
        for call in (lambda log: list(log.entries()), Log.integrate, Log.audit):
            try:
                with Log.open(directory, SIGNER) as log:
                    call(log)
                    assert list(log.entries()) == entries
            except LedgerError:
                found += 1
    assert found > 0


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 400])
def test_a_file_that_is_no_ledger(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(content)
    with pytest.raises(LedgerCorrupt):
        Log.open(tmp_path)


def test_a_read_only_store_acknowledges_nothing(tmp_path: Path) -> None:
    _made(tmp_path / "ledger")
    with Log.open(tmp_path / "ledger", SIGNER) as log:
        log._store._db.execute("PRAGMA query_only = ON")
        for call in (log.integrate, lambda: log.append([Draft("model.trained", {}, TIME)])):
            with pytest.raises(LedgerUnavailable, match="read-only"):
                call()
        assert log.size == SIZE + UNSIGNED
        log._store._db.execute("PRAGMA query_only = OFF")
        assert log.append([Draft("model.trained", {}, TIME)]) == [SIZE + UNSIGNED]


def test_a_writer_that_holds_the_ledger_too_long(tmp_path: Path) -> None:
    _made(tmp_path / "ledger")
    other = sqlite3.connect(tmp_path / "ledger" / "ledger.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Log.open(tmp_path / "ledger", SIGNER) as log:
        log._store._db.execute("PRAGMA busy_timeout = 50")
        with pytest.raises(LedgerUnavailable, match="another process"):
            log.append([Draft("model.trained", {}, TIME)])
        assert log.entry(0)
        other.execute("ROLLBACK")
        assert log.append([Draft("model.trained", {}, TIME)])
    other.close()


APPENDER = """
import sys
from pathlib import Path
from cohortium_ledger import Draft, LedgerError, Log, Signer
signer = Signer("example.org/log", b"s" * 32)
with Log.open(Path(sys.argv[1]), signer) as log:
    for i in range(int(sys.argv[2])):
        try:
            indices = log.append([Draft("model.trained", {"i": i, "pad": "x" * 500}, sys.argv[3])] * 3)
        except LedgerError as error:
            print(type(error).__name__, error)
            break
        print(*indices, flush=True)
        if i % 4 == 0:
            log.integrate()
"""


def _limit_files() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))


def test_a_file_that_may_not_grow_is_one_line_and_loses_nothing(tmp_path: Path) -> None:
    _made(tmp_path / "ledger")
    run = subprocess.run(
        [sys.executable, "-c", APPENDER, str(tmp_path / "ledger"), "2000", TIME],
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=_limit_files,
    )
    *acknowledged, last = run.stdout.splitlines()
    assert (run.returncode, run.stderr) == (0, "")
    assert last.startswith("LedgerUncertain") and "is not known" in last
    with Log.open(tmp_path / "ledger", SIGNER) as log:
        assert log.size == SIZE + UNSIGNED + 3 * len(acknowledged)
        log.integrate()
        assert log.audit().size == log.size


@pytest.mark.parametrize("lines", [1, 5, 17])
def test_kill_9_loses_no_acknowledged_entry(tmp_path: Path, lines: int) -> None:
    Log.create(tmp_path / "ledger", SIGNER).close()
    process = subprocess.Popen(
        [sys.executable, "-c", APPENDER, str(tmp_path / "ledger"), "1000000", TIME],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    acknowledged = [int(i) for _ in range(lines) for i in process.stdout.readline().split()]
    os.kill(process.pid, signal.SIGKILL)
    acknowledged += [int(i) for i in process.stdout.read().rpartition("\n")[0].split()]
    process.wait(30)
    process.stdout.close()
    assert acknowledged == list(range(len(acknowledged)))
    assert len(acknowledged) >= 3 * lines
    with Log.open(tmp_path / "ledger", SIGNER) as log:
        assert log.size >= len(acknowledged)
        assert log.size % 3 == 0  # a batch is there whole or not at all
        log.integrate()
        assert log.audit().size == log.size
        assert log.append([Draft("model.trained", {}, TIME)]) == [log.size - 1]

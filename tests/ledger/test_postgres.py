"""What is PostgreSQL's alone: connections that are lost, commits that cannot be told, settings that lie."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cohortium_ledger import (
    Draft,
    LedgerCorrupt,
    LedgerError,
    LedgerExists,
    LedgerMissing,
    LedgerUnavailable,
    Log,
    Signer,
)
from cohortium_ledger.log import postgres_store
from cohortium_ledger.log.postgres_restoration import PostgresRestoration

SIGNER = Signer("example.org/log", b"s" * 32)
TIME = "2026-01-31T09:30:00.000Z"
DRAFT = Draft("model.trained", {}, TIME)


@pytest.fixture
def log(postgres: str) -> Iterator[Log]:
    with Log.create(postgres, SIGNER) as log:
        log.append([DRAFT] * 300)
        log.integrate()
        yield log


def cut(postgres: str) -> None:
    """End every connection to the database but the one that does it."""
    with psycopg.connect(postgres, autocommit=True) as db:
        ended = db.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
    assert ended and all(row[0] for row in ended)


def test_a_lost_connection_is_said_and_made_anew(log: Log, postgres: str) -> None:
    cut(postgres)
    with pytest.raises(LedgerUnavailable, match="nothing was recorded"):
        log.append([DRAFT])
    assert log.append([DRAFT]) == [300]
    assert log.entry(0)
    cut(postgres)
    with pytest.raises(LedgerUnavailable, match=r"lost$"):
        log.entry(0)
    assert log.entry(0)
    with pytest.raises(LedgerUnavailable):
        log.integrate()
    log.integrate()
    assert log.audit().size == 301


def test_a_connection_lost_in_a_transaction_records_nothing(log: Log, postgres: str) -> None:
    def guard(size: int) -> None:
        cut(postgres)

    with pytest.raises(LedgerUnavailable, match="nothing was recorded"):
        log.append([DRAFT], guard=guard)
    assert log.size == 300
    assert log.append([DRAFT]) == [300]


def test_a_commit_whose_answer_is_lost_is_looked_up(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = postgres_store.commit

    def commit(db: Any, *, done: bool) -> None:
        if done:
            real(db)
        db.close()
        raise LedgerUnavailable("the answer was lost")

    with monkeypatch.context() as patched:
        patched.setattr(postgres_store, "commit", lambda db: commit(db, done=True))
        assert log.append([DRAFT] * 2) == [300, 301]
        patched.setattr(postgres_store, "commit", lambda db: commit(db, done=False))
        with pytest.raises(LedgerUnavailable, match="the answer was lost"):
            log.append([DRAFT] * 2)
    assert log.append([DRAFT]) == [302]
    log.integrate()
    assert log.audit().size == 303


def test_a_transaction_that_failed_is_not_committed(log: Log) -> None:
    """PostgreSQL answers COMMIT with a mere ROLLBACK then, and no error."""

    def guard(size: int) -> None:
        with pytest.raises(psycopg.errors.DivisionByZero):
            log._store._db.execute("SELECT 1/0")  # type: ignore[attr-defined]

    with pytest.raises(LedgerUnavailable, match="nothing was recorded"):
        log.append([DRAFT], guard=guard)
    assert log.append([DRAFT]) == [300]


def test_another_that_holds_the_head_too_long(log: Log, postgres: str) -> None:
    log._store._db.execute("SET lock_timeout = 50")  # type: ignore[attr-defined]
    with psycopg.connect(postgres) as other:
        other.execute("SELECT version FROM ledger.log FOR UPDATE")
        with pytest.raises(LedgerUnavailable, match="another process"):
            log.append([DRAFT])
        assert log.entry(0) and log.prove(299)
    assert log.append([DRAFT]) == [300]


def test_a_database_that_keeps_nothing_is_refused(log: Log, postgres: str) -> None:
    with psycopg.connect(postgres, autocommit=True) as db:
        name = db.info.dbname
        db.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
        with Log.open(postgres, SIGNER) as other:
            other.append([DRAFT])
            held = other._store._db.execute("SHOW synchronous_commit")  # type: ignore[attr-defined]
            assert held.fetchone() == ("on",)
        db.execute("CREATE TABLE public.pg_settings AS SELECT 'fsync' AS name, 'off' AS setting")
        db.execute(f'ALTER DATABASE "{name}" SET search_path = public, pg_catalog')
    with Log.open(postgres, SIGNER) as other:
        with pytest.raises(LedgerUnavailable, match="fsync off"):
            other.append([DRAFT])
        assert other.size == 301


def test_who_only_reads_cannot_write(log: Log, postgres: str) -> None:
    with Log.open(postgres) as reader:
        assert reader.audit().size == 300
        with pytest.raises(LedgerError, match="only read"):
            reader.append([DRAFT])
        with reader._store._reading() as db, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):  # type: ignore[attr-defined]
            db.execute("DELETE FROM ledger.entries")
        with pytest.raises(LedgerError, match="opened to be read"), reader._store.writing():
            pass


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("UPDATE ledger.entries SET data = '\\x00' WHERE n = 7", "entry 7 "),
        ("DELETE FROM ledger.entries WHERE n = 7", "entry 7 is missing"),
        ("DELETE FROM ledger.entries WHERE n >= 299", "entry 299 is missing"),
        ("UPDATE ledger.tiles SET hashes = hashes || '\\x00' WHERE level = 1", "made of hashes"),
        ("DELETE FROM ledger.tiles WHERE level = 0 AND n = 1", "entry 256 "),
        ("UPDATE ledger.checkpoints SET note = '\\x00' WHERE size = 300", "checkpoint of size 300"),
    ],
)
def test_what_somebody_changed_is_not_signed(
    log: Log, postgres: str, change: str, reason: str
) -> None:
    with psycopg.connect(postgres) as db:
        assert db.execute(change.encode()).rowcount == 1
    with Log.open(postgres, SIGNER) as again, pytest.raises(LedgerCorrupt, match=reason):
        again.integrate()


def test_an_index_that_was_signed_for_is_not_given_again(log: Log, postgres: str) -> None:
    with psycopg.connect(postgres) as db:
        db.execute("DELETE FROM ledger.entries WHERE n >= 299")
        db.execute("UPDATE ledger.tiles SET hashes = substr(hashes, 1, 43 * 32) WHERE n = 1")
    for call in (lambda: log.append([DRAFT]), log.integrate):
        with pytest.raises(LedgerCorrupt, match="entry 299 is missing: 300 were signed for"):
            call()


def test_no_error_tells_the_password(postgres: str) -> None:
    for call in (lambda url: Log.open(url, SIGNER), lambda url: Log.create(url, SIGNER)):
        for url in ("postgresql://u:geheim@127.0.0.1:1/x", "postgresql://u:geheim@[/x"):
            with pytest.raises(LedgerUnavailable, match="cannot be reached") as caught:
                call(url)
            assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("change", ["version = 0", "vkey = 'another'"])
def test_a_ledger_that_was_replaced_meanwhile_is_not_written_to(
    log: Log, postgres: str, change: str
) -> None:
    """By a restore, under a process that has the one before it open."""
    log.append([DRAFT])
    with psycopg.connect(postgres) as db:
        db.execute(f"UPDATE ledger.log SET {change}")
    with pytest.raises(LedgerUnavailable, match="replaced, or is being restored; nothing was"):
        log.append([DRAFT])
    assert log.size == 301


def test_a_database_has_one_ledger(log: Log, postgres: str) -> None:
    with pytest.raises(LedgerExists):
        Log.create(postgres, Signer.generate("other"))
    with psycopg.connect(postgres) as db:
        db.execute("UPDATE ledger.log SET version = 1")
    with pytest.raises(LedgerCorrupt, match="format"):
        Log.open(postgres)


def same(one: Log, other: Log) -> None:
    """All that is kept is equal; tiles, which each has from its entries, are those of the audit."""
    assert list(one.entries()) == list(other.entries())
    for kept in ("vkey", "checkpoints", "publications", "settings"):
        mine, theirs = getattr(one._store, kept), getattr(other._store, kept)
        assert mine == theirs if kept == "vkey" else mine() == theirs()
    assert one.audit() == other.audit()


def test_a_copy_has_all_of_one_moment(log: Log, tmp_path: Path) -> None:
    log.set_policy(f"log {log.vkey}\nquorum none\n")
    log.append([DRAFT] * 700)
    log.backup(tmp_path / "copy")
    with Log.open(tmp_path / "copy") as copy:
        same(copy, log)
    with pytest.raises(LedgerExists):
        log.backup(tmp_path / "copy")


def test_a_moment_stays(log: Log, postgres: str) -> None:
    with closing(postgres_store.PostgresSnapshot(postgres)) as moment:
        log.append([DRAFT])
        log.integrate()
        assert moment.size() == 300 and len(moment.entries(0, 300)) == 300
        assert moment.last_checkpoint()[0] == moment.published()[0] == 300
        assert log.size == 301
        with pytest.raises(LedgerError, match="opened to be read"), moment.writing():
            pass
        cut(postgres)
        with pytest.raises(LedgerUnavailable):
            moment.size()


def test_while_the_head_is_held_readers_go_on_and_writers_wait(log: Log, postgres: str) -> None:
    log._store._db.execute("SET lock_timeout = 50")  # type: ignore[attr-defined]
    with postgres_store.held(postgres):
        assert log.entry(299)
        with pytest.raises(LedgerUnavailable, match="another process"):
            log.append([DRAFT])
    assert log.append([DRAFT]) == [300]
    with pytest.raises(LedgerUnavailable), postgres_store.held(postgres):
        cut(postgres)  # others may have written since


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger.entries SET data = '\\x00' WHERE n = 7",
        "DELETE FROM ledger.entries WHERE n = 7",
        "DELETE FROM ledger.checkpoints WHERE size = 0",
    ],
)
def test_no_copy_is_made_of_a_damaged_ledger(
    log: Log, postgres: str, tmp_path: Path, change: str
) -> None:
    with psycopg.connect(postgres) as db:
        assert db.execute(change.encode()).rowcount == 1
    with pytest.raises(LedgerCorrupt):
        log.backup(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Log]:
    """A log in SQLite, to be put into the database."""
    with Log.create(tmp_path / "kept", SIGNER) as log:
        log.append([DRAFT] * 600)
        log.integrate()
        log.append([DRAFT])
        yield log


def test_a_restored_ledger_is_opened_once_it_is_finished(kept: Log, postgres: str) -> None:
    with closing(PostgresRestoration(postgres)) as restoration:
        with pytest.raises(LedgerUnavailable, match="another restore"):
            PostgresRestoration(postgres)
        restoration.load(kept._store)
        with restoration.log() as log:
            same(log, kept)
        for call in (lambda: Log.open(postgres), lambda: Log.open(postgres, SIGNER)):
            with pytest.raises(LedgerMissing, match="not finished"):
                call()
        with pytest.raises(LedgerExists):
            Log.create(postgres, SIGNER)
        restoration.finish()
        restoration.undo()  # nothing is left to be undone
    with Log.open(postgres, SIGNER) as log:
        same(log, kept)
        assert log.append([DRAFT]) == [601]
    with pytest.raises(LedgerExists):
        PostgresRestoration(postgres)


def test_a_restore_that_died_is_replaced(kept: Log, postgres: str) -> None:
    with closing(PostgresRestoration(postgres)) as died:
        died.load(kept._store)
        cut(postgres)
        for call in (died.finish, died.undo):
            with pytest.raises(LedgerUnavailable):
                call()
    kept.append([DRAFT])
    with closing(PostgresRestoration(postgres)) as restoration:
        restoration.load(kept._store)
        restoration.undo()
        with pytest.raises(LedgerMissing, match="no ledger in this database"):
            Log.open(postgres)
        restoration.load(kept._store)
        restoration.finish()
    with Log.open(postgres) as log:
        assert log.audit().size == 602


def test_a_schema_of_somebody_else_is_left_alone(postgres: str) -> None:
    with psycopg.connect(postgres, autocommit=True) as db:
        db.execute("CREATE SCHEMA ledger")
        with pytest.raises(LedgerExists, match="another schema"):
            PostgresRestoration(postgres)
        assert db.execute("SELECT to_regnamespace('ledger')").fetchone() != (None,)

"""What a witness keeps on disk: killed at any moment, shared by processes, full, damaged or gone."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import resource
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from cohortium_ledger import (
    LedgerCorrupt,
    LedgerError,
    LedgerExists,
    LedgerMissing,
    LedgerUnavailable,
    Witness,
    parse_checkpoint,
    parse_note,
)
from cohortium_ledger.errors import FormatError, KeyUnavailable
from cohortium_ledger.formats.submission_request import parse_size
from cohortium_ledger.signing.wrapping import Wrapping
from cohortium_ledger.witness.witness_store import WitnessStore

NAME = "witness.example/w1"
FORK = multiprocessing.get_context("fork")  # children reopen everything; the parent holds nothing


@pytest.fixture
def log(growing_log: Any) -> Any:
    return growing_log()


@pytest.fixture
def folder(tmp_path: Path, log: Any) -> Path:
    """A witness that has cosigned size 5."""
    Witness.create(tmp_path / "w", NAME).close()
    with Witness.open(tmp_path / "w", [log.signer.vkey]) as witness:
        assert witness.add_checkpoint(log.request(0, 5)).status == 200
    return tmp_path / "w"


def size_of(folder: Path, log: Any) -> int:
    with Witness.open(folder, [log.signer.vkey]) as witness:
        note = witness.checkpoint(hashlib.sha256(log.signer.name.encode()).hexdigest())
    return parse_checkpoint(parse_note(note or b"").text).size


def test_a_folder_is_made_whole_for_its_owner_alone(tmp_path: Path) -> None:
    Witness.create(tmp_path / "new" / "w", NAME).close()
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["w"]
    assert (tmp_path / "new" / "w").stat().st_mode & 0o777 == 0o700
    assert sorted(p.name for p in (tmp_path / "new" / "w").iterdir()) == [
        "witness.key", "witness.sqlite",
    ]  # fmt: skip
    for path in (tmp_path / "new" / "w").iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
    (tmp_path / "empty").mkdir()
    Witness.create(tmp_path / "empty", NAME).close()


def test_what_exists_is_never_replaced(tmp_path: Path, folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(LedgerExists):
        Witness.create(folder, NAME)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for taken in (tmp_path / "other", tmp_path / "file"):
        with pytest.raises(LedgerExists):
            Witness.create(taken, NAME)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "other", "w"]


@pytest.mark.parametrize("algorithms", [(), (4, 4), (1,), (4, 255)])
def test_no_key_that_cannot_cosign(tmp_path: Path, algorithms: tuple[int, ...]) -> None:
    with pytest.raises(FormatError):
        Witness.create(tmp_path / "w", NAME, algorithms=algorithms)
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_others_may_read_is_refused(folder: Path, log: Any) -> None:
    for mode in (0o640, 0o604, 0o660):
        (folder / "witness.key").chmod(mode)
        with pytest.raises(KeyUnavailable, match="chmod 600"):
            Witness.open(folder, [log.signer.vkey])


def test_an_encrypted_key(tmp_path: Path, log: Any) -> None:
    def wrapping(words: str) -> Wrapping:
        return Wrapping.of_passphrase(words, cost=2)

    Witness.create(tmp_path / "w", NAME, wrapping=wrapping("right")).close()
    assert b"PRIVATE+KEY" not in (tmp_path / "w" / "witness.key").read_bytes()
    with Witness.open(tmp_path / "w", [log.signer.vkey], wrapping=wrapping("right")) as witness:
        assert witness.add_checkpoint(log.request(0, 5)).status == 200
    for wrong in (None, wrapping("wrong")):
        with pytest.raises(KeyUnavailable):
            Witness.open(tmp_path / "w", [log.signer.vkey], wrapping=wrong)


def test_key_and_state_stay_together(tmp_path: Path, folder: Path, log: Any) -> None:
    with pytest.raises(LedgerMissing):
        Witness.open(tmp_path / "none", [])
    Witness.create(tmp_path / "other", NAME).close()
    state = (folder / "witness.sqlite").read_bytes()
    (folder / "witness.sqlite").write_bytes((tmp_path / "other" / "witness.sqlite").read_bytes())
    with pytest.raises(LedgerCorrupt, match="another witness"):
        Witness.open(folder, [log.signer.vkey])
    (folder / "witness.sqlite").unlink()
    with pytest.raises(LedgerMissing, match="never start an old key on a new state"):
        Witness.open(folder, [log.signer.vkey])
    assert not (folder / "witness.sqlite").exists()
    (folder / "witness.sqlite").write_bytes(state)
    (folder / "witness.key").rename(tmp_path / "key")
    with pytest.raises(KeyUnavailable, match="no key"):
        Witness.open(folder, [log.signer.vkey])
    (folder / "witness.key").touch(0o600)
    with pytest.raises(KeyUnavailable, match="no witness's key"):
        Witness.open(folder, [log.signer.vkey])
    (folder / "witness.key").unlink()
    (tmp_path / "key").rename(folder / "witness.key")
    assert size_of(folder, log) == 5


def test_every_commit_is_synced(folder: Path) -> None:
    store = WitnessStore(folder / "witness.sqlite")
    assert store._db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert store._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    store.close()


# --- a killed process ---


def in_child(work: Callable[[], None]) -> int:
    """Run `work` in a process of its own; returns its exit code, negative for a signal."""
    process = FORK.Process(target=work)
    process.start()
    process.join(60)
    assert process.exitcode is not None
    return process.exitcode


def dies(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


MOMENTS = {
    "before it holds the state": ("writing", dies, 5),
    "before it writes": ("put_note", dies, 5),
    "after it wrote, before the commit": ("put_note", None, 5),
    "after the commit, before the answer": ("writing", None, 9),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_at_any_moment(folder: Path, log: Any, moment: str) -> None:
    method, stand_in, size = MOMENTS[moment]
    original = getattr(WitnessStore, method)

    def put_then_die(*arguments: Any) -> None:
        original(*arguments)
        dies()

    @contextmanager
    def commit_then_die(*arguments: Any) -> Iterator[None]:
        with original(*arguments):
            yield
        dies()

    late = commit_then_die if method == "writing" else put_then_die

    def work() -> None:
        setattr(WitnessStore, method, stand_in or late)
        with Witness.open(folder, [log.signer.vkey]) as witness:
            witness.add_checkpoint(log.request(5, 9))

    assert in_child(work) == -signal.SIGKILL
    assert size_of(folder, log) == size
    with Witness.open(folder, [log.signer.vkey]) as witness:
        assert witness.add_checkpoint(log.request(size, 10, "b", 5)).status == (
            200 if size == 5 else 422
        )
    if size == 9:
        with Witness.open(folder, [log.signer.vkey]) as witness:
            told = witness.add_checkpoint(log.request(5, 9))
            assert (told.status, parse_size(told.body)) == (409, 9)
            assert witness.add_checkpoint(log.request(9, 9)).status == 200


@pytest.mark.parametrize("seconds", [0.03, 0.06, 0.1])
def test_killed_while_it_works_nothing_answered_is_forgotten(
    folder: Path, log: Any, seconds: float
) -> None:
    reading, writing = FORK.Pipe(duplex=False)

    def work(out: Connection) -> None:
        with Witness.open(folder, [log.signer.vkey]) as witness:
            for size in range(6, 4000):
                if witness.add_checkpoint(log.request(size - 1, size)).status == 200:
                    out.send(size)

    process = FORK.Process(target=work, args=(writing,))
    process.start()
    writing.close()
    assert reading.recv() == 6
    time.sleep(seconds)
    process.kill()
    process.join()
    answered = 6
    while True:
        try:
            answered = reading.recv()
        except EOFError:
            break
    stored = size_of(folder, log)
    assert answered <= stored <= answered + 1
    with Witness.open(folder, [log.signer.vkey]) as witness:
        assert witness.add_checkpoint(log.request(stored, stored + 1, "b", 5)).status == 422


# --- two processes over one folder ---


def race(folder: Path, log: Any, branch: str, common: int, out: Connection) -> None:
    """Push one history as far as it goes, by the protocol alone; send what was cosigned."""
    with Witness.open(folder, [log.signer.vkey]) as witness:
        for size in range(6, 40):
            old = 5
            for _ in range(100):
                answer = witness.add_checkpoint(log.request(old, size, branch, common))
                if answer.status != 409:
                    break
                old = parse_size(answer.body)
                if old > size:
                    break
            out.send((branch, old, size, answer.status))
    out.close()


@pytest.mark.parametrize("common", [5, 100])
def test_two_processes_never_cosign_two_histories(folder: Path, log: Any, common: int) -> None:
    pipes = [FORK.Pipe(duplex=False) for _ in "ab"]
    racers = [
        FORK.Process(target=race, args=(folder, log, branch, common, pipe[1]))
        for branch, pipe in zip("ab", pipes, strict=True)
    ]
    for racer, pipe in zip(racers, pipes, strict=True):
        racer.start()
        pipe[1].close()
    told = [pipe[0].recv() for pipe in pipes for _ in range(6, 40)]
    for racer in racers:
        racer.join(60)
        assert racer.exitcode == 0
    assert {status for *_, status in told} <= {200, 409, 422}
    accepted = [(branch, old, size) for branch, old, size, status in told if status == 200]
    if common == 5:  # the histories part at once: who came first has all
        assert len({branch for branch, *_ in accepted}) == 1
        assert len(accepted) == 34
    else:  # one history: no size was cosigned over a larger one
        steps = sorted({(old, size) for _, old, size in accepted if old < size})
        assert [old for old, _ in steps] == [5, *(size for _, size in steps)][:-1]
    assert size_of(folder, log) == 39


# --- a disk that does not take it ---


@contextmanager
def full_disk() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_signs_nothing(folder: Path, log: Any) -> None:
    with Witness.open(folder, [log.signer.vkey]) as witness:
        with full_disk():
            answer = witness.add_checkpoint(log.request(5, 9))
        assert answer.status == 500
        assert b"\xe2\x80\x94" not in answer.body and answer.body.count(b"\n") == 1
        assert witness.add_checkpoint(log.request(5, 10, "b", 5)).status == 200
    assert size_of(folder, log) == 10


def test_a_full_disk_makes_no_half_witness(tmp_path: Path) -> None:
    with full_disk(), pytest.raises(LedgerError):
        Witness.create(tmp_path / "w", NAME)
    assert list(tmp_path.iterdir()) == []


def test_a_state_that_another_holds(
    folder: Path, log: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cohortium_ledger.log.connection.BUSY_SECONDS", 0.1)
    holder = sqlite3.connect(folder / "witness.sqlite", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with Witness.open(folder, [log.signer.vkey]) as witness:
        assert witness.add_checkpoint(log.request(5, 9)).status == 500
        holder.execute("ROLLBACK")
        assert witness.add_checkpoint(log.request(5, 9)).status == 200
    holder.close()


@pytest.mark.parametrize("how", ["removed", "replaced"])
def test_a_state_gone_under_an_open_witness(
    tmp_path: Path, folder: Path, log: Any, how: str
) -> None:
    other = tmp_path / "other.sqlite"
    other.write_bytes((folder / "witness.sqlite").read_bytes())
    with Witness.open(folder, [log.signer.vkey]) as witness:
        if how == "removed":
            (folder / "witness.sqlite").unlink()
        else:
            other.replace(folder / "witness.sqlite")
        assert witness.add_checkpoint(log.request(5, 9)).status == 500
        with pytest.raises(LedgerUnavailable):
            witness.check()


def test_a_closed_witness(folder: Path, log: Any) -> None:
    witness = Witness.open(folder, [log.signer.vkey])
    witness.close()
    assert witness.add_checkpoint(log.request(5, 9)).status == 500


# --- a state that was changed ---


def test_any_changed_byte_of_what_was_cosigned_is_noticed(folder: Path, log: Any) -> None:
    db = sqlite3.connect(folder / "witness.sqlite", isolation_level=None)
    db.execute("PRAGMA synchronous = OFF")
    [(whole,)] = db.execute("SELECT note FROM cosigned").fetchall()
    logs_line = whole.index(b"\n\xe2\x80\x94 example.org/log ")
    own_line = whole.index(b"\n\xe2\x80\x94 witness.example")
    with Witness.open(folder, [log.signer.vkey]) as witness:
        for place in [*range(logs_line + 2), *range(own_line + 2, len(whole))]:
            changed = whole[:place] + bytes([whole[place] ^ 0x01]) + whole[place + 1 :]
            db.execute("UPDATE cosigned SET note = ?", (changed,))
            assert witness.add_checkpoint(log.request(5, 9)).status == 500, place
            with pytest.raises(LedgerCorrupt):
                witness.check()
        for other in ("text", b"", 7):
            db.execute("UPDATE cosigned SET note = ?", (other,))
            assert witness.add_checkpoint(log.request(5, 9)).status == 500
        db.execute("UPDATE cosigned SET note = ?", (whole,))
        assert witness.add_checkpoint(log.request(5, 9)).status == 200
    db.close()


def test_a_note_moved_to_another_origin(folder: Path, log: Any, growing_log: Any) -> None:
    other = growing_log("example.org/other")
    db = sqlite3.connect(folder / "witness.sqlite", isolation_level=None)
    db.execute("UPDATE cosigned SET origin = 'example.org/other'")
    db.close()
    with Witness.open(folder, [other.signer.vkey]) as witness:
        assert witness.add_checkpoint(other.request(5, 9)).status == 500


@pytest.mark.parametrize("content", [b"", b"no database at all" * 400])
def test_a_file_that_is_no_state(folder: Path, log: Any, content: bytes) -> None:
    (folder / "witness.sqlite").write_bytes(content)
    with pytest.raises(LedgerCorrupt, match="make a new witness"):
        Witness.open(folder, [log.signer.vkey])


def test_the_same_again_in_the_same_second_is_not_written_again(folder: Path, log: Any) -> None:
    with Witness.open(folder, [log.signer.vkey], clock=lambda: 4e9) as witness:
        first = witness.add_checkpoint(log.request(5, 9))
        changes = witness._store._db.total_changes
        assert witness.add_checkpoint(log.request(9, 9)) == first
        assert witness._store._db.total_changes == changes

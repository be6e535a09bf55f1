"""The log: appending, signing, proving and serving, across openings and processes."""

from __future__ import annotations

import itertools
import multiprocessing
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cohortium_ledger import (
    EMPTY_ROOT,
    Draft,
    Entry,
    EntryError,
    EntryMissing,
    LedgerError,
    LedgerExists,
    LedgerMissing,
    LedgerUnavailable,
    Log,
    NotIntegrated,
    Signer,
    leaf_hash,
    parse_entry_bundle,
    parse_note,
    parse_policy,
    parse_proof,
    parse_tile_path,
    tiles_of,
    tree_root,
    verify_consistency,
)

SIGNER = Signer("example.org/log", b"s" * 32)
POLICY = parse_policy(f"log {SIGNER.vkey}\nquorum none\n")
TIME = "2026-01-31T09:30:00.000Z"


def drafts(count: int, start: int = 0) -> list[Draft]:
    return [Draft("model.trained", {"study": f"s{start + i}"}, TIME) for i in range(count)]


@pytest.fixture
def log(where: Path | str) -> Iterator[Log]:
    with Log.create(where, SIGNER) as log:
        yield log


def test_a_new_log_is_signed_empty(log: Log) -> None:
    head = POLICY.verify_checkpoint(log.checkpoint())
    assert (log.size, log.origin, log.vkey) == (0, SIGNER.name, SIGNER.vkey)
    assert (head.origin, head.size, head.root) == (SIGNER.name, 0, EMPTY_ROOT)
    assert log.integrate() == log.checkpoint()


def test_the_store_has_no_secret(tmp_path: Path) -> None:
    with Log.create(tmp_path / "ledger", SIGNER) as log:
        log.append(drafts(3))
        log.integrate()
        for path in (tmp_path / "ledger").iterdir():
            data = path.read_bytes()
            assert SIGNER.skey.encode() not in data
            assert b"s" * 32 not in data


def test_entries_form_a_chain_and_a_tree(log: Log) -> None:
    assert log.append([]) == []
    assert log.append(drafts(3)) == [0, 1, 2]
    assert log.append(drafts(300, 3)) == list(range(3, 303))
    entries = list(log.entries())
    assert [Entry.parse(data).n for data in entries] == list(range(303))
    prev = "0" * 64
    for n, data in enumerate(entries):
        assert Entry.parse(data).prev == prev
        assert data == log.entry(n)
        prev = leaf_hash(data).hex()
    assert POLICY.verify_checkpoint(log.integrate()).root == tree_root(entries)
    assert list(log.entries(250, 260)) == entries[250:260]
    assert list(log.entries(303)) == []


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 513])
def test_every_proof_of_a_log_of_this_size_verifies(log: Log, size: int) -> None:
    log.append(drafts(size))
    log.integrate()
    entries = list(log.entries())
    for n in {0, 1, size // 2, 254, 255, 256, size - 1} & set(range(size)):
        proof = parse_proof(log.prove(n))
        proof.verify(entries[n], POLICY.verify_checkpoint(proof.checkpoint))
    for old in {1, 2, size // 2, 255, 256, size - 1, size} & set(range(1, size + 1)):
        hashes = log.prove_consistency(old, size)
        verify_consistency(old, size, tree_root(entries[:old]), log.root(size), hashes)
    assert log.prove_consistency(0, size) == log.prove_consistency(size, size) == []


def test_checkpoints_grow_consistently_whatever_the_batches(log: Log) -> None:
    heads = []
    for batch in (1, 3, 60, 200, 1, 300, 500):
        log.append(drafts(batch))
        heads.append(POLICY.verify_checkpoint(log.integrate()))
    for old in heads:
        for new in heads:
            if old.size <= new.size:
                proof = log.prove_consistency(old.size, new.size)
                verify_consistency(old.size, new.size, old.root, new.root, proof)
    assert log.audit().checkpoints == len(heads) + 1


def test_sequenced_is_not_integrated(log: Log) -> None:
    log.append(drafts(2))
    with pytest.raises(NotIntegrated):
        log.prove(0)
    assert log.static("tile/0/000.p/1") is None
    log.integrate()
    log.append(drafts(1))
    assert parse_proof(log.prove(1)).index == 1
    with pytest.raises(NotIntegrated):
        log.prove(2)


@pytest.mark.parametrize("n", [-1, 2, 10**6])
def test_what_is_not_there_is_said_so(log: Log, n: int) -> None:
    log.append(drafts(2))
    log.integrate()
    for call in (log.entry, log.prove, log.root):
        if (call, n) != (log.root, 2):
            with pytest.raises(EntryMissing):
                call(n)
    with pytest.raises(LedgerError):
        log.entries(n, n + 1)
    with pytest.raises(LedgerError):
        log.prove_consistency(n, n + 1)


def test_a_guard_sees_the_size_and_may_call_it_off(log: Log) -> None:
    seen: list[int] = []
    log.append(drafts(2), guard=seen.append)

    def refuse(size: int) -> None:
        assert list(log.entries()) and size == log.size  # a guard may read the log
        raise RuntimeError("not now")

    def nested(size: int) -> None:
        log.append(drafts(1))

    with pytest.raises(RuntimeError):
        log.append(drafts(2), guard=refuse)
    with pytest.raises(LedgerError, match="not twice"):
        log.append(drafts(2), guard=nested)
    assert seen == [0]
    assert log.size == 2
    assert log.append(drafts(1)) == [2]


def test_a_batch_with_one_bad_draft_leaves_nothing(log: Log) -> None:
    large = Draft("model.trained", {"study": "x" * 70_000}, TIME)
    with pytest.raises(EntryError):
        log.append([*drafts(3), large])
    assert log.size == 0
    assert log.append(drafts(1)) == [0]


def test_a_log_survives_closing_and_keeps_its_key(log: Log, where: Path | str) -> None:
    log.append(drafts(5))
    note = log.integrate()
    log.close()
    with pytest.raises(LedgerUnavailable):
        log.append(drafts(1))
    with Log.open(where) as reader:
        assert reader.checkpoint() == note
        for write in (reader.integrate, lambda: reader.append(drafts(1))):
            with pytest.raises(LedgerError, match="signing key"):
                write()
    with pytest.raises(LedgerError, match="not the one"):
        Log.open(where, Signer.generate("example.org/log"))
    with pytest.raises(LedgerExists):
        Log.create(where, SIGNER)
    with Log.open(where, SIGNER) as again:
        assert again.append(drafts(1)) == [5]
        assert POLICY.verify_checkpoint(again.integrate()).size == 6


def test_where_there_is_no_ledger(tmp_path: Path, postgres: str) -> None:
    for elsewhere in (tmp_path, str(tmp_path), postgres):
        with pytest.raises(LedgerMissing):
            Log.open(elsewhere)


def test_a_failed_creation_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LedgerUnavailable):
        Log.create(tmp_path / "file", SIGNER)
    Log.create(tmp_path / "ledger", SIGNER).close()
    assert [p.name for p in (tmp_path / "ledger").iterdir()] == ["ledger.sqlite"]


def test_the_static_tree_is_the_log(log: Log) -> None:
    for batch in (10, 300, 350):
        log.append(drafts(batch))
        log.integrate()
    entries = list(log.entries())
    for tile in tiles_of(660):
        data = log.static(tile.path)
        assert data is not None
        if tile.level is None:
            assert parse_entry_bundle(data) == entries[tile.index * 256 :][: tile.width]
        elif tile.level == 0:
            chunk = entries[tile.index * 256 :][: tile.width]
            assert data == b"".join(leaf_hash(entry) for entry in chunk)
        else:
            chunks = [entries[i * 256 : (i + 1) * 256] for i in range(tile.width)]
            assert data == b"".join(tree_root(chunk) for chunk in chunks)
    assert log.static("checkpoint") == log.checkpoint()
    assert log.static("log.vkey") == f"{SIGNER.vkey}\n".encode()


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("tile/0/000.p/10", True), ("tile/entries/000.p/10", True), ("tile/0/001.p/54", True),
        ("tile/0/001.p/55", False), ("tile/0/001", False), ("tile/0/002", False),
        ("tile/1/000", False), ("tile/1/000.p/1", True), ("tile/1/000.p/2", False),
        ("tile/63/000.p/1", False), ("", False), ("/checkpoint", False), ("log.skey", False),
        ("ledger.sqlite", False), ("../checkpoint", False), ("tile/0/000.p/0", False),
    ],
)  # fmt: skip
def test_what_the_static_tree_has(log: Log, path: str, there: bool) -> None:
    for batch in (10, 300):
        log.append(drafts(batch))
        log.integrate()
    assert (log.static(path) is not None) == there


def test_an_export_can_be_read_without_us_and_renewed(log: Log, tmp_path: Path) -> None:
    target = tmp_path / "static"
    sizes = (10, 300, 600, 607, 609)
    for old, new in itertools.pairwise((0, *sizes)):
        log.append(drafts(new - old))
        log.integrate()
        if new in (300, 609):
            log.export(target)
    files = {p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file()}
    published = {t.path for size in (300, 600, 607, 609) for t in tiles_of(size)}
    assert {"tile/1/000.p/1", "tile/1/000.p/2", "tile/0/001.p/44"} <= published
    assert files == {"log.vkey", "checkpoint", *published}
    for path in files:
        assert (target / path).read_bytes() == log.static(path)
    head = POLICY.verify_checkpoint((target / "checkpoint").read_bytes())
    entries: list[bytes] = []
    for tile in tiles_of(head.size):
        if tile.level is None:
            entries += parse_entry_bundle((target / tile.path).read_bytes())
    assert (head.size, head.root) == (609, tree_root(entries))
    assert all(parse_tile_path(f).path == f for f in files - {"log.vkey", "checkpoint"})


def test_an_export_goes_into_no_folder_of_others(log: Log, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(LedgerExists):
        log.export(tmp_path / "mine")
    with Log.create(tmp_path / "other", Signer.generate("other")) as other:
        other.export(tmp_path / "theirs")
    with pytest.raises(LedgerExists):
        log.export(tmp_path / "theirs")
    with pytest.raises(LedgerUnavailable):
        log.export(tmp_path / "mine" / "letter.txt" / "below")


def _append_some(where: Path | str, name: str, count: int) -> None:
    with Log.open(where, SIGNER) as log:
        for i in range(count):
            log.append([Draft("model.trained", {"by": name, "i": i}, TIME)] * 2)
            if i % 5 == 0:
                log.integrate()


def test_many_processes_append_and_sign_at_once(log: Log, where: Path | str) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_append_some, args=(where, f"p{i}", 15)) for i in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    log.integrate()
    report = log.audit()
    assert report.size == 90
    per_writer: dict[str, list[int]] = {}
    for data in log.entries():
        body = Entry.parse(data).body
        per_writer.setdefault(body["by"], []).append(body["i"])
    assert per_writer == {f"p{i}": [k // 2 for k in range(30)] for i in range(3)}


def test_many_threads_share_one_log(log: Log) -> None:
    indices: list[int] = []

    def work() -> None:
        for _ in range(10):
            indices.extend(log.append(drafts(1)))
            log.integrate()
            parse_note(log.checkpoint()).open([SIGNER.verifier])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(indices) == list(range(40))
    assert log.audit().size == 40

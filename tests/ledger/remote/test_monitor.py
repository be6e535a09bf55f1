"""The monitor: what it remembers, what it reads, and every alarm."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohortium_ledger import Cosigner, Signer, leaf_hash, parse_note, parse_policy
from cohortium_ledger.auditing.role_keys import vouched_binding
from cohortium_ledger.errors import LedgerUnavailable
from cohortium_ledger.formats.note import Note
from cohortium_ledger.remote.monitor import STALE_AFTER, Monitor, Sight
from cohortium_ledger.remote.reader import TreeReader
from cohortium_ledger.signing.submission import issue_submission, receipt_name

NOW = 1_800_000_000
RECEIPTS = Signer(receipt_name("example.org/log"), b"r" * 32)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state.json"


def monitor(world: Any, state: Path, **options: Any) -> Monitor:
    return Monitor(state, parse_policy(options.pop("policy", world.policy)), **options)


def kinds(sight: Sight) -> list[str]:
    return [alarm.kind for alarm in sight.alarms]


def size_of(sight: Sight) -> int:
    assert sight.checkpoint is not None
    return sight.checkpoint.size


def test_it_reads_all_at_first_then_what_is_new_and_all_again(world: Any, state: Path) -> None:
    watching = monitor(world, state, read_all_every=3)
    read = []
    for size in (300, 300, 520, 600, 600):
        world.fill(size)
        sight = watching.look(TreeReader(world), NOW)
        assert (kinds(sight), size_of(sight)) == ([], size)
        read.append(sight.entries)
    assert read == [300, 0, 220, 600, 0]
    again = monitor(world, state).look(TreeReader(world), NOW)
    assert (again.entries, kinds(again)) == (600, [])
    assert json.loads(state.read_bytes())["checkpoint"].encode() == world.files["checkpoint"]


def test_an_empty_log_is_a_log(world: Any, state: Path) -> None:
    world.fill(0)
    sight = monitor(world, state).look(TreeReader(world), NOW)
    assert (kinds(sight), size_of(sight), sight.entries) == ([], 0, 0)


@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize(("at", "size"), [(7, 300), (299, 300), (7, 301), (0, 900), (299, 556)])
def test_another_history_is_a_fork(
    world: Any, state: Path, at: int, size: int, restarted: bool
) -> None:
    world.fill(300)
    watching = monitor(world, state)
    assert kinds(watching.look(TreeReader(world), NOW)) == []
    before = state.read_bytes()
    fork = world.forked(at, size)
    if restarted:
        watching = monitor(world, state)
    for _ in range(2):
        sight = watching.look(TreeReader(fork), NOW)
        assert kinds(sight) == ["fork"] and size_of(sight) == 300
    assert state.read_bytes() == before
    [evidence] = [p for p in state.parent.iterdir() if p != state]
    assert evidence.read_bytes() == fork.files["checkpoint"]
    assert evidence.name in sight.alarms[0].message
    assert kinds(watching.look(TreeReader(world), NOW)) == []


@given(data=st.data())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_an_insider_who_rewrites_one_entry_and_signs_again_is_caught(
    new_world: Any, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    old = data.draw(st.integers(1, 40))
    new = data.draw(st.integers(old, 60))
    at = data.draw(st.integers(0, old - 1))
    world = new_world()
    world.fill(old)
    watching = monitor(world, tmp_path_factory.mktemp("m") / "state")
    assert kinds(watching.look(TreeReader(world), NOW)) == []
    assert kinds(watching.look(TreeReader(world.forked(at, new)), NOW)) == ["fork"]


def test_less_than_before_is_a_rollback(world: Any, state: Path) -> None:
    world.fill(300)
    watching = monitor(world, state)
    watching.look(TreeReader(world), NOW)
    world.publish(299)
    for _ in range(2):
        sight = watching.look(TreeReader(world), NOW)
        assert kinds(sight) == ["rollback"] and size_of(sight) == 300
    world.fill(301)
    assert kinds(watching.look(TreeReader(world), NOW)) == []


def test_a_checkpoint_that_nobody_known_signed(world: Any, state: Path, new_world: Any) -> None:
    other = new_world(Signer.generate("example.org/log"))
    other.fill(5)
    watching = monitor(world, state)
    sight = watching.look(TreeReader(other), NOW)
    assert kinds(sight) == ["unsigned"] and sight.checkpoint is None and not state.exists()
    world.fill(5)
    world.files["checkpoint"] = world.files["checkpoint"][:-3]
    assert kinds(watching.look(TreeReader(world), NOW)) == ["unsigned"]


def _unanswerable(world: Any) -> None:
    body = {"intent": 0, "consent_size": 0, "commitment": "0" * 64}
    world.add(("query.answered", body))


def _unchained(world: Any) -> None:
    world.add(("model.trained", {}), prev="ab" * 32)


def _unreadable(world: Any) -> None:
    world.entries.append(b"{}")


@pytest.mark.parametrize("breaking", [_unanswerable, _unchained, _unreadable])
def test_entries_that_do_not_hold_together(
    world: Any, state: Path, breaking: Callable[[Any], None]
) -> None:
    world.fill(257)
    watching = monitor(world, state)
    watching.look(TreeReader(world), NOW)
    breaking(world)
    world.publish()
    for _ in range(2):  # it does not get better by looking again
        sight = watching.look(TreeReader(world), NOW)
        assert kinds(sight) == ["broken"] and "entry 257" in sight.alarms[0].message
        assert size_of(sight) == 258  # it was signed all the same


def test_a_file_that_is_withheld(world: Any, state: Path) -> None:
    world.fill(300)
    watching = monitor(world, state)
    watching.look(TreeReader(world), NOW)
    before = state.read_bytes()
    world.fill(900)
    edge, bundle = "tile/0/003.p/132", "tile/entries/002"
    missing = world.files.pop(edge)
    sight = watching.look(TreeReader(world), NOW)
    assert kinds(sight) == ["unreadable"] and state.read_bytes() == before
    world.files[edge] = missing
    missing = world.files.pop(bundle)
    sight = watching.look(TreeReader(world), NOW)
    assert kinds(sight) == ["unreadable"] and size_of(sight) == 900
    world.files[bundle] = missing
    sight = watching.look(TreeReader(world), NOW)
    assert (kinds(sight), sight.entries) == ([], 900 - 512)  # the rest was read before


def test_nothing_new_for_too_long_is_stale(world: Any, state: Path) -> None:
    world.fill(3)
    watching = monitor(world, state)
    assert kinds(watching.look(TreeReader(world), NOW)) == []
    assert kinds(watching.look(TreeReader(world), NOW + STALE_AFTER)) == []
    note = parse_note(world.files["checkpoint"])
    junk = Signer.generate("junk").sign_note(
        note.text
    )  # no new line of a stranger makes it younger
    world.files["checkpoint"] = bytes(
        Note(note.text, note.signatures + parse_note(junk).signatures)
    )
    sight = monitor(world, state).look(TreeReader(world), NOW + STALE_AFTER + 1)
    assert kinds(sight) == ["stale"] and str(STALE_AFTER + 1) in sight.alarms[0].message
    del world.files["checkpoint"]
    sight = watching.look(TreeReader(world), NOW + STALE_AFTER + 1)
    assert kinds(sight) == ["unreadable", "stale"]
    assert kinds(monitor(world, state, stale_after=None).look(TreeReader(world), NOW * 2)) == [
        "unreadable"
    ]
    world.fill(4)
    assert kinds(watching.look(TreeReader(world), NOW + STALE_AFTER + 1)) == []


def test_the_quorums_time_makes_a_head_fresh_and_one_witness_does_not(
    world: Any, state: Path
) -> None:
    witnesses = [Cosigner.generate(f"w{n}") for n in range(3)]
    lines = [f"witness w{n} {w.vkey}\n" for n, w in enumerate(witnesses)]
    policy = f"log {world.signer.vkey}\n{''.join(lines)}group q 2 w0 w1 w2\nquorum q\n"

    def cosign(*times: int) -> None:
        note = parse_note(world.note())
        made = [w.cosign(note.text, time) for w, time in zip(witnesses, times, strict=False)]
        world.files["checkpoint"] = bytes(Note(note.text, (*note.signatures, *made)))

    world.fill(3)
    watching = monitor(world, state, policy=policy)
    assert kinds(watching.look(TreeReader(world), NOW)) == ["unsigned"]
    cosign(NOW, NOW - 5, NOW - 9)
    assert kinds(watching.look(TreeReader(world), NOW)) == []
    later = NOW + STALE_AFTER
    assert kinds(watching.look(TreeReader(world), later)) == ["stale"]
    cosign(later, NOW - 5)
    assert kinds(watching.look(TreeReader(world), later)) == ["stale"]
    cosign(later, NOW - 5, later - 1)
    assert kinds(watching.look(TreeReader(world), later)) == []
    cosign(later * 2, later * 2)  # clocks that run ahead do not keep a head fresh for ever
    assert kinds(watching.look(TreeReader(world), later)) == []
    sight = watching.look(TreeReader(world), later + STALE_AFTER + 1)
    assert kinds(sight) == ["stale"]


def _receipt(world: Any, index: int, data: bytes, by: Signer = RECEIPTS) -> bytes:
    return issue_submission(by, world.signer.name, index, leaf_hash(data), NOW, 60)


def test_promises_are_held_against_the_log(world: Any, state: Path, tmp_path: Path) -> None:
    folder = tmp_path / "receipts"
    folder.mkdir()
    key = base64.b64encode(RECEIPTS.verifier.public_key).decode()
    world.add(("key.bound", vouched_binding(world.signer, "receipt", RECEIPTS.name, key)))
    world.fill(300)
    watching = monitor(world, state, receipts=folder)
    (folder / "kept").write_bytes(_receipt(world, 7, world.entries[7]))
    (folder / "waiting").write_bytes(_receipt(world, 300, b"never seen"))
    other = issue_submission(RECEIPTS, "elsewhere", 1, hashlib.sha256(b"").digest(), NOW, 60)
    (folder / "other").write_bytes(other)
    sight = watching.look(TreeReader(world), NOW + 60)
    assert (kinds(sight), sight.receipts) == ([], 2)
    sight = watching.look(TreeReader(world), NOW + 61)
    assert kinds(sight) == ["overdue"] and "waiting: entry 300 was due 1 " in str(sight.alarms[0])
    world.fill(301)
    sight = watching.look(TreeReader(world), NOW)
    assert kinds(sight) == ["overdue"] and "waiting: entry 300 is not the one" in str(
        sight.alarms[0]
    )
    (folder / "waiting").unlink()
    (folder / "junk").write_bytes(b"junk")
    forged = Signer(RECEIPTS.name, b"f" * 32)
    (folder / "forged").write_bytes(_receipt(world, 999, b"x", by=forged))
    sight = watching.look(TreeReader(world), NOW + 61)
    assert [str(a).split(" is no ")[0] for a in sight.alarms] == [
        "overdue: forged",
        "overdue: junk",
    ]


@pytest.mark.parametrize("damage", [b"", b"{}", b'{"v":2}', b'{"v":1,"checkpoint":7}', b"\xff"])
def test_a_damaged_memory_is_not_begun_anew(world: Any, state: Path, damage: bytes) -> None:
    world.fill(3)
    state.write_bytes(damage)
    with pytest.raises(LedgerUnavailable, match="state"):
        monitor(world, state).look(TreeReader(world), NOW)
    assert state.read_bytes() == damage


def test_a_memory_that_cannot_be_kept_is_told(world: Any, tmp_path: Path) -> None:
    world.fill(3)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(LedgerUnavailable, match="state"):
        monitor(world, tmp_path / "file" / "state").look(TreeReader(world), NOW)


@pytest.mark.parametrize("content", [b"{", b'{"v":2}', b"[]", b'{"v":1,"checkpoint":7}'])
def test_a_state_that_cannot_be_read_is_named(world: Any, state: Path, content: bytes) -> None:
    state.write_bytes(content)
    with pytest.raises(LedgerUnavailable, match=str(state)):
        monitor(world, state).look(TreeReader(world), NOW)

"""An event and its entry are one step, also when the process dies between any two of them."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from cohortium.adapters.journal import Journal
from cohortium.adapters.vault import Vault
from cohortium.errors import Unavailable
from cohortium.events import Event
from cohortium.records.lots import lots
from cohortium.records.record import PatientRef
from cohortium_ledger import Entry, Log, open_commitment
from cohortium_ledger.errors import LedgerUncertain
from cohortium_ledger.log.connection import commit

TIME = "2026-03-04T00:00:00.000Z"
KEY = bytes(range(32))


class Died(BaseException):
    """The power went. Nothing that the program would do afterwards is done."""


def event(number: int = 1, **more: Any) -> Event:
    values: dict[str, Any] = {"private": {"title": f"Study {number}"}, **more}
    return Event("study.registered", {"study": f"s{number}"}, TIME, **values)


def types(place: Any) -> list[str]:
    return [Entry.parse(data).type for data in place.log.entries()]


def die(*_arguments: Any, **_named: Any) -> Any:
    raise Died


def test_recording_commits_signs_and_keeps_the_opening(place: Any, record: Any) -> None:
    place.take(record("c1", "p1"))
    owner = PatientRef("north", "p1")
    given = Event("consent.granted", {"study": "s"}, TIME, {"who": "Zebedee"}, owner, "north")
    [first, second] = place.journal.record([given, event()])
    assert (first.index, second.index) == (1, 2)
    body = Entry.parse(place.log.entry(1)).body
    assert body == first.body
    assert open_commitment(body["commitment"], first.key, {"who": "Zebedee"})
    place.reopen()
    opening = place.vault.opening(1)
    assert (opening.type, opening.private, opening.owner) == (
        "consent.granted",
        {"who": "Zebedee"},
        owner,
    )
    assert opening.key == first.key
    assert place.vault.opening(2).owner is None
    assert place.vault.opening(0) is None, "an intake hides nothing"
    assert place.vault.opening(99) is None
    assert [o.index for o in place.vault.openings("study.registered")] == [2]
    for path in (place.folder / "vault").iterdir():
        assert b"Zebedee" not in path.read_bytes()


def test_a_guard_calls_it_off_without_a_trace(place: Any) -> None:
    def guard(size: int) -> None:
        raise Unavailable(f"no: {size}")

    with pytest.raises(Unavailable, match="no: 0"):
        place.journal.record([event()], guard=guard)
    place.reopen()
    assert place.log.size == 0
    assert list(place.vault.openings("study.registered")) == []


def test_an_owner_nobody_knows_is_refused(place: Any, record: Any) -> None:
    place.take(record("c1", "p1"))
    with pytest.raises(Unavailable, match="no such patient"):
        place.journal.record([event(owner=PatientRef("north", "p2"))])
    assert place.log.size == 1


@pytest.mark.parametrize("replay", [True, False])
def test_death_between_seal_and_append(
    place: Any, monkeypatch: pytest.MonkeyPatch, replay: bool
) -> None:
    """The seal is durable, the entry is not: replayed, or dropped, as the event says."""
    with monkeypatch.context() as patched:
        patched.setattr("cohortium_ledger.log.sqlite_store.SqliteStore.put_entries", die)
        patched.setattr(Journal, "_withdraw", die)
        with pytest.raises(Died):
            place.journal.record([event(1, replay=replay), event(2, replay=replay)])
    assert place.log.size == 0
    for _ in range(2):
        place.reopen()
        assert types(place) == ["study.registered"] * 2 * replay
        found = [o.private["title"] for o in place.vault.openings("study.registered")]
        assert found == ["Study 1", "Study 2"] * replay


@pytest.mark.parametrize("replay", [True, False])
@pytest.mark.parametrize("kept", [True, False])
def test_a_commit_that_failed_halfway_is_looked_up_at_the_next_opening(
    place: Any, monkeypatch: pytest.MonkeyPatch, kept: bool, replay: bool
) -> None:
    """Whether the disk kept it or not, it stands once with its opening, or (no replay) not at all."""

    def fail(db: Any) -> None:
        if kept:
            commit(db)
        raise LedgerUncertain("whether it was recorded is not known")

    with monkeypatch.context() as patched:
        patched.setattr("cohortium_ledger.log.sqlite_store.commit", fail)
        patched.setattr("cohortium_ledger.log.sequencer.Sequencer._stands", lambda *_: False)
        with pytest.raises(LedgerUncertain, match="not known"):
            place.journal.record([event(1, replay=replay), event(2, replay=replay)])
    for _ in range(2):
        place.reopen()
        stands = kept or replay
        assert types(place) == ["study.registered"] * 2 * stands
        found = [o.private["title"] for o in place.vault.openings("study.registered")]
        assert found == ["Study 1", "Study 2"] * stands


@pytest.mark.parametrize("replay", [True, False])
def test_death_between_append_and_settling(
    place: Any, monkeypatch: pytest.MonkeyPatch, replay: bool
) -> None:
    """The entry stands: it is found there, never appended twice, its opening never lost."""
    with monkeypatch.context() as patched:
        patched.setattr("cohortium.adapters.vault.openings.Openings.settle", die)
        with pytest.raises(Died):
            place.journal.record([event(1, replay=replay), event(2, replay=replay)])
    for _ in range(2):
        place.reopen()
        assert place.log.size == 2
        assert [o.index for o in place.vault.openings("study.registered")] == [0, 1]


def test_a_mixed_recovery(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("cohortium_ledger.log.sqlite_store.SqliteStore.put_entries", die)
        patched.setattr(Journal, "_withdraw", die)
        for number, replay in ((1, True), (2, False), (3, True)):
            with pytest.raises(Died):
                place.journal.record([event(number, replay=replay)])
    place.reopen()
    assert [o.private["title"] for o in place.vault.openings("study.registered")] == [
        "Study 1",
        "Study 3",
    ]
    assert place.log.size == 2


def test_a_ledger_that_fails_takes_the_seal_back(
    place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who was told no must not find it done after a restart."""

    def fail(*_arguments: Any) -> None:
        raise Unavailable("ledger down")

    with monkeypatch.context() as patched:
        patched.setattr("cohortium_ledger.log.sqlite_store.SqliteStore.put_entries", fail)
        with pytest.raises(Unavailable, match="ledger down"):
            place.journal.record([event()])
    place.reopen()
    assert place.log.size == 0


@pytest.mark.parametrize("step", ["append", "settle"])
def test_death_of_an_intake(
    place: Any, record: Any, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """The batch was committed: it reaches the ledger once, whoever opens the home next."""
    where = {
        "append": "cohortium_ledger.log.sqlite_store.SqliteStore.put_entries",
        "settle": "cohortium.adapters.vault.openings.Openings.settle_batch",
    }
    with monkeypatch.context() as patched:
        patched.setattr(where[step], die)
        with pytest.raises(Died):
            place.take(record("c1"))
    for _ in range(2):
        place.reopen()
        assert types(place) == ["intake.received"]
        assert [batch.index for batch in place.vault.batches()] == [0]
    assert place.take(record("c1")) == (["unchanged"], None)


def test_two_processes_recover_at_once(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("cohortium_ledger.log.sqlite_store.SqliteStore.put_entries", die)
        patched.setattr(Journal, "_withdraw", die)
        for number in range(6):
            with pytest.raises(Died):
                place.journal.record([event(number, replay=number % 3 != 0)])
    start = threading.Barrier(4)
    errors: list[BaseException] = []

    def recover() -> None:
        try:
            vault = Vault.open(place.vault_path, KEY)
            log = Log.open(place.folder / "ledger", place.signer)
            start.wait()
            Journal(vault, log).recover()
            vault.close()
            log.close()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=recover) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    place.reopen()
    titles = [o.private["title"] for o in place.vault.openings("study.registered")]
    assert sorted(titles) == ["Study 1", "Study 2", "Study 4", "Study 5"]
    assert place.log.size == 4


def test_recording_goes_on_while_an_intake_runs_and_others_recover(place: Any, record: Any) -> None:
    place.vault.add_hospital("north", place.key())
    with place.vault.batch("north") as batch:
        batch.take(*lots([record("c1")]))
        other_vault = Vault.open(place.vault_path, KEY)
        other_log = Log.open(place.folder / "ledger", place.signer)
        journal = Journal(other_vault, other_log)
        journal.recover()
        thread_result: list[int] = []
        thread = threading.Thread(
            target=lambda: thread_result.append(journal.record([event()])[0].index)
        )
        thread.start()
        thread.join(timeout=10)
        assert thread_result == [0], "an answer never waits for an intake"
        assert place.journal.record_batch(batch, TIME) == 1
    other_vault.close()
    other_log.close()


def test_an_altered_opening_is_refused(place: Any) -> None:
    place.journal.record([event()])
    with place.vault.events.database.transaction():
        place.vault.events.database.write("UPDATE events SET sealed = zeroblob(60)")
    with pytest.raises(Unavailable, match="opening of entry 0"):
        place.vault.opening(0)

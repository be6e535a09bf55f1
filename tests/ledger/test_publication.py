"""Publishing: a quorum of witnesses or nothing, whatever single ones do; and no signature on an old copy."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cohortium_ledger import (
    Cosigner,
    Log,
    NotIntegrated,
    SignatureError,
    Signer,
    parse_note,
    parse_proof,
)
from cohortium_ledger.errors import HistoryForked, HistoryRolledBack
from cohortium_ledger.formats.quorum import group_policy
from cohortium_ledger.witness.publication import Publisher, standing
from cohortium_ledger.witness.witness_client import Reply, origin_hash
from witness_panel import SIGNER, TIMEOUT, Hospital, Panel, down, grow, hang, size_of


@pytest.fixture
def panel(tmp_path: Path) -> Panel:
    return Panel(tmp_path)


@pytest.fixture
def log(panel: Panel) -> Iterator[Log]:
    with panel.open() as opened:
        yield opened


@pytest.fixture
def publisher(panel: Panel, log: Log) -> Publisher:
    return panel.publisher(log)


def test_a_quorum_publishes(log: Log, publisher: Publisher) -> None:
    grow(log)
    reached = publisher.publish()
    assert (reached.size, reached.signed, reached.published) == (4, 4, 4)
    assert (reached.state, reached.warning) == ("cosigned", None)
    checkpoint = log.policy.verify_checkpoint(log.checkpoint())
    proof = parse_proof(log.prove(1))
    proof.verify(log.entry(1), log.policy.verify_checkpoint(proof.checkpoint))
    assert checkpoint.size == 4 and log.state(3) == "cosigned"
    assert log.static("checkpoint") == log.checkpoint()


def test_what_is_cosigned_is_not_asked_again(panel: Panel, log: Log, publisher: Publisher) -> None:
    grow(log)
    publisher.publish()
    before = [hospital.asked for hospital in panel.hospitals.values()]
    for again in (publisher, panel.publisher(log)):
        assert again.publish().state == "cosigned"
    assert [hospital.asked for hospital in panel.hospitals.values()] == before


def _other_log(hospital: Hospital, request: bytes) -> Reply:
    """A right cosignature, of another log's checkpoint."""
    text = parse_note(request.partition(b"\n\n")[2]).text.replace(b"org/log", b"org/other")
    return Reply(200, bytes(hospital.witness._cosigners[0].cosign(text, 1)))


def _altered(hospital: Hospital, request: bytes) -> Reply:
    line = hospital.cosigned(request).body
    return Reply(200, line[:-9] + bytes([line[-9] ^ 1 or 66]) + line[-8:])


def _another_key(hospital: Hospital, request: bytes) -> Reply:
    text = parse_note(request.partition(b"\n\n")[2]).text
    return Reply(200, bytes(Cosigner.generate("witness.example/w1").cosign(text, 1)))


LIES = {
    "another log's": _other_log,
    "altered": _altered,
    "another key's": _another_key,
    "nonsense": lambda *_: Reply(200, b"\x00\xff<html>"),
    "nothing": lambda *_: Reply(200, b""),
    "says sizes for ever": lambda *_: Reply(409, b"0\n"),
    "says another size": lambda *_: Reply(409, b"1\n"),
    "says more and shows nothing": lambda *_: Reply(409, b"9223372036854775000\n"),
    "a size of words": lambda *_: Reply(409, b"many\n"),
    "refuses": lambda *_: Reply(422, b"the proof fails\n"),
    "is broken": lambda *_: Reply(500, b"oops"),
    "is down": lambda *_: down(),
    "hangs": hang,
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_one_who_lies_is_not_counted_and_stops_nobody(
    panel: Panel, log: Log, publisher: Publisher, lie: Any
) -> None:
    panel.each("w1", lie)
    grow(log)
    begun = time.monotonic()
    reached = publisher.publish()
    assert reached.state == "cosigned"
    assert time.monotonic() - begun < TIMEOUT
    assert [name for name, _ in reached.missing] == ["w1"]
    names = {line.name for line in parse_note(log.checkpoint()).signatures}
    assert names == {"example.org/log", *(f"witness.example/w{n}" for n in range(2, 6))}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_two_who_lie_leave_it_unpublished(
    panel: Panel, log: Log, publisher: Publisher, lie: Any
) -> None:
    """Never fail-open: below the quorum readers see the last checkpoint that had one."""
    grow(log)
    publisher.publish()
    shown = log.checkpoint()
    panel.each("w2 w4", lie)
    grow(log)
    reached = publisher.publish()
    assert (reached.state, reached.published, reached.signed) == ("integrated", 4, 7)
    assert log.checkpoint() == shown and log.state(6) == "integrated"
    with pytest.raises(NotIntegrated):
        log.prove(6)
    with pytest.raises(SignatureError):
        log.publish(log.signed())
    assert reached.warning is not None
    assert reached.warning.startswith(
        "recorded and signed; not cosigned yet: 3 of 5 witnesses answered (w2: "
    )
    assert [name for name, _ in reached.missing] == ["w2", "w4"]


def test_a_quorum_lost_and_regained(panel: Panel, log: Log, publisher: Publisher) -> None:
    grow(log)
    publisher.publish()
    panel.silence("w1 w2")
    for _ in range(3):
        grow(log)
        assert publisher.publish().state == "integrated"
    panel.mend()
    assert publisher.publish().state == "cosigned"
    assert log.policy.verify_checkpoint(log.checkpoint()).size == 13


def test_a_process_signs_nothing_before_a_quorum_was_heard(panel: Panel, log: Log) -> None:
    grow(log)
    panel.publisher(log).publish()
    panel.silence("w1 w2")
    grow(log)
    publisher = panel.publisher(log)
    reached = publisher.publish()
    assert (reached.state, reached.signed) == ("sequenced", 4)
    assert size_of(log.signed()) == 4
    assert reached.warning == (
        "recorded; not signed yet: 3 of 5 witnesses answered"
        " (w1: the server cannot be reached: Connection refused;"
        " w2: the server cannot be reached: Connection refused)"
    )
    panel.mend()
    assert publisher.publish().state == "cosigned"


def leave_behind(panel: Panel, log: Log, old: Path) -> None:
    """A copy of the log in `old`, of 4 entries, and witnesses that then saw 8."""
    grow(log)
    panel.publisher(log).publish()
    log.backup(old)
    grow(log, 4)
    panel.publisher(log).publish()


@pytest.mark.parametrize("heard", ["w1", "w1 w2 w3 w4 w5"])
def test_a_log_restored_from_an_old_copy_signs_nothing(
    panel: Panel, log: Log, heard: str, tmp_path: Path
) -> None:
    leave_behind(panel, log, tmp_path / "old")
    for name, hospital in panel.hospitals.items():
        if name not in heard:
            hospital.shows = lambda: None  # forgetful, or without this service
    with panel.open("old") as old:
        grow(old, 1)
        publisher = panel.publisher(old)
        for _ in range(2):
            with pytest.raises(HistoryRolledBack, match=r"witness w\d has seen 8 entries.* are 5"):
                publisher.publish()
        assert size_of(old.signed()) == size_of(old.checkpoint()) == 4
        assert old.state(4) == "sequenced"


@pytest.mark.parametrize("more", [4, 9])
def test_a_log_that_went_on_otherwise_signs_nothing(
    panel: Panel, log: Log, tmp_path: Path, more: int
) -> None:
    leave_behind(panel, log, tmp_path / "old")
    with panel.open("old") as old:
        grow(old, more, "other")
        with pytest.raises(HistoryForked, match="has seen 8 entries"):
            panel.publisher(old).publish()
        assert size_of(old.signed()) == 4


def test_a_rollback_met_only_when_cosigning_ends_it_too(
    panel: Panel, log: Log, tmp_path: Path
) -> None:
    """The quorum that was heard first had forgotten; one of them says otherwise afterwards."""
    leave_behind(panel, log, tmp_path / "old")
    with panel.open("old") as old:
        grow(old, 1)
        for hospital in panel.hospitals.values():
            first = iter([None])
            real = hospital.witness
            hospital.shows = lambda first=first, real=real: next(
                first, real.checkpoint(origin_hash(SIGNER.name))
            )
        publisher = panel.publisher(old)
        with pytest.raises(HistoryRolledBack, match="has seen 8 entries, here are 5"):
            publisher.publish()
        grow(old, 1)
        with pytest.raises(HistoryRolledBack):
            publisher.publish()
        assert size_of(old.signed()) == 5 and size_of(old.checkpoint()) == 4


def test_an_invented_sighting_stops_nobody(panel: Panel, log: Log, publisher: Publisher) -> None:
    """Larger trees count under the log's own signature alone."""
    text = b"example.org/log\n1000\n" + b"A" * 43 + b"=\n"
    forger = Signer("example.org/log", b"f" * 32)
    panel.hospitals["w3"].shows = lambda: forger.sign_note(text)
    panel.hospitals["w3"].manner = lambda *_: Reply(409, b"1000\n")
    grow(log)
    assert publisher.publish().state == "cosigned"


def test_witnesses_that_know_more_or_less_than_we_think(panel: Panel, log: Log) -> None:
    one, other = panel.publisher(log), panel.publisher(log)
    for turn in range(4):
        grow(log)
        assert (one, other)[turn % 2].publish().state == "cosigned"
    panel.silence("w5")
    grow(log)
    one.publish()
    panel.mend()
    grow(log)
    assert other.publish().missing == ()  # w5 is told from further back than the others


def test_two_processes_at_once(panel: Panel) -> None:
    with panel.open() as first, panel.open() as second:
        publishers = panel.publisher(first), panel.publisher(second)
        failures: list[BaseException] = []

        def run(log: Log, publisher: Publisher) -> None:
            try:
                for _ in range(8):
                    grow(log, 1)
                    publisher.publish()
            except BaseException as error:
                failures.append(error)

        threads = [
            threading.Thread(target=run, args=pair)
            for pair in zip((first, second), publishers, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert publishers[0].publish().state == "cosigned"
        assert first.policy.verify_checkpoint(first.checkpoint()).size == 17
        first.audit()


def test_slow_witnesses_are_heard_again(panel: Panel, log: Log, publisher: Publisher) -> None:
    def slow(hospital: Hospital, request: bytes) -> Reply:
        time.sleep(0.4)
        return hospital.cosigned(request)

    panel.each("w1", slow)
    grow(log)
    assert [name for name, _ in publisher.publish().missing] == ["w1"]
    time.sleep(0.6)
    panel.mend()
    rounds = []
    while len(rounds) < 20 and () not in rounds:  # more than one where the machine is slow too
        grow(log)
        rounds.append(publisher.publish().missing)
    assert () in rounds


def test_without_a_quorum_it_is_integrated_and_nobody_is_asked(tmp_path: Path) -> None:
    with Log.create(tmp_path / "log", SIGNER):
        pass
    with Log.open(tmp_path / "log", SIGNER) as log:
        grow(log)
        reached = Publisher(log, lambda *_: pytest.fail("asked")).publish()
        assert (reached.state, reached.warning, reached.quorum) == ("integrated", None, False)
        assert standing(log) == reached


def test_a_quorum_that_is_set_later_holds_from_then_on(panel: Panel, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "log")
    with Log.create(tmp_path / "log", SIGNER):
        pass
    with panel.open() as log:
        publisher = panel.publisher(log)
        grow(log)
        assert publisher.publish().state == "integrated"
        log.set_policy(panel.policy)
        assert standing(log).warning is not None
        assert publisher.publish().state == "cosigned"


def test_an_error_that_is_no_witness_s_word_is_not_swallowed(
    panel: Panel, log: Log, publisher: Publisher
) -> None:
    def broken(*_: object) -> Reply:
        raise RuntimeError("a defect")

    panel.each("w1", broken)
    grow(log)
    with pytest.raises(RuntimeError, match="a defect"):
        publisher.publish()


def test_a_policy_set_meanwhile_is_the_one_that_counts(
    panel: Panel, log: Log, publisher: Publisher
) -> None:
    keys = {name: hospital.witness.vkey for name, hospital in panel.hospitals.items()}
    stricter = group_policy([SIGNER.vkey], keys, 5)

    def change(hospital: Hospital, request: bytes) -> Reply:
        if hospital.asked == 1:
            log.set_policy(stricter)
        return Reply(500, b"")

    grow(log)
    panel.each("w1", change)
    reached = publisher.publish()
    assert (reached.state, reached.published) == ("integrated", 0)
    panel.mend()
    assert publisher.publish().state == "cosigned"
    assert len(parse_note(log.checkpoint()).signatures) == 6

"""Clocks that jump: keys of the log end by the clock, and nothing unsigned is ever shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from cohortium_ledger import Draft, LedgerError, Log, Signer, parse_note, verify_consistency
from cohortium_ledger.auditing.log_keys import binding
from cohortium_ledger.formats.checkpoint import parse_checkpoint

OLD = Signer("example.org/log", b"o" * 32)
NEW = Signer("example.org/log", b"n" * 32)
BEGIN, LATER, END = (f"20{year}-01-01T00:00:00.000Z" for year in (26, 27, 30))
BEFORE, AFTER = "1970-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"


def bound(signer: Signer, until: str | None) -> Draft:
    return Draft("key.bound", binding(OLD, signer, until), BEGIN)


def test_a_clock_beyond_the_end_of_all_keys_signs_nothing(tmp_path: Path) -> None:
    with Log.create(tmp_path / "ledger", OLD) as log:
        log.append([bound(OLD, END)])
    clock = [BEGIN]
    with Log.open(tmp_path / "ledger", OLD, clock=lambda: clock[0]) as log:
        note = log.integrate()
        assert log.append([Draft("model.trained", {}, LATER)]) == [1]
        clock[0] = AFTER
        with pytest.raises(LedgerError, match="no key may sign"):
            log.integrate()
        clock[0] = BEGIN
        assert log.signed() == log.checkpoint() == note
        assert parse_note(log.integrate()).verified_by([OLD.verifier])
        assert log.audit().size == 2


@pytest.mark.parametrize(
    "jumps",
    [
        (BEGIN, AFTER, BEGIN, AFTER),
        (AFTER, BEFORE, LATER, END),
        (BEFORE, BEFORE, AFTER, LATER),
        (END, LATER, BEFORE, AFTER),
    ],
)
def test_a_clock_that_jumps_over_a_change_of_keys(tmp_path: Path, jumps: tuple[str, ...]) -> None:
    with Log.create(tmp_path / "ledger", OLD) as log:
        log.append([bound(NEW, None), bound(OLD, END)])
    clock = [LATER]
    shown = []
    with Log.open(tmp_path / "ledger", OLD, successors=(NEW,), clock=lambda: clock[0]) as log:
        for turn, time in enumerate(jumps):
            clock[0] = time
            log.append([Draft("model.trained", {"turn": turn}, LATER)])
            note = log.integrate()
            signed = parse_note(note).verified_by([OLD.verifier, NEW.verifier])
            assert set(signed) == {NEW.verifier, *([OLD.verifier] if time < END else [])}
            shown.append(parse_checkpoint(parse_note(note).text))
            assert log.signed() == log.checkpoint() == note
    for time in (BEFORE, LATER, AFTER):  # it opens by any clock, and what was shown holds
        with Log.open(tmp_path / "ledger", OLD, successors=(NEW,), clock=lambda t=time: t) as log:
            assert log.audit().size == 2 + len(jumps)
            new = parse_checkpoint(parse_note(log.integrate()).text)
            for old in shown:
                proof = log.prove_consistency(old.size, new.size)
                verify_consistency(old.size, new.size, old.root, new.root, proof)

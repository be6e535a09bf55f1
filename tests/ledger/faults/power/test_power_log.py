"""Power cuts at any point of a real run of a log: what was acknowledged is there, one history goes on."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from cohortium_ledger import (
    Checkpoint,
    Draft,
    Entry,
    LedgerMissing,
    Log,
    Signer,
    parse_policy,
    verify_consistency,
)

SIGNER = Signer("example.org/log", b"s" * 32)
POLICY = parse_policy(f"log {SIGNER.vkey}\nquorum none\n")
TIME = "2026-01-31T09:30:00.000Z"

APPENDERS = """
import base64, os, sys, threading
from pathlib import Path
from cohortium_ledger import Cosigner, Draft, Log, Note, Signer, parse_checkpoint, parse_note
signer = Signer("example.org/log", b"s" * 32)
cosigner = Cosigner("w.example", 4, b"w" * 32)
where, time = Path(sys.argv[1]) / "home" / "ledger", sys.argv[2]

def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())

def work(log, name):
    for i in range(4):
        draft = Draft("model.trained", {"by": f"{name}-{i}", "pad": "x" * 700 * i}, time)
        say("acknowledged", f"{name}-{i}", *log.append([draft] * (1 + i % 3)))
        if i == 2:
            sign(log)

def sign(log):
    note = parse_note(log.integrate())
    say("signed", base64.b64encode(bytes(note)).decode())
    if log.policy.quorum != "none":
        lines = (*note.signatures, cosigner.cosign(note.text, 77))
        log.publish(bytes(Note(note.text, lines)))
        say("published", parse_checkpoint(note.text).size)

Log.create(where, signer).close()
say("created")
for session in range(4):
    with Log.open(where, signer) as log:
        # A long run comes to where the -wal file is written back and begun anew: here a short one.
        log._store._db.execute(f"PRAGMA wal_autocheckpoint = {session * 20}")
        threads = [threading.Thread(target=work, args=(log, f"s{session}t{t}")) for t in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        sign(log)
        if session == 1:
            log.rebuild_tiles()
        if session == 2:
            log.set_policy(f"log {signer.vkey}\\nwitness w {cosigner.vkey}\\nquorum w\\n")
            say("quorum")
"""


def check_log(left: Path, said: list[str], history: list[bytes]) -> None:
    """The log in the folder `left` keeps what was `said` of it, and can go on."""
    where = left / "home" / "ledger"
    try:
        log = Log.open(where, SIGNER)
    except LedgerMissing:
        assert not said
        log = Log.create(where, SIGNER)
    with log:
        entries = list(log.entries())
        assert entries == history[: len(entries)]
        heads = [check_line(line, log, entries) for line in said]
        assert log.append([Draft("model.trained", {"by": "later"}, TIME)]) == [len(entries)]
        new = POLICY.verify_checkpoint(log.integrate())
        assert new.size == len(entries) + 1
        for old in heads:
            if old is not None:
                proof = log.prove_consistency(old.size, new.size)
                verify_consistency(old.size, new.size, old.root, new.root, proof)
        assert log.audit().size == new.size


def check_line(line: str, log: Log, entries: list[bytes]) -> Checkpoint | None:
    """What was said is so; the checkpoint, when one was shown."""
    what, *words = line.split()
    if what == "acknowledged":
        name, *indices = words
        assert indices
        for index in map(int, indices):
            assert Entry.parse(entries[index]).body["by"] == name
    if what == "quorum":
        assert log.policy.quorum == "w"
    if what == "published":
        assert POLICY.verify_checkpoint(log.checkpoint()).size >= int(words[0])
        assert log.state(int(words[0]) - 1) == "cosigned"
    if what != "signed":
        return None
    note = base64.b64decode(words[0])
    assert note in [stored for _, stored in log._store.checkpoints()]
    return POLICY.verify_checkpoint(note)


def recorded(recorder: Callable[..., Any], program: str, root: Path) -> tuple[Any, list[bytes]]:
    """What the program did, and all entries that came of it."""
    recording = recorder(program, root, TIME)
    with Log.open(root / "home" / "ledger") as log:
        history = list(log.entries())
    assert sum(line.startswith("acknowledged") for _, line in recording.said) == 4 * 3 * 4
    return recording, history


def test_no_power_cut_makes_a_log_forget(
    tmp_path: Path, power_cuts: Callable[..., int], recorder: Callable[..., Any]
) -> None:
    recording, history = recorded(recorder, APPENDERS, tmp_path / "run")
    assert {event.call for event in recording.events} >= {"pwrite64", "fdatasync", "unlink"}
    said = [line.split()[0] for _, line in recording.said]
    assert {"created", "acknowledged", "signed", "quorum", "published"} == set(said)
    assert power_cuts(recording, 0.75, partial(check_log, history=history)) > 100


def test_a_log_that_does_not_sync_would_be_found_out(
    tmp_path: Path, power_cuts: Callable[..., int], recorder: Callable[..., Any]
) -> None:
    unsafe = APPENDERS.replace("wal_autocheckpoint = {session * 20}", "synchronous = NORMAL")
    assert unsafe != APPENDERS
    recording, history = recorded(recorder, unsafe, tmp_path / "run")
    with pytest.raises((AssertionError, IndexError)):
        power_cuts(recording, 0.75, partial(check_log, history=history))

"""Power cuts at any point of a witness's work: what it cosigned it never contradicts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from cohortium_ledger import LedgerMissing, Witness, parse_checkpoint, parse_note

WITNESS = """
import os, sys
from pathlib import Path
from cohortium_ledger import AddCheckpoint, Witness, parse_checkpoint, parse_note

def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())

where, requests = Path(sys.argv[1]) / "home" / "w", Path(sys.argv[2]).read_text().split()
Witness.create(where, "witness.example/w1").close()
say("created")
for session in range(5):
    with Witness.open(where, [sys.argv[3]]) as witness:
        witness._store._db.execute(f"PRAGMA wal_autocheckpoint = {session * 4}")
        for request in requests[session * 8 : session * 8 + 8]:
            asked = AddCheckpoint.parse(bytes.fromhex(request))
            answer = witness.add_checkpoint(bytes(asked))
            if answer.status == 200:
                say("cosigned", parse_checkpoint(parse_note(asked.checkpoint).text).size)
"""


def check_witness(left: Path, said: list[str], growing: Any) -> None:
    """The witness in the folder `left` cosigns nothing that contradicts what was `said`."""
    try:
        witness = Witness.open(left / "home" / "w", [growing.signer.vkey])
    except LedgerMissing:
        assert not said
        return
    answered = [int(line.split()[1]) for line in said if line.startswith("cosigned")]
    with witness:
        note = witness.checkpoint(hashlib.sha256(growing.signer.name.encode()).hexdigest())
        known = 0 if note is None else parse_checkpoint(parse_note(note).text).size
        assert known >= max(answered, default=0)
        for size in answered[-2:]:  # histories that part before what was cosigned
            for old in {0, size - 1, size, known}:
                fork = growing.request(old, known + 2, "other", size - 1)
                assert witness.add_checkpoint(fork).status in (409, 422)
        assert witness.add_checkpoint(growing.request(known, known + 2)).status == 200


@pytest.mark.parametrize("safe", [True, False], ids=["as it is", "not synced"])
def test_no_power_cut_makes_a_witness_forget(
    tmp_path: Path,
    power_cuts: Callable[..., int],
    recorder: Callable[..., Any],
    growing_log: Any,
    safe: bool,
) -> None:
    growing = growing_log()
    program = WITNESS
    if not safe:  # which would be found out
        program = WITNESS.replace("wal_autocheckpoint = {session * 4}", "synchronous = NORMAL")
        assert program != WITNESS
    requests = tmp_path / "requests"
    requests.write_text("\n".join(growing.request(n, n + 1).hex() for n in range(40)))
    recording = recorder(program, tmp_path / "run", str(requests), growing.signer.vkey)
    assert len(recording.said) == 41
    check = partial(check_witness, growing=growing)
    if safe:
        assert power_cuts(recording, 0.25, check) > 30
        return
    with pytest.raises(AssertionError):
        power_cuts(recording, 0.25, check)

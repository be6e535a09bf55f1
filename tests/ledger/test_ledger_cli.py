"""``cohortium ledger``: what it prints and how it ends."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cohortium_ledger import Checkpoint, Draft, Log, Signer, parse_policy, parse_proof

SIGNER = Signer("example.org/log", b"s" * 32)
TIME = "2026-01-31T09:30:00.000Z"
Run = Callable[..., tuple[int, bytes, str]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with Log.create(tmp_path / "home" / "ledger", SIGNER) as log:
        log.append([Draft("model.trained", {"study": f"s{i}"}, TIME) for i in range(5)])
        log.integrate()
        log.append([Draft("model.trained", {"study": "unsigned"}, TIME)])
    return tmp_path / "home"


@pytest.fixture
def run(cohortium: Any, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command of ``ledger`` at a home: its exit code, what it says, its errors."""

    def at(home: Path, *arguments: str) -> tuple[int, bytes, str]:
        monkeypatch.setenv("COHORTIUM_HOME", str(home))
        told: tuple[int, bytes, str] = cohortium("ledger", *arguments)
        return told

    return at


def test_what_it_prints_is_what_verifies(home: Path, tmp_path: Path, run: Run) -> None:
    code, text, error = run(home, "policy")
    assert (code, error) == (0, "")
    policy = parse_policy(text)
    assert text.decode() == f"log {SIGNER.vkey}\nquorum none\n"
    code, note, _ = run(home, "checkpoint")
    assert code == 0
    assert policy.verify_checkpoint(note).size == 5
    code, proof, _ = run(home, "prove", "3")
    assert code == 0
    with Log.open(home / "ledger") as log:
        assert proof == log.prove(3)
        parse_proof(proof).verify(log.entry(3), policy.verify_checkpoint(note))
    code, out, error = run(home, "export", str(tmp_path / "out"))
    assert (code, out, error) == (0, b"", "")
    assert (tmp_path / "out" / "checkpoint").read_bytes() == note
    code, out, _ = run(home, "audit", "--json")
    report = json.loads(out)
    assert (code, report["size"], report["checkpoint"]["size"]) == (0, 6, 5)
    code, out, _ = run(home, "audit")
    assert code == 0 and out.startswith(b"6 entries")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("prove", "6"), 2, "no entry 6"),
        (("prove", "5"), 1, "checkpoint holds it yet"),
        (("export", "{home}"), 2, "folder"),
        (("export", "{home}/ledger/ledger.sqlite"), 2, "not a folder"),
    ],
)
def test_refusals_are_one_line(
    home: Path, arguments: tuple[str, ...], code: int, words: str, run: Run
) -> None:
    got, out, error = run(home, *(a.replace("{home}", str(home)) for a in arguments))
    assert (got, out) == (code, b"")
    assert words in error and error.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [("checkpoint",), ("policy",), ("prove", "0"), ("audit",), ("export", "x")]
)
def test_a_home_without_a_ledger(tmp_path: Path, arguments: tuple[str, ...], run: Run) -> None:
    code, out, error = run(tmp_path, *arguments)
    assert (code, out) == (2, b"")
    assert "no ledger" in error and error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_an_audit_of_a_home_against_what_an_outsider_has(
    home: Path, tmp_path: Path, run: Run
) -> None:
    policy, kept, other = tmp_path / "policy", tmp_path / "kept", tmp_path / "other"
    policy.write_bytes(run(home, "policy")[1])
    kept.write_bytes(run(home, "checkpoint")[1])
    audit = ("audit", "--policy", str(policy), "--earlier")
    code, out, error = run(home, *audit, str(kept), "--json")
    assert (code, error, json.loads(out)["pinned"]) == (0, "", True)
    other.write_bytes(SIGNER.sign_note(bytes(Checkpoint(SIGNER.name, 3, bytes(32)))))
    code, out, error = run(home, *audit, str(other))
    assert (code, out) == (1, b"") and "size 3" in error and error.count("\n") == 1
    stranger = Signer.generate(SIGNER.name)
    policy.write_text(f"log {stranger.vkey}\nquorum none\n")
    code, out, error = run(home, *audit, str(kept))
    assert (code, out) == (1, b"") and "no log of the policy" in error
    policy.write_text("quorum none\n")
    code, out, error = run(home, *audit, str(kept))
    assert (code, out) == (2, b"") and "no log line" in error


def test_an_audit_that_fails_says_which_entry(home: Path, run: Run) -> None:
    db = sqlite3.connect(home / "ledger" / "ledger.sqlite")
    with db:
        db.execute("UPDATE entries SET data = CAST(replace(data, 's2', 's9') AS BLOB) WHERE n = 2")
    db.close()
    code, out, error = run(home, "audit")
    assert (code, out) == (1, b"")
    assert "entry 2 " in error and error.count("\n") == 1

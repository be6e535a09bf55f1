"""The log's key is changed: who accepts which checkpoint, before, during and after the overlap."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from cohortium_ledger import Draft, LedgerError, Log, SignatureError, Signer, parse_policy
from cohortium_ledger.auditing.log_keys import binding, ending, policy_text
from cohortium_ledger.errors import EntryError, KeysChanged, LedgerCorrupt
from cohortium_ledger.formats.checkpoint import Checkpoint
from cohortium_ledger.log.heads import sign

ORIGIN = "example.org/log"
OLD, NEW, THIEF = (Signer(ORIGIN, letter * 32) for letter in (b"o", b"n", b"t"))
POLICY = {key.vkey: parse_policy(f"log {key.vkey}\nquorum none\n") for key in (OLD, NEW)}
START, END, AFTER = (f"2026-0{month}-01T00:00:00.000Z" for month in (1, 2, 3))
DOCUMENT = {"title": "t", "digest": "0" * 64, "until": "2030-01-01", "commitment": "0" * 64}
STUDY = Draft("study.registered", {"study": "s", **DOCUMENT}, START)
GO = shutil.which("go")
SOURCES = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb")


def bound(key: Signer, until: str | None = None, by: Signer = OLD) -> Draft:
    return Draft("key.bound", binding(by, key, until), START)


def accepts(key: Signer, note: bytes) -> bool:
    try:
        POLICY[key.vkey].verify_checkpoint(note)
    except SignatureError:
        return False
    return True


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A ledger whose key is being changed until `END`."""
    with Log.create(tmp_path / "ledger", OLD) as log:
        log.append([STUDY])
        log.integrate()
        log.append([bound(NEW), bound(OLD, END)])
    return tmp_path / "ledger"


def at(time: str, ledger: Path, *keys: Signer) -> Log:
    return Log.open(ledger, keys[0], successors=keys[1:], clock=lambda: time)


def lines(log: Log) -> list[str]:
    return [line for line in bytes(log.policy).decode().splitlines() if line.startswith("log ")]


def test_the_stages(ledger: Path) -> None:
    with at(START, ledger, OLD, NEW) as log:
        note = log.integrate()
        assert accepts(OLD, note) and accepts(NEW, note)
        assert lines(log) == [f"log {OLD.vkey}", f"log {NEW.vkey}"]
        assert log.vkey == OLD.vkey
        log.audit()
    with at(END, ledger, OLD, NEW) as log:
        log.append([STUDY])
        note = log.integrate()
        assert accepts(NEW, note) and not accepts(OLD, note)
        assert lines(log) == [f"log {NEW.vkey}"]
        assert log.vkey == NEW.vkey
        log.audit()
    with at(AFTER, ledger, NEW) as log:
        log.append([STUDY])
        assert accepts(NEW, log.integrate())
        assert log.audit().size == 5
    with pytest.raises(LedgerError, match="not the one that signs"):
        at(AFTER, ledger, OLD)


@pytest.mark.parametrize("keys", [(OLD,), (NEW,)])
def test_one_of_two_keys_does_not_sign_alone(ledger: Path, keys: tuple[Signer, ...]) -> None:
    with at(START, ledger, *keys) as log, pytest.raises(KeysChanged):
        log.integrate()
    with Log.open(ledger) as log:
        assert log.signed() == log.checkpoint() and b"\n1\n" in log.signed()


def test_a_stolen_key_convinces_nobody_after_its_end(ledger: Path) -> None:
    with at(START, ledger, OLD, NEW) as log:
        log.integrate()
    with at(AFTER, ledger, NEW) as log:
        log.append([Draft("study.registered", {"study": "t", **DOCUMENT}, AFTER)])
        forged = sign(Checkpoint(ORIGIN, log.size, log.root(log.size)), [OLD])
        assert not accepts(NEW, forged)
        with pytest.raises(SignatureError):
            log.publish(forged)
        with log._store.writing():
            log._store.put_checkpoint(log.size, forged)
        with pytest.raises(LedgerCorrupt, match="not as signed"):
            log.audit()


def test_a_key_that_is_not_bound_does_not_sign(tmp_path: Path) -> None:
    with Log.create(tmp_path / "ledger", OLD) as log:
        log.append([STUDY])
    with at(START, tmp_path / "ledger", OLD, NEW) as log:
        note = log.integrate()
    assert accepts(OLD, note) and not accepts(NEW, note)
    with pytest.raises(LedgerError, match="not the one that signs"):
        at(START, tmp_path / "ledger", NEW)


def unsigned(body: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in body.items() if name not in ("by", "signature")}


@pytest.mark.parametrize(
    "body",
    [
        unsigned(binding(OLD, THIEF)),
        unsigned(ending(OLD, OLD.verifier, START)),
        binding(THIEF, THIEF),
        ending(THIEF, OLD.verifier, START),
        {**binding(THIEF, THIEF), "by": binding(OLD, NEW)["by"]},
        {**binding(OLD, NEW), "key": binding(OLD, THIEF)["key"]},
    ],
)
def test_who_may_append_binds_and_ends_no_key(tmp_path: Path, body: dict[str, str]) -> None:
    Log.create(tmp_path / "ledger", OLD).close()
    stolen = Draft("key.bound", body, START)
    with Log.open(tmp_path / "ledger", appending=True) as log:
        with pytest.raises(EntryError, match="key"):
            log.append([STUDY, stolen])
        assert (log.size, log.verifiers) == (0, (OLD.verifier,))
        log._sequencer.append([stolen], None)  # past the rules, into the store itself
        with pytest.raises(LedgerCorrupt, match="keys"):
            assert log.verifiers
    for signer in (OLD, THIEF):
        with pytest.raises(LedgerCorrupt, match="keys"):
            Log.open(tmp_path / "ledger", signer)


def test_an_ended_key_binds_none_and_a_binding_is_not_told_again(ledger: Path) -> None:
    first = binding(OLD, NEW)
    with Log.open(ledger, appending=True, clock=lambda: AFTER) as log:
        for body in (binding(OLD, THIEF), first, ending(OLD, OLD.verifier, AFTER)):
            with pytest.raises(EntryError, match="no end"):
                log.append([Draft("key.bound", body, START)])
        log.append([bound(THIEF, by=NEW), bound(THIEF, START, by=NEW)])
        with pytest.raises(EntryError, match="of its own"):
            log.append([bound(THIEF, by=NEW)])
        assert log.verifiers == (NEW.verifier,)


def test_an_export_goes_on_under_the_new_key(ledger: Path, tmp_path: Path) -> None:
    with at(START, ledger, OLD, NEW) as log:
        log.integrate()
        log.export(tmp_path / "out")
    with at(AFTER, ledger, NEW) as log:
        log.append([STUDY])
        log.integrate()
        log.export(tmp_path / "out")
    assert (tmp_path / "out" / "log.vkey").read_text() == f"{NEW.vkey}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "log {old}\nlog {new}\nquorum none\n"),
        ("quorum none\n", "log {old}\nlog {new}\nquorum none\n"),
        (
            "# ours\nlog {old} https://log.example\n\nquorum none\n",
            "# ours\nlog {old} https://log.example\nlog {new} https://log.example\n\nquorum none\n",
        ),
    ],
)
def test_policies_carry_the_keys_of_now(text: str, expected: str) -> None:
    names = {"old": OLD.vkey, "new": NEW.vkey}
    both = policy_text(text.format(**names), (OLD.verifier, NEW.verifier))
    assert both == expected.format(**names)
    assert policy_text(both, (NEW.verifier,)).count("log example") == 1


PROGRAM = """
package main

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/mod/sumdb/note"
)

func main() {
	data, _ := io.ReadAll(os.Stdin)
	for _, key := range os.Args[1:] {
		verifier, err := note.NewVerifier(key)
		if err != nil {
			panic(err)
		}
		_, err = note.Open(data, note.VerifierList(verifier))
		fmt.Println(err == nil)
	}
}
"""


@pytest.mark.skipif(
    GO is None or not SOURCES.is_dir(), reason="needs golang-go and golang-golang-x-mod-dev"
)
def test_go_accepts_each_stage_with_the_keys_of_it(ledger: Path, tmp_path: Path) -> None:
    program, binary = tmp_path / "check" / "main.go", tmp_path / "go-check"
    program.parent.mkdir()
    program.write_text(PROGRAM)
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "GO111MODULE": "off",
        "GOPATH": "/usr/share/gocode", "GOFLAGS": "-mod=mod",
    }  # fmt: skip
    build = [str(GO), "build", "-o", str(binary), str(program)]
    subprocess.run(build, check=True, env=environment, timeout=300)

    def opened(note: bytes) -> list[str]:
        done = subprocess.run(
            [str(binary), OLD.vkey, NEW.vkey], input=note, capture_output=True, timeout=60
        )
        return done.stdout.decode().split()

    with Log.open(ledger) as log:
        assert opened(log.signed()) == ["true", "false"]
    with at(START, ledger, OLD, NEW) as log:
        assert opened(log.integrate()) == ["true", "true"]
    with at(END, ledger, NEW) as log:
        log.append([STUDY])
        assert opened(log.integrate()) == ["false", "true"]

"""A hospital's key gives way to another: what it signed stays, what it wraps opens, its end is kept."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from cohortium.adapters.journal import Journal
from cohortium.adapters.keys import HospitalKey, load_key
from cohortium.adapters.vault.hospitals import Hospitals
from cohortium.adapters.vault.owners import Owners
from cohortium.bundle import verify
from cohortium.cli import run
from cohortium.errors import Conflict, Unavailable
from cohortium.flows import enrol
from cohortium.flows.consent_receipt import consent_receipt
from cohortium.flows.hospital_keys import rotate_hospital
from cohortium.wiring import open_home
from cohortium_ledger import Draft, Log, Signer
from cohortium_ledger.auditing.role_keys import role_binding, vouched_binding
from cohortium_ledger.errors import LedgerUncertain
from cohortium_ledger.log.connection import commit

DONE, NO, BAD_INPUT = 0, 1, 2
Copy = Callable[[Path], Path]
Entries = Callable[..., list[Any]]
Captured = pytest.CaptureFixture[str]
STUDY = "hearts"


def key_path(home: Path, hospital: str = "north") -> Path:
    return home / "keys" / "hospitals" / f"{hospital}.key"


def withdraw(home: Path, patient: str) -> None:
    with open_home(home) as installation:
        found = enrol.find_patients(installation, [patient])
        assert enrol.withdraw_consents(installation, STUDY, found, by="test").changed == 1
        installation.log.integrate()


def verified(home: Path, path: Path) -> bool:
    with open_home(home) as installation:
        policy = f"log {installation.log.vkey}\nquorum none\n"
    return verify(path, policy).verified


def audited(home: Path, captured: Captured) -> str:
    """What the audit refuses; empty when all is in order."""
    captured.readouterr()
    code = run(["ledger", "audit", "--home", str(home)])
    told = captured.readouterr().err
    assert (code == DONE) == (told == "")
    return told


def opens(home: Path) -> int:
    """How many patients of north there are, each with a data key that opens."""
    with open_home(home) as installation:
        patients = list(installation.vault.patients("north"))
        assert sum(1 for _ in installation.vault.records(patients)) > len(patients)
        return len(patients)


def append(home: Path, *bodies: tuple[str, dict[str, Any]]) -> int:
    """Append as somebody who has no key, and have the log sign it; the first one's entry."""
    with Log.open(home / "ledger", appending=True) as log:
        drafts = [Draft(kind, body, "2026-01-31T00:00:00.000Z") for kind, body in bodies]
        first = log.append(drafts)[0]
    with open_home(home) as installation:
        installation.log.integrate()
    return first


def consent(key: HospitalKey, commitment: str) -> tuple[str, dict[str, Any]]:
    body = {"study": STUDY, "hospital": "north", "method": "witnessed", "commitment": commitment}
    message = b"cohortium/consent.granted/v1\0" + rfc8785.dumps(body)
    return "consent.granted", {**body, "signature": key.sign(message)}


def test_a_rotation_from_end_to_end(
    published: Path, copy: Copy, tmp_path: Path, capsys: Captured, entries: Entries
) -> None:
    home, stick = copy(published), tmp_path / "stick" / "n.key"
    where = ("--home", str(home))
    stick.parent.mkdir()
    shutil.move(key_path(home), stick)
    old, patients = load_key(stick), 0
    with open_home(home) as installation:
        release = installation.state.releases()[0].id
        installation.vault.add_hospital("north", stick)
        consent_receipt(installation, STUDY, "north", "north-p3", tmp_path / "p3.zip")
        patients = len(list(installation.vault.patients("north")))
    assert run(["bundle", release, "-o", str(tmp_path / "before.zip"), *where]) == DONE
    assert run(["keys", "retire", "hospital", "north", *where]) == NO
    capsys.readouterr()
    assert run(["keys", "rotate", "hospital", "north", "--overlap", "7", "--json", *where]) == DONE
    told = json.loads(capsys.readouterr().out)
    new = load_key(stick)
    assert (told["old"], told["new"]) == (old.public, new.public) and old.public != new.public
    assert new.wrapping != old.wrapping and new.index == old.index
    assert sorted(path.name for path in stick.parent.iterdir()) == ["n.key"]
    assert opens(home) == patients
    withdraw(home, "north-p5")
    assert audited(home, capsys) == ""
    assert run(["keys", "rotate", "hospital", "north", *where]) == NO, "the first one still ends"
    append(home, consent(old, "1" * 64))
    assert audited(home, capsys) == "", "within the overlap"
    assert run(["bundle", release, "-o", str(tmp_path / "during.zip"), *where]) == DONE
    assert run(["keys", "retire", "hospital", "north", *where]) == DONE
    with open_home(home) as installation:
        consent_receipt(installation, STUDY, "north", "north-p5", tmp_path / "p5.zip")
        bound = [entry.body for entry in entries(installation, "key.bound")]
        assert installation.state.counts()["hospital"] == 2
    assert [("until" in body, "log" in body) for body in bound if body["name"] == "north"] == [
        (False, True), (False, False), (True, False), (True, False),
    ]  # fmt: skip
    assert run(["bundle", release, "-o", str(tmp_path / "after.zip"), *where]) == DONE
    for name in ("before", "during", "after", "p3", "p5"):
        assert verified(home, tmp_path / f"{name}.zip"), name
    assert run(["keys", "rotate", "hospital", "north", *where]) == DONE, "and once more"
    assert load_key(stick).index == old.index and opens(home) == patients
    assert audited(home, capsys) == ""
    late = append(home, consent(old, "2" * 64))
    assert f"entry {late} " in audited(home, capsys)
    assert run(["bundle", release, "-o", str(tmp_path / "late.zip"), *where]) == DONE
    assert not verified(home, tmp_path / "late.zip")


def test_the_old_file_opens_nothing_any_more(enrolled: Path, copy: Copy, capsys: Captured) -> None:
    home = copy(enrolled)
    stolen = key_path(home).read_bytes()
    with open_home(home) as running:  # another process, with the old key in its memory
        found = enrol.find_patients(running, ["north-p2"])
        assert run(["keys", "rotate", "hospital", "north", "--home", str(home)]) == DONE
        assert enrol.withdraw_consents(running, STUDY, found, by="test").changed == 1
    assert audited(home, capsys) == ""
    key_path(home).write_bytes(stolen)
    assert run(["consent", "withdraw", "--study", STUDY, "--patients", "all", "--home", str(home)])
    assert "is not the key of hospital north" in capsys.readouterr().err


def test_a_lost_key_ends_at_once_and_openly(
    enrolled: Path, copy: Copy, capsys: Captured, entries: Entries
) -> None:
    home = copy(enrolled)
    old = load_key(key_path(home))
    assert run(["keys", "rotate", "hospital", "north", "--lost", "--home", str(home)]) == DONE
    assert "is taken no more" in " ".join(capsys.readouterr().out.split())
    with open_home(home) as installation:
        told = entries(installation, "key.bound")[-1].body
    assert (told["lost"], told["name"], "until" in told) == (True, "north", False)
    withdraw(home, "north-p2")
    assert audited(home, capsys) == ""
    forged = append(home, consent(old, "1" * 64))
    assert f"entry {forged} (consent.granted) is not signed by" in audited(home, capsys)


MOMENTS: dict[str, tuple[type, str, bool]] = {
    "before the file": (Hospitals, "make_successor", False),
    "before the vault": (Owners, "rewrap", False),
    "within the vault": (Hospitals, "switch", False),
    "before the ledger": (Journal, "record", False),
    "after the ledger": (Hospitals, "promote", True),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_crash_is_finished_or_undone(
    enrolled: Path, copy: Copy, moment: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    home = copy(enrolled)
    old, patients = load_key(key_path(home)), opens(home)
    kind, name, done = MOMENTS[moment]

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, open_home(home) as installation:
        patch.setattr(kind, name, crash)
        with pytest.raises(KeyboardInterrupt):
            rotate_hospital(installation, "north", overlap=1)
    assert opens(home) == patients
    assert (load_key(key_path(home)).public != old.public) == done
    assert sorted(path.name for path in key_path(home).parent.iterdir()) == [
        "north.key", "south.key",
    ]  # fmt: skip
    withdraw(home, "north-p2")
    with open_home(home) as installation:
        if not done:
            rotate_hospital(installation, "north", overlap=1)
        assert installation.vault.hospital("north").public_key != old.public
    assert audited(home, capsys) == ""


@pytest.mark.parametrize("kept", [True, False])
def test_a_commit_that_failed_halfway_loses_no_key(
    enrolled: Path, copy: Copy, kept: bool, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """The entries stand, or come at the next opening: the new key must be there then."""
    home = copy(enrolled)
    old, patients = load_key(key_path(home)), opens(home)

    def fail(db: Any) -> None:
        if kept:
            commit(db)
        raise LedgerUncertain("whether it was recorded is not known")

    with monkeypatch.context() as patch, open_home(home) as installation:
        patch.setattr("cohortium_ledger.log.sqlite_store.commit", fail)
        patch.setattr("cohortium_ledger.log.sequencer.Sequencer._stands", lambda *_: False)
        with pytest.raises(LedgerUncertain):
            rotate_hospital(installation, "north", overlap=0)
    assert opens(home) == patients
    assert load_key(key_path(home)).public != old.public
    withdraw(home, "north-p2")
    assert audited(home, capsys) == ""


def test_nothing_is_signed_while_a_key_is_put_in_place(enrolled: Path, copy: Copy) -> None:
    home = copy(enrolled)
    with open_home(home) as installation:
        found = enrol.find_patients(installation, ["north-p2"])
        with (
            pytest.raises(RuntimeError),
            installation.vault.successions.succeeding("north", lambda: None),
        ):
            with pytest.raises(Unavailable, match="just being changed"):
                enrol.withdraw_consents(installation, STUDY, found, by="test")
            raise RuntimeError
        assert enrol.withdraw_consents(installation, STUDY, found, by="test").changed == 1


def test_an_intake_that_is_not_on_the_ledger_yet_comes_first(
    taken_in: Path,
    copy: Copy,
    tmp_path: Path,
    hospital_folder: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = copy(taken_in)
    records = hospital_folder(tmp_path / "more", "south", 3)
    with open_home(home) as other, open_home(home) as installation:
        with monkeypatch.context() as patch:
            patch.setattr(Journal, "_append_missing", _power_cut)
            with pytest.raises(KeyboardInterrupt):
                _take_in(other, records)
        with monkeypatch.context() as patch:
            patch.setattr(Journal, "recover", lambda _: None)  # the other process lives
            with pytest.raises(Conflict, match="still to reach the ledger"):
                rotate_hospital(installation, "north", overlap=0)
        rotate_hospital(installation, "north", overlap=0)
        installation.log.audit()


def _power_cut(*_: object) -> None:
    raise KeyboardInterrupt


def _take_in(installation: Any, path: Path) -> None:
    from cohortium.flows.intake import intake

    intake(
        path, hospital="north", vault=installation.vault, journal=installation.journal,
        clock=installation.clock, keys=installation.home.keys / "hospitals",
        reports=installation.home.reports,
    )  # fmt: skip


def forged_bindings(home: Path) -> dict[str, dict[str, Any]]:
    """Bindings of north's key as somebody would write them who can append and has no key."""
    with Log.open(home / "ledger") as log:
        origin = log.origin
    thief = Signer(origin, b"t" * 32)
    mine = base64.b64encode(thief.verifier.public_key).decode()

    def sign(message: bytes) -> str:
        return base64.b64encode(thief.sign(message)).decode()

    return {
        "unsigned": {"role": "hospital", "name": "north", "key": mine},
        "by itself": role_binding("hospital", "north", mine, by=mine, sign=sign),
        "as the log's": vouched_binding(thief, "hospital", "north", mine, lost=True),
        "a new hospital": vouched_binding(thief, "hospital", "west", mine),
        "receipts": role_binding("receipt", f"{origin}/receipts", mine, by=mine, sign=sign),
    }


@pytest.mark.parametrize(
    "case", ["unsigned", "by itself", "as the log's", "a new hospital", "receipts"]
)
def test_a_forged_binding_is_named(
    published: Path, copy: Copy, tmp_path: Path, capsys: Captured, case: str
) -> None:
    home = copy(published)
    forged = append(home, ("key.bound", forged_bindings(home)[case]))
    assert f"entry {forged} (key.bound) is a key that nobody vouches for" in audited(home, capsys)
    with open_home(home) as installation:
        release = installation.state.releases()[0].id
    bundle = tmp_path / "b.zip"
    assert run(["bundle", release, "-o", str(bundle), "--home", str(home)]) == DONE
    assert run(["verify", str(bundle)]) == NO
    told = capsys.readouterr()
    assert f"entry {forged} (key.bound)" in told.out + told.err


def test_wrong_uses(taken_in: Path, copy: Copy) -> None:
    where = ("--home", str(copy(taken_in)))
    for arguments in (
        ["rotate", "hospital"], ["rotate", "log", "north"], ["rotate", "log", "--lost"],
        ["rotate", "operator", "--key", "x"], ["retire", "operator"], ["rotate", "receipt"],
        ["rotate", "hospital", "north", "--overlap", "-1"],
    ):  # fmt: skip
        assert run(["keys", *arguments, *where]) == BAD_INPUT, arguments
    for command in ("rotate", "retire"):
        assert run(["keys", command, "hospital", "nowhere", *where]) == BAD_INPUT

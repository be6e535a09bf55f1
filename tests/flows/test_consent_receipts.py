"""A patient's own receipt holds for whoever has it, also when everything here was erased."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from cohortium.bundle import verify
from cohortium.bundle.layout import patient_members
from cohortium.cli import run
from cohortium.errors import BadInput, NotFound, Unavailable
from cohortium.flows import enrol
from cohortium.flows.consent_receipt import consent_receipt
from cohortium.flows.erase import erase
from cohortium.wiring import open_home

Copy = Callable[[Path], Path]
Members = dict[str, bytes]


@pytest.fixture(scope="module")
def made(enrolled: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A home, its policy, and the receipts of one who stays, one who left, and the one's twin."""
    root = tmp_path_factory.mktemp("receipts")
    home = root / "home"
    shutil.copytree(enrolled, home)
    with open_home(home) as installation:
        leaving = enrol.find_patients(installation, ["north-p30", "south-p31"])
        enrol.withdraw_consents(installation, "hearts", leaving, by="test")
        found = {}
        for patient in ("north-p3", "north-p30", "south-p31", "south-p3"):
            hospital = patient.partition("-")[0]
            path = root / f"{patient}.zip"
            found[patient] = consent_receipt(installation, "hearts", hospital, patient, path)
        policy = f"log {installation.log.vkey}\nquorum none\n"
        size = installation.log.size
    return {"root": root, "home": home, "policy": policy, "found": found, "size": size}


def read(made: Mapping[str, Any], patient: str) -> Members:
    with zipfile.ZipFile(made["root"] / f"{patient}.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write(path: Path, members: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def refused(made: Mapping[str, Any], path: Path, members: Mapping[str, bytes]) -> str:
    report = verify(write(path, members), made["policy"])
    assert not report.verified
    assert report.reason is not None
    return report.reason


def test_it_is_verified_and_says_what_it_shows(made: dict[str, Any]) -> None:
    report = verify(made["root"] / "north-p3.zip", made["policy"])
    assert report.verified, report.reason
    assert (report.kind, report.release, report.pinned) == ("consent", None, True)
    assert (report.index, report.size) == (made["found"]["north-p3"].index, made["size"])
    told = {check.name: check.detail for check in report.checks}
    assert list(told) == [
        "container", "members", "signature", "inclusion", "hospital", "consent", "study", "withdrawal",
    ]  # fmt: skip
    assert told["withdrawal"].startswith("none as of this receipt")
    left = verify(made["root"] / "north-p30.zip", made["policy"])
    assert left.verified, left.reason
    entry = made["found"]["north-p30"].withdrawn
    assert left.checks[-1].detail.endswith(f"entry {entry}")
    assert not verify(made["root"] / "north-p3.zip").pinned
    members = read(made, "north-p3")
    assert members.keys() == patient_members(withdrawn=False)
    assert json.loads(members["granted/opening.json"])["content"]["patient"] == "north-p3"
    assert json.loads(members["study.json"])["text"] == "We count hearts."


def test_another_s_policy_refuses_it(made: dict[str, Any], tmp_path: Path) -> None:
    from cohortium_ledger import Signer

    other = f"log {Signer.generate('log.example/other').vkey}\nquorum none\n"
    report = verify(made["root"] / "north-p3.zip", other)
    assert report.reason is not None and "another installation" in report.reason


def test_it_holds_after_the_erasure_when_nobody_makes_one(
    made: dict[str, Any], copy: Copy, tmp_path: Path
) -> None:
    with open_home(copy(made["home"])) as installation:
        erase(installation, "north", "north-p3", by="desk")
        with pytest.raises(Unavailable, match="only one") as caught:
            consent_receipt(installation, "hearts", "north", "north-p3", tmp_path / "again.zip")
        assert caught.value.code == "erased"
        assert list(tmp_path.glob("*.zip")) == []
        path = tmp_path / "other.zip"
        consent_receipt(installation, "hearts", "north", "north-p4", path)
    assert verify(made["root"] / "north-p3.zip", made["policy"]).verified
    assert verify(path, made["policy"]).verified


def test_any_changed_byte_is_refused(made: dict[str, Any], tmp_path: Path) -> None:
    members = read(made, "north-p30")
    for name, data in members.items():
        for at in sorted({*range(0, len(data), 7), len(data) - 1}):
            changed = bytes([*data[:at], data[at] ^ (0x01, 0x20, 0x80)[at % 3], *data[at + 1 :]])
            refused(made, tmp_path / "flipped.zip", {**members, name: changed})


def test_members_missing_or_added_are_refused(made: dict[str, Any], tmp_path: Path) -> None:
    members = read(made, "north-p30")
    for name in members:
        if name != "bundle.json":
            less = {other: data for other, data in members.items() if other != name}
            refused(made, tmp_path / "less.zip", less)
    more = {**members, "granted/more.json": b"{}"}
    assert "has no place" in refused(made, tmp_path / "more.zip", more)


def opening(members: Members, folder: str, **fields: Any) -> bytes:
    value = json.loads(members[f"{folder}/opening.json"])
    value["content"] |= fields
    return rfc8785.dumps(value)


FORGERIES: dict[str, tuple[Callable[[Members, Members, Members], Members], str]] = {
    "another patient's opening": (
        lambda own, other, _: {"granted/opening.json": other["granted/opening.json"]},
        "not what the ledger commits to",
    ),
    "another name in it": (
        lambda own, _, __: {"granted/opening.json": opening(own, "granted", patient="x")},
        "not what the ledger commits to",
    ),
    "another study's text": (
        lambda own, _, __: {
            "study.json": rfc8785.dumps(json.loads(own["study.json"]) | {"text": "All of it."})
        },
        "not the text that was agreed to",
    ),
    "another hospital's key": (
        lambda own, _, south: {
            name: south[name] for name in ("granted/key.json", "granted/key.tlog-proof")
        },
        "binds no key of the hospital",
    ),
    "another's withdrawal": (
        lambda own, _, south: {
            name: data for name, data in south.items() if name.startswith("withdrawn/")
        },
        "of another consent",
    ),
    "a consent as its own withdrawal": (
        lambda own, _, __: {
            name.replace("granted", "withdrawn"): data
            for name, data in own.items()
            if name.startswith("granted/")
        },
        "not consent.withdrawn",
    ),
    "a proof under another checkpoint": (
        lambda own, _, __: {
            "granted/key.tlog-proof": own["granted/key.tlog-proof"].replace(b"\n\n", b"\n\nx", 1)
        },
        "several checkpoints",
    ),
    "another index": (
        lambda own, _, __: {
            "bundle.json": rfc8785.dumps(json.loads(own["bundle.json"]) | {"index": 1})
        },
        "its consent of another",
    ),
    "another kind": (
        lambda own, _, __: {
            "bundle.json": rfc8785.dumps(json.loads(own["bundle.json"]) | {"kind": "release"})
        },
        "another kind",
    ),
}


@pytest.mark.parametrize(("forge", "reason"), FORGERIES.values(), ids=FORGERIES)
def test_forgeries_are_refused(
    made: dict[str, Any], tmp_path: Path, forge: Callable[..., Members], reason: str
) -> None:
    own, other, south = (read(made, name) for name in ("north-p3", "south-p3", "south-p31"))
    forged = {**own, **forge(own, other, south)}
    assert reason in refused(made, tmp_path / "forged.zip", forged)


def test_a_later_consent_is_the_one_proven(enrolled: Path, copy: Copy, tmp_path: Path) -> None:
    with open_home(copy(enrolled)) as installation:
        [who] = enrol.find_patients(installation, ["north-p9"])
        enrol.withdraw_consents(installation, "hearts", [who], by="test")
        again = enrol.grant_consents(installation, "hearts", [who], by="test")
        path = tmp_path / "again.zip"
        found = consent_receipt(installation, "hearts", "north", "MRNnorth000009", path)
        assert (found.index, found.withdrawn) == (again.size - 1, None)
        assert verify(path, f"log {installation.log.vkey}\nquorum none\n").verified


def test_nothing_to_prove_is_refused(taken_in: Path, copy: Copy, tmp_path: Path) -> None:
    path = tmp_path / "r.zip"
    with open_home(copy(taken_in)) as installation:
        with pytest.raises(NotFound, match="never consented"):
            consent_receipt(installation, "hearts", "north", "north-p3", path)
        with pytest.raises(NotFound, match="no such patient"):
            consent_receipt(installation, "hearts", "north", "nobody", path)
        with pytest.raises(NotFound, match="no study"):
            consent_receipt(installation, "other", "north", "north-p3", path)
        with pytest.raises(BadInput, match="folder that exists"):
            consent_receipt(installation, "hearts", "north", "north-p3", tmp_path / "no" / "r.zip")
    assert not path.exists()


def test_the_commands(
    enrolled: Path, copy: Copy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, home = tmp_path / "mine.zip", str(copy(enrolled))
    options = ["consent", "receipt", "--study", "hearts", "--hospital", "north"]
    assert run([*options, "--patient", "north-p3", "-o", str(path), "--home", home, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["receipt"] == str(path) and told["withdrawn"] is None
    assert run(["verify", str(path)]) == 0
    assert f"consent at entry {told['index']}" in capsys.readouterr().out
    assert path.stat().st_mode & 0o077 == 0, "it names the patient"

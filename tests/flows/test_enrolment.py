"""Patients opt in and out at the desk; the ledger shows that they did, and nothing of who."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from cohortium.cli.studies import read_list
from cohortium.errors import BadInput, Conflict, NotFound
from cohortium.flows import enrol
from cohortium.flows.intake import intake
from cohortium.records.record import PatientRef
from cohortium.wiring import Installation, open_home
from cohortium_ledger import open_commitment

Copy = Callable[[Path], Path]


def study(name: str, until: str = "2090-01-01", text: str = "Words.") -> bytes:
    return json.dumps({"id": name, "title": name, "text": text, "until": until}).encode()


def grant(installation: Installation, lines: Any, name: str = "hearts") -> enrol.Enrolled:
    found = enrol.find_patients(installation, lines)
    return enrol.grant_consents(installation, name, found, by="test")


def withdraw(installation: Installation, lines: Any, name: str = "hearts") -> enrol.Enrolled:
    found = enrol.find_patients(installation, lines)
    return enrol.withdraw_consents(installation, name, found, by="test")


def changes(done: enrol.Enrolled) -> tuple[int, int]:
    return done.changed, done.unchanged


def test_granted_withdrawn_and_granted_again(taken_in: Path, copy: Copy, entries: Any) -> None:
    with open_home(copy(taken_in)) as home:
        assert changes(grant(home, enrol.ALL)) == (140, 0)
        assert changes(grant(home, enrol.ALL)) == (0, 140)
        three = ["north-p9", "MRNsouth000011", "912-45-1020"]
        assert changes(withdraw(home, three)) == (3, 0)
        assert changes(withdraw(home, three)) == (0, 3)
        first = {entry.n for entry in entries(home, "consent.granted")}
        assert changes(grant(home, [*three, "north-p10"])) == (3, 1)
        counts = home.state.consent_counts("hearts")
        assert counts == {
            "granted": 143, "in_force": 140, "withdrawn": 3, "granted:witnessed": 143,
            "withdrawn:desk": 3,
        }  # fmt: skip
        withdrawn = {entry.body["consent"] for entry in entries(home, "consent.withdrawn")}
        assert len(withdrawn) == 3
        assert withdrawn < first
        assert changes(withdraw(home, three)) == (3, 0)  # the new consents, not the old ones
        again = {entry.body["consent"] for entry in entries(home, "consent.withdrawn")}
        assert len(again) == 6
        assert again - withdrawn == {e.n for e in entries(home, "consent.granted")} - first
        home.log.audit()


def test_a_list_counts_each_patient_once(taken_in: Path, copy: Copy) -> None:
    with open_home(copy(taken_in)) as home:
        same = ["north-p9", "MRNnorth000009", " Patient/north-p9 ", "", "north-p9"]
        assert changes(grant(home, same)) == (1, 3)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["north-p9", "north-p10", "Zebedee"], "line 3 .*no such patient"),
        (["", "", "nobody"], "line 3"),
        (["both-of-us"], "line 1 .*--hospital"),
        ([], "empty"),
        (["", "   "], "empty"),
        (["north-p9\0"], "line 1"),
        (["north-p9 north-p10"], "line 1"),
    ],
)
def test_one_wrong_line_refuses_the_whole_list(
    taken_in: Path, copy: Copy, tmp_path: Path, lines: list[str], message: str
) -> None:
    with open_home(copy(taken_in)) as home:
        for hospital in ("north", "south"):
            path = tmp_path / f"{hospital}.ndjson"
            path.write_text(json.dumps({"resourceType": "Patient", "id": "both-of-us"}))
            intake(
                path, hospital=hospital, vault=home.vault, journal=home.journal, clock=home.clock,
                keys=home.home.keys / "hospitals", reports=home.home.reports,
            )  # fmt: skip
        size = home.log.size
        with pytest.raises(BadInput, match=message) as refused:
            grant(home, lines)
        assert not any(line.strip() and line.strip() in str(refused.value) for line in lines)
        assert home.log.size == size
        [known] = enrol.find_patients(home, ["both-of-us"], hospital="south")
        assert known == PatientRef("south", "both-of-us")


def test_a_hospital_unknown_here_is_said(taken_in: Path, copy: Copy) -> None:
    with open_home(copy(taken_in)) as home:
        with pytest.raises(NotFound):
            enrol.find_patients(home, enrol.ALL, hospital="east")
        assert len(enrol.find_patients(home, enrol.ALL, hospital="south")) == 60


def test_a_study_that_ended_takes_nobody_and_lets_all_leave(taken_in: Path, copy: Copy) -> None:
    path = copy(taken_in)
    with open_home(path) as home:
        today = home.clock().date().isoformat()
        enrol.register_study(home, study("short", until=today), by="test")
        assert changes(grant(home, ["north-p9", "north-p10"], "short")) == (2, 0)
    with open_home(path, clock=lambda: datetime(2080, 1, 1, tzinfo=UTC)) as home:
        size = home.log.size
        with pytest.raises(Conflict, match="ended on"):
            grant(home, ["north-p11"], "short")
        assert home.log.size == size
        assert changes(withdraw(home, ["north-p9"], "short")) == (1, 0)
        with pytest.raises(BadInput, match="past"):
            enrol.register_study(home, study("late", until="2079-12-31"), by="test")


def test_studies_are_apart(taken_in: Path, copy: Copy) -> None:
    with open_home(copy(taken_in)) as home:
        enrol.register_study(home, study("lungs"), by="test")
        grant(home, ["north-p9"], "lungs")
        assert changes(withdraw(home, ["north-p9"])) == (0, 1)
        assert home.state.consent_counts("lungs")["in_force"] == 1
        for act in (grant, withdraw):
            with pytest.raises(NotFound, match="no study"):
                act(home, ["north-p9"], "livers")


def test_a_study_is_registered_once(taken_in: Path, copy: Copy) -> None:
    with open_home(copy(taken_in)) as home:
        assert enrol.register_study(home, study("lungs"), by="test") == "lungs"
        size = home.log.size
        assert enrol.register_study(home, study("lungs"), by="another") == "lungs"
        assert home.log.size == size
        with pytest.raises(Conflict, match="another text"):
            enrol.register_study(home, study("lungs", text="Other words."), by="test")
        assert enrol.read_study(home, "lungs")["text"] == "Words."


@pytest.mark.parametrize(
    "data",
    [
        b"north-p9\nnorth-p10\n",
        b"north-p9\r\nnorth-p10\r\n",
        b"\xef\xbb\xbfnorth-p9\r\nnorth-p10",
        b"\n\nnorth-p9\n  north-p10\t\n\n",
    ],
)
def test_lists_as_other_programs_save_them(
    taken_in: Path, copy: Copy, tmp_path: Path, data: bytes
) -> None:
    file = tmp_path / "list.txt"
    file.write_bytes(data)
    with open_home(copy(taken_in)) as home:
        found = enrol.find_patients(home, read_list(str(file)))
    assert [patient.id for patient in found] == ["north-p9", "north-p10"]


def test_a_list_in_another_encoding_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_bytes("Müller\n".encode("latin-1"))
    with pytest.raises(BadInput, match="UTF-8"):
        read_list(str(file))


def test_the_order_of_a_list_cannot_be_read_off_the_ledger(taken_in: Path, copy: Copy) -> None:
    with open_home(copy(taken_in)) as home:
        asked = enrol.find_patients(home, [f"north-p{n}" for n in range(60)])
        enrol.grant_consents(home, "hearts", asked, by="test")
        granted = [opening.owner for opening in home.vault.openings("consent.granted")]
        assert set(granted) == set(asked)
        assert granted != asked  # by chance once in 60! times
        enrol.withdraw_consents(home, "hearts", asked, by="test")
        left = [opening.owner for opening in home.vault.openings("consent.withdrawn")]
        assert set(left) == set(asked)
        assert left not in (asked, granted)


def test_the_ledger_shows_days_and_nothing_personal(
    enrolled: Path, copy: Copy, entries: Any, planted: list[str]
) -> None:
    with open_home(copy(enrolled)) as home:
        withdraw(home, [f"north-p{n}" for n in range(10, 20)])
        told = entries(home)
        for entry in entries(home, "consent.granted", "consent.withdrawn"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00\.000Z", entry.time)
            fields = {"study", "hospital", "method", "commitment", "signature"}
            assert entry.body.keys() - {"consent"} == fields
    everything = b"\n".join(entry.data for entry in told).lower()
    assert [word for word in planted if word.lower().encode() in everything] == []


def test_consents_and_withdrawals_are_signed_and_openable(
    enrolled: Path, copy: Copy, entries: Any
) -> None:
    with open_home(copy(enrolled)) as home:
        withdraw(home, ["south-p33", "north-p34"])
        keys = {entry.body["name"]: entry.body["key"] for entry in entries(home, "key.bound")}
        consents = {entry.n: entry for entry in entries(home, "consent.granted")}
        withdrawals = entries(home, "consent.withdrawn")
        for entry in [*consents.values(), *withdrawals]:
            _check_signature(entry, keys[entry.body["hospital"]])
            opening = home.vault.opening(entry.n)
            assert opening is not None
            assert opening.owner is not None
            assert opening.owner.hospital == entry.body["hospital"]
            assert open_commitment(entry.body["commitment"], opening.key, dict(opening.private))
            assert opening.private["by"] == "test"
            assert opening.private["at"][:10] == entry.time[:10]
        for entry in withdrawals:
            named = home.vault.opening(entry.body["consent"])
            mine = home.vault.opening(entry.n)
            assert named is not None
            assert mine is not None
            assert named.owner == mine.owner
            assert consents[entry.body["consent"]].body["hospital"] == entry.body["hospital"]


def _check_signature(entry: Any, key: str) -> None:
    body = {name: value for name, value in entry.body.items() if name != "signature"}
    message = b"cohortium/" + entry.type.encode() + b"/v1\0" + rfc8785.dumps(body)
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key))
    public.verify(base64.b64decode(entry.body["signature"]), message)


CHILD = """
import sys
from pathlib import Path
from cohortium.flows import enrol
from cohortium.wiring import open_home
with open_home(Path(sys.argv[1])) as home:
    everybody = enrol.find_patients(home, enrol.ALL)
    print("ready", flush=True)
    sys.stdin.readline()
    act = getattr(enrol, sys.argv[2])
    print(act(home, "hearts", everybody, by="test").changed, flush=True)
"""


@pytest.mark.parametrize("act", ["grant_consents", "withdraw_consents"])
def test_two_at_the_desk_at_once_never_do_it_twice(
    taken_in: Path, enrolled: Path, copy: Copy, entries: Any, act: str
) -> None:
    path = copy(taken_in if act == "grant_consents" else enrolled)
    children = [
        subprocess.Popen(
            [sys.executable, "-c", CHILD, str(path), act], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, env={**os.environ},
        )
        for _ in range(2)
    ]  # fmt: skip
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    changed = [int(child.communicate()[0]) for child in children]
    assert [child.returncode for child in children] == [0, 0]
    assert sorted(changed) == [0, 140]
    with open_home(path) as home:
        home.log.audit()
        kind = "consent.granted" if act == "grant_consents" else "consent.withdrawn"
        owners = [opening.owner for opening in home.vault.openings(kind)]
        assert len(owners) == len(set(owners)) == len(entries(home, kind)) == 140


def test_all_is_who_was_sent_and_all_may_leave(taken_in: Path, copy: Copy, tmp_path: Path) -> None:
    """A patient known by reference alone is enrolled only when named, and leaves with all."""
    source = tmp_path / "more.ndjson"
    condition = {"resourceType": "Condition", "id": "x", "subject": {"reference": "Patient/ghost"}}
    source.write_text(json.dumps(condition))
    with open_home(copy(taken_in)) as home:
        intake(
            source, hospital="north", vault=home.vault, journal=home.journal, clock=home.clock,
            keys=home.home.keys / "hospitals", reports=home.home.reports,
        )  # fmt: skip
        ghost = PatientRef("north", "ghost")
        assert enrol.find_patients(home, ["ghost"]) == [ghost]
        everybody = enrol.find_patients(home, enrol.ALL)
        assert (len(everybody), ghost in everybody) == (140, False)
        assert ghost in enrol.find_patients(home, enrol.ALL, sent_only=False)

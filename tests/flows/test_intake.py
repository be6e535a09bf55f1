"""Records come in from files; a re-run changes nothing; a killed intake leaves a home that opens."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cohortium.adapters.journal import Journal
from cohortium.adapters.keys import create_key
from cohortium.adapters.vault import Vault
from cohortium.errors import BadInput, Conflict, Unavailable
from cohortium.flows.intake import Intake, intake
from cohortium_ledger import Entry, Log, Signer
from cohortium_ledger.errors import LedgerUnavailable

KEY = bytes(range(32))
NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
EVERY = 1 if "CRASH_POINTS" in os.environ else 2  # `make torture` waits for each of the delays


class House:
    """A vault and a ledger in a folder, opened anew for each use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.signer = Signer.generate("log.example.org/test")
        Vault.create(folder / "vault" / "vault.db", KEY).close()
        Log.create(folder / "ledger", self.signer).close()
        (folder / "log.skey").write_text(self.signer.skey)

    def take(self, path: Path, hospital: str = "north", **more: Any) -> Intake:
        with (
            Vault.open(self.folder / "vault" / "vault.db", KEY) as vault,
            Log.open(self.folder / "ledger", self.signer) as log,
        ):
            journal = Journal(vault, log)
            journal.recover()
            return intake(
                path, hospital=hospital, vault=vault, journal=journal, clock=lambda: NOW,
                keys=self.folder / "keys", reports=self.folder / "reports", validate="none", **more,
            )  # fmt: skip

    def entries(self) -> list[Entry]:
        with Log.open(self.folder / "ledger", self.signer) as log:
            log.audit()
            return [Entry.parse(data) for data in log.entries()]

    def hospitals(self) -> list[str]:
        with Vault.open(self.folder / "vault" / "vault.db", KEY) as vault:
            return [hospital.name for hospital in vault.hospitals()]

    def stored(self) -> list[str]:
        with Vault.open(self.folder / "vault" / "vault.db", KEY) as vault:
            return sorted(json.loads(c)["id"] for _, _, c in vault.records(list(vault.patients())))


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def patients(folder: Path, count: int, *, city: str = "Troy", extra: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    lines = [
        json.dumps(
            {
                "resourceType": "Patient",
                "id": f"p{n}",
                "gender": "female",
                "address": [{"city": city}],
            }
        )
        for n in range(count)
    ]
    (folder / "Patient.ndjson").write_text("\n".join(lines) + "\n" + extra)
    return folder


def counts(result: Intake) -> tuple[int, int, int, int]:
    return result.accepted, result.rejected, result.unchanged, result.superseded


def test_in_again_and_changed(house: House, tmp_path: Path) -> None:
    source = patients(tmp_path / "in", 5)
    first = house.take(source)
    assert counts(first) == (5, 0, 0, 0)
    assert first.index == 1
    again = house.take(source)
    assert counts(again) == (0, 0, 5, 0)
    assert again.index is None
    changed = house.take(patients(tmp_path / "in", 6, city="Ithaca"))
    assert counts(changed) == (1, 0, 0, 5)
    entries = house.entries()
    assert [entry.type for entry in entries] == ["key.bound", "intake.received", "intake.received"]
    assert [entry.body.get("records") for entry in entries] == [None, 5, 6]
    assert entries[1].time == "2026-03-04T05:06:07.000Z"


def test_the_report_has_files_lines_and_reasons_alone(house: House, tmp_path: Path) -> None:
    source = patients(
        tmp_path / "in", 2, extra='{"resourceType": "Patient", "name": "Zebedee"}\n{"resour'
    )
    result = house.take(source)
    assert counts(result) == (2, 2, 0, 0)
    text = result.report.read_text()
    report = json.loads(text)
    assert [(i["level"], i["line"]) for i in report["issues"]] == [("rejected", 3), ("rejected", 4)]
    assert report["accepted"] == 2
    assert "Zebedee" not in text
    assert [path.name for path in (tmp_path / "reports").iterdir()] == [result.report.name]


def test_everything_rejected_is_a_report(house: House, tmp_path: Path) -> None:
    source = patients(tmp_path / "in", 0, extra='{"resourceType": "Patient"}\n')
    result = house.take(source)
    assert counts(result) == (0, 1, 0, 0)
    assert result.index is None
    assert house.entries() == []
    assert not (tmp_path / "keys").exists()
    assert house.hospitals() == []


def empty(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.mark.parametrize("make", [empty, lambda folder: folder / "nowhere"])
def test_nothing_to_read_changes_nothing(house: House, tmp_path: Path, make: Any) -> None:
    with pytest.raises(BadInput):
        house.take(make(tmp_path / "in"))
    assert house.entries() == []
    assert not (tmp_path / "keys").exists()


def test_a_key_of_its_own_outside_the_home(house: House, tmp_path: Path) -> None:
    source, key = patients(tmp_path / "in", 1), tmp_path / "elsewhere" / "n.key"
    house.take(source, key_path=key)
    assert key.exists()
    assert not (tmp_path / "keys").exists()
    create_key(tmp_path / "other.key")
    with pytest.raises(Conflict):
        house.take(source, key_path=tmp_path / "other.key")
    key.chmod(0o644)
    with pytest.raises(BadInput, match="chmod 600"):
        house.take(source)


def test_a_reader_that_fails_midway_leaves_nothing(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cohortium.flows import intake as flow

    source = patients(tmp_path / "in", 1300)
    whole = flow.read

    def broken(path: Path, **more: Any) -> Iterator[Any]:
        yield next(whole(path, **more))
        raise BadInput("Patient.ndjson vanished")

    with monkeypatch.context() as patched:
        patched.setattr(flow, "read", broken)
        with pytest.raises(BadInput, match="vanished"):
            house.take(source)
    assert house.stored() == house.hospitals() == house.entries() == []
    assert list((tmp_path / "reports").iterdir()) == []
    assert not (tmp_path / "keys").exists()
    assert counts(house.take(source)) == (1300, 0, 0, 0)


def test_one_key_serves_one_hospital(house: House, tmp_path: Path) -> None:
    key = tmp_path / "shared.key"
    house.take(patients(tmp_path / "in", 2), key_path=key)
    with pytest.raises(Conflict, match=r"that of hospital north.*a key of its own"):
        house.take(patients(tmp_path / "south", 3, city="Ithaca"), "south", key_path=key)
    assert house.hospitals() == ["north"]
    assert house.stored() == ["p0", "p1"]
    assert len(house.entries()) == 2


def test_two_contents_of_one_id_taken_in_again(house: House, tmp_path: Path) -> None:
    source = patients(tmp_path / "in", 2)
    more = (source / "Patient.ndjson").read_text().replace("Troy", "Ithaca")
    (source / "Patient.ndjson").write_text((source / "Patient.ndjson").read_text() + more)
    assert counts(house.take(source)) == (2, 0, 0, 2)
    for _ in range(2):
        again = house.take(source)
        assert (counts(again), again.index) == ((0, 0, 4, 0), None)


def test_patients_known_by_reference_alone_are_counted(house: House, tmp_path: Path) -> None:
    condition = {"resourceType": "Condition", "subject": {"reference": "Patient/p9"}}
    extra = "".join(json.dumps({**condition, "id": f"c{n}"}) + "\n" for n in range(3))
    result = house.take(patients(tmp_path / "in", 2, extra=extra))
    assert result.not_sent == json.loads(result.report.read_text())["not_sent"] == 1
    assert house.take(patients(tmp_path / "in", 10)).not_sent == 0


def test_a_ledger_that_fails_after_the_vault_stands(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = patients(tmp_path / "in", 3)
    append = Log.append

    def full(log: Log, drafts: Any, **more: Any) -> list[int]:
        if drafts[0].type == "intake.received":
            raise LedgerUnavailable("the disk is full; nothing was recorded")
        return append(log, drafts, **more)

    with monkeypatch.context() as patched:
        patched.setattr(Log, "append", full)
        with pytest.raises(Unavailable, match=r"^taken in; its ledger entry follows") as caught:
            house.take(source)
    assert "nothing was recorded" not in str(caught.value)
    [report] = (tmp_path / "reports").iterdir()
    assert str(report) in str(caught.value)
    assert json.loads(report.read_text())["accepted"] == 3
    again = house.take(source)
    assert (counts(again), again.index) == ((0, 0, 3, 0), None)
    assert [entry.type for entry in house.entries()] == ["key.bound", "intake.received"]


def test_progress_is_told(house: House, tmp_path: Path) -> None:
    told: list[int] = []
    source = patients(tmp_path / "in", 1300, extra='{"resourceType": "Patient"}\n')
    house.take(source, progress=told.append)
    assert told == sorted(told)
    assert len(told) > 1
    assert told[-1] == 1301, "rejected ones were read too"


CHILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from cohortium.adapters.journal import Journal
from cohortium.adapters.vault import Vault
from cohortium.flows.intake import intake
from cohortium_ledger import Log, Signer
folder = Path(sys.argv[1])
vault = Vault.open(folder / "vault" / "vault.db", bytes(range(32)))
log = Log.open(folder / "ledger", Signer.from_skey((folder / "log.skey").read_text()))
journal = Journal(vault, log)
journal.recover()
print("ready", flush=True)
intake(folder / "in", hospital="north", vault=vault, journal=journal, clock=lambda: datetime.now(UTC),
       keys=folder / "keys", reports=folder / "reports", validate="none")
print("done", flush=True)
"""


def test_killed_at_any_moment(house: House, tmp_path: Path, forked: Any) -> None:
    """kill -9 after delays spread over the intake: all of it stands, or none, and never twice."""
    patients(tmp_path / "in", 4000)
    for delay in (0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8)[::EVERY]:
        begun = forked(CHILD, tmp_path)
        assert begun.line() == "ready\n"
        time.sleep(delay)
        begun.kill()
        begun.end()
        acknowledged = [e.type for e in house.entries()].count("intake.received")
        assert acknowledged <= 1
        assert len(house.stored()) in (0, 4000)
    result = house.take(tmp_path / "in")
    assert counts(result) in ((4000, 0, 0, 0), (0, 0, 4000, 0))
    received = [e.body["records"] for e in house.entries() if e.type == "intake.received"]
    assert received == [4000]
    assert len(house.stored()) == 4000

"""An erased patient is gone from the disk; what was proven stays proven; everybody else goes on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cohortium.bundle import verify
from cohortium.cli import run
from cohortium.errors import BadInput, Conflict, NotFound, Unavailable
from cohortium.flows import ask, enrol
from cohortium.flows.bundle import bundle
from cohortium.flows.erase import erase
from cohortium.flows.exclusion import excluded_subjects
from cohortium.flows.grant import operator_grant
from cohortium.flows.intake import intake
from cohortium.flows.publish import publish
from cohortium.flows.receipt import receipt
from cohortium.flows.record_check import check_path
from cohortium.records.record import PatientRef
from cohortium.release.policy import Policy
from cohortium.wiring import Installation, open_home
from erasure_traces import WHO, holding, owner_of, secrets_of

Copy = Callable[[Path], Path]
TWIN = PatientRef("south", "south-p3")
SQL = "select sex, count(*) as n from subjects group by sex"


def take_in(home: Installation, path: Path, hospital: str) -> Any:
    return intake(
        path, hospital=hospital, vault=home.vault, journal=home.journal, clock=home.clock,
        keys=home.home.keys / "hospitals", reports=home.home.reports,
    )  # fmt: skip


@pytest.fixture
def home(published: Path, copy: Copy) -> Path:
    return copy(published)


def test_nothing_on_disk_opens_it_any_more(home: Path, planted: list[str]) -> None:
    secrets = secrets_of(home, owner_of(home, WHO))
    assert {"data key", "name", "aliases 0", "blocks 0", "opening 0"} <= secrets.keys()
    assert holding(home, secrets) == secrets.keys(), "they can be found where they are"
    with open_home(home) as installation:
        done = erase(installation, "north", "north-p3", by="desk", reason="asked by letter")
        assert done.withdrawn == 2
        assert holding(home, secrets) == set(), "also while the home is still open"
        assert installation.vault.erasures.pending() == []
    assert holding(home, secrets) == set()
    words = {word: word.encode() for word in planted if word.startswith(("north-p3", "MRN"))}
    for path in home.rglob("*"):
        assert not any(word in path.read_bytes() for word in words.values() if path.is_file())


def test_the_ledger_says_so_and_names_nobody(home: Path, entries: Any) -> None:
    with open_home(home) as installation:
        done = erase(installation, "north", "Patient/north-p3", by="desk", reason="moved away")
        installation.log.integrate()
        installation.log.audit()
        [entry] = entries(installation, "erasure.done")
        assert (entry.n, entry.body["hospital"]) == (done.index, "north")
        assert tuple(entry.body["entries"]) == done.entries
        kinds = [entries(installation)[n].type for n in done.entries]
        assert kinds == ["consent.granted", "consent.withdrawn"]
        assert entry.time.endswith("T00:00:00.000Z")
        assert entry.body.keys() == {"entries", "hospital", "erasure", "commitment", "signature"}
        for index in done.entries:
            with pytest.raises(Unavailable, match="was erased") as caught:
                installation.vault.opening(index)
            assert caught.value.code == "erased"
        opening = installation.vault.opening(done.index)
        assert opening is not None and opening.private["reason"] == "moved away"
        assert "north-p3" not in json.dumps(opening.private)


def test_the_same_person_leaves_elsewhere_too(home: Path) -> None:
    """What could be recognized before cannot be afterwards: so it is said of each consent."""
    with open_home(home) as installation:
        release = installation.state.latest("d-hearts")
        opening = installation.vault.opening(release.index)
        assert opening is not None
        consents = enrol.consents_in_force(installation, "hearts")
        subject = opening.private["consents"][str(consents[WHO])]
        assert subject == opening.private["consents"][str(consents[TWIN])]
        erase(installation, "north", "north-p3", by="desk")
        left = enrol.consents_in_force(installation, "hearts")
        assert consents.keys() - left.keys() == {WHO, TWIN}
        size = installation.state.refresh()
        assert excluded_subjects(installation, release, size).subjects == (subject,)


def test_who_left_elsewhere_after_the_release_stays_out(
    taken_in: Path, copy: Copy, tmp_path: Path
) -> None:
    """The twin consents and leaves after the release, and is erased: their rows stay out of answers."""
    with open_home(copy(taken_in)) as installation:
        north = enrol.find_patients(installation, enrol.ALL, hospital="north")
        enrol.grant_consents(installation, "hearts", north, by="test")
        publish(installation, "hearts", Policy())
        release = installation.state.latest("d-hearts")
        opening = installation.vault.opening(release.index)
        assert opening is not None
        subject = opening.private["consents"][
            str(enrol.consents_in_force(installation, "hearts")[WHO])
        ]
        enrol.grant_consents(installation, "hearts", [TWIN], by="test")
        enrol.withdraw_consents(installation, "hearts", [TWIN], by="test")
        before = excluded_subjects(installation, release, installation.state.refresh())
        assert (before.subjects, before.consents) == ((subject,), 0)
        assert erase(installation, "south", "south-p3", by="desk").withdrawn == 1  # at north
        after = excluded_subjects(installation, release, installation.state.refresh())
        assert after.subjects == (subject,)
        assert WHO not in enrol.consents_in_force(installation, "hearts")


def test_bundles_before_and_after_are_verified(home: Path, tmp_path: Path) -> None:
    with open_home(home) as installation:
        policy = f"log {installation.log.vkey}\nquorum none\n"
        release = installation.state.latest("d-hearts").id
        answer = ask.ask(installation, operator_grant(installation, "d-hearts"), "d-hearts", SQL)
        told = receipt(installation, answer)
        (tmp_path / "answer.json").write_text(json.dumps({"rows": [], "receipt": told}))

        def make(when: str) -> list[Path]:
            paths = [tmp_path / f"release-{when}.zip", tmp_path / f"receipt-{when}.zip"]
            bundle(installation, release, paths[0])
            bundle(installation, str(tmp_path / "answer.json"), paths[1])
            return paths

        made = make("before")
        erase(installation, "north", "north-p3", by="desk")
        made += make("after")
    for path in made:
        report = verify(path, policy)
        assert report.verified, (path.name, report.reason)


def test_everybody_else_goes_on(home: Path, hospitals: Path) -> None:
    with open_home(home) as installation:
        erase(installation, "north", "north-p3", by="desk")
        grant = operator_grant(installation, "d-hearts")
        before = ask.ask(installation, grant, "d-hearts", SQL)
        assert before.content["withdrawals_in_force"] == 2
        made = publish(installation, "hearts", Policy())
        assert made.persons["eligible"] == 138
        ask.ask(installation, grant, "d-hearts", SQL)
        [other] = installation.vault.resolve("north-p4", "north")
        enrol.withdraw_consents(installation, "hearts", [other], by="test")
        enrol.grant_consents(installation, "hearts", [other], by="test")
    with open_home(home) as installation:
        installation.log.audit()
        assert installation.vault.unsent("north") == 0


def test_an_export_does_not_bring_them_back(home: Path, hospitals: Path, tmp_path: Path) -> None:
    source = tmp_path / "again"
    shutil.copytree(hospitals / "north", source)
    extra = {"resourceType": "Patient", "id": "north-new", "birthDate": "1950-01-01"}
    lines = (source / "Patient.ndjson").read_text().replace("Quagmire", "Brookside")
    (source / "Patient.ndjson").write_text(lines + json.dumps(extra) + "\n")
    with open_home(home) as installation:
        erase(installation, "north", "north-p3", by="desk")
        size = installation.log.size
        done = take_in(installation, source, "north")
        # a patient, three visits, three heart rates and a condition are refused
        assert (done.rejected, done.accepted, done.superseded) == (8, 1, 79)
        report = json.loads(done.report.read_text())
        [issue] = report["issues"]
        assert issue["reason"].startswith("8 records are of patients who were erased")
        assert "north-p3" not in done.report.read_text()
        assert installation.log.size == size + 1
        assert installation.vault.resolve("north-p3", "north") == []
        assert installation.vault.resolve("MRNnorth000003", "north") == []
        with pytest.raises(NotFound):
            list(installation.vault.records([WHO]))
        publish(installation, "hearts", Policy())
        again = erase(installation, "north", "north-p3", by="desk")
        assert again.before and again.index < size


def test_a_record_check_says_erased(home: Path, hospitals: Path) -> None:
    with open_home(home) as installation:
        erase(installation, "north", "north-p3", by="desk")
        file = hospitals / "north" / "Patient.ndjson"
        found = check_path(file, "north", vault=installation.vault, log=installation.log)
    verdicts = {checked.id: checked.verdict for checked in found}
    assert verdicts.pop("north-p3") == "erased"
    assert set(verdicts.values()) == {"genuine"}


def test_a_patient_without_consent_is_erased_too(taken_in: Path, copy: Copy) -> None:
    path = copy(taken_in)
    secrets = secrets_of(path, owner_of(path, WHO))
    with open_home(path) as installation:
        done = erase(installation, "north", "north-p3", by="desk")
        assert (done.entries, done.withdrawn) == ((), 0)
        installation.vault.check_batches(["north", "south"])
        installation.log.audit()
    assert holding(path, secrets) == set()


def test_two_at_once_are_one_erasure(
    home: Path, entries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*_: Any) -> int:
        monkeypatch.undo()
        with open_home(home) as other:
            assert not erase(other, "north", "north-p3", by="desk").before
        return 0

    with open_home(home) as installation:
        monkeypatch.setattr("cohortium.flows.erase._withdraw", meanwhile)
        assert erase(installation, "north", "north-p3", by="desk").before
        assert len(entries(installation, "erasure.done")) == 1


def test_who_enrols_again_meanwhile_is_not_erased(
    home: Path, entries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_home(home) as installation:
        monkeypatch.setattr("cohortium.flows.erase._withdraw", lambda *_: 0)
        with pytest.raises(Conflict, match="enrolled again"):
            erase(installation, "north", "north-p3", by="desk")
        assert entries(installation, "erasure.done") == []
        assert installation.vault.erasures.pending() == []
        assert WHO in enrol.consents_in_force(installation, "hearts")


def test_a_ledger_that_takes_no_entry_destroys_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise Unavailable("the disk is full")

    with open_home(home) as installation:
        with monkeypatch.context() as patched:
            patched.setattr("cohortium.adapters.vault.openings.Openings.store", full)
            patched.setattr("cohortium.flows.erase._withdraw", lambda *_: 0)
            patched.setattr("cohortium.flows.erase._in_force", lambda *_: set())
            with pytest.raises(Unavailable, match="full"):
                erase(installation, "north", "north-p3", by="desk")
        assert list(installation.vault.records([WHO]))
        erase(installation, "north", "north-p3", by="desk")
        assert installation.vault.resolve("north-p3", "north") == []


def test_unknown_and_ambiguous_patients_are_refused(home: Path) -> None:
    with open_home(home) as installation:
        size = installation.log.size
        with pytest.raises(NotFound, match="no such patient"):
            erase(installation, "north", "nobody", by="desk")
        with pytest.raises(NotFound, match="no hospital"):
            erase(installation, "west", "north-p3", by="desk")
        with pytest.raises(BadInput, match="reason"):
            erase(installation, "north", "north-p3", by="desk", reason="x" * 501)
        assert installation.log.size == size


def test_the_command(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["erase", "--hospital", "north", "--patient", "north-p3", "--home", str(home)]
    assert run(options) == 2
    assert "--yes" in capsys.readouterr().err
    assert run([*options, "--yes", "--json", "--reason", "asked"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["hospital"], told["withdrawn"], told["before"]) == ("north", 2, False)
    assert len(told["entries"]) == 2
    assert run([*options, "--yes"]) == 0
    assert "erased before" in capsys.readouterr().out
    assert run(["ledger", "audit", "--home", str(home)]) == 0

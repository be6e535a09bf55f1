"""Release after release of one dataset: who compares them isolates fewer than k of a class nowhere.

Every patient has a measured value that nobody else has, so who holds two downloads knows who is who in
both. The comparisons below are made of the files that leave and of nothing else.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from cohortium.adapters import extraction
from cohortium.bundle import verify
from cohortium.errors import Conflict, Refused
from cohortium.flows import dataset, enrol, succession
from cohortium.flows.bundle import bundle
from cohortium.flows.erase import erase
from cohortium.flows.exclusion import excluded_subjects
from cohortium.flows.publish import Published, publish
from cohortium.release.policy import Policy, read_policy
from cohortium.wiring import Installation, create_home, open_home

K, SEATS, SPARE = 5, 12, 5  # of each class: who is enrolled at first, and who is not
CLASSES = [(sex, year) for sex in ("female", "male") for year in (1952, 1983)]
QUASI = ("sex", "birth_year", "zip", "race", "ethnicity", "deceased")
DATASET = "d-hearts"
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
Member = tuple[str, tuple[float, ...]]  # class, contents


def name(cell: int, number: int) -> str:
    return f"p{cell}x{number}"


def value(who: str) -> float:
    """What is measured of this patient, and of no other, also in two significant digits."""
    cell, number = who.removeprefix("p").split("x")
    return float((10 + int(number)) * 10 ** int(cell))


def observation(who: str, turn: int) -> dict[str, Any]:
    return {
        "resourceType": "Observation", "id": f"{who}-o{turn}", "status": "final",
        "subject": {"reference": f"Patient/{who}"}, "effectiveDateTime": f"2024-0{turn + 1}-03",
        "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
        "valueQuantity": {"value": value(who), "unit": "/min", "code": "/min"},
    }  # fmt: skip


def condition(who: str, code: str) -> dict[str, Any]:
    return {
        "resourceType": "Condition", "id": f"{who}-{code}", "recordedDate": "2024-05-03",
        "subject": {"reference": f"Patient/{who}"},
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": code}]},
    }  # fmt: skip


def everything() -> Iterator[dict[str, Any]]:
    for cell, (sex, year) in enumerate(CLASSES):
        for number in range(SEATS + SPARE):
            who = name(cell, number)
            yield {
                "resourceType": "Patient", "id": who, "gender": sex,
                "birthDate": f"{year}-03-0{1 + number % 9}",
                "name": [{"family": "Quill" + "abcd"[cell] * (number + 1), "given": ["Xanthe"]}],
                "address": [{"state": "MA", "postalCode": "02139"}],
            }  # fmt: skip
            yield from (observation(who, turn) for turn in range(2))


@dataclass
class Study:
    """A home, its releases so far, and how to change what they are made of."""

    home: Installation
    folder: Path
    take_in: Callable[[Installation, Path, str], Any]
    made: list[Published]

    def grant(self, *names: str) -> None:
        found = enrol.find_patients(self.home, names)
        enrol.grant_consents(self.home, "hearts", found, by="test")

    def withdraw(self, *names: str) -> None:
        found = enrol.find_patients(self.home, names)
        enrol.withdraw_consents(self.home, "hearts", found, by="test")

    def send(self, resources: Sequence[dict[str, Any]]) -> None:
        path = self.folder / f"{len(list(self.folder.iterdir()))}.ndjson"
        path.write_text("\n".join(json.dumps(one) for one in resources) + "\n")
        self.take_in(self.home, path, "north")

    def publish(self, policy: Policy | None = None) -> Published:
        self.made.append(publish(self.home, "hearts", policy or Policy()))
        return self.made[-1]

    def manifest(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.made[number].path / "manifest.json").read_bytes())
        return found


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory, take_in: Any) -> Path:
    """A home of four classes of twelve, enrolled; five more of each have records."""
    root = tmp_path_factory.mktemp("succession")
    create_home(root / "home")
    (root / "all.ndjson").write_text("\n".join(json.dumps(one) for one in everything()) + "\n")
    study = {
        "id": "hearts", "title": "Hearts", "text": "We count hearts.", "until": "2090-01-01",
        "terms": {"permission": "GRU"},
    }  # fmt: skip
    with open_home(root / "home", clock=lambda: NOON) as home:
        take_in(home, root / "all.ndjson", "north")
        enrol.register_study(home, json.dumps(study).encode(), by="test")
        first = [name(cell, n) for cell in range(4) for n in range(SEATS)]
        enrol.grant_consents(home, "hearts", enrol.find_patients(home, first), by="test")
        publish(home, "hearts", Policy())
    return root / "home"


@pytest.fixture
def study(founded: Path, tmp_path: Path, take_in: Any, clock: list[datetime]) -> Iterator[Study]:
    """The founded home with its first release, to be changed."""
    shutil.copytree(founded, tmp_path / "home")
    (tmp_path / "sent").mkdir()
    with open_home(tmp_path / "home", clock=lambda: clock[0]) as home:
        [first] = home.state.releases()
        path = home.home.releases / first.id
        opening = home.vault.opening(first.index)
        assert opening is not None
        made = Published(first.id, DATASET, path, first.index, {}, {}, opening.private["exact"])
        yield Study(home, tmp_path / "sent", take_in, [made])


@pytest.fixture
def clock() -> list[datetime]:
    """What time it is, to be changed."""
    return [NOON]


def downloaded(tables: Any, made: Published) -> dict[float, Member]:
    """Of each value (so of each person) in a download: their class, and all that was measured."""
    read = tables(made.path, "download")
    cells = {row["subject"]: repr([row[c] for c in QUASI]) for row in read["subjects"].to_pylist()}
    rows: dict[str, list[float]] = {}
    for row in read["observations"].to_pylist():
        rows.setdefault(row["subject"], []).append(row["value"])
    return {min(rows[who]): (cell, tuple(sorted(rows[who]))) for who, cell in cells.items()}


def isolated(older: dict[float, Member], newer: dict[float, Member]) -> dict[Any, int]:
    """How many of each class are gone, came, moved, or have other contents; of those that are under k."""
    groups: Counter[Any] = Counter()
    for who in older.keys() | newer.keys():
        before, after = older.get(who), newer.get(who)
        cells = before and before[0], after and after[0]
        changed = before is not None and after is not None and before[1] != after[1]
        groups[(*cells, changed)] += 1
    return {group: count for group, count in groups.items() if count < K}


def test_a_leaver_leaves_at_once_and_among_k(study: Study, tables: Any, tmp_path: Path) -> None:
    study.withdraw("p0x3")
    first = study.home.state.latest(DATASET)
    assert len(excluded_subjects(study.home, first, study.home.state.refresh()).subjects) == 1
    second = study.publish()
    before, after = (downloaded(tables, made) for made in study.made)
    assert value("p0x3") in before
    assert value("p0x3") not in after
    assert len(before) - len(after) == K
    assert second.persons["withheld"] == {"companion": K - 1}
    assert isolated(before, after) == {}
    again = study.publish()  # companions do not come back alone: that would tell who did not
    assert downloaded(tables, again).keys() == after.keys()
    study.home.integrate()
    bundle(study.home, again.release, tmp_path / "b.zip")
    assert verify(tmp_path / "b.zip").verified
    study.home.log.audit()


def test_what_is_said_of_releases_is_in_manifest_and_entry(study: Study, entries: Any) -> None:
    study.withdraw("p1x1")
    study.publish(read_policy(b"[withdrawal]\nmax_delay_days = 9\n"))
    told = [study.manifest(number)["succession"] for number in (0, 1)]
    assert told == [
        {"succeeds": None, "k": 5, "rule": "blocks/1", "max_delay_days": 30},
        {"succeeds": study.made[0].release, "k": 5, "rule": "blocks/1", "max_delay_days": 9},
    ]
    bodies = [entry.body for entry in entries(study.home, "release.published")]
    assert [(b.get("succeeds"), b["max_delay_days"]) for b in bodies] == [
        (None, 30), (study.made[0].release, 9),
    ]  # fmt: skip


def test_no_sequence_of_releases_isolates_anyone(study: Study, tables: Any) -> None:
    """Leaving, coming, returning, erasing and being measured, one at a time and many at once."""
    study.withdraw("p0x3", "p2x0")
    study.send([observation("p1x2", 2)])
    study.publish()
    study.grant("p0x3", "p3x13")  # one returns, one is new
    erase(study.home, "north", "p3x4", reason="letter", by="test")
    study.publish()
    study.grant(*(name(1, n) for n in range(SEATS, SEATS + SPARE)))  # five are new
    study.send([observation(name(1, n), 2) for n in range(7)])  # of twelve, seven are measured
    study.publish()
    seen = [downloaded(tables, made) for made in study.made]
    for older, newer in combinations(seen, 2):
        assert isolated(older, newer) == {}
    who = [told.keys() for told in seen]
    assert value("p2x0") not in who[1] | who[2] | who[3]
    assert value("p0x3") not in who[1]
    assert who[0] - who[1] >= {value("p0x3")} <= who[2]  # back, with all who had gone along
    assert len((who[0] - who[1]) & who[2]) == K
    assert value("p3x4") in who[1]
    assert value("p3x4") not in who[2]
    assert value("p3x13") not in who[3]
    assert study.made[2].persons["withheld"]["waiting"] >= 1
    assert {value(name(1, n)) for n in range(SEATS, SEATS + SPARE)} <= who[3]
    lone = [len(told[value("p1x2")][1]) for told in seen]
    assert lone == [2, 2, 2, 3]  # one change waits until others have some
    grown = [p for p in who[3] & who[0] if seen[3][p][1] != seen[0][p][1]]
    assert len(grown) == 7


def test_k_who_return_together_are_whole_again(study: Study, tables: Any) -> None:
    leaving = [name(0, n) for n in range(6)]
    study.withdraw(*leaving)
    assert study.publish().persons["withheld"] == {}
    study.grant(*leaving)
    assert study.publish().persons["withheld"] == {}
    assert downloaded(tables, study.made[2]) == downloaded(tables, study.made[0])


def test_a_corrected_row_of_subjects_waits_for_a_new_dataset(study: Study, tables: Any) -> None:
    [patient] = [one for one in everything() if one["id"] == "p0x2"]
    study.send([{**patient, "gender": "male", "deceasedDateTime": "2026-04-01"}])
    study.publish()
    before, after = (downloaded(tables, made) for made in study.made)
    assert before == after


def test_bounds_and_caps_do_not_move_with_who_left(study: Study) -> None:
    def figures(number: int) -> list[Any]:
        tables = study.manifest(number)["tables"]
        return [
            (t["name"], t["rows_per_subject"], [c.get("bounds") for c in t["columns"]])
            for t in tables
            if t["rows"]
        ]

    everyone = [name(cell, n) for cell in range(4) for n in range(SEATS)]
    study.send([
        {**observation(who, turn), "valueQuantity": {"value": 9000 + turn, "unit": "/min"}}
        for who in everyone for turn in range(2, 8)
    ])  # fmt: skip
    study.publish()
    assert figures(0) == figures(1)
    assert any(bounds for _, _, told in figures(0) for bounds in told)


def test_dates_of_a_person_are_moved_alike_in_all_releases(study: Study, tables: Any) -> None:
    """With another offset every time, the true day would lie where all of them can."""
    study.send([
        {"resourceType": "Patient", "id": "a-first-name-in-the-alphabet", "gender": "female",
         "birthDate": "1952-03-01", "name": [{"family": "Quilla", "given": ["Xanthe"]}]},
    ])  # fmt: skip
    study.grant("a-first-name-in-the-alphabet")  # p0x0 under another id
    assert study.publish().persons["duplicates"] == 1
    days = []
    for made in study.made:
        read = tables(made.path, "queryable")["observations"].to_pylist()
        days.append({row["value"]: row["observed"] for row in sorted(read, key=str)})
    assert days[0] == days[1]
    assert len(set(days[0].values())) > 10


def test_a_higher_k_does_not_strand_what_a_lower_one_released(study: Study, tables: Any) -> None:
    study.withdraw("p0x3")
    study.publish()
    study.withdraw("p0x4" if value("p0x4") in downloaded(tables, study.made[1]) else "p0x5")
    higher = read_policy(b'[[privacy]]\nmodel = "k-anonymity"\nk = 10\n')
    for _ in range(2):
        study.publish(higher)
    assert [study.manifest(number)["succession"]["k"] for number in range(4)] == [5, 5, 5, 5]
    seen = [downloaded(tables, made) for made in study.made]
    for older, newer in combinations(seen, 2):
        assert isolated(older, newer) == {}
    assert min(Counter(cell for cell, _ in seen[3].values()).values()) >= 10


def test_too_many_companions_wait_and_not_for_ever(
    study: Study, clock: list[datetime], tables: Any
) -> None:
    policy = read_policy(b"[withdrawal]\ncompanions = 0.1\nmax_delay_days = 10\n")
    study.withdraw("p0x3", "p1x3")
    size = study.home.log.size
    with pytest.raises(Refused, match=r"8 of 46 persons.* on 2026-05-11 at the latest") as refused:
        study.publish(policy)
    assert (refused.value.code, study.home.log.size) == ("withdrawal", size)
    assert [path.name for path in study.home.home.releases.iterdir()] == [study.made[0].release]
    clock[0] = NOON + timedelta(days=9)
    with pytest.raises(Refused, match="at the latest"):
        study.publish(policy)
    clock[0] = NOON + timedelta(days=10)
    study.publish(policy)
    before, after = (downloaded(tables, made) for made in study.made)
    assert value("p0x3") not in after
    assert isolated(before, after) == {}


def test_a_change_of_policy_that_would_cost_too_much_says_what_to_do(study: Study) -> None:
    strict = b"[withdrawal]\ncompanions = 0\n"
    study.send([{"resourceType": "Patient", "id": "p0x0"}])  # nothing of them is known any more
    study.publish(read_policy(strict))  # subjects stays as it was: nobody goes along
    erase(study.home, "north", "p0x0", reason="letter", by="test")
    with pytest.raises(Refused, match=r"at the latest \(\[withdrawal\] in the policy\)"):
        study.publish(read_policy(strict))


@pytest.mark.parametrize("what", ["a leaver", "a newcomer"])
def test_a_release_that_singles_somebody_out_is_refused(
    study: Study, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Whatever chose who is in it: the files are attacked before they are published."""
    monkeypatch.setattr(
        succession, "decide", lambda seats, holders, cells, k, rank: frozenset(cells)
    )
    study.withdraw("p0x3") if what == "a leaver" else study.grant("p2x14")
    size = study.home.log.size
    with pytest.raises(Refused, match=r"would single out 1 \((gone|come)\)") as refused:
        study.publish()
    assert (refused.value.code, study.home.log.size) == ("isolation", size)
    assert [path.name for path in study.home.home.releases.iterdir()] == [study.made[0].release]


@pytest.mark.parametrize("blind", [True, False])
def test_no_two_downloads_tell_together_what_neither_tells_alone(
    study: Study, tables: Any, monkeypatch: pytest.MonkeyPatch, blind: bool
) -> None:
    """One has both codes. At first the one is rarer and left out of theirs, then the other."""
    rare, other, spare = "38341003", "44054006", [name(2, n) for n in range(12, 17)]
    held = [(who, rare) for who in (*spare, *(name(0, n) for n in range(6)))]
    held += [(who, other) for who in (name(0, 0), *(name(1, n) for n in range(7)))]
    study.send([condition(who, code) for who, code in held])
    if blind:
        monkeypatch.setattr("cohortium.flows.publish.recalled", lambda *_: None)
    told, unattacked = [], read_policy(b"[attack]\nenabled = false\n")
    study.publish(unattacked)
    study.grant(*spare)
    study.publish(unattacked)
    for made in study.made[1:]:
        read = tables(made.path, "download")
        known = {row["value"]: row["subject"] for row in read["observations"].to_pylist()}
        rows = [(row["subject"], row["code"]) for row in read["conditions"].to_pylist()]
        told.append({code for who, code in rows if who == known[value(name(0, 0))]})
    assert told == [{other}, {rare} if blind else set()]


def test_contents_that_tell_of_one_are_refused(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(succession, "apart", lambda members, wanting, k: frozenset(wanting))
    study.send([observation("p1x2", 2)])
    with pytest.raises(Refused, match=r"would single out 1 \(changed\)"):
        study.publish()


def test_files_leave_no_more_when_a_withdrawal_has_waited_too_long(
    study: Study, clock: list[datetime], tmp_path: Path
) -> None:
    study.withdraw("p0x3")
    study.home.integrate()
    release = study.made[0].release
    clock[0] = NOON + timedelta(days=30)
    assert dataset.downloadable(study.home, DATASET)
    bundle(study.home, release, tmp_path / "before.zip")
    clock[0] = NOON + timedelta(days=31)
    for leave in (
        lambda: dataset.downloadable(study.home, DATASET),
        lambda: bundle(study.home, release, tmp_path / "after.zip"),
    ):
        with pytest.raises(Conflict, match="more than 30 days ago") as refused:
            leave()
        assert refused.value.code == "withdrawal"
    assert not (tmp_path / "after.zip").exists()
    study.publish()
    assert dataset.downloadable(study.home, DATASET)


def test_records_are_told_as_of_an_intake_by_whoever_reads_them(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this process and in the other one; a record that was replaced is as it was."""
    old = observation("p0x0", 0)
    study.send([{**old, "valueQuantity": {"value": 99}}, observation("p0x0", 2)])
    [patient] = enrol.find_patients(study.home, ["p0x0"])
    for few in (extraction.FEW, 0):
        monkeypatch.setattr(extraction, "FEW", few)
        for upto, expected in (({}, [10, 10, 99]), ({patient: 1}, [10, 10]), ({patient: 0}, [])):
            with closing(study.home.rows([[patient], [patient]], upto)) as rows:
                for tables in rows:
                    assert sorted(tables["observations"]["value"].to_pylist()) == expected
    vault = study.home.vault
    assert (vault.last_intake(), vault.last_intakes([patient])) == (2, {patient: 2})

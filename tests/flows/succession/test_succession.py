"""Release after release of one dataset: who compares them isolates fewer than k of a class nowhere."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from cohortium.adapters import extraction
from cohortium.bundle import verify
from cohortium.flows import enrol
from cohortium.flows.bundle import bundle
from cohortium.flows.erase import erase
from cohortium.flows.exclusion import excluded_subjects
from cohortium.release.policy import read_policy
from hearts import DATASET
from succession_study import (
    SEATS,
    SPARE,
    K,
    Study,
    downloaded,
    everything,
    isolated,
    name,
    observation,
    value,
)


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

"""Releases that would single somebody out, or would cost too many: they are refused, and say so."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cohortium.errors import Conflict, Refused
from cohortium.flows import dataset, succession
from cohortium.flows.bundle import bundle
from cohortium.flows.erase import erase
from cohortium.release.policy import read_policy
from hearts import DATASET
from succession_study import NOON, Study, condition, downloaded, isolated, name, observation, value


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

"""Who has left is out of answers, wherever and whenever they said so."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cohortium.errors import Conflict
from cohortium.flows import enrol
from cohortium.flows.dataset import downloadable
from cohortium.flows.delay import first_withdrawal
from cohortium.flows.exclusion import excluded_subjects
from cohortium.flows.intake import intake
from cohortium.flows.publish import publish
from cohortium.records.record import PatientRef
from cohortium.release.policy import Policy
from cohortium.wiring import Installation, create_home, open_home

STUDY = {
    "id": "hearts", "title": "Hearts", "text": "We count hearts.", "until": "2090-01-01",
    "terms": {"permission": "GRU"},
}  # fmt: skip


def take_in(home: Installation, path: Path, hospital: str) -> None:
    intake(
        path, hospital=hospital, vault=home.vault, journal=home.journal, clock=home.clock,
        keys=home.home.keys / "hospitals", reports=home.home.reports,
    )  # fmt: skip


@pytest.fixture
def home_of_north(tmp_path: Path, hospitals: Path) -> Path:
    """Everybody of north enrolled and released; south known but not enrolled."""
    path = tmp_path / "home"
    create_home(path)
    with open_home(path) as home:
        for hospital in ("north", "south"):
            take_in(home, hospitals / hospital, hospital)
        enrol.register_study(home, json.dumps(STUDY).encode(), by="test")
        north = enrol.find_patients(home, enrol.ALL, hospital="north")
        enrol.grant_consents(home, "hearts", north, by="test")
        publish(home, "hearts", Policy())
    return path


def test_a_withdrawal_at_another_hospital_after_the_release_counts(home_of_north: Path) -> None:
    with open_home(home_of_north) as home:
        release = home.state.latest("d-hearts")
        opening = home.vault.opening(release.index)
        assert opening is not None
        twin = PatientRef("south", "south-p1")  # the same person as north-p1
        enrol.grant_consents(home, "hearts", [twin], by="test")
        assert excluded_subjects(home, release, home.state.refresh()).subjects == ()
        enrol.withdraw_consents(home, "hearts", [twin], by="test")
        excluded = excluded_subjects(home, release, home.state.refresh())
        consents = enrol.consents_in_force(home, "hearts")
        north = consents[PatientRef("north", "north-p1")]
        assert excluded.subjects == (opening.private["consents"][str(north)],)
        assert excluded.consents == 0  # none of the release's own consents was withdrawn
        left = first_withdrawal(home, release, home.state.refresh())
        assert left == home.clock().date()
    with (
        open_home(home_of_north, clock=lambda: datetime.now(UTC) + timedelta(days=31)) as home,
        pytest.raises(Conflict, match="withdrew more than 30 days ago"),
    ):
        downloadable(home, "d-hearts")


def test_a_stranger_who_withdraws_later_takes_nobody_along(home_of_north: Path) -> None:
    with open_home(home_of_north) as home:
        release = home.state.latest("d-hearts")
        stranger = PatientRef("south", "south-p40")
        enrol.grant_consents(home, "hearts", [stranger], by="test")
        enrol.withdraw_consents(home, "hearts", [stranger], by="test")
        assert first_withdrawal(home, release, home.state.refresh()) is None
        assert excluded_subjects(home, release, home.state.refresh()).subjects == ()


def test_a_bundle_that_leaves_is_on_the_ledger(
    published: Path, copy: Callable[[Path], Path], tmp_path: Path
) -> None:
    from cohortium.bundle import verify
    from cohortium.flows.bundle import bundle
    from cohortium_ledger import Entry

    path = copy(published)
    with open_home(path) as home:
        release = home.state.latest("d-hearts")
        before = home.log.size
        bundle(home, release.id, tmp_path / "b.zip")
        types = [Entry.parse(data).type for data in home.log.entries(before)]
        assert types[-1] == "release.downloaded"
    assert verify(tmp_path / "b.zip").verified
    shutil.rmtree(path)

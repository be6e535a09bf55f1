"""A home whose vault was rewritten by someone without its keys: what relies on it refuses, in one line."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from cohortium.errors import Unavailable
from cohortium.flows import ask, enrol
from cohortium.flows.grant import operator_grant
from cohortium.flows.publish import publish
from cohortium.flows.record_check import check_path
from cohortium.release.policy import Policy
from cohortium.wiring import Installation, open_home

Copy = Callable[[Path], Path]


def rewrite(home: Path, file: str, *statements: str) -> None:
    with closing(sqlite3.connect(home / "vault" / file)) as database:
        for statement in statements:
            assert database.execute(statement).rowcount, f"nothing to change: {statement}"
        database.commit()


def withdraw(home: Path, patient: str) -> tuple[int, int]:
    """The consents of the one who leaves and of one who stays."""
    with open_home(home) as installation:
        enrolled = enrol.consents_in_force(installation, "hearts")
        [who] = enrol.find_patients(installation, [patient])
        enrol.withdraw_consents(installation, "hearts", [who], by="test")
        return enrolled.pop(who), next(iter(enrolled.values()))


def refuses(installation: Installation, act: Callable[[Installation], object]) -> str:
    size = installation.log.size
    with pytest.raises(Unavailable, match="restore the vault") as caught:
        act(installation)
    assert caught.value.code == "tampered"
    assert "\n" not in str(caught.value)
    types = {data.rsplit(b'"type":"', 1)[1] for data in installation.log.entries(size)}
    assert not any(b"published" in found or b"answered" in found for found in types)
    return str(caught.value)


def test_a_withdrawn_patient_put_in_another_s_place(published: Path, copy: Copy) -> None:
    home = copy(published)
    left, stays = withdraw(home, "north-p3")
    rewrite(
        home,
        "openings.db",
        f"UPDATE events SET entry = -1 WHERE entry = {left}",
        f"UPDATE events SET entry = {left} WHERE entry = {stays}",
        f"UPDATE events SET entry = {stays} WHERE entry = -1",
    )
    with open_home(home) as installation:
        refuses(installation, lambda i: publish(i, "hearts", Policy()))
        refuses(installation, lambda i: enrol.consents_in_force(i, "hearts"))


def test_a_release_without_its_keys_answers_nothing(published: Path, copy: Copy) -> None:
    home = copy(published)
    withdraw(home, "north-p3")
    rewrite(home, "openings.db", "DELETE FROM events WHERE type = 'release.published'")
    with open_home(home) as installation:
        grant = operator_grant(installation, "d-hearts")
        sql = "select sex, count(*) as n from subjects group by sex"
        assert "opening of entry" in refuses(
            installation, lambda i: ask.ask(i, grant, "d-hearts", sql)
        )


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM blocks WHERE kind = 'Observation' AND id % 2",
        "UPDATE blocks SET owner = owner + 1 WHERE kind = 'Condition'",
        "DELETE FROM batches WHERE id = 1",
    ],
)
def test_records_that_are_gone_or_moved(
    published: Path, copy: Copy, hospitals: Path, statement: str
) -> None:
    home = copy(published)
    rewrite(home, "vault.db", statement)
    with open_home(home) as installation:
        refuses(installation, lambda i: publish(i, "hearts", Policy()))
        file = hospitals / "north" / "Condition.ndjson"
        refuses(installation, lambda i: check_path(file, "north", vault=i.vault, log=i.log))


def test_a_state_that_hides_a_withdrawal_publishes_nothing(
    enrolled: Path, copy: Callable[[Path], Path]
) -> None:
    path = copy(enrolled)
    with open_home(path) as home:
        patient = next(iter(enrol.consents_in_force(home, "hearts")))
        enrol.withdraw_consents(home, "hearts", [patient], by="test")
    with sqlite3.connect(path / "state.db") as database:
        database.execute("update consent set withdrawn = null, withdrawn_method = null")
    with open_home(path) as home, pytest.raises(Unavailable, match=r"state\.db"):
        publish(home, "hearts", Policy())
    (path / "state.db").unlink()
    with open_home(path) as home:
        publish(home, "hearts", Policy())

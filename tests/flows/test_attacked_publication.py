"""A release is attacked before it leaves: a broken anonymizer publishes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cohortium.errors import BadInput, Refused
from cohortium.flows import publish as flow
from cohortium.flows import succession
from cohortium.flows.publish import publish
from cohortium.flows.shards import write_subjects
from cohortium.release.attack_policy import read_attack
from cohortium.release.keys import ReleaseKeys
from cohortium.release.policy import Policy, read_policy
from cohortium.wiring import open_home
from cohortium_anonymize import Release
from cohortium_anonymize.attacks.terms import Terms

Copy = Callable[[Path], Path]
generalize = succession.generalize


def as_it_was(patched: pytest.MonkeyPatch) -> None:
    """Subjects leave as they came, which the search and the succession do not see."""
    raw: list[Any] = []

    def watched(table: Any, *given: Any) -> Release:
        made = generalize(table, *given)
        raw.append(table.take(made.kept))
        return made

    patched.setattr(succession, "generalize", watched)
    patched.setattr(flow, "write_subjects", lambda making, _: write_subjects(making, raw[-1]))


def hashed(patched: pytest.MonkeyPatch) -> None:
    """Pseudonyms that everybody can make who knows the hospital's id."""

    def name(_: ReleaseKeys, person: str) -> str:
        return hashlib.sha256(person.partition("\0")[2].encode()).hexdigest()[:26]

    patched.setattr(ReleaseKeys, "subject", name)


@pytest.mark.parametrize(
    ("broken", "found"),
    [
        (as_it_was, "inference of sex"),
        (hashed, "recomputation by pseudonym"),
    ],
)
def test_a_broken_anonymizer_publishes_nothing(
    enrolled: Path, copy: Copy, monkeypatch: pytest.MonkeyPatch, broken: Any, found: str
) -> None:
    broken(monkeypatch)
    with open_home(copy(enrolled)) as home:
        size = home.integrate().size
        with pytest.raises(Refused, match="attacked by itself, the release fails") as refused:
            publish(home, "hearts", Policy(notes=False))
        assert found in str(refused.value)
        assert list(home.home.releases.iterdir()) == []
        assert home.integrate().size == size


def test_the_manifest_tells_what_attacks_came_to(published: Path) -> None:
    [path] = (published / "releases").glob("r-*/manifest.json")
    told = json.loads(path.read_bytes())
    assert told["policy"]["attack"]["limit"] == told["attacks"]["limit"] == Terms().limit
    assert told["attacks"]["verdict"] == "passed"
    assert {tuple(sorted(row)) for row in told["attacks"]["attacks"]} == {
        ("attack", "judged", "risk_at_most")
    }
    assert all(
        row["risk_at_most"] * 10 == pytest.approx(round(row["risk_at_most"] * 10))
        for row in told["attacks"]["attacks"]
    )
    exact = json.loads(next(path.parent.rglob("report.json")).read_bytes())
    assert {"trials", "main", "control", "risk", "low", "high"} <= exact["attacks"]["attacks"][
        0
    ].keys()


def test_the_policy_reads_its_terms() -> None:
    policy = read_policy(b'[attack]\nlimit = 0.2\nknown = ["sex", "zip"]\ntoo_few = "refuse"')
    assert policy.attack == Terms(limit=0.2, known=("sex", "zip"), too_few="refuse")
    assert policy.describe()["attack"]["known"] == ["sex", "zip"]
    for wrong in ({"seed": 1}, {"limit": 2}, {"limts": 1}):
        with pytest.raises(BadInput, match="attack"):
            read_attack(wrong)

"""A release after withdrawals: figures over all who might have been in it, whichever rule left them out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from cohortium.errors import BadInput, Refused
from cohortium.flows import enrol, succession
from cohortium.flows.bundle import bundle
from cohortium.flows.publish import Published, publish
from cohortium.flows.succession import Choice, Company
from cohortium.release.policy import Policy, read_policy
from cohortium.release.quasi import QUASI, appraised, generalize
from cohortium.release.recomputation import recompute
from cohortium.wiring import open_home

LEAVING = 12


def read(made: Published, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((made.path / name).read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def again(published: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, ...]:
    """A second release of a home: what it said, who entered it, and its bundle."""
    home = tmp_path_factory.mktemp("again") / "home"
    shutil.copytree(published, home)
    companies: list[Company] = []
    made_by = Choice.company

    def seen(choice: Choice) -> Company:
        companies.append(made_by(choice))
        return companies[-1]

    with open_home(home) as installation, pytest.MonkeyPatch.context() as patched:
        patched.setattr(succession.Choice, "company", seen)
        everybody = enrol.find_patients(installation, enrol.ALL)
        enrol.withdraw_consents(installation, "hearts", everybody[20 : 20 + LEAVING], by="test")
        made = publish(installation, "hearts", Policy())
        installation.integrate()
        bundle(installation, made.release, home.parent / "b.zip")
    return made, companies[0], home.parent / "b.zip"


def test_whoever_is_left_out_counts(again: tuple[Any, ...]) -> None:
    made, company, zipped = again
    report, persons, exact = read(made, "operator/report.json"), made.persons, made.utility
    entered, released = company.entered.num_rows, persons["released"]
    put_off = sum(persons["withheld"].get(why, 0) for why in ("companion", "waiting"))
    assert put_off > 0
    assert report["rows"] == entered == released + persons["suppressed"] + put_off
    assert report["suppressed"] == report["suppressed_rows"] == entered - released
    assert report["search"]["put_off"] == put_off
    assert report["before"]["subjects"] == entered
    assert report["risk"]["subjects"] == released
    assert not report["optimal"]
    page = (made.path / "operator/report.html").read_text("utf-8")
    assert f"After the search {put_off} people were left out for others" in page
    assert report["lower_bound"] < report["information_loss"] == exact["loss"]
    assert read(made, "manifest.json")["utility"]["loss"] == float(f"{exact['loss']:.2g}")
    assert recompute(zipped).startswith(f"k {made.risk['k']}, ")


def test_figures_are_those_of_the_cells(again: tuple[Any, ...]) -> None:
    """Precision and suppression written out: a person left out has lost every cell."""
    made, company, _ = again
    entered, utility = company.entered.num_rows, made.utility
    left = 1 - made.persons["released"] / entered
    levels = read(made, "manifest.json")["risk"]["transformation"]
    heights = {"sex": 1, "birth_year": 5, "zip": 3, "race": 1, "ethnicity": 1, "deceased": 1}
    depths = [left + (1 - left) * levels[name] / heights[name] for name in QUASI]
    assert utility["precision"] == pytest.approx(1 - sum(depths) / len(depths))
    for name in QUASI:
        assert utility["columns"][name]["level"] == levels[name]
    assert levels["sex"] == 0
    assert utility["columns"]["sex"]["loss"] == pytest.approx(left)
    sizes = read(made, "operator/report.json")["risk"]["class_sizes"]
    squares = sum(many * int(size) ** 2 for size, many in sizes.items())
    lost = entered - made.persons["released"]
    assert utility["discernibility"] == squares + lost * entered


def test_a_first_release_has_the_figures_of_its_search() -> None:
    """The same definition: where one search left out all who are, both tell the same."""
    rows: list[tuple[str | None, ...]]
    rows = [("female", str(1940 + n % 60), "021", "white", None, "false") for n in range(80)]
    rows += [("male", str(1940 + n % 3), "606", "asian", "no", "true") for n in range(11)]
    table = pa.table(dict(zip(QUASI, map(list, zip(*rows, strict=True)), strict=True)))
    made = generalize(table, Policy())
    told = appraised(made, table, made.kept.to_pylist(), Policy())
    assert told.suppressed == made.suppressed and told.suppressed_rows == made.suppressed_rows
    assert told.information_loss == pytest.approx(made.information_loss)
    assert told.before == made.before
    for name in ("loss", "non_uniform_entropy", "discernibility", "aecs"):
        assert told.utility[name] == pytest.approx(made.utility[name]), name
    for name in QUASI:
        for figure in ("level", "loss", "kept", "distinct"):
            was, now = (x.utility["columns"][name][figure] for x in (made, told))
            assert now == pytest.approx(was), (name, figure)


def test_a_policy_that_promises_less_is_refused_at_once(
    published: Path, copy: Callable[[Path], Path]
) -> None:
    less = read_policy(b'[[privacy]]\nmodel = "k-anonymity"\nk = 3\n')
    with open_home(copy(published)) as installation:
        size = installation.log.size
        with pytest.raises(Refused, match=r"k-anonymity with k = 5.*k = 3.*new id"):
            publish(installation, "hearts", less)
        strange = read_policy(b'[attack]\nknown = ["sex", "span of notes"]\nsecret = ["hair"]\n')
        with pytest.raises(BadInput, match=r"\[attack\].*hair"):
            publish(installation, "hearts", strange)
        assert installation.log.size == size


def test_what_a_killed_publication_left_goes_at_the_next_opening(
    enrolled: Path, copy: Callable[[Path], Path]
) -> None:
    home = copy(enrolled)
    left = home / "releases/.making-1/queryable"
    left.mkdir(parents=True)
    with open_home(home) as installation:
        assert not left.parent.exists()
        with installation.exclusive("publish"):  # one that is under way is let be
            left.mkdir(parents=True)
            with open_home(home):
                assert left.exists()

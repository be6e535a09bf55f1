"""A release counts everybody, keeps its own promises, or is refused and leaves nothing behind."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cohortium.coverage import check_arithmetic
from cohortium.errors import Conflict, NotFound, Refused, Unavailable
from cohortium.flows import ask
from cohortium.flows.intake import intake
from cohortium.flows.publish import Published, publish
from cohortium.release.policy import Policy, read_policy
from cohortium.wiring import Installation, open_home
from hearts import consent, withdraw

Copy = Callable[[Path], Path]
QUASI = ["sex", "birth_year", "zip", "race", "ethnicity", "deceased"]


def subject_of(installation: Installation, published: Published, patient: str) -> str | None:
    """The pseudonym of a patient in a release, as sealed."""
    opening = installation.vault.opening(published.index)
    assert opening is not None
    consent = next(
        o.index for o in installation.vault.openings("consent.granted")
        if o.owner is not None and o.owner.id == patient
    )  # fmt: skip
    subject: str | None = opening.private["consents"].get(str(consent))
    return subject


def counts(published: Published) -> tuple[int, ...]:
    persons = published.persons
    check_arithmetic(persons)
    names = ("eligible", "duplicates", "persons", "released", "suppressed")
    return (*(persons[name] for name in names), sum(persons["withheld"].values()))


@pytest.fixture(scope="module")
def own(enrolled: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Published]:
    """A home and its only release, as `publish` told of it. To be read alone."""
    path = shutil.copytree(enrolled, tmp_path_factory.mktemp("own") / "home")
    with open_home(path) as home:
        return path, publish(home, "hearts", Policy())


def test_persons_add_up_and_k_holds(own: tuple[Path, Published], tables: Any) -> None:
    _, made = own
    eligible, duplicates, persons, released, suppressed, withheld = counts(made)
    assert (eligible, duplicates, persons, withheld) == (140, 6, 134, 0)
    assert suppressed <= 0.05 * persons
    for rendition in ("queryable", "download"):
        read = tables(made.path, rendition)
        assert {name: table.num_rows for name, table in read.items() if table.num_rows} == {
            name: rows for name, rows in made.persons["tables"].items() if rows
        }
        subjects = read["subjects"].to_pandas()
        assert len(subjects) == subjects["subject"].nunique() == released
        classes = subjects.groupby(QUASI, dropna=False).size()
        assert classes.min() >= 5
        assert made.risk["k"] == classes.min()
        assert made.risk["classes"] == len(classes)
        assert made.risk["max_risk"] == pytest.approx(1 / classes.min())
        known = set(subjects["subject"])
        for name, table in read.items():
            assert set(table.column("subject").to_pylist()) <= known, name


def test_both_hospitals_rows_of_a_person_meet(own: tuple[Path, Published], tables: Any) -> None:
    path, made = own
    with open_home(path) as home:
        pairs = [
            (subject_of(home, made, f"north-p{n}"), subject_of(home, made, f"south-p{n}"))
            for n in range(7)
        ]
    same = [north for north, south in pairs if north is not None and north == south]
    assert all(north == south for north, south in pairs[:6])
    assert same
    assert pairs[6][0] != pairs[6][1]
    read = tables(made.path, "queryable")
    for subject in same:
        for name in ("observations", "encounters"):
            rows = read[name].to_pandas()
            assert len(rows[rows["subject"] == subject]) == 6
    encounters = read["encounters"].column("encounter").to_pylist()
    assert len(set(encounters)) == len(encounters)


def test_a_person_who_left_one_hospital_is_withheld_at_the_other(
    enrolled: Path, copy: Copy, tables: Any
) -> None:
    with open_home(copy(enrolled)) as home:
        withdraw(home, "north-p0", "north-p9")
        made = publish(home, "hearts", Policy())
        assert made.persons["withheld"] == {"withdrawn-elsewhere": 1}
        assert counts(made)[:3] == (138, 5, 133)
        assert subject_of(home, made, "south-p0") is None
        rows = tables(made.path, "queryable")["observations"]
        assert rows.num_rows == made.persons["tables"]["observations"]
        consent(home, "north-p0")  # who comes back alone waits for others: test_succession.py
        again = publish(home, "hearts", Policy())
        assert again.persons["withheld"] == {"waiting": 1}
        assert counts(again)[:3] == (139, 6, 133)
        assert again.persons["released"] == made.persons["released"]


def test_a_patient_without_a_record_is_withheld(enrolled: Path, copy: Copy, tmp_path: Path) -> None:
    ghost = {
        "resourceType": "Observation", "id": "g1", "status": "final",
        "subject": {"reference": "Patient/ghost"}, "effectiveDateTime": "2024-01-01",
        "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
    }  # fmt: skip
    (tmp_path / "ghost.ndjson").write_text(json.dumps(ghost))
    with open_home(copy(enrolled)) as home:
        intake(
            tmp_path / "ghost.ndjson", hospital="north", vault=home.vault, journal=home.journal,
            clock=home.clock, keys=home.home.keys / "hospitals", reports=home.home.reports,
        )  # fmt: skip
        consent(home, "ghost")
        made = publish(home, "hearts", Policy())
    assert made.persons["withheld"] == {"no-record": 1}
    assert counts(made)[:3] == (141, 6, 135)


@pytest.mark.parametrize("leave", ["nobody came", "all left", "all withheld"])
def test_with_nobody_nothing_is_published(taken_in: Path, copy: Copy, leave: str) -> None:
    with open_home(copy(taken_in)) as home:
        if leave != "nobody came":
            consent(home, "north-p0", "south-p0")
            withdraw(home, *(["north-p0"] if leave == "all withheld" else ["north-p0", "south-p0"]))
        size = home.log.size
        with pytest.raises(Refused) as refused:
            publish(home, "hearts", Policy())
        assert refused.value.code == "empty"
        assert home.log.size == size
        assert list(home.home.releases.iterdir()) == []


@pytest.mark.parametrize(
    "policy",
    [
        b'[[privacy]]\nmodel = "k-anonymity"\nk = 200\n',
        b'[[privacy]]\nmodel = "k-anonymity"\nk = 134\n[suppression]\nlimit = 0\n'
        b'[[privacy]]\nmodel = "distinct-l-diversity"\nl = 3\ncolumn = "race"\n',
    ],
)
def test_a_policy_that_cannot_be_met_is_refused_with_figures(
    enrolled: Path, copy: Copy, policy: bytes
) -> None:
    with open_home(copy(enrolled)) as home:
        size = home.log.size
        with pytest.raises(Refused, match="not published") as refused:
            publish(home, "hearts", read_policy(policy))
        assert refused.value.code == "policy"
        assert "of 134 may be suppressed" in str(refused.value)
        assert home.log.size == size
        assert list(home.home.releases.iterdir()) == []


def test_a_release_of_nobody_is_refused(enrolled: Path, copy: Copy) -> None:
    policy = b'[[privacy]]\nmodel = "k-anonymity"\nk = 200\n[suppression]\nlimit = 1\n'
    with open_home(copy(enrolled)) as home:
        with pytest.raises(Refused, match="nobody") as refused:
            publish(home, "hearts", read_policy(policy))
        assert refused.value.code == "policy"
        assert list(home.home.releases.iterdir()) == []


def test_studies_unknown_or_ended_are_not_published(enrolled: Path, copy: Copy) -> None:
    path = copy(enrolled)
    with open_home(path) as home, pytest.raises(NotFound):
        publish(home, "lungs", Policy())
    late = datetime(2091, 1, 1, tzinfo=UTC)
    with open_home(path, clock=lambda: late) as home, pytest.raises(Conflict, match="ended on"):
        publish(home, "hearts", Policy())


def test_the_manifest_does_not_let_the_exact_number_of_subjects_be_worked_out(
    own: tuple[Path, Published],
) -> None:
    _, made = own
    manifest = json.loads((made.path / "manifest.json").read_bytes())
    assert made.risk["subjects"] == made.persons["released"]  # the operator is told
    assert not {"subjects", "class_sizes"} & manifest["risk"].keys()
    for figures in (manifest["risk"], manifest["utility"]):
        for value in figures.values():
            if isinstance(value, float):
                assert value == float(f"{value:.2g}")


def test_a_disk_that_fills_leaves_nothing(
    enrolled: Path, copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cohortium.adapters.rendition import ReleaseFolder

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with open_home(copy(enrolled)) as home:
        size = home.log.size
        for step in ("append", "finish", "place"):
            with monkeypatch.context() as patched:
                patched.setattr(ReleaseFolder, step, full)
                with pytest.raises(OSError, match="No space"):
                    publish(home, "hearts", Policy())
            assert list(home.home.releases.iterdir()) == []
            assert home.log.size == size


def test_a_folder_that_no_entry_names_goes_with_the_next_release(
    enrolled: Path, copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: Any, **__: Any) -> None:
        raise Unavailable("the ledger is down")

    with open_home(copy(enrolled)) as home:
        with monkeypatch.context() as patched:
            patched.setattr(home.journal, "record", down)
            with pytest.raises(Unavailable):
                publish(home, "hearts", Policy())
        assert home.state.releases() == []
        with pytest.raises(NotFound):
            ask.latest(home, "d-hearts")
        made = publish(home, "hearts", Policy())
        assert [path.name for path in home.home.releases.iterdir()] == [made.release]


def test_a_release_whose_folder_is_gone_says_so(published: Path, copy: Copy) -> None:
    path = copy(published)
    with open_home(path) as home:
        [release] = home.state.releases()
        shutil.rmtree(home.home.releases / release.id)
        with pytest.raises(Unavailable, match="restore"):
            ask.explain(home, "d-hearts", "select count(*) from subjects")

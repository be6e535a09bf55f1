"""Third parties' patients come in, consent and are published through the command.

Three sets that nobody here wrote: a hospital's year of FHIR with notes, 1,144 patients with full
identifiers, and 1,130 persons in OMOP. Each runs intake, study, consent of all, publish, bundle and
verify as an operator would, with everybody enrolled. Of every set a third of the patients, the same
every time, with all that is theirs; ``make torture`` runs the three sets whole (``PATIENTS=all``).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from patient_slices import Slice

ROOT = Path(__file__).resolve().parents[2]
STUDY = ROOT / "data" / "samples" / "study.json"
WHOLE = os.environ.get("PATIENTS") == "all"
QUASI = ["sex", "birth_year", "zip", "race", "ethnicity", "deceased"]


@dataclass(frozen=True)
class Set:
    """One set: where it stands, how many persons it has, and some tables that must have rows."""

    path: str
    persons: int
    filled: tuple[str, ...]


SETS = {
    "clinosim": Set(
        "data/clinosim-fhir-r4/fhir_r4_299patients.zip", 299,
        ("encounters", "conditions", "observations", "medications", "procedures", "allergies",
         "immunizations", "notes"),
    ),
    "synthea": Set("data/synthea-fhir-r4-1000-partial", 1144, ("allergies",)),
    "omop": Set(
        "data/omop/synthea1k-omop-5.4-csv.zip", 1130,
        ("encounters", "conditions", "observations", "medications", "procedures"),
    ),
}  # fmt: skip


class Operator:
    """Who runs commands at one home, each in a process of its own."""

    def __init__(self, forked: Any, home: Path) -> None:
        self._forked, self.home = forked, home

    def __call__(self, *arguments: str | Path) -> dict[str, Any]:
        """Run a command that must succeed; the object it prints."""
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("COHORTIUM_HOME", str(self.home))
            process = self._forked("from cohortium.cli import main; main()", *arguments)
        code, out, errors = process.end(600)
        assert code == 0, errors
        told: dict[str, Any] = json.loads(out)
        return told


@pytest.fixture(scope="module", params=list(SETS))
def made(
    request: pytest.FixtureRequest,
    shared: Path,
    tmp_path_factory: pytest.TempPathFactory,
    forked: Any,
) -> Iterator[dict[str, Any]]:
    """A home with one set published, and what each command printed."""
    which, folder = SETS[request.param], tmp_path_factory.mktemp(request.param)
    sent, persons = shared / which.path, which.persons
    if not WHOLE:
        third = Slice(3)
        sent = third.write(sent, folder / sent.name)
        assert third.patients == which.persons < 4 * third.chosen
        persons = third.chosen
    cohortium = Operator(forked, folder / "home")
    told: dict[str, Any] = {"set": which, "cohortium": cohortium, "persons": persons}
    cohortium("init", "--json")
    told["intake"] = cohortium("intake", sent, "--hospital", "north", "--json")
    study = cohortium("study", "register", STUDY, "--json")["id"]
    grant = ("consent", "grant", "--study", study, "--patients", "all", "--json")
    told["consent"] = cohortium(*grant)
    told["publish"] = cohortium("publish", study, "--json")
    yield told


def test_everything_comes_in_and_everyone_is_counted(made: dict[str, Any]) -> None:
    assert made["intake"]["rejected"] == 0
    assert made["intake"]["accepted"] > made["persons"]
    assert made["consent"]["granted"] == made["persons"]
    persons = made["publish"]["persons"]
    assert persons["eligible"] == persons["persons"] + persons["duplicates"] == made["persons"]
    assert (
        persons["released"] + persons["suppressed"] + sum(persons["withheld"].values())
        == (persons["persons"])
    )
    assert persons["suppressed"] <= 0.05 * persons["persons"]
    assert [name for name in made["set"].filled if not persons["tables"][name]] == []


def test_k_counts_patients(made: dict[str, Any]) -> None:
    for rendition in ("queryable", "download"):
        [file] = Path(made["publish"]["path"]).glob(f"{rendition}/subjects-*.parquet")
        subjects = pq.read_table(file).to_pandas()
        assert len(subjects) == made["publish"]["persons"]["released"]
        assert subjects["subject"].is_unique
        assert subjects.groupby(QUASI, dropna=False).size().min() >= 5


def test_the_bundle_is_verified(made: dict[str, Any], tmp_path: Path) -> None:
    cohortium, output = made["cohortium"], tmp_path / "bundle.zip"
    cohortium("bundle", made["publish"]["release"], "-o", output, "--json")
    (tmp_path / "policy").write_text(f"log {cohortium('status', '--json')['vkey']}\nquorum none\n")
    report = cohortium("verify", output, "--policy", tmp_path / "policy", "--json")
    assert report["verified"]
    assert report["pinned"]

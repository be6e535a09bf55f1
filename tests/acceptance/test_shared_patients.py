"""Third parties' patients come in, consent and are published, whole, through the command.

Three sets that nobody here wrote: a hospital's year of FHIR with notes, 1,144 patients with full
identifiers, and 1,130 persons in OMOP. Each runs intake, study, consent of all, publish, bundle and
verify as an operator would, with everybody enrolled: none needed a smaller list. Measured on two
slow cores that others used too, from init to release: clinosim 36 s, synthea 12 s, omop 37 s, and 2
to 3 s more each for the bundle and its verification.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

ROOT = Path(__file__).resolve().parents[2]
STUDY = ROOT / "data" / "samples" / "study.json"
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


def cohortium(home: Path, *arguments: str | Path) -> dict[str, Any]:
    """Run a command that must succeed; the object it prints."""
    done = subprocess.run(
        [sys.executable, "-c", "from cohortium.cli import main; main()", *map(str, arguments)],
        env={**os.environ, "COHORTIUM_HOME": str(home)}, capture_output=True, text=True,
        timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.fixture(scope="module", params=list(SETS))
def made(
    request: pytest.FixtureRequest, shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """A home with one set published, and what each command printed."""
    which, home = SETS[request.param], tmp_path_factory.mktemp(request.param) / "home"
    told: dict[str, Any] = {"set": which, "home": home}
    cohortium(home, "init", "--json")
    told["intake"] = cohortium(home, "intake", shared / which.path, "--hospital", "north", "--json")
    study = cohortium(home, "study", "register", STUDY, "--json")["id"]
    grant = ("consent", "grant", "--study", study, "--patients", "all", "--json")
    told["consent"] = cohortium(home, *grant)
    told["publish"] = cohortium(home, "publish", study, "--json")
    yield told


def test_everything_comes_in_and_everyone_is_counted(made: dict[str, Any]) -> None:
    assert made["intake"]["rejected"] == 0
    assert made["intake"]["accepted"] > made["set"].persons
    assert made["consent"]["granted"] == made["set"].persons
    persons = made["publish"]["persons"]
    assert persons["eligible"] == persons["persons"] + persons["duplicates"] == made["set"].persons
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
    home, output = made["home"], tmp_path / "bundle.zip"
    cohortium(home, "bundle", made["publish"]["release"], "-o", output, "--json")
    (tmp_path / "policy").write_text(
        f"log {cohortium(home, 'status', '--json')['vkey']}\nquorum none\n"
    )
    report = cohortium(home, "verify", output, "--policy", tmp_path / "policy", "--json")
    assert report["verified"]
    assert report["pinned"]

"""The operator's report of a release: exact, beside the renditions, and gone nowhere else; figures anew."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path

import pytest

from cohortium.bundle import verify
from cohortium.cli import run
from cohortium.flows.bundle import bundle
from cohortium.flows.dataset import downloadable
from cohortium.manifest import parse_manifest
from cohortium.release.recomputation import recompute
from cohortium.wiring import open_home


@pytest.fixture(scope="module")
def home(published: Path) -> Path:
    return published


def folder_of(home: Path) -> Path:
    [folder] = (home / "releases").iterdir()
    return folder


def test_it_stands_beside_the_renditions_for_the_operator_alone(home: Path) -> None:
    folder = folder_of(home)
    files = sorted((folder / "operator").iterdir())
    assert [file.name for file in files] == ["report.html", "report.json"]
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o400 for file in files)
    assert stat.S_IMODE((folder / "operator").stat().st_mode) == 0o700
    report = json.loads((folder / "operator/report.json").read_text("utf-8"))
    assert report["release"] == folder.name
    assert report["risk"]["k"] >= 5
    assert report["persons"]["released"] == report["risk"]["subjects"]
    assert set(report["utility"]["columns"]) == set(report["transformation"])
    born = report["statistics"]["numbers"]["birth_year"]
    assert 1900 < born["mean"][0] < 2030 and born["deviation"][0] > 0
    assert report["hipaa"]["dates"].startswith("Expert Determination")
    text = (folder / "operator/report.html").read_text("utf-8")
    assert f"Release {folder.name} of d-hearts" in text
    assert "k-anonymity of subjects is not anonymity under the GDPR" in text
    assert "<script" not in text


def test_it_names_nobody(home: Path, planted: list[str]) -> None:
    said = "".join(
        (folder_of(home) / f"operator/report.{x}").read_text("utf-8") for x in ("json", "html")
    )
    assert [word for word in planted if len(word) > 4 and word in said] == []


def test_no_manifest_download_or_bundle_has_it(home: Path, tmp_path: Path) -> None:
    data = (folder_of(home) / "manifest.json").read_bytes()
    assert not [file for file in parse_manifest(data).files if "operator" in file.path]
    assert b"class_sizes" not in data
    with open_home(home) as installation:
        assert not [f for f in downloadable(installation, "d-hearts") if "operator" in f.path]
        bundle(installation, folder_of(home).name, tmp_path / "b.zip")
    assert not [name for name in zipfile.ZipFile(tmp_path / "b.zip").namelist() if "report" in name]


def test_a_bundles_figures_are_those_of_its_rows(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_home(home) as installation:
        bundle(installation, folder_of(home).name, tmp_path / "b.zip")
        policy = f"log {installation.log.vkey}\nquorum none\n"
    assert verify(tmp_path / "b.zip", policy).verified
    report = json.loads((folder_of(home) / "operator/report.json").read_text("utf-8"))
    said = recompute(tmp_path / "b.zip")
    assert said.startswith(f"k {report['risk']['k']}, {report['risk']['classes']} classes of")
    (tmp_path / "policy").write_text(policy)
    command = [
        "verify",
        str(tmp_path / "b.zip"),
        "--policy",
        str(tmp_path / "policy"),
        "--recompute",
    ]
    assert run(command) == 0
    assert "ok  figures" in capsys.readouterr().out

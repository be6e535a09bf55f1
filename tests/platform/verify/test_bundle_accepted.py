"""Bundles that are what they say are verified, however they were zipped."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from cohortium.bundle import verify

RELEASE_CHECKS = [
    "container", "members", "signature", "entries", "inclusion", "history", "release", "files",
    "consents", "coverage", "arithmetic", "intakes", "methods",
]  # fmt: skip
RECEIPT_CHECKS = [*RELEASE_CHECKS[:6], "receipt", "release", "answer", "withdrawals"]


def test_a_release_is_verified(honest, tmp_path: Path):
    report = verify(honest.release_bundle(tmp_path / "b.zip"), honest.policy)
    assert report.verified and report.pinned and report.reason is None
    assert (report.kind, report.release, report.index) == (
        "release",
        honest.release,
        honest.released,
    )
    assert [check.name for check in report.checks] == RELEASE_CHECKS
    details = {check.name: check.detail for check in report.checks}
    assert details["methods"] == (
        "granted: 13 witnessed; withdrawn before: 1 desk; withdrawn since: 1 desk, 1 portal"
    )
    assert details["arithmetic"].startswith("12 consents - 1 duplicates = 11 persons = 9 released")


def test_a_receipt_is_verified(honest, tmp_path: Path):
    report = verify(honest.receipt_bundle(tmp_path / "b.zip"), honest.policy)
    assert report.verified and report.kind == "receipt"
    assert [check.name for check in report.checks] == RECEIPT_CHECKS
    assert report.checks[-1].detail.startswith("2 withdrawals")


def test_without_a_policy_it_is_verified_unpinned(honest, tmp_path: Path):
    report = verify(honest.release_bundle(tmp_path / "b.zip"))
    assert report.verified and not report.pinned
    assert "UNPINNED" in report.checks[2].detail


@pytest.mark.parametrize(
    ("compression", "backwards", "top", "folders"),
    [
        (zipfile.ZIP_STORED, False, "", False),
        (zipfile.ZIP_DEFLATED, True, "", True),
        (zipfile.ZIP_BZIP2, False, "", False),
        (zipfile.ZIP_LZMA, True, "", False),
        (zipfile.ZIP_DEFLATED, False, "unpacked bundle/", True),
    ],
)
def test_rezipped_bundles_are_verified(
    honest, tmp_path: Path, zipped, compression, backwards, top, folders
):
    source = honest.release_bundle(tmp_path / "b.zip")
    again = zipped(
        source, tmp_path / "c.zip",
        compression=compression, backwards=backwards, top=top, folders=folders,
    )  # fmt: skip
    assert verify(again, honest.policy).verified


def test_a_bundle_under_an_earlier_checkpoint_is_verified(honest, tmp_path: Path):
    bundle = honest.release_bundle(tmp_path / "b.zip", size=honest.released + 1)
    report = verify(bundle, honest.policy)
    assert report.verified and report.size == honest.released + 1


def test_a_log_of_several_entry_files_is_verified(tell, tmp_path: Path):
    world = tell(patients=530)
    bundle = world.release_bundle(tmp_path / "b.zip")
    with zipfile.ZipFile(bundle) as archive:
        tiles = [name for name in archive.namelist() if name.startswith("log/tile/entries/")]
    assert tiles == ["log/tile/entries/000", "log/tile/entries/001", "log/tile/entries/002.p/29"]
    assert verify(bundle, world.policy).verified


def test_the_same_input_gives_the_same_bundle(honest, tmp_path: Path):
    one, two = (honest.release_bundle(tmp_path / name) for name in ("1.zip", "2.zip"))
    assert one.read_bytes() == two.read_bytes()


def test_a_writer_that_fails_leaves_nothing(honest, tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        honest.release_bundle(tmp_path / "b.zip", folder=tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []

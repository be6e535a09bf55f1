"""What is no zip is bad input; a zip that is damaged or dangerous inside is refused. Never a crash."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohortium.bundle import verify
from cohortium.bundle.container import MAX_RATIO
from cohortium.errors import BadInput


@pytest.mark.parametrize(
    "data", [b"", b"no zip", b"PK\x03\x04" + bytes(100), b"%PDF-1.7\n" + bytes(5000), b"PK\x05\x06"]
)
def test_what_is_no_zip_is_bad_input(tmp_path: Path, data):
    (tmp_path / "b.zip").write_bytes(data)
    with pytest.raises(BadInput, match="not a readable zip"):
        verify(tmp_path / "b.zip")


def test_a_missing_file_or_a_folder_is_bad_input(tmp_path: Path):
    for path in (tmp_path / "none.zip", tmp_path):
        with pytest.raises(BadInput, match="cannot be read"):
            verify(path)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_zip_is_bad_input(honest, tmp_path: Path, part):
    data = honest.release_bundle(tmp_path / "b.zip").read_bytes()
    (tmp_path / "c.zip").write_bytes(data[: int(len(data) * part)])
    with pytest.raises(BadInput):
        verify(tmp_path / "c.zip")


def test_an_empty_zip_is_refused(tmp_path: Path):
    zipfile.ZipFile(tmp_path / "b.zip", "w").close()
    report = verify(tmp_path / "b.zip")
    assert not report.verified and report.reason == "bundle.json is missing"


@pytest.mark.parametrize(
    "policy",
    ["", "quorum none\n", "log nobody\nquorum none\n", "nonsense", "log a+b\n", "\x00"],
)
def test_a_policy_that_is_none_is_bad_input(honest, tmp_path: Path, policy):
    with pytest.raises(BadInput, match="policy"):
        verify(honest.release_bundle(tmp_path / "b.zip"), policy)


def test_a_member_twice_is_refused(honest, tmp_path: Path):
    bundle = honest.release_bundle(tmp_path / "b.zip")
    with zipfile.ZipFile(bundle, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("manifest.json", archive.read("manifest.json"))
    report = verify(bundle, honest.policy)
    assert report.checks[-1].name == "container" and "twice" in str(report.reason)


def test_an_encrypted_member_is_refused(honest, tmp_path: Path):
    bundle = honest.release_bundle(tmp_path / "b.zip")
    data = bytearray(bundle.read_bytes())
    central = data.find(b"PK\x01\x02")
    data[central + 8] |= 1
    bundle.write_bytes(data)
    report = verify(bundle)
    assert report.checks[-1].name == "container" and "encrypted" in str(report.reason)


@pytest.mark.parametrize("member", ["download/subjects.parquet", "manifest.json", "answer.json"])
def test_a_zip_bomb_is_refused_unread(honest, tmp_path: Path, zipped, member):
    bomb = bytes(1 << 26)
    bundle = zipped(
        honest.release_bundle(tmp_path / "b.zip"), tmp_path / "c.zip",
        change={member: bomb}, compression=zipfile.ZIP_DEFLATED,
    )  # fmt: skip
    assert bundle.stat().st_size < len(bomb) / MAX_RATIO
    report = verify(bundle, honest.policy)
    assert report.checks[-1].name == "container" and "bomb" in str(report.reason)


def test_a_member_over_its_limit_is_refused_unread(honest, tmp_path: Path, zipped):
    bundle = zipped(
        honest.release_bundle(tmp_path / "b.zip"), tmp_path / "c.zip",
        change={"bundle.json": b'{"' + b"x" * (1 << 17) + b'":1}'},
    )  # fmt: skip
    report = verify(bundle, honest.policy)
    assert report.checks[-1].name == "members" and "more than" in str(report.reason)


def test_a_size_declared_too_small_is_refused(honest, tmp_path: Path):
    bundle = honest.release_bundle(tmp_path / "b.zip")
    data = bytearray(bundle.read_bytes())
    central = data.find(b"PK\x01\x02", data.find(b"PK\x01\x02") + 1)
    struct.pack_into("<I", data, central + 24, 10)
    bundle.write_bytes(data)
    assert not verify(bundle, honest.policy).verified


@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(where=st.floats(0, 1, exclude_max=True), mask=st.integers(1, 255))
def test_a_changed_byte_of_the_zip_itself_never_crashes(honest, tmp_path: Path, where, mask):
    """Headers of a zip may hold what nobody reads (times); all else is refused or bad input."""
    path = tmp_path / "b.zip"
    if not path.exists():
        honest.release_bundle(path)
    data = bytearray(path.read_bytes())
    data[int(where * len(data))] ^= mask
    (tmp_path / "c.zip").write_bytes(data)
    try:
        verify(tmp_path / "c.zip", honest.policy)
    except BadInput as error:
        assert "\n" not in str(error)

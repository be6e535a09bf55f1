"""The files of a release: what they tell, to the byte the same however they were made."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from cohortium.adapters import extraction
from cohortium.errors import NotFound, Unavailable
from cohortium.flows import ask, shards
from cohortium.flows import publish as flow
from cohortium.flows.publish import Published, publish
from cohortium.manifest import parse_manifest
from cohortium.records import frames
from cohortium.records.record import PatientRef
from cohortium.release.policy import Policy, read_policy
from cohortium.wiring import open_home

Copy = Callable[[Path], Path]


@pytest.fixture(scope="module")
def under_key(enrolled: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Published]:
    """Makes a release at noon under a key that is chosen, each in a copy of the enrolled home."""
    noon = datetime.now(UTC).replace(hour=12)

    def make(key: bytes) -> Published:
        path = shutil.copytree(enrolled, tmp_path_factory.mktemp("keyed") / "home")
        with pytest.MonkeyPatch.context() as patched, open_home(path, clock=lambda: noon) as home:
            patched.setattr(flow.secrets, "token_bytes", lambda count: key)
            return publish(home, "hearts", Policy())

    return make


@pytest.fixture(scope="module")
def expected(under_key: Callable[..., Published]) -> Published:
    """The release under a key of many k."""
    return under_key(b"k" * 32)


def test_the_manifest_tells_rounded_counts_and_true_digests(published: Path) -> None:
    with open_home(published) as home:
        [release] = home.state.releases()
        opening = home.vault.opening(release.index)
        folder = home.home.releases / release.id
        assert ask.latest(home, "d-hearts") == release
    assert opening is not None
    data = (folder / "manifest.json").read_bytes()
    assert release.manifest == hashlib.sha256(data).hexdigest()
    assert release.id == f"r-{release.manifest[:32]}"
    parse_manifest(data)
    manifest, exact = json.loads(data), opening.private["exact"]
    assert manifest["subjects"] % 5 == 0
    assert abs(manifest["subjects"] - exact["released"]) < 5
    listed = set()
    for table in manifest["tables"]:
        assert table["rows"] % 5 == 0
        assert abs(table["rows"] - exact["tables"][table["name"]]) < 5
        for file in table["files"]:
            path = folder / file["path"]
            assert hashlib.sha256(path.read_bytes()).hexdigest() == file["sha256"]
            assert path.stat().st_size == file["bytes"]
            assert file["sha256"][:16] in path.name
            assert stat.S_IMODE(path.stat().st_mode) == 0o444
            listed.add(path)
    operators = {folder / "operator/report.html", folder / "operator/report.json"}
    assert {path for path in folder.rglob("*") if path.is_file()} == {
        *listed, *operators, folder / "manifest.json",
    }  # fmt: skip
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_parquet_is_zstd_and_tells_nothing_in_its_footer(published: Path) -> None:
    files = list(published.glob("releases/*/*/*.parquet"))
    assert len(files) == 2 * len(list(published.glob("releases/*/queryable/*.parquet"))) > 0
    for path in files:
        metadata = pq.ParquetFile(path).metadata
        assert not metadata.metadata
        for group in range(metadata.num_row_groups):
            for number in range(metadata.num_columns):
                column = metadata.row_group(group).column(number)
                assert column.compression == "ZSTD"
                assert column.statistics is None
                assert not column.is_stats_set
                assert not (column.has_offset_index or column.has_column_index)


def test_a_release_can_be_made_again_to_the_byte(
    expected: Published, under_key: Callable[..., Published]
) -> None:
    made = [expected, under_key(b"k" * 32), under_key(b"l" * 32)]
    first, second, other = (
        {p.relative_to(m.path): p.read_bytes() for p in m.path.rglob("*") if p.is_file()}
        for m in made
    )
    assert first == second
    assert made[0].release == made[1].release != made[2].release
    same = {p.name.rsplit("-", 1)[0] for p in other.keys() & first.keys() if "-" in p.name}
    empty = {name for name, rows in made[0].persons["tables"].items() if not rows}
    assert same <= empty


@pytest.mark.parametrize(("few", "ahead"), [(0, 0), (0, shards.AHEAD), (extraction.FEW, 0)])
def test_a_release_is_the_same_however_it_was_made(
    expected: Published, under_key: Callable[..., Published], monkeypatch: pytest.MonkeyPatch,
    few: int, ahead: int,
) -> None:  # fmt: skip
    """With rows from another process or from this one, with texts read ahead or not, by a
    recognizer of its own."""
    started: list[str] = []
    monkeypatch.setattr(flow, "beside", shards.beside)
    monkeypatch.setattr(extraction, "FEW", few)
    monkeypatch.setattr(shards, "AHEAD", ahead)
    monkeypatch.setattr(
        extraction, "start", lambda *told: started.append(told[0]) or frames.start(*told)
    )
    made = under_key(b"k" * 32)
    assert made.release == expected.release
    assert len(started) == (few == 0)


def test_what_another_process_finds_wrong_is_said_as_here(
    enrolled: Path, copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extraction, "FEW", 0)
    with open_home(copy(enrolled)) as home:
        patients = list(home.vault.patients())
        absent = PatientRef(patients[0].hospital, "nobody")
        with closing(home.rows([patients[:1], [absent]])) as rows:
            next(rows)
            with pytest.raises(NotFound, match="sent no such patient"):
                next(rows)
        ask = extraction._ask
        monkeypatch.setattr(extraction, "_ask", lambda stream, asked: ask(stream, {}))
        with closing(home.rows([patients[:1], patients[1:]])) as rows:
            next(rows)
            with pytest.raises(Unavailable, match="ended early"):
                next(rows)


def test_two_releases_share_no_pseudonym(published: Path, copy: Copy, tables: Any) -> None:
    path = copy(published)
    with open_home(path) as home:
        first = home.home.releases / home.state.releases()[0].id
        second = publish(home, "hearts", Policy()).path
    for name, column in (("subjects", "subject"), ("encounters", "encounter")):
        one, two = (set(tables(f, "queryable")[name][column].to_pylist()) for f in (first, second))
        assert one
        assert two
        assert not one & two


def test_what_the_policy_leaves_out_is_not_there(enrolled: Path, copy: Copy, tables: Any) -> None:
    policy = read_policy(b"[release]\ndownload = false\nnotes = false\nzip_digits = 0\n")
    with open_home(copy(enrolled)) as home:
        made = publish(home, "hearts", policy)
    assert {p.name for p in made.path.iterdir() if p.is_dir()} == {"queryable", "operator"}
    read = tables(made.path, "queryable")
    assert "notes" not in read
    assert set(read["subjects"]["zip"].to_pylist()) <= {None, "*"}
    parse_manifest((made.path / "manifest.json").read_bytes())

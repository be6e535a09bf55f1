"""A release counts everybody, keeps its own promises, or is refused and leaves nothing behind."""

from __future__ import annotations

import errno
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
from cohortium.coverage import check_arithmetic
from cohortium.errors import Conflict, NotFound, Refused, Unavailable
from cohortium.flows import ask, enrol, shards
from cohortium.flows import publish as flow
from cohortium.flows.intake import intake
from cohortium.flows.publish import Published, publish
from cohortium.manifest import parse_manifest
from cohortium.records import frames
from cohortium.records.record import PatientRef
from cohortium.release.policy import Policy, read_policy
from cohortium.wiring import Installation, open_home

Copy = Callable[[Path], Path]
QUASI = ["sex", "birth_year", "zip", "race", "ethnicity", "deceased"]


def withdraw(installation: Installation, *patients: str) -> None:
    found = enrol.find_patients(installation, patients)
    enrol.withdraw_consents(installation, "hearts", found, by="test")


def grant(installation: Installation, *patients: str) -> None:
    found = enrol.find_patients(installation, patients)
    enrol.grant_consents(installation, "hearts", found, by="test")


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
        grant(home, "north-p0")  # who comes back alone waits for others: test_succession.py
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
        grant(home, "ghost")
        made = publish(home, "hearts", Policy())
    assert made.persons["withheld"] == {"no-record": 1}
    assert counts(made)[:3] == (141, 6, 135)


@pytest.mark.parametrize("leave", ["nobody came", "all left", "all withheld"])
def test_with_nobody_nothing_is_published(taken_in: Path, copy: Copy, leave: str) -> None:
    with open_home(copy(taken_in)) as home:
        if leave != "nobody came":
            grant(home, "north-p0", "south-p0")
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

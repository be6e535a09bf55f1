"""Reading in another process gives what reading here gives, and its ends are told apart."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from cohortium.errors import BadInput, Unavailable
from cohortium.records import apart, frames, reading
from cohortium.records.record import Record, Rejection, Warned

PATIENT = {"resourceType": "Patient", "id": "p1", "birthDate": "1980-01-02"}
ODD = {"resourceType": "Patient", "id": "p2", "gender": "female", "nonsense": 1}
LINES = [
    PATIENT,
    ODD,
    {"resourceType": "Observation", "id": "o1", "status": "final"},
    {"resourceType": "Observation", "id": "ö2", "subject": {"reference": "Patient/p1"}},
]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    folder = tmp_path / "export"
    folder.mkdir()
    text = "\n".join(json.dumps(line) for line in LINES) + "\n{broken\n"
    (folder / "Some.ndjson").write_text(text)
    return folder


def told(items: list[reading.Outcome]) -> list[tuple[object, ...]]:
    return [
        (i.kind, i.id, i.patient, i.content, sorted(i.data.items()), i.file, i.line)
        if isinstance(i, Record)
        else (type(i), i.file, i.line, i.reason)
        for i in items
    ]


@pytest.mark.parametrize("validate", ["none", "sample", "full"])
def test_the_same_is_read_here_and_there(export: Path, validate: reading.Validate) -> None:
    here = told(list(reading.read(export, validate=validate)))
    there = told(list(apart.read(export, validate=validate, small=0)))
    assert Counter(map(repr, there)) == Counter(map(repr, here))
    assert [i for i in there if i[0] is not Warned] == [i for i in here if i[0] is not Warned]
    kinds = Counter(i[0] for i in there)
    assert kinds[Rejection] == 2
    assert (kinds[Warned] > 0) is (validate != "none")


def test_many_frames_keep_the_order(tmp_path: Path) -> None:
    many = [{**PATIENT, "id": f"p{number}"} for number in range(2 * apart.BATCH_OUTCOMES + 3)]
    (tmp_path / "Patient.ndjson").write_text("\n".join(map(json.dumps, many)))
    found = list(apart.read(tmp_path, validate="none", small=0))
    assert [item.id for item in found if isinstance(item, Record)] == [one["id"] for one in many]


def test_bad_input_is_bad_input_from_there_too(tmp_path: Path) -> None:
    whole = gzip.compress(b"\n".join(json.dumps(PATIENT).encode() for _ in range(50)))
    (tmp_path / "Patient.ndjson.gz").write_bytes(whole[:-9])
    with pytest.raises(BadInput, match="cut short"):
        list(apart.read(tmp_path, small=0))


def test_a_reader_that_dies_is_no_end_of_input(
    export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "start", lambda *_: frames.start("this"))  # ends without a word
    with pytest.raises(Unavailable, match="ended early"):
        list(apart.read(export, small=0))


def test_small_inputs_start_no_process(export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "start", lambda *_: pytest.fail("a process was started"))
    assert len(list(apart.read(export))) >= len(LINES)

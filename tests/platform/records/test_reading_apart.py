"""Reading in another process gives what reading here gives, and its ends are told apart."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium.errors import BadInput, Unavailable
from cohortium.records import apart, frames, reading
from cohortium.records.lots import BYTES, OUTCOMES, Lot, lots, packed, unpacked
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


def told(from_: Iterable[Lot]) -> tuple[list[tuple[object, ...]], list[Rejection | Warned]]:
    """The records in lots, and what is wrong with others."""
    found = list(from_)
    records = [
        record
        for lot in found
        for record in zip(lot.kinds, lot.ids, lot.patients, lot.contents, strict=True)
    ]
    return records, [remark for lot in found for remark in lot.remarks]


@pytest.mark.parametrize("validate", ["none", "sample", "full"])
def test_the_same_is_read_here_and_there(export: Path, validate: reading.Validate) -> None:
    here = list(reading.read(export, validate=validate))
    records, remarks = told(apart.read(export, validate=validate, small=0))
    assert told(apart.read(export, validate=validate))[0] == records
    assert records == [item[:4] for item in here if isinstance(item, Record)]
    for kind in (Rejection, Warned):
        assert [i for i in remarks if isinstance(i, kind)] == [
            i for i in here if isinstance(i, kind)
        ]
    kinds = Counter(type(remark) for remark in remarks)
    assert kinds[Rejection] == 2
    assert (kinds[Warned] > 0) is (validate != "none")
    assert len(records) == 3


def test_many_frames_keep_the_order(tmp_path: Path) -> None:
    many = [{**PATIENT, "id": f"p{number}"} for number in range(2 * OUTCOMES + 3)]
    (tmp_path / "Patient.ndjson").write_text("\n".join(map(json.dumps, many)))
    found = list(apart.read(tmp_path, validate="none", small=0))
    assert [number for lot in found for number in lot.ids] == [one["id"] for one in many]
    assert [len(lot.ids) for lot in found] == [OUTCOMES, OUTCOMES, 3]


def test_a_lot_is_bounded_in_bytes() -> None:
    record = Record("Binary", "b1", None, b"x" * (BYTES // 3), {}, "Binary.ndjson", 1)
    assert [len(lot.ids) for lot in lots([record] * 10)] == [4, 4, 2]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
records = st.builds(
    Record, texts, texts, st.none() | texts, st.binary(max_size=9), st.just({}), texts, st.just(1)
)
remarks = st.sampled_from([Rejection, Warned]).flatmap(
    lambda kind: st.builds(kind, texts, st.integers(0, 2**40), texts)
)


@given(st.lists(records | remarks, max_size=9), st.integers(1, 4))
def test_what_is_packed_is_unpacked(outcomes: list[reading.Outcome], most: int) -> None:
    given = list(lots(outcomes, most))
    assert [unpacked(*packed(lot)) for lot in given] == given
    assert told(given) == (
        [item[:4] for item in outcomes if isinstance(item, Record)],
        [item for item in outcomes if not isinstance(item, Record)],
    )


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
    records, remarks = told(apart.read(export))
    assert len(records) + len(remarks) > len(LINES)


def test_a_process_of_ours_has_no_setting_that_opens_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COHORTIUM_KEY_PASSPHRASE", "words")
    process = frames.start("cohortium.records.schema_process")
    environment = Path(f"/proc/{process.pid}/environ")
    try:
        while not (told := environment.read_bytes()):  # the kernel fills it in after the start
            assert process.poll() is None
        assert b"PATH=" in told and b"COHORTIUM_" not in told
    finally:
        process.communicate()

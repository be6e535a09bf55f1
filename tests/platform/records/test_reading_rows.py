"""OMOP tables and mapped CSV tables come in row by row, understood alone."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path
from typing import Any

import pytest

from cohortium.errors import BadInput
from cohortium.records.identity import identity
from cohortium.records.mapping import parse_mapping
from cohortium.records.reading import read
from cohortium.records.record import Record, Rejection, Warned

PERSON = (
    "person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth,race_concept_id,"
    "location_id,person_source_value\n7,8532,1950,8,2,8527,3,abc-9\n"
)
CONCEPT = (
    "concept_id,concept_name,vocabulary_id,concept_code\n"
    "0,No matching concept,None,x\n8527,White,Race,5\n3004249,Systolic,LOINC,8480-6\n"
)
LOCATION = "location_id,address_1,city,zip\n3,12 High St,Boston,02139-1234\n"
DEATH = "person_id,death_date\n7,2020-05-06\n"
MEASUREMENT = (
    "measurement_id,person_id,measurement_concept_id,measurement_date,value_as_number,"
    "measurement_source_concept_id,visit_occurrence_id\n"
)
OMOP = {"PERSON": PERSON, "CONCEPT": CONCEPT, "LOCATION": LOCATION, "DEATH": DEATH}


def folder(tmp: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = tmp / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return tmp / "in"


def split(path: Path) -> tuple[list[Record], list[Rejection], list[Warned]]:
    found = list(read(path))
    return tuple(
        [item for item in found if isinstance(item, kind)] for kind in (Record, Rejection, Warned)
    )  # type: ignore[return-value]


def omop(tmp: Path, *rows: str, **more: str) -> Path:
    tables = {**OMOP, "MEASUREMENT": MEASUREMENT + "".join(row + "\n" for row in rows), **more}
    return folder(tmp, {f"{name}.csv": text for name, text in tables.items()})


def test_an_omop_person_carries_address_and_death(tmp_path: Path) -> None:
    records, rejected, warned = split(omop(tmp_path))
    assert not rejected + warned  # type: ignore[operator]
    assert [(record.kind, record.id, record.patient) for record in records] == [
        ("omop/person", "7", "7"),
        ("omop/death", "7", "7"),
    ]
    who = identity(records[0].kind, records[0].data)
    assert who is not None
    assert (who.birth_date, who.sex, who.zip, who.race) == (
        "1950-08-02",
        "female",
        "02139",
        "White",
    )
    assert (who.deceased, who.death_date) == (True, "2020-05-06")
    assert who.ids == ("7", "abc-9")
    assert "12 High St" in who.known()["addresses"]
    assert who.linkage() is None


def test_omop_concepts_are_joined_and_unknown_ones_keep_their_number(tmp_path: Path) -> None:
    rows = ("1,7,3004249,2020-01-01,120,,5", "2,7,0,2020-01-01,1,999,5", "3,7,0,2020-01-01,1,0,5")
    records, _, _ = split(omop(tmp_path, *rows))
    joined = [r.data.get("@concepts") for r in records if r.kind == "omop/measurement"]
    assert joined == [
        {"measurement_concept_id": ("8480-6", "loinc", "Systolic")},
        {"measurement_source_concept_id": ("999", "omop", None)},
        None,
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",7,3004249,2020-01-01,120,,5", "measurement_id is missing"),
        ("1,,3004249,2020-01-01,120,,5", "person_id is missing"),
        ("1,7,3004249,01/02/2020,120,,5", "measurement_date is not a date"),
        ("1,7,3004249,2020-01-01,abc,,5", "value_as_number is not a number"),
        ("1,7,3004249,2020-01-01,nan,,5", "value_as_number is not a number"),
        ("1,7,3004249", "has 3 fields, the header 7"),
        ("1,7,3004249,2020-01-01,120,,5,8", "has 8 fields, the header 7"),
        ('1,7,3004249,2020-01-01,120,"a"b,5', "not valid CSV"),
    ],
)
def test_omop_rows_that_cannot_be_used_are_rejected(tmp_path: Path, row: str, reason: str) -> None:
    records, rejected, _ = split(omop(tmp_path, "9,7,3004249,2020-01-01,1,,5", row))
    assert [record.id for record in records if record.kind == "omop/measurement"] == ["9"]
    assert [(item.file, item.line) for item in rejected] == [("MEASUREMENT.csv", 3)]
    assert reason in rejected[0].reason


def test_omop_names_may_be_lower_case_zipped_gzipped_and_trail_commas(tmp_path: Path) -> None:
    path = tmp_path / "o.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("cdm/person.csv.gz", gzip.compress(PERSON.encode()))
        archive.writestr("cdm/concept.csv", CONCEPT)
        archive.writestr("cdm/measurement.csv", MEASUREMENT + "1,7,3004249,2020-01-01,1,,5,,,\n")
    records, rejected, _ = split(path)
    assert [record.kind for record in records] == ["omop/person", "omop/measurement"]
    assert not rejected


def test_omop_files_that_hold_no_persons_records_are_told_of(tmp_path: Path) -> None:
    path = omop(tmp_path, NOTE_NLP="note_nlp_id\n1\n", HOLIDAYS="a\n1\n", DOMAIN="domain_id\nx\n")
    _, _, warned = split(path)
    assert [item.file for item in warned] == ["HOLIDAYS.csv", "NOTE_NLP.csv"]


def test_an_omop_table_without_its_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="has no column person_id"):
        split(omop(tmp_path, VISIT_OCCURRENCE="visit_occurrence_id\n1\n"))


MAPPING = """
[source]
delimiter = ";"
[tables.people]
file = "people.csv"
kind = "patients"
id = "pid"
[tables.people.columns]
given = "first"
family = "last"
birth_date = { column = "dob", format = "%d/%m/%Y" }
sex = { column = "sx", map = { W = "female", M = "male" } }
deceased = "dead"
[tables.labs]
file = "labs.csv"
kind = "observations"
id = ["pid", "no"]
patient = "pid"
[tables.labs.columns]
observed = "day"
code = "loinc"
system = { value = "loinc" }
value = "val"
value_text = "words"
"""
PEOPLE = "pid;first;last;dob;sx;dead\nA1;Ada;Byron;10/12/1815;W;no\n"
LABS = "pid;no;day;loinc;val;words\n"


def mapped(tmp: Path, *labs: str, **more: str | bytes) -> Path:
    files: dict[str, str | bytes] = {
        "mapping.toml": MAPPING,
        "people.csv": PEOPLE,
        "labs.csv": LABS + "".join(row + "\n" for row in labs),
    }
    return folder(tmp, files | {name.replace("_", "."): text for name, text in more.items()})


def test_mapped_rows_keep_the_row_and_say_what_it_means(tmp_path: Path) -> None:
    records, rejected, warned = split(mapped(tmp_path, "A1;1;2024-05-06;8480-6;120.5;"))
    assert not rejected
    assert not warned
    assert [(r.kind, r.id, r.patient) for r in records] == [
        ("table/people", "A1", "A1"),
        ("table/labs", "A1|1", "A1"),
    ]
    assert records[1].data["table"] == "observations"
    assert records[1].data["row"] == {
        "pid": "A1", "no": "1", "day": "2024-05-06", "loinc": "8480-6", "val": "120.5",
    }  # fmt: skip
    assert records[1].data["mapped"] == {
        "observed": "2024-05-06", "code": "8480-6", "system": "loinc", "value": 120.5,
    }  # fmt: skip
    who = identity(records[0].kind, records[0].data)
    assert who is not None
    assert who.linkage() == ("byron", "ada", "1815-12-10", "female")
    assert identity(records[1].kind, records[1].data) is None


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("A1;;2024-05-06;x;1;", "no is missing"),
        (";1;2024-05-06;x;1;", "pid is missing"),
        ("A1;1;06.05.2024;x;1;", "day is not a date"),
        ("A1;1;2024-05-06;x;high;", "val is not a number"),
        ("A1;1;2024-05-06", "has 3 fields"),
    ],
)
def test_mapped_rows_that_cannot_be_used_are_rejected(
    tmp_path: Path, row: str, reason: str
) -> None:
    records, rejected, _ = split(mapped(tmp_path, row))
    assert [record.kind for record in records] == ["table/people"]
    assert [(item.file, item.line) for item in rejected] == [("labs.csv", 2)]
    assert reason in rejected[0].reason


@pytest.mark.parametrize(
    ("people", "reason"),
    [
        ("A1;Ada;Byron;1815-12-10;W;no\n", "dob is not a date of its format"),
        ("A1;Ada;Byron;10/12/1815;X;no\n", "sx is not in its map"),
        ("A1;Ada;Byron;10/12/1815;W;perhaps\n", "dead is neither yes nor no"),
    ],
)
def test_patients_that_cannot_be_read_are_rejected(
    tmp_path: Path, people: str, reason: str
) -> None:
    path = mapped(tmp_path, people_csv="pid;first;last;dob;sx;dead\n" + people)
    _, rejected, _ = split(path)
    assert [item.reason for item in rejected] == [
        reason if "map" not in reason else rejected[0].reason
    ]
    assert reason in rejected[0].reason


def test_rows_of_another_encoding_are_rejected_unless_the_mapping_says_so(tmp_path: Path) -> None:
    latin = PEOPLE.replace("Ada", "Adé").encode("latin-1")
    _, rejected, _ = split(mapped(tmp_path, people_csv=latin))
    assert "not UTF-8" in rejected[0].reason
    said = MAPPING.replace("[source]", '[source]\nencoding = "cp1252"')
    records, rejected, _ = split(mapped(tmp_path, people_csv=latin, mapping_toml=said))
    assert not rejected
    assert records[0].data["mapped"]["given"] == "Adé"


def test_files_the_mapping_does_not_name_are_told_of(tmp_path: Path) -> None:
    _, _, warned = split(mapped(tmp_path, other_csv="a;b\n1;2\n"))
    assert [item.file for item in warned] == ["other.csv"]


@pytest.mark.parametrize("gone", ["labs.csv", "people.csv"])
def test_a_missing_file_or_column_is_refused(tmp_path: Path, gone: str) -> None:
    path = mapped(tmp_path)
    (path / gone).write_text("pid\n")
    with pytest.raises(BadInput, match="has no column"):
        split(path)
    (path / gone).unlink()
    with pytest.raises(BadInput, match="no such file"):
        split(path)


WRONG: list[tuple[str, str, str]] = [
    ("[source]", "[sources]", "sources is not known"),
    ('delimiter = ";"', 'delimiter = ";;"', "one character"),
    ('delimiter = ";"', 'encoding = "klingon"', "encoding is not known"),
    ('kind = "observations"', 'kind = "horoscopes"', "kind must be one of"),
    ('id = "pid"', "", "id: must be a text"),
    ('patient = "pid"', "", "patient is missing"),
    ('observed = "day"', 'seen = "day"', "seen is not known"),
    ('observed = "day"', "observed = 3", "must be a table"),
    ('system = { value = "loinc" }', "system = { }", "either column or value"),
    ('value = "val"', 'value = { column = "val", format = "%d" }', "format is for dates"),
    ('file = "labs.csv"', 'file = "people.csv"', "the same file"),
    ("[tables.labs]", "[tables.labs", "not valid TOML"),
]


@pytest.mark.parametrize(("old", "new", "reason"), WRONG, ids=[reason for *_, reason in WRONG])
def test_a_mapping_is_parsed_strictly(old: str, new: str, reason: str) -> None:
    assert old in MAPPING
    with pytest.raises(BadInput, match=reason):
        parse_mapping(MAPPING.replace(old, new, 1))


def test_a_mapping_says_what_it_says() -> None:
    parsed: Any = parse_mapping(MAPPING)
    assert [(table.name, table.kind, table.id) for table in parsed.tables] == [
        ("people", "patients", ("pid",)),
        ("labs", "observations", ("pid", "no")),
    ]
    assert parsed.tables[1].theirs == {"pid", "no", "day", "loinc", "val", "words"}


def test_a_mapping_needs_patients() -> None:
    with pytest.raises(BadInput, match='no table has kind = "patients"'):
        parse_mapping(MAPPING[: MAPPING.index("[tables.people]")])

"""What passes into a release's dimension columns: members of public value sets, nothing else."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pyarrow as pa
import pytest

from cohortium.records.tables import TABLES
from cohortium.release.ages import capped
from cohortium.release.codes import LOCAL, answer, code, system
from cohortium.release.keys import ReleaseKeys
from cohortium.release.renditions import Subjects, download, queryable
from cohortium.release.sharing import VOCABULARY, Allowed, Shared
from cohortium.release.units import unit
from cohortium.release.vocabulary import confined
from cohortium_anonymize.text import Deidentifier, Known

ARROW = {"int32": pa.int32(), "float64": pa.float64(), "date32": pa.date32(), "string": pa.string()}
JONES = "Xanthippe Zuberbuehler"


def rows(name: str, *given: dict[str, object]) -> pa.Table:
    """An identifiable event table; what a row leaves out is null."""
    columns = {"person": pa.array([row.get("person", 0) for row in given], pa.int32())}
    for column in TABLES[name].columns[1:]:
        columns[column.name] = pa.array([row.get(column.name) for row in given], ARROW[column.type])
    return pa.table(columns)


def released(name: str, *given: dict[str, object]) -> pa.Table:
    """The same with subjects for persons, as it is watched."""
    table = rows(name, *given)
    subjects = pa.array([f"s{number}" for number in table["person"].to_pylist()])
    return table.drop(["person"]).add_column(0, "subject", subjects)


@pytest.mark.parametrize(
    ("table", "column", "kept", "gone"),
    [
        ("observations", "status", "final", "final by Jones"),
        ("conditions", "status", "active", "active per Dr Jones"),
        ("conditions", "status", "Final diagnosis", "Jones"),
        ("encounters", "class", "AMB", "AMB-Jones"),
        ("conditions", "category", "problem-list-item", "cat 00123"),
        ("observations", "category", "vital-signs", "jones@example.org"),
        ("observations", "category", "measurement", "measurement of Jones"),
        ("allergies", "category", "food", "food 00123"),
        ("allergies", "criticality", "low", "low 555-1234"),
        ("medications", "kind", "exposure", "Jones"),
        ("procedures", "status", "completed", "completed 555-1234"),
        ("observations", "unit", "mm[Hg]", "Jones"),
        ("medications", "dose_unit", "mg", "mg{Jones}"),
    ],
)
def test_only_members_of_value_sets_pass(table: str, column: str, kept: str, gone: str) -> None:
    withheld = Counter[str]()
    given = rows(table, {column: kept}, {column: gone}, {})
    assert confined(table, given, withheld)[column].to_pylist() == [kept, None, None]
    assert +withheld == {f"{table}.{column}": 1}


UNITS = [
    "/min", "mm[Hg]", "%", "L/min", "U/L", "cm", "Cel", "kg/m2", "mg/dL", "mmol/L", "/uL", "[pH]",
    "m[IU]/L", "mL/min/{1.73_m2}", "10*3/uL", "{INR}", "ug/kg", "mg/m2", "[iU]", "mcg", "mmHg",
    "bpm", "°C", "kg/m²", "[degF]", "[in_i]", "[lb_av]", "meq/L", "K/uL", "{score}", "years", "a",
    "mg/kg/h", "10^9/L", "cm[H2O]", "ug.h/mL", "m/s2", "kcal", "mL/(kg.h)",
]  # fmt: skip
NO_UNITS = [
    "Jones", "Xanthippe", "{Jones}", "mg{Jones}", "MRN0012345", "00123456", "5551234", "mg Jones",
    "mg/Jones", "[Jones]", "jones@example.org", "", "12345.g", "a" * 21, "10*123456", "617-555-1234",
    "Smith/Jones", "{}x",
]  # fmt: skip


@pytest.mark.parametrize("text", UNITS)
def test_units_pass(text: str) -> None:
    assert unit(text)


@pytest.mark.parametrize("text", NO_UNITS)
def test_what_is_no_unit_does_not_pass(text: str) -> None:
    assert not unit(text)


@pytest.mark.parametrize(
    ("of", "kept", "gone"),
    [
        ("loinc", "8867-4", "MRN-4"),
        ("snomed", "38341003", "12345"),
        ("rxnorm", "308136", "617-555-1234"),
        ("cvx", "08", "1234"),
        ("icd10cm", "S22.39XA", "JONES"),
        ("icd10cm", "I10", "19310717"),
        ("icd9cm", "401.9", "401.999"),
        ("cpt", "93306", "M001-2"),
        ("hcpcs", "J1885", "Jones"),
        ("ndc", "0002-8215-01", "1931-07-17"),
        ("atc", "C07AB02", "Jones"),
        ("icd10pcs", "0DTJ4ZZ", "Jones"),
        ("ucum", "mg/dL", "Jones"),
        ("visit", "IP", "Jones"),
        ("type concept", "OMOP4976890", "4976890"),
    ],
)
def test_codes_have_the_shape_of_their_system(of: str, kept: str, gone: str) -> None:
    assert code(of, kept)
    assert not code(of, gone)


def test_systems_are_known_by_short_names_and_local_codes_go() -> None:
    withheld = Counter[str]()
    given = rows(
        "conditions",
        {"system": "http://loinc.org", "code": "8867-4"},
        {"system": "icd10", "code": "I10"},
        {"system": "http://hospital.example/patient/00123", "code": "x"},
        {"code": "Jones"},
        {},
    )
    made = confined("conditions", given, withheld)
    assert made["system"].to_pylist() == ["loinc", "icd10", LOCAL, None, None]
    assert made["code"].to_pylist() == ["8867-4", "I10", None, None, None]
    assert +withheld == {"conditions.system": 1, "conditions.code": 2}
    assert system("http://snomed.info/sct") == "snomed"


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("266919005", True), ("3092008", True), ("LA6576-8", True), ("POS", True), ("true", True),
        ("266919004", False), ("123456789", False), ("Jones", False), ("97", False),
    ],
)  # fmt: skip
def test_answers_are_public_codes(text: str, public: bool) -> None:
    assert answer(text) is public


def watched(name: str, *given: dict[str, object]) -> tuple[Shared, pa.Table]:
    shared, table = Shared(), released(name, *given)
    shared.watch(name, table)
    return shared, table


def settled(shared: Shared, k: int, staff: str = "") -> Allowed:
    """What leaves, where the first person is known, and where `staff` treats them all."""
    who, nobody = Known.of({"names": [JONES], "ids": ["00412345"]}), Known.of(None)
    around = [Known.of({"providers": [staff]})] if staff else []
    deidentifier = Deidentifier()
    return shared.judged(
        k, lambda subject: who if subject == "s0" else nobody, around, deidentifier
    ).allowed(deidentifier)


def shown(column: str, value: str, persons: int, *, k: int = 5, **more: object) -> list[str | None]:
    """What is left of `value` in `column` of the medications of so many persons, the first known."""
    given = [{"person": n, column: value, **more} for n in range(persons) for _ in range(2)]
    shared, table = watched("medications", *given)
    withheld = Counter[str]()
    made = settled(shared, k).apply("medications", table, withheld)
    left = list(dict.fromkeys(made[column].to_pylist()))
    assert withheld[f"medications.{column}"] == (0 if left == [value] else 2 * persons)
    return left


@pytest.mark.parametrize("column", ["display", "route"])
def test_words_leave_when_k_persons_share_them(column: str) -> None:
    assert shown(column, "Oral", 5) == ["Oral"]
    assert shown(column, "Oral", 4) == [None]
    assert shown(column, "Oral", 6, k=7) == [None]


def test_words_that_name_someone_stay() -> None:
    assert shown("display", f"Compound for {JONES}", 6) == [None]  # the first person's own
    assert shown("display", "Compound for Dr. Smith, call 617-555-1234", 6) == [None]  # anybody's


def test_nobody_is_looked_at_for_what_many_have_or_what_stays_anyway() -> None:
    common = [{"person": n, "route": "Oral"} for n in range(VOCABULARY)]
    shared, _ = watched("medications", *common, {"person": 99, "route": "Nasal"})
    asked: list[str] = []

    def known(subject: str) -> Known:
        asked.append(subject)
        return Known.of(None)

    shared.judged(5, known, [], Deidentifier())
    assert asked == []
    shared.judged(1, known, [], Deidentifier())
    assert asked == ["s99"]


def test_what_many_have_stays_when_it_names_who_treats_them() -> None:
    for staff, left in (("", ["Clinic of Quirkafleeg"]), ("Ann Quirkafleeg", [None])):
        given = [{"person": n, "route": "Clinic of Quirkafleeg"} for n in range(VOCABULARY)]
        shared, table = watched("medications", *given)
        made = settled(shared, 5, staff).apply("medications", table, Counter())
        assert list(dict.fromkeys(made["route"].to_pylist())) == left


def test_a_code_with_its_persons_number_goes_and_a_common_one_stays() -> None:
    assert shown("code", "00412345", 1, system="rxnorm") == [None]
    assert shown("code", "00412345", VOCABULARY, system="rxnorm") == ["00412345"]
    assert shown("code", "308136", 1, system="rxnorm") == ["308136"]


def test_a_display_is_counted_under_its_code() -> None:
    shared, table = watched(
        "conditions",
        *(
            {"person": n, "system": "icd10", "code": "I10", "display": "Hypertension"}
            for n in range(5)
        ),
        *(
            {"person": n, "system": "icd10", "code": "I11", "display": "Hypertension"}
            for n in range(4)
        ),
    )
    made = settled(shared, 5).apply("conditions", table, Counter())
    assert made["display"].to_pylist() == ["Hypertension"] * 5 + [None] * 4
    assert made["code"].null_count == 0


def test_shards_add_up() -> None:
    shared = Shared()
    for shard in range(3):
        table = released(
            "medications", *({"person": 2 * shard + n, "route": "Oral"} for n in (0, 1))
        )
        shared.watch("medications", table)
    kept = settled(shared, 6).apply("medications", table, Counter())
    gone = settled(shared, 7).apply("medications", table, Counter())
    assert kept["route"].to_pylist() == ["Oral"] * 2
    assert gone["route"].to_pylist() == [None] * 2


def test_no_date_tells_of_an_age_over_89() -> None:
    keys = ReleaseKeys(bytes(32))
    subjects = Subjects.of(["a", "b"], ["a", "b"], keys)
    days = [date(1900, 1, 1), date(1936, 12, 31), date(1939, 6, 1), date(2020, 2, 2)]
    given = [{"person": n, "observed": day} for n in (0, 1) for day in days]
    made = queryable("observations", rows("observations", *given), subjects, keys, year=2026)
    told = made["observed"].drop_null().to_pylist()
    assert made["observed"].null_count >= 4
    assert min(told) >= date(1937, 1, 1)
    assert len(told) >= 2
    months = download("observations", made, 2)["observed"].drop_null().to_pylist()
    assert min(months) >= "1937-01"


@pytest.mark.parametrize("of", ["30525-0", "21612-7", "29553-5", "63900-5", "424144002"])
@pytest.mark.parametrize(
    ("value", "measured", "told"),
    [
        (97.0, "a", 90.0),
        (90.0, None, 90.0),
        (89.0, "a", 89.0),
        (1164.0, "mo", 1080.0),
        (None, "a", None),
    ],
)
def test_ages_end_at_ninety(
    of: str, value: float | None, measured: str | None, told: float | None
) -> None:
    aged = {"code": of, "value": value, "unit": measured, "value_text": ">97", "value_code": "97"}
    other = {
        "code": "8867-4",
        "value": 97.0,
        "unit": "/min",
        "value_text": "fast",
        "value_code": "H",
    }
    made = capped("observations", rows("observations", aged, other))
    assert made["value"].to_pylist() == [told, 97.0]
    assert made["value_text"].to_pylist() == [None, "fast"]
    assert made["value_code"].to_pylist() == [None, "H"]


@pytest.mark.parametrize(
    ("display", "measured", "told"),
    [
        ("Age", None, 90.0),
        ("Patient age", None, 90.0),
        ("Smoking", "a", 90.0),
        ("Agent", None, 97.0),
    ],
)
def test_ages_under_a_hospitals_own_code_end_at_ninety(
    display: str, measured: str | None, told: float
) -> None:
    aged = {"display": display, "value": 97.0, "unit": measured}
    made = capped("observations", rows("observations", aged))
    assert made["value"].to_pylist() == [told]

"""OMOP rows and mapped rows make the rows their tables promise."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cohortium.records.tables import extract

SYSTOLIC = ("8480-6", "loinc", "Systolic")
VISIT = {"visit_occurrence_id": "9"}
CASES: list[tuple[str, dict[str, Any], str, dict[str, Any]]] = [
    ("omop/visit_occurrence",
     {**VISIT, "visit_concept_id": "9201", "visit_start_date": "2024-05-06",
      "@concepts": {"visit_concept_id": ("IP", "visit", "Inpatient Visit")}},
     "encounters",
     {"encounter": "9", "started": date(2024, 5, 6), "ended": None, "class": "IMP", "code": "IP"}),
    ("omop/condition_occurrence",
     {**VISIT, "condition_start_date": "2024-05-06", "condition_end_date": "2024-05-07",
      "condition_source_value": "typed words",
      "@concepts": {"condition_type_concept_id": ("x", "type", "EHR diagnosis")}},
     "conditions",
     {"encounter": "9", "onset": date(2024, 5, 6), "recorded": date(2024, 5, 6),
      "abated": date(2024, 5, 7), "code": None, "display": None, "category": "EHR diagnosis"}),
    ("omop/measurement",
     {**VISIT, "measurement_date": "2024-05-06", "value_as_number": "1.5", "value_source_value": "1.5!",
      "@concepts": {"measurement_source_concept_id": SYSTOLIC, "unit_concept_id": ("mm[Hg]", "ucum", None)}},
     "observations",
     {"encounter": "9", "observed": date(2024, 5, 6), "code": "8480-6", "system": "loinc", "value": 1.5,
      "unit": "mm[Hg]", "value_text": None, "category": "measurement"}),
    ("omop/measurement", {"value_source_value": "cloudy", "unit_source_value": "per day or so"},
     "observations", {"value": None, "value_text": "cloudy", "unit": None}),
    ("omop/observation", {"@concepts": {"value_as_concept_id": SYSTOLIC}, "value_as_string": "x"},
     "observations", {"value_code": "8480-6", "value_text": None, "category": "observation"}),
    ("omop/drug_exposure",
     {"drug_exposure_start_date": "2024-05-06", "drug_type_concept_id": "38000177", "sig": "one daily",
      "@concepts": {"drug_concept_id": ("8640", "rxnorm", "Prednisone")}},
     "medications",
     {"ordered": date(2024, 5, 6), "kind": "request", "code": "8640", "dosage": "one daily"}),
    ("omop/drug_exposure",
     {"drug_exposure_start_date": "2024-05-06", "@concepts": {"drug_concept_id": ("140", "cvx", "Flu")}},
     "immunizations", {"occurred": date(2024, 5, 6), "code": "140", "display": "Flu"}),
    ("omop/procedure_occurrence", {"procedure_date": "2024-05-06"}, "procedures",
     {"performed": date(2024, 5, 6), "code": None}),
    ("omop/note", {"note_date": "2024-05-06", "note_text": "Seen."}, "notes",
     {"written": date(2024, 5, 6), "text": "Seen."}),
    ("omop/person", {"person_id": "1", "gender_concept_id": "8507", "year_of_birth": "1950"},
     "subjects", {"sex": "male", "birth_year": 1950, "deceased": False}),
    ("table/labs",
     {"table": "observations", "mapped": {"observed": "2024-05-06", "code": "x", "value": 2.0}},
     "observations", {"observed": date(2024, 5, 6), "code": "x", "value": 2.0, "status": None}),
    ("table/people", {"id": "1", "table": "patients", "mapped": {"sex": "female", "birth_date": "1950-01-02"}},
     "subjects", {"sex": "female", "birth_year": 1950}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "data", "table", "want"), CASES, ids=[f"{i}-{case[0]}" for i, case in enumerate(CASES)]
)
def test_a_row_makes_its_row(
    kind: str, data: dict[str, Any], table: str, want: dict[str, Any]
) -> None:
    tables = extract([(3, kind, data)])
    (found,) = tables[table].to_pylist()
    assert {name: found[name] for name in want} == want
    assert found["person"] == 3
    assert sum(other.num_rows for other in tables.values()) == 1

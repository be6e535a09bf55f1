"""Race and ethnicity are public categories, or as if not recorded."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from cohortium.records.identity import identity
from cohortium.release.demographics import category

NORTH = Path(__file__).resolve().parents[3] / "data" / "samples" / "north" / "Patient.ndjson.gz"


@pytest.mark.parametrize(
    "value",
    ["White", "Black or African American", "American Indian or Alaska Native", "2106-3", "UNK",
     "Not Hispanic or Latino", "Multiple", "asked but no answer", "Other Race", "Puerto Rican",
     "White: English, Welsh, Scottish, Northern Irish or British", "Middle Eastern or North African",
     "Native Hawaiian/Other Pacific Islander", "Non-Hispanic"],
)  # fmt: skip
def test_a_public_category_passes(value: str) -> None:
    assert category(value) == value


@pytest.mark.parametrize(
    "value",
    [None, "", "  ", "White (cousin of Jane Doe)", "White 617-555-1234", "Quillfeather", "White\x1b",
     "black, MRN 12345", "2106-33", "12106-3", "white@example.org", "White " * 40],
)  # fmt: skip
def test_anything_else_is_not_recorded(value: str | None) -> None:
    assert category(value) is None


def test_every_category_of_the_sample_passes() -> None:
    with gzip.open(NORTH, "rt", encoding="utf-8") as lines:
        people = [identity("Patient", json.loads(line)) for line in lines]
    told = {word for who in people if who for word in (who.race, who.ethnicity) if word}
    assert len(told) >= 5
    assert {category(word) for word in told} == told

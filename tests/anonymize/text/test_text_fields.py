"""Names in fields, rows and messages: what is taken, and what stands in the same places and stays."""

from __future__ import annotations

import pytest

from cohortium_anonymize.text.forms.normal import normalize
from cohortium_anonymize.text.rules.names.fields import RULES


def taken(text: str) -> list[str]:
    """What the rules for fields alone take of a text."""
    normal = normalize(text).text
    return [normal[start:end] for rule in RULES for start, end in rule.finds(normal)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Patient: J0hn M0rales, bed 4", ["J0hn M0rales"]),
        ("Attending Ke11erman will follow", ["Ke11erman"]),
        ("the surname is K-O-W-A-L, as on the card", ["K-O-W-A-L"]),
        ("Please tell Grace that the cast comes off", ["Grace"]),
        ("Kind regards,\nSiobhan Keane\nPractice nurse", ["Siobhan Keane"]),
        ("last updated by mvillanueva2 at noon", ["mvillanueva2"]),
        ("User: okaforc", ["okaforc"]),
        ("Scrub: Adjei  Circ: Lindqvist", ["Adjei", "Lindqvist"]),
        ("Ref: Nakamura", ["Nakamura"]),
        ('{"given_name": "maeve", "surname": "o\'dowd"}', ["maeve", "o'dowd"]),
        ("7741;Adeyemi;Folake;02.11.1974;I10", ["Adeyemi;Folake"]),
        ("Okafor/Chidi came for a dressing", ["Okafor/Chidi"]),
        ("OYELARAN, T", ["OYELARAN, T"]),
        ("09:12 Farida_B: still dizzy", ["Farida_B"]),
        ("Wound looks clean. -tvandermeer", ["tvandermeer"]),
        ("Ferreira, M. rm 12", ["Ferreira, M."]),
    ],
)
def test_takes(text: str, names: list[str]) -> None:
    found = taken(text)
    assert [name for name in names if name not in found] == []


@pytest.mark.parametrize(
    "text",
    [
        "Patient COVID19 positive, CYP2D6 poor metabolizer, attending to HER2 status",
        "S-A-D score; vitamin B-C-D",
        "Ask patient to return, tell family about the diet",
        "Thanks to Physical Therapy for the visit",
        "reviewed by radiology, entered by pharmacy",
        "CC: Dizziness. Ref: Normal",
        '{"name": "Sodium", "code_name": "NA", "unit_name": "mmol/L"}',
        "Sodium;Serum;02.11.1974;138",
        "Hepatitis/Cirrhosis panel, Male/Female, Aspirin/Plavix",
        "Vitamin, B. deficiency",
        "Post_Op and EF_Mean are fields; no rash. -stable",
        "flow ratio Qp/Qs 1.5",
    ],
)
def test_leaves(text: str) -> None:
    assert taken(text) == []

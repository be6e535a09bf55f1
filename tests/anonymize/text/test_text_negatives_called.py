"""Eponyms, makers and brands stay where the words beside them say what they are, and persons beside such words go."""

from __future__ import annotations

import pytest

from cohortium_anonymize.text import Deidentifier


@pytest.fixture(scope="module")
def deidentifier() -> Deidentifier:
    return Deidentifier()


@pytest.mark.parametrize(
    "text",
    [
        "Ambulated x 150 ft with a rolling walker.",
        "Richmond -2 overnight on propofol.",
        "Completed CHOP, then rituximab alone.",
        "Fluids by Parkland 4 ml per kg for the first 8 hours.",
        "The Ottawa knee rules did not require imaging.",
        "Hertoghe sign present, lichenified flexures.",
        "Bismuth IIIA stricture, Hepp-Couinaud repair planned.",
        "Quintero III, laser the same day.",
        "Betmiga, Vesicare, Duodart reviewed and continued.",
        "Gore-Tex graft patent on doppler.",
    ],
)
def test_medicine_stays(deidentifier: Deidentifier, text: str) -> None:
    assert not deidentifier.deidentify(text, key=b"k").spans


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dr. Quintero reviewed the film.", "Quintero"),
        ("Call back at x 15012 for results.", "15012"),
        ("Treated at CHOP for two years.", "CHOP"),
        ("Mrs. Hertoghe denies chest pain.", "Hertoghe"),
        ("Transferred from Richmond by ambulance.", "Richmond"),
        ("Seen by Hepp-Lambert in clinic.", "Hepp-Lambert"),
    ],
)
def test_persons_and_places_go(deidentifier: Deidentifier, text: str, name: str) -> None:
    at = text.index(name)
    spans = deidentifier.deidentify(text, key=b"k").spans
    assert any(span.start <= at and at + len(name) <= span.end for span in spans)

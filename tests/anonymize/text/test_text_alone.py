"""Names that stand alone in lines without case, where they are words too: told by the form around them."""

from __future__ import annotations

import pytest

from cohortium_anonymize.text.rules.bank import finds_uncased
from cohortium_anonymize.text.rules.names import alone


def _found(text: str) -> set[str]:
    return {text[start:end] for rule in alone.RULES for start, end in rule.finds(text)}


@pytest.mark.parametrize("style", [str.lower, str.upper])
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Left a voicemail for Qiang; will call back.", "Qiang"),
        ("Covering for Vaughan tonight, call with fever.", "Vaughan"),
        ("Hgb 7.1 on Laitinen, transfuse", "Laitinen"),
        ("Provider: Zhao", "Zhao"),
        ("Case reviewed by Adeyemo, Zhao and Laitinen.", "Zhao"),
        ("Yesterday Murilo refused lunch", "Murilo"),
        ("Green Mark 61M with cough", "Green Mark"),
        ("Tutu's blood pressure is high", "Tutu"),
        ("Daughter (Habiba) lives nearby", "Habiba"),
        ("Waiting on Sibonelo to decide", "Sibonelo"),
        ("Seen by van den Pol this morning", "van den Pol"),
    ],
)
def test_alone(style: type[str], text: str, name: str) -> None:
    assert style(name) in _found(style(text))


@pytest.mark.parametrize("style", [str.lower, str.upper])
@pytest.mark.parametrize(
    "text",
    [
        "Follow up with cardiology in 2 weeks",
        "Left a message for the pharmacy; await reply",
        "Hgb 9.1 on warfarin, recheck",
        "Mother: breast cancer",
        "Anesthesia: MAC",
        "Accompanied by nausea and vomiting, the pain",
        "Chest pain 54M",
        "Per protocol, the drip was stopped",
        "Discharged home to self care",
        "Follow up with me in 2 weeks",
        "Crohn's pain is controlled",
        "Called to bedside for hypotension",
        "Seen by surgery, cleared by anesthesia",
        "Room 4: isolation, contact precautions",
    ],
)
def test_nobody(style: type[str], text: str) -> None:
    assert not _found(style(text))


@pytest.mark.parametrize("text", ["s/p CABG, d/w EMS and PT", "called RRT", "per ENT, to ICU"])
def test_abbreviations_in_small_letters_are_nobody(text: str) -> None:
    assert not _found(text)


def test_only_lines_without_case_are_read() -> None:
    line = "covering for vaughan tonight, MRN 4"
    texts = [f"Seen today.\n{line}\nStable.", "", line.capitalize(), line.upper()]
    found = [
        [text[s.start : s.end] for s in spans]
        for text, spans in zip(texts, finds_uncased(texts), strict=True)
    ]
    assert found == [["vaughan"], [], [], ["VAUGHAN"]]

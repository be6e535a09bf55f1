"""Names told by where they stand: words of everyday English beside a name, in a place for people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium_anonymize.text.rules.names.passages import passages
from cohortium_anonymize.text.rules.names.standing import again, standing

TAKEN = [
    ("spoke with hilary smart by phone", "hilary smart"),
    ("letter from the clinic, signed by isabelle parent, md", "isabelle parent"),
    ("martin davids was seen for a wound check", "martin davids"),
    ("after rounds, fiene van de berg agreed to dialysis", "fiene van de berg"),
    ("ouyang, na - hip fracture", "ouyang, na"),
    ("de boer, pien presented with dyspnea", "de boer, pien"),
    ("name: jerker green", "jerker green"),
    ("we will see an hoang again in two weeks", "an hoang"),
    ("mr. sales reports a cough", "sales"),
    ("discussed with his wife, an, who agrees", "an"),
    ("raynaud, susanne presented with dyspnea", "raynaud, susanne"),
]
LEFT = [
    "spoke with case manager by phone",
    "seen by cardiology fellow today",
    "signed by attending physician, md",
    "seen by physical therapy in the room",
    "thank you for referring this pleasant lady to us",
    "patient left without being seen",
    "discussed with poison control by phone",
    "spoke with maria again about the plan",
    "dr. will see him",
    "mr. and mrs. do not agree",
    "name: metoprolol tartrate",
    "effusion was seen in the left knee",
]


def _found(text: str) -> list[str]:
    return [
        text[passage.places[first][0] : passage.places[last][1]]
        for passage in passages(text)
        for first, last in standing(passage)
    ]


@pytest.mark.parametrize("change", [str, str.upper])
@pytest.mark.parametrize(("text", "name"), TAKEN)
def test_takes_in_small_letters_and_capitals(text: str, name: str, change: type[str]) -> None:
    assert change(name) in _found(change(text))


@pytest.mark.parametrize("change", [str, str.upper, str.capitalize])
@pytest.mark.parametrize("text", LEFT)
def test_leaves(text: str, change: type[str]) -> None:
    assert not set(_found(change(text))) - {change("maria")}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I saw Xuan aMi in the emergency department.", "Xuan aMi"),
        ("Seen: Laura ads Neves, follow-up.", "Laura ads Neves"),
        ("Spoke with Brain Duffy by phone.", "Brain Duffy"),
    ],
)
def test_takes_mistyped(text: str, name: str) -> None:
    assert name in _found(text)


def test_a_first_name_is_found_where_it_acts_again() -> None:
    [passage] = passages("ms. iva dostal denies fever. iva lives alone, iva is high")
    places = [first for first, _ in again(passage, {"iva"})]
    assert [passage.word(at + 1) for at in places] == ["lives", "is"]


@given(st.text("abn ,.:'-\nMRSDr", max_size=80))
def test_what_is_found_lies_in_order_within_the_passage(text: str) -> None:
    for passage in passages(text):
        for first, last in standing(passage):
            assert 0 <= first <= last < len(passage.places)

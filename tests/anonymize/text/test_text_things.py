"""Unknown words in sentences of eponyms, brands and devices stay by their surroundings; persons in the same surroundings go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium_anonymize.text import Deidentifier
from cohortium_anonymize.text.words.devices import branded
from cohortium_anonymize.text.words.given_names import GIVEN
from cohortium_anonymize.text.words.single import alone
from cohortium_anonymize.text.words.surnames import SURNAMES
from cohortium_anonymize.text.words.things import among_things


@pytest.fixture(scope="module")
def deidentifier() -> Deidentifier:
    return Deidentifier()


@pytest.mark.parametrize(
    "text",
    [
        "Killip 1, Entresto, Forxiga, Varquento, Inspra.",
        "Bishop 5, Propess then Zelvadol, Bakri kept ready.",
        "Gartland 3, Okvist 71, Baumann 72, Lachman 1+.",
        "Humira, Cosentyx, Stryker Solvanta screws, Taltz.",
        "Duodopa via Brenka, Neupro, Azilect.",
        "Lysholm and Zubrova systems recorded at six months.",
        "The Hoffband was removed; a Hucknall was available.",
        "Modified Brostrand reconstruction was planned.",
        "Wound dressed with Hydrovelt overnight.",
        "Siedelmann-negative on the second look.",
    ],
)
def test_things_stay(deidentifier: Deidentifier, text: str) -> None:
    assert not deidentifier.deidentify(text, key=b"k").spans


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Killip 1, Entresto, Forxiga, Mrs Varquento, Inspra.", "Varquento"),
        ("Entresto, Forxiga, Inspra, wife Zelvadova agrees.", "Zelvadova"),
        ("Entresto up, Forxiga on, Kumaraswamy happy.", "Kumaraswamy"),
        ("Clexane held, Lixiana Monday, Szczepaniak aware.", "Szczepaniak"),
        ("Keppra 500, Fycompa, Anjali Deshmukh, seizure free.", "Anjali Deshmukh"),
        ("Humira, Otezla; seen by Vantongeren, Skyrizi.", "Vantongeren"),
        ("Spoke to a Wojciechowska from billing.", "Wojciechowska"),
        ("Attends the Whittington for clinic.", "Whittington"),
        ("The wound was closed by Szczepaniak.", "Szczepaniak"),
        ("Thopaz off, Heimlich on, Nwachukwu: pulled it.", "Nwachukwu"),
        ("Bakri out, Penhaligon's drain at 20 ml, Syntocinon off.", "Penhaligon"),
    ],
)
def test_persons_among_things_go(deidentifier: Deidentifier, text: str, name: str) -> None:
    at = text.index(name)
    spans = deidentifier.deidentify(text, key=b"k").spans
    assert any(span.start <= at and at + len(name) <= span.end for span in spans)


@given(st.sampled_from(sorted(SURNAMES | GIVEN)))
def test_no_listed_name_is_a_brand_or_a_thing_by_an_article_alone(name: str) -> None:
    assert not branded(name)
    text = f"Spoke with the {name.capitalize()}"
    assert not alone(text, text.rindex(" ") + 1, len(text))


@given(st.sampled_from(["patient", "Dr", "she", "daughter", "lives", "discussed", "denies"]))
def test_a_sentence_that_tells_of_people_has_no_things(word: str) -> None:
    text = f"Entresto, Forxiga, Varquento, Inspra, {word} Brilique, Xience."
    at = text.index("Varquento")
    assert not among_things(text, at, at + len("Varquento"))
    assert among_things(text.replace(f"{word} ", ""), at, at + len("Varquento"))

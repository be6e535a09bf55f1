"""Names told by what they are not: the same wherever they come from, and however they are written."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from cohortium_anonymize.text import Deidentifier
from cohortium_anonymize.text.rules.names.passages import passages
from cohortium_anonymize.text.rules.names.unfamiliar import finds
from cohortium_anonymize.text.words.dictionary import familiar

# Six invented people of each origin, "given family".
PEOPLE = {
    "british": "Tamsin Ellwood|Rufus Ashdown|Verity Stokes|Darla Mabry|Leland Foxworth|Merrill Haskins",
    "hispanic": "Yesenia Villalobos|Osvaldo Quintanilla|Itzel Barragan|Eusebio Carrillo|Lucero Tamayo|Baltazar Olvera",
    "chinese": "Xiuying Zhao|Guanyu Liang|Peishan Kwok|Jianguo Wu|Ruolan Feng|Kaiwen Ye",
    "indian": "Lakshmanan Iyer|Paramjit Dhaliwal|Jyotsna Mukherjee|Kaveri Nambiar|Devendra Thakur|Tejinder Sandhu",
    "arabic": "Zeynab Haddad|Tariq Elmasri|Ghassan Sabbagh|Ibtisam Darwish|Jamila Boutros|Lubna Shaheen",
    "west african": "Chukwudi Nnamdi|Kwabla Mensah|Abosede Ogunleye|Ekene Okafor|Akosua Boateng|Ifeanyi Uzoma",
    "slavic": "Ludmila Kuznetsova|Bohdan Shevchenko|Radomir Petrovic|Halina Zielinska|Ognjen Markovic|Ryszard Krawczyk",
    "vietnamese": "Quoc Bao Pham|Duy Khanh Bui|Thuy Dang|Huu Phuoc Ly|Minh Triet Truong|Thu Trang Vu",
    "korean": "Tae-yang Namgung|Ha-eun Seo|Jong-su Hwang|Ye-rin Kwon|Soo-jin Baek|Min-jae Cheon",
    "german": "Friedhelm Obermeier|Walburga Steinhauser|Roswitha Baumgartner|Irmgard Schuhmacher|Annegret Holtkamp|Siegbert Vogelsang",
    "nordic": "Ragnhild Sorensen|Eevi Lahtinen|Taavi Korhonen|Gunvor Lindqvist|Oddvar Haugen|Kaisa Virtanen",
    "japanese": "Tomohiro Nakagawa|Ayumi Fujimoto|Hideaki Morita|Ryota Sakamoto|Noboru Takahashi|Mizuki Arai",
}  # fmt: skip
SAID = (
    "Overnight {given} remained afebrile and was weaned to room air.",
    "{family}, {given}: potassium 5.8, repeat in the morning.",
    "The plan was discussed with {name} and all questions were answered.",
    "{name} is a 61-year-old teacher with asthma who presents with cough.",
    "{family}'s wound is healing well.",
    "Thank you for referring {name} to our clinic.",
)
_SHORT = 4  # letters of a name too short for a slip to leave it a name
LEAST, SPREAD = 0.97, 0.02  # of names; between the origins


def _swapped(name: str) -> str:
    """Its two middle letters, one for the other: a slip of the fingers."""
    middle = len(name) // 2
    return name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :]


WRITTEN = {
    "as they are": str, "in small letters": str.lower, "in capitals": str.upper, "mistyped": str,
}  # fmt: skip


@pytest.fixture(scope="module")
def deidentifier() -> Deidentifier:
    return Deidentifier("fast")


def _texts(names: str, written: str) -> Iterator[tuple[str, list[str]]]:
    for name in names.split("|"):
        given, _, family = name.partition(" ")
        if written == "mistyped":
            family = " ".join(
                _swapped(part) if len(part) > _SHORT else part for part in family.split()
            )
        for said in SAID:
            text = said.format(name=f"{given} {family}", given=given, family=family)
            parts = [part for part in (*given.split("-"), *family.split()) if part in text]
            change = WRITTEN[written]
            yield change(text), [change(part) for part in parts]


@pytest.mark.parametrize("written", WRITTEN)
def test_names_of_every_origin_are_found_alike(deidentifier: Deidentifier, written: str) -> None:
    found: dict[str, list[bool]] = defaultdict(list)
    cases = [(origin, *case) for origin, names in PEOPLE.items() for case in _texts(names, written)]
    results = deidentifier.deidentify_many((text, None, b"k") for _, text, _ in cases)
    for (origin, _, parts), result in zip(cases, results, strict=True):
        words = set(re.findall(r"[^\W\d_]+", result.text))
        found[origin] += [part not in words for part in parts]
    recall = {origin: sum(hits) / len(hits) for origin, hits in found.items()}
    assert min(recall.values()) >= LEAST, recall
    assert max(recall.values()) - min(recall.values()) <= SPREAD, recall


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Seen with Baozhai Song today.", ["Baozhai Song"]),  # a word, beside one that is none
        ("Patient Suhaila aBkri was admitted.", ["Suhaila", "aBkri"]),
        ("Last night Hale vomited twice.", ["Hale"]),
        ("Herring, Lori - hip fracture", ["Herring, Lori"]),
        ("herring, lori - hip fracture", ["herring, lori"]),
        ("we met with jansma van lier before lunch", ["jansma van lier"]),
        ("note of JenniferMcAllister, final", ["JenniferMcAllister"]),
        ("Abd al-Rahman ibn Yusuf is fasting", ["Abd al-Rahman ibn Yusuf"]),
        ("SPOKE WITH OKONKWO BY PHONE", ["OKONKWO"]),
        ("He moved here from Szczecin last spring.", ["Szczecin"]),
    ],
)  # fmt: skip
def test_takes(text: str, names: list[str]) -> None:
    found = [text[span.start : span.end] for span in finds(text)]
    assert all(any(name in one for one in found) for name in names), found


@pytest.mark.parametrize(
    "text",
    [
        "Overnight the wound stayed dry; Mederma cream was applied.",
        "Started on Zyntavo 20 mg daily.",
        "Spurling test positive on the left.",
        "Potassium given, 40 mEq, then 5 mOsm.",
        "seen post-op, well-controlled, to follow-up with us",
        "PATIENT WILL FOLLOW UP IN THE CLINIC FOR A RECHECK OF THE POTASSIUM.",
        "Stress Fracture Protocol",
        "Today, the catheter was removed.",
        "Zepbound denied by the plan; seen through MyChart.",
        "los pacientes refieren dolor en la rodilla, sin fiebre ni escalofrios",
    ],
)  # fmt: skip
def test_leaves(text: str) -> None:
    assert [text[span.start : span.end] for span in finds(text)] == []


@pytest.mark.parametrize(
    ("words", "known"),
    [
        ("swelling tolerated children mice oedema anaemia haemoglobin paraspinal patellofemoral nonpitting shouldn't", True),
        ("recheck restarted bitemporal neurovascular inhalers worse unlabored", True),
        ("Okonkwo Kowalczyk Ellwood Pemberton Nguyen Dhaliwal Villalobos Nakagawa aBkri", False),
    ],
)  # fmt: skip
def test_the_dictionary_knows_forms_of_words_and_no_names(words: str, known: bool) -> None:
    assert [word for word in words.split() if familiar(word) != known] == []


def test_of_the_words_in_notes_few_are_unknown(shared: Path) -> None:
    lines = (shared / "vectors/text/aci_notes_dev.jsonl").read_text(encoding="utf-8").splitlines()
    words = [
        w for line in lines[:60] for w in re.findall(r"\b[a-z]{3,}\b", json.loads(line)["text"])
    ]
    strange = [word for word in words if not familiar(word)]
    assert len(words) > 10_000
    assert len(strange) <= 0.01 * len(words), strange


@pytest.mark.parametrize(
    "lines", ["one two\nthree", "Dr. A\n\nall small here\n\nALL CAPITALS", "w " * 30_000]
)
def test_passages_hold_every_word_once(lines: str) -> None:
    places = [place for passage in passages(lines) for place in passage.places]
    assert [lines[start:end] for start, end in places] == re.findall(r"[A-Za-z]+", lines)
    assert [passage.style for passage in passages("Mr. Ashe said\n\nall small here\n\nALL CAPITALS")] == [
        "cased", "small", "capitals",
    ]  # fmt: skip

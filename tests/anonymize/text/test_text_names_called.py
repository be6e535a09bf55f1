"""Lists and full names of eponyms, catheters' gauge, items and messages are nobody; persons written so go."""

from __future__ import annotations

import pytest

from cohortium_anonymize.text import Deidentifier


@pytest.fixture(scope="module")
def deidentifier() -> Deidentifier:
    return Deidentifier("fast")


@pytest.mark.parametrize(
    "text",
    [
        "Harvey Bradshaw index 6, calprotectin 300.",
        "harvey bradshaw index 6 today and calprotectin normal",
        "Laurence-Moon, Joubert and Bardet-Biedl excluded by panel.",
        "KRABBE, HURLER AND FABRY EXCLUDED.",
        "Seen for PT, Boston brace 18 h a day.",
        "Ahmed valve in place, IOP 14.",
        "Kay pictures 6/9 each eye.",
        "16 Fr Foley placed, 500 ml out.",
        "Harris hip 58, Crowe I.",
        "Dennis Browne bar 23 h a day.",
        "Sister Mary Joseph nodule noted.",
        "Brooke ileostomy, pink and patent.",
        "[09:03] nurse: Thank you\n[09:05] nurse: Got it. Will call.",
        "thx doc the cream worked, do i need more",
        "my rash is back lol",
        "A. Received in formalin is a core.\nB. Sentinel node #1.\nC. Two fragments of skin.",
        "D i a g n o s i s   pending today",
    ],
)
def test_medicine_and_messages_stay(deidentifier: Deidentifier, text: str) -> None:
    assert not deidentifier.deidentify(text, key=b"k").spans


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("HURLER, ROSS seen for follow-up.", "HURLER, ROSS"),
        ("Ahmed reports pain.", "Ahmed"),
        ("Blessing given by Fr Foley today.", "Foley"),
        ("Sister Mary Joseph called about the plan.", "Mary Joseph"),
        ("J. Bird denies pain.", "J. Bird"),
        ("Nurse: Rose called back.", "Rose"),
        ("Vitals: stable.\n[09:17] pt: ok sizwe can drive me home", "sizwe"),
        ("Vitals: stable.\n[09:17] pt: no, after thuli was born", "thuli"),
        ("we are at my cousin thuli's place", "thuli"),
        ("Code run by Obiageli PGY-2, ROSC at 12 min", "Obiageli"),
        ("[09:04] pt: 12 miles off, its my cousins place, thuli. im in town", "thuli"),
        ("[09:17] pt: ok thuli can drive me, i clean at the Ramada", "thuli"),
        ("Note locked by mzaytsev 16:48", "mzaytsev"),
        ("Pt  J o h a n n a   R i e m e r  seen for wound check", "J o h a n n a   R i e m e r"),
    ],
)
def test_persons_go(deidentifier: Deidentifier, text: str, name: str) -> None:
    at = text.index(name)
    spans = deidentifier.deidentify(text, key=b"k").spans
    assert any(span.start <= at and at + len(name) <= span.end for span in spans)

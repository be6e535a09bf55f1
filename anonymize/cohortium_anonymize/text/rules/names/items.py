"""What is written as a name with its label or initial is, and is none: items, messages, grades, gauges."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from cohortium_anonymize.text.rules.rule import Check
from cohortium_anonymize.text.words.english import everyday
from cohortium_anonymize.text.words.given_names import GIVEN
from cohortium_anonymize.text.words.lexicon import EPONYMS
from cohortium_anonymize.text.words.surnames import SURNAMES
from cohortium_anonymize.text.words.verbs import OF_PEOPLE

_GAUGE: Final = re.compile(r"\d[ ]{0,2}\Z")
_GOES_ON: Final = re.compile(r"[ ][a-z\d#]|[,!.][ ]")
_NEXT_WORD: Final = re.compile(r"[ ]([a-z]+)")
_ITEM: Final = re.compile(r"(?:^|[\n.:;]|\b[A-Z](?:,|[ ]and|[ ]&|-))\s*\Z")
_SPECIMEN_LISTED = "received submitted sentinel designated labeled labelled fragments"
_SPECIMEN: Final = frozenset(_SPECIMEN_LISTED.split())


def gauge(text: str, start: int, end: int) -> bool:
    """Whether "Fr" at text[start:end] is French, of a catheter, and no priest's title."""
    return text.startswith("Fr", start, end) and bool(
        _GAUGE.search(text[max(0, start - 3) : start])
    )


def opening(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] is a word of every day with which what somebody said begins: "Nurse: Got it"."""
    return everyday(text[start:end]) and bool(_GOES_ON.match(text, end))


def item(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] is an item's letter and what it begins with: "A. Received in formalin"."""
    letter, _, word = text[start:end].partition(".")
    low = word.strip().lower()
    if len(letter) > 1 or not _ITEM.search(text[max(0, start - 8) : start]):
        return False
    if low not in _SPECIMEN and (not everyday(low) or low in SURNAMES):
        return False
    told = _NEXT_WORD.match(text, end)
    return bool(_GOES_ON.match(text, end)) and not (told and told[1] in OF_PEOPLE)


def graded(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] is an eponym with its grade: "Crowe I."."""
    word, _, letter = text[start:end].rpartition(" ")
    return letter in ("I.", "V.") and word.lower() in EPONYMS and word.lower() not in GIVEN


def unless(excused: Callable[[str, int, int], bool], check: Check) -> Check:
    """What `check` finds, but what is `excused`."""

    def checked(text: str, start: int, end: int) -> tuple[int, int] | None:
        found = check(text, start, end)
        return None if found and excused(text, *found) else found

    return checked

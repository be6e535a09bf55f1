"""What must stand in a text for presidio's predefined recognizers to find anything that counts.

Each is asked only about the words around its forms; most coded texts have none, and then presidio
is not even loaded. The forms are wider than the recognizers' own, never narrower; where a form counts
only beside a word of context (see `predefined`), that word must stand before it too. presidio looks for it
in the five words before that carry meaning: with the others between them, `_BEFORE` are enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from cohortium_anonymize.text.rules.prefilter import Prefilter, installed
from cohortium_anonymize.text.words.moments import MONTHS

_MONTH: Final = rf"(?:{'|'.join(month[:3] for month in MONTHS)})"
# LOINC joins what is measured to its kind with a point: "Troponin I.cardiac" is no address.
LOINC_KIND: Final = (
    r"(?:cardiac|total|bound|ionized|indirect|conjugated|unconjugated|glycosylated|tissue|whole|fetal"
    r"|arterial|venous|capillary|intact|reactive|inorganic|corrected|predicted|standard|actual)\b"
)
# Recognizer of presidio's by name -> its form.
TRIGGERS: Final[dict[str, re.Pattern[str]]] = {
    "EmailRecognizer": re.compile("@"),
    "CreditCardRecognizer": re.compile(r"\d(?:[ -]?\d){11}"),
    "UsBankRecognizer": re.compile(r"\d{8}"),
    "UsLicenseRecognizer": re.compile(
        r"\b(?:[A-Za-z]{1,2}\d|\d{6}|\d\d[A-Za-z]{3}\d{5}|\d{3}[A-Za-z]{2}\d{4})"
    ),
    "UsItinRecognizer": re.compile(r"9\d\d[- ]?\d\d[- ]?\d{4}"),
    "UsPassportRecognizer": re.compile(r"\d{8}"),
    "UsSsnRecognizer": re.compile(r"\d{3}[- .]?\d\d[- .]?\d{4}"),
    "UsMbiRecognizer": re.compile(
        r"[1-9][A-Za-z][A-Za-z0-9]\d-?[A-Za-z][A-Za-z0-9]\d-?[A-Za-z]{2}\d\d"
    ),
    "NhsRecognizer": re.compile(r"\d{3}[- ]?\d{3}[- ]?\d{4}"),
    "CryptoRecognizer": re.compile(r"[A-Za-z0-9]{25}"),
    "DateRecognizer": re.compile(
        rf"\d(?:(?P<mark>[-/.])\d{{1,2}}(?P=mark)\d|-(?i:{_MONTH})|/\d{{4}})|-(?<=(?i:{_MONTH})-)\d"
    ),
    "IbanRecognizer": re.compile(r"[A-Za-z]{2}\d\d(?:[ -]?[A-Za-z0-9]{4}){2}"),
    "IpRecognizer": re.compile(r"\d\.\d{1,3}\.\d|:[0-9A-Fa-f]{0,4}:"),
    "MedicalLicenseRecognizer": re.compile(r"\d{7}"),
    "PhoneRecognizer": re.compile(  # presidio's finds no date with slashes either
        r"(?!\d{1,2}/\d{1,2}/\d{4}(?![^\w\n]{0,3}\d))\d(?:[^\w\n]{0,3}\d){6}"
    ),
    "UrlRecognizer": re.compile(rf"[A-Za-z0-9.-]\.(?!{LOINC_KIND})[A-Za-z]{{2}}"),
}
# Forms that count only beside a word, and the words.
_CONTEXT: Final = {
    "UsLicenseRecognizer": (
        re.compile(".+"),
        re.compile(r"(?i)driver|driving|license|permit|lic|identification|dls"),
    ),
    "DateRecognizer": (re.compile(r"\d/\d{4}"), re.compile("(?i)date|birthday")),
}
_PREFILTER = Prefilter([form.pattern for form in TRIGGERS.values()]) if installed() else None
_BEFORE = 24  # words
_AFTER = 12
_CHARACTERS = 300  # that mostly hold as many words before
_WORD = re.compile(r"\S+")
_NEXT_WORDS = re.compile(rf"\S*(?:\s+\S+){{0,{_AFTER}}}(?:\s+\S*[\d@]\S*)*")
_NO_WORD_AFTER = re.compile(r"[.,;:)]{0,2}(?:\s|\Z)")
_DIGIT = re.compile(r"[\d@]")


def asks(name: str, text: str) -> bool:
    """Whether the recognizer `name` could find anything that counts in `text`."""
    return any(_forms(name, text))


def asking(texts: Sequence[str], dates: Sequence[Sequence[tuple[int, int]]]) -> list[int]:
    """The places of the texts in which any of them could, but for a text's `dates`, which are found already."""
    return [
        place
        for place, names in enumerate(_possible(texts))
        if any(True for name in names for _ in _forms(name, texts[place], dates[place]))
    ]


def windows(text: str, dates: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """The stretches of whole words, apart and in order, that all they could find depends on.

    `dates` are found already: none for a date that is written in one of them.
    """
    forms = {form for name in _possible([text])[0] for form in _forms(name, text, dates)}
    found: list[tuple[int, int]] = []
    for start, end in sorted(forms):
        if found and end <= found[-1][1]:
            continue
        first, last = _first(text, start), _last(text, end)
        if found and first <= found[-1][1]:
            first = found.pop()[0]
        found.append((first, last))
    return found


def _possible(texts: Sequence[str]) -> list[list[str]]:
    """For each text the recognizers whose form may stand in it."""
    if not _PREFILTER:
        return [list(TRIGGERS)] * len(texts)
    names: list[list[str]] = [[] for _ in texts]
    for name, places in zip(TRIGGERS, _PREFILTER.wanted(texts), strict=True):
        for place in places:
            names[place].append(name)
    return names


def _forms(
    name: str, text: str, dates: Sequence[tuple[int, int]] = ()
) -> Iterator[tuple[int, int]]:
    """Where the forms of a recognizer stand; those that need a word before them, with it."""
    dates = dates if name == "DateRecognizer" else ()
    loose, words = _CONTEXT.get(name, (None, None))
    for match in TRIGGERS[name].finditer(text):
        if any(_written_in(text, match, date) for date in dates):
            continue
        if loose and words and loose.fullmatch(match.group()):
            word = _WORD.match(text, match.end())
            if not words.search(text, _first(text, match.start()), (word or match).end()):
                continue
        yield match.span()


def _written_in(text: str, match: re.Match[str], date: tuple[int, int]) -> bool:
    """Whether the word in which a form stands lies in `date`, but for the marks around it."""
    start, end = date
    if not (start <= match.start() and match.end() <= end):
        return False
    return (not start or text[start - 1] in " \n\t(") and bool(_NO_WORD_AFTER.match(text, end))


def _first(text: str, start: int) -> int:
    """Where the words before a form begin; not between two that have digits."""
    at = max(0, start - _CHARACTERS)
    while at and not text[at - 1].isspace():
        at -= 1
    words = [match.start() for match in _WORD.finditer(text, at, start)]
    if at and len(words) <= _BEFORE:
        return _further(text, at)
    return _further(text, words[-_BEFORE - 1]) if len(words) > _BEFORE else 0


def _further(text: str, at: int) -> int:
    """`at`, a word's beginning, or where those with digits that stand before it begin."""
    while at:
        before = len(text[:at].rstrip())
        word = text[:before].rsplit(None, 1)[-1] if before else ""
        if not _DIGIT.search(word):
            return at
        at = before - len(word)
    return at


def _last(text: str, end: int) -> int:
    """Where the words after a form end."""
    match = _NEXT_WORDS.match(text, end)
    return match.end() if match else len(text)

"""Shapes in an output that may name someone: no proof alone, but several of them are too many.

Two capitalised words side by side that are neither medicine's nor written small elsewhere in the text;
five digits without a measurement before them; words in another script. All that the first pass takes is
gone here; it knows nothing of rules or of a language model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cohortium_anonymize.text.record.nicknames import called
from cohortium_anonymize.text.rules.numbers.identifiers import bare_number
from cohortium_anonymize.text.words.eponymous import eponymous_whole
from cohortium_anonymize.text.words.lexicon import clinical, grammatical

NAME, NUMBER, SCRIPT = "residual-name", "residual-number", "residual-script"
_CAPITALISED = r"[A-Z][a-z]{2,14}(?:-[A-Z][a-z]{1,14})?"
_PAIR = re.compile(
    rf"(?P<one>[A-Z](?<![^\W_].)[a-z]{{2,14}}(?:-[A-Z][a-z]{{1,14}})?) (?:[A-Z]\.? )?(?P<two>{_CAPITALISED})(?![^\W_])"
)
_SMALL = re.compile(r"(?<![^\W_])[a-z]{3,}(?![^\W_])")
_FIVE = re.compile(r"\d{5}(?<![\d.,/-]\d{5})(?![\d,/-]|\.\d)")
_BEFORE = re.compile(r"[A-Za-z]{2,}")
# Words that a note has, and that stand before an identifier all the same.
_LABELS = frozenset({
    "zip", "id", "mrn", "number", "code", "no", "phone", "fax", "ssn", "policy", "member", "address",
    "insurance", "patient", "pt", "name", "record", "chart", "type", "in", "at", "to", "of", "from",
})  # fmt: skip
_OTHER_SCRIPT = re.compile(r"[^\W\d_\u0000-\u024f\u0250-\u036f\u1d00-\u1eff\uff21-\uff5a]{2,}")


def suspicions(text: str) -> Iterator[tuple[str, float, int, int]]:
    """(reason, probability that it identifies, start, end) of each shape in a normal-form text."""
    for match in _FIVE.finditer(text):
        if bare_number(text, *match.span()) and not _measured(text, match.start()):
            yield NUMBER, 0.5, *match.span()
    small: set[str] | None = None
    for match in _PAIR.finditer(text):
        words = [match["one"].lower(), match["two"].lower()]
        if any(clinical(word) or grammatical(word) for word in words):
            continue
        if eponymous_whole(text, *match.span()):
            continue
        small = set(_SMALL.findall(text)) if small is None else small
        if not small.intersection(words):
            yield NAME, 0.6 if called(words[0]) else 0.3, *match.span()


def other_scripts(text: str) -> Iterator[tuple[str, float, int, int]]:
    """The same of words in another script, in a text as it is."""
    if not text.isascii():
        for match in _OTHER_SCRIPT.finditer(text):
            yield SCRIPT, 0.4, *match.span()


def _measured(text: str, start: int) -> bool:
    """Whether what stands before a number says that it is a measurement: "WBC of 12500"."""
    before = _BEFORE.findall(text[max(0, start - 30) : start])[-2:]
    return any(clinical(word) and word.lower() not in _LABELS for word in before)

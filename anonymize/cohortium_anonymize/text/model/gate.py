"""The sentences that the language model reads where not all are read: those that hold what may be a name.

A sentence is read for a word with a capital that neither begins it nor is medicine's or grammar's (at
its beginning: nor a word of everyday English), and for a month beside a number, where no rule has taken
them already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cohortium_anonymize.text.words.english import everyday
from cohortium_anonymize.text.words.given_names import GIVEN
from cohortium_anonymize.text.words.lexicon import bare, clinical, grammatical
from cohortium_anonymize.text.words.moments import MONTH

# No sentence ends after these: titles, and abbreviations that names follow.
_ABBREVIATED = (
    r"(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|St|Mt|Ft|vs|pt|Pt|Jr|Sr|Lt|No))(?<!\b(?:Mrs|Drs|Rev|Sgt|Col|Maj|Dra|Sra|Ave|Hwy))"
    r"(?<!\b(?:Prof|Capt|Blvd))"
)
_END = re.compile(rf"\n\s*|{_ABBREVIATED}[.!?][\"')\]]?\s+(?=[A-Z\d\"(])")
_CAPITALISED = re.compile(
    r"(?<![A-Za-z])(?:[A-Z][a-z'-][A-Za-z'-]{0,28}|[A-Z]{5,20}(?![A-Za-z]))|[^\x00-\x7f\W]\w+"
)
_DATE = re.compile(rf"\d[^\n]{{0,12}}{MONTH}\b|{MONTH}\b[^\n]{{0,12}}\d|(?<!\w)'\d\d(?!\w)")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence or line stands, what is between them included."""
    start = 0
    for match in _END.finditer(text):
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def promising(text: str, taken: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches of neighbouring sentences that the model should read; `taken`: what rules found."""
    free = _without(text, taken)
    cues = sorted(_cues(free))
    runs: list[tuple[int, int]] = []
    at = 0
    for start, end in sentences(text) if cues else ():
        while at < len(cues) and cues[at] < start:
            at += 1
        if at == len(cues):
            break
        if cues[at] >= end:
            continue
        if runs and runs[-1][1] == start:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs


def _without(text: str, taken: Iterable[tuple[int, int]]) -> str:
    """The text with a sign that is no letter's in place of what is taken."""
    pieces: list[str] = []
    at = 0
    for start, end in sorted(taken):
        if end > at:
            start = max(start, at)
            pieces += [text[at:start], "\x1f" * (end - start)]
            at = end
    return "".join(pieces) + text[at:]


def _cues(text: str) -> Iterator[int]:
    """Where something stands that the model may take for a name or a date."""
    for match in _CAPITALISED.finditer(text):
        word = bare(match.group())
        if clinical(word) or grammatical(word):
            continue
        if everyday(word) and word.lower() not in GIVEN and _begins(text, match.start()):
            continue
        yield match.start()
    yield from (match.start() for match in _DATE.finditer(text))


def _begins(text: str, start: int) -> bool:
    """Whether a sentence, a line or an item of a list begins at `start`."""
    before = text[max(0, start - 3) : start].rstrip(" ")
    return not before or before[-1] in '.!?:;\n*-\u2022"('

"""Names whose letters stand apart: spaced out ("S m i t h"), or broken at the end of a line.

Whether a hyphen or "=" before a line end was put there by the line, or belongs to what stands there,
cannot be seen; so the text stays as it is, and the two halves are also read as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cohortium_anonymize.text.span import Span

_SPACED = re.compile(r"(?<![^\W_])[^\W\d_](?:[ .\-_*|\n]{1,3}[^\W\d_](?![^\W_])){2,}")
_LINE_END = re.compile(r"[-=][ \t]{0,40}\r?\n[ \t]{0,40}")
_HEAD = re.compile(r"[^\W_]{1,40}$")
_TAIL = re.compile(r"[^\W_]{1,40}")
_LEAST = 3


def broken(text: str, names: Mapping[str, str]) -> Iterator[Span]:
    """Where one of `names` (lower case; whose it is) stands with its letters apart."""
    for match in _SPACED.finditer(text):
        yield from _spaced(text, match, names)
    for match in _LINE_END.finditer(text):
        start, end = match.span()
        head, tail = _HEAD.search(text[max(0, start - 40) : start]), _TAIL.match(text, end)
        if head and tail and (label := names.get((head.group() + tail.group()).lower())):
            yield Span(start - len(head.group()), tail.end(), "NAME", "known", label)


def _spaced(text: str, match: re.Match[str], names: Mapping[str, str]) -> Iterator[Span]:
    places = [at for at in range(*match.span()) if text[at].isalpha()]
    letters = "".join(text[at].lower()[:1] for at in places)
    for name, label in names.items():
        at = letters.find(name) if len(name) >= _LEAST else -1
        while at >= 0:
            yield Span(places[at], places[at + len(name) - 1] + 1, "NAME", "known", label)
            at = letters.find(name, at + 1)

"""The form of a text in which identifiers are looked for, with the way back to the original.

Characters become plain (`characters`), and what other software wrote as an escape becomes what it
stands for (`escapes`), also where one escape hides in another. Finding happens here, replacing
always in the original text: `Normal.original` maps a stretch back. It does not change case, and it
joins nothing: words broken over lines or spaced out are `broken`'s.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from cohortium_anonymize.text.forms.characters import plain
from cohortium_anonymize.text.forms.escapes import ESCAPE, SPECIAL, Surroundings, meaning, misread

_ROUNDS = 3  # escapes inside escapes inside escapes; what is deeper stays as it is


@dataclass(slots=True)
class _Pieces:
    """Stretches of a normal form and where they come from.

    A piece of several characters is the original's own; of one character, it may stand for any
    stretch. What shows nothing belongs to the piece before it.
    """

    at: list[int] = field(default_factory=list)  # where each begins in the normal form
    begins: list[int] = field(default_factory=list)  # in the original
    ends: list[int] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    length: int = 0

    def same(self, text: str, begin: int, end: int) -> None:
        """Take text[begin:end] as it stands."""
        if begin < end:
            self._add(text[begin:end], begin, end)

    def stand(self, characters: str, begin: int, end: int) -> None:
        """Let `characters` stand for [begin, end) of the original."""
        for character in characters:
            self._add(character, begin, end)
        if not characters and self.ends:
            self.ends[-1] = end

    def space(self, begin: int, end: int) -> None:
        """A tag: one space, also for several side by side."""
        if self.text and self.text[-1].endswith(" "):
            self.ends[-1] = end
        else:
            self._add(" ", begin, end)

    def _add(self, characters: str, begin: int, end: int) -> None:
        self.at.append(self.length)
        self.begins.append(begin)
        self.ends.append(end)
        self.text.append(characters)
        self.length += len(characters)


@dataclass(frozen=True, slots=True)
class Normal:
    """A text in normal form; made by `normalize`. Without pieces it is its own original."""

    text: str
    _pieces: _Pieces | None = None
    _of: Normal | None = None  # the normal form that this is the normal form of

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The code points of the original text that [start, end) of the normal form stand for.

        0 <= start < end <= len(self.text). Neighbouring stretches lead to stretches in the same
        order, and all of them together to the whole original.
        """
        if self._pieces is None:
            return start, end
        pieces = self._pieces
        first, last = bisect_right(pieces.at, start) - 1, bisect_right(pieces.at, end - 1) - 1
        begin = pieces.begins[first] + start - pieces.at[first] if start else 0
        follows = pieces.at[last + 1] if last + 1 < len(pieces.at) else pieces.length
        finish = (
            pieces.ends[last] if end == follows else pieces.begins[last] + end - pieces.at[last]
        )
        return (begin, finish) if self._of is None else self._of.original(begin, finish)


def normalize(text: str) -> Normal:
    """Bring `text` to normal form, in time linear in its length.

    Plain ASCII without escapes is its own normal form.
    """
    if text.isascii():
        if not ESCAPE.search(text):
            return Normal(text)
        normal = _once(text, ESCAPE, None)
    else:
        normal = _once(text, SPECIAL, None)
    for _ in range(_ROUNDS - 1):
        if not ESCAPE.search(normal.text):
            break
        again = _once(normal.text, ESCAPE, normal)
        if again.text == normal.text:
            break
        normal = again
    return normal


def _once(text: str, pattern: re.Pattern[str], of: Normal | None) -> Normal:
    pieces, around = _Pieces(), Surroundings(text)
    at = 0
    for match in pattern.finditer(text):
        begin, end = match.span()
        if text[begin] > "\x7f":
            pieces.same(text, at, begin)
            _characters(text, begin, end, pieces)
        else:
            meant = meaning(match, around)
            if meant is None:
                continue
            pieces.same(text, at, begin)
            if text[begin] == "<":
                pieces.space(begin, end)
            else:
                pieces.stand("".join(map(plain, meant)), begin, end)
        at = end
    pieces.same(text, at, len(text))
    return Normal("".join(pieces.text), pieces, of)


def _characters(text: str, begin: int, end: int, pieces: _Pieces) -> None:
    """Characters beyond ASCII: several of them are perhaps one that was misread."""
    if end - begin > 1 and (meant := misread(text[begin:end])) is not None:
        pieces.stand(plain(meant), begin, end)
        return
    for index in range(begin, end):
        pieces.stand(
            plain(text[index], text[index - 1 : index], text[index + 1 : index + 2]),
            index,
            index + 1,
        )

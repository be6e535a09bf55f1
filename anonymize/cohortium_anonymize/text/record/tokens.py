"""The words of a normal-form text, and the text with everything but letters and digits gone.

Known identifiers are compared with words and with the collapsed text, so that separators,
case and line ends between the parts of an identifier make no difference.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+")
_WIDEST_GAP = 3  # separators between two parts of one identifier: "(555) 123", "Smith ,  Ann"
_WIDEST_BLANK = 40  # cells of a table stand further apart, with nothing but blanks between
_GAP = re.compile(r"[\s,.^_'\"\-/\\&;:|()*+#@<>\[\]{}~=!\u00b7\u2022]*")
_BLANKS = re.compile(r"[ \t]{2,}")


def words(text: str) -> list[str]:
    """The words of `text` in lower case."""
    return [match.group().lower() for match in _WORD.finditer(text)]


class Token(NamedTuple):
    """One word; `lower` is as long as text[start:end]."""

    start: int
    end: int
    lower: str


@dataclass(slots=True)
class Tokens:
    """The words of one text and its collapsed form."""

    text: str
    all: list[Token] = field(init=False)
    collapsed: str = field(init=False)
    _at: list[int] = field(init=False)

    def __post_init__(self) -> None:
        lowered = self.text.lower()
        if len(lowered) != len(self.text):  # a letter whose lower case is longer keeps its case
            lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)
        self.all = [Token(m.start(), m.end(), m.group()) for m in _WORD.finditer(lowered)]
        self._at = list(accumulate((len(token.lower) for token in self.all[:-1]), initial=0))
        self.collapsed = "".join([token.lower for token in self.all])

    def joined(self, first: int, last: int) -> bool:
        """Whether words first..last stand close enough to be parts of one identifier."""
        return all(self._near(self.all[i].end, self.all[i + 1].start) for i in range(first, last))

    def _near(self, end: int, start: int) -> bool:
        if start - end > _WIDEST_BLANK or _GAP.fullmatch(self.text, end, start) is None:
            return False
        if start - end <= _WIDEST_GAP:
            return True
        return len(_BLANKS.sub(" ", self.text[end:start])) <= _WIDEST_GAP

    def occurrences(self, needle: str) -> Iterator[tuple[int, int]]:
        """Where `needle` (letters and digits in lower case) stands, whatever separates its parts."""
        at = self.collapsed.find(needle)
        while at >= 0:
            found = self._bounds(at, at + len(needle))
            if found:
                yield found
            at = self.collapsed.find(needle, at + 1)

    def _bounds(self, at: int, end: int) -> tuple[int, int] | None:
        first = bisect_right(self._at, at) - 1
        last = bisect_right(self._at, end - 1) - 1
        start = self.all[first].start + at - self._at[first]
        stop = self.all[last].start + end - self._at[last]
        if not self.joined(first, last) or self._inside(start) or self._inside(stop):
            return None
        while self.text[start].isdigit() and start and self.text[start - 1] == "0":
            start -= 1  # leading zeros of the same number
        return start, stop

    def _inside(self, index: int) -> bool:
        """Whether `index` cuts a run of letters or a run of digits (leading zeros may go)."""
        if index == 0 or index == len(self.text):
            return False
        before, after = self.text[index - 1], self.text[index]
        if before == "0" and after.isdigit():
            run = re.search(r"\d*$", self.text[max(0, index - 24) : index])
            return bool(run and run.group().strip("0"))
        return (before.isalpha() and after.isalpha()) or (before.isdigit() and after.isdigit())

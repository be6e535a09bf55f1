"""One rule of the clinical rule bank: a pattern, what of it identifies, and a check of what it found.

Patterns have bounded repeats, so that time stays linear in the text. Texts are in normal form, in
which accents are gone; letters that have none to lose ("\u0142", "\u00f8") and Greek ones stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

# For character classes: letters that may begin a name, and letters; a name's word, and any.
UPPER = r"A-Z\u00c6-\u00df\u00e6\u00f0\u00f8\u00fe\u0110-\u024f\u0370-\u03ab\u0400-\u042f"
LETTER = r"A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f"
CAP = rf"[{UPPER}][{LETTER}'-]{{1,30}}"
WORD = re.compile(rf"[{LETTER}][{LETTER}'-]*")

# (text, start, end) of the group -> the stretch that identifies, or None
Check = Callable[[str, int, int], tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which clinical writing shows an identifier; `type` as in `span`.

    `pattern` is compiled when a text is first read for it: most texts need few of them.

    `near`, where given, is a pattern that matches in every text in which the rule finds something, and is
    compiled sooner, or matches in fewer others, than `pattern` as Hyperscan reads it: for `prefilter` alone.
    """

    name: str
    type: str
    pattern: str
    group: int | str = 0
    check: Check | None = None
    near: str | None = None

    def finds(self, text: str) -> Iterator[tuple[int, int]]:
        """Every stretch of `text` that the rule takes."""
        for match in compiled(self.pattern).finditer(text):
            start, end = match.span(self.group)
            if start < 0:
                continue
            found = (start, end) if self.check is None else self.check(text, start, end)
            if found and found[0] < found[1]:
                yield found


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """One of the house's own patterns, compiled when it is first used."""
    return re.compile(pattern)

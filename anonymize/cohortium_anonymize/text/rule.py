"""One rule of the clinical rule bank: a pattern, what of it identifies, and a check of what it found.

Patterns have bounded repeats, so that time stays linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

# (text, start, end) of the group -> the stretch that identifies, or None
Check = Callable[[str, int, int], tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which clinical writing shows an identifier; `type` as in `span`."""

    name: str
    type: str
    pattern: re.Pattern[str]
    group: int | str = 0
    check: Check | None = None

    def finds(self, text: str) -> Iterator[tuple[int, int]]:
        """Every stretch of `text` that the rule takes."""
        for match in self.pattern.finditer(text):
            start, end = match.span(self.group)
            if start < 0:
                continue
            found = (start, end) if self.check is None else self.check(text, start, end)
            if found and found[0] < found[1]:
                yield found

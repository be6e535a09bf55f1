"""A stretch of text that identifies someone, and how overlapping stretches become one.

Types: NAME BIRTH_DATE DATE AGE ADDRESS LOCATION ZIP FACILITY ORGANIZATION PHONE EMAIL URL IP SSN
MRN PLAN ACCOUNT DEVICE VEHICLE LICENSE ID. Sources: ``known`` (the patient's own record),
``rules``, ``presidio`` (its predefined recognizers), ``ner`` (the language model).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# Who decides the type where stretches overlap: what is known beats what is recognized by form,
# which beats what a model guesses.
_RANK = {"known": 3, "rules": 2, "presidio": 1, "ner": 0}


@dataclass(frozen=True, slots=True)
class Span:
    """Code points [start, end) of a text, 0 <= start < end; `label` says whose, where known.

    `rule` is which of the source's recognizers found it (see `explanation`), where it is said.
    """

    start: int
    end: int
    type: str
    source: str
    label: str = ""
    rule: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError("a span needs 0 <= start < end")
        if self.source not in _RANK:
            raise ValueError("a span's source is one of known, rules, presidio, ner")

    def bounded(self, start: int, end: int) -> Span:
        """The same find with other bounds."""
        return Span(start, end, self.type, self.source, self.label, self.rule)


def merged(spans: Iterable[Span]) -> list[Span]:
    """Non-overlapping spans in order, covering exactly what `spans` cover together.

    Overlapping ones become one, which takes all but its bounds of the strongest: by source,
    then by length, then a telling type before ID. So a match inside a longer one never leaves the rest of it behind.
    """
    result: list[Span] = []
    strongest: Span | None = None
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if not result or strongest is None or span.start >= result[-1].end:
            result.append(span)
            strongest = span
            continue
        strongest = max(strongest, span, key=_strength)
        last = result[-1]
        result[-1] = strongest.bounded(last.start, max(last.end, span.end))
    return result


def _strength(span: Span) -> tuple[int, int, bool]:
    return (_RANK[span.source], span.end - span.start, span.type != "ID")

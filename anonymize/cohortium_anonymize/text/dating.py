"""How one text writes its dates, and where each of them stands once all have moved.

Full dates move by the patient's offset in days. "05/04/2021" is 5 April where a date of the text can only
be read day first ("26/05/2021") and none only month first; where none decides, in Spanish; and month first
otherwise: a British or Canadian note without such a date moves to a day that is off by the difference, never to the true one.
How else the text writes its dates decides too what one alone leaves open (`words.usage`).

Months with their year must not tell the offset. That the 3rd lies in a month and the 31st does too says
where months begin; a month moved by the offset and rounded would say where they begin among the moved dates: both
together are the offset, up to whole months. So in a text with full dates a month stands as many months from
the nearest of them as it did: it follows from the moved dates and from what the text says anyway, whichever
offset led to them. In a text without, months move by the offset in months, rounded, all by as many, so that they
tell no more of it than that number would.
What cannot be mended here is a reader who knows from other texts or from a table's moved dates which days lie in a
text's months: from many of them it follows where months begin, and the offset is one of twelve or so.
A part of a month ("early March 2021") would say the same of a single day: it is not moved, nor are quarters and
seasons.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from cohortium_anonymize.text.forms.languages import language
from cohortium_anonymize.text.model.belief_spanish import spanish
from cohortium_anonymize.text.span import Span
from cohortium_anonymize.text.words import moments, months
from cohortium_anonymize.text.words.usage import DAY_FIRST, PLAIN, Usage, open_to_both, usage

MONTH_DAYS: Final = 365.2425 / 12  # of the Gregorian calendar, on average
GONE: Final = "[DATE]"  # what stands instead of a date that cannot be moved
_LONGEST = 80  # characters of a stretch that is read as several dates
_JOINT = re.compile(r"[ ]?[-/&,][ ]?|,?[ ](?:to|and|or|through|thru|until|till|y|e|al?|hasta)[ ]")
_DAY = r"\b(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?|lunes|martes|miercoles|jueves|viernes|sabado|domingo)\b"
_WEEKDAY = re.compile(f"(?i){_DAY}")
# What says nothing of the day: parts of a month are not among them.
_LEAD = re.compile(
    rf"(?i)(?:(?:the|in|on|of|since|from|until|by|around|about|during|between|month|date|edc|edd|lmp|dos|doa|dod|morning|afternoon|evening|night"
    rf"|el|la|en|de|del|desde|hasta|mes|{_DAY})[.,:]?[ ]{{1,2}}){{1,6}}"
)


@dataclass(frozen=True, slots=True)
class Dating:
    """`months` are those of the text's full dates, as they were and moved (counted as `words.months` does)."""

    offset_days: int
    usage: Usage = PLAIN
    months: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, text: str, found: Sequence[tuple[Span, str]], offset_days: int) -> Dating:
        """That of `text`; `found` are its spans, each with the normal form of what it covers."""
        dates = [(span, said) for span, said in found if span.type in ("DATE", "BIRTH_DATE")]
        if not dates:
            return cls(offset_days)
        used = usage([said for _, said in dates], otherwise=_spanish(text, dates))
        by = timedelta(days=offset_days)
        moved = {
            months.month(day): months.month(day + by)
            for span, said in reversed(dates)  # of two dates in a month the first counts
            for piece in (reversed(_pieces(said)) if span.type == "DATE" else ())
            if (day := moments.parse(piece, used)) and moments.shifted(piece, offset_days, used)
        }
        return cls(offset_days, used, tuple(moved.items()))

    def moved(self, found: str) -> str | None:
        """The date or dates `found`, in normal form, moved in the same form; None where they cannot be."""
        lead, *pieces = _pieces(found) or ("",)
        told = [
            piece if at % 2 else self._one(piece)  # what joins dates, and dates
            for at, piece in enumerate(pieces)
        ]
        if not told or None in told:
            return None
        return _WEEKDAY.sub(GONE, lead) + "".join(map(str, told))

    def _one(self, found: str) -> str | None:
        moved = moments.shifted(found, self.offset_days, self.usage)
        month = months.parse(found)
        if moved or month is None:
            return moved
        return months.told(month + self._by(month), found, self.usage)

    def _by(self, month: int) -> int:
        """By how many months one moves."""
        if not self.months:
            return round(self.offset_days / MONTH_DAYS)
        was, then = min(self.months, key=lambda pair: (abs(pair[0] - month), pair[0]))
        return then - was


def _pieces(found: str) -> list[str]:
    """What leads to the first date, that date, what joins the next to it, and so on; [] where no dates alone."""
    if _readable(found):
        return ["", found]
    if len(found) > _LONGEST:
        return []
    lead = _LEAD.match(found)
    first = lead.group() if lead else ""
    several = _several(found[len(first) :])
    return [first, *several] if several else []


def _several(found: str) -> list[str]:
    if _readable(found):
        return [found]
    for joint in _JOINT.finditer(found):
        if _readable(found[: joint.start()]) and (rest := _several(found[joint.end() :])):
            return [found[: joint.start()], joint.group(), *rest]
    return []


def _readable(found: str) -> bool:
    """Whether it is one date that could be moved, at least in one of the readings."""
    return bool(moments.parse(found) or moments.parse(found, DAY_FIRST) or months.parse(found))


def _spanish(text: str, dates: Sequence[tuple[Span, str]]) -> bool:
    """Whether dates that can be read in both orders are a Spanish text's, so far as can be told."""
    doubtful = [span for span, said in dates if open_to_both(said)]
    if not doubtful:
        return False
    known = language(text)
    return known == "es" or (
        not known and any(spanish(text, span.start, span.end) for span in doubtful)
    )

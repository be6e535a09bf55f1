"""Hierarchies that need no file: intervals of numbers, prefixes of codes, units of dates.

`levels` counts the generalizations above the value itself, the last of which is `*`:
``Intervals(5, 4)`` goes 1957, 1955-1959, 1950-1959, 1940-1959, `*`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cohortium_anonymize.errors import SpecError
from cohortium_anonymize.hierarchies.hierarchy import ANY, Labels, Ladder, check_fit, ladder_of

OPEN_ENDED = re.compile(r"(-?\d+) or (earlier|later)")
DATE_UNITS = ("day", "month", "quarter", "year", "decade")
MAXIMUM_LEVELS = 32


@dataclass(frozen=True, slots=True)
class Intervals:
    """Intervals of numbers, each level twice as wide as the one below, starting at multiples.

    Whole numbers are labelled '1950-1959', others '[1.5, 2)'. Categories such as '1934 or earlier'
    take in the values of the interval their bound falls in, so they stay one open-ended category.
    """

    width: float
    levels: int

    def __post_init__(self) -> None:
        """A positive width, a sane number of levels."""
        if not (math.isfinite(self.width) and self.width > 0):
            raise SpecError("intervals: width is a positive number")
        _check_levels("intervals", self.levels)

    def climb(self, values: Sequence[str | None], column: str) -> Ladder:
        """The ladder of these numbers."""
        parsed = [_number(value) for value in values]
        fits = [number is not None for number in parsed]
        check_fit(column, values, fits, "are not numbers, as intervals need")
        earlier = [number for number, end in filter(None, parsed) if end == "earlier"]
        later = [number for number, end in filter(None, parsed) if end == "later"]
        bounds = (max(earlier, default=None), min(later, default=None))
        between = [self._level(parsed, bounds, step) for step in range(self.levels - 1)]
        return ladder_of(values, between)

    def _level(
        self,
        parsed: Sequence[tuple[float, str] | None],
        bounds: tuple[float | None, float | None],
        step: int,
    ) -> Labels:
        width = self.width * 2**step
        whole = width.is_integer() if isinstance(width, float) else True
        whole = whole and all(number.is_integer() for number, _ in filter(None, parsed))
        floor, ceiling = (None if b is None else math.floor(b / width) for b in bounds)
        return tuple(
            None
            if item is None
            else _label(math.floor(item[0] / width), width, whole, floor, ceiling)
            for item in parsed
        )


def _label(index: int, width: float, whole: bool, floor: int | None, ceiling: int | None) -> str:
    if floor is not None and index <= floor:
        return f"{_text((floor + 1) * width - (1 if whole else 0))} or earlier"
    if ceiling is not None and index >= ceiling:
        return f"{_text(ceiling * width)} or later"
    low, high = index * width, (index + 1) * width
    if not whole:
        return f"[{_text(low)}, {_text(high)})"
    return _text(low) if width == 1 else f"{_text(low)}-{_text(high - 1)}"


def _text(number: float) -> str:
    return f"{number:.12g}"


def _number(value: str | None) -> tuple[float, str] | None:
    if value is None:
        return None
    match = OPEN_ENDED.fullmatch(value)
    try:
        number = float(match[1] if match else value)
    except ValueError:
        return None
    return (number, match[2] if match else "") if math.isfinite(number) else None


@dataclass(frozen=True, slots=True)
class Prefix:
    """Codes that lose one character more a level: 02139, 0213*, 021**, ..., `*`."""

    levels: int

    def __post_init__(self) -> None:
        """A sane number of levels."""
        _check_levels("prefix", self.levels)

    def climb(self, values: Sequence[str | None], column: str) -> Ladder:
        """The ladder of these codes; shorter codes are masked whole sooner."""
        del column
        between = [
            tuple(
                None if v is None else v[: max(0, len(v) - cut)] + ANY * min(cut, len(v))
                for v in values
            )
            for cut in range(1, self.levels)
        ]
        return ladder_of(values, between)


@dataclass(frozen=True, slots=True)
class Dates:
    """Dates (ISO 8601) in ever larger units, from `units`, then `*`."""

    units: tuple[str, ...]

    def __post_init__(self) -> None:
        """Known units, from small to large."""
        places = [DATE_UNITS.index(unit) for unit in self.units if unit in DATE_UNITS]
        if len(places) < len(self.units) or not places or places != sorted(set(places)):
            raise SpecError(f"date: levels are some of {', '.join(DATE_UNITS)}, in that order")

    def climb(self, values: Sequence[str | None], column: str) -> Ladder:
        """The ladder of these dates."""
        days = [_day(value) for value in values]
        check_fit(column, values, [day is not None for day in days], "are not dates (YYYY-MM-DD)")
        between = [
            tuple(None if day is None else _unit(day, unit) for day in days) for unit in self.units
        ]
        return ladder_of(values, between)


def _day(value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        return None


def _unit(day: date, unit: str) -> str:
    return {
        "day": day.isoformat(),
        "month": f"{day.year:04d}-{day.month:02d}",
        "quarter": f"{day.year:04d}-Q{(day.month + 2) // 3}",
        "year": f"{day.year:04d}",
        "decade": f"{day.year // 10 * 10:04d}s",
    }[unit]


def _check_levels(kind: str, levels: int) -> None:
    if not 1 <= levels <= MAXIMUM_LEVELS:
        raise SpecError(f"{kind}: levels is a whole number from 1 to {MAXIMUM_LEVELS}")

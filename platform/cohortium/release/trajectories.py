"""Trajectories: how many subjects a little knowledge of their events singles out, in both renditions.

Three kinds of knowledge (`cohortium_anonymize.trajectories.uniqueness`): some points (which item, and
when, in the rendition's own unit and shifted as it is), some intervals in a row between a subject's
events, and how many events the subject has. Points assume somebody who knows the secret offset too:
what they single out is more than who does not can. Pure; numpy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cohortium.errors import Refused
from cohortium.release.longitudinal import WEEKS, Dates
from cohortium_anonymize.trajectories.uniqueness import Uniqueness, intervals, points, rows

Ints = npt.NDArray[np.int64]
STEP = 0.05  # shares that researchers see are multiples of it: one person's coming or going seldom shows
MOST_KNOWN = 3  # intervals that a policy's limit is about


@dataclass(frozen=True, slots=True)
class Moments:
    """What happened when: `items` are numbers, -1 for what has no code; `when` counts in some unit."""

    subjects: Ints
    items: Ints
    when: Ints


@dataclass(frozen=True, slots=True)
class Rendition:
    """What singles subjects out in one rendition; points and intervals by how many are known."""

    points: Mapping[int, Uniqueness]
    intervals: Mapping[int, Uniqueness]
    rows: Uniqueness

    def describe(self) -> dict[str, Any]:
        """Exact figures."""
        return {
            "points": {str(p): found.describe() for p, found in self.points.items()},
            "intervals": {str(p): found.describe() for p, found in self.intervals.items()},
            "rows": self.rows.describe(),
        }


@dataclass(frozen=True, slots=True)
class Trajectories:
    """Both renditions; `download` is None where it is not made."""

    queryable: Rendition
    download: Rendition | None

    def describe(self) -> dict[str, Any]:
        """Exact figures, for whoever may see them."""
        made = {"queryable": self.queryable.describe()}
        return made if self.download is None else {**made, "download": self.download.describe()}

    @property
    def leaving(self) -> float:
        """The share of subjects that three known intervals may single out in what leaves: the upper
        end of its confidence interval; 0 where nobody has so many, or nothing leaves."""
        found = self.download.intervals[MOST_KNOWN] if self.download else Uniqueness(0, 0)
        return float(found.describe()["high"]) if found.asked else 0.0


def measured(moments: Moments, seed: int) -> Rendition:
    """What `moments` give away; `seed` draws whose knowledge is tried, and which."""
    coded = moments.items >= 0
    times = moments.when - moments.when.min(initial=0)
    tokens = moments.items * (times.max(initial=0) + 1) + times
    return Rendition(
        points(moments.subjects[coded], tokens[coded], seed),
        intervals(moments.subjects, moments.when, seed),
        rows(moments.subjects),
    )


def coarse(days: Ints, subjects: Ints, unit: str) -> Ints:
    """Days since 1970 in a `unit` of `longitudinal.UNITS`; equal where the rendition's words are."""
    if unit == WEEKS:
        first = np.full(int(subjects.max(initial=0)) + 1, np.iinfo(np.int64).max)
        np.minimum.at(first, subjects, days)
        return np.asarray((days - first[subjects]) // 7, np.int64)
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return np.asarray(months // {"month": 1, "quarter": 3, "year": 12}[unit], np.int64)


def check_unique(found: Trajectories, dates: Dates) -> None:
    """Refused when what leaves singles more subjects out than the policy's ``max_unique``."""
    if dates.max_unique is not None and found.leaving > dates.max_unique:
        raise Refused(
            f"not published: {MOST_KNOWN} known intervals may single out {found.leaving:.0%} of the"
            f" subjects in the download rendition, more than the policy's max_unique of"
            f" {dates.max_unique:.0%}: take a coarser unit of dates, or download = false",
            code="trajectories",
        )


def blurred(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Nested shares as researchers see them: multiples of `STEP`, without how many were asked."""
    return {
        name: blurred(value) if isinstance(value, Mapping) else round(round(value / STEP) * STEP, 2)
        for name, value in figures.items()
        if name != "asked"
    }

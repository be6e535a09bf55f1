"""What attacks came to: rates with Wilson's intervals, and the risk that is beyond what strangers run.

After Giomi, Boenisch, Wehmeyer and Tasnádi (2023), "A unified framework for quantifying privacy risk in
synthetic data", section 3: risk = (main - control) / (1 - control), errors propagated to first order.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cohortium_anonymize.attacks.columns import Mask
from cohortium_anonymize.trajectories.uniqueness import wilson


@dataclass(frozen=True, slots=True)
class Rate:
    """Of `trials`, `successes`."""

    successes: int
    trials: int

    @classmethod
    def of(cls, tried: Mask) -> Rate:
        """Of one mark a trial."""
        return cls(int(tried.sum()), len(tried))

    @property
    def share(self) -> float:
        """The share observed."""
        return self.successes / self.trials if self.trials else 0.0

    @property
    def estimate(self) -> tuple[float, float]:
        """The middle of Wilson's interval, and how far it reaches to either side."""
        low, high = wilson(self.successes, self.trials)
        return (low + high) / 2, (high - low) / 2


@dataclass(frozen=True, slots=True)
class Risk:
    """How much more often an attack succeeds for being in the release: 0 to 1, with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attack. `about` are the columns it used or, for inference, the one that it guessed.

    `main`: with the release, on persons in it. `control`: the same on persons who are not. `naive`:
    guesses that do not use the target's record at all.
    """

    attack: str
    about: tuple[str, ...]
    main: Rate
    naive: Rate
    control: Rate

    @property
    def beats_naive(self) -> bool:
        """Whether it was worth more than guessing; else it shows nothing."""
        return self.main.share > self.naive.share

    @property
    def risk(self) -> Risk:
        """The risk, with its interval cut to 0..1."""
        (main, off), (control, astray) = self.main.estimate, self.control.estimate
        room = 1 - control
        value = (main - control) / room
        error = math.hypot(off / room, (1 - main) * astray / room**2)
        low, middle, high = (min(1.0, max(0.0, v)) for v in (value - error, value, value + error))
        return Risk(middle, low, high)

    @property
    def name(self) -> str:
        """The attack and what it is about, in words."""
        return (
            f"{self.attack} {'of' if self.attack == 'inference' else 'by'} {', '.join(self.about)}"
        )

    def describe(self) -> dict[str, Any]:
        """As in a report: rates, of as many trials, and the risk with the ends of its interval."""
        return {
            "attack": self.name,
            "kind": self.attack,
            "about": list(self.about),
            "trials": self.main.trials,
            "main": self.main.share,
            "naive": self.naive.share,
            "control": self.control.share,
            "beats_naive": self.beats_naive,
            "risk": self.risk.value,
            "low": self.risk.low,
            "high": self.risk.high,
        }


def united(parts: Iterable[Outcome]) -> Outcome:
    """The same attack tried on several groups, as one. Raises ValueError for none."""
    first, *others = parts
    rates = [
        Rate(
            sum(getattr(p, name).successes for p in (first, *others)),
            sum(getattr(p, name).trials for p in (first, *others)),
        )
        for name in ("main", "naive", "control")
    ]
    return Outcome(first.attack, first.about, *rates)

"""All attacks on one release, and the judgement: passed, refused, or too few persons to tell.

The persons of a release are cut in two halves at random. Of a copy of the release the rows of one
half are taken out; the other half is attacked, and the one taken out is the control group: the same
people under the same recoding, but for their rows. Then the halves change places. The crowd that
a person hides in is half as large as in the release, so the figures are rather too high than too low.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from cohortium_anonymize.attacks.columns import Column
from cohortium_anonymize.attacks.kinds import Game, inference, linkability, singling_out
from cohortium_anonymize.attacks.outcome import Outcome, united
from cohortium_anonymize.attacks.terms import LEAST_PERSONS, Terms
from cohortium_anonymize.errors import SpecError

Verdict = Literal["passed", "refused", "too few to attack"]


@dataclass(frozen=True, slots=True)
class Judged:
    """An outcome. `judged`: whether the limit is held against it; `over`: whether it is over that."""

    outcome: Outcome
    judged: bool
    over: bool


@dataclass(frozen=True, slots=True)
class Battery:
    """What the attacks on a release of `persons` came to."""

    verdict: Verdict
    limit: float
    persons: int
    found: tuple[Judged, ...]

    @property
    def over(self) -> tuple[Outcome, ...]:
        """The outcomes over the limit, worst first."""
        found = [f.outcome for f in self.found if f.over]
        return tuple(sorted(found, key=lambda outcome: -outcome.risk.high))

    def refused_by(self, terms: Terms) -> bool:
        """Whether the release may not leave."""
        return self.verdict == "refused" or (
            self.verdict == "too few to attack" and terms.too_few == "refuse"
        )

    def sentence(self) -> str:
        """What speaks against the release, with its figures, for an error or a report."""
        if not self.over:
            return f"{self.persons} persons are too few to attack (fewer than {LEAST_PERSONS})"
        worst = self.over[0]
        return (
            f"{worst.name} has a risk of {worst.risk.value:.2f} ({worst.risk.low:.2f} to"
            f" {worst.risk.high:.2f}; the limit is {self.limit:g}); {len(self.over)} of"
            f" {len(self.found)} attacks are over their limit"
        )

    def describe(self) -> dict[str, Any]:
        """As in a report: exact."""
        return {
            "verdict": self.verdict,
            "limit": self.limit,
            "persons": self.persons,
            "attacks": [
                {**f.outcome.describe(), "judged": f.judged, "over": f.over} for f in self.found
            ],
        }


def attack(
    columns: Sequence[Column], known: Sequence[str], terms: Terms, seed: int, *others: Outcome
) -> Battery:
    """Attack a release: person i of every column has record i.

    `known` are the columns that an adversary knows together, unless `terms` say which; the others are
    facts, known one at a time. `others` are attacks of one's own, of which none may succeed more often
    than its control. Deterministic for a seed and an order of persons. Raises SpecError for a
    column that is not there.
    """
    named = {column.name: column for column in columns}
    known = known if terms.known is None else terms.known
    secret = tuple(named) if terms.secret is None else terms.secret
    if strangers := [name for name in (*known, *secret) if name not in named]:
        raise SpecError(f"[attack]: there is no released column {strangers[0]}")
    persons = len(columns[0].cells)
    own = tuple(Judged(o, True, o.main.share > o.control.share) for o in others)
    if persons < LEAST_PERSONS:
        refused = any(f.over for f in own)
        return Battery("refused" if refused else "too few to attack", terms.limit, persons, own)
    plan = _Plan(named, tuple(known), tuple(secret))
    games = list(_games(persons, terms.attacks, np.random.default_rng(seed)))
    tried = zip(*(plan.run(game) for game in games), strict=True)
    found = own + tuple(_judged(united(parts), plan, terms) for parts in tried)
    verdict: Verdict = "refused" if any(f.over for f in found) else "passed"
    return Battery(verdict, terms.limit, persons, found)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which attacks there are."""

    named: dict[str, Column]
    known: tuple[str, ...]
    secret: tuple[str, ...]

    def run(self, game: Game) -> Iterator[Outcome]:
        """One outcome an attack, in an order that is the same for every game."""
        known = [self.named[name] for name in self.known]
        for column in self.named.values():
            yield singling_out(game, [column])
        if len(known) > 1:
            yield singling_out(game, known)
            yield linkability(game, known[::2], known[1::2])
        for name, column in self.named.items():
            if known and name not in self.known:
                yield linkability(game, known, [column])
        for name in self.secret:
            if others := [column for column in known if column.name != name]:
                yield inference(game, others, self.named[name])

    def joint(self, outcome: Outcome) -> bool:
        """Whether it took the known columns and a fact together."""
        return outcome.attack == "linkability" and not set(outcome.about) <= set(self.known)


def _games(persons: int, attacks: int, draw: np.random.Generator) -> Iterator[Game]:
    """Both ways round; an odd person out is in neither."""
    order, half = draw.permutation(persons), persons // 2
    halves = order[:half], order[half : 2 * half]
    most = attacks // 2
    for inside, outside in (halves, halves[::-1]):
        yield Game(inside, outside, inside[:most], outside[:most], draw)


def _judged(outcome: Outcome, plan: _Plan, terms: Terms) -> Judged:
    """Over: it is shown that its risk exceeds the limit."""
    judged = terms.joint or not plan.joint(outcome)
    over = outcome.beats_naive and outcome.risk.low > terms.limit
    return Judged(outcome, judged, judged and over)

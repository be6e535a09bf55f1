"""On what terms a release attacks itself: which attacks, on how many, and what it may not exceed.

The table ``[attack]`` of a configuration or of a release policy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from cohortium_anonymize.errors import SpecError
from cohortium_anonymize.fields import FLAG, NUMBER, TEXT, WHOLE, Fields, fields

LIMIT = 0.65  # of a risk's lower end: working releases of 130 persons stay below 0.55, broken ones pass 0.7
ATTACKS = 1000  # trials of each attack, at most: a rate to three points either way
FEWEST_ATTACKS, MOST_ATTACKS = 100, 100_000  # fewer tell nothing, more take minutes
LEAST_PERSONS = 50  # fewer make two groups in which chance alone looks like risk
LARGEST_SEED = 2**63 - 1

TooFew = Literal["pass", "refuse"]
KNOWN: Fields = {
    "enabled": FLAG,
    "attacks": WHOLE,
    "limit": NUMBER,
    "known": (list,),
    "secret": (list,),
    "joint": FLAG,
    "too_few": TEXT,
    "seed": WHOLE,
}


@dataclass(frozen=True, slots=True)
class Terms:
    """`attacks`: trials of each attack, at most. `limit`: of the lower end of any judged risk, 0 to 1.

    `known`: columns that an adversary knows together; None, the quasi-identifiers. `secret`: columns to
    be guessed from them; None, all. `joint`: whether what one fact tells beside the known columns is
    judged, or only told. `too_few`: what becomes of a release of fewer than `LEAST_PERSONS`.
    `seed`: of all draws, where no key gives one.
    """

    enabled: bool = True
    attacks: int = ATTACKS
    limit: float = LIMIT
    known: tuple[str, ...] | None = None
    secret: tuple[str, ...] | None = None
    joint: bool = False
    too_few: TooFew = "pass"
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse what is out of range; SpecError names it."""
        if not FEWEST_ATTACKS <= self.attacks <= MOST_ATTACKS:
            raise SpecError(f"[attack]: attacks is from {FEWEST_ATTACKS} to {MOST_ATTACKS}")
        if not 0 < self.limit <= 1:
            raise SpecError("[attack]: limit is a number above 0, up to 1")
        if self.too_few not in get_args(TooFew):
            raise SpecError(f"[attack]: too_few is one of {', '.join(get_args(TooFew))}")
        if self.known is not None and not self.known:
            raise SpecError("[attack]: known names at least one column")
        if not 0 <= self.seed <= LARGEST_SEED:
            raise SpecError(f"[attack]: seed is from 0 to {LARGEST_SEED}")


def parse_terms(entry: Mapping[str, Any]) -> Terms:
    """The ``[attack]`` table; SpecError names what is wrong."""
    given = fields(entry, KNOWN, "[attack]")
    for name in ("known", "secret"):
        if name in given:
            given[name] = _names(name, given[name])
    return Terms(**given)


def _names(name: str, entries: list[Any]) -> tuple[str, ...]:
    if not all(isinstance(entry, str) for entry in entries) or len({*entries}) < len(entries):
        raise SpecError(f"[attack]: {name} is a list of columns, each named once")
    return tuple(entries)

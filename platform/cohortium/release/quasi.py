"""The quasi-identifiers of `subjects`: how raw values become a table, and how they may generalize.

One row a person. Birth years that mean an age of 90 or more are one category, ZIP codes have at most
three digits and none where few people live, before any search begins (HIPAA Safe Harbor, 45 CFR
164.514(b)(2)(i)(B) and (C)); the search then generalizes further until the policy holds.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import pyarrow as pa
import pyarrow.compute as pc

from cohortium.errors import Refused
from cohortium.records.identity import Identity
from cohortium.release.demographics import category
from cohortium.release.policy import Policy
from cohortium_anonymize import (
    Column,
    Intervals,
    NoSolution,
    Prefix,
    Release,
    Spec,
    Suppress,
    anonymize,
    hipaa,
)
from cohortium_anonymize.hierarchies.hierarchy import Ladder, Rule
from cohortium_anonymize.measures.appraisal import appraise

QUASI = ("sex", "birth_year", "zip", "race", "ethnicity", "deceased")
BIRTH_YEARS = Intervals(5, 5)  # the year, then 5, 10, 20 and 40 years, then nothing
BIRTH_LEVELS = 5  # the last of these
ZIP_LEVELS = 3  # three digits, two, one, none
RULES: Mapping[str, Rule] = {  # how each generalizes, one level at a time
    "sex": Suppress(), "birth_year": BIRTH_YEARS, "zip": Prefix(ZIP_LEVELS),
    "race": Suppress(), "ethnicity": Suppress(), "deceased": Suppress(),
}  # fmt: skip
SEARCH_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a person, merged over the hospitals that know them. Still identifiable."""

    sex: str | None
    birth_year: int | None
    zip: str | None
    race: str | None
    ethnicity: str | None
    deceased: bool

    @classmethod
    def of(cls, identities: Sequence[Identity]) -> Profile:
        """The first hospital that says something is believed; a death anywhere is one."""
        return cls(
            sex=next((who.sex for who in identities if who.sex), None),
            birth_year=next((who.birth_year for who in identities if who.birth_year), None),
            zip=next((who.zip for who in identities if who.zip), None),
            race=next(filter(None, (category(who.race) for who in identities)), None),
            ethnicity=next(filter(None, (category(who.ethnicity) for who in identities)), None),
            deceased=any(who.deceased for who in identities),
        )


def raw_table(profiles: Sequence[Profile], *, year: int, policy: Policy) -> pa.Table:
    """The input of the search; `year` is the last the release says anything of."""
    zips = hipaa.zip3(pa.array([who.zip for who in profiles], pa.string()))
    zips = pc.utf8_slice_codeunits(zips, 0, policy.zip_digits) if policy.zip_digits else pa.nulls(
        len(profiles), pa.string()
    )  # fmt: skip
    return pa.table(
        {
            "sex": pa.array([who.sex for who in profiles], pa.string()),
            "birth_year": hipaa.birth_year_90(
                pa.array([who.birth_year for who in profiles], pa.int64()), year
            ),
            "zip": zips,
            "race": pa.array([who.race for who in profiles], pa.string()),
            "ethnicity": pa.array([who.ethnicity for who in profiles], pa.string()),
            "deceased": pa.array(["true" if who.deceased else "false" for who in profiles]),
        }
    )


@dataclass(frozen=True, slots=True)
class Told:
    """A hierarchy without its last levels: whatever else goes, something of this column is told.

    Below the level `least` it tells what that one tells.
    """

    rule: Rule
    less: int = 0
    least: int = 0

    def climb(self, values: Sequence[str | None], column: str) -> Ladder:
        """The ladder of the rule, less its top levels."""
        ladder = self.rule.climb(values, column)
        told = [max(level, self.least) for level in range(ladder.height + 1 - self.less)]
        return Ladder(
            tuple(ladder.levels[level] for level in told),
            tuple(ladder.shares[level] for level in told),
            ladder.leaves,
        )


def generalize(table: pa.Table, policy: Policy, floor: Mapping[str, int] | None = None) -> Release:
    """Generalize and suppress until the policy holds; Refused, with the figures, when it cannot.

    Age matters to nearly every question, so a way that tells birth years in bands of at most 20
    years is looked for first, then of 40, and only if there is none a way that tells nothing. No
    column is told more finely than at its level in `floor`: two releases of one person, each fine
    where the other is coarse, would tell more than either.
    """
    least = floor or {}
    for less in (2, 1):
        if least.get("birth_year", 0) <= BIRTH_LEVELS - less:
            with contextlib.suppress(NoSolution):
                return _search(table, policy, less, least)
    try:
        return _search(table, policy, 0, least)
    except NoSolution as error:
        raise Refused(f"not published: {error}", code="policy") from None


def protected(policy: Policy) -> tuple[str, ...]:
    """The columns that generalize under a policy: those that no model protects as sensitive."""
    sensitive = {getattr(model, "column", None) for model in policy.models}
    return tuple(name for name in QUASI if name not in sensitive)


def appraised(made: Release, table: pa.Table, kept: Sequence[int], policy: Policy) -> Release:
    """`made`, whose rows are the rows `kept` of `table`, with its figures over all rows of `table`.

    Whoever is in `table` and not in `made` is suppressed, whatever search or rule left them out.
    Levels are those of the whole hierarchies, whichever of them the search was allowed.
    """
    found = pa.array(kept, pa.int64())
    told = appraise(table, _spec(policy, 0, {}), made.transformation, found)
    return replace(
        made,
        kept=found,
        suppressed_rows=told.suppressed,
        **{item.name: getattr(told, item.name) for item in fields(told)},
    )


def _search(table: pa.Table, policy: Policy, less: int, least: Mapping[str, int]) -> Release:
    made = anonymize(table, _spec(policy, less, least))
    levels = {name: max(at, least.get(name, 0)) for name, at in made.transformation.items()}
    return replace(made, transformation=levels)


def _spec(policy: Policy, less: int, least: Mapping[str, int]) -> Spec:
    rules: dict[str, Rule] = {**RULES, "birth_year": Told(BIRTH_YEARS, less)}
    rules = {name: Told(rule, least=least.get(name, 0)) for name, rule in rules.items()}
    quasi = protected(policy)
    return Spec(
        columns={
            name: Column("quasi-identifier", rules[name]) if name in quasi else Column("sensitive")
            for name in QUASI
        },
        privacy=policy.models,
        suppression_limit=policy.suppression,
        time_limit=SEARCH_SECONDS,
    )

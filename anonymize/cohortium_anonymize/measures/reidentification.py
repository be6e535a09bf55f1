"""The chance that a person is picked out of their class, by what the adversary knows.

Definitions: El Emam, Guide to the De-Identification of Personal Health Information (2013), after
Marsh et al. 1991 and Elliot and Dale 1999. With f people of a class in the table and F of it in the
population the table is drawn from:

- prosecutor, who knows that the person is in the table: 1 / f;
- journalist, who does not, and has a list of the population: 1 / F;
- marketer, who links everyone and wants many hits: the expected share of right ones, the mean of 1 / F.

Where F is not known, F >= f bounds the last two by the prosecutor's, and `basis` says so.
"""

from __future__ import annotations

from typing import Any

from cohortium_anonymize.search.keys import Ints

THRESHOLD = 0.09  # EMA policy 0070 and Health Canada accept no more for clinical data made public
BOUND, POPULATION = "prosecutor's bound", "population"


def describe(sizes: Ints, crowds: Ints | None = None) -> dict[str, Any]:
    """The three risks: `sizes` people a class, of `crowds` in the population (None: not known).

    Each has `highest`, `average` and `at_risk`, the share of people whose risk is over THRESHOLD. Where
    the population is known, `presence` is the `least` and `most` share of a class that is in the table.
    """
    others = sizes if crowds is None else crowds
    basis = BOUND if crowds is None else POPULATION
    journalist = _risk(sizes, others)
    people = int(sizes.sum())
    if people and crowds is not None:  # the lesser way of matching does not count (El Emam, ch. 16)
        journalist["average"] = max(journalist["average"], len(sizes) / int(crowds.sum()))
    presence = {} if crowds is None else {"presence": _presence(sizes, crowds)}
    return {
        **presence,
        "prosecutor": _risk(sizes, sizes),
        "journalist": {**journalist, "basis": basis},
        "marketer": {"average": _risk(sizes, others)["average"], "basis": basis},
    }


def _risk(sizes: Ints, others: Ints) -> dict[str, float]:
    people = int(sizes.sum())
    if not people:
        return {"highest": 0.0, "average": 0.0, "at_risk": 0.0}
    chance = 1 / others
    return {
        "highest": float(chance.max()),
        "average": float(sizes @ chance) / people if others is not sizes else len(sizes) / people,
        "at_risk": float(sizes[chance > THRESHOLD].sum()) / people,
    }


def _presence(sizes: Ints, crowds: Ints) -> dict[str, float]:
    shares = sizes / crowds
    return {"least": float(shares.min(initial=1.0)), "most": float(shares.max(initial=0.0))}

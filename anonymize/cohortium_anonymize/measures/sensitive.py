"""What classes tell of a sensitive column: how diverse each is, and how far from all rows together.

Sources: l-diversity (Machanavajjhala et al. 2007), alpha of (alpha, k)-anonymity (Wong et al. 2006), t-closeness
(Li et al. 2007), beta-likeness (Cao and Karras 2012), delta-disclosure (Brickell and Shmatikov 2008).
Each figure is the parameter of the model of that name that the classes just satisfy.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from cohortium_anonymize.hierarchies.hierarchy import Rule
from cohortium_anonymize.models.closeness import Words, equal, line, tree
from cohortium_anonymize.models.diversity import entropies
from cohortium_anonymize.search.classes import Histogram
from cohortium_anonymize.search.keys import Floats, Ints, Mask

NOTHING: dict[str, Any] = {
    "l": 0, "entropy_l": 0.0, "c": 0.0, "t": 0.0, "t_ordered": 0.0, "alpha": 0.0, "beta": 0.0,
    "enhanced_beta": 0.0, "delta": 0.0,
}  # fmt: skip


def disclosed(
    histogram: Histogram | None, words: Words, keep: Mask, hierarchy: Rule | None, column: str
) -> dict[str, Any]:
    """The worst class's figures; of no class at all (None), zeros.

    l (distinct values), entropy_l (exp of the entropy), c (recursive (c, l)-diversity holds at this l
    for every greater c), t, t_ordered and, with a `hierarchy`, t_hierarchical (by ground distance),
    alpha (the largest share of one value in a class), beta (how much a share grows, as a multiple of
    it), enhanced_beta (the same; None where a growth exceeds -ln of the share, so that no beta holds),
    delta (|log2| of a share over that of all rows).
    """
    if histogram is None:
        return dict(NOTHING) | ({} if hierarchy is None else {"t_hierarchical": 0.0})
    histogram, words = _present(histogram, words)
    whole = histogram.shares[histogram.value]
    part = histogram.rows / histogram.totals[histogram.owner]
    growth = (part - whole) / whole
    least = int(histogram.distinct()[keep].min())
    told: dict[str, Any] = {
        "l": least,
        "entropy_l": float(np.exp(max(0.0, entropies(histogram)[keep].min()))),
        "c": _recursive(histogram, least, keep),
        "t": float(equal(words).distances(histogram)[keep].max()),
        "t_ordered": float(line(words).distances(histogram)[keep].max()),
        "alpha": float(part.max()),
        "beta": float(growth.max()),
        "enhanced_beta": float(growth.max()) if (growth <= -np.log(whole)).all() else None,
        "delta": float(np.abs(np.log2(part / whole)).max()),
    }
    if hierarchy is not None:
        ground = tree(hierarchy.climb(words, column))
        told["t_hierarchical"] = float(ground.distances(histogram)[keep].max())
    return told


def _recursive(histogram: Histogram, l: int, keep: Mask) -> float:  # noqa: E741 - the literature's name
    """The worst of the commonest value's rows over those of the l-th commonest and all rarer ones."""
    order = np.lexsort((-histogram.rows, histogram.owner))
    owner, rows = histogram.owner[order], histogram.rows[order]
    starts = np.searchsorted(owner, np.arange(len(keep)))
    place = np.arange(len(owner)) - starts[owner]
    first, rest = (_summed(owner, rows * part, len(keep)) for part in (place == 0, place >= l - 1))
    return float((first[keep] / rest[keep]).max())


def _present(histogram: Histogram, words: Words) -> tuple[Histogram, Words]:
    """Without the values that no row has: where all is suppressed that had one, nobody can know of it."""
    there = histogram.shares > 0
    place = np.cumsum(there) - 1
    told = replace(histogram, value=place[histogram.value], shares=histogram.shares[there])
    return told, [word for word, here in zip(words, there, strict=True) if here]


def _summed(owner: Ints, weights: Ints, length: int) -> Floats:
    return np.bincount(owner, weights=weights, minlength=length).astype(np.float64)

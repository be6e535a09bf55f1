"""In which order the rows of a table bring a sensitive column's values, for the model that hangs on it.

Rows counted elsewhere (shards) have no order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cohortium_anonymize.search.keys import Ints, Mask


@dataclass(frozen=True, slots=True)
class Appearance:
    """`first`: the first row that counts of each (leaf, value) pair; `number`: each value's number.

    Values are numbered as they first appear in the whole table, in the research subset or not.
    """

    first: Ints
    number: Ints

    def only(self, pairs: Mask) -> Appearance:
        """Of some of the pairs."""
        return Appearance(self.first[pairs], self.number)


def appearance(leaf: Ints, codes: Ints, counted: Mask | None) -> Appearance:
    """Of rows with their `leaf` and value `codes`: the pairs sorted, values of `counted` rows alone."""
    rows = np.arange(len(codes))[::-1]
    met = np.full(int(codes.max()) + 1, len(codes))
    met[codes[rows]] = rows
    number = np.empty(len(met), dtype=np.int64)
    number[np.argsort(met, kind="stable")] = np.arange(len(met))
    if counted is not None:
        rows = rows[counted[rows]]
    pair = leaf.astype(np.int64) * len(met) + codes
    distinct, place = np.unique(pair[rows], return_inverse=True)
    first = np.empty(len(distinct), dtype=np.int64)
    first[place] = rows  # rows fall: the first is written last
    return Appearance(first, number[np.unique(codes[rows])])

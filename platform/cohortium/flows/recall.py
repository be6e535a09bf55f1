"""Before codes are settled: what the downloads of earlier releases told of whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from cohortium.flows.isolation import files_of, parts
from cohortium.flows.lineage import Line
from cohortium.flows.succession import Company
from cohortium.ports import Installation
from cohortium.release.policy import Policy
from cohortium.release.recall import READ, Past, read_items
from cohortium.release.renditions import DOWNLOAD


def recalled(
    installation: Installation, before: Line, company: Company, policy: Policy
) -> Past | None:
    """What the downloads of earlier releases told; None where nobody has one, or none is made now."""
    if not policy.download or not policy.codes.m:
        return None
    names = [seat.subject or f"seat {number}" for number, seat in enumerate(company.seats)]
    found = [
        _named(read_items(name, part), names, earlier.people)
        for earlier in before.earlier
        for name, path in files_of(installation, earlier, DOWNLOAD)
        if name in policy.codes.tables
        for part in parts(path, READ)
    ]
    if not found:
        return None
    every = pa.concat_tables(found).group_by(["subject", "word"]).aggregate([])
    return Past(every.column("subject"), every.column("word"), before.least(policy.k))


def _named(items: pa.Table, names: Sequence[str], people: Mapping[str, int]) -> pa.Table:
    """Items under the subjects' names in the release in the making, or others where they are not in it."""
    told = items.column("subject").combine_chunks().dictionary_encode()
    known = pa.array([names[people[name]] for name in told.dictionary.to_pylist()], pa.string())
    return items.set_column(0, "subject", known.take(told.indices))

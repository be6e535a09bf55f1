"""Before a release is published: what would its holder, and that of the one before, tell apart?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow.parquet as pq

from cohortium.errors import Refused
from cohortium.flows.rendition_check import sound_files
from cohortium.flows.succession import Company, Line
from cohortium.ports import Installation
from cohortium.release.isolation import Seen, smallest
from cohortium.release.policy import Policy
from cohortium.release.quasi import protected
from cohortium.release.renditions import QUERYABLE
from cohortium.release.written import Written

SUBJECTS = "subjects"


def check_isolation(
    installation: Installation, before: Line, company: Company, folder: Path,
    files: Sequence[Written], policy: Policy,
) -> None:  # fmt: skip
    """Attack the pair of releases that a holder would have; Refused when it tells fewer than k apart."""
    if before.release is None or before.manifest is None:
        return
    root = installation.home.releases / before.release.id
    listed = [
        (table["name"], file)
        for table in before.manifest["tables"]
        for file in table["files"]
        if file["rendition"] == QUERYABLE
    ]
    paths = sound_files(root, before.release.id, [file for _, file in listed])
    quasi = protected(policy)
    older = _seen(zip((name for name, _ in listed), paths, strict=True), quasi)
    newer = _seen(((f.table, folder / f.path) for f in files if f.rendition == QUERYABLE), quasi)
    names = zip(before.seats, company.seats, strict=False)
    same = {a.subject: b.subject for a, b in names if a.subject and b.subject}
    k = before.least(policy.k)
    found = smallest(older, newer, same, k)
    if found is not None:
        raise Refused(
            f"not published: beside release {before.release.id} it would single out {found.persons}"
            f" ({found.how}), fewer than k = {k}",
            code="isolation",
        )


def _seen(files: Iterable[tuple[str, Path]], quasi: Sequence[str]) -> Seen:
    seen = Seen()
    for name, path in files:
        if name == SUBJECTS:
            seen.subjects(pq.read_table(path), quasi)
            continue
        with pq.ParquetFile(path) as parts:
            for group in range(parts.num_row_groups):
                seen.events(name, parts.read_row_group(group))
    return seen

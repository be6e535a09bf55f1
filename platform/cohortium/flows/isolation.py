"""Before a release is published: what would its holder, and that of those before, tell apart?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cohortium.errors import Refused
from cohortium.flows.lineage import Earlier, Line
from cohortium.flows.rendition_check import sound_files
from cohortium.flows.shards import SUBJECTS
from cohortium.flows.succession import Company
from cohortium.ports import Installation
from cohortium.release.isolation import Seen, smallest
from cohortium.release.policy import Policy
from cohortium.release.quasi import protected
from cohortium.release.renditions import QUERYABLE
from cohortium.release.succession import seated
from cohortium.release.written import Written

Files = Iterable[tuple[str, Path]]  # each with its table


def check_isolation(
    installation: Installation, before: Line, company: Company, folder: Path,
    files: Sequence[Written], policy: Policy,
) -> None:  # fmt: skip
    """Attack all releases that a holder would have; Refused when the new one tells fewer than k apart."""
    if not before.earlier:
        return
    quasi, k = protected(policy), before.least(policy.k)

    def shown() -> Iterator[Seen]:  # each is read when it is its turn
        for release in before.earlier:
            yield _seen(files_of(installation, release, QUERYABLE), quasi, release.people)
        written = [(f.table, folder / f.path) for f in files if f.rendition == QUERYABLE]
        yield _seen(written, quasi, seated(company.seats))

    found = smallest(shown(), k)
    if found is not None:
        raise Refused(
            f"not published: beside earlier releases of the dataset it would single out {found.persons}"
            f" ({found.how}), fewer than k = {k}",
            code="isolation",
        )


def files_of(installation: Installation, earlier: Earlier, rendition: str) -> Files:
    """The files of an earlier release, as they were published."""
    listed = [
        (table["name"], file)
        for table in earlier.manifest["tables"]
        for file in table["files"]
        if file["rendition"] == rendition
    ]
    root = installation.home.releases / earlier.release.id
    paths = sound_files(root, earlier.release.id, [file for _, file in listed])
    return zip((name for name, _ in listed), paths, strict=True)


def parts(path: Path, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
    """A file's rows, some persons' at a time."""
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            yield file.read_row_group(group, columns=columns)


def _seen(files: Files, quasi: Sequence[str], people: Mapping[str, int]) -> Seen:
    seen = Seen()
    for name, path in files:
        if name == SUBJECTS:
            seen.subjects(pq.read_table(path), quasi)
            continue
        seen.contents.setdefault(name, {})
        for part in parts(path):
            seen.events(name, part)
    return seen.known_as(people)

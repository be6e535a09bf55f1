"""Reading whatever a hospital sends: finds out which format it is and streams its records.

Memory does not grow with the number of records. Formats and their rules: docs/formats/intake.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from cohortium.errors import BadInput
from cohortium.records.canonical import canonical
from cohortium.records.fhir import is_fhir, read_fhir
from cohortium.records.omop import is_omop, read_omop
from cohortium.records.record import Record, Rejection, Warned
from cohortium.records.schema import Departures, SchemaCheck, Validate
from cohortium.records.source import Member, members, utf8
from cohortium.records.table import MAPPING, read_table

__all__ = ["canonical", "fhir_members", "read"]

Outcome = Record | Rejection | Warned
ACCEPTED = (
    "accepted are FHIR R4 NDJSON (folder, zip or file, gzipped or not), FHIR bundles in JSON,"
    " OMOP 5.4 CSV (folder or zip), and CSV with a mapping.toml (folder or zip)"
)


def read(
    path: Path, *, validate: Validate = "sample", elsewhere: Departures | None = None
) -> Iterator[Outcome]:
    """Every record at `path`, in a fixed order, with what is wrong in between.

    Record: came in. Rejection: lacks what we rely on. Warned: follows the record that departs from
    its schema, or tells of a file left out. BadInput, before or during the reading, refuses all of it:
    whoever takes records in must undo what it took. Ids may repeat; the vault tells copies from new
    versions. With `elsewhere` the schema is checked there (`SchemaCheck`), and warnings come later.
    """
    with members(path) as found, closing(SchemaCheck(validate, elsewhere)) as check:
        yield from _reader(path, found, check)


def _reader(path: Path, found: list[Member], check: SchemaCheck) -> Iterator[Outcome]:
    if any(member.base == MAPPING for member in found):
        return read_table(found)
    if is_omop(found):
        return read_omop(found)
    if fhir := fhir_members(path, found):
        return read_fhir(fhir, check)
    if any(member.base.endswith((".csv", ".tsv")) for member in found):
        raise BadInput(f"{path.name}: CSV needs a mapping.toml beside it (or PERSON.csv for OMOP)")
    raise BadInput(f"{path.name}: nothing here can be read; {ACCEPTED}")


def fhir_members(path: Path, found: list[Member]) -> list[Member]:
    """Those of the files `found` at `path` that are read as FHIR; none when it is of another format."""
    if any(member.base == MAPPING for member in found) or is_omop(found):
        return []
    if fhir := [member for member in found if is_fhir(member)]:
        return fhir
    return found if len(found) == 1 and not path.is_dir() and _is_json(found[0]) else []


def _is_json(member: Member) -> bool:
    """Whether a single file without a telling name holds JSON objects."""
    if member.base == "log.ndjson":
        return False
    with member.open() as stream:
        return utf8(stream.read(64), member.name).lstrip().startswith(b"{")

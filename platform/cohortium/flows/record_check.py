"""Record check: is this what a hospital sent, unaltered? Genuine, altered, unknown, erased.

Genuine means: the content's fingerprint is a leaf of a batch whose Merkle root stands in an
`intake.received` entry that the hospital signed. Altered: the hospital sent a record of this kind and
id, with other content. Unknown: it never did. Erased: its patient was, and nobody can tell any more. One call checks one resource, the lines of an NDJSON
file or the entries of a bundle.

What is genuine is read by others too, so a name twice in one object, of which they may take either, and
a number that our canonical JSON does not hold exactly are an alteration.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from cohortium.errors import BadInput, Refused
from cohortium.records.fhir import LINES, bundle
from cohortium.records.reading import canonical, fhir_members, read
from cohortium.records.record import Record, Rejection
from cohortium.records.source import Member, lines, members, readable, utf8, whole
from cohortium_ledger import CompactRange, Entry, Log, leaf_hash
from cohortium_ledger.auditing.bodies import signed_bytes

if TYPE_CHECKING:  # wiring alone builds adapters; flows are handed them
    from cohortium.adapters.vault import Match, Vault

COMMITMENT = 32  # bytes of a fingerprint
INTEGERS = range(-(1 << 63), 1 << 64)  # those that canonical JSON holds
DIGITS = 20  # of the longest of them, or 19 and a sign
_NEVER = secrets.token_hex(16)  # what no record that came in has in it
Verdict = Literal["genuine", "altered", "unknown", "erased"]


@dataclass(frozen=True, slots=True)
class Checked:
    """One record's verdict. For a genuine one: its batch's entry, its version, whether a newer came."""

    kind: str
    id: str
    verdict: Verdict
    index: int | None = None
    version: int | None = None
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class _Named:
    kind: str
    id: str
    content: bytes


@dataclass(slots=True)
class _Batches:
    """The batches met in one check, each proven against the ledger once."""

    vault: Vault
    log: Log
    proven: dict[str, tuple[int, bytes]] = field(default_factory=dict)

    def entry(self, hospital: str, match: Match) -> int:
        """The entry whose signed root covers the match.

        :raises Refused: the vault's fingerprints are not those the ledger has
        """
        if match.batch not in self.proven:
            self.proven[match.batch] = self._prove(hospital, match.batch)
        index, leaves = self.proven[match.batch]
        at = match.leaf * COMMITMENT
        if leaves[at : at + COMMITMENT] != match.commitment:
            raise _contradiction()
        return index

    def _prove(self, hospital: str, batch: str) -> tuple[int, bytes]:
        """The entry of a batch and its leaves, whose root is the one in that entry."""
        index = {found.batch: found.index for found in self.vault.batches()}.get(batch)
        leaves = self.vault.intakes.leaves(batch)
        tree = CompactRange()
        for at in range(0, len(leaves), COMMITMENT):
            tree.append(leaf_hash(leaves[at : at + COMMITMENT]))
        if index is None or not self._stands(hospital, batch, index, tree.root()):
            raise _contradiction()
        return index, leaves

    def _stands(self, hospital: str, batch: str, index: int, root: bytes) -> bool:
        entry = Entry.parse(self.log.entry(index))
        body = entry.body
        if entry.type != "intake.received" or body.get("hospital") != hospital:
            return False
        if body.get("batch") != batch or body.get("root") != root.hex():
            return False
        key = base64.b64decode(self.vault.hospital(hospital).public_key)
        try:
            signature = base64.b64decode(str(body.get("signature")))
            Ed25519PublicKey.from_public_bytes(key).verify(
                signature, signed_bytes(entry.type, dict(body))
            )
        except (InvalidSignature, ValueError):
            return False
        return True


def _contradiction() -> Refused:
    return Refused(
        "the vault's fingerprints of this batch are not those on the ledger: restore the vault",
        code="batch",
    )


def check(data: bytes, hospital: str, *, vault: Vault, log: Log) -> list[Checked]:
    """Check every FHIR resource in `data`: one resource, NDJSON lines or a bundle.

    :raises BadInput: no JSON, or a resource without type or id
    """
    return _check(_resources(data), hospital, vault, log)


def check_path(path: Path, hospital: str, *, vault: Vault, log: Log) -> list[Checked]:
    """Check every record at `path`, in any form an intake reads.

    :raises BadInput: nothing there can be read
    """
    with closing(_records(path)) as records:
        return _check(records, hospital, vault, log)


def _records(path: Path) -> Generator[_Named, None, None]:
    """The records at `path`: FHIR as strictly as `check` reads it, rows as an intake does."""
    with members(path) as found:
        if documents := fhir_members(path, found):
            for member in documents:
                yield from _of_member(member)
            return
    for item in read(path, validate="none"):
        if isinstance(item, Record):
            yield _as_named(item)


def _of_member(member: Member) -> Iterator[_Named]:
    if not member.base.endswith(LINES):
        yield from _resources(whole(member))
        return
    with readable(member.name), member.open() as stream:
        for number, line in lines(stream, member.name):
            yield from _of_line(line, number)


def _check(records: Iterable[_Named], hospital: str, vault: Vault, log: Log) -> list[Checked]:
    vault.hospital(hospital)
    vault.check_batches([hospital])
    vault.intakes.check_index(hospital)
    batches = _Batches(vault, log)
    found = [_verdict(record, hospital, batches) for record in records]
    if not found:
        raise BadInput("there is no record in this file to check")
    return found


def _verdict(record: _Named, hospital: str, batches: _Batches) -> Checked:
    fingerprints = batches.vault.fingerprints
    match = fingerprints.match(hospital, record.kind, record.id, record.content)
    if match is not None:
        index = batches.entry(hospital, match)
        return Checked(record.kind, record.id, "genuine", index, match.version, not match.newest)
    if fingerprints.erased(hospital, record.kind, record.id):
        return Checked(record.kind, record.id, "erased")
    known = fingerprints.known(hospital, record.kind, record.id)
    return Checked(record.kind, record.id, "altered" if known else "unknown")


def _resources(data: bytes) -> Iterator[_Named]:
    """One resource, a bundle's entries, or the resources of NDJSON lines."""
    data = utf8(data, "this file")
    try:
        value = _parsed(data)
    except orjson.JSONDecodeError:
        for number, line in enumerate(data.split(b"\n"), 1):
            if line.strip():
                yield from _of_line(line, number)
    else:
        yield from _unwrapped(value)


def _of_line(line: bytes, number: int) -> Iterator[_Named]:
    try:
        value = _parsed(line)
    except orjson.JSONDecodeError:
        raise BadInput(f"line {number} of this file is no JSON") from None
    yield from _unwrapped(value)


def _parsed(text: bytes) -> Any:
    """The JSON value of `text`, in which what is ambiguous or inexact became what never came in."""
    orjson.loads(text)  # the parser that intake uses says what is JSON
    try:
        return json.loads(
            text.decode(), object_pairs_hook=_object, parse_int=_integer, parse_float=_decimal
        )
    except RecursionError:
        raise BadInput("this file is nested too deep for a record") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        found[_NEVER] = _NEVER
    return found


def _integer(text: str) -> int | str:
    return int(text) if len(text) <= DIGITS and int(text) in INTEGERS else _NEVER


def _decimal(text: str) -> float | str:
    value = float(text)
    try:
        return value if Decimal(text) == Decimal(repr(value)) else _NEVER
    except InvalidOperation:  # an exponent beyond any double's
        return _NEVER


def _unwrapped(value: Any) -> Iterator[_Named]:
    if not isinstance(value, dict) or value.get("resourceType") != "Bundle":
        yield _named(value)
        return
    for outcome in bundle(value, "bundle"):
        if isinstance(outcome, Record):
            yield _as_named(outcome)
        elif isinstance(outcome, Rejection) and isinstance(value.get("entry"), list):
            yield _named(value["entry"][outcome.line - 1].get("resource"))


def _named(value: Any) -> _Named:
    if isinstance(value, dict):
        kind, number = value.get("resourceType"), value.get("id")
        if isinstance(kind, str) and isinstance(number, str):
            return _Named(kind, number, canonical(value))
    raise BadInput("a record to check is a FHIR resource with resourceType and id")


def _as_named(record: Record) -> _Named:
    return _Named(record.kind, record.id, record.content)

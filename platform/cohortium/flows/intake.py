"""Intake: a hospital's records come in, signed as one batch, with one entry on the ledger.

Read -> check -> compare with what is known -> fingerprint and seal -> sign -> record. All of it
stands, or none: an intake that is cut short leaves no trace, one that stands is on the ledger, at the
latest when the home is next opened. Taking the same in again changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cohortium.errors import BadInput
from cohortium.events import Event
from cohortium.flows.intake_report import IntakeReport
from cohortium.records.reading import read
from cohortium.records.record import Record, Rejection, Warned
from cohortium.times import Clock, instant

if TYPE_CHECKING:  # wiring alone builds adapters; flows are handed them
    from cohortium.adapters.journal import Journal
    from cohortium.adapters.vault import BatchWriter, Vault

Validate = Literal["sample", "full", "none"]
Progress = Callable[[int], None]  # told how many records were read so far
Item = Record | Rejection | Warned
CHUNK_RECORDS = 64
CHUNK_BYTES = 32 << 20


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of an intake. `index` is its ledger entry, None when nothing new came.

    Each record read is one of `accepted` (new), `superseded` (a new version of a known one),
    `unchanged` and `rejected`; `warned` counts departures from the schema among those that came in.
    """

    accepted: int
    warned: int
    rejected: int
    unchanged: int
    superseded: int
    report: Path
    index: int | None


class _BoundAlready(Exception):
    """The hospital's key stands on the ledger."""


def intake(
    path: Path,
    *,
    hospital: str,
    vault: Vault,
    journal: Journal,
    clock: Clock,
    keys: Path,
    reports: Path,
    key_path: Path | None = None,
    validate: Validate = "sample",
    progress: Progress | None = None,
) -> Intake:
    """Take in the records at `path` for `hospital`, registering it when new.

    A new hospital's key is made in `keys`, or read from (or made at) `key_path`. The report goes to
    `reports`.

    :raises BadInput: nothing can be read from `path`, or the key cannot be used
    :raises Conflict: the hospital is known under another key
    :raises Unavailable: disk or ledger cannot be relied on; nothing was taken in
    """
    chunks = _chunks(read(path, validate=validate))
    first = next(chunks, None)
    if first is None:
        raise BadInput(f"nothing to take in at {path}: it has no records")
    _register(hospital, vault, journal, clock, keys, key_path)
    counts: Counter[str] = Counter()
    with (
        IntakeReport(reports, hospital, instant(clock())) as report,
        vault.batch(hospital) as batch,
    ):
        _take(first, batch, report, counts)
        for chunk in chunks:
            _say(progress, counts)
            _take(chunk, batch, report, counts)
        _say(progress, counts)
        totals = {name: counts[name] for name in OUTCOMES}
        report.finish(totals)
        index = journal.record_batch(batch, instant(clock()))
        report.publish()
    return Intake(**totals, report=report.path, index=index)


OUTCOMES = ("accepted", "warned", "rejected", "unchanged", "superseded")


def _register(
    hospital: str, vault: Vault, journal: Journal, clock: Clock, keys: Path, key_path: Path | None
) -> None:
    """Make the hospital known here, and its key on the ledger, once."""
    known = hospital in {found.name for found in vault.hospitals()}
    if key_path is not None or not known:
        vault.add_hospital(hospital, key_path or keys / f"{hospital}.key")
    if vault.bound(hospital):
        return
    body = {"role": "hospital", "name": hospital, "key": vault.hospital(hospital).public_key}

    def nobody_was_faster(_size: int) -> None:
        if vault.bound(hospital):
            raise _BoundAlready

    try:
        journal.record([Event("key.bound", body, instant(clock()))], guard=nobody_was_faster)
    except _BoundAlready:
        return


def _take(
    chunk: list[Item], batch: BatchWriter, report: IntakeReport, counts: Counter[str]
) -> None:
    records: list[Record] = []
    for item in chunk:
        if isinstance(item, Record):
            records.append(item)
        else:
            level = "rejected" if isinstance(item, Rejection) else "warned"
            report.add(level, item.file, item.line, item.reason)
            counts[level] += 1
    counts.update(batch.add_many(records))


def _say(progress: Progress | None, counts: Counter[str]) -> None:
    if progress is not None:
        progress(counts.total() - counts["warned"])


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Items in lists of bounded number and size."""
    chunk: list[Item] = []
    size = 0
    for item in items:
        chunk.append(item)
        if isinstance(item, Record):
            size += len(item.content)
        if len(chunk) == CHUNK_RECORDS or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk

"""Intake: a hospital's records come in, signed as one batch, with one entry on the ledger.

Read -> check -> compare with what is known -> fingerprint and seal -> sign -> record. All of it
stands, or none: an intake that is cut short leaves no trace, not even of a new hospital or its key; one
that stands is on the ledger, at the latest when the home is next opened. Taking the same in again
changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cohortium.errors import BadInput, CohortiumError, Unavailable
from cohortium.events import Event
from cohortium.flows.intake_report import IntakeReport
from cohortium.records.apart import read
from cohortium.records.lots import Lot
from cohortium.records.record import Rejection
from cohortium.times import Clock, instant
from cohortium_ledger.errors import LedgerError

if TYPE_CHECKING:  # wiring alone builds adapters; flows are handed them
    from cohortium.adapters.journal import Journal
    from cohortium.adapters.vault import BatchWriter, Vault

Validate = Literal["sample", "full", "none"]
Progress = Callable[[int], None]  # told how many records were read so far
NOT_RECORDED = "; nothing was recorded"  # what the ledger says of itself, and is no news here


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of an intake. `index` is its ledger entry, None when nothing new came.

    Each record read is one of `accepted` (new), `superseded` (a new version of a known one),
    `unchanged` and `rejected`; `warned` counts departures from the schema among those that came in.
    `not_sent` patients are known by reference alone: the hospital never sent their own record.
    """

    accepted: int
    warned: int
    rejected: int
    unchanged: int
    superseded: int
    not_sent: int
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
    """Take in the records at `path` for `hospital`, registering it when new and something came in.

    A new hospital's key is made in `keys`, or read from (or made at) `key_path`. The report goes to
    `reports`.

    :raises BadInput: nothing can be read from `path`, or the key cannot be used
    :raises Conflict: the hospital is known under another key, or the key is another hospital's
    :raises Unavailable: disk or ledger cannot be relied on; nothing was taken in, unless it says so
    """
    lots = iter(read(path, validate=validate))
    first = next(lots, None)
    if first is None:
        raise BadInput(f"nothing to take in at {path}: it has no records")
    known = hospital in {found.name for found in vault.hospitals()}
    if known and key_path is not None:
        vault.add_hospital(hospital, key_path)
    new_key = None if known else key_path or keys / f"{hospital}.key"
    counts: Counter[str] = Counter()
    with (
        vault.batch(hospital, new_key) as batch,  # first: it refuses what is no hospital's name
        IntakeReport(reports, hospital, instant(clock())) as report,
    ):
        _take(chain([first], lots), batch, report, counts, progress or _unwatched)
        totals = {name: counts[name] for name in OUTCOMES}
        not_sent = vault.unsent(hospital)
        report.finish({**totals, "not_sent": not_sent})
        if not batch.empty:
            vault.keep_key(hospital)
            _bind(hospital, vault, journal, clock)
        index = _record(batch, journal, clock, report)
    return Intake(**totals, not_sent=not_sent, report=report.path, index=index)


OUTCOMES = ("accepted", "warned", "rejected", "unchanged", "superseded")


def _record(batch: BatchWriter, journal: Journal, clock: Clock, report: IntakeReport) -> int | None:
    """Let the intake stand, with its report; its entry, None when nothing new came.

    :raises Unavailable: it does not stand, or it does and its entry has to follow
    """
    try:
        index = journal.record_batch(batch, instant(clock()))
    except (CohortiumError, LedgerError) as error:
        if not batch.committed:
            raise
        report.publish()
        reason = str(error).removesuffix(NOT_RECORDED)
        raise Unavailable(
            f"taken in; its ledger entry follows at the next command ({reason}; report:"
            f" {report.path})",
            code="entry-follows",
        ) from error
    report.publish()
    return index


def _bind(hospital: str, vault: Vault, journal: Journal, clock: Clock) -> None:
    """Put the hospital's first key on the ledger, once; the log's key vouches for it."""
    if vault.bound(hospital):
        return
    body = journal.vouched("hospital", hospital, vault.hospital(hospital).public_key)

    def nobody_was_faster(_size: int) -> None:
        if vault.bound(hospital):
            raise _BoundAlready

    try:
        journal.record([Event("key.bound", body, instant(clock()))], guard=nobody_was_faster)
    except _BoundAlready:
        return


def _take(
    lots: Iterable[Lot],
    batch: BatchWriter,
    report: IntakeReport,
    counts: Counter[str],
    progress: Progress,
) -> None:
    """Take in the records of `lots`; what is wrong with some goes to the report."""
    read_so_far = 0
    for lot in lots:
        for remark in lot.remarks:
            level = "rejected" if isinstance(remark, Rejection) else "warned"
            report.add(level, remark.file, remark.line, remark.reason)
            counts[level] += 1
            read_so_far += level == "rejected"
        outcomes = batch.take(lot)
        counts.update(outcomes)
        read_so_far += len(outcomes)
        progress(read_so_far)
    if refused := counts.pop("erased", 0):  # where they stood would point at the patient
        counts["rejected"] += refused
        report.add("rejected", "", 0, f"{refused} records are of patients who were erased here")


def _unwatched(_read: int) -> None:
    """Nobody asked for progress."""

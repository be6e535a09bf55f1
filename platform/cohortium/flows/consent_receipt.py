"""A patient's own receipt of a consent: everything that proves it, for the patient to keep.

It is made as long as the patient was not erased; afterwards only the patient can show it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cohortium.bundle import Told, write_patient_receipt
from cohortium.bundle.patient import key_signed
from cohortium.errors import BadInput, NotFound, Unavailable
from cohortium.events import Opening
from cohortium.flows.enrol import read_study
from cohortium.flows.receipt import check_published
from cohortium.ports import Installation
from cohortium.records.record import PatientRef
from cohortium_ledger import Entry, parse_proof

ATTEMPTS = 5  # a receipt that new checkpoints overtake this often is given up


@dataclass(frozen=True, slots=True)
class ConsentReceipt:
    """Where a receipt was written, the consent's entry, and its withdrawal's, if there is one."""

    path: Path
    index: int
    withdrawn: int | None


def consent_receipt(
    installation: Installation, study: str, hospital: str, patient: str, output: Path
) -> ConsentReceipt:
    """Write the receipt of the patient's newest consent to `study`, and of its withdrawal.

    :raises BadInput: nothing can be written there
    :raises NotFound: no such patient, or they never consented to it
    :raises Unavailable: they were erased: only they have it (`erased`)
    """
    if not output.parent.is_dir() or output.is_dir():
        raise BadInput(f"{output} cannot be written: name a zip in a folder that exists")
    installation.state.refresh()
    document = read_study(installation, study)
    granted, withdrawn = _choices(installation, _patient(installation, hospital, patient), study)
    publication = installation.integrate()
    check_published(publication, max(granted.index, withdrawn.index if withdrawn else 0))
    told = _under_one_checkpoint(installation, [granted, *([withdrawn] if withdrawn else ())])
    write_patient_receipt(
        output,
        vkey=installation.log.vkey,
        study=document,
        granted=told[0],
        withdrawn=told[1] if withdrawn else None,
    )
    return ConsentReceipt(output, granted.index, None if withdrawn is None else withdrawn.index)


def _patient(installation: Installation, hospital: str, patient: str) -> PatientRef:
    installation.vault.hospital(hospital)
    found = installation.vault.resolve(patient, hospital)
    if len(found) > 1:
        raise BadInput("several patients have this identifier: give the hospital's own id")
    if found:
        return found[0]
    if installation.vault.erasures.entry(hospital, patient) is not None:
        raise Unavailable(
            "this patient was erased: the receipt they took along is the only one", code="erased"
        )
    raise NotFound(f"hospital {hospital} sent no such patient", code="patient")


def _choices(
    installation: Installation, patient: PatientRef, study: str
) -> tuple[Opening, Opening | None]:
    """The newest consent to `study`, and its withdrawal."""
    granted: Opening | None = None
    withdrawn: Opening | None = None
    for index in installation.vault.erasures.told(patient):
        opening = installation.vault.opening(index)
        if opening is None or opening.owner != patient or opening.private["study"] != study:
            continue
        if opening.type == "consent.granted":
            granted, withdrawn = opening, None
        elif granted is not None and opening.private.get("consent") == granted.index:
            withdrawn = opening
    if granted is None:
        raise NotFound(f"this patient never consented to {study}", code="consent")
    return granted, withdrawn


def _under_one_checkpoint(installation: Installation, openings: list[Opening]) -> list[Told]:
    """The choices and their proofs, made again when a checkpoint was signed in between."""
    for _ in range(ATTEMPTS):
        told = [_told(installation, opening) for opening in openings]
        proofs = [proof for one in told for proof in (one.proof, one.bound_proof)]
        if len({parse_proof(proof).checkpoint for proof in proofs}) == 1:
            return told
    raise Unavailable("checkpoints kept being signed meanwhile: ask again in a moment")


def _told(installation: Installation, opening: Opening) -> Told:
    log = installation.log
    entry = Entry.parse(log.entry(opening.index))
    bound = _bound(log.entries(0, opening.index), entry)
    if bound is None:
        raise Unavailable("the key that signed this consent is not on the ledger: audit the ledger")
    return Told(
        entry.data,
        log.prove(opening.index),
        opening.key,
        opening.private,
        bound.data,
        log.prove(bound.n),
    )


def _bound(entries: Iterable[bytes], signed: Entry) -> Entry | None:
    """The binding among `entries` of the hospital's key that signed an entry."""
    wanted = ("hospital", signed.body["hospital"])
    for data in entries:
        if data.endswith(b'"type":"key.bound","v":1}'):
            entry = Entry.parse(data)
            found = (entry.body.get("role"), entry.body.get("name"))
            if found == wanted and "until" not in entry.body and key_signed(entry, signed):
                return entry
    return None

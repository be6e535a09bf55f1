"""Enrolment: studies are registered, patients opt in and out at a hospital's desk.

The consent document is canonical JSON, committed on the ledger and signed by the hospital; it is
sealed in the vault under the patient's own data key. A withdrawal needs no key of the patient. The
ledger shows the day only, and a list is enrolled in shuffled order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import SystemRandom
from typing import Any

from cohortium import study as studies
from cohortium.errors import BadInput, Conflict
from cohortium.events import Event
from cohortium.ports import Installation
from cohortium.records.record import PatientRef
from cohortium.times import day, instant

METHOD = "witnessed"  # the hospital saw the patient agree, and signs for it
ALL = "all"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """How many consents were written, how many patients were in that state before."""

    study: str
    changed: int
    unchanged: int
    size: int


def register_study(installation: Installation, document: bytes, *, by: str) -> str:
    """Register a study; the same document again changes nothing. Returns its id."""
    study = studies.read_study(document)
    digest = studies.digest(study)
    with installation.exclusive("enrol"):
        installation.state.refresh()
        for known in installation.state.studies():
            if known.id == study["id"]:
                if known.digest == digest:
                    return known.id
                raise Conflict(f"study {known.id} is registered with another text: choose a new id")
        if study["until"] < installation.clock().date().isoformat():
            raise BadInput("the study's until lies in the past")
        body = {
            "study": study["id"],
            "title": study["title"],
            "digest": digest,
            "until": study["until"],
        }
        now = instant(installation.clock())
        installation.journal.record(
            [Event("study.registered", body, now, private={"document": study, "by": by})]
        )
        installation.state.refresh()
    return str(study["id"])


def read_study(installation: Installation, study: str) -> dict[str, Any]:
    """The whole document of a registered study."""
    opening = installation.vault.opening(installation.state.study(study).index)
    if opening is None:
        raise Conflict(f"the document of study {study} is not in the vault: restore the vault")
    return dict(opening.private["document"])


def grant_consents(
    installation: Installation, study: str, patients: Sequence[PatientRef], *, by: str
) -> Enrolled:
    """Enrol `patients`, as witnessed by their hospitals. Who is enrolled already stays so."""
    with installation.exclusive("enrol"):
        enrolled = consents_in_force(installation, study)
        known = installation.state.study(study)
        if known.until < installation.clock().date().isoformat():
            raise Conflict(f"study {study} ended on {known.until}: nobody can be enrolled")
        choices = [
            _Choice(patient, {"method": METHOD}, {"study_digest": known.digest})
            for patient in dict.fromkeys(patients)
            if patient not in enrolled
        ]
        return _write(installation, "consent.granted", study, choices, by, len(patients))


def withdraw_consents(
    installation: Installation,
    study: str,
    patients: Sequence[PatientRef],
    *,
    by: str,
    method: str = "desk",
) -> Enrolled:
    """Withdraw the consents of `patients`; from their entries on no answer counts them."""
    with installation.exclusive("enrol"):
        enrolled = consents_in_force(installation, study)
        installation.state.study(study)
        choices = [
            _Choice(patient, {"consent": enrolled[patient], "method": method}, {})
            for patient in dict.fromkeys(patients)
            if patient in enrolled
        ]
        return _write(installation, "consent.withdrawn", study, choices, by, len(patients))


@dataclass(frozen=True, slots=True)
class _Choice:
    """One patient's choice: what of it is public, and what is only committed to."""

    patient: PatientRef
    public: Mapping[str, Any]
    private: Mapping[str, Any]


def _write(
    installation: Installation, kind: str, study: str, choices: list[_Choice], by: str, asked: int
) -> Enrolled:
    """Record the choices, in shuffled order, each signed by its hospital and sealed for its patient."""
    SystemRandom().shuffle(choices)
    now = installation.clock()
    events = []
    for choice in choices:
        body = {"study": study, "hospital": choice.patient.hospital, **choice.public}
        private = {
            "v": 1, **body, **choice.private, "patient": choice.patient.id, "by": by,
            "at": instant(now),
        }  # fmt: skip
        events.append(
            Event(
                kind, body, day(now), private=private, owner=choice.patient,
                signer=choice.patient.hospital,
            )
        )  # fmt: skip
    if events:
        installation.journal.record(events)
    size = installation.state.refresh()
    return Enrolled(study, len(events), asked - len(events), size)


def consents_in_force(installation: Installation, study: str) -> dict[PatientRef, int]:
    """Whose consent to `study` is in force, and where it stands on the ledger."""
    size = installation.state.refresh()
    in_force = set(installation.state.consents(study, size))
    return {
        opening.owner: opening.index
        for opening in installation.vault.openings("consent.granted")
        if opening.index in in_force and opening.owner is not None
    }


def find_patients(
    installation: Installation,
    lines: Iterable[str] | str,
    *,
    hospital: str | None = None,
    sent_only: bool = True,
) -> list[PatientRef]:
    """Patients by the identifiers their hospitals wrote, one a line.

    ``all`` is every patient whose own record came in, or without `sent_only` also those whom other
    records just name: who enrols needs the first, who withdraws the second.

    One unknown or ambiguous line refuses the whole list, by its number: a list is enrolled whole.
    """
    vault = installation.vault
    if hospital is not None:
        vault.hospital(hospital)
    if lines == ALL:
        return list(vault.patients(hospital, sent_only=sent_only))
    found: list[PatientRef] = []
    for number, line in enumerate(lines, 1):
        if not (identifier := line.strip()):
            continue
        matches = vault.resolve(identifier, hospital)
        if len(matches) != 1:
            what = "no such patient" if not matches else "several patients, say --hospital"
            raise BadInput(f"line {number} of the patient list: {what}; nothing was changed")
        found.append(matches[0])
    if not found:
        raise BadInput("the patient list is empty: give one patient identifier a line")
    return found

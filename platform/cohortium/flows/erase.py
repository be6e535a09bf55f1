"""Erase: a patient's consents are withdrawn, and what opens their records and consents is destroyed.

Withdrawn first, at once. Then, alone among publications and enrolments: marked, destroyed and recorded
as `erasure.done`, scrubbed off the disk. Cut short, it is finished or undone when the home is next
opened. What the ledger and old releases prove stays proven; what they commit to, nobody here opens.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cohortium.errors import BadInput, Conflict, NotFound, Unavailable
from cohortium.events import Event
from cohortium.flows.enrol import consents_in_force, withdraw_consents
from cohortium.flows.identities import identities
from cohortium.ports import Installation
from cohortium.records.record import PatientRef
from cohortium.release.keys import ReleaseKeys
from cohortium.release.persons import Linkage
from cohortium.times import day, instant
from cohortium_ledger import Entry

MAX_REASON = 500  # characters of why, kept sealed


@dataclass(frozen=True, slots=True)
class Erased:
    """An erasure: its entry, the entries nobody opens any more, and how many consents it withdrew.

    `before` says that the patient had been erased already, and nothing was done.
    """

    hospital: str
    index: int
    entries: tuple[int, ...]
    withdrawn: int = 0
    before: bool = False


def erase(
    installation: Installation, hospital: str, patient: str, *, by: str, reason: str | None = None
) -> Erased:
    """Erase the patient whom `hospital` knows by `patient`, its own id or any identifier of theirs.

    :raises NotFound: no such patient there
    :raises Conflict: somebody enrolled the patient meanwhile
    :raises Unavailable: the disk or the ledger cannot be relied on, or another command writes
    """
    if reason is not None and len(reason) > MAX_REASON:
        raise BadInput(f"the reason is longer than {MAX_REASON} characters")
    installation.vault.hospital(hospital)
    found = installation.vault.resolve(patient, hospital)
    if not found:
        return _before(installation, hospital, patient)
    if len(found) > 1:
        raise BadInput("several patients have this identifier: give the hospital's own id")
    [who] = found
    withdrawn = _withdraw(installation, who, by)
    with installation.exclusive("publish"), installation.exclusive("enrol"):
        installation.journal.recover()
        installation.vault.erasures.recover()
        if installation.vault.erasures.entry(hospital, who.id) is not None:  # somebody was faster
            return _before(installation, hospital, who.id)
        return _destroy(installation, who, withdrawn, by, reason)


def _before(installation: Installation, hospital: str, patient: str) -> Erased:
    """The erasure that was done before."""
    bare = patient.strip().removeprefix("Patient/")
    index = installation.vault.erasures.entry(hospital, bare)
    if index is None:
        raise NotFound(f"hospital {hospital} sent no such patient", code="patient")
    body = Entry.parse(installation.log.entry(index)).body
    return Erased(hospital, index, tuple(body["entries"]), before=True)


def _destroy(
    installation: Installation, who: PatientRef, withdrawn: int, by: str, reason: str | None
) -> Erased:
    entries = installation.vault.erasures.told(who)
    for index in entries:
        opening = installation.vault.opening(index)
        if opening is None or opening.owner != who:
            raise Unavailable(
                f"the opening of entry {index} is another's: restore the vault from a backup",
                code="tampered",
            )
    if _granted(installation, entries) & _in_force(installation):
        raise Conflict("this patient was enrolled again just now: ask them, then run it again")
    now = installation.clock()
    with installation.vault.erasures.erasing(who) as erasure:
        body = {"hospital": who.hospital, "erasure": erasure, "entries": entries}
        private = {"v": 1, **body, "reason": reason, "by": by, "at": instant(now)}
        event = Event(
            "erasure.done", body, day(now), private=private, signer=who.hospital, replay=False
        )
        [recorded] = installation.journal.record([event])
    installation.state.refresh()
    return Erased(who.hospital, recorded.index, tuple(entries), withdrawn)


def _granted(installation: Installation, entries: Iterable[int]) -> set[int]:
    parsed = (Entry.parse(installation.log.entry(index)) for index in entries)
    return {entry.n for entry in parsed if entry.type == "consent.granted"}


def _in_force(installation: Installation) -> set[int]:
    size = installation.state.refresh()
    state = installation.state
    return {index for study in state.studies() for index in state.consents(study.id, size)}


def _withdraw(installation: Installation, who: PatientRef, by: str) -> int:
    """Withdraw the patient's consents, and those of the same person elsewhere; returns how many.

    Withdrawing at one hospital takes a person out of everything, as long as both of their records can
    be compared: after the erasure they cannot, so it is said of each consent.
    """
    told = installation.vault.erasures.told(who)
    studies = {
        Entry.parse(installation.log.entry(index)).body["study"]
        for index in _granted(installation, told)
    }
    linkage = _linkage(installation, [who]).get(who)
    count = 0
    for study in sorted(studies):
        leaving = [who, *(_twins(installation, who, linkage, study) if linkage else ())]
        count += withdraw_consents(installation, study, leaving, by=by).changed
    return count


def _linkage(
    installation: Installation, patients: list[PatientRef]
) -> dict[PatientRef, Linkage | None]:
    found = identities(installation, patients)
    return {patient: identity.linkage() for patient, identity in found.items()}


def _twins(
    installation: Installation, who: PatientRef, linkage: Linkage, study: str
) -> list[PatientRef]:
    """Enrolled patients who are the same person, by their records or by a release's."""
    enrolled = consents_in_force(installation, study)
    others = _linkage(installation, [patient for patient in enrolled if patient != who])
    linked = _linked(installation, linkage, study)
    return [
        patient
        for patient, index in enrolled.items()
        if patient != who and (others.get(patient) == linkage or index in linked)
    ]


def _linked(installation: Installation, linkage: Linkage, study: str) -> set[int]:
    """The consents that releases of the study count as this person's."""
    found: set[int] = set()
    for release in installation.state.releases():
        if release.study != study:
            continue
        opening = installation.vault.opening(release.index)
        if opening is None:
            raise Unavailable(f"the keys of release {release.id} are gone: restore the vault")
        keys = ReleaseKeys(bytes.fromhex(opening.private["key"]))
        subject = opening.private["linkage"].get(keys.linkage(linkage))
        consents = opening.private["consents"]
        found |= {int(index) for index in consents if subject and consents[index] == subject}
    return found

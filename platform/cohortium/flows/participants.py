"""Participants: the persons of whom a study's next release may tell, as of a signed checkpoint.

Read from the ledger's entries and the vault. Who of them is in the release is not decided here:
`flows.succession` does that.
"""

from __future__ import annotations

from dataclasses import dataclass

from cohortium.consent import eligible, replay
from cohortium.errors import Refused, Unavailable
from cohortium.flows.identities import identities as read_identities
from cohortium.ports import Installation
from cohortium.records.identity import Identity
from cohortium.records.record import PatientRef
from cohortium.release.persons import Cohort, gather
from cohortium_ledger import Entry


@dataclass(frozen=True, slots=True)
class Participants:
    """The `cohort` of those whose consents are in force, who its patients are as their hospitals say,
    and the patient of every consent to the study, withdrawn ones too."""

    cohort: Cohort
    identities: dict[PatientRef, Identity]
    owners: dict[int, PatientRef]


def consent_checkpoint(installation: Installation) -> tuple[int, str]:
    """Size and root of the ledger now, under a checkpoint if it can be had: as of it consents are read."""
    installation.hear()
    size = installation.integrate().size
    installation.state.refresh()
    return size, installation.log.root(size).hex()


def participants(installation: Installation, study: str, size: int) -> Participants:
    """The participants of `study` as of ledger `size`. Refused when there is none."""
    in_force = set(_in_force(installation, study, size))
    consents: dict[int, PatientRef] = {}
    left: dict[int, PatientRef] = {}
    for opening in installation.vault.openings("consent.granted"):
        if opening.owner is None or opening.private["study"] != study or opening.index >= size:
            continue
        if opening.index in in_force:
            consents[opening.index] = opening.owner
        else:
            left[opening.index] = opening.owner
    if len(consents) != len(in_force):
        raise Unavailable("some consents cannot be opened: restore the vault's keys, then publish")
    if not consents:
        raise Refused(
            f"nobody's consent to {study} is in force: nothing can be published", code="empty"
        )
    patients = list(dict.fromkeys([*consents.values(), *left.values()]))
    installation.vault.check_batches({patient.hospital for patient in patients})
    identities = read_identities(installation, patients)
    linkage = {patient: who.linkage() for patient, who in identities.items()}
    staying = set(consents.values())
    gone = [patient for patient in left.values() if patient not in staying]
    return Participants(gather(consents, linkage, gone), identities, left | consents)


def _in_force(installation: Installation, study: str, size: int) -> tuple[int, ...]:
    """The consents in force, from the entries themselves; the state, a mere cache, must agree."""
    entries = (Entry.parse(data) for data in installation.log.entries(0, size))
    found = eligible(replay(entries), study, size)
    if list(found) != installation.state.consents(study, size):
        raise Unavailable("state.db is not what the ledger folds to: delete it, it is made anew")
    return found

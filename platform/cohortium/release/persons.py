"""Persons: which consents are one human being's, and who stays out before anything is computed. Pure.

Hospitals know one person under different identifiers. Two patients are one person when family name,
given name, birth date and sex are all present and equal after folding case, accents and punctuation;
anything less is kept apart. A person who has withdrawn anywhere stays out everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cohortium.records.record import PatientRef

NO_RECORD = "no-record"  # consented, but no hospital has sent who they are
WITHDRAWN_ELSEWHERE = "withdrawn-elsewhere"  # the same person withdrew at another hospital
COMPANION = "companion"  # left with somebody of the same class, who would stand out alone
WAITING = "waiting"  # not in the last release; comes when enough others of the class do

Linkage = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """One human being: their consents (ledger indices, ascending) and who hospitals say they are.

    `first`: who they were in the first release that had them, so that their key stays the same.
    """

    consents: tuple[int, ...]
    patients: tuple[PatientRef, ...]
    first: PatientRef | None = None

    @property
    def key(self) -> str:
        """What names the person inside keyed hashes; never leaves the process."""
        first = self.first or least(self.patients)
        return f"{first.hospital}\0{first.id}"


def least(patients: Iterable[PatientRef]) -> PatientRef:
    """The first of some patients in the order of hospitals and their own ids."""
    return min(patients, key=lambda patient: (patient.hospital, patient.id))


@dataclass(frozen=True, slots=True)
class Cohort:
    """All persons who consented, and why some of them (by position) are withheld."""

    persons: tuple[Person, ...]
    withheld: Mapping[int, str]

    @property
    def eligible(self) -> int:
        """How many consents there are."""
        return sum(len(person.consents) for person in self.persons)

    @property
    def duplicates(self) -> int:
        """Consents beyond the first of a person."""
        return self.eligible - len(self.persons)


def gather(
    consents: Mapping[int, PatientRef],
    linkage: Mapping[PatientRef, Linkage | None],
    withdrawn: Sequence[PatientRef],
) -> Cohort:
    """Group `consents` (index to patient) into persons.

    `linkage` has a patient for whom a record exists, with None when it says too little to link.
    `withdrawn` are patients whose consent to the same study has been withdrawn.
    """
    groups: dict[Linkage | PatientRef, list[int]] = {}
    for index in sorted(consents):
        patient = consents[index]
        groups.setdefault(linkage.get(patient) or patient, []).append(index)
    left: set[Linkage | PatientRef] = {
        key for patient in withdrawn if (key := linkage.get(patient))
    }
    persons: list[Person] = []
    withheld: dict[int, str] = {}
    for group, indices in groups.items():
        patients = tuple(dict.fromkeys(consents[index] for index in indices))
        if not any(patient in linkage for patient in patients):
            withheld[len(persons)] = NO_RECORD
        elif group in left:
            withheld[len(persons)] = WITHDRAWN_ELSEWHERE
        persons.append(Person(tuple(indices), patients))
    return Cohort(tuple(persons), withheld)

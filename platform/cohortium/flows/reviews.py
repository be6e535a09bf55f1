"""Reviews to date: what custodians decided on a study's quarantined texts, patient by patient.

Read from the openings of `quarantine.reviewed`, which are sealed under the patients' own keys: those of
an erased patient are gone. Of several decisions on one text the last counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from cohortium.ports import Installation
from cohortium.records.record import PatientRef
from cohortium.release.persons import Cohort
from cohortium.release.review import Digest, Held, Look, Review
from cohortium.release.text import Reviewed

EVENT = "quarantine.reviewed"


@dataclass(frozen=True, slots=True)
class Reviews:
    """The decisions on texts of one study. Make it with `reviews`."""

    installation: Installation
    study: str
    made: Mapping[PatientRef, Mapping[str, Review]]

    def of(self, patient: PatientRef) -> Reviewed:
        """Those on one patient's texts."""
        return Reviewed(patient, self.digest(patient), self.made.get(patient, {}))

    def digest(self, patient: PatientRef) -> Digest:
        """What names the patient's texts."""
        return partial(self.installation.vault.digest, patient, "quarantine", self.study)


def reviews(installation: Installation, study: str) -> Reviews:
    """All decisions on texts of a study so far."""
    made: dict[PatientRef, dict[str, Review]] = defaultdict(dict)
    for opening in installation.vault.openings(EVENT):
        told = opening.private
        if told["study"] == study and opening.owner is not None:
            review = Review(told["decision"], Look.read(told["look"]), opening.index)
            made[opening.owner][told["text"]] = review
    return Reviews(installation, study, made)


def sealed(
    held: Sequence[tuple[PatientRef, Held]], cohort: Cohort, owners: Mapping[int, PatientRef]
) -> list[list[Any]]:
    """The texts that a release held back, as they are sealed with it: whose, by their consents."""
    consents = {owners[index]: index for person in cohort.persons for index in person.consents}
    return [text.row(consents[patient]) for patient, text in held]

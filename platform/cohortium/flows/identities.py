"""Who patients are, as their hospitals wrote it: read from the vault when a flow must know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson

from cohortium.ports import Installation
from cohortium.records.identity import Identity, identity
from cohortium.records.record import PatientRef

KINDS = ("Patient", "omop/person", "table/patients")


def identities(
    installation: Installation,
    patients: Sequence[PatientRef],
    upto: Mapping[PatientRef, int] | None = None,
) -> dict[PatientRef, Identity]:
    """Who each patient is; tables that a mapping names freely are looked through only when needed.

    `upto` gives, for some patients, the number of the intake as of which.
    """
    found = _read(installation, patients, KINDS, upto)
    unknown = [patient for patient in patients if patient not in found]
    return found | _read(installation, unknown, None, upto)


def _read(
    installation: Installation,
    patients: Sequence[PatientRef],
    kinds: Sequence[str] | None,
    upto: Mapping[PatientRef, int] | None,
) -> dict[PatientRef, Identity]:
    found: dict[PatientRef, Identity] = {}
    for patient, kind, content in installation.vault.records(patients, kinds, upto=upto):
        who = identity(kind, orjson.loads(content))
        if who is not None:
            found[patient] = who
    return found

"""What the records say of persons and of those around them: whom texts of theirs may name.

Made when it is asked for, since most persons' texts name nobody that must be looked for. It looks for
nothing itself: `cohortium_anonymize.text` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from cohortium.ports import Installation
from cohortium.records.identity import Identity
from cohortium.records.mentions import mentions
from cohortium.records.record import PatientRef
from cohortium_anonymize.text import Known


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """Who persons are, as `identities` has it, and who works at their hospitals."""

    installation: Installation
    identities: Mapping[PatientRef, Identity]
    _staff: dict[str, Known] = field(default_factory=dict, repr=False)

    def known(self, patients: Sequence[PatientRef]) -> Known:
        """What a person's notes may call them and those around them."""
        merged: dict[str, Any] = {}
        for patient in patients:
            who = self.identities.get(patient)
            for name, value in (who.known() if who else {}).items():
                if isinstance(value, str):
                    merged[name] = merged.get(name) or value
                else:
                    merged[name] = [*merged.get(name, []), *value]
        around: Known | None = None
        for hospital in dict.fromkeys(patient.hospital for patient in patients):
            staff = self.staff(hospital)
            around = staff if around is None else replace(staff, around=around)
        return Known.of(merged, around)

    def staff(self, hospital: str) -> Known:
        """The people and places of a hospital, read once."""
        if hospital not in self._staff:
            providers, facilities = dict[str, None](), dict[str, None]()
            for kind, content in self.installation.vault.shared_records(hospital):
                found = mentions(kind, orjson.loads(content))
                providers.update(dict.fromkeys(found.providers))
                facilities.update(dict.fromkeys(found.facilities))
            self._staff[hospital] = Known.of(
                {"providers": list(providers), "facilities": list(facilities)}
            )
        return self._staff[hospital]

    def around(self, persons: Iterable[Sequence[PatientRef]]) -> list[Known]:
        """The people and places of every hospital that knows one of `persons`."""
        hospitals = (patient.hospital for patients in persons for patient in patients)
        return [self.staff(hospital) for hospital in dict.fromkeys(hospitals)]
